//! Letters leave through jobs, so that a mail server that is down delays them and loses nothing.

use std::sync::Arc;

use async_trait::async_trait;
use atelier_domain::events::Job;
use atelier_domain::{StudioId, Timestamp};
use serde_json::json;

use crate::jobs::{JobFailure, JobHandler};
use crate::ports::{MailError, Mailer, NewJob, OutgoingMail};

/// The kind of the jobs that send letters.
pub const SEND_MAIL: &str = "mail.send";

/// The job that sends `letter`.
pub fn mail_job(studio: StudioId, letter: &OutgoingMail, now: Timestamp) -> NewJob {
    let payload = json!({ "to": letter.to, "subject": letter.subject, "text": letter.text });
    NewJob { studio, kind: SEND_MAIL, payload, run_at: now, now }
}

/// Sends one letter.
pub struct SendMail {
    pub mailer: Arc<dyn Mailer>,
}

#[async_trait]
impl JobHandler for SendMail {
    fn kind(&self) -> &'static str {
        SEND_MAIL
    }

    async fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let part = |name: &str| {
            job.payload
                .get(name)
                .and_then(serde_json::Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| JobFailure::lasting(format!("the letter has no {name}")))
        };
        let letter = OutgoingMail { to: part("to")?, subject: part("subject")?, text: part("text")? };
        self.mailer.send(&letter).await.map_err(|error| match error {
            MailError::Temporary(_) => JobFailure::passing(error),
            MailError::Permanent(_) => JobFailure::lasting(error),
        })
    }

    /// Letters carry tokens, of invitations and to new passwords: what has been sent is not kept.
    fn keep_payload(&self) -> bool {
        false
    }
}
