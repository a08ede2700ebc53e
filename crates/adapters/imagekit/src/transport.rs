//! Makes calls: the only place that speaks to the network, with patience that ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::multipart;
use reqwest::redirect::Policy;
use url::Url;

use crate::breaker::Breaker;
use crate::calls::{Body, Call, Host, Method, Part};
use crate::error::CallError;
use crate::settings::{ImageKitSettings, ImageKitSetupError, Timeouts};

/// How often a call is made before it is left to the job, which comes again later.
const ATTEMPTS: u32 = 3;

/// The pause after the first attempt where the service names none; it doubles.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest answer that is read. Theirs have some kilobytes.
const ANSWER_MAX: usize = 1024 * 1024;

/// Milliseconds until the service takes calls again.
const RATE_RESET: &str = "x-ratelimit-reset";

/// An answer, whatever it says.
#[derive(Debug)]
pub(crate) struct Reply {
    pub status: u16,
    /// The pause that the service asks for.
    pub wait: Option<Duration>,
    pub body: Vec<u8>,
}

#[derive(Clone)]
pub(crate) struct Transport {
    client: reqwest::Client,
    api: Url,
    upload: Url,
    endpoint: Url,
    authorization: HeaderValue,
    timeouts: Timeouts,
    breaker: Arc<Breaker>,
}

impl Transport {
    pub(crate) fn new(settings: &ImageKitSettings) -> Result<Self, ImageKitSetupError> {
        // A second call finds the first one's provider installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(settings.timeouts.connect)
            // A redirect would carry the private key to wherever it leads.
            .redirect(Policy::none())
            .build()?;
        // The service looks at the user name only. Base64 is always a header's value; without it every call is refused.
        let basic = format!("Basic {}", STANDARD.encode(format!("{}:", settings.private_key)));
        let mut authorization =
            HeaderValue::from_str(&basic).unwrap_or_else(|_| HeaderValue::from_static("Basic"));
        authorization.set_sensitive(true);
        Ok(Self {
            client,
            api: settings.api_url.clone(),
            upload: settings.upload_url.clone(),
            endpoint: settings.url_endpoint.clone(),
            authorization,
            timeouts: settings.timeouts,
            breaker: Arc::default(),
        })
    }

    /// Makes the call, again where that may help, and gives the body of a success. A service that has not answered
    /// several attempts is left alone for a while.
    pub(crate) async fn call(&self, call: &Call) -> Result<Vec<u8>, CallError> {
        let Some(leave) = self.breaker.admit(Instant::now()) else {
            return Err(CallError::Resting { call: call.name.to_owned() });
        };
        // A trial asks whether the service is back; whoever gets no answer has one.
        let attempts = if leave.is_trial() { 1 } else { ATTEMPTS };
        let mut pause = PAUSE;
        let mut attempt = 1;
        loop {
            let error = match self.once(call).await {
                Ok(reply) if (200..300).contains(&reply.status) => {
                    self.breaker.succeeded();
                    return Ok(reply.body);
                }
                Ok(reply) => CallError::of(call.name, reply),
                Err(error) => error,
            };
            let rests = if error.is_outage() {
                self.breaker.failed(Instant::now())
            } else {
                self.breaker.succeeded();
                false
            };
            let wait = error.wait().unwrap_or(pause);
            let is_last = rests || attempt >= attempts;
            if is_last || !error.is_worth_another_attempt() || wait > self.timeouts.pause {
                return Err(error);
            }
            tracing::debug!(call = call.name, attempt, %error, ?wait, "calling ImageKit again");
            tokio::time::sleep(wait).await;
            attempt += 1;
            pause *= 2;
        }
    }

    /// Whether pictures are delivered. At the signed address of one, every refusal that viewers would get too means no;
    /// that the picture is gone does not. Without one the endpoint is asked, which may say anything but that it failed.
    pub(crate) async fn ping(&self, picture: Option<&str>) -> Result<(), CallError> {
        let no_answer =
            |error: reqwest::Error| CallError::NoAnswer { call: "ping".to_owned(), reason: reason(&error) };
        let address = picture.unwrap_or(self.endpoint.as_str());
        let request = self.client.head(address).timeout(self.timeouts.connect);
        let response = request.send().await.map_err(no_answer)?;
        let reply = Reply { status: response.status().as_u16(), wait: None, body: Vec::new() };
        let fails = match reply.status {
            500.. => true,
            401 | 402 | 403 | 429 => picture.is_some(),
            _ => false,
        };
        if fails { Err(CallError::of("ping", reply)) } else { Ok(()) }
    }

    async fn once(&self, call: &Call) -> Result<Reply, CallError> {
        let no_answer = |error: reqwest::Error| CallError::NoAnswer {
            call: call.name.to_owned(),
            reason: reason(&error),
        };
        let mut response = self.request(call).map_err(no_answer)?.send().await.map_err(no_answer)?;
        let status = response.status().as_u16();
        let wait = wait(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if body.len().saturating_add(chunk.len()) > ANSWER_MAX {
                let reason = format!("it has more than {ANSWER_MAX} bytes");
                return Err(CallError::Unreadable { call: call.name.to_owned(), reason });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, wait, body })
    }

    fn request(&self, call: &Call) -> Result<reqwest::RequestBuilder, reqwest::Error> {
        let (base, timeout) = match call.host {
            Host::Api => (&self.api, self.timeouts.call),
            Host::Upload => (&self.upload, self.timeouts.upload),
        };
        let address = format!("{}{}", base.as_str().trim_end_matches('/'), call.path);
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
        };
        let request = self
            .client
            .request(method, address)
            .timeout(timeout)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json");
        Ok(match &call.body {
            Body::Nothing => request,
            Body::Json(value) => request.json(value),
            Body::Form(parts) => request.multipart(form(parts)?),
        })
    }
}

fn form(parts: &[Part]) -> Result<multipart::Form, reqwest::Error> {
    let mut form = multipart::Form::new();
    for part in parts {
        form = match part {
            Part::Text { name, value } => form.text(*name, value.clone()),
            Part::File { name, filename, content_type, bytes } => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                // The bytes are shared with the attempts that may follow.
                let body = reqwest::Body::from(Bytes::clone(bytes));
                let file = multipart::Part::stream_with_length(body, length)
                    .file_name(filename.clone())
                    .mime_str(content_type)?;
                form.part(*name, file)
            }
        };
    }
    Ok(form)
}

/// The pause that an answer asks for: their own header in milliseconds, or the common one in seconds.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    number(RATE_RESET).map(Duration::from_millis).or_else(|| number("retry-after").map(Duration::from_secs))
}

/// The whole chain of causes; reqwest's own sentence says only that something failed. Addresses are left out.
fn reason(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "it took too long".to_owned() } else { "no answer".to_owned() };
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn their_reset_counts_milliseconds_and_the_common_one_seconds() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            let pair = |&(name, value): &(&'static str, &'static str)| {
                (name.parse().unwrap(), HeaderValue::from_static(value))
            };
            pairs.iter().map(pair).collect()
        };
        assert_eq!(wait(&headers(&[("x-ratelimit-reset", "1500")])), Some(Duration::from_millis(1500)));
        assert_eq!(wait(&headers(&[("retry-after", "2")])), Some(Duration::from_secs(2)));
        let both = [("retry-after", "60"), ("x-ratelimit-reset", "250")];
        assert_eq!(wait(&headers(&both)), Some(Duration::from_millis(250)));
        for odd in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(wait(&headers(&[("x-ratelimit-reset", odd)])), None, "{odd}");
        }
    }
}
