// The gallery behind a share link: exchanges the secret after the `#` and shows what it opens.
const at = (id) => document.getElementById(id);
const linkToken = location.hash.slice(1);
const PAGE = 100;
// Kept for this tab, so that reloading or going back does not ask for the access code again.
const KEPT = `gallery ${linkToken}`;
let session = null;
let offset = 0;

async function call(path, options = {}) {
  const headers = { ...options.headers };
  if (session) headers.Authorization = `Bearer ${session.access_token}`;
  const answer = await fetch(path, { ...options, headers });
  const body = await answer.json();
  if (!body.success) throw body;
  return body;
}

async function enter(event) {
  event.preventDefault();
  at("message").textContent = "";
  const body = { token: linkToken, name: at("name").value || null, access_code: at("code").value || null };
  try {
    const answer = await post("/api/v1/share/enter", body);
    sessionStorage.setItem(KEPT, JSON.stringify(answer.data));
    await open(answer.data);
  } catch (problem) {
    if (problem.code === "access_code_required") at("code-label").hidden = false;
    at("message").textContent = explain(problem);
  }
}

async function open(entered) {
  session = entered;
  at("door").hidden = true;
  at("title").textContent = document.title = session.subject_name;
  at("unlock").hidden = !session.needs_download_pin;
  at("all").hidden = session.needs_download_pin || !session.policy.download;
  await more();
}

function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return call(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function unlock(event) {
  event.preventDefault();
  at("message").textContent = "";
  try {
    await post("/api/v1/share/unlock-downloads", { pin: at("pin").value });
    session.needs_download_pin = false;
    sessionStorage.setItem(KEPT, JSON.stringify(session));
    // The pictures have addresses for downloads now.
    at("pictures").replaceChildren();
    offset = 0;
    await open(session);
  } catch (problem) {
    at("message").textContent = explain(problem);
  }
}

async function all() {
  at("message").textContent = "";
  try {
    const answer = await post(`/api/v1/galleries/${session.gallery_id}/downloads`, {});
    location.assign(answer.data.url);
  } catch (problem) {
    at("message").textContent = explain(problem);
  }
}

function explain(problem) {
  if (problem.code === "not_found") return "This link is not valid. Check that you copied all of it.";
  return problem.detail || "The gallery cannot be reached.";
}

async function more() {
  try {
    const page = await call(`/api/v1/galleries/${session.gallery_id}/images?offset=${offset}&limit=${PAGE}`);
    for (const picture of page.data) show(picture);
    offset += page.data.length;
    at("more").hidden = offset >= page.pagination.total;
  } catch (problem) {
    if (problem.status === 401) {
      // The sign-in has run out; the door opens another one, from the first picture on.
      sessionStorage.removeItem(KEPT);
      session = null;
      offset = 0;
      at("pictures").replaceChildren();
      at("more").hidden = at("all").hidden = at("unlock").hidden = true;
      at("door").hidden = false;
      return;
    }
    at("message").textContent = explain(problem);
  }
}

function show(picture) {
  const item = document.createElement("li");
  const figure = item.appendChild(document.createElement("figure"));
  const link = figure.appendChild(document.createElement("a"));
  const large = picture.urls.web || picture.urls.thumb;
  if (large) {
    link.href = large;
    link.target = "_blank";
    link.rel = "noopener";
  }
  const image = link.appendChild(document.createElement("img"));
  image.loading = "lazy";
  image.alt = picture.alt_text || picture.filename;
  const small = picture.urls.thumb || picture.urls.hotpreview;
  if (small) image.src = small;
  const caption = figure.appendChild(document.createElement("figcaption"));
  caption.appendChild(document.createElement("span")).textContent = picture.filename;
  const best = Object.values(picture.downloads).pop();
  if (best) {
    const download = caption.appendChild(document.createElement("a"));
    download.href = best;
    download.textContent = "Download";
    download.setAttribute("aria-label", `Download ${picture.filename}`);
  }
  at("pictures").appendChild(item);
}

at("door").addEventListener("submit", enter);
at("unlock").addEventListener("submit", unlock);
at("all").addEventListener("click", all);
at("more").addEventListener("click", more);
const kept = linkToken && sessionStorage.getItem(KEPT);
if (kept) await open(JSON.parse(kept));
else if (linkToken) at("door").hidden = false;
else at("message").textContent = "This address is incomplete: the part after # is missing.";
