//! What a broken rule looks like.

/// A business rule refused a change. `code` is stable and documented in `docs/ERRORS.md`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleViolation {
    /// A stable, snake_case code.
    pub code: &'static str,
    /// A sentence for the person who sent the request.
    pub message: String,
    /// The input field the rule is about, where there is one.
    pub field: Option<&'static str>,
    /// Whether the input is malformed (422) or merely collides with the present state (409).
    pub kind: ViolationKind,
    /// The limit that was met, where the rule is one.
    pub bound: Option<Bound>,
}

/// A limit, and where the caller stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// There is no room for more.
    Max { current: u64, max: u64 },
    /// There are too few.
    Min { current: u64, min: u64 },
}

/// How a violation is to be understood by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViolationKind {
    /// The input can never be accepted.
    Invalid,
    /// The input is fine; the present state does not allow it.
    Conflict,
}

impl RuleViolation {
    /// The value of `field` can never be accepted.
    pub fn invalid(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: Some(field), kind: ViolationKind::Invalid, bound: None }
    }

    /// The present state does not allow the change.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, kind: ViolationKind::Conflict, bound: None }
    }

    /// The same violation, telling the limit that it is about.
    pub fn within(self, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self }
    }
}
