//! Arbitrary bytes give a result and never a panic.
//!
//! Counterpart: go/build/read_test.go; the results themselves are compared with upstream's in the
//! tests of load.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::prelude::prop_oneof;
use proptest::proptest;
use proptest::sample::select;
use proptest::strategy::Just;
use proptest::strategy::Strategy;

use crate::constraint;
use crate::read_go;
use crate::read_go_head;
use crate::read_other;
use crate::read_other_head;

/// Bytes that look a little like Go.
fn source() -> impl Strategy<Value = Vec<u8>> {
    let words: Vec<&'static [u8]> = vec![
        b"package ",
        b"p",
        b"import ",
        b"\"embed\"",
        b"\"C\"",
        b"`",
        b"(",
        b")",
        b"\n",
        b"//",
        b"/*",
        b"*/",
        b"//go:embed ",
        b"//go:build ",
        b"// +build ",
        b"//line ",
        b":1:",
        b"\r",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\\x",
        b"'",
        b"0x_",
        b"[a]: http://b",
        b"# ",
        b" - ",
        b"``",
        b";",
    ];
    let piece = prop_oneof![
        4 => select(words).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 0..4),
        1 => Just(b"package p\nimport (\n".to_vec()),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_part_of_a_byte_order_mark_is_no_answer() {
    for len in 0..=3 {
        assert!(read_other_head(&b"\xef\xbb\xbf"[..len]).is_none(), "{len}");
    }
    assert!(read_other_head(b"\xef\xbb\xbf//go:build x\n\nx").is_some());
}

proptest! {
    #[test]
    fn any_bytes_get_an_answer(bytes in vec(any::<u8>(), 0..200)) {
        let _ = read_go(&bytes, &Arc::from("/d/f.go"));
        let _ = read_other(&bytes);
        let _ = constraint::parse(&bytes);
    }

    #[test]
    fn near_go_gets_an_answer(bytes in source()) {
        let info = read_go(&bytes, &Arc::from("/d/f.go"));
        if let Ok(info) = &info && info.parse_error.is_some() {
            assert!(info.imports.is_empty());
        }
        let _ = read_other(&bytes);
    }

    #[test]
    fn a_head_that_is_enough_says_the_same(bytes in source(), cut in any::<u16>()) {
        let name = Arc::from("/d/f.go");
        let head = &bytes[..usize::from(cut) % (bytes.len() + 1)];
        if let Some(info) = read_go_head(head, &name) {
            assert_eq!(info, read_go(&bytes, &name));
        }
        if let Some(info) = read_other_head(head) {
            assert_eq!(info, read_other(&bytes));
        }
    }
}
