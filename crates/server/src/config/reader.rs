//! From the texts of all settings to sections.

use super::error::ConfigError;
use super::sources::Values;
use super::value::FromSetting;

/// Reads values and remembers everything that was wrong with them.
pub struct Reader<'a> {
    values: &'a Values,
    pub errors: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    pub fn new(values: &'a Values) -> Self {
        Self { values, errors: Vec::new() }
    }

    /// The value of a setting; `None` once its error has been noted.
    pub fn get<T: FromSetting>(&mut self, key: &'static str) -> Option<T> {
        let Some(value) = self.values.get(key) else {
            self.errors.push(ConfigError::new(key, "is not in the table of settings"));
            return None;
        };
        match T::from_setting(&value.text) {
            Ok(parsed) => Some(parsed),
            Err(expected) => {
                self.refuse(key, expected);
                None
            }
        }
    }

    /// Notes that a setting is wrong.
    pub fn refuse(&mut self, key: &'static str, message: impl std::fmt::Display) {
        let origin = self.values.get(key).map_or_else(String::new, |value| value.origin.to_string());
        self.errors.push(ConfigError::new(origin, format!("{key}: {message}")));
    }

    /// Notes that a setting is wrong unless `holds`.
    pub fn require(&mut self, holds: bool, key: &'static str, message: &str) {
        if !holds {
            self.refuse(key, message);
        }
    }
}

/// Reads every field before it gives up on one, so that all errors are reported.
macro_rules! read_section {
    ($reader:expr, $section:ident { $($field:ident : $key:literal),+ $(,)? }) => {{
        $(let $field = $reader.get($key);)+
        Some($section { $($field: $field?),+ })
    }};
}

pub(in crate::config) use read_section;
