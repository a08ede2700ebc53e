//! What the log of a picture is made of.

/// What somebody did with a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum InteractionKind {
    Rating,
    Note,
    /// A decision, of whatever kind.
    Approval,
    Download,
    EditRequest,
}

impl InteractionKind {
    pub const ALL: [Self; 5] = [Self::Rating, Self::Note, Self::Approval, Self::Download, Self::EditRequest];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rating => "rating",
            Self::Note => "note",
            Self::Approval => "approval",
            Self::Download => "download",
            Self::EditRequest => "edit_request",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
