//! Go's idea of letters, digits, white space and printable characters.
//!
//! ASCII is answered without the tables, which are used for all other characters. Go 1.27 has newer
//! tables than earlier releases ([`use_newer`]). They add characters and change no other one, but
//! for U+0295.
//! Counterpart: unicode.IsLetter, IsDigit, IsSpace, IsGraphic, IsPrint, bytes.TrimSpace.

pub(super) mod newer;
mod tables;

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use tables::DIGIT;
use tables::GRAPHIC;
use tables::LETTER;

/// True if the characters of [`newer`] count.
static IS_NEWER: AtomicBool = AtomicBool::new(false);

/// A letter that is lower-case only in Unicode 15.
const PHARYNGEAL: char = '\u{295}';

/// Selects Unicode 17.0.0 for this process if `is_newer` is true, else Unicode 15.0.0. The official
/// command is compiled with one version, so all packages of a process have the same letters.
pub fn use_newer(is_newer: bool) {
    IS_NEWER.store(is_newer, Ordering::Relaxed);
}

pub(super) fn is_newer() -> bool {
    IS_NEWER.load(Ordering::Relaxed)
}

/// Reports whether Unicode 17 is selected and a table of [`newer`] has `c`.
fn within_newer(table: &[(u32, u32)], c: char) -> bool {
    is_newer() && within(table, c)
}

/// Reports whether `c` is printable only with the newer tables, and they are selected.
pub(super) fn is_new_print(c: char) -> bool {
    within_newer(newer::GRAPHIC, c)
}

fn within(table: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let after = table.partition_point(|range| range.1 < c);
    table.get(after).is_some_and(|range| range.0 <= c)
}

/// Reports whether `c` is a letter (category L).
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else {
        within(LETTER, c) || within_newer(newer::LETTER, c)
    }
}

/// Reports whether `c` is a decimal digit (category Nd).
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        within(DIGIT, c) || within_newer(newer::DIGIT, c)
    }
}

/// Reports whether `c` is white space (property White_Space).
pub fn is_space(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Reports whether `c` is visible or a space of category Zs.
pub fn is_graphic(c: char) -> bool {
    if c.is_ascii() {
        (' '..='~').contains(&c)
    } else {
        within(GRAPHIC, c) || within_newer(newer::GRAPHIC, c)
    }
}

/// Reports whether `c` is visible or the ASCII space.
pub fn is_print(c: char) -> bool {
    c == ' ' || is_graphic(c) && !is_space(c)
}

/// Reports whether `c` is an upper-case letter (category Lu).
pub fn is_upper(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_uppercase();
    }
    if within(newer::GRAPHIC, c) {
        return within_newer(newer::UPPER, c);
    }
    // The property Uppercase holds for five runs of symbols that are no letters.
    c.is_uppercase()
        && !matches!(c,
            '\u{2160}'..='\u{216f}'
            | '\u{24b6}'..='\u{24cf}'
            | '\u{1f130}'..='\u{1f149}'
            | '\u{1f150}'..='\u{1f169}'
            | '\u{1f170}'..='\u{1f189}')
}

/// Reports whether `c` is a lower-case letter (category Ll).
pub fn is_lower(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_lowercase();
    }
    if c == PHARYNGEAL {
        return !is_newer();
    }
    if within(newer::GRAPHIC, c) {
        return within_newer(newer::LOWER, c);
    }
    // The property Lowercase holds for other letters, marks and symbols too.
    c.is_lowercase()
        && !matches!(c,
            '\u{aa}' | '\u{ba}' | '\u{2b0}'..='\u{2b8}' | '\u{2c0}'..='\u{2c1}'
            | '\u{2e0}'..='\u{2e4}' | '\u{345}' | '\u{37a}' | '\u{10fc}'
            | '\u{1d2c}'..='\u{1d6a}' | '\u{1d78}' | '\u{1d9b}'..='\u{1dbf}'
            | '\u{2071}' | '\u{207f}' | '\u{2090}'..='\u{209c}' | '\u{2170}'..='\u{217f}'
            | '\u{24d0}'..='\u{24e9}' | '\u{2c7c}'..='\u{2c7d}' | '\u{a69c}'..='\u{a69d}'
            | '\u{a770}' | '\u{a7f1}'..='\u{a7f4}' | '\u{a7f8}'..='\u{a7f9}'
            | '\u{ab5c}'..='\u{ab5f}' | '\u{ab69}' | '\u{10780}' | '\u{10783}'..='\u{10785}'
            | '\u{10787}'..='\u{107b0}' | '\u{107b2}'..='\u{107ba}'
            | '\u{1e030}'..='\u{1e06d}')
}

/// Prints a character as Go's `%#U` does.
pub fn code_point(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    if is_print(c) {
        format!("{code} '{c}'")
    } else {
        code
    }
}

/// Decodes the first character of `bytes` as Go does: `(None, 1)` for a byte that is
/// not UTF-8, `(None, 0)` at the end.
pub fn decode(bytes: &[u8]) -> (Option<char>, usize) {
    let Some(&first) = bytes.first() else {
        return (None, 0);
    };
    if first < 0x80 {
        return (Some(char::from(first)), 1);
    }
    let window = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(window) {
        Ok(text) => text,
        Err(error) => {
            std::str::from_utf8(&window[..error.valid_up_to()]).expect("checked prefix is UTF-8")
        }
    };
    match valid.chars().next() {
        Some(c) => (Some(c), c.len_utf8()),
        None => (None, 1),
    }
}

/// Removes white space from both ends (`bytes.TrimSpace`).
pub fn trim_space(bytes: &[u8]) -> &[u8] {
    let mut text = bytes;
    loop {
        let (c, width) = decode(text);
        match c {
            Some(c) if is_space(c) => text = &text[width..],
            _ => break,
        }
    }
    while let Some(&last) = text.last() {
        let width = if last < 0x80 {
            usize::from(is_space(char::from(last)))
        } else {
            trailing_space_width(text)
        };
        if width == 0 {
            break;
        }
        text = &text[..text.len() - width];
    }
    text
}

/// Returns the width of the multi-byte white space at the end of `text`, or 0.
fn trailing_space_width(text: &[u8]) -> usize {
    for width in 2..=text.len().min(3) {
        let (c, used) = decode(&text[text.len() - width..]);
        if used == width && c.is_some_and(is_space) {
            return width;
        }
    }
    0
}

/// Turns bytes into text with U+FFFD for each byte that is not UTF-8, as Go does when it prints
/// such a string in JSON.
pub fn to_text(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let (c, width) = decode(rest);
        out.push(c.unwrap_or('\u{fffd}'));
        rest = &rest[width..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fold::to_fold;
    use super::super::quote;
    use super::decode;
    use super::is_digit;
    use super::is_letter;
    use super::is_lower;
    use super::is_print;
    use super::is_upper;
    use super::to_text;
    use super::trim_space;
    use super::use_newer;

    #[test]
    fn classes_are_those_of_go() {
        assert!(is_letter('é') && is_letter('世') && !is_letter('Ⅷ') && !is_letter('1'));
        assert!(!is_letter('\u{300}') && !is_letter('\u{345}'));
        assert!(is_upper('É') && !is_upper('Ⅷ') && !is_upper('Ⓐ'));
        assert!(is_lower('ß') && !is_lower('ª') && !is_lower('ʰ') && !is_lower('ⓐ'));
        assert!(is_print(' ') && is_print('é') && !is_print('\u{a0}') && !is_print('\u{feff}'));
    }

    /// Other tests of this process have no such characters.
    #[test]
    fn newer_characters_count_if_selected() {
        let classes = |c: char| {
            [
                is_letter(c),
                is_digit(c),
                is_upper(c),
                is_lower(c),
                is_print(c),
                quote::is_print(c),
            ]
        };
        let upper = '\u{a7cb}';
        let lower = '\u{a7db}';
        let digit = '\u{10d41}';
        for c in [upper, lower, digit] {
            assert_eq!(classes(c), [false; 6], "{c:?}");
        }
        assert_eq!(to_fold("\u{a7cb}"), "\u{a7cb}");
        assert!(is_lower('\u{295}'));
        use_newer(true);
        assert_eq!(classes(upper), [true, false, true, false, true, true]);
        assert_eq!(classes(lower), [true, false, false, true, true, true]);
        assert_eq!(classes(digit), [false, true, false, false, true, true]);
        assert_eq!(to_fold("\u{a7cb}"), "\u{264}");
        assert!(is_letter('\u{295}') && !is_lower('\u{295}'));
        use_newer(false);
    }

    #[test]
    fn broken_utf8_costs_one_byte_each() {
        assert_eq!(decode(b"\xe4\xb8"), (None, 1));
        assert_eq!(decode("世x".as_bytes()), (Some('世'), 3));
        assert_eq!(to_text(b"a\xe4\xb8z"), "a\u{fffd}\u{fffd}z");
        assert_eq!(trim_space("\u{2003} x\u{85}\t".as_bytes()), b"x");
        assert_eq!(trim_space(b" \x85"), b"\x85");
    }
}
