//! Splits a stream of bytes into lines without keeping long ones.
//!
//! Counterpart: cmd/internal/test2json/test2json.go (`lineBuffer`).

use vamos_base::golang::unicode;

/// `^V`: precedes a line that the testing package wrote about a test.
pub(super) const FRAMING: u8 = 0x16;

/// `^[`: the following byte has no meaning of its own.
pub(super) const ESCAPE: u8 = 0x1b;

/// Output of a [`LineBuffer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A whole line with its line break, or the text before a [`FRAMING`] byte.
    Line(&'a [u8]),
    /// A piece of a line, which may be its end.
    Part(&'a [u8]),
}

/// A buffer of fixed size. Lines that fit into it are passed on whole; longer ones in
/// pieces that end where a UTF-8 sequence does.
#[derive(Debug)]
pub(super) struct LineBuffer {
    bytes: Vec<u8>,
    capacity: usize,
    /// True if the beginning of the current line has been passed on.
    is_mid_line: bool,
    /// True if [`ESCAPE`] has a meaning.
    has_escapes: bool,
    /// True if the last examined byte is an [`ESCAPE`].
    is_escaped: bool,
}

impl LineBuffer {
    /// Returns an empty buffer of this capacity, which is at least 4 bytes.
    pub(super) fn new(capacity: usize, has_escapes: bool) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
            capacity,
            is_mid_line: false,
            has_escapes,
            is_escaped: false,
        }
    }

    /// Appends `input` and passes on complete lines.
    pub(super) fn write(&mut self, mut input: &[u8], emit: &mut impl FnMut(Piece<'_>)) {
        while !input.is_empty() {
            let room = self.capacity - self.bytes.len();
            let (now, later) = input.split_at(room.min(input.len()));
            self.bytes.extend_from_slice(now);
            input = later;
            let done = self.emit_lines(emit);
            if done == 0 && self.bytes.len() == self.capacity {
                // The whole buffer is a piece of one line.
                let end = trim_utf8(&self.bytes);
                emit(Piece::Part(&self.bytes[..end]));
                self.bytes.drain(..end);
                self.is_mid_line = true;
            } else {
                self.bytes.drain(..done);
            }
        }
    }

    /// Passes on the remaining bytes.
    pub(super) fn flush(&mut self, emit: &mut impl FnMut(Piece<'_>)) {
        if !self.bytes.is_empty() {
            // Without a line break, so it is a piece.
            emit(Piece::Part(&self.bytes));
            self.bytes.clear();
        }
    }

    /// Passes on the complete lines and returns their length.
    fn emit_lines(&mut self, emit: &mut impl FnMut(Piece<'_>)) -> usize {
        let mut start = 0;
        while start < self.bytes.len() {
            let Some(length) = self.line_length(start) else {
                let rest = &self.bytes[start..];
                if !self.is_mid_line
                    && let Some(length) = benchmark_name(rest)
                {
                    emit(Piece::Part(&rest[..length]));
                    self.is_mid_line = true;
                    start += length;
                }
                break;
            };
            let line = &self.bytes[start..start + length];
            if self.is_mid_line {
                emit(Piece::Part(line));
                self.is_mid_line = false;
            } else {
                emit(Piece::Line(line));
            }
            start += length;
        }
        start
    }

    /// Returns the length of the line at `start`. It ends after a line break, or before a
    /// [`FRAMING`] byte that is not its first.
    ///
    /// Bytes without an end of line are examined again with the next write, and an escape that was
    /// the last of them then counts for the first, as upstream.
    fn line_length(&mut self, start: usize) -> Option<usize> {
        for (at, &byte) in self.bytes[start..].iter().enumerate() {
            if byte == b'\n' {
                return Some(at + 1);
            }
            if self.is_escaped {
                self.is_escaped = false;
            } else if self.has_escapes && byte == ESCAPE {
                self.is_escaped = true;
            } else if byte == FRAMING && at > 0 {
                return Some(at);
            }
        }
        None
    }
}

/// Returns the length of a benchmark's name at the beginning of an unfinished line, including the
/// tab after it: the name is shown before the result.
fn benchmark_name(line: &[u8]) -> Option<usize> {
    let tab = line.iter().position(|&byte| byte == b'\t')?;
    let mut name = &line[..tab];
    while let Some(shorter) = name.strip_suffix(b" ") {
        name = shorter;
    }
    let rest = name.strip_prefix(b"Benchmark")?;
    let is_lower = matches!(unicode::decode(rest), (Some(c), _) if unicode::is_lower(c));
    (!is_lower).then_some(tab + 1)
}

/// Returns the length of the part of `bytes` that can be passed on without cutting a UTF-8
/// sequence.
fn trim_utf8(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let at = bytes.len() - back;
        let needed = match bytes[at] {
            byte if byte & 0xc0 == 0x80 => continue,
            byte if byte & 0xe0 == 0xc0 => 2,
            byte if byte & 0xf0 == 0xe0 => 3,
            byte if byte & 0xf8 == 0xf0 => 4,
            _ => 1,
        };
        return if back < needed { at } else { bytes.len() };
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::LineBuffer;
    use super::Piece;
    use super::trim_utf8;

    /// Writes the inputs one after the other; parts are marked by a `+`.
    fn pieces(capacity: usize, has_escapes: bool, inputs: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        let mut emit = |piece: Piece<'_>| {
            let (mark, bytes) = match piece {
                Piece::Line(bytes) => ("", bytes),
                Piece::Part(bytes) => ("+", bytes),
            };
            found.push(format!("{mark}{}", String::from_utf8_lossy(bytes)));
        };
        let mut buffer = LineBuffer::new(capacity, has_escapes);
        for input in inputs {
            buffer.write(input.as_bytes(), &mut emit);
        }
        buffer.flush(&mut emit);
        found
    }

    #[test]
    fn lines_and_parts() {
        assert_eq!(pieces(8, false, &["a\nb", "c\nd"]), ["a\n", "bc\n", "+d"]);
        assert_eq!(
            pieces(8, false, &["123456789\nab\n"]),
            ["+12345678", "+9\n", "ab\n"]
        );
        assert_eq!(pieces(4, false, &["abcé\n"]), ["+abc", "+é\n"]);
    }

    #[test]
    fn a_mark_ends_a_line() {
        assert_eq!(
            pieces(64, false, &["\x16a\x16b\nx\x1b\x16c"]),
            ["\x16a", "\x16b\n", "x\x1b", "+\x16c"]
        );
        assert_eq!(pieces(64, true, &["x\x1b\x16c\n"]), ["x\x1b\x16c\n"]);
    }

    #[test]
    fn benchmark_names_do_not_wait() {
        let first = |name: &str| pieces(64, false, &[name, "1\n"]).remove(0);
        assert_eq!(first("BenchmarkX  \t"), "+BenchmarkX  \t");
        assert_eq!(first("Benchmark\t"), "+Benchmark\t");
        assert_eq!(first("Benchmarkx\t"), "Benchmarkx\t1\n");
        assert_eq!(first("Benchmarkª\t"), "+Benchmarkª\t");
        assert_eq!(first("Benchmarkß\t"), "Benchmarkß\t1\n");
    }

    #[test]
    fn sequences_stay_whole() {
        for (bytes, length) in [
            (&b"abc"[..], 3),
            (b"ab\xc3", 2),
            (b"a\xe2\x82", 1),
            (b"a\xe2\x82\xac", 4),
            (b"\xf0\x9f\x98", 0),
            (b"\x80\x80\x80\x80", 4),
            (b"", 0),
        ] {
            assert_eq!(trim_utf8(bytes), length, "{bytes:?}");
        }
    }
}
