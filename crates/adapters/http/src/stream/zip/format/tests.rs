use std::path::Path;
use std::process::Command;

use chrono::NaiveDate;

use super::*;

fn noon() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2027, 3, 9).unwrap().and_hms_opt(12, 34, 57).unwrap()
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::default();
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(zip.begin(name, content.len() as u64, noon()));
        bytes.extend(*content);
        bytes.extend(zip.end(crc32fast::hash(content)));
    }
    zip.directory().for_each(|piece| bytes.extend(piece));
    bytes
}

fn long_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn quad_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}

/// What a program that is not ours says of an archive; `None` where it is not installed.
fn ask(program: &str, arguments: &[&str], archive: &Path) -> Option<String> {
    let answer = Command::new(program).args(arguments).arg(archive).output().ok()?;
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(answer.status.success(), "{program}: {said} {}", String::from_utf8_lossy(&answer.stderr));
    Some(said)
}

const PYTHON: &str = "
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for entry in archive.infolist():
    print(entry.filename, entry.file_size, entry.date_time, entry.compress_type)
";

#[test]
fn other_programs_read_what_we_write() {
    let large = vec![7_u8; 100_000];
    let bytes = archive(&[("Blåbær 0001.jpg", b"hello"), ("empty.jpg", b""), ("😀.jpg", &large)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    std::fs::write(&path, &bytes).unwrap();
    if let Some(said) = ask("python3", &["-c", PYTHON], &path) {
        assert!(said.contains("Blåbær 0001.jpg 5 (2027, 3, 9, 12, 34, 56) 0"), "{said}");
        assert!(said.contains("😀.jpg 100000"), "{said}");
    }
    if let Some(said) = ask("unzip", &["-tqq"], &path) {
        assert_eq!(said, "");
    }
}

#[test]
fn an_archive_of_nothing_is_one_record() {
    assert_eq!(archive(&[]).len(), 22);
}

#[test]
fn every_number_stands_where_readers_look_for_it() {
    let bytes = archive(&[("a", b"xyz")]);
    assert_eq!(long_at(&bytes, 0), LOCAL);
    assert_eq!((long_at(&bytes, 18), long_at(&bytes, 22)), (3, 3));
    assert_eq!(long_at(&bytes, 34), DESCRIPTOR);
    assert_eq!(long_at(&bytes, 38), crc32fast::hash(b"xyz"));
    let end = bytes.len() - 22;
    assert_eq!(long_at(&bytes, end), END);
    let start = long_at(&bytes, end + 16) as usize;
    assert_eq!(long_at(&bytes, start), CENTRAL);
    assert_eq!(long_at(&bytes, end + 12) as usize, end - start);
    assert_eq!(long_at(&bytes, start + 16), crc32fast::hash(b"xyz"));
}

/// Files that nobody could hold in memory: only what is written around them is looked at.
#[test]
fn what_lies_beyond_four_gibibytes_is_found() {
    const HUGE: u64 = 5 << 30;
    let mut zip = ZipWriter::default();
    let head = zip.begin("huge.tif", HUGE, noon());
    assert_eq!(long_at(&head, 18), ELSEWHERE_32);
    assert_eq!(quad_at(&head, 30 + 8 + 4), HUGE);
    let tail = zip.end(1);
    assert_eq!((tail.len(), quad_at(&tail, 8)), (24, HUGE));
    let second = head.len() as u64 + HUGE + tail.len() as u64;
    let head = zip.begin("small.jpg", 3, noon());
    assert_eq!(long_at(&head, 18), 3);
    let tail = zip.end(2);
    let start = second + head.len() as u64 + 3 + tail.len() as u64;

    let pieces: Vec<Vec<u8>> = zip.directory().collect();
    let [first_line, second_line, end] = pieces.as_slice() else { panic!("{} pieces", pieces.len()) };
    // Its size twice; it lies at the very beginning.
    assert_eq!((quad_at(first_line, 46 + 8 + 4), first_line.len()), (HUGE, 46 + 8 + 4 + 16));
    assert_eq!((long_at(second_line, 20), long_at(second_line, 42)), (3, ELSEWHERE_32));
    assert_eq!(quad_at(second_line, 46 + 9 + 4), second);
    assert_eq!(long_at(end, 0), END_64);
    assert_eq!(quad_at(end, 48), start);
    let size = (first_line.len() + second_line.len()) as u64;
    assert_eq!(quad_at(end, 56 + 8), start + size, "the locator");
    assert_eq!(long_at(end, 56 + 20), END);
}

/// A sparse file of five gibibytes, of which the system keeps some kilobytes.
#[test]
fn python_finds_a_file_behind_five_gibibytes() {
    use std::io::{Seek, SeekFrom, Write};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let mut file = std::fs::File::create(&path).unwrap();
    let mut zip = ZipWriter::default();
    let huge: u64 = 5 << 30;
    file.write_all(&zip.begin("huge.tif", huge, noon())).unwrap();
    file.seek(SeekFrom::Current(huge.cast_signed())).unwrap();
    file.write_all(&zip.end(0)).unwrap();
    file.write_all(&zip.begin("small.jpg", 5, noon())).unwrap();
    file.write_all(b"hello").unwrap();
    file.write_all(&zip.end(crc32fast::hash(b"hello"))).unwrap();
    for piece in zip.directory() {
        file.write_all(&piece).unwrap();
    }
    drop(file);
    let script = "
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.read('small.jpg') == b'hello'
print(archive.getinfo('huge.tif').file_size)
";
    if let Some(said) = ask("python3", &["-c", script], &path) {
        assert_eq!(said.trim(), huge.to_string());
    }
}

#[test]
fn more_files_than_sixteen_bits_can_count_are_counted() {
    let mut zip = ZipWriter::default();
    let mut bytes = Vec::new();
    for n in 0..70_000 {
        bytes.extend(zip.begin(&format!("{n}.jpg"), 0, noon()));
        bytes.extend(zip.end(0));
    }
    zip.directory().for_each(|piece| bytes.extend(piece));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    std::fs::write(&path, &bytes).unwrap();
    let script = "import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).infolist()))";
    if let Some(said) = ask("python3", &["-c", script], &path) {
        assert_eq!(said.trim(), "70000");
    }
}

#[test]
fn a_time_that_dos_does_not_know_is_the_nearest_that_it_does() {
    let at = |year| NaiveDate::from_ymd_opt(year, 6, 1).unwrap().and_hms_opt(1, 2, 3).unwrap();
    assert_eq!(dos_time(at(1969)), (0x21, 0));
    assert_eq!(dos_time(at(1980)).0 >> 9, 0);
    assert_eq!(dos_time(at(2200)), dos_time(at(9999)));
    assert_eq!(dos_time(at(2200)).0 >> 9, 127);
}
