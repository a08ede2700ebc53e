//! Where settings come from: defaults, then the file, then the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::{ConfigError, ConfigErrors};
use super::secret::{REDACTED, without_password};
use super::settings::{self, DATABASE_URL, OTHER_VARIABLES, PREFIX, SETTINGS, Setting, TEST_PREFIXES};

/// Who said what a setting is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    File(PathBuf),
    Variable(String),
    /// Set by the program that embeds the server, such as a test.
    Code,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => path.display().fmt(f),
            Self::Variable(name) => f.write_str(name),
            Self::Code => f.write_str("code"),
        }
    }
}

/// The text of one setting and who said it.
#[derive(Clone, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub origin: Origin,
}

/// The text of every setting.
#[derive(Clone, PartialEq, Eq)]
pub struct Values(BTreeMap<&'static str, Value>);

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(SETTINGS.iter().map(|setting| (setting.key, self.shown(setting)))).finish()
    }
}

impl Values {
    /// Nothing but the defaults.
    pub fn defaults() -> Self {
        let default = |setting: &Setting| Value { text: setting.default.to_owned(), origin: Origin::Default };
        Self(SETTINGS.iter().map(|setting| (setting.key, default(setting))).collect())
    }

    /// The value of a setting. `None` only for a key that is not in the table.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// What may be shown of a setting.
    pub fn shown(&self, setting: &Setting) -> String {
        let text = self.get(setting.key).map_or("", |value| value.text.as_str());
        match (setting.secret, setting.key) {
            (true, _) if text.is_empty() => String::new(),
            (true, "database.url") => without_password(text),
            (true, _) => REDACTED.to_owned(),
            (false, _) => text.to_owned(),
        }
    }

    /// Sets one setting.
    pub fn set(&mut self, setting: &Setting, text: String, origin: Origin) {
        self.0.insert(setting.key, Value { text, origin });
    }

    /// Takes over what a TOML document says.
    pub fn apply_toml(&mut self, path: &Path, document: &str, errors: &mut Vec<ConfigError>) {
        match document.parse::<toml::Table>() {
            Ok(table) => self.apply_table(path, "", &table, errors),
            Err(error) => errors.push(ConfigError::new(path.display(), error.to_string().trim_end())),
        }
    }

    fn apply_table(
        &mut self,
        path: &Path,
        section: &str,
        table: &toml::Table,
        errors: &mut Vec<ConfigError>,
    ) {
        for (name, value) in table {
            let key = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
            match (settings::find(&key), value) {
                (Some(setting), value) => match plain_text(value) {
                    Some(text) => self.set(setting, text, Origin::File(path.to_owned())),
                    None => {
                        errors.push(ConfigError::new(path.display(), format!("{key}: expected one value")))
                    }
                },
                (None, toml::Value::Table(inner)) if is_section(&key) => {
                    self.apply_table(path, &key, inner, errors);
                }
                (None, _) => {
                    let hint = hint(&key, SETTINGS.iter().map(|setting| setting.key.to_owned()));
                    errors.push(ConfigError::new(path.display(), format!("there is no setting {key}{hint}")));
                }
            }
        }
    }

    /// Takes over what the environment says. `read` reads the files that `…_FILE` variables name.
    pub fn apply_environment(
        &mut self,
        variables: &BTreeMap<OsString, OsString>,
        read: impl Fn(&Path) -> std::io::Result<String>,
        errors: &mut Vec<ConfigError>,
    ) {
        let get = |name: &str| variables.get(&OsString::from(name));
        for setting in SETTINGS {
            let name = setting.env();
            let mut found = get(&name).map(|value| (name.clone(), value));
            if found.is_none() && setting.key == "database.url" {
                found = get(DATABASE_URL).map(|value| (DATABASE_URL.to_owned(), value));
            }
            if let Some(file_variable) = setting.env_file()
                && let Some(path) = get(&file_variable)
            {
                if get(&name).is_some() {
                    errors.push(ConfigError::new(
                        &name,
                        format!("{file_variable} is set too; use one of them"),
                    ));
                }
                match read(Path::new(path)) {
                    // Editors and `echo` end a file with a newline that is no part of the secret.
                    Ok(text) => {
                        self.set(setting, text.trim_end().to_owned(), Origin::Variable(file_variable))
                    }
                    Err(error) => {
                        errors.push(ConfigError::new(file_variable, format!("cannot be read: {error}")))
                    }
                }
            } else if let Some((name, value)) = found {
                match value.to_str() {
                    Some(text) => self.set(setting, text.trim().to_owned(), Origin::Variable(name)),
                    None => errors.push(ConfigError::new(name, "is not valid UTF-8")),
                }
            }
        }
        errors.extend(variables.keys().filter_map(|name| unknown_variable(&name.to_string_lossy())));
    }

    /// Takes over what the embedding program says.
    pub fn apply_pairs(&mut self, pairs: &[(&str, &str)]) -> Result<(), ConfigErrors> {
        let mut errors = Vec::new();
        for (key, text) in pairs {
            match settings::find(key) {
                Some(setting) => self.set(setting, (*text).to_owned(), Origin::Code),
                None => errors.push(ConfigError::new("code", format!("there is no setting {key}"))),
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(ConfigErrors(errors)) }
    }
}

/// Whether some setting stands below this key.
fn is_section(key: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.key.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
}

/// A TOML value the way an environment variable would say it.
fn plain_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.trim().to_owned()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Array(items) => {
            items.iter().map(plain_text).collect::<Option<Vec<_>>>().map(|parts| parts.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

/// Whether a command, or a build for development, reads this variable.
fn is_other(name: &str) -> bool {
    OTHER_VARIABLES.contains(&name) || (cfg!(debug_assertions) && name == settings::WEB_ASSETS)
}

fn unknown_variable(name: &str) -> Option<ConfigError> {
    let ours = name.starts_with(PREFIX)
        && !is_other(name)
        && !TEST_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    let names = || SETTINGS.iter().flat_map(|setting| [Some(setting.env()), setting.env_file()]).flatten();
    if !ours || names().any(|known| known == name) {
        return None;
    }
    Some(ConfigError::new(name, format!("there is no such setting{}", hint(name, names()))))
}

fn hint(word: &str, candidates: impl Iterator<Item = String>) -> String {
    let candidates: Vec<String> = candidates.collect();
    settings::closest(word, candidates.iter().map(String::as_str))
        .map_or_else(String::new, |closest| format!("; did you mean {closest}?"))
}
