//! PATCH: a field that is absent stays, `null` clears it.

use serde::{Deserialize, Deserializer};

/// A field of a patch. It must be marked `#[serde(default)]`, so that an absent one is [`Patch::Absent`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Patch<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Patch<T> {
    /// `None` leaves, `Some(None)` clears: the form that use cases take.
    pub fn into_change(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(f(value)),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

/// A field of a patch that cannot be cleared: `null` is refused rather than taken for absent.
pub fn not_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Sample {
        #[serde(default)]
        label: Patch<String>,
        #[serde(default, deserialize_with = "not_null")]
        name: Option<String>,
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        let label = |json: &str| serde_json::from_str::<Sample>(json).unwrap().label;
        assert_eq!(label("{}"), Patch::Absent);
        assert_eq!(label(r#"{"label": null}"#), Patch::Null);
        assert_eq!(label(r#"{"label": "x"}"#), Patch::Value("x".into()));
        assert_eq!(label("{}").into_change(), None);
        assert_eq!(label(r#"{"label": null}"#).into_change(), Some(None));
    }

    #[test]
    fn null_does_not_clear_what_must_not_be_empty() {
        assert!(serde_json::from_str::<Sample>(r#"{"name": null}"#).is_err());
        assert_eq!(serde_json::from_str::<Sample>("{}").unwrap().name, None);
        assert_eq!(serde_json::from_str::<Sample>(r#"{"name": "x"}"#).unwrap().name.as_deref(), Some("x"));
    }
}
