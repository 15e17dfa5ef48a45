//! Tokens and their texts.
//!
//! A text is stored once for a whole run, so that tokens are small and words are compared by
//! number.
//! Counterpart: cmd/asm/internal/lex/lex.go.

use std::fmt;

use hashbrown::HashTable;
use vamos_base::golang::os_str;
use vamos_base::golang::quote;

/// The kind of a token: a character, or one of the constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tok(pub(crate) i32);

impl Tok {
    pub(crate) const EOF: Self = Self(-1);
    pub(crate) const IDENT: Self = Self(-2);
    pub(crate) const INT: Self = Self(-3);
    pub(crate) const FLOAT: Self = Self(-4);
    pub(crate) const CHAR: Self = Self(-5);
    pub(crate) const STRING: Self = Self(-6);
    pub(crate) const COMMENT: Self = Self(-8);
    /// `<<`
    pub(crate) const LSH: Self = Self(-1000);
    /// `>>`
    pub(crate) const RSH: Self = Self(-1001);
    /// `->`
    pub(crate) const ARR: Self = Self(-1002);
    /// `@>`
    pub(crate) const ROT: Self = Self(-1003);
    /// A `//go:build` comment.
    pub(crate) const BUILD_COMMENT: Self = Self(-1005);
    /// The name of a macro that is not replaced, as it has no arguments here.
    pub(crate) const MACRO_NAME: Self = Self(-1006);

    /// Returns the token that is a character.
    #[inline]
    pub(crate) const fn char(c: char) -> Self {
        Self(c as i32)
    }

    /// Returns true for the operators that shift a register of arm64.
    pub(crate) fn is_register_shift(self) -> bool {
        (Self::ROT.0..=Self::LSH.0).contains(&self.0)
    }
}

impl fmt::Display for Tok {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Self::EOF => "EOF",
            Self::IDENT => "identifier",
            Self::INT => "integer constant",
            Self::FLOAT => "float constant",
            Self::CHAR => "rune constant",
            Self::STRING => "string constant",
            Self::COMMENT => "comment",
            Self(code) => {
                // Invalid characters print as the replacement character.
                let c = u32::try_from(code).ok().and_then(char::from_u32);
                let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                return f.write_str(&quote::quote_char(c));
            }
        };
        f.write_str(name)
    }
}

/// The number of a text in [`Words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Word(pub(crate) u32);

/// A token with its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) tok: Tok,
    pub(crate) text: Word,
}

/// A macro.
#[derive(Debug)]
pub(super) struct Macro {
    pub(super) name: Word,
    /// The names of arguments; `None` without a list of them.
    pub(super) args: Option<Vec<Word>>,
    pub(super) tokens: Vec<Token>,
}

/// Returns a hash by which texts are found.
#[inline]
pub(super) fn hash(text: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |hash: u64, part: u64| {
        let product = u128::from(hash ^ part) * u128::from(FACTOR);
        product as u64 ^ (product >> 64) as u64
    };
    let start = (text.len() as u64).wrapping_mul(FACTOR);
    let parts = text.as_chunks::<8>().0.iter();
    let hash = parts.fold(start, |hash, part| fold(hash, u64::from_le_bytes(*part)));
    fold(hash, end(text))
}

/// Returns the last bytes of a text, up to eight, as a number; which one does not matter, only that
/// texts of one length with different ends have different numbers.
#[inline]
fn end(text: &[u8]) -> u64 {
    if let Some(last) = text.last_chunk::<8>() {
        return u64::from_le_bytes(*last);
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    }
    let bytes = text.iter().map(|byte| u64::from(*byte));
    bytes.fold(0, |number, byte| number << 8 | byte)
}

/// The texts of a run. Bytes that are not UTF-8 are carried as in [`vamos_base::golang::os_str`].
#[derive(Debug)]
pub(crate) struct Words {
    /// All texts, one after the other.
    buffer: String,
    spans: Vec<Span>,
    /// For each text: itself with the substitutes for dot and slash replaced.
    plain: Vec<Word>,
    by_text: HashTable<Word>,
}

/// One text of [`Words`].
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
    hash: u64,
}

impl Words {
    /// The empty text.
    pub(crate) const EMPTY: Word = Word(0);

    /// Returns a table with the empty text.
    pub(crate) fn new() -> Self {
        let mut words = Self {
            buffer: String::new(),
            spans: Vec::new(),
            plain: Vec::new(),
            by_text: HashTable::new(),
        };
        words.add("");
        words
    }

    /// Returns the number of a text as it is in a file, with its hash.
    pub(super) fn add_bytes(&mut self, text: &[u8], hash: u64) -> Word {
        match std::str::from_utf8(text) {
            Ok(plain) if plain.is_ascii() => self.add_hashed(plain, hash),
            _ => self.add(&os_str::decode_cow(text)),
        }
    }

    /// Returns the number of a text.
    pub(crate) fn add(&mut self, text: &str) -> Word {
        self.add_hashed(text, hash(text.as_bytes()))
    }

    fn add_hashed(&mut self, text: &str, hash: u64) -> Word {
        let known = self.by_text.find(hash, |word| self.text(*word) == text);
        if let Some(word) = known {
            return *word;
        }
        let word = Word(self.spans.len() as u32);
        let start = self.buffer.len();
        self.buffer.push_str(text);
        self.spans.push(Span {
            start,
            end: self.buffer.len(),
            hash,
        });
        self.plain.push(word);
        let spans = &self.spans;
        self.by_text
            .insert_unique(hash, word, |word| spans[word.0 as usize].hash);
        if !text.is_ascii() && text.contains(['\u{b7}', '\u{2215}']) {
            let plain = text.replace('\u{b7}', ".").replace('\u{2215}', "/");
            self.plain[word.0 as usize] = self.add(&plain);
        }
        word
    }

    /// Returns a text.
    #[inline]
    pub(crate) fn text(&self, word: Word) -> &str {
        let span = self.spans[word.0 as usize];
        &self.buffer[span.start..span.end]
    }

    /// Returns a text and its hash.
    pub(super) fn key(&self, word: Word) -> (&[u8], u64) {
        (self.text(word).as_bytes(), self.spans[word.0 as usize].hash)
    }

    /// Returns a token whose text has dots and slashes for their substitutes.
    #[inline]
    pub(crate) fn token(&self, tok: Tok, text: Word) -> Token {
        Token {
            tok,
            text: self.plain[text.0 as usize],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substitutes_are_replaced() {
        let mut words = Words::new();
        let word = words.add("runtime∕debug·set");
        assert_eq!(words.add("runtime∕debug·set"), word);
        let token = words.token(Tok::IDENT, word);
        assert_eq!(words.text(token.text), "runtime/debug.set");
        assert_eq!(words.text(word), "runtime∕debug·set");
    }

    #[test]
    fn hashes_depend_on_all_bytes() {
        let texts = [
            &b""[..],
            b"a",
            b"a\0",
            b"ab",
            b"b",
            b"abcd",
            b"bbcd",
            b"abce",
            b"abcdefgh",
            b"abcdefghi",
            b"bbcdefghi",
            b"abcdefghj",
        ];
        let mut hashes: Vec<u64> = texts.into_iter().map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), texts.len());
    }

    #[test]
    fn tokens_print_as_in_go() {
        assert_eq!(Tok::char('\n').to_string(), "'\\n'");
        assert_eq!(Tok::INT.to_string(), "integer constant");
        assert_eq!(Tok::LSH.to_string(), "'\u{fffd}'");
    }
}
