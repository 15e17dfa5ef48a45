//! Tests of zips as a whole.
//!
//! Counterpart: golang.org/x/mod/zip/zip_test.go.

use super::crc32::Crc32;
use super::module_files;
use crate::ModuleVersion;

/// Makes a zip with one member: its packed bytes and method, size and checksum.
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

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = Crc32::new();
    sum.update(bytes);
    sum.finish()
}

#[test]
fn stored_and_deflated_members() {
    let sum = crc32(b"aaaaaaaa");
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
            zip("x.y/m@v1.0.0/f", b"a", 9, 1, crc32(b"a")),
            "zip: unsupported compression algorithm",
        ),
        (
            zip("x.y/n@v1.0.0/f", b"a", 0, 1, crc32(b"a")),
            "x.y/n@v1.0.0/f: path does not have prefix \"x.y/m@v1.0.0/\"",
        ),
        (
            zip("x.y/m@v1.0.0/../f", b"a", 0, 1, crc32(b"a")),
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
