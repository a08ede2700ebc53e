//! What is done with files, and in the background.

use std::time::Duration;

use crate::config::reader::{Reader, read_section};
use crate::config::value::{Bytes, Parallel};

/// What may be uploaded.
#[derive(Debug, Clone)]
pub struct UploadsConfig {
    pub max_file_bytes: Bytes,
    pub max_pixels: u64,
    pub max_files: u32,
    pub max_request_bytes: Bytes,
    pub decoders: Parallel,
}

impl UploadsConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            UploadsConfig {
                max_file_bytes: "uploads.max_file_bytes",
                max_pixels: "uploads.max_pixels",
                max_files: "uploads.max_files",
                max_request_bytes: "uploads.max_request_bytes",
                decoders: "uploads.decoders",
            }
        )?;
        reader.require(section.max_file_bytes.0 > 0, "uploads.max_file_bytes", "expected at least 1");
        reader.require(section.max_pixels > 0, "uploads.max_pixels", "expected at least 1");
        reader.require(section.max_files > 0, "uploads.max_files", "expected at least 1");
        let fits = section.max_request_bytes >= section.max_file_bytes;
        reader.require(fits, "uploads.max_request_bytes", "expected at least uploads.max_file_bytes");
        reader.require(section.decoders.0 > 0, "uploads.decoders", "expected at least 1");
        Some(section)
    }
}

/// What leaves as archives.
#[derive(Debug, Clone)]
pub struct DownloadsConfig {
    pub archives_per_studio: u32,
}

impl DownloadsConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section =
            read_section!(reader, DownloadsConfig { archives_per_studio: "downloads.archives_per_studio" })?;
        let some = section.archives_per_studio > 0;
        reader.require(some, "downloads.archives_per_studio", "expected at least 1");
        Some(section)
    }
}

/// Background work.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    pub count: Parallel,
    pub poll_interval: Duration,
    pub lease: Duration,
    pub maintenance_interval: Duration,
}

impl WorkerConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            WorkerConfig {
                count: "worker.count",
                poll_interval: "worker.poll_interval",
                lease: "worker.lease",
                maintenance_interval: "worker.maintenance_interval",
            }
        )?;
        // A pause of nothing would ask the database without end; a short lease gives running work away.
        let pause = section.poll_interval >= Duration::from_millis(10);
        reader.require(pause, "worker.poll_interval", "expected at least 10ms");
        reader.require(section.lease >= Duration::from_secs(1), "worker.lease", "expected at least 1s");
        let pause = section.maintenance_interval >= Duration::from_secs(1);
        reader.require(pause, "worker.maintenance_interval", "expected at least 1s");
        Some(section)
    }
}

/// How long things are kept that nobody sees any more.
#[derive(Debug, Clone)]
pub struct RetentionConfig {
    pub deleted: Duration,
    pub orphans: Duration,
    pub history: Duration,
    pub uploads: Duration,
}

impl RetentionConfig {
    pub(in crate::config) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = read_section!(
            reader,
            RetentionConfig {
                deleted: "retention.deleted",
                orphans: "retention.orphans",
                history: "retention.history",
                uploads: "retention.uploads",
            }
        )?;
        // Bytes are stored before their row commits; a grace shorter than a slow upload would remove them in between.
        let grace = section.orphans >= Duration::from_secs(3_600);
        reader.require(grace, "retention.orphans", "expected at least 1h");
        let pause = section.uploads >= Duration::from_secs(1);
        reader.require(pause, "retention.uploads", "expected at least 1s");
        Some(section)
    }
}
