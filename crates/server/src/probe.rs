//! Looks now and then whether the service that delivers pictures does so.

use std::sync::Arc;
use std::time::Duration;

use atelier_application::delivery::OutsideDelivery;
use atelier_application::ports::Clock;
use tokio_util::sync::CancellationToken;

/// Probes until `stop`. Every process that makes addresses does it for itself.
pub async fn run(
    outside: OutsideDelivery,
    clock: Arc<dyn Clock>,
    interval: Duration,
    stop: CancellationToken,
) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(interval) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = outside.probe(clock.now()) => {}
        }
    }
}
