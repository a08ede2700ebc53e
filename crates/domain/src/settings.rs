//! Settings with known keys that are checked and unknown keys that are kept.

use serde_json::{Map, Value};

use crate::RuleViolation;

/// A JSON object whose known keys have been checked.
///
/// Unknown keys are kept untouched: a newer version, or another program of the studio, may have written them.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Settings(Map<String, Value>);

/// What a known key must hold.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text of at most this many characters.
    Text(usize),
    /// A whole number in the range, inclusive.
    Whole(i64, i64),
    /// A number of at least this much.
    Number(f64),
    Flag,
    /// An object of numbers, none negative.
    Rates,
    /// An object of flags.
    Flags,
}

/// The largest settings document, in bytes of JSON.
pub const MAX_BYTES: usize = 32 * 1024;

impl Settings {
    /// Checks `raw` against `known`; keys that `known` does not list pass through.
    pub fn checked(raw: Map<String, Value>, known: &[(&'static str, Kind)]) -> Result<Self, RuleViolation> {
        if Value::Object(raw.clone()).to_string().len() > MAX_BYTES {
            return Err(RuleViolation::invalid("settings", "too_long", "settings must be at most 32 KiB"));
        }
        for (key, kind) in known {
            match raw.get(*key) {
                None | Some(Value::Null) => {}
                Some(value) if kind.holds(value) => {}
                Some(_) => {
                    return Err(RuleViolation::invalid(
                        "settings",
                        "invalid_setting",
                        format!("settings.{key} must be {}", kind.describe()),
                    ));
                }
            }
        }
        if crate::text::json_has_nul(&Value::Object(raw.clone()).to_string()) {
            return Err(RuleViolation::invalid(
                "settings",
                "control_character",
                "settings must not contain NUL",
            ));
        }
        Ok(Self(raw))
    }

    /// Takes what storage holds, which was checked when it was written.
    pub fn stored(raw: Map<String, Value>) -> Self {
        Self(raw)
    }

    /// The settings with `patch` laid over them: `null` removes a key, objects are merged one level deep.
    pub fn merged(&self, patch: &Map<String, Value>) -> Map<String, Value> {
        let mut out = self.0.clone();
        for (key, value) in patch {
            match (out.get_mut(key), value) {
                (_, Value::Null) => {
                    out.remove(key);
                }
                (Some(Value::Object(old)), Value::Object(new)) => {
                    for (inner, value) in new {
                        if value.is_null() {
                            old.remove(inner);
                        } else {
                            old.insert(inner.clone(), value.clone());
                        }
                    }
                }
                _ => {
                    out.insert(key.clone(), value.clone());
                }
            }
        }
        out
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

impl Kind {
    fn holds(self, value: &Value) -> bool {
        match (self, value) {
            (Kind::Text(max), Value::String(text)) => text.chars().count() <= max,
            (Kind::Whole(low, high), Value::Number(n)) => {
                n.as_i64().is_some_and(|n| (low..=high).contains(&n))
            }
            (Kind::Number(low), Value::Number(n)) => n.as_f64().is_some_and(|n| n >= low),
            (Kind::Flag, Value::Bool(_)) => true,
            (Kind::Rates, Value::Object(map)) => map.values().all(|v| Kind::Number(0.0).holds(v)),
            (Kind::Flags, Value::Object(map)) => map.values().all(Value::is_boolean),
            _ => false,
        }
    }

    fn describe(self) -> String {
        match self {
            Kind::Text(max) => format!("text of at most {max} characters"),
            Kind::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Kind::Number(low) => format!("a number of at least {low}"),
            Kind::Flag => "true or false".into(),
            Kind::Rates => "an object of numbers that are not negative".into(),
            Kind::Flags => "an object of true and false".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn unknown_keys_are_kept_and_known_ones_checked() {
        let known = [("rates", Kind::Rates), ("terms", Kind::Whole(0, 365))];
        let kept = Settings::checked(map(json!({"terms": 30, "x": {"y": 1}})), &known).unwrap();
        assert_eq!(kept.get("x"), Some(&json!({"y": 1})));
        let refused = Settings::checked(map(json!({"rates": {"headshot": -1}})), &known).unwrap_err();
        assert_eq!(refused.code, "invalid_setting");
    }

    #[test]
    fn a_patch_merges_objects_and_null_removes() {
        let old = Settings::stored(map(json!({"rates": {"a": 1, "b": 2}, "terms": 30, "k": 1})));
        let new = old.merged(&map(json!({"rates": {"b": null, "c": 3}, "terms": null})));
        assert_eq!(Value::Object(new), json!({"rates": {"a": 1, "c": 3}, "k": 1}));
    }
}
