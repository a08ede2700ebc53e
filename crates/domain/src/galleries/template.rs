//! Texts with words in braces that are replaced for each recipient or file.

use std::collections::BTreeMap;

/// Whether every `{…}` of the template is one of `words`, and every brace is closed.
pub(super) fn knows_its_words(template: &str, words: &[&str]) -> bool {
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((word, tail)) = after.split_once('}') else { return false };
        if !words.contains(&word) {
            return false;
        }
        rest = tail;
    }
    true
}

/// The template with its words replaced, in one pass: what a value holds is never taken for a word.
pub(super) fn fill(template: &str, values: &BTreeMap<&str, String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((word, tail)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        match values.get(word) {
            Some(value) => text.push_str(value),
            None => {
                text.push('{');
                text.push_str(word);
                text.push('}');
            }
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_looks_like_a_word_stays_as_it_is() {
        let values = BTreeMap::from([("a", "{b}".to_owned()), ("b", "secret".to_owned())]);
        assert_eq!(fill("{a} and {b}", &values), "{b} and secret");
        assert_eq!(fill("{a", &values), "{a");
        assert_eq!(fill("{c}{", &values), "{c}{");
    }

    #[test]
    fn unknown_words_and_open_braces_are_noticed() {
        assert!(knows_its_words("x {a}{b} y", &["a", "b"]));
        for bad in ["{c}", "{a", "{}", "{a {b}"] {
            assert!(!knows_its_words(bad, &["a", "b"]), "{bad}");
        }
    }
}
