//! Text in XML: its character references, and the characters that it may have.
//!
//! Counterpart: encoding/xml/xml.go (`Decoder.text`).

use super::Answer;
use super::Tokens;

/// End of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The next tag.
    Tag,
    /// A quotation mark.
    Mark(u8),
    /// The end of a CDATA section.
    Cdata,
}

impl Tokens<'_> {
    /// Reads text up to the next tag, or up to and including a quotation mark.
    pub(super) fn text(&mut self, mark: Option<u8>) -> Answer<String> {
        self.text_to(mark.map_or(End::Tag, End::Mark))
    }

    /// Reads the text of a CDATA section.
    pub(super) fn cdata(&mut self) -> Answer<String> {
        self.text_to(End::Cdata)
    }

    fn text_to(&mut self, end: End) -> Answer<String> {
        let mut text = Vec::new();
        // The two bytes before; references do not count.
        let mut before = [0_u8; 2];
        loop {
            let Some(byte) = self.peek() else {
                if end == End::Cdata {
                    return Err(self.syntax_error("unexpected EOF in CDATA section"));
                }
                break;
            };
            self.at += 1;
            if !matches!(end, End::Mark(_)) && before == *b"]]" && byte == b'>' {
                if end == End::Tag {
                    return Err(self.syntax_error("unescaped ]]> not in CDATA section"));
                }
                text.truncate(text.len().saturating_sub(2));
                break;
            }
            match (byte, end) {
                (b'<', End::Tag) => {
                    self.at -= 1;
                    break;
                }
                (b'<', End::Mark(_)) => {
                    return Err(self.syntax_error("unescaped < inside quoted string"));
                }
                (byte, End::Mark(mark)) if byte == mark => break,
                (b'&', End::Tag | End::Mark(_)) => {
                    self.reference(&mut text)?;
                    before = [0; 2];
                    continue;
                }
                (b'\r', _) => text.push(b'\n'),
                // The line is ended already.
                (b'\n', _) if before[1] == b'\r' => {}
                (byte, _) => text.push(byte),
            }
            before = [before[1], byte];
        }
        self.checked(&text)
    }

    /// Reads a reference after `&`; unknown references stay unchanged if that is allowed.
    fn reference(&mut self, text: &mut Vec<u8>) -> Answer<()> {
        let start = self.at - 1;
        let c = if self.takes(b'#')? {
            let radix = if self.takes(b'x')? { 16 } else { 10 };
            let digits = self.at;
            while char::from(self.take()?).is_digit(radix) {}
            self.at -= 1;
            let digits = String::from_utf8_lossy(&self.bytes[digits..self.at]).into_owned();
            let is_ended = self.takes(b';')?;
            let number = u64::from_str_radix(&digits, radix).ok();
            let number = number.filter(|&n| is_ended && n <= u64::from(u32::from(char::MAX)));
            number.map(|n| {
                let n = u32::try_from(n).ok().and_then(char::from_u32);
                n.unwrap_or(char::REPLACEMENT_CHARACTER)
            })
        } else {
            let name = self.raw_name()?.unwrap_or_default();
            let is_ended = self.takes(b';')?;
            let c = match name {
                b"lt" => Some('<'),
                b"gt" => Some('>'),
                b"amp" => Some('&'),
                b"apos" => Some('\''),
                b"quot" => Some('"'),
                _ => None,
            };
            c.filter(|_| is_ended)
        };
        let raw = &self.bytes[start..self.at];
        match c {
            Some(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None if self.is_strict => {
                let mut shown = crate::golang::os_str::decode(raw);
                if !shown.ends_with(';') {
                    shown += " (no semicolon)";
                }
                return Err(self.syntax_error(format!("invalid character entity {shown}")));
            }
            None => text.extend_from_slice(raw),
        }
        Ok(())
    }

    /// Fails for characters that XML does not allow.
    fn checked(&self, text: &[u8]) -> Answer<String> {
        let is_allowed = |c: char| {
            matches!(c, '\t' | '\n' | '\r') || c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')
        };
        let mut out = String::with_capacity(text.len());
        for chunk in text.utf8_chunks() {
            if let Some(c) = chunk.valid().chars().find(|&c| !is_allowed(c)) {
                let code = u32::from(c);
                return Err(self.syntax_error(format!("illegal character code U+{code:04X}")));
            }
            if !chunk.invalid().is_empty() {
                return Err(self.syntax_error("invalid UTF-8"));
            }
            out.push_str(chunk.valid());
        }
        Ok(out)
    }
}
