//! Tests of build IDs on made-up bytes; real files are in `tests/official.rs`.
//!
//! Counterpart: cmd/internal/buildid/buildid_test.go.

use proptest::prelude::*;
use vamos_base::Digest;

use super::*;

fn archive(header: &str) -> Vec<u8> {
    format!("!<arch>\n__.PKGDEF       0           0     0     644     7955      `\n{header}")
        .into_bytes()
}

#[test]
fn archive_header() {
    let data = archive("go object linux amd64 go1.26 X:none\nbuild id \"a/b\"\n\n");
    assert_eq!(read_text("x", &data).unwrap(), "a/b");
    let data = archive("go object linux amd64 go1.26 X:none\n\n!\n");
    assert_eq!(read_text("x", &data).unwrap(), "");
}

#[test]
fn short_and_foreign() {
    let error = read("x", &b"!<arch"[..].to_vec()).unwrap_err();
    assert_eq!(error.to_string(), "EOF");
    assert_eq!(read("x", &b"#!/bin/sh\n".to_vec()).unwrap(), b"");
    // The size in the header leads past the end: an archive without further members.
    let data = archive("not a go object\nat all");
    assert_eq!(read("d/x", &data).unwrap(), b"");
    let bad = b"xxxxxxxx\xff Go build ID: \"abc".to_vec();
    assert_eq!(
        read("d/x", &bad).unwrap_err().to_string(),
        "parse d/x: malformed object file"
    );
}

#[test]
fn parts() {
    assert_eq!(action_id("a/b/c/d"), "a");
    assert_eq!(content_id("a/b/c/d"), "d");
    assert_eq!(action_id("a"), "a");
    assert_eq!(content_id("a"), "a");
}

#[test]
fn hash_reads_ids_as_zeros() {
    let data = b"....abcd..abcdabcd.".to_vec();
    let found = find_and_hash(&data, b"abcd").unwrap();
    assert_eq!(found.matches, [4, 10, 14]);
    assert_eq!(found.digest, Digest::of(b"....\0\0\0\0..\0\0\0\0\0\0\0\0."));
    assert_eq!(found, find_and_hash_from("", &data, b"abcd").unwrap());
    let mut data = data;
    rewrite(&mut data, &found.matches, b"wxyz").unwrap();
    assert_eq!(data, b"....wxyz..wxyzwxyz.");
}

#[test]
fn matches_across_windows() {
    // One window is 256 kB; the ID straddles its end.
    let id = b"0123456789abcdef";
    for shift in 0..=id.len() {
        let mut data = vec![b'x'; (1 << 18) + 1000];
        let at = (1 << 18) - shift;
        data[at..at + id.len()].copy_from_slice(id);
        let found = find_and_hash_from("", &data, id).unwrap();
        assert_eq!(found.matches, [at as u64]);
        data[at..at + id.len()].fill(0);
        assert_eq!(found.digest, Digest::of(&data));
    }
}

proptest! {
    #[test]
    fn never_panics(start in 0usize..6, data in prop::collection::vec(any::<u8>(), 0..2000)) {
        let magics: [&[u8]; 6] = [b"", b"!<arch>\n", b"<bigaf>\n", b"\x7fELF\x02\x01\x01", b"\xcf\xfa\xed\xfe", b"\x7fELF\x01\x02\x01"];
        let mut bytes = magics[start].to_vec();
        bytes.extend(data);
        let _ = read("x", &bytes);
        let found = find_and_hash(&bytes, b"\x01\x02").unwrap();
        prop_assert_eq!(&found, &find_and_hash_from("", &bytes, b"\x01\x02").unwrap());
        let _ = rewrite(&mut bytes, &found.matches, b"\x03\x04");
    }
}
