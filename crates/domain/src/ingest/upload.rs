//! One file on its way here, in chunks.

use serde_json::{Map, Value};

use super::facts_of_tray;
use crate::access::{Action, Facts, Protected};
use crate::{BatchId, RuleViolation, StagingImageId, StudioId, Timestamp, UploadId, UserId};

/// How far an upload has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum UploadState {
    /// More bytes are to come.
    Receiving,
    /// Every byte is here; the file is being taken into the tray.
    Received,
    /// The file is in the tray.
    Completed,
    /// The file was refused.
    Failed,
}

impl UploadState {
    pub const ALL: [Self; 4] = [Self::Receiving, Self::Received, Self::Completed, Self::Failed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Received => "received",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether the file has come to its end, well or badly.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

/// One file on its way here.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    pub id: UploadId,
    pub studio: StudioId,
    pub batch: BatchId,
    pub filename: String,
    /// Bytes of the whole file, as announced.
    pub length: i64,
    /// Bytes that are on stable storage.
    pub offset: i64,
    /// What the client said of the file, as it said it.
    pub metadata: Map<String, Value>,
    pub state: UploadState,
    /// Why the file was refused: a code of `docs/ERRORS.md`.
    pub failure: Option<String>,
    /// The file in the tray, once it is there.
    pub staging: Option<StagingImageId>,
    /// The tray had these bytes already.
    pub is_duplicate: bool,
    pub created_by: Option<UserId>,
    pub expires_at: Timestamp,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Upload {
    /// Whether a chunk may be written at `offset`.
    pub fn takes_chunk(&self, offset: i64) -> Result<(), RuleViolation> {
        if offset != self.offset {
            return Err(RuleViolation::conflict(
                "offset_mismatch",
                format!("the chunk begins at {offset}; the upload is at {}", self.offset),
            ));
        }
        Ok(())
    }

    /// An upload ends at this instant, over or not.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// Bytes up to `offset` are on stable storage. It never moves back, and never beyond the announced length.
    pub fn advance(
        &mut self,
        offset: i64,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        if self.state != UploadState::Receiving || offset < self.offset {
            return Err(RuleViolation::conflict("offset_mismatch", "another chunk was written meanwhile"));
        }
        if offset > self.length {
            return Err(RuleViolation::conflict("upload_too_long", "more bytes were sent than announced"));
        }
        self.offset = offset;
        self.expires_at = expires_at;
        self.updated_at = now;
        if offset == self.length {
            self.state = UploadState::Received;
        }
        Ok(())
    }

    /// The file is in the tray.
    pub fn complete(&mut self, staging: StagingImageId, is_duplicate: bool, now: Timestamp) {
        self.state = UploadState::Completed;
        self.staging = Some(staging);
        self.is_duplicate = is_duplicate;
        self.failure = None;
        self.updated_at = now;
    }

    /// The file was refused; `code` says why, and the tray's row, if there is one, keeps its name.
    pub fn fail(&mut self, code: &str, staging: Option<StagingImageId>, now: Timestamp) {
        self.state = UploadState::Failed;
        self.failure = Some(code.to_owned());
        self.staging = staging;
        self.updated_at = now;
    }
}

impl Protected for Upload {
    const VIEW: Action = Action::AccessStaging;

    fn facts(&self) -> Facts {
        facts_of_tray(self.studio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn upload() -> Upload {
        Upload {
            id: UploadId(1),
            studio: StudioId(1),
            batch: BatchId(1),
            filename: "a.jpg".to_owned(),
            length: 100,
            offset: 40,
            metadata: Map::new(),
            state: UploadState::Receiving,
            failure: None,
            staging: None,
            is_duplicate: false,
            created_by: None,
            expires_at: at(60),
            version: 1,
            created_at: at(0),
            updated_at: at(0),
        }
    }

    #[test]
    fn an_upload_moves_forward_to_its_end_and_no_further() {
        let mut upload = upload();
        assert_eq!(upload.takes_chunk(39).unwrap_err().code, "offset_mismatch");
        assert!(upload.takes_chunk(40).is_ok());
        assert_eq!(upload.advance(39, at(90), at(1)).unwrap_err().code, "offset_mismatch");
        assert_eq!(upload.advance(101, at(90), at(1)).unwrap_err().code, "upload_too_long");
        upload.advance(70, at(90), at(1)).unwrap();
        assert_eq!((upload.offset, upload.state, upload.expires_at), (70, UploadState::Receiving, at(90)));
        upload.advance(100, at(90), at(1)).unwrap();
        assert_eq!(upload.state, UploadState::Received);
        assert!(upload.advance(100, at(90), at(1)).is_err());
    }

    #[test]
    fn an_upload_has_expired_at_its_end() {
        assert!(!upload().has_expired(at(60) - Duration::microseconds(1)));
        assert!(upload().has_expired(at(60)));
    }
}
