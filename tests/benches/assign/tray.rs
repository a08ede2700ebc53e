//! Files in the tray that can be looked at, written straight into the database.

use std::sync::atomic::{AtomicI64, Ordering};

use atelier_application::ports::{DerivativeRecord, NewBatch, NewStagingImage, StagedContent, Tx};
use atelier_domain::access::{Action, Scope};
use atelier_domain::images::{ImageFormat, Preset};
use atelier_domain::ingest::{BatchSource, CameraSettings};
use atelier_domain::{BatchId, UserId};
use atelier_tests::server::TestServer;
use atelier_tests::studio::Studio;

/// A number that no other row of this run has.
fn serial() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn hash() -> String {
    format!("{:064x}", serial())
}

/// Puts so many files into a batch of their own. Answers their ids.
pub async fn stage(server: &TestServer, owner: &Studio, count: usize) -> Vec<i64> {
    let use_cases = server.running().use_cases();
    let token = owner.owner.token().expect("a token");
    let studio = use_cases.actors.authenticate(token).await.expect("an owner").studio;
    let scope = Scope::for_job(studio, "bench", use_cases.kernel.now());
    let tx = use_cases.kernel.write().await.expect("a transaction");
    let new = NewBatch {
        id: BatchId(u128::try_from(serial()).expect("a number from 1")),
        studio,
        name: None,
        source: BatchSource::Upload,
        created_by: UserId(owner.owner_id),
        now: scope.actor().now,
    };
    let batch = tx.batches().insert(new).await.expect("a batch").id;
    let mut files = Vec::with_capacity(count);
    for _ in 0..count {
        files.push(file(&tx, &scope, batch).await);
    }
    tx.finish().await.expect("a commit");
    files
}

async fn file(tx: &Tx, scope: &Scope, batch: BatchId) -> i64 {
    let (studio, now) = (scope.actor().studio, scope.actor().now);
    let content_hash = hash();
    let metadata = serde_json::json!({
        "camera_model": "Nikon Z6", "lens": "NIKKOR Z 40mm f/2", "iso": 250, "aperture": "f/6.7",
        "exposure_time": "1/80", "focal_length": "40.0mm", "white_balance": "Auto",
    });
    let metadata = metadata.as_object().cloned().unwrap_or_default();
    let new = NewStagingImage {
        studio,
        batch,
        filename: "DSC_0001.JPG".to_owned(),
        file_size: 8_000_000,
        content: StagedContent::Kept {
            original_path: format!("originals/{studio}/00/{content_hash}.jpg"),
            content_hash,
            format: ImageFormat::Jpeg,
            width: 6000,
            height: 4000,
            camera: CameraSettings::of(&metadata),
            metadata,
            taken_at: None,
        },
        uploaded_by: None,
        now,
    };
    let id = tx.staging().insert(new).await.expect("a file").id;
    let made: Vec<DerivativeRecord> = Preset::EAGER.into_iter().map(preview).collect();
    let thumbnail = made.first().map(|record| record.storage_key.clone());
    let found = tx.staging().find(studio, id).await.expect("a read").expect("the file");
    let ready = found.write(scope.actor(), Action::AssignStaging).expect("leave").change(|file| {
        file.became_ready(serial(), thumbnail.as_deref(), now);
        Ok(())
    });
    let ready = ready.expect("a change");
    tx.staging().put_derivatives(&ready, &made, now).await.expect("previews");
    tx.staging().update(&ready).await.expect("an update");
    id.0
}

fn preview(preset: Preset) -> DerivativeRecord {
    DerivativeRecord {
        name: preset.as_str().to_owned(),
        storage_key: format!("derivatives/{}.jpg", hash()),
        content_hash: hash(),
        format: ImageFormat::Jpeg,
        width: 150,
        height: 100,
        file_size: 5_000,
        placeholder: None,
    }
}
