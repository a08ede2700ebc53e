//! What the process says when it ends. The numbers stand in `docs/OPERATIONS.md`.

/// Done.
pub const OK: i32 = 0;
/// It failed for a reason that the message tells.
pub const FAILED: i32 = 1;
/// The command line or the configuration is wrong.
pub const USAGE: i32 = 2;
/// `check` found differences, `import` could not store every file, or `migrate-imalink` could not bring everything over.
pub const DIFFERENCES: i32 = 3;
/// Stopped at once by a second signal.
pub const INTERRUPTED: i32 = 130;
