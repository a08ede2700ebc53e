//! What arrives at a library: a file, or what a client says of one.

use atelier_domain::images::clean_filename;
use atelier_domain::library::{
    FileFormat, Hothash, INFO_MAX, ImageFile, ImportSession, Place, Shelf, TakenAt, checked_place, stem_key,
};
use atelier_domain::{ImportSessionId, RuleViolation};
use serde_json::{Map, Value};

use super::imports::no_such_import;
use crate::ports::library::{CompanionKey, NewImportError};
use crate::ports::{ProbedPhoto, Tx};
use crate::{AppError, AppResult};

/// What a client says of a file that it sends, or of one that it keeps itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileWords {
    pub filename: String,
    /// Bytes; what was sent is counted instead.
    pub file_size: Option<i64>,
    pub exif: Option<Map<String, Value>>,
    pub taken_at: Option<TakenAt>,
    pub gps_latitude: Option<f64>,
    pub gps_longitude: Option<f64>,
    pub import_session: Option<ImportSessionId>,
    pub imported_info: Option<Map<String, Value>>,
    pub local_storage_info: Option<Map<String, Value>>,
    pub cloud_storage_info: Option<Map<String, Value>>,
}

/// A file that has been added.
#[derive(Debug, Clone, PartialEq)]
pub struct Uploaded {
    pub file: ImageFile,
    pub hothash: Hothash,
    /// Whether it began a photograph of its own.
    pub photo_created: bool,
}

/// What is known of a file before it is added.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub filename: String,
    pub file_size: Option<i64>,
    pub format: Option<FileFormat>,
    pub exif: Option<Map<String, Value>>,
    pub taken_at: Option<TakenAt>,
    pub place: Option<Place>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub camera: Option<String>,
    pub lens: Option<String>,
    pub import_session: Option<ImportSessionId>,
    pub imported_info: Option<Map<String, Value>>,
    pub local_storage_info: Option<Map<String, Value>>,
    pub cloud_storage_info: Option<Map<String, Value>>,
}

impl FileWords {
    /// What a client says of a file that stays with it.
    pub(super) fn known(self) -> Result<Known, RuleViolation> {
        let words = self.checked()?;
        let filename = clean_filename(&words.filename)?;
        let place = checked_place(words.gps_latitude, words.gps_longitude)?;
        let text = |key: &str| words.exif.as_ref().and_then(|exif| text_of(exif, key));
        Ok(Known {
            format: FileFormat::of_name(&filename),
            camera: camera_of(text("camera_make").or(text("Make")), text("camera_model").or(text("Model"))),
            lens: text("lens").or(text("lens_model")).or(text("LensModel")),
            filename,
            file_size: words.file_size,
            taken_at: words.taken_at,
            place,
            width: None,
            height: None,
            import_session: words.import_session,
            imported_info: words.imported_info,
            local_storage_info: words.local_storage_info,
            cloud_storage_info: words.cloud_storage_info,
            exif: words.exif,
        })
    }

    /// What the file itself says, where it says something, and else what the client says.
    pub(super) fn known_of(self, probed: &ProbedPhoto, size: u64) -> Result<Known, RuleViolation> {
        let known = self.known()?;
        let metadata = &probed.metadata;
        let text = |key: &str| text_of(metadata, key);
        let taken_at = probed
            .taken_at
            .map(|local| TakenAt { local, offset_minutes: probed.taken_offset_minutes })
            .and_then(|taken| taken.checked().ok());
        let pixels = |side: u32| i32::try_from(side).ok().filter(|side| *side > 0);
        Ok(Known {
            file_size: i64::try_from(size).ok(),
            format: Some(probed.format),
            taken_at: taken_at.or(known.taken_at),
            place: place_of(metadata).or(known.place),
            width: pixels(probed.width),
            height: pixels(probed.height),
            camera: camera_of(text("camera_make"), text("camera_model")).or(known.camera),
            lens: text("lens").or(known.lens),
            exif: if metadata.is_empty() { known.exif } else { Some(metadata.clone()) },
            ..known
        })
    }

    fn checked(mut self) -> Result<Self, RuleViolation> {
        self.exif = self.exif.map(without_nul);
        if self.file_size.is_some_and(|size| size < 0) {
            return Err(RuleViolation::invalid("file_size", "out_of_range", "a file has no negative size"));
        }
        let objects = [
            ("exif_dict", &self.exif),
            ("imported_info", &self.imported_info),
            ("local_storage_info", &self.local_storage_info),
            ("cloud_storage_info", &self.cloud_storage_info),
        ];
        for (field, object) in objects {
            checked_info(field, object.as_ref())?;
        }
        Ok(Self { taken_at: self.taken_at.map(TakenAt::checked).transpose()?, ..self })
    }
}

/// EXIF without NUL, by which cameras fill their texts up to a length; no database has to keep it.
pub(super) fn without_nul(object: Map<String, Value>) -> Map<String, Value> {
    object.into_iter().map(|(key, value)| (clean(key), cleaned(value))).collect()
}

fn cleaned(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(clean(text)),
        Value::Array(values) => Value::Array(values.into_iter().map(cleaned).collect()),
        Value::Object(object) => Value::Object(without_nul(object)),
        plain => plain,
    }
}

fn clean(mut text: String) -> String {
    text.retain(|c| c != '\0');
    text
}

/// An object that a client may have kept with a file.
pub(super) fn checked_info(
    field: &'static str,
    object: Option<&Map<String, Value>>,
) -> Result<(), RuleViolation> {
    let Some(object) = object else { return Ok(()) };
    let text = serde_json::to_string(object).unwrap_or_default();
    if text.len() > INFO_MAX {
        let message = format!("{field} may have {INFO_MAX} bytes at most");
        return Err(RuleViolation::invalid(field, "too_long", message));
    }
    // PostgreSQL's JSON has no NUL; the three databases must agree.
    if atelier_domain::text::json_has_nul(&text) {
        let message = format!("{field} must not contain control characters");
        return Err(RuleViolation::invalid(field, "control_character", message));
    }
    Ok(())
}

impl Known {
    /// By what companions are found. A file that does not know when it was taken, or by what, has none.
    pub(super) fn companion_key(&self) -> Option<CompanionKey> {
        Some(CompanionKey {
            stem_key: stem_key(&self.filename),
            taken_at: self.taken_at?,
            camera: self.camera.clone()?,
            is_raw: self.format?.is_raw(),
        })
    }
}

fn text_of(map: &Map<String, Value>, key: &str) -> Option<String> {
    let text: String = map.get(key)?.as_str()?.chars().filter(|c| !c.is_control()).take(255).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Maker and model as people say them: many models begin with their maker's name already.
fn camera_of(make: Option<String>, model: Option<String>) -> Option<String> {
    match (make, model) {
        (Some(make), Some(model)) => {
            let first = make.split_whitespace().next().unwrap_or_default().to_lowercase();
            let named = model.to_lowercase().starts_with(&first);
            let camera = if named { model } else { format!("{make} {model}") };
            Some(camera.chars().take(255).collect())
        }
        (make, model) => model.or(make),
    }
}

/// Where the file says that it was taken. A receiver without a fix writes zeros, which is no place.
fn place_of(metadata: &Map<String, Value>) -> Option<Place> {
    let gps = metadata.get("gps")?;
    let degrees = |key: &str| gps.get(key).and_then(Value::as_f64);
    let place = Place::at(degrees("latitude")?, degrees("longitude")?)?;
    (place.latitude != 0.0 || place.longitude != 0.0).then_some(place)
}

/// Whether an import takes the file, asked before anything is made of it.
pub(super) async fn ensure_takes_files(
    tx: &Tx,
    shelf: Shelf,
    session: Option<ImportSessionId>,
) -> AppResult<Option<ImportSession>> {
    let Some(id) = session else { return Ok(None) };
    let Some(session) = tx.import_sessions().find(shelf, id).await? else {
        return Err(no_such_import());
    };
    session.takes_files()?;
    Ok(Some(session))
}

/// What an import keeps of a file that could not be added.
pub(super) fn import_error(filename: &str, error: &AppError) -> NewImportError {
    NewImportError {
        filename: filename.to_owned(),
        code: error.code().to_owned(),
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_camera_is_named_once() {
        let name = |make: &str, model: &str| camera_of(Some(make.into()), Some(model.into())).unwrap();
        assert_eq!(name("Canon", "Canon EOS 5D"), "Canon EOS 5D");
        assert_eq!(name("NIKON CORPORATION", "NIKON D90"), "NIKON D90");
        assert_eq!(name("Apple", "iPhone 6"), "Apple iPhone 6");
        assert_eq!(camera_of(None, Some("X100".into())).as_deref(), Some("X100"));
    }

    #[test]
    fn zeros_of_a_receiver_without_a_fix_are_no_place() {
        let gps = |latitude: f64, longitude: f64| {
            place_of(&map(json!({ "gps": { "latitude": latitude, "longitude": longitude } })))
        };
        assert_eq!(gps(0.0, 0.0), None);
        assert_eq!(gps(99.0, 0.0), None);
        assert!(gps(0.0, 9.4).is_some(), "the equator is a place");
        let told = FileWords {
            gps_latitude: Some(0.0),
            gps_longitude: Some(0.0),
            filename: "a.jpg".into(),
            ..FileWords::default()
        };
        assert!(told.known().unwrap().place.is_some(), "who says so means it");
    }

    #[test]
    fn objects_are_bounded_and_without_nul() {
        let words = |exif: Value| FileWords {
            filename: "a.jpg".into(),
            exif: Some(map(exif)),
            ..FileWords::default()
        };
        assert_eq!(words(json!({ "a": "x".repeat(INFO_MAX) })).known().unwrap_err().code, "too_long");
        let filled = json!({ "Make": "Canon\0\0", "a\0": ["\0", { "b": "\0c" }], "n": 1 });
        let known = words(filled).known().unwrap();
        assert_eq!(known.exif, Some(map(json!({ "Make": "Canon", "a": ["", { "b": "c" }], "n": 1 }))));
        assert_eq!(known.camera.as_deref(), Some("Canon"));
        let info = FileWords { imported_info: Some(map(json!({ "a": "\0" }))), ..words(json!({})) };
        assert_eq!(info.known().unwrap_err().code, "control_character");
        assert!(words(json!({ "a": "\\u0000", "b\\": "u0000" })).known().is_ok(), "it only looks like it");
        assert!(words(json!({ "Make": "Canon", "Model": "Canon EOS R5" })).known().unwrap().camera.is_some());
    }
}
