//! Reads archives as a stranger would: by their directory.

use std::path::Path;
use std::process::Command;

/// A file of an archive: its name and its bytes.
pub type Member = (String, Vec<u8>);

fn short(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().expect("two bytes")))
}

fn long(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

/// The members of an archive of stored files that is smaller than four gibibytes.
///
/// # Panics
///
/// When it is none.
pub fn members(bytes: &[u8]) -> Vec<Member> {
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").expect("an end of the directory");
    let (count, mut at) = (short(bytes, end + 10), long(bytes, end + 16));
    let mut members = Vec::new();
    for _ in 0..count {
        assert_eq!(&bytes[at..at + 4], b"PK\x01\x02");
        let (size, name_length) = (long(bytes, at + 24), short(bytes, at + 28));
        let name =
            String::from_utf8(bytes[at + 46..at + 46 + name_length].to_vec()).expect("a name in UTF-8");
        let local = long(bytes, at + 42);
        let data = local + 30 + short(bytes, local + 26) + short(bytes, local + 28);
        members.push((name, bytes[data..data + size].to_vec()));
        at += 46 + name_length + short(bytes, at + 30) + short(bytes, at + 32);
    }
    members
}

/// Lets `unzip` test the archive, where it is installed.
///
/// # Panics
///
/// When it finds a fault.
pub fn assert_sound(bytes: &[u8], folder: &Path) {
    let path = folder.join("sound.zip");
    std::fs::write(&path, bytes).expect("the folder is writable");
    if let Ok(tested) = Command::new("unzip").arg("-tqq").arg(&path).output() {
        let said = String::from_utf8_lossy(&tested.stdout).into_owned();
        assert!(tested.status.success(), "{said}{}", String::from_utf8_lossy(&tested.stderr));
    }
}
