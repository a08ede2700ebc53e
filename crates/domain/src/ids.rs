//! Typed ids: a gallery's number cannot be passed where an image's is expected.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<i64> for $name {
            fn from(raw: i64) -> Self {
                Self(raw)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }
    )+};
}

ids! {
    /// A tenant.
    StudioId,
    UserId,
    RoleId,
    /// One row of `permission_contexts`: a permission granted in one place.
    GrantId,
    InvitationId,
    ApiTokenId,
    OrganizationId,
    GalleryId,
    ImageId,
    ImageGroupId,
    ShareLinkId,
    ProductId,
    /// A remark on a picture of a gallery.
    CommentId,
    JobId,
    EventId,
    AuditId,
}
