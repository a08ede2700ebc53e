//! Server-sent events: a stream of JSON that lasts a bounded time.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use tokio::time::Instant;

/// How often a silent stream shows that it lives, so that proxies keep it open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long clients wait before they come back, in milliseconds.
const RETRY_MS: u32 = 2_000;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event(String);

impl Event {
    /// An event with a name and JSON data. JSON has no bare line breaks, so that it is always one `data:` line.
    pub fn json(name: &str, data: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self(format!("event: {name}\ndata: {}\n\n", serde_json::to_string(data)?)))
    }
}

/// Sends `events` until they end or `lifetime` is over; clients reconnect by themselves.
pub fn event_stream(events: impl Stream<Item = Event> + 'static, lifetime: Duration) -> HttpResponse {
    let end = Instant::now() + lifetime;
    let hello = stream::iter([Bytes::from(format!("retry: {RETRY_MS}\n\n"))]);
    let body = stream::unfold(Box::pin(events), move |mut events| async move {
        let beat = (Instant::now() + KEEP_ALIVE).min(end);
        if beat <= Instant::now() {
            return None;
        }
        match tokio::time::timeout_at(beat, events.next()).await {
            Ok(Some(Event(text))) => Some((Bytes::from(text), events)),
            Ok(None) => None,
            Err(_) if beat < end => Some((Bytes::from_static(b": keep-alive\n\n"), events)),
            Err(_) => None,
        }
    });
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // A compressor would hold events back until it has a block full of them.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(hello.chain(body).map(Ok::<_, std::convert::Infallible>))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;

    async fn text(response: HttpResponse) -> String {
        String::from_utf8(to_bytes(response.into_body()).await.unwrap().to_vec()).unwrap()
    }

    #[actix_web::test]
    async fn events_are_named_json_and_the_stream_ends_with_them() {
        let event = Event::json("progress", &serde_json::json!({"ready": 1, "text": "a\nb"})).unwrap();
        let response = event_stream(stream::iter([event]), Duration::from_secs(60));
        assert_eq!(response.headers().get("content-type").unwrap(), "text/event-stream");
        let expected = "retry: 2000\n\nevent: progress\ndata: {\"ready\":1,\"text\":\"a\\nb\"}\n\n";
        assert_eq!(text(response).await, expected);
    }

    #[actix_web::test]
    async fn a_silent_stream_shows_that_it_lives_and_ends_in_time() {
        tokio::time::pause();
        let response = event_stream(stream::pending(), Duration::from_secs(40));
        let text = text(response).await;
        assert_eq!(text.matches(": keep-alive").count(), 2);
    }
}
