//! Characters in arbitrary bytes.
//!
//! Counterpart: unicode/utf8, unicode.IsLetter and IsDigit.

use vamos_base::golang::unicode::is_digit;
use vamos_base::golang::unicode::is_letter;

/// Returns the first character and its width; a byte that is not UTF-8 is U+FFFD.
pub(super) fn decode_rune(text: &[u8]) -> Option<(char, usize)> {
    let first = *text.first()?;
    if first.is_ascii() {
        return Some((char::from(first), 1));
    }
    let longest = text.len().min(4);
    for width in 2..=longest {
        if let Ok(valid) = std::str::from_utf8(&text[..width]) {
            return valid.chars().next().map(|c| (c, width));
        }
    }
    Some((char::REPLACEMENT_CHARACTER, 1))
}

/// Returns the last character and its width, like [`decode_rune`].
pub(super) fn decode_last_rune(text: &[u8]) -> Option<(char, usize)> {
    let last = *text.last()?;
    if last.is_ascii() {
        return Some((char::from(last), 1));
    }
    for width in 2..=text.len().min(4) {
        let tail = &text[text.len() - width..];
        if let Ok(valid) = std::str::from_utf8(tail)
            && let Some(c) = valid.chars().next()
            && c.len_utf8() == width
        {
            return Some((c, width));
        }
    }
    Some((char::REPLACEMENT_CHARACTER, 1))
}

/// Returns the number of characters.
pub(super) fn rune_count(text: &[u8]) -> usize {
    let mut count = 0;
    let mut rest = text;
    while let Some((_, width)) = decode_rune(rest) {
        count += 1;
        rest = &rest[width..];
    }
    count
}

/// Returns the length in bytes of the first `count` characters.
pub(super) fn prefix_of_runes(text: &[u8], count: usize) -> usize {
    let mut end = 0;
    for _ in 0..count {
        match decode_rune(&text[end..]) {
            Some((_, width)) => end += width,
            None => break,
        }
    }
    end
}

/// Reports whether names may contain the character.
pub(super) fn is_alphanumeric(c: char) -> bool {
    c == '_' || is_letter(c) || is_digit(c)
}
