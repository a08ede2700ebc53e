//! Names the files of the faces by their content and compresses them, once per build and not once per start.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "src/sheets.rs"]
mod sheets;

/// Kinds that are text, and get smaller.
const COMPRESSED: &[&str] = &["js", "css", "svg", "json", "webmanifest"];

/// Kinds that are compressed already.
const AS_THEY_ARE: &[&str] = &["png", "webp", "woff2", "ico"];

/// As many characters of the hash as name a file: 64 bits, for some hundred files.
const HASH_LENGTH: usize = 16;

#[expect(clippy::disallowed_methods, reason = "what cargo tells a build is no setting")]
fn main() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no folder"))?);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/sheets.rs");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    // By the names under which they are served, in their order.
    let mut served = BTreeMap::new();
    for file in files {
        served.insert(
            file.strip_prefix(&root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/"),
            file,
        );
    }
    join_sheets(&out, &mut served)?;
    let mut table = String::from("/// Every file, by name.\nstatic TABLE: &[Embedded] = &[\n");
    for (number, (name, file)) in served.iter().enumerate() {
        let bytes = fs::read(file)?;
        let hash: String = blake3::hash(&bytes).to_hex().chars().take(HASH_LENGTH).collect();
        let (mut br, mut gz) = (None, None);
        if is_of(file, COMPRESSED) {
            br = kept(&out, &format!("{number}.br"), &bytes, brotli(&bytes)?)?;
            gz = kept(&out, &format!("{number}.gz"), &bytes, gzip(&bytes)?)?;
        }
        writeln!(
            table,
            "    Embedded {{ name: {name:?}, hash: {hash:?}, plain: include_bytes!({file:?}), \
             brotli: {}, gzip: {} }},",
            included(br.as_deref()),
            included(gz.as_deref()),
        )
        .map_err(io::Error::other)?;
    }
    table.push_str("];\n");
    fs::write(out.join("table.rs"), table)
}

/// Puts the style sheets of the pages in the place of the files that they are made of.
fn join_sheets(out: &Path, served: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    let mut joined = Vec::new();
    for word in sheets::WORDS {
        let mut text = String::new();
        for part in sheets::parts(served.keys().map(String::as_str), word) {
            let file =
                served.get(part).ok_or_else(|| io::Error::other("a part of a style sheet is missing"))?;
            text.push_str(&fs::read_to_string(file)?);
        }
        let file = out.join(format!("{word}.css"));
        fs::write(&file, text)?;
        joined.push((sheets::name_of(word), file));
    }
    served.retain(|name, _| !sheets::is_part(name));
    served.extend(joined);
    Ok(())
}

/// The files that browsers ask for. What else lies there, such as a page about where a file came from, stays at home.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if is_of(&path, COMPRESSED) || is_of(&path, AS_THEY_ARE) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_of(file: &Path, kinds: &[&str]) -> bool {
    file.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known))
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4_096, 11, 22);
    writer.write_all(bytes)?;
    writer.flush()?;
    drop(writer);
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}

/// Writes the packed form where it is included from, unless it is no smaller.
fn kept(out: &Path, name: &str, plain: &[u8], packed: Vec<u8>) -> io::Result<Option<PathBuf>> {
    if packed.len() >= plain.len() {
        return Ok(None);
    }
    let path = out.join(name);
    fs::write(&path, packed)?;
    Ok(Some(path))
}

fn included(file: Option<&Path>) -> String {
    file.map_or_else(|| "None".to_owned(), |file| format!("Some(include_bytes!({file:?}))"))
}
