//! A service that fails: slowly, in the middle of an answer, or by having enough of us.

use std::time::{Duration, Instant};

use atelier_application::ports::{CdnError, CdnRendition, ImageCdn};
use atelier_imagekit::ImageKit;
use chrono::DateTime;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::{any, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::world::{PRIVATE_KEY, imagekit, new_mirror, settings, uploaded};

async fn first_then(first: ResponseTemplate, times: u64, then: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(first).up_to_n_times(times).mount(&server).await;
    Mock::given(any()).respond_with(then).mount(&server).await;
    server
}

fn done() -> ResponseTemplate {
    ResponseTemplate::new(201).set_body_json(json!({"requestId": "r"}))
}

async fn calls(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn a_limit_is_waited_for_as_many_milliseconds_as_it_says() {
    let limited = ResponseTemplate::new(429)
        .insert_header("x-ratelimit-limit", "20")
        .insert_header("x-ratelimit-reset", "300")
        .insert_header("x-ratelimit-interval", "1000")
        .set_body_json(json!({"message": "Too many requests"}));
    let server = first_then(limited, 1, done()).await;
    let begun = Instant::now();
    imagekit(&server).purge("https://x").await.unwrap();
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_millis(300), "{waited:?}");
    assert!(waited < Duration::from_secs(3), "the header was read as seconds: {waited:?}");
    assert_eq!(calls(&server).await, 2);
}

#[tokio::test]
async fn a_limit_that_lasts_is_left_to_the_job() {
    let limited = ResponseTemplate::new(429).insert_header("x-ratelimit-reset", "60000");
    let server = first_then(limited, 9, done()).await;
    let begun = Instant::now();
    let error = imagekit(&server).purge("https://x").await.unwrap_err();
    let minute = Some(Duration::from_secs(60));
    assert!(matches!(error, CdnError::Passing { after, .. } if after == minute), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(calls(&server).await, 1);
}

#[tokio::test]
async fn a_failure_of_the_service_is_tried_again_and_then_given_up() {
    let server = first_then(ResponseTemplate::new(502).set_body_string("<html>"), 1, done()).await;
    imagekit(&server).purge("https://x").await.unwrap();
    assert_eq!(calls(&server).await, 2);

    let server = first_then(ResponseTemplate::new(500), 99, done()).await;
    let error = imagekit(&server).purge("https://x").await.unwrap_err();
    assert!(matches!(error, CdnError::Passing { .. }), "{error}");
    assert_eq!(calls(&server).await, 3);
}

#[tokio::test]
async fn a_service_that_says_nothing_is_not_waited_for() {
    let slow = done().set_delay(Duration::from_secs(30));
    let server = first_then(slow, 1, done()).await;
    let begun = Instant::now();
    imagekit(&server).purge("https://x").await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(calls(&server).await, 2);
}

#[tokio::test]
async fn a_service_that_is_down_is_left_alone_for_a_while() {
    let server = first_then(ResponseTemplate::new(503).insert_header("retry-after", "60"), 99, done()).await;
    let imagekit = imagekit(&server);
    for _ in 0..9 {
        let error = imagekit.purge("https://x").await.unwrap_err();
        assert!(matches!(error, CdnError::Passing { .. }), "{error}");
    }
    assert_eq!(calls(&server).await, 5);
}

#[tokio::test]
async fn a_service_that_is_down_is_known_by_its_attempts_and_not_by_the_calls() {
    let server = first_then(ResponseTemplate::new(500), 99, done()).await;
    let imagekit = imagekit(&server);
    for _ in 0..4 {
        imagekit.purge("https://x").await.unwrap_err();
    }
    assert_eq!(calls(&server).await, 5, "three attempts, and two until it is left alone");
}

#[tokio::test]
async fn a_service_that_has_had_enough_of_us_is_not_down() {
    let limited = ResponseTemplate::new(429).insert_header("x-ratelimit-reset", "60000");
    let server = first_then(limited, 9, done()).await;
    let imagekit = imagekit(&server);
    for _ in 0..9 {
        imagekit.purge("https://x").await.unwrap_err();
    }
    imagekit.purge("https://x").await.unwrap();
}

#[tokio::test]
async fn delivery_is_looked_after_with_the_picture_that_was_shown_last() {
    let now = DateTime::from_timestamp(1_750_000_000, 0).unwrap();
    let cases =
        [(200, true), (404, true), (401, false), (402, false), (403, false), (429, false), (500, false)];
    for (status, delivers) in cases {
        let server = MockServer::start().await;
        Mock::given(method("HEAD")).respond_with(ResponseTemplate::new(status)).mount(&server).await;
        let mut settings = settings(&server.uri());
        settings.url_endpoint = server.uri().parse().unwrap();
        let imagekit = ImageKit::new(&settings).unwrap();
        let url = format!("{}/atelier/7/812.jpg", server.uri());
        let web = CdnRendition { long_edge: 2048, watermark: None };
        imagekit.sign_url(&url, &web, now).unwrap();
        let answer = imagekit.ping(now).await;
        assert_eq!(answer.is_ok(), delivers, "{status}: {answer:?}");
        let asked = server.received_requests().await.unwrap().remove(0).url;
        assert_eq!(asked.path(), "/atelier/7/812.jpg");
        let query = asked.query().unwrap();
        assert!(query.starts_with("tr=w-150,h-150,") && query.contains("&ik-s="), "{query}");
        let end = query.split("ik-t=").nth(1).unwrap().split('&').next().unwrap().parse::<i64>().unwrap();
        assert!((300..=600).contains(&(end - now.timestamp())), "{query}");
    }
}

/// A server that hangs up in the middle of its first answer and gives the second whole.
async fn cut_off_once(whole: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for attempt in 0.. {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            let mut sink = vec![0_u8; 64 * 1024];
            let mut read = Vec::new();
            // The closing boundary of the form is the end of the request.
            while !read.ends_with(b"--\r\n") {
                let count = stream.read(&mut sink).await.unwrap_or(0);
                if count == 0 {
                    break;
                }
                read.extend_from_slice(&sink[..count]);
            }
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                whole.len()
            );
            let part = if attempt == 0 { &whole[..whole.len() / 2] } else { whole.as_str() };
            let _ = stream.write_all(format!("{head}{part}").as_bytes()).await;
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again() {
    let base = cut_off_once(uploaded().to_string()).await;
    let made = ImageKit::new(&settings(&base)).unwrap().mirror(new_mirror()).await.unwrap();
    assert_eq!(made.file_id, "6673f88237b244ef54d60180");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_a_passing_failure_that_tells_no_key() {
    // Nothing listens there any more.
    let base = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let imagekit = ImageKit::new(&settings(&base)).unwrap();
    let error = imagekit.purge("https://x").await.unwrap_err();
    assert!(matches!(error, CdnError::Passing { .. }), "{error}");
    for text in [error.to_string(), format!("{imagekit:?} {:?}", settings(&base))] {
        assert!(!text.contains(PRIVATE_KEY), "{text}");
    }
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let endless = ResponseTemplate::new(200).set_body_bytes(vec![b' '; 3 * 1024 * 1024]);
    let server = first_then(endless, 9, done()).await;
    let error = imagekit(&server).mirror(new_mirror()).await.unwrap_err();
    assert!(matches!(&error, CdnError::Passing { message, .. } if message.contains("more than")), "{error}");
}

#[tokio::test]
async fn whatever_an_endpoint_answers_it_delivers_unless_it_fails() {
    for (status, delivers) in [(200, true), (404, true), (401, true), (500, false), (503, false)] {
        let server = MockServer::start().await;
        Mock::given(method("HEAD")).respond_with(ResponseTemplate::new(status)).mount(&server).await;
        let mut settings = settings(&server.uri());
        settings.url_endpoint = server.uri().parse().unwrap();
        let answer = ImageKit::new(&settings).unwrap().ping(DateTime::UNIX_EPOCH).await;
        assert_eq!(answer.is_ok(), delivers, "{status}: {answer:?}");
    }
}
