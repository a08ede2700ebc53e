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
    /// A list of pictures that somebody chooses.
    SelectionId,
    JobId,
    EventId,
    AuditId,
    /// A file in the tray.
    StagingImageId,
    /// One entry of the log of what was decided about a staged file.
    MatchDecisionId,
    /// A photograph of somebody's library.
    PhotoId,
    /// One file of a photograph.
    ImageFileId,
    /// Who took a photograph.
    AuthorId,
    ImportSessionId,
    /// A file that an import could not take, with the reason.
    ImportErrorId,
    TagId,
    /// Photographs that belong together: a burst, a bracket, a panorama.
    PhotoStackId,
    SavedSearchId,
}

macro_rules! uuids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u128);

        impl $name {
            /// Reads 32 hexadecimal digits, with the hyphens of a UUID or without any.
            pub fn parse(raw: &str) -> Option<Self> {
                parse_uuid(raw).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let Self(raw) = self;
                write!(
                    f,
                    "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
                    raw >> 96,
                    (raw >> 80) & 0xffff,
                    (raw >> 64) & 0xffff,
                    (raw >> 48) & 0xffff,
                    raw & 0xffff_ffff_ffff,
                )
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom("invalid value: a UUID is expected"))
            }
        }
    )+};
}

uuids! {
    /// Files that were sent together.
    BatchId,
    /// One file on its way here.
    UploadId,
}

fn parse_uuid(raw: &str) -> Option<u128> {
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    let hyphenated = raw.len() == 36 && HYPHENS.iter().all(|&at| raw.as_bytes().get(at) == Some(&b'-'));
    let digits: String = match raw.len() {
        36 if hyphenated => raw.split('-').collect(),
        32 => raw.to_owned(),
        _ => return None,
    };
    let whole = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if whole { u128::from_str_radix(&digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_read_as_it_is_written() {
        let text = "0191e8f4-7c3a-4b1d-9f20-00000000002a";
        let id = BatchId::parse(text).unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(BatchId::parse(&text.replace('-', "")), Some(id));
        assert_eq!(BatchId::parse(&text.to_uppercase()), Some(id));
        for bad in [
            "",
            "7",
            &text[1..],
            "0191e8f4-7c3a-4b1d-9f20-0000000000+a",
            &format!("{text}0"),
            "ø191e8f47c3a4b1d9f200000000002a",
        ] {
            assert_eq!(BatchId::parse(bad), None, "{bad}");
        }
    }
}
