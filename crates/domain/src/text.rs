//! Text that people type: bounded, trimmed, and folded where it is compared.

use unicode_normalization::UnicodeNormalization;

use crate::RuleViolation;

/// The longest name, title or label, in characters.
pub const NAME_MAX: usize = 255;

/// Trims `raw` and refuses it when nothing of it can be seen, or it is longer than `max` characters, or holds control characters.
///
/// NUL in particular is refused here: PostgreSQL cannot store it, the others can, and the three must agree.
pub fn required(field: &'static str, raw: &str, max: usize) -> Result<String, RuleViolation> {
    let text = raw.trim();
    if text.chars().all(is_unseen) {
        return Err(RuleViolation::invalid(field, "required", format!("{field} must not be empty")));
    }
    bounded(field, text, max)
}

/// Characters that take no place and join or part others: a name of nothing else looks like none.
fn is_unseen(c: char) -> bool {
    let formats = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    c.is_whitespace() || formats
}

/// Like [`required`], but an empty text becomes `None`.
pub fn optional(field: &'static str, raw: Option<&str>, max: usize) -> Result<Option<String>, RuleViolation> {
    match raw.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => bounded(field, text, max).map(Some),
    }
}

/// Whether a text in this JSON holds NUL, as it is written there: a backslash that another one escapes begins nothing.
pub fn json_has_nul(json: &str) -> bool {
    json.replace(r"\\", "").contains(r"\u0000")
}

fn bounded(field: &'static str, text: &str, max: usize) -> Result<String, RuleViolation> {
    if text.chars().count() > max {
        return Err(RuleViolation::invalid(
            field,
            "too_long",
            format!("{field} must be at most {max} characters"),
        ));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(RuleViolation::invalid(
            field,
            "control_character",
            format!("{field} must not contain control characters"),
        ));
    }
    Ok(text.to_owned())
}

/// Folds text for comparison and search: lower case, without accents, and with the letters that Unicode does not
/// decompose (`ø`, `æ`, `ß`, `ł`, `đ`) spelled out, so that "Søren" is found by "soren".
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().nfkd() {
        if unicode_normalization::char::is_combining_mark(c) {
            continue;
        }
        for lower in c.to_lowercase() {
            match lower {
                'ø' => out.push('o'),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ß' => out.push_str("ss"),
                'ł' => out.push('l'),
                'đ' | 'ð' => out.push('d'),
                'þ' => out.push_str("th"),
                'ı' => out.push('i'),
                other if unicode_normalization::char::is_combining_mark(other) => {}
                other => out.push(other),
            }
        }
    }
    // Compatibility forms of Arabic marks decompose into a space and the mark.
    out.trim().to_owned()
}

/// An e-mail address: one `@`, something on both sides, a dot or `localhost` in the domain, at most 255 characters.
///
/// Deliverability is proved by a mail, not by a pattern; this only refuses what can never be one.
pub fn email(field: &'static str, raw: &str) -> Result<String, RuleViolation> {
    let text = required(field, raw, NAME_MAX)?;
    let bad = || RuleViolation::invalid(field, "invalid_email", format!("{field} must be an e-mail address"));
    let (local, domain) = text.rsplit_once('@').ok_or_else(bad)?;
    let domain_ok = domain == "localhost"
        || (domain.contains('.') && domain.split('.').all(|label| !label.is_empty() && label.len() <= 63));
    if local.is_empty()
        || local.len() > 64
        || !domain_ok
        || text.chars().any(|c| c.is_whitespace() || c == ',')
    {
        return Err(bad());
    }
    Ok(text)
}

/// A user name: 3 to 50 letters, digits, `.`, `_` or `-`. It is compared folded and must not look like an e-mail
/// address, because sign-in takes either.
pub fn username(field: &'static str, raw: &str) -> Result<String, RuleViolation> {
    let text = required(field, raw, 50)?;
    let ok = text.chars().count() >= 3
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if !ok {
        return Err(RuleViolation::invalid(
            field,
            "invalid_username",
            "a user name has 3 to 50 letters, digits, dots, dashes or underscores",
        ));
    }
    Ok(text)
}

/// A password: 10 to 200 characters and not one character repeated.
pub fn password(field: &'static str, raw: &str) -> Result<(), RuleViolation> {
    let count = raw.chars().count();
    let mut chars = raw.chars();
    let first = chars.next();
    if !(10..=200).contains(&count) || chars.all(|c| Some(c) == first) {
        return Err(RuleViolation::invalid(
            field,
            "weak_password",
            "a password has 10 to 200 characters, and not all the same",
        ));
    }
    Ok(())
}

/// An http or https address of at most `max` characters.
pub fn web_url(field: &'static str, raw: Option<&str>, max: usize) -> Result<Option<String>, RuleViolation> {
    let Some(text) = optional(field, raw, max)? else { return Ok(None) };
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !text.chars().any(char::is_whitespace) => Ok(Some(text)),
        _ => Err(RuleViolation::invalid(
            field,
            "invalid_url",
            format!("{field} must be an http or https address"),
        )),
    }
}

/// An IANA time zone name by its form (`Europe/Oslo`, `UTC`). Whether the zone exists is the calendar's business.
pub fn timezone(field: &'static str, raw: &str) -> Result<String, RuleViolation> {
    let text = required(field, raw, 100)?;
    let ok = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+'));
    if !ok {
        return Err(RuleViolation::invalid(
            field,
            "invalid_timezone",
            format!("{field} must be an IANA zone name"),
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_finds_nordic_and_accented_names() {
        assert_eq!(fold("  Søren Ångström "), "soren angstrom");
        assert_eq!(fold("BLÅBÆR"), "blabaer");
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("İstanbul"), "istanbul");
    }

    #[test]
    fn a_name_with_nul_is_refused_because_postgresql_cannot_store_it() {
        assert_eq!(required("name", "a\0b", 10).unwrap_err().code, "control_character");
        for unseen in ["\u{200b}", " \u{2060}\u{feff} ", "\u{ad}"] {
            assert_eq!(required("name", unseen, 10).unwrap_err().code, "required", "{unseen:?}");
        }
        // A family is joined by them, and a word of Persian parted.
        for seen in ["👨\u{200d}👩\u{200d}👧", "می\u{200c}خواهم", "❤\u{fe0f}"] {
            assert_eq!(required("name", seen, 10).unwrap(), seen);
        }
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(required("name", &"ø".repeat(255), NAME_MAX).is_ok());
        assert_eq!(required("name", &"ø".repeat(256), NAME_MAX).unwrap_err().code, "too_long");
    }

    #[test]
    fn e_mail_addresses() {
        for good in ["a@b.no", "per.ås@blåbær.no", "x+y@localhost"] {
            assert!(email("email", good).is_ok(), "{good}");
        }
        for bad in ["", "a", "@b.no", "a@", "a@b", "a b@c.no", "a@b..no"] {
            assert!(email("email", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_user_name_never_looks_like_an_address() {
        assert!(username("username", "kari.nordmann").is_ok());
        assert!(username("username", "kari@nordmann.no").is_err());
        assert!(username("username", "ab").is_err());
    }

    #[test]
    fn a_password_of_one_letter_is_weak_however_long() {
        assert!(password("password", "aaaaaaaaaaaa").is_err());
        assert!(password("password", "correct horse").is_ok());
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            proptest::prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
