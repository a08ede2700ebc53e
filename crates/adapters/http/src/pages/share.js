// Links of the older form have their secret behind the `#`, which only the browser knows.
const token = location.hash.slice(1);
if (token) location.replace(`/g/${encodeURIComponent(token)}`);
else document.getElementById("message").textContent = "This address is incomplete: the part after # is missing.";
