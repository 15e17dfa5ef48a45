//! The edges of the compiler's input buffer.
//!
//! The compiler reads a file in parts. The first character of a part is not searched for NUL, so
//! a string literal, a rune literal or a comment may have one there (go.dev/issue/81632). The
//! length of a part depends on the literal or comment that is being read when the buffer is empty,
//! because its bytes stay in the buffer.
//! Only sources with a NUL need a [`Buffer`]; the edges are computed when a NUL is met or a
//! segment begins or ends.
//! Counterpart: cmd/compile/internal/syntax/source.go (`fill`, `nextSize`).

use std::str;

/// The buffer's length when reading begins.
const FIRST_LEN: usize = 4 << 10;
/// The buffer doubles up to twice this length, and then grows by it.
const DOUBLED_LEN: usize = 1 << 20;

/// The part of a source that the compiler has in memory.
#[derive(Debug)]
pub(crate) struct Buffer {
    /// The length of the buffer in bytes, one of which marks the end.
    len: usize,
    /// The offset in the source where the bytes in the buffer end.
    end: usize,
    /// The offset of the literal or comment whose bytes stay in the buffer.
    segment: Option<usize>,
}

impl Buffer {
    /// Returns the buffer for a source with its first part, if the source has a NUL.
    pub(crate) fn new(src: &[u8]) -> Option<Self> {
        src.contains(&0).then_some(Self {
            len: FIRST_LEN,
            end: FIRST_LEN - 1,
            segment: None,
        })
    }

    /// Reads up to the character at offset `at`. Reports whether that is the first character of a
    /// new part, which is not searched for NUL.
    pub(crate) fn read(&mut self, src: &[u8], at: usize) -> bool {
        let mut is_first = at == 0;
        while self.end < src.len() {
            let from = unfinished(src, self.end);
            if at < from {
                break;
            }
            is_first = from == self.end && at == from;
            let start = self.segment.unwrap_or(from);
            if (self.end - start) * 2 > self.len {
                self.len = match self.len {
                    len if len <= DOUBLED_LEN => 2 * len,
                    len => len + DOUBLED_LEN,
                };
            }
            self.end = start + self.len - 1;
        }
        is_first
    }

    /// Begins a segment at the current character, or ends it. The characters up to the one at
    /// `at` were read before.
    pub(crate) fn set_segment(&mut self, src: &[u8], at: usize, segment: Option<usize>) {
        self.read(src, at);
        self.segment = segment;
    }
}

/// Returns the offset of a character that begins before `end` and does not end there, else `end`.
/// Reading that character fills the buffer.
fn unfinished(src: &[u8], end: usize) -> usize {
    let is_cut = |&start: &usize| match str::from_utf8(&src[start..end]) {
        Ok(_) => false,
        Err(error) => error.valid_up_to() == 0 && error.error_len().is_none(),
    };
    (end.saturating_sub(3)..end)
        .rev()
        .find(is_cut)
        .unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the offsets that are not searched, if reading steps from byte to byte.
    fn edges(src: &[u8], segments: &[(usize, Option<usize>)]) -> Vec<usize> {
        let mut buffer = Buffer::new(src).unwrap();
        let mut segments = segments.iter().peekable();
        let mut edges = Vec::new();
        for at in 0..src.len() {
            if buffer.read(src, at) {
                edges.push(at);
            }
            if let Some((_, segment)) = segments.next_if(|(from, _)| *from == at) {
                buffer.set_segment(src, at, *segment);
            }
        }
        edges
    }

    #[test]
    fn without_a_segment_parts_have_one_length() {
        let src = [0; 13_000];
        assert_eq!(edges(&src, &[]), [0, 4095, 8190, 12_285]);
    }

    #[test]
    fn a_long_segment_doubles_the_buffer() {
        let src = [0; 40_000];
        let at = edges(&src, &[(22, Some(22))]);
        assert_eq!(at, [0, 4095, 22 + 8191, 22 + 16_383, 22 + 32_767]);
        // The buffer stays large.
        let at = edges(&src, &[(22, Some(22)), (9000, None)]);
        assert_eq!(at, [0, 4095, 8213, 22 + 16_383, 22 + 2 * 16_383]);
        // A short segment only moves the part.
        let at = edges(&src[..9000], &[(4000, Some(4000)), (5000, None)]);
        assert_eq!(at, [0, 4095, 8095]);
    }

    #[test]
    fn a_character_that_is_cut_fills_the_buffer_early() {
        let mut src = [0; 9000];
        src[4094..4096].copy_from_slice("ä".as_bytes());
        assert_eq!(edges(&src, &[]), [0, 4094 + 4095]);
    }

    #[test]
    fn most_sources_have_none() {
        assert!(Buffer::new(b"package p\n").is_none());
    }
}
