//! Counts and durations for Prometheus.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix_web::http::{Method, StatusCode};
use atelier_application::ports::JobCounts;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// Upper bounds in seconds: a 304, a list, a sign-in, an upload.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// How many requests pass between two tidyings of the histograms, which keep every sample until then.
const UPKEEP_EVERY: u64 = 1_024;

/// What is counted about this process. It is a value, so that several servers in one test do not count each other.
pub struct Metrics {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
    started: Instant,
    in_flight: Arc<AtomicI64>,
    served: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    pub fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // Only an empty list of buckets is refused.
        let builder = builder.set_buckets(&BUCKETS).unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = Arc::new(builder.build_recorder());
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            describe_counter!("http_requests_total", "Requests by route, method and status");
            describe_histogram!("http_request_duration_seconds", "Seconds until the answer began, by route");
            describe_gauge!("http_requests_in_flight", "Requests whose answer has not begun");
            describe_gauge!("atelier_jobs", "Background jobs by state");
            describe_gauge!("process_uptime_seconds", "Seconds since the process started");
            describe_gauge!("process_resident_memory_bytes", "Memory that the process holds");
            describe_gauge!("process_open_fds", "Files and sockets that the process holds open");
            describe_gauge!("atelier_build_info", "Always 1; the version is in its label");
            gauge!("atelier_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        });
        Self {
            recorder,
            handle,
            started: Instant::now(),
            in_flight: Arc::default(),
            served: AtomicU64::new(0),
        }
    }

    /// The recorder, for other parts of the program that count.
    pub fn recorder(&self) -> Arc<PrometheusRecorder> {
        Arc::clone(&self.recorder)
    }

    /// Counts a request as under way until the guard is dropped.
    pub(super) fn enter(&self) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(Arc::clone(&self.in_flight))
    }

    /// Counts a request. `route` is the template, so that the number of series stays bounded.
    pub(super) fn record(&self, method: &Method, route: &str, status: StatusCode, elapsed: Duration) {
        let method = known(method);
        metrics::with_local_recorder(&self.recorder, || {
            let status = status.as_u16().to_string();
            let route = route.to_owned();
            counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
                .increment(1);
            histogram!("http_request_duration_seconds", "method" => method, "route" => route)
                .record(elapsed.as_secs_f64());
        });
        if self.served.fetch_add(1, Ordering::Relaxed) % UPKEEP_EVERY == UPKEEP_EVERY - 1 {
            self.handle.run_upkeep();
        }
    }

    /// Everything in the text format of Prometheus.
    pub fn render(&self, jobs: Option<JobCounts>) -> String {
        metrics::with_local_recorder(&self.recorder, || {
            gauge!("http_requests_in_flight").set(precise(self.in_flight.load(Ordering::Relaxed)));
            gauge!("process_uptime_seconds").set(self.started.elapsed().as_secs_f64());
            if let Some(bytes) = resident_bytes() {
                gauge!("process_resident_memory_bytes").set(precise(bytes));
            }
            if let Some(count) = open_files() {
                gauge!("process_open_fds").set(precise(count));
            }
            if let Some(JobCounts { queued, running, dead }) = jobs {
                for (state, count) in [("queued", queued), ("running", running), ("dead", dead)] {
                    let count = i64::try_from(count).unwrap_or(i64::MAX);
                    gauge!("atelier_jobs", "state" => state).set(precise(count));
                }
            }
        });
        self.handle.render()
    }
}

/// A client may invent methods; the series must not follow.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floats; counts of this size are exact")]
fn precise(count: i64) -> f64 {
    count as f64
}

/// Linux tells; elsewhere the gauge is missing.
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1_024)
}

fn open_files() -> Option<i64> {
    i64::try_from(std::fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}

/// A request that is under way.
pub(super) struct InFlight(Arc<AtomicI64>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_template_and_status() {
        let metrics = Metrics::new();
        let under_way = metrics.enter();
        for _ in 0..2 {
            let elapsed = Duration::from_millis(3);
            metrics.record(&Method::GET, "/api/v1/galleries/{gallery_id}", StatusCode::OK, elapsed);
        }
        let invented = Method::from_bytes(b"FROB").unwrap();
        metrics.record(&invented, "unmatched", StatusCode::NOT_FOUND, Duration::ZERO);
        let text = metrics.render(Some(JobCounts { queued: 4, running: 1, dead: 0 }));
        let has = |line: &str| assert!(text.contains(line), "{line} is missing in\n{text}");
        has("http_requests_total{method=\"GET\",route=\"/api/v1/galleries/{gallery_id}\",status=\"200\"} 2");
        has("method=\"other\"");
        has("http_request_duration_seconds_bucket{method=\"GET\"");
        has("http_requests_in_flight 1");
        has("atelier_jobs{state=\"queued\"} 4");
        has("atelier_build_info{version=");
        drop(under_way);
        assert!(metrics.render(None).contains("http_requests_in_flight 0"));
    }
}
