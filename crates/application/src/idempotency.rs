//! Requests that are safe to repeat.

use chrono::Duration;

use crate::AppResult;
use crate::kernel::Kernel;
use crate::ports::IdempotencyRecord;

/// How long an answer is kept for those who repeat the request.
pub const KEPT_HOURS: i64 = 24;

/// Remembers the answers to requests that carried a key.
#[derive(Clone)]
pub struct Idempotency {
    kernel: Kernel,
}

impl Idempotency {
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel }
    }

    /// Claims `key` in `scope` (who asks) for the request with this fingerprint, or tells what became of it.
    pub async fn begin(&self, scope: &str, key: &str, fingerprint: &str) -> AppResult<IdempotencyRecord> {
        let tx = self.kernel.write().await?;
        let record = tx.idempotency().claim(scope, key, fingerprint, self.kernel.now()).await?;
        Ok(tx.commit(record).await?.into_inner())
    }

    /// Keeps the answer.
    pub async fn complete(
        &self,
        scope: &str,
        key: &str,
        status: u16,
        body: &str,
        location: Option<&str>,
    ) -> AppResult<()> {
        let tx = self.kernel.write().await?;
        tx.idempotency().complete(scope, key, status, body, location).await?;
        tx.finish().await?;
        Ok(())
    }

    /// Forgets a request that did not succeed, so that it can be tried again.
    pub async fn release(&self, scope: &str, key: &str) -> AppResult<()> {
        let tx = self.kernel.write().await?;
        tx.idempotency().release(scope, key).await?;
        tx.finish().await?;
        Ok(())
    }

    /// Forgets what is older than a day.
    pub async fn purge(&self) -> AppResult<u64> {
        let before = self.kernel.now() - Duration::hours(KEPT_HOURS);
        let tx = self.kernel.write().await?;
        let gone = tx.idempotency().purge(before).await?;
        Ok(tx.commit(gone).await?.into_inner())
    }
}
