//! Characters of a source.
//!
//! Invalid characters are reported when they are read, and skipped: NUL, bytes that are not UTF-8,
//! and byte order marks after the beginning.
//! Counterpart: cmd/compile/internal/syntax/source.go.

use std::str;

use crate::buffer::Buffer;
use crate::error::Error;
use crate::error::MOST_TEXT;

/// The end of the source, as a character.
pub(crate) const END: i32 = -1;

const BOM: char = '\u{feff}';

/// The characters of a source, one after the other.
pub(crate) struct Reader<'s> {
    pub(crate) src: &'s [u8],
    /// The offset of the current character.
    pub(crate) at: usize,
    /// The offset of the next one.
    next: usize,
    /// The current character, or [`END`].
    pub(crate) ch: i32,
    /// Errors of the scanner and of the parser, in the order in which they were found.
    pub(crate) errors: Vec<Error>,
    /// Number of errors without errors of branches.
    pub(crate) count: usize,
    /// The length of their texts.
    text_len: usize,
    /// The compiler's buffer, for sources with a NUL.
    buffer: Option<Buffer>,
}

impl<'s> Reader<'s> {
    /// Starts in front of the first character.
    pub(crate) fn new(src: &'s [u8]) -> Self {
        Self {
            src,
            at: 0,
            next: 0,
            ch: i32::from(b' '),
            errors: Vec::new(),
            count: 0,
            text_len: 0,
            buffer: Buffer::new(src),
        }
    }

    /// Reports whether the source has a NUL somewhere.
    pub(crate) fn has_nul(&self) -> bool {
        self.buffer.is_some()
    }

    /// Begins a segment at an offset, which is the current character's, or ends it: the bytes of a
    /// segment stay in the compiler's buffer.
    #[inline]
    pub(crate) fn set_segment(&mut self, segment: Option<usize>) {
        if let Some(buffer) = &mut self.buffer {
            buffer.set_segment(self.src, self.at, segment);
        }
    }

    /// Reports whether the compiler searches the current character for NUL.
    fn is_searched(&mut self) -> bool {
        let (src, at) = (self.src, self.at);
        !(self.buffer.as_mut()).is_some_and(|buffer| buffer.read(src, at))
    }

    /// Reports an error at an offset.
    pub(crate) fn error_at(&mut self, offset: usize, text: String) {
        self.error_from(offset, offset, text);
    }

    /// Reports an error at an offset, in the line of another.
    pub(crate) fn error_from(&mut self, start: usize, offset: usize, text: String) {
        self.count += 1;
        self.text_len += text.len();
        if self.text_len > 2 * MOST_TEXT {
            // The result is not used.
            return;
        }
        // Sources are smaller than 4 GB.
        let [start, offset] = [start, offset].map(|at| at as u32);
        self.errors.push(Error {
            offset,
            start,
            text,
        });
    }

    /// Reports an error at the current character.
    pub(crate) fn error(&mut self, text: String) {
        self.error_at(self.at, text);
    }

    /// Advances to the next character.
    #[inline]
    pub(crate) fn advance(&mut self) {
        self.at = self.next;
        match self.src.get(self.at) {
            Some(&byte) if byte < 0x80 && byte != 0 => {
                self.next = self.at + 1;
                self.ch = i32::from(byte);
            }
            _ => self.advance_slowly(),
        }
    }

    /// Advances to the next character if that is not ASCII.
    fn advance_slowly(&mut self) {
        loop {
            self.at = self.next;
            let Some(&byte) = self.src.get(self.at) else {
                self.ch = END;
                return;
            };
            self.next = self.at + 1;
            if byte == 0 && self.is_searched() {
                self.error("invalid NUL character".to_owned());
                continue;
            }
            if byte < 0x80 {
                self.ch = i32::from(byte);
                return;
            }
            let Some(c) = char_at(&self.src[self.at..]) else {
                self.error("invalid UTF-8 encoding".to_owned());
                continue;
            };
            self.next = self.at + c.len_utf8();
            if c == BOM {
                if self.at > 0 {
                    self.error("invalid BOM in the middle of the file".to_owned());
                }
                continue;
            }
            self.ch = c as i32;
            return;
        }
    }

    /// Goes back to an offset that was read before.
    pub(crate) fn rewind(&mut self, offset: usize) {
        self.next = offset;
        self.advance();
    }

    /// Advances to the end: nothing more is read.
    pub(crate) fn stop(&mut self) {
        self.next = self.src.len();
        self.advance();
    }

    /// Reports whether the current character is this one.
    #[inline]
    pub(crate) fn is(&self, byte: u8) -> bool {
        self.ch == i32::from(byte)
    }

    /// Returns the current character; U+FFFD at the end.
    pub(crate) fn char(&self) -> char {
        let code = u32::try_from(self.ch).ok();
        code.and_then(char::from_u32).unwrap_or('\u{fffd}')
    }

    /// Skips ASCII bytes for which `is_wanted` holds, up to the first other character.
    #[inline]
    pub(crate) fn skip(&mut self, is_wanted: impl Fn(u8) -> bool) {
        while let Some(&byte) = self.src.get(self.next)
            && is_wanted(byte)
        {
            self.next += 1;
        }
        self.advance();
    }
}

/// Returns the character at the beginning of some bytes.
fn char_at(bytes: &[u8]) -> Option<char> {
    let head = &bytes[..bytes.len().min(4)];
    let valid = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""),
    };
    valid.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_character_is_reported_and_passed_over() {
        let mut reader = Reader::new(b"\xef\xbb\xbfa\0b\xffc\xef\xbb\xbf\xc3\xa4");
        let mut seen = Vec::new();
        reader.advance();
        while reader.ch != END {
            seen.push((reader.char(), reader.at));
            reader.advance();
        }
        assert_eq!(seen, [('a', 3), ('b', 5), ('c', 7), ('ä', 11)]);
        let errors: Vec<(u32, &str)> = (reader.errors.iter())
            .map(|error| (error.offset, error.text.as_str()))
            .collect();
        assert_eq!(
            errors,
            [
                (4, "invalid NUL character"),
                (6, "invalid UTF-8 encoding"),
                (8, "invalid BOM in the middle of the file"),
            ]
        );
    }
}
