//! Signatures of addresses and of notices, held against the vectors of the official clients.

use atelier_application::ports::{CdnRendition, ImageCdn, Notice, NoticeError, NoticedChange, TextMark};
use atelier_domain::Timestamp;
use atelier_domain::galleries::Position;
use atelier_imagekit::{Addresses, ImageKit};
use chrono::Duration;
use serde_json::{Value, json};
use url::Url;

use crate::world::{settings, vectors};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn paths_are_signed_as_the_official_client_signs_them() {
    let signing = vectors("hmac")["signing"].clone();
    let endpoint = text(&signing["url_endpoint"]);
    let addresses = Addresses::new(&Url::parse(endpoint).unwrap(), text(&signing["private_key"]));
    let cases = signing["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let path = text(&case["path"]);
        let mark = if path.contains('?') { '&' } else { '?' };
        let expected = format!("{endpoint}{path}{mark}ik-s={}", text(&case["ik-s"]));
        assert_eq!(addresses.sign(path, None), expected);
    }
}

#[test]
fn sizes_and_marks_are_written_as_the_official_client_writes_them() {
    let recording = vectors("client");
    let endpoint = Url::parse(text(&recording["url_endpoint"])).unwrap();
    let addresses = Addresses::new(&endpoint, text(&recording["signing_key"]));
    let urls = recording["urls"].as_array().unwrap();
    assert!(urls.iter().any(|url| url["mark"].is_object()));
    let number = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
    for url in urls {
        let mark = &url["mark"];
        let watermark = mark.is_object().then(|| TextMark {
            text: text(&mark["text"]).to_owned(),
            position: Position::parse(text(&mark["position"])).unwrap(),
            opacity: u8::try_from(number(&mark["opacity"])).unwrap(),
            width: number(&mark["width"]),
            height: number(&mark["height"]),
        });
        let long_edge = number(&url["long_edge"]);
        let rendition = CdnRendition { long_edge, watermark };
        let plain = addresses.of(text(&url["path"]));
        let signed = addresses.rendition(&plain, &rendition, url["expires_at"].as_i64().unwrap());
        assert_eq!(signed.unwrap(), text(&url["url"]));
    }
}

const BODY: &str =
    r#"{"type":"file.deleted","id":"evt_1","created_at":"2026-06-20T11:59:58.461Z","data":{"fileId":"f1"}}"#;

fn receiver(secret: &str) -> ImageKit {
    let settings = atelier_imagekit::ImageKitSettings {
        webhook_secret: Some(secret.to_owned()),
        ..settings("https://api.example")
    };
    ImageKit::new(&settings).unwrap()
}

fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(seconds, 0).unwrap()
}

/// The vector of the present form.
struct Standard {
    receiver: ImageKit,
    headers: Vec<(String, String)>,
    body: String,
    sent_at: Timestamp,
}

fn standard() -> Standard {
    let vector = vectors("hmac")["webhook_standard"].clone();
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    Standard {
        receiver: receiver(text(&vector["secret"])),
        headers: headers(&names.map(|name| (name, text(&vector[name])))),
        body: text(&vector["body"]).to_owned(),
        sent_at: at(text(&vector["webhook-timestamp"]).parse().unwrap()),
    }
}

#[test]
fn a_notice_of_the_present_form_is_believed() {
    let Standard { receiver, headers, body, sent_at } = standard();
    let notice = receiver.read_notice(&headers, body.as_bytes(), sent_at).unwrap();
    let expected = Notice {
        message: "msg_1".to_owned(),
        kind: "video.transformation.accepted".to_owned(),
        change: NoticedChange::Other,
    };
    assert_eq!(notice, expected);
}

#[test]
fn a_notice_of_the_older_form_is_believed() {
    let vector = vectors("hmac")["webhook_older"].clone();
    let receiver = receiver(text(&vector["secret"]));
    let headers = headers(&[("x-ik-signature", text(&vector["header"]))]);
    let body = text(&vector["body"]).as_bytes();
    // The form counts milliseconds.
    let sent_at = Timestamp::from_timestamp_millis(1_655_788_406_333).unwrap();
    let notice = receiver.read_notice(&headers, body, sent_at + Duration::seconds(10)).unwrap();
    assert_eq!(notice.message, "58e6d24d-6098-4319-be8d-40c3cb0a402d", "it is known by the id in its body");
    let late = receiver.read_notice(&headers, body, sent_at + Duration::minutes(6));
    assert_eq!(late, Err(NoticeError::Stale));
}

#[test]
fn a_notice_holds_for_five_minutes_in_either_direction() {
    let Standard { receiver, headers, body, sent_at } = standard();
    for (offset, fresh) in [(-301, false), (-300, true), (0, true), (300, true), (301, false)] {
        let read = receiver.read_notice(&headers, body.as_bytes(), sent_at + Duration::seconds(offset));
        assert_eq!(read.is_ok(), fresh, "{offset}: {read:?}");
    }
}

#[test]
fn what_was_changed_or_signed_by_another_is_not_believed() {
    let Standard { receiver, headers, body, sent_at } = standard();
    let refused = |headers: &[(String, String)], body: &str| {
        assert_eq!(receiver.read_notice(headers, body.as_bytes(), sent_at), Err(NoticeError::Unsigned));
    };
    refused(&headers, &format!("{body} "));
    for changed in 0..headers.len() {
        for value in
            ["", "v1,", "v1,====", "v2,34cmAQAxokyFVeg4XnbnvLkb0ZgHDIVQesiMA922Y5o=", "1750000001", "ø"]
        {
            let mut headers = headers.clone();
            headers[changed].1 = value.to_owned();
            refused(&headers, &body);
        }
        let mut headers = headers.clone();
        headers.remove(changed);
        refused(&headers, &body);
    }
    for odd in ["", "t=1", "v1=aa", "t=x,v1=aa", "t=1,v1=zz", "t=1,v1=a", "t=1,v1=øø"] {
        refused(&[("x-ik-signature".to_owned(), odd.to_owned())], &body);
    }
    // The part behind the prefix, decoded, is what other services of this form sign with.
    let other = self::receiver("xeO2UNkfKMQnfJf7Q/Qx+fYptL1wabXd");
    assert_eq!(other.read_notice(&headers, body.as_bytes(), sent_at), Err(NoticeError::Unsigned));
}

#[test]
fn a_new_key_may_be_announced_beside_the_old_one() {
    let Standard { receiver, mut headers, body, sent_at } = standard();
    headers[2].1 = format!("v1a,xyz v1,AAAA {}", headers[2].1);
    assert!(receiver.read_notice(&headers, body.as_bytes(), sent_at).is_ok());
}

/// Signs as the older form does, which needs nothing but the secret.
fn signed(secret: &str, body: &str, now: Timestamp) -> Vec<(String, String)> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let sent_at = now.timestamp_millis();
    let tag = ring::hmac::sign(&key, format!("{sent_at}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    vec![("x-ik-signature".to_owned(), format!("t={sent_at},v1={hex}"))]
}

fn read(body: &str) -> Result<Notice, NoticeError> {
    let now = at(1_800_000_000);
    receiver("whsec_x").read_notice(&signed("whsec_x", body, now), body.as_bytes(), now)
}

#[test]
fn a_notice_says_which_file_it_is_about() {
    let deleted: Value = serde_json::from_str(BODY).unwrap();
    let mut updated = deleted.clone();
    updated["type"] = json!("file.updated");
    updated["data"] = crate::world::details();
    let schema = vectors("schema");
    let mut events = schema["webhooks"].clone();
    events["$defs"] = schema["$defs"].clone();
    for sample in [&deleted, &updated] {
        assert!(jsonschema::validate(&events, sample).is_ok(), "{sample}");
    }
    assert_eq!(read(BODY).unwrap().change, NoticedChange::Deleted { file_id: "f1".to_owned() });
    let file_id = "6673f88237b244ef54d60180".to_owned();
    assert_eq!(read(&updated.to_string()).unwrap().change, NoticedChange::Changed { file_id });
}

#[test]
fn a_kind_that_nobody_knows_is_taken_and_a_text_that_says_nothing_is_not() {
    for other in [
        r#"{"type":"file.created","id":"e","data":{"fileId":"f1"}}"#,
        r#"{"type":"file.deleted","id":"e","data":{}}"#,
        r#"{"type":"moon.risen","id":"e"}"#,
        r#"{"type":"moon.risen","id":"e","data":"full"}"#,
    ] {
        assert_eq!(read(other).unwrap().change, NoticedChange::Other, "{other}");
    }
    let long = format!(r#"{{"type":"a","id":"{}"}}"#, "x".repeat(201));
    for bad in ["", "null", "[]", "{}", r#"{"type":1,"id":"e"}"#, r#"{"type":"a","id":""}"#, &long] {
        assert!(matches!(read(bad), Err(NoticeError::Unreadable(_))), "{bad}");
    }
}

#[test]
fn without_a_secret_no_notice_is_expected() {
    let nobody = ImageKit::new(&settings("https://api.example")).unwrap();
    let headers = signed("", BODY, at(1));
    assert_eq!(nobody.read_notice(&headers, BODY.as_bytes(), at(1)), Err(NoticeError::Unexpected));
}
