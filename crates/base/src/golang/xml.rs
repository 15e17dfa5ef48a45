//! Reads XML as Go does: strictly, or so that it tolerates most HTML.
//!
//! The content of a page decides the source of code, so the rules and the errors are the same.
//! Names are without their namespaces, which no reader here uses.
//! Counterpart: encoding/xml/xml.go (`Decoder.RawToken`).

mod text;

use std::fmt;

use super::quote::quote;

/// Error for bytes that are no XML; the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError(String);

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for XmlError {}

/// Names and values of an element's attributes.
pub type Attributes = Vec<(String, String)>;

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `<name attributes>`.
    Start(String, Attributes),
    /// `</name>`; also after `<name/>`.
    End(String),
    /// Text.
    Text(String),
    /// A comment, an instruction, a declaration.
    Other,
}

type Answer<T> = Result<T, XmlError>;

/// Reads tokens one after the other; after an error there are no more.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    is_strict: bool,
    /// The element that has just begun and ends at once.
    to_close: Option<String>,
}

impl<'a> Tokens<'a> {
    /// Reads a document of XML.
    pub fn strict(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            is_strict: true,
            to_close: None,
        }
    }

    /// Reads a page that may be HTML: attributes may have no value or no quotes, and unknown
    /// character references stay.
    pub fn lax(bytes: &'a [u8]) -> Self {
        Self {
            is_strict: false,
            ..Self::strict(bytes)
        }
    }

    /// Returns the error that something is wrong in the line that was reached.
    pub fn syntax_error(&self, text: impl fmt::Display) -> XmlError {
        let read = self.bytes.get(..self.at).unwrap_or(self.bytes);
        let line = read.split(|&byte| byte == b'\n').count();
        XmlError(format!("XML syntax error on line {line}: {text}"))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self) -> Answer<u8> {
        let byte = self.peek();
        let byte = byte.ok_or_else(|| self.syntax_error("unexpected EOF"))?;
        self.at += 1;
        Ok(byte)
    }

    /// Consumes a byte if it is the next one.
    fn takes(&mut self, byte: u8) -> Answer<bool> {
        let is_it = self.take()? == byte;
        if !is_it {
            self.at -= 1;
        }
        Ok(is_it)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
            self.at += 1;
        }
    }

    /// Moves after the next `end`, and returns the bytes before it.
    fn skip_to(&mut self, end: &[u8]) -> Answer<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        match rest.windows(end.len()).position(|window| window == end) {
            Some(length) => {
                self.at += length + end.len();
                Ok(&rest[..length])
            }
            None => {
                self.at = self.bytes.len();
                Err(self.syntax_error("unexpected EOF"))
            }
        }
    }

    /// Reads a token; `None` at the end.
    pub fn next_token(&mut self) -> Answer<Option<Token>> {
        if let Some(name) = self.to_close.take() {
            return Ok(Some(Token::End(name)));
        }
        match self.peek() {
            None => return Ok(None),
            Some(b'<') => self.at += 1,
            Some(_) => return self.text(None).map(Token::Text).map(Some),
        }
        let token = match self.take()? {
            b'/' => self.end_tag(),
            b'?' => self.instruction().map(|()| Token::Other),
            b'!' => self.declaration(),
            _ => {
                self.at -= 1;
                self.start_tag()
            }
        };
        token.map(Some)
    }

    fn end_tag(&mut self) -> Answer<Token> {
        let name = self.name_for("expected element name after </")?;
        self.skip_space();
        match self.take()? {
            b'>' => Ok(Token::End(name)),
            _ => Err(self.syntax_error(format!("invalid characters between </{name} and >"))),
        }
    }

    /// Reads `<?xml version="1.0" encoding="…"?>` and its like.
    fn instruction(&mut self) -> Answer<()> {
        let target = self.name()?;
        let target = target.ok_or_else(|| self.syntax_error("expected target name after <?"))?;
        self.skip_space();
        let text = self.skip_to(b"?>")?;
        if target != "xml" {
            return Ok(());
        }
        let text = super::os_str::decode_cow(text);
        let version = setting("version", &text);
        if !matches!(version, "" | "1.0") {
            let version = quote(version);
            return Err(XmlError(format!(
                "xml: unsupported version {version}; only version 1.0 is supported"
            )));
        }
        let encoding = setting("encoding", &text);
        let known: &[&str] = if self.is_strict {
            &["", "utf-8"]
        } else {
            &["", "utf-8", "ascii"]
        };
        if known.contains(&encoding.to_lowercase().as_str()) {
            return Ok(());
        }
        let encoding = quote(encoding);
        Err(XmlError(if self.is_strict {
            format!("xml: encoding {encoding} declared but Decoder.CharsetReader is nil")
        } else {
            format!(
                "xml: opening charset {encoding}: can't decode XML document using charset {encoding}"
            )
        }))
    }

    /// Reads a comment, a CDATA section, or `<!DOCTYPE …>`.
    fn declaration(&mut self) -> Answer<Token> {
        match self.take()? {
            b'-' => self.comment(),
            b'[' => {
                for &wanted in b"CDATA[" {
                    if self.take()? != wanted {
                        return Err(self.syntax_error("invalid <![ sequence"));
                    }
                }
                self.cdata().map(Token::Text)
            }
            _ => self.directive(),
        }
    }

    fn comment(&mut self) -> Answer<Token> {
        if self.take()? != b'-' {
            return Err(self.syntax_error("invalid sequence <!- not part of <!--"));
        }
        self.skip_to(b"--")?;
        match self.take()? {
            b'>' => Ok(Token::Other),
            _ => Err(self.syntax_error("invalid sequence \"--\" not allowed in comments")),
        }
    }

    /// Reads to the end of a declaration; brackets in quotes do not count.
    fn directive(&mut self) -> Answer<Token> {
        let (mut depth, mut mark) = (0_usize, None);
        loop {
            let byte = self.take()?;
            match mark {
                Some(quoted) if byte == quoted => mark = None,
                Some(_) => {}
                None => match byte {
                    b'>' if depth == 0 => return Ok(Token::Other),
                    b'>' => depth -= 1,
                    b'\'' | b'"' => mark = Some(byte),
                    b'<' if self.bytes[self.at..].starts_with(b"!--") => {
                        self.at += 3;
                        self.skip_to(b"-->")?;
                    }
                    b'<' => depth += 1,
                    _ => {}
                },
            }
        }
    }

    fn start_tag(&mut self) -> Answer<Token> {
        let name = self.name_for("expected element name after <")?;
        let mut attributes = Attributes::new();
        loop {
            self.skip_space();
            if self.takes(b'/')? {
                if self.take()? != b'>' {
                    return Err(self.syntax_error("expected /> in element"));
                }
                self.to_close = Some(name.clone());
                break;
            }
            if self.takes(b'>')? {
                break;
            }
            let key = self.name_for("expected attribute name in element")?;
            self.skip_space();
            let value = if self.takes(b'=')? {
                self.skip_space();
                self.value()?
            } else if self.is_strict {
                self.at += 1;
                return Err(self.syntax_error("attribute name without = in element"));
            } else {
                key.clone()
            };
            attributes.push((key, value));
        }
        Ok(Token::Start(name, attributes))
    }

    /// Reads the value of an attribute.
    fn value(&mut self) -> Answer<String> {
        let mark = self.take()?;
        if matches!(mark, b'"' | b'\'') {
            return self.text(Some(mark));
        }
        if self.is_strict {
            return Err(self.syntax_error("unquoted or missing attribute value in element"));
        }
        self.at -= 1;
        let mut value = String::new();
        loop {
            let byte = self.take()?;
            if !byte.is_ascii_alphanumeric() && !b"_:-".contains(&byte) {
                self.at -= 1;
                return Ok(value);
            }
            value.push(char::from(byte));
        }
    }

    /// Reads the bytes of a name; `None` if none begins here.
    fn raw_name(&mut self) -> Answer<Option<&'a [u8]>> {
        let is_inside =
            |byte: u8| byte >= 0x80 || byte.is_ascii_alphanumeric() || b"_:.-".contains(&byte);
        let start = self.at;
        while is_inside(self.take()?) {}
        self.at -= 1;
        let name = &self.bytes[start..self.at];
        Ok((!name.is_empty()).then_some(name))
    }

    /// Reads a name with its namespace.
    fn name(&mut self) -> Answer<Option<String>> {
        let Some(raw) = self.raw_name()? else {
            return Ok(None);
        };
        match std::str::from_utf8(raw) {
            Ok(name) if is_name(name) => Ok(Some(name.to_owned())),
            _ => {
                let raw = super::os_str::decode_cow(raw);
                Err(self.syntax_error(format!("invalid XML name: {raw}")))
            }
        }
    }

    /// Reads a name, and removes its namespace; fails with `missing` without one.
    fn name_for(&mut self, missing: &str) -> Answer<String> {
        let name = self.name()?.filter(|name| name.matches(':').count() <= 1);
        let name = name.ok_or_else(|| self.syntax_error(missing))?;
        Ok(match name.split_once(':') {
            Some((space, local)) if !space.is_empty() && !local.is_empty() => local.to_owned(),
            _ => name,
        })
    }
}

/// Returns a setting of an instruction, as `encoding="utf-8"`; empty if it is missing.
fn setting<'t>(name: &str, text: &'t str) -> &'t str {
    let name = format!("{name}=");
    let mut rest = text;
    while let Some(at) = rest.find(&name) {
        rest = &rest[at + name.len()..];
        let Some(mark) = rest.chars().next() else {
            break;
        };
        rest = &rest[mark.len_utf8()..];
        if matches!(mark, '"' | '\'') {
            return rest.split_once(mark).map_or("", |(value, _)| value);
        }
    }
    ""
}

/// Reports whether all characters of a name are valid at their positions.
fn is_name(name: &str) -> bool {
    let is_first = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    let is_inside = |c: char| c.is_alphanumeric() || !c.is_ascii() || "_:.-".contains(c);
    name.starts_with(is_first) && name.chars().all(is_inside)
}

#[cfg(test)]
mod tests {
    use super::Token;
    use super::Tokens;

    fn read(mut tokens: Tokens<'_>) -> String {
        let mut out = String::new();
        loop {
            match tokens.next_token() {
                Ok(None) => return out,
                Ok(Some(Token::Start(name, attributes))) => {
                    out += &format!("<{name}");
                    for (key, value) in attributes {
                        out += &format!(" {key}={value:?}");
                    }
                    out.push('>');
                }
                Ok(Some(Token::End(name))) => out += &format!("</{name}>"),
                Ok(Some(Token::Text(text))) => out += &format!("{text:?}"),
                Ok(Some(Token::Other)) => out += "*",
                Err(error) => return format!("{out} {error}"),
            }
        }
    }

    // Results of encoding/xml.
    #[test]
    fn documents() {
        for (text, strict, lax) in [
            ("<a b='c'/>", "<a b=\"c\"></a>", "<a b=\"c\"></a>"),
            (
                "<a b>",
                "XML syntax error on line 1: attribute name without = in element",
                "<a b=\"b\">",
            ),
            (
                "<a b=c.d>",
                "XML syntax error on line 1: unquoted or missing attribute value in element",
                "XML syntax error on line 1: invalid XML name: .d",
            ),
            (
                "a&amp;&#x41;&nope;",
                "XML syntax error on line 1: invalid character entity &nope;",
                "\"a&A&nope;\"",
            ),
            (
                "\n&x y",
                "XML syntax error on line 2: invalid character entity &x (no semicolon)",
                "\"\\n&x y\"",
            ),
            ("<x:y z:a='1'>", "<y a=\"1\">", "<y a=\"1\">"),
            (
                "<a:b:c>",
                "XML syntax error on line 1: expected element name after <",
                "XML syntax error on line 1: expected element name after <",
            ),
            (
                "<1>",
                "XML syntax error on line 1: invalid XML name: 1",
                "XML syntax error on line 1: invalid XML name: 1",
            ),
            ("<!-- a -->b\r\nc", "*\"b\\nc\"", "*\"b\\nc\""),
            (
                "<!-- a -- b -->",
                "XML syntax error on line 1: invalid sequence \"--\" not allowed in comments",
                "XML syntax error on line 1: invalid sequence \"--\" not allowed in comments",
            ),
            ("<!DOCTYPE a [<!b '>'>]>c", "*\"c\"", "*\"c\""),
            ("<![CDATA[a<b]]]>", "\"a<b]\"", "\"a<b]\""),
            (
                "a]]>",
                "XML syntax error on line 1: unescaped ]]> not in CDATA section",
                "XML syntax error on line 1: unescaped ]]> not in CDATA section",
            ),
            (
                "<a b='<'",
                "XML syntax error on line 1: unescaped < inside quoted string",
                "XML syntax error on line 1: unescaped < inside quoted string",
            ),
            (
                "\u{1}",
                "XML syntax error on line 1: illegal character code U+0001",
                "XML syntax error on line 1: illegal character code U+0001",
            ),
            (
                "<?xml version=\"1.0\" encoding=\"ASCII\"?>",
                "xml: encoding \"ASCII\" declared but Decoder.CharsetReader is nil",
                "*",
            ),
            (
                "<?xml encoding='latin1'?>",
                "xml: encoding \"latin1\" declared but Decoder.CharsetReader is nil",
                "xml: opening charset \"latin1\": can't decode XML document using charset \"latin1\"",
            ),
            (
                "<?xml version='2'?>",
                "xml: unsupported version \"2\"; only version 1.0 is supported",
                "xml: unsupported version \"2\"; only version 1.0 is supported",
            ),
            (
                "</a b>",
                "XML syntax error on line 1: invalid characters between </a and >",
                "XML syntax error on line 1: invalid characters between </a and >",
            ),
            (
                "<a",
                "XML syntax error on line 1: unexpected EOF",
                "XML syntax error on line 1: unexpected EOF",
            ),
        ] {
            assert_eq!(
                read(Tokens::strict(text.as_bytes())).trim(),
                strict,
                "{text}"
            );
            assert_eq!(read(Tokens::lax(text.as_bytes())).trim(), lax, "{text}");
        }
        let bad = read(Tokens::lax(b"<a>\xff"));
        assert_eq!(bad, "<a> XML syntax error on line 1: invalid UTF-8");
    }
}
