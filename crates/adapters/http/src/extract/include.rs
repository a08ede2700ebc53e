//! What an answer is asked to bring along: `include=images,placeholder`.

use crate::problem::{ApiResult, FieldError, Problem};

/// The words of an `include` parameter, with commas between them. `parse` knows the words, `known` tells them to whoever
/// wrote another one.
pub fn included<T>(
    given: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
    known: &[&str],
) -> ApiResult<Vec<T>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    let words = given.split(',').map(|word| {
        parse(word).ok_or_else(|| {
            let message = format!("include takes {}, with commas between", known.join(", "));
            Problem::invalid(vec![FieldError::parameter("include", "unknown_value", message)])
        })
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: Option<&str>) -> ApiResult<Vec<u8>> {
        included(
            given,
            |word| ["a", "b"].iter().position(|known| *known == word).map(|at| at as u8),
            &["a", "b"],
        )
    }

    #[test]
    fn words_have_commas_between_them_and_others_are_refused() {
        assert!(read(None).unwrap().is_empty());
        assert_eq!(read(Some("b,a")).unwrap(), [1, 0]);
        for other in ["", "c", "a,", "a, b", "A"] {
            let problem = read(Some(other)).unwrap_err();
            assert_eq!(
                (problem.status.as_u16(), problem.errors[0].code.as_str()),
                (422, "unknown_value"),
                "{other}"
            );
        }
    }
}
