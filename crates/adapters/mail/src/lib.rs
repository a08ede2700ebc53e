//! Letters to people: the adapters behind `application::ports::Mailer`.
//!
//! * [`FileMailer`] writes each letter as an `.eml` file into a folder. It is the default: nothing outside is needed,
//!   and what would have been sent can be opened with any mail program. Names sort by time. Each is told of in the log,
//!   because nobody brings it to whoever waits for it.
//! * [`SmtpMailer`] hands letters to a mail server, over TLS unless it is told otherwise.
//!
//! Both write the same letter (`letter.rs`): plain text in UTF-8, a date from the clock port, a message id in the
//! sender's domain, and `Auto-Submitted`, so that out-of-office programs do not answer. A recipient or a subject can
//! never add a header: recipients must be one bare address, and control characters in a subject become spaces.
//!
//! What may succeed later is `MailError::Temporary`: the server is down, is busy (4xx), or does not know our password,
//! which an operator can mend while the job waits. What never will is `MailError::Permanent`: an address that is none,
//! or a letter that the server refuses (5xx).

mod file;
mod letter;
mod settings;
mod smtp;

pub use file::FileMailer;
pub use settings::{MailSetupError, SmtpSecurity, SmtpSettings};
pub use smtp::SmtpMailer;
