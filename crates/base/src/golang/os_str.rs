//! Carries names that are not UTF-8 inside `String`, without loss.
//!
//! Go strings are bytes; ours are UTF-8, which pays everywhere but for the rare file
//! name that is not. Such a byte `0xNN` (always above 0x7f) becomes the private-use
//! code point U+10FFNN. So that nothing is ambiguous, a genuine U+10FF80..U+10FFFF in
//! the input is carried byte by byte in the same way. Ordinary text is unchanged, and
//! `encode(decode(b)) == b` for all bytes.
//!
//! Sorting carried names differs from sorting their bytes: a carried byte sorts after
//! every other character.
//!
//! Counterpart: none; Go has no such split.

use std::borrow::Cow;

/// First code point for carried bytes: byte `b` is `CARRIER + b`.
const CARRIER: u32 = 0x0010_ff00;

/// Returns text that represents `bytes`: the same text if they are ordinary UTF-8.
pub fn decode(bytes: &[u8]) -> String {
    decode_cow(bytes).into_owned()
}

/// Returns [`decode`] of `bytes`, borrowed when nothing had to be carried.
pub fn decode_cow(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !has_carried(text)
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if carried(c).is_some() {
                let mut buffer = [0; 4];
                for &byte in c.encode_utf8(&mut buffer).as_bytes() {
                    out.push(carry(byte));
                }
            } else {
                out.push(c);
            }
        }
        for &byte in chunk.invalid() {
            out.push(carry(byte));
        }
    }
    Cow::Owned(out)
}

/// Returns the bytes that `text` represents; the inverse of [`decode`].
pub fn encode(text: &str) -> Cow<'_, [u8]> {
    if !has_carried(text) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for c in text.chars() {
        match carried(c) {
            Some(byte) => out.push(byte),
            None => out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()),
        }
    }
    Cow::Owned(out)
}

/// Returns `text` as Go would show it on an encoding-checked surface: every carried
/// byte becomes U+FFFD. For use where text must be valid for readers outside.
pub fn lossy(text: &str) -> Cow<'_, str> {
    match encode(text) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => Cow::Owned(
            bytes
                .utf8_chunks()
                .flat_map(|chunk| {
                    let bad = std::iter::repeat_n('\u{fffd}', chunk.invalid().len());
                    chunk.valid().chars().chain(bad)
                })
                .collect(),
        ),
    }
}

/// Returns the character that carries `byte`.
fn carry(byte: u8) -> char {
    char::from_u32(CARRIER + u32::from(byte)).expect("plane 16 has no gaps")
}

/// Returns the byte that `c` carries, if it carries one.
fn carried(c: char) -> Option<u8> {
    let byte = u8::try_from(u32::from(c).checked_sub(CARRIER)?).ok()?;
    (byte >= 0x80).then_some(byte)
}

/// Reports whether `text` holds a character of the carrying range, by looking for the
/// three bytes that they all start with.
fn has_carried(text: &str) -> bool {
    let bytes = text.as_bytes();
    // 0xf4 starts only U+100000 and up, so this finds nothing in nearly all text.
    bytes.contains(&0xf4)
        && bytes
            .windows(3)
            .any(|w| matches!(w, [0xf4, 0x8f, 0xbe | 0xbf]))
}

#[cfg(test)]
mod tests {
    use super::decode;
    use super::decode_cow;
    use super::encode;
    use super::lossy;
    use proptest::prelude::*;
    use std::borrow::Cow;

    #[test]
    fn ordinary_text_is_borrowed() {
        for text in ["", "a/b.go", "größe/é", "\u{10f000}", "\u{10ff7f}"] {
            assert!(matches!(decode_cow(text.as_bytes()), Cow::Borrowed(t) if t == text));
            assert!(matches!(encode(text), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn bad_bytes_and_carriers_are_carried() {
        assert_eq!(decode(b"a\xffb"), "a\u{10ffff}b");
        assert_eq!(
            decode("\u{10ff80}".as_bytes()),
            "\u{10fff4}\u{10ff8f}\u{10ffbe}\u{10ff80}"
        );
        assert_eq!(lossy("a\u{10ffff}\u{10ff80}b"), "a\u{fffd}\u{fffd}b");
    }

    fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            any::<u8>().prop_map(|b| vec![b]),
            any::<char>().prop_map(|c| c.to_string().into_bytes()),
            (0x10_ff70u32..=0x10_ffff)
                .prop_map(|c| char::from_u32(c).unwrap().to_string().into_bytes()),
        ];
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn encode_undoes_decode(bytes in any_bytes()) {
            let text = decode(&bytes);
            prop_assert_eq!(encode(&text).into_owned(), bytes);
        }

        #[test]
        fn decode_undoes_encode_in_its_image(bytes in any_bytes()) {
            let text = decode(&bytes);
            prop_assert_eq!(decode(&encode(&text)), text);
        }
    }
}
