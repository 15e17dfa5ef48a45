//! Tests of zips as a whole.
//!
//! Counterpart: golang.org/x/mod/zip/zip_test.go.

use proptest::prelude::*;
use vamos_base::golang::module::ModuleVersion;
use zlib_rs::crc32::crc32;

use super::Archive;
use super::check_limits;
use super::module_files;

/// Returns a zip with one member: its packed bytes and method, size and checksum.
fn zip(name: &str, packed: &[u8], method: u8, size: u8, sum: u32) -> Vec<u8> {
    let length = u8::try_from(packed.len()).unwrap();
    let name_length = u8::try_from(name.len()).unwrap();
    let mut shared = vec![20, 0, 0, 0, method, 0, 0, 0, 0, 0];
    shared.extend(sum.to_le_bytes());
    shared.extend([length, 0, 0, 0, size, 0, 0, 0, name_length, 0, 0, 0]);
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend(&shared);
    bytes.extend(name.as_bytes());
    bytes.extend(packed);
    let directory = u8::try_from(bytes.len()).unwrap();
    bytes.extend(b"PK\x01\x02\0\0");
    bytes.extend(&shared);
    bytes.extend([0; 14]);
    bytes.extend(name.as_bytes());
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0");
    bytes.extend([directory, 0, 0, 0, 0, 0]);
    bytes
}

fn module() -> ModuleVersion {
    ModuleVersion {
        path: "x.y/m".to_owned(),
        version: "v1.0.0".to_owned(),
    }
}

#[test]
fn stored_and_deflated_members() {
    let sum = crc32(0, b"aaaaaaaa");
    let stored = zip("x.y/m@v1.0.0/d/f", b"aaaaaaaa", 0, 8, sum);
    let files = module_files(&stored, &module()).unwrap();
    assert_eq!(
        (files[0].name.as_str(), &*files[0].data),
        ("d/f", &b"aaaaaaaa"[..])
    );
    let packed = [0x4b, 0x4c, 0x84, 0x00, 0x00];
    let deflated = zip("x.y/m@v1.0.0/f", &packed, 8, 8, sum);
    assert_eq!(
        module_files(&deflated, &module()).unwrap()[0].data,
        b"aaaaaaaa"
    );
}

#[test]
fn bad_zips() {
    let errors = [
        (b"PK".to_vec(), "zip: not a valid zip file"),
        (zip("x.y/m@v1.0.0/f", b"a", 0, 1, 1), "zip: checksum error"),
        (
            zip("x.y/m@v1.0.0/f", b"a", 9, 1, crc32(0, b"a")),
            "zip: unsupported compression algorithm",
        ),
        (
            zip("x.y/n@v1.0.0/f", b"a", 0, 1, crc32(0, b"a")),
            "x.y/n@v1.0.0/f: path does not have prefix \"x.y/m@v1.0.0/\"",
        ),
        (
            zip("x.y/m@v1.0.0/../f", b"a", 0, 1, crc32(0, b"a")),
            "x.y/m@v1.0.0/../f: malformed file path \"../f\": invalid path element \"..\"",
        ),
    ];
    for (bytes, want) in errors {
        assert_eq!(
            module_files(&bytes, &module()).unwrap_err().to_string(),
            want
        );
    }
}

/// Overwrites the sizes in the directory entry of a zip's only member.
fn claim(zip: &mut [u8], packed: Option<u32>, size: u32) {
    let start = zip.windows(4).rposition(|bytes| bytes == b"PK\x01\x02");
    let header = start.unwrap();
    if let Some(packed) = packed {
        zip[header + 20..header + 24].copy_from_slice(&packed.to_le_bytes());
    }
    zip[header + 24..header + 28].copy_from_slice(&size.to_le_bytes());
}

#[test]
fn bombs_end_at_the_limits() {
    let name = "x.y/m@v1.0.0/f";
    let packed = [0x4b, 0x4c, 0x84, 0x00, 0x00];
    let sum = crc32(0, b"aaaaaaaa");
    let error = |zip: &[u8]| module_files(zip, &module()).unwrap_err().to_string();
    // Its declared size is larger than any module may be.
    let mut large = zip(name, &packed, 8, 8, sum);
    claim(&mut large, None, 600 << 20);
    let text = "total uncompressed size of module contents too large (max size is 524288000 bytes)";
    assert_eq!(error(&large), text);
    let archive = Archive::read(&large).unwrap();
    assert_eq!(check_limits(&archive).unwrap_err().to_string(), text);
    // It is longer than declared, or shorter.
    assert_eq!(
        error(&zip(name, &packed, 8, 3, sum)),
        "zip: not a valid zip file"
    );
    assert_eq!(error(&zip(name, &packed, 8, 9, sum)), "unexpected EOF");
    assert_eq!(error(&zip(name, &packed[..3], 8, 8, sum)), "unexpected EOF");
    assert_eq!(
        error(&zip(name, b"\xff\xff", 8, 8, sum)),
        "flate: corrupt input"
    );
    // Its declared packed size is more than the file.
    let mut cut = zip(name, b"aaaaaaaa", 0, 8, sum);
    claim(&mut cut, Some(4000), 4000);
    assert_eq!(error(&cut), "unexpected EOF");
    for (name, limit) in [("go.mod", "go.mod"), ("LICENSE", "LICENSE")] {
        let mut zip = zip(&format!("x.y/m@v1.0.0/{name}"), &packed, 8, 8, sum);
        claim(&mut zip, None, 17 << 20);
        assert_eq!(
            error(&zip),
            format!("x.y/m@v1.0.0/{name}: {limit} file too large (max size is 16777216 bytes)")
        );
    }
}

proptest! {
    /// Bytes of all kinds end with files that are inside of the module, or with an error.
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = module_files(&bytes, &module());
    }

    /// So do zips with some bytes changed.
    #[test]
    fn changed_bytes(at in proptest::collection::vec((0..170_usize, any::<u8>()), 1..6)) {
        let mut bytes = zip("x.y/m@v1.0.0/d/f", b"aaaaaaaa", 0, 8, crc32(0, b"aaaaaaaa"));
        for (at, byte) in at {
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
        }
        for file in module_files(&bytes, &module()).unwrap_or_default() {
            prop_assert!(!file.name.split('/').any(|part| matches!(part, "" | "." | "..")));
            prop_assert!(file.data.len() <= 500 << 20);
        }
    }
}
