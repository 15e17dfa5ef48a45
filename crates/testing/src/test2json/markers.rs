//! The marks of Go 1.27 around errors in a test's output.
//!
//! Counterpart: cmd/internal/test2json/test2json.go of Go 1.27 (`writeOutputEvent`).

use super::line_buffer::ESCAPE;

/// `^O`: an error begins.
const ERROR_BEGIN: u8 = 0x0f;

/// `^N`: an error ends.
const ERROR_END: u8 = 0x0e;

/// Position in the output of the next byte.
#[derive(Debug, Default)]
pub(super) struct Markers {
    is_in_error: bool,
    is_escaped: bool,
}

impl Markers {
    /// Splits a piece of output at its marks, which are removed. Calls `emit` with each text and
    /// its type.
    ///
    /// The byte after a mark is not examined, unless it is the line break that ends an error:
    /// upstream's loop skips it.
    pub(super) fn split(
        &mut self,
        is_framing: bool,
        piece: &[u8],
        mut emit: impl FnMut(&[u8], &'static str),
    ) {
        let mut kind = match (is_framing, self.is_in_error) {
            (true, _) => "frame",
            (false, true) => "error-continue",
            (false, false) => "",
        };
        let mut text = Vec::with_capacity(piece.len());
        let mut rest = piece;
        // True if the next byte is copied unchanged, without ending an escape.
        let mut is_skipped = false;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if is_skipped {
                is_skipped = false;
                text.push(byte);
                continue;
            }
            if self.is_escaped {
                self.is_escaped = false;
                text.push(byte);
                continue;
            }
            match byte {
                ESCAPE => self.is_escaped = true,
                ERROR_BEGIN => {
                    if !text.is_empty() {
                        emit(&text, kind);
                    }
                    text.clear();
                    self.is_in_error = true;
                    kind = "error";
                    is_skipped = true;
                }
                ERROR_END => {
                    if let Some(after) = rest.strip_prefix(b"\n") {
                        rest = after;
                        text.push(b'\n');
                    }
                    emit(&text, kind);
                    text.clear();
                    self.is_in_error = false;
                    kind = "";
                    is_skipped = true;
                }
                _ => text.push(byte),
            }
        }
        if !text.is_empty() {
            emit(&text, kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Markers;

    fn split(pieces: &[&str]) -> Vec<(String, &'static str)> {
        let mut markers = Markers::default();
        let mut found = Vec::new();
        for piece in pieces {
            markers.split(false, piece.as_bytes(), |text, kind| {
                found.push((String::from_utf8_lossy(text).into_owned(), kind));
            });
        }
        found
    }

    fn owned(expected: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        let owned = |&(text, kind): &(&str, &'static str)| (text.to_owned(), kind);
        expected.iter().map(owned).collect()
    }

    #[test]
    fn errors_are_cut_out() {
        assert_eq!(
            split(&["a\x0fbad\x0e\nrest\n"]),
            owned(&[("a", ""), ("bad\n", "error"), ("rest\n", "")])
        );
        assert_eq!(
            split(&["\x0fone\n", "two\x0e\n", "x\n"]),
            owned(&[("one\n", "error"), ("two\n", "error-continue"), ("x\n", "")])
        );
    }

    #[test]
    fn escapes_hold_over_pieces() {
        assert_eq!(
            split(&["a\x1b\x0fb\x1b", "\x0fc"]),
            owned(&[("a\x0fb", ""), ("\x0fc", "")])
        );
    }

    #[test]
    fn the_byte_behind_a_mark_is_text() {
        assert_eq!(split(&["\x0f\x0eb"]), owned(&[("\x0eb", "error")]));
    }
}
