//! The files of the project.

use std::path::{Path, PathBuf};

/// Folders that hold what was built or stored, and nothing that was written by hand.
const GENERATED: &[&str] = &["target", "data", "node_modules"];

/// Hidden folders that belong to the project.
const HIDDEN: &[&str] = &[".ci", ".github", ".cargo"];

/// Where the workspace begins.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace")
}

/// Every file of the project in order of path, without what was built.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(root(), &mut found);
    found.sort();
    found
}

/// The files of the project with this extension.
pub fn files_with_extension(extension: &str) -> Vec<PathBuf> {
    let mut found = files();
    found.retain(|file| file.extension().is_some_and(|e| e == extension));
    found
}

/// The Rust files below `folder`, which is relative to the workspace.
pub fn rust_files_in(folder: &str) -> Vec<PathBuf> {
    let start = root().join(folder);
    let mut found = files_with_extension("rs");
    found.retain(|file| file.starts_with(&start));
    found
}

/// The path from the workspace on, with forward slashes.
pub fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

/// The whole text of a file.
///
/// # Panics
///
/// When it cannot be read, with the path.
pub fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()))
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder's entries can be read").path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            let foreign = name.starts_with('.') && !HIDDEN.contains(&name.as_str());
            if !foreign && !GENERATED.contains(&name.as_str()) {
                collect(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}
