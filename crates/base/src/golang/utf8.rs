//! Reading runes from bytes that may not be UTF-8, one bad byte at a time.
//!
//! Rust groups a truncated sequence into one error, Go reports each of its bytes;
//! patterns and quoting show the difference.
//!
//! Counterpart: unicode/utf8.

/// The replacement character, which Go also returns for a byte that starts no rune.
pub(crate) const RUNE_ERROR: char = '\u{fffd}';

/// Returns the first rune of `bytes` and its width: `(RUNE_ERROR, 1)` for a byte that
/// starts no valid rune, `(RUNE_ERROR, 0)` for no bytes.
pub(crate) fn decode_rune(bytes: &[u8]) -> (char, usize) {
    let Some(&first) = bytes.first() else {
        return (RUNE_ERROR, 0);
    };
    if first < 0x80 {
        return (char::from(first), 1);
    }
    let head = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    match valid.chars().next() {
        Some(rune) => (rune, rune.len_utf8()),
        None => (RUNE_ERROR, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::RUNE_ERROR;
    use super::decode_rune;

    #[test]
    fn widths_are_those_of_go() {
        assert_eq!(decode_rune(b""), (RUNE_ERROR, 0));
        assert_eq!(decode_rune(b"ab"), ('a', 1));
        assert_eq!(decode_rune("é!".as_bytes()), ('é', 2));
        assert_eq!(decode_rune("😀!".as_bytes()), ('😀', 4));
        assert_eq!(decode_rune(b"\xe2\x80"), (RUNE_ERROR, 1));
        assert_eq!(decode_rune(b"\xed\xa0\x80"), (RUNE_ERROR, 1));
        assert_eq!(decode_rune("\u{fffd}".as_bytes()), (RUNE_ERROR, 3));
    }
}
