//! Which modules a module needs, read from its text, so that the page can ask for all of them at once.

use std::collections::BTreeSet;

use crate::assets::Assets;

/// The names that a module imports before it runs. `import()` is left out: what it names is needed later, if ever.
pub fn static_imports(module: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in module.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let rest = module.get(at + indent..).unwrap_or_default();
        at += line.len();
        found.extend(imported(rest));
    }
    found
}

/// What the statement that begins here imports.
fn imported(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("import") {
        return rest.starts_with([' ', '{', '*', '"', '\'', '\n']).then(|| quoted(rest)).flatten();
    }
    let rest = text.strip_prefix("export")?.trim_start();
    let rest = match rest.strip_prefix('{') {
        Some(names) => names.split_once('}')?.1,
        None => rest.strip_prefix('*')?,
    };
    let rest = rest.trim_start();
    // `export * as name from "…"`
    let rest = match rest.strip_prefix("as ") {
        Some(named) => named.trim_start().split_once(' ')?.1.trim_start(),
        None => rest,
    };
    quoted(rest.strip_prefix("from")?)
}

/// The first text in quotes before the statement ends.
fn quoted(text: &str) -> Option<&str> {
    let statement = text.split(';').next()?;
    let start = statement.find(['"', '\''])?;
    let quote = statement.get(start..)?.chars().next()?;
    statement.get(start + 1..)?.split(quote).next()
}

/// All modules that `entry` needs before it runs, itself first, each once.
pub fn closure(assets: &Assets, entry: &str) -> Vec<String> {
    let mut seen = BTreeSet::from([entry.to_owned()]);
    let mut ordered = vec![entry.to_owned()];
    let mut next = 0;
    while let Some(name) = ordered.get(next).cloned() {
        next += 1;
        let Some(text) = assets.text(&name) else { continue };
        for name in static_imports(&text) {
            if seen.insert(name.to_owned()) {
                ordered.push(name.to_owned());
            }
        }
    }
    ordered.retain(|name| assets.text(name).is_some());
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_before_is_told_from_what_is_needed_later() {
        let module = "// import \"x/comment.js\";\n\
                      import \"app/one.js\";\n\
                      import { a } from 'app/two.js';\nimport {\n  b,\n  c,\n} from \"app/three.js\";\n\
                      import * as all from \"app/four.js\"\nimport d from \"app/five.js\";\n\
                      export { e } from \"app/six.js\";\nexport * from \"app/seven.js\";\n\
                      export * as f from \"app/eight.js\";\nexport { g };\nexport const h = \"no.js\";\n\
                      const later = () => import(\"desk/later.js\");\nimport(\"desk/late.js\");\n\
                      /** @type {import(\"app/type.js\").T} */\nimportant(\"no.js\");\n";
        let names: Vec<String> = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
            .map(|n| format!("app/{n}.js"))
            .into();
        assert_eq!(static_imports(module), names);
    }

    /// A path beside the module would lead to an address without a hash.
    #[test]
    fn modules_name_each_other_by_bare_names_that_exist() {
        let assets = Assets::embedded();
        let names = assets.addresses();
        for name in names.keys().filter(|name| name.ends_with(".js")) {
            for wanted in static_imports(&assets.text(name).unwrap()) {
                assert!(names.contains_key(wanted), "{name} imports {wanted}");
            }
        }
    }

    #[test]
    fn the_gallery_needs_nothing_of_the_desk() {
        let needed = closure(&Assets::embedded(), "client/main.js");
        assert_eq!(needed.first().map(String::as_str), Some("client/main.js"));
        assert!(needed.iter().all(|name| !name.starts_with("desk/")), "{needed:?}");
    }
}
