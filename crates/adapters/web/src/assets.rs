//! The files of the faces: embedded in the program, or read from a folder while they are being written.
//!
//! A file's address holds the hash of its content, so that browsers keep it for good. Modules name each other by bare
//! names, which the import map of the page turns into addresses. Style sheets have nothing of the kind, so they never
//! refer to other files by `url(…)`: a test holds that, and nothing is rewritten. A page's style sheet is one file, joined
//! of several as [`sheets`](crate::sheets) says.

use std::borrow::Cow;
use std::collections::BTreeMap;
#[cfg(debug_assertions)]
use std::path::{Path, PathBuf};

#[cfg(debug_assertions)]
use crate::sheets;

/// Below this path the files are served.
pub const BASE: &str = "/assets/";

/// A file as the build embedded it.
#[derive(Debug)]
struct Embedded {
    name: &'static str,
    hash: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// How the bytes of an answer are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
    /// As they are.
    Identity,
}

impl Encoding {
    /// The word of `Content-Encoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// One form of a file, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    pub encoding: Encoding,
    pub content_type: &'static str,
    /// A strong tag, another one for each form. `None` for a file that may change at any moment.
    pub etag: Option<String>,
    /// Whether other forms of the file exist.
    pub varies: bool,
}

/// Where the files come from.
#[derive(Debug, Clone)]
enum Source {
    /// By what follows [`BASE`] in the address.
    Embedded(BTreeMap<String, &'static Embedded>),
    #[cfg(debug_assertions)]
    Folder(PathBuf),
}

/// The files of both faces.
#[derive(Debug, Clone)]
pub struct Assets(Source);

impl Assets {
    /// The files that the program was built with.
    pub fn embedded() -> Self {
        Self(Source::Embedded(TABLE.iter().map(|file| (hashed(file.name, file.hash), file)).collect()))
    }

    /// The files of a folder, read anew for each request: for writing them. Programs that people run do not have this.
    #[cfg(debug_assertions)]
    pub fn of_folder(folder: PathBuf) -> Self {
        Self(Source::Folder(folder))
    }

    /// Whether the files stay as they are as long as the program runs.
    pub fn is_fixed(&self) -> bool {
        matches!(self.0, Source::Embedded(_))
    }

    /// The names of all files with their addresses, in the order of the names.
    pub fn addresses(&self) -> BTreeMap<String, String> {
        match &self.0 {
            Source::Embedded(files) => {
                files.iter().map(|(path, file)| (file.name.to_owned(), format!("{BASE}{path}"))).collect()
            }
            #[cfg(debug_assertions)]
            Source::Folder(folder) => {
                let mut names = Vec::new();
                collect(folder, "", &mut names);
                let sheet = |word: &&str| !sheets::parts(names.iter().map(String::as_str), word).is_empty();
                let joined: Vec<String> =
                    sheets::WORDS.into_iter().filter(sheet).map(sheets::name_of).collect();
                names.retain(|name| !sheets::is_part(name));
                names.extend(joined);
                names.into_iter().map(|name| (name.clone(), format!("{BASE}{name}"))).collect()
            }
        }
    }

    /// The content of a text file, by its name.
    pub fn text(&self, name: &str) -> Option<Cow<'static, str>> {
        match &self.0 {
            Source::Embedded(_) => {
                let file = TABLE.iter().find(|file| file.name == name)?;
                std::str::from_utf8(file.plain).ok().map(Cow::Borrowed)
            }
            #[cfg(debug_assertions)]
            Source::Folder(folder) => String::from_utf8(read(folder, name)?).ok().map(Cow::Owned),
        }
    }

    /// The file at this path, in the smallest form that `accepted` takes. `path` is what follows [`BASE`]; it is
    /// looked up and never walked, so it cannot leave the files.
    pub fn find(&self, path: &str, accepted: Option<&str>) -> Option<Asset> {
        match &self.0 {
            Source::Embedded(files) => {
                let file = files.get(path)?;
                let content_type = content_type(file.name)?;
                let forms = [(Encoding::Brotli, file.brotli), (Encoding::Gzip, file.gzip)];
                let packed = forms
                    .into_iter()
                    .filter_map(|(encoding, bytes)| bytes.map(|bytes| (encoding, bytes)))
                    .find(|(encoding, _)| accepted.is_some_and(|header| accepts(header, *encoding)));
                let (encoding, bytes) = packed.unwrap_or((Encoding::Identity, file.plain));
                let etag = Some(format!("\"{}-{}\"", file.hash, encoding.as_str()));
                let varies = file.brotli.is_some() || file.gzip.is_some();
                Some(Asset { bytes: Cow::Borrowed(bytes), encoding, content_type, etag, varies })
            }
            #[cfg(debug_assertions)]
            Source::Folder(folder) => {
                let content_type = content_type(path)?;
                let bytes = read(folder, path)?;
                let encoding = Encoding::Identity;
                Some(Asset { bytes: Cow::Owned(bytes), encoding, content_type, etag: None, varies: false })
            }
        }
    }
}

/// `app/api.js` with its hash: `app/api.0123456789abcdef.js`.
fn hashed(name: &str, hash: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, kind)) => format!("{stem}.{hash}.{kind}"),
        None => format!("{name}.{hash}"),
    }
}

/// What kinds of files there are. A file of another kind is not served.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, kind) = name.rsplit_once('.')?;
    Some(match kind {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "ico" => "image/vnd.microsoft.icon",
        _ => return None,
    })
}

/// Whether `Accept-Encoding` names this form and does not refuse it.
fn accepts(header: &str, encoding: Encoding) -> bool {
    let (mut named, mut any) = (None, None);
    for part in header.split(',') {
        let mut words = part.split(';').map(str::trim);
        let name = words.next().unwrap_or_default();
        let quality = words.find_map(|word| word.strip_prefix("q="));
        let wanted = quality.is_none_or(|text| text.trim().parse::<f32>().is_ok_and(|it| it > 0.0));
        if name.eq_ignore_ascii_case(encoding.as_str()) {
            named = Some(wanted);
        } else if name == "*" {
            any = Some(wanted);
        }
    }
    named.or(any).unwrap_or(false)
}

/// The content of a file of the folder, or of a style sheet that is joined of several of them.
#[cfg(debug_assertions)]
fn read(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let Some(word) = sheets::WORDS.into_iter().find(|word| sheets::name_of(word) == name) else {
        return std::fs::read(inside(folder, name)?).ok();
    };
    let mut names = Vec::new();
    collect(folder, "", &mut names);
    let parts = sheets::parts(names.iter().map(String::as_str), word);
    let texts: Vec<Vec<u8>> = parts.iter().filter_map(|part| std::fs::read(folder.join(part)).ok()).collect();
    (!texts.is_empty()).then(|| texts.concat())
}

/// The path of a name below the folder, unless the name tries to leave it.
#[cfg(debug_assertions)]
fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain =
        name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains('\\'));
    plain.then(|| folder.join(name))
}

#[cfg(debug_assertions)]
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), names);
        } else if content_type(&name).is_some() {
            names.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn plain_of(asset: &Asset) -> Vec<u8> {
        let mut plain = Vec::new();
        match asset.encoding {
            Encoding::Brotli => {
                brotli::Decompressor::new(&*asset.bytes, 4_096).read_to_end(&mut plain).unwrap();
            }
            Encoding::Gzip => {
                flate2::read::GzDecoder::new(&*asset.bytes).read_to_end(&mut plain).unwrap();
            }
            Encoding::Identity => plain.extend_from_slice(&asset.bytes),
        }
        plain
    }

    #[test]
    fn every_form_of_a_file_unpacks_to_the_file() {
        let assets = Assets::embedded();
        for (name, address) in assets.addresses() {
            let path = address.strip_prefix(BASE).unwrap();
            let plain = assets.find(path, None).unwrap();
            assert_eq!(plain.encoding, Encoding::Identity, "{name}");
            let mut tags = vec![plain.etag.clone()];
            for header in ["gzip", "gzip, deflate, br, zstd", "*", "br;q=0, gzip;q=0.5"] {
                let packed = assets.find(path, Some(header)).unwrap();
                assert_eq!(plain_of(&packed), plain.bytes.as_ref(), "{name} {header}");
                assert!(packed.bytes.len() <= plain.bytes.len(), "{name} {header}");
                tags.push(packed.etag.clone().filter(|_| packed.encoding != Encoding::Identity));
            }
            assert_eq!(tags.iter().flatten().filter(|tag| Some(*tag) == plain.etag.as_ref()).count(), 1);
        }
    }

    #[test]
    fn the_best_form_that_is_taken_is_sent() {
        assert!(accepts("gzip, deflate, br, zstd", Encoding::Brotli));
        assert!(!accepts("gzip, br;q=0", Encoding::Brotli));
        assert!(!accepts("*;q=0", Encoding::Gzip));
        assert!(accepts("GZIP;q=0.1", Encoding::Gzip));
        assert!(!accepts("", Encoding::Gzip));
    }

    #[test]
    fn a_file_is_found_by_its_whole_address_only() {
        let assets = Assets::embedded();
        let address = assets.addresses().remove("client/main.js").unwrap();
        assert!(assets.find(address.strip_prefix(BASE).unwrap(), None).is_some());
        for path in ["", "client/main.js", "../assets/client/main.js", "client/main.0.js", "/etc/passwd"] {
            assert!(assets.find(path, None).is_none(), "{path}");
        }
    }

    #[test]
    fn a_folder_is_read_anew_and_never_left() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("files/app")).unwrap();
        std::fs::create_dir_all(folder.path().join("files/styles")).unwrap();
        std::fs::write(folder.path().join("secret.js"), "1").unwrap();
        let file = folder.path().join("files/app/api.js");
        std::fs::write(&file, "1").unwrap();
        std::fs::write(folder.path().join("files/app/README.md"), "about").unwrap();
        let assets = Assets::of_folder(folder.path().join("files"));
        assert_eq!(assets.addresses().into_values().collect::<Vec<_>>(), ["/assets/app/api.js"]);
        let first = assets.find("app/api.js", Some("br")).unwrap();
        assert_eq!((first.bytes.as_ref(), first.etag), (b"1".as_slice(), None));
        std::fs::write(&file, "2").unwrap();
        assert_eq!(assets.find("app/api.js", None).unwrap().bytes.as_ref(), b"2");
        for (name, text) in [("desk-b", "5"), ("tokens", "1"), ("desk-a", "4"), ("grid", "3"), ("base", "2")]
        {
            std::fs::write(folder.path().join(format!("files/styles/{name}.css")), text).unwrap();
        }
        let sheets = assets.addresses().into_values().filter(|it| it.ends_with(".css")).collect::<Vec<_>>();
        assert_eq!(
            sheets,
            ["/assets/styles/client.css", "/assets/styles/desk.css", "/assets/styles/plain.css"]
        );
        assert_eq!(assets.find("styles/desk.css", None).unwrap().bytes.as_ref(), b"12345");
        assert_eq!(assets.find("styles/plain.css", None).unwrap().bytes.as_ref(), b"12");
        for path in
            ["../secret.js", "app/../../secret.js", "app//api.js", "..\\secret.js", "app/README.md", "app"]
        {
            assert!(assets.find(path, None).is_none(), "{path}");
        }
    }

    #[test]
    fn style_sheets_refer_to_no_file() {
        let assets = Assets::embedded();
        for name in assets.addresses().into_keys().filter(|name| name.ends_with(".css")) {
            let text = assets.text(&name).unwrap();
            for (at, _) in text.match_indices("url(") {
                let target = text[at + 4..].trim_start_matches(['"', '\'']);
                assert!(
                    target.starts_with("data:") || target.starts_with('#'),
                    "{name}: an address has no hash"
                );
            }
            assert!(!text.contains("@import"), "{name}: the page links every style sheet itself");
        }
    }
}
