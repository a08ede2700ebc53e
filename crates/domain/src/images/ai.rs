//! What artificial intelligence had to do with a picture.

use serde_json::{Map, Value};

/// Under this name the metadata of a file keep the term of IPTC's vocabulary "Digital Source Type" that the file tells.
pub const DIGITAL_SOURCE_TYPE: &str = "digital_source_type";

/// What a picture is labelled with. The greater one says more, and speaks for a picture of which several are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum AiLabel {
    /// Neither the file nor the studio says that a trained model was at work.
    #[default]
    None,
    /// Parts of it were made by a trained model: `compositeWithTrainedAlgorithmicMedia`.
    Edited,
    /// All of it was: `trainedAlgorithmicMedia`.
    Generated,
}

impl AiLabel {
    pub const ALL: [Self; 3] = [Self::None, Self::Edited, Self::Generated];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Edited => "edited",
            Self::Generated => "generated",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.as_str() == name)
    }

    /// What a term of the vocabulary means here. Terms without a trained model in them, such as `digitalCapture`,
    /// `algorithmicMedia` or `algorithmicallyEnhanced`, are no label.
    pub fn of_term(term: &str) -> Self {
        match term {
            "trainedAlgorithmicMedia" => Self::Generated,
            // The second is the vocabulary's word for a composite of several elements of which one is generated.
            "compositeWithTrainedAlgorithmicMedia" | "compositeSynthetic" => Self::Edited,
            _ => Self::None,
        }
    }

    /// What a file says by its metadata.
    pub fn told_by(metadata: &Map<String, Value>) -> Self {
        metadata.get(DIGITAL_SOURCE_TYPE).and_then(Value::as_str).map_or(Self::None, Self::of_term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_read_as_it_is_written() {
        for label in AiLabel::ALL {
            assert_eq!(AiLabel::parse(label.as_str()), Some(label));
        }
        assert_eq!(AiLabel::parse("Generated"), None);
        assert!(AiLabel::None < AiLabel::Edited && AiLabel::Edited < AiLabel::Generated);
    }

    #[test]
    fn only_terms_of_trained_models_are_labels() {
        let told = |term: &str| {
            AiLabel::told_by(&Map::from_iter([(DIGITAL_SOURCE_TYPE.to_owned(), Value::from(term))]))
        };
        assert_eq!(told("trainedAlgorithmicMedia"), AiLabel::Generated);
        assert_eq!(told("compositeWithTrainedAlgorithmicMedia"), AiLabel::Edited);
        assert_eq!(told("compositeSynthetic"), AiLabel::Edited);
        for term in ["digitalCapture", "algorithmicMedia", "algorithmicallyEnhanced", "humanEdits", ""] {
            assert_eq!(told(term), AiLabel::None, "{term}");
        }
        assert_eq!(AiLabel::told_by(&Map::new()), AiLabel::None);
        let odd = Map::from_iter([(DIGITAL_SOURCE_TYPE.to_owned(), Value::from(7))]);
        assert_eq!(AiLabel::told_by(&odd), AiLabel::None);
    }
}
