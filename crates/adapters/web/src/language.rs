//! The languages that pages speak.

/// A language that every text exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    English,
    German,
}

impl Language {
    /// All of them; the first one is spoken to whoever asks for none of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The tag of the language, as `lang` takes it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language that `Accept-Language` likes best.
    pub fn accepted(header: Option<&str>) -> Self {
        let mut best = (0.0_f32, Self::English);
        for part in header.unwrap_or_default().split(',') {
            let mut words = part.split(';').map(str::trim);
            let tag = words.next().unwrap_or_default().to_ascii_lowercase();
            let primary = tag.split('-').next().unwrap_or_default();
            let Some(language) = Self::ALL.into_iter().find(|language| language.tag() == primary) else {
                continue;
            };
            let quality = words
                .find_map(|word| word.strip_prefix("q="))
                .map_or(1.0, |text| text.trim().parse().unwrap_or(0.0));
            // The first of equals wins, as browsers write them.
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_that_we_speak_is_taken() {
        let german =
            ["de", "de-AT,de;q=0.9,en;q=0.8", "fr, de;q=0.5, en;q=0.3", "DE-de", "en;q=0.1,de;q=0.2"];
        let english = ["", "en-GB,en;q=0.9,de;q=0.8", "fr", "*", "de;q=0", "de;q=x", "den", "en,de"];
        assert!(german.iter().all(|header| Language::accepted(Some(header)) == Language::German));
        assert!(english.iter().all(|header| Language::accepted(Some(header)) == Language::English));
        assert_eq!(Language::accepted(None), Language::English);
    }
}
