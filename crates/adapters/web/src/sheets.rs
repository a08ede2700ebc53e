//! Which files a style sheet is made of. The build joins them once; where files are read from a folder, each answer does.
//!
//! A page has one style sheet: five would be five requests before anything is seen. `build.rs` compiles this file as well.

/// What every style sheet begins with: colours and sizes, and elements without classes.
const GROUND: [&str; 2] = ["styles/tokens.css", "styles/base.css"];

/// What the faces build upon first, after the ground.
const FIRST: &str = "styles/components.css";

/// The style sheets: of the client's gallery, of the desk, and of pages without scripts. What is of one of them alone
/// stands in files whose names begin with its word, such as `styles/desk-tray.css`.
pub const WORDS: [&str; 3] = ["client", "desk", PLAIN];

/// The word of the style sheet for pages without scripts, which have nothing in common with the faces but the ground.
pub const PLAIN: &str = "plain";

/// Under which name a style sheet is served.
pub fn name_of(word: &str) -> String {
    format!("styles/{word}.css")
}

/// Whether a file is served only as a part of others.
pub fn is_part(name: &str) -> bool {
    name.starts_with("styles/") && name.ends_with(".css")
}

/// The files of a style sheet among `names`, in their order: the ground, what faces have in common, then its own.
pub fn parts<'a>(names: impl IntoIterator<Item = &'a str>, word: &str) -> Vec<&'a str> {
    let owner = |name: &str| {
        let stem = name.strip_prefix("styles/").unwrap_or(name);
        WORDS.into_iter().find(|word| stem.strip_prefix(word).is_some_and(|rest| rest.starts_with('-')))
    };
    let mut found: Vec<(bool, usize, &str)> = names
        .into_iter()
        .filter(|name| is_part(name))
        .filter_map(|name| {
            let own = owner(name);
            let ground = GROUND.iter().position(|first| *first == name);
            let is_wanted = own.map_or(word != PLAIN || ground.is_some(), |own| own == word);
            let place = ground.unwrap_or(GROUND.len() + usize::from(name != FIRST));
            is_wanted.then_some((own.is_some(), place, name))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(.., name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_come_in_order_and_those_of_other_faces_stay_away() {
        let names = [
            "client-a",
            "pictures",
            "components",
            "desk-b",
            "tokens",
            "base",
            "plain-pages",
            "clients",
            "desk-a",
        ];
        let names: Vec<String> = names.iter().map(|name| format!("styles/{name}.css")).collect();
        let all = || names.iter().map(String::as_str).chain(["styles/grid.js", "app/base.css"]);
        let of = |word| parts(all(), word).join(" ").replace("styles/", "").replace(".css", "");
        assert_eq!(of("client"), "tokens base components clients pictures client-a");
        assert_eq!(of("desk"), "tokens base components clients pictures desk-a desk-b");
        assert_eq!(of("plain"), "tokens base plain-pages");
    }
}
