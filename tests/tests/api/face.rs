//! The pages of the faces, over HTTP: their files, their policy, and a gallery for browsers without scripts.

use atelier_tests::client::{Answer, Client};
use atelier_tests::pictures;
use atelier_tests::server::TestServer;
use atelier_tests::studio::{API, Link, Studio, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const GENERIC: &str = "A gallery was shared with you";

async fn studio() -> (TestServer, Studio, i64) {
    let server = TestServer::start().await;
    let studio = Studio::register(&server.client()).await;
    let gallery = studio.some_gallery().await;
    (server, studio, gallery)
}

/// Sends a form as a browser does, which tells no origin from a page that sends no referrer.
async fn send(client: &Client, link: &Link, form: &str) -> Answer {
    let request = client.request(Method::POST, &format!("/g/{}", link.token)).header("origin", "null");
    request.body("application/x-www-form-urlencoded", form.as_bytes().to_vec()).send().await
}

async fn look(client: &Client, link: &Link) -> Answer {
    client.get(&format!("/g/{}", link.token)).await
}

async fn views(studio: &Studio, link: &Link) -> i64 {
    let link = studio.owner.get(&format!("{API}/share-links/{}", link.id)).await.expect(200).data();
    link["view_count"].as_i64().expect("a count")
}

fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = html.split_once(before).expect("the page holds what comes before");
    rest.split_once(after).expect("the page holds what comes after").0
}

fn import_map(html: &str) -> &str {
    between(html, "<script type=\"importmap\">", "</script>")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_of_a_page_allows_its_import_map_and_nothing_else_that_stands_in_it() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({})).await;
    let nobody = server.client();
    for (path, frames) in [
        ("/".to_owned(), "'none'"),
        ("/desk/jobs".to_owned(), "'none'"),
        (format!("/g/{}", link.token), "'self'"),
    ] {
        let page = nobody.get(&path).await.expect(200);
        let html = page.whole();
        let hash = STANDARD.encode(Sha256::digest(import_map(&html).as_bytes()));
        let policy = page.header("content-security-policy").expect("a policy").to_owned();
        assert!(policy.contains(&format!("script-src 'self' 'sha256-{hash}';")), "{path}: {policy}");
        assert!(policy.contains(&format!("frame-ancestors {frames}")), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert!(!html.contains("style=") && !html.contains("<style"), "{path}: {html}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("x-robots-tag"), Some("noindex"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_a_page_names_is_there_and_stays() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({})).await;
    let nobody = server.client();
    for path in ["/".to_owned(), format!("/g/{}", link.token)] {
        let html = nobody.get(&path).await.expect(200).whole();
        let map: Value = serde_json::from_str(import_map(&html)).expect("an import map");
        let mut addresses: Vec<String> =
            html.split('"').filter(|it| it.starts_with("/assets/")).map(str::to_owned).collect();
        let modules = map["imports"].as_object().expect("modules");
        addresses.extend(modules.values().map(|it| it.as_str().expect("an address").to_owned()));
        assert!(addresses.len() > 2, "{addresses:?}");
        for address in addresses {
            let file = nobody.get(&address).await.expect(200);
            assert_eq!(
                file.header("cache-control"),
                Some("public, max-age=31536000, immutable"),
                "{address}"
            );
            let kind = file.header("content-type").expect("a type");
            assert!(
                ["text/javascript", "text/css", "image/"].iter().any(|it| kind.starts_with(it)),
                "{kind}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_tells_devices_what_it_is_and_galleries_tell_nothing() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({})).await;
    let nobody = server.client();
    let desk = nobody.get("/").await.expect(200).whole();
    let address = between(&desk, "<link rel=\"manifest\" href=\"", "\"");
    let manifest = nobody.get(address).await.expect(200);
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    let manifest: Value = serde_json::from_str(&manifest.whole()).expect("JSON");
    assert_eq!(manifest["start_url"], "/");
    nobody.get(manifest["icons"][0]["src"].as_str().expect("an icon")).await.expect(200);
    assert!(!look(&nobody, &link).await.whole().contains("manifest"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_packed_as_it_is_asked_for_and_not_a_second_time() {
    let server = TestServer::start().await;
    let nobody = server.client();
    let html = nobody.get("/").await.expect(200).whole();
    let address = html.split('"').find(|it| it.ends_with(".css")).expect("a style sheet").to_owned();
    let ask = |method: Method, encoding: &str, tag: &str| {
        let request = nobody.request(method, &address).header("accept-encoding", encoding);
        request.header("if-none-match", tag).send()
    };
    let plain = ask(Method::GET, "identity", "").await.expect(200);
    let mut tags = vec![plain.header("etag").expect("a tag").to_owned()];
    for encoding in ["br", "gzip"] {
        let packed = ask(Method::GET, encoding, "").await.expect(200);
        assert_eq!(packed.header("content-encoding"), Some(encoding));
        assert!(packed.header("vary").is_some_and(|it| it.contains("Accept-Encoding")));
        assert!(packed.bytes.len() < plain.bytes.len(), "{encoding}");
        let tag = packed.header("etag").expect("a tag").to_owned();
        ask(Method::GET, encoding, &tag).await.expect(304);
        let head = ask(Method::HEAD, encoding, "").await.expect(200);
        assert!(head.bytes.is_empty());
        assert_eq!(head.header("content-length"), Some(packed.bytes.len().to_string().as_str()));
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "{tags:?}");
    for path in
        ["/assets/", "/assets/nothing.js", "/assets/%2e%2e/Cargo.toml", "/assets/..%2f..%2fCargo.toml"]
    {
        nobody.get(path).await.expect_problem(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_link_opens_nothing_and_tells_what_its_terms_let_everybody_know() {
    let (server, studio, gallery) = studio().await;
    let open = studio.link(gallery, json!({})).await;
    let guarded = studio.link(gallery, json!({ "access_code": "silver-birch" })).await;
    let nobody = server.client();
    let page = look(&nobody, &open).await.expect(200);
    assert!(page.whole().contains("property=\"og:title\" content=\"Spring portraits\""), "{}", page.whole());
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let boot: Value =
        serde_json::from_str(between(&page.whole(), "id=\"boot\">", "</script>")).expect("JSON");
    assert_eq!(boot["link"], json!({ "needs_code": false, "subject_name": "Spring portraits" }));

    let page = look(&nobody, &guarded).await.expect(200).whole();
    assert!(!page.contains("Spring") && !page.contains("Acme") && !page.contains("og:image"), "{page}");
    assert!(page.contains(&format!("<title>{GENERIC}</title>")), "{page}");
    let german = nobody.request(Method::GET, &format!("/g/{}", guarded.token));
    let german = german.header("accept-language", "de-AT,de;q=0.9,en;q=0.1").send().await.expect(200).whole();
    assert!(german.contains("<html lang=\"de\">") && german.contains("Zugangscode"), "{german}");
    for link in [&open, &guarded] {
        nobody.request(Method::HEAD, &format!("/g/{}", link.token)).send().await.expect(200);
        assert_eq!(views(&studio, link).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gallery_is_looked_at_without_a_script() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "b & <c>.jpg", pictures::jpeg(900, 600, 1)).await;
    studio.settled(gallery).await;
    let link = studio.link(gallery, json!({})).await;
    let nobody = server.client();
    let page = send(&nobody, &link, "name=Ola").await.expect(200);
    let html = page.whole();
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(html.contains("<h1>Spring portraits</h1>") && html.contains("<h2>Pictures</h2>"), "{html}");
    assert!(html.contains("width=\"900\" height=\"600\""), "{html}");
    assert!(!html.contains("<c>") && !html.contains("<script"), "{html}");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("script-src 'none'"), "{policy}");
    for address in [between(&html, "<img src=\"", "\""), between(&html, "<a href=\"", "\"")] {
        nobody.get(&address.replace("&amp;", "&")).await.expect(200);
    }
    let download = between(html.split_once("<figcaption>").expect("a caption").1, "href=\"", "\"");
    let file = nobody.get(download).await.expect(200);
    assert!(file.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
    assert_eq!(views(&studio, &link).await, 1);

    // What is not to be taken home has no address for it.
    let strict = studio.link(gallery, json!({ "policy": { "download": false } })).await;
    let html = send(&nobody, &strict, "").await.expect(200).whole();
    assert!(html.contains("<img") && !html.contains(" download"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_without_a_script_asks_for_the_code_and_counts_guesses() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({ "access_code": "silver-birch" })).await;
    let nobody = server.client();
    let asked = send(&nobody, &link, "").await.expect(422).whole();
    assert!(asked.contains("name=\"access_code\"") && asked.contains("role=\"alert\""), "{asked}");
    assert!(
        send(&nobody, &link, "access_code=silver-birch")
            .await
            .expect(200)
            .whole()
            .contains("Spring portraits")
    );
    for _ in 0..10 {
        let wrong = send(&nobody, &link, "access_code=wrong").await.expect(403).whole();
        assert!(wrong.contains("name=\"access_code\"") && !wrong.contains("Spring"), "{wrong}");
    }
    let locked = send(&nobody, &link, "access_code=silver-birch").await.expect(429);
    assert!(locked.header("retry-after").is_some() && !locked.whole().contains("Spring"));
}

#[tokio::test(flavor = "multi_thread")]
async fn further_pages_open_the_link_no_second_time() {
    let (server, studio, gallery) = studio().await;
    let link = studio.link(gallery, json!({})).await;
    let nobody = server.client();
    let entered = atelier_tests::studio::exchange(&nobody, &link.token, None).await.expect(200).data();
    let session = text(&entered, "access_token");
    send(&nobody, &link, &format!("session={session}&offset=200")).await.expect(200);
    assert_eq!(views(&studio, &link).await, 1);
    // A session that has ended, or is not a guest's, leads back to the door.
    let owner = studio.owner.token().expect("a token").to_owned();
    for session in ["nonsense", owner.as_str()] {
        let door = send(&nobody, &link, &format!("session={session}")).await.expect(403).whole();
        assert!(door.contains("<form method=\"post\">"), "{door}");
    }
    assert_eq!(views(&studio, &link).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_leads_nowhere_says_so_in_words() {
    let (server, studio, gallery) = studio().await;
    // Time enough to make it, also where much else is going on.
    let soon = server.now().await + chrono::Duration::seconds(5);
    let expiring = studio.link(gallery, json!({ "expires_at": soon.to_rfc3339() })).await;
    let revoked = studio.link(gallery, json!({})).await;
    studio.owner.delete(&format!("{API}/share-links/{}", revoked.id)).await.expect(200);
    let nobody = server.client();
    while server.now().await < soon {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let unknown = Link { id: 0, token: "unknown".to_owned() };
    let cases = [(&expiring, 410, "expired"), (&revoked, 410, "withdrawn"), (&unknown, 404, "not valid")];
    for (link, status, word) in cases {
        for page in [look(&nobody, link).await, send(&nobody, link, "").await] {
            let page = page.expect(status);
            let html = page.whole();
            assert!(page.header("content-type").is_some_and(|it| it.starts_with("text/html")));
            assert!(html.contains(word) && !html.contains("Spring") && !html.contains("<script"), "{html}");
            assert_eq!(page.header("x-frame-options"), Some("SAMEORIGIN"));
        }
    }
    studio.owner.post(&format!("{API}/galleries/{gallery}/archive"), json!({})).await.expect(200);
    let link = studio.link(gallery, json!({})).await;
    assert!(look(&nobody, &link).await.expect(410).whole().contains("closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messenger_is_shown_a_picture_where_the_address_alone_shows_it() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "cover.jpg", pictures::jpeg(900, 600, 1)).await;
    studio.settled(gallery).await;
    let policy = json!({ "presets": ["thumb"], "watermark": { "text": "{studio}" } });
    let link = studio.link(gallery, json!({ "policy": policy })).await;
    let nobody = server.client();
    let html = look(&nobody, &link).await.expect(200).whole();
    let image = between(&html, "property=\"og:image\" content=\"", "\"");
    assert!(image.starts_with("http://") && image.ends_with(&format!("/g/{}/cover", link.token)), "{image}");
    assert!(html.contains("content=\"summary_large_image\""), "{html}");
    let cover = nobody.get(&format!("/g/{}/cover", link.token)).await.expect(200);
    assert_eq!(cover.header("content-type"), Some("image/jpeg"));
    assert_eq!(views(&studio, &link).await, 0);
    let entry = studio.owner.get(&format!("{API}/galleries/{gallery}/activity")).await.expect(200);
    assert!(!entry.text().contains("share_link.opened"), "{}", entry.text());

    // It is what a guest of the link sees: small, and with the link's mark.
    let guest = atelier_tests::studio::enter(&nobody, &link.token).await;
    let seen = atelier_tests::studio::pictures(&guest, gallery).await;
    let seen = nobody.get(&text(&seen[0]["urls"], "thumb")).await.expect(200);
    assert_eq!(cover.header("etag"), seen.header("etag"));

    studio.owner.delete(&format!("{API}/share-links/{}", link.id)).await.expect(200);
    nobody.get(&format!("/g/{}/cover", link.token)).await.expect_problem(410, "share_link_revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messenger_is_shown_no_picture_and_no_name_where_the_address_alone_is_not_enough() {
    let (server, studio, gallery) = studio().await;
    studio.picture(gallery, "cover.jpg", pictures::jpeg(900, 600, 1)).await;
    studio.settled(gallery).await;
    let nobody = server.client();
    for terms in [json!({ "access_code": "silver-birch" }), json!({ "label": "Kari Nordmann" })] {
        let link = studio.link(gallery, terms).await;
        let html = look(&nobody, &link).await.expect(200).whole();
        assert!(!html.contains("og:image") && !html.contains("twitter:image"), "{html}");
        assert!(html.contains(&format!("property=\"og:title\" content=\"{GENERIC}\"")), "{html}");
        nobody.get(&format!("/g/{}/cover", link.token)).await.expect_problem(404, "not_found");
    }
    // Pictures that guests do not see stand for nothing.
    let other = studio.some_gallery().await;
    let hidden = studio.picture(gallery, "hidden.jpg", pictures::jpeg(300, 200, 2)).await;
    studio.group(&format!("galleries/{other}"), "behind_the_scenes", "members", &[hidden]).await;
    let link = studio.link(other, json!({})).await;
    let html = look(&nobody, &link).await.expect(200).whole();
    assert!(!html.contains("og:image") && html.contains("og:title\" content=\"Spring portraits\""), "{html}");
    nobody.get(&format!("/g/{}/cover", link.token)).await.expect_problem(404, "not_found");
    nobody.get(&format!("/g/{}/cover", "x".repeat(43))).await.expect_problem(404, "not_found");
}
