//! The go-import tags of a web page.
//!
//! Upstream reads pages with a parser for XML that tolerates HTML. What this parser makes of
//! a page decides where code comes from, so the rules are the same: names, attributes with and
//! without quotes, comments, and the errors that end the page.
//! Counterpart: cmd/go/internal/vcs/discovery.go, encoding/xml (`RawToken` with `Strict` off).

use vamos_base::golang::quote::quote;

/// What tags of proxies have as their system.
pub(super) const PROXY: &str = "mod";

/// A go-import tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GoImport {
    /// The import path of the root.
    pub(super) prefix: String,
    /// The name of the system.
    pub(super) system: String,
    /// The address of the repository.
    pub(super) repo: String,
    /// The directory in the repository; may be empty.
    pub(super) subdir: String,
}

/// Returns the go-import tags in a page's head. Tags for proxies come first, and replace other
/// tags for the same prefix. The error is about a page without tags.
pub(super) fn go_imports(page: &[u8]) -> Result<Vec<GoImport>, String> {
    let mut tokens = Tokens { page, at: 0 };
    let mut found = Vec::new();
    loop {
        match tokens.token() {
            Ok(None) => break,
            Err(text) if found.is_empty() => {
                let line = page[..tokens.at.min(page.len())]
                    .split(|b| *b == b'\n')
                    .count();
                return Err(format!("XML syntax error on line {line}: {text}"));
            }
            Err(_) => break,
            Ok(Some(Token::End(name))) if name.eq_ignore_ascii_case("head") => break,
            Ok(Some(Token::Start(name, _))) if name.eq_ignore_ascii_case("body") => break,
            Ok(Some(Token::Start(name, attributes))) if name.eq_ignore_ascii_case("meta") => {
                found.extend(go_import(&attributes));
            }
            Ok(Some(_)) => {}
        }
    }
    let (mut list, others): (Vec<GoImport>, Vec<GoImport>) =
        found.into_iter().partition(|tag| tag.system == PROXY);
    let proxies = list.len();
    for tag in others {
        if !list[..proxies]
            .iter()
            .any(|known| known.prefix == tag.prefix)
        {
            list.push(tag);
        }
    }
    Ok(list)
}

type Attributes = Vec<(String, String)>;

fn go_import(attributes: &Attributes) -> Option<GoImport> {
    let value = |name: &str| {
        let mut all = attributes.iter();
        let found = all.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    };
    if value("name") != "go-import" {
        return None;
    }
    let fields: Vec<&str> = value("content").split_whitespace().collect();
    let (prefix, system, repo, subdir) = match fields[..] {
        [prefix, system, repo] => (prefix, system, repo, ""),
        [prefix, system, repo, subdir] => (prefix, system, repo, subdir),
        _ => return None,
    };
    Some(GoImport {
        prefix: prefix.to_owned(),
        system: system.to_owned(),
        repo: repo.to_owned(),
        subdir: subdir.to_owned(),
    })
}

/// A part of a page that is looked at.
enum Token {
    /// `<name attributes>`.
    Start(String, Attributes),
    /// `</name>`.
    End(String),
    /// Text, a comment, a declaration.
    Other,
}

/// Reads tokens one after the other.
struct Tokens<'a> {
    page: &'a [u8],
    at: usize,
}

const EOF: &str = "unexpected EOF";

impl Tokens<'_> {
    fn peek(&self) -> Option<u8> {
        self.page.get(self.at).copied()
    }

    fn take(&mut self) -> Result<u8, String> {
        let byte = self.peek().ok_or(EOF)?;
        self.at += 1;
        Ok(byte)
    }

    fn starts_with(&self, text: &str) -> bool {
        self.page[self.at..].starts_with(text.as_bytes())
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|b| b" \t\r\n".contains(&b)) {
            self.at += 1;
        }
    }

    /// Goes behind the next `end`.
    fn skip_to(&mut self, end: &str) -> Result<(), String> {
        let rest = &self.page[self.at..];
        let found = rest.windows(end.len()).position(|w| w == end.as_bytes());
        match found {
            Some(at) => {
                self.at += at + end.len();
                Ok(())
            }
            None => {
                self.at = self.page.len();
                Err(EOF.to_owned())
            }
        }
    }

    /// Reads a token; `None` at the end.
    fn token(&mut self) -> Result<Option<Token>, String> {
        let Some(byte) = self.peek() else {
            return Ok(None);
        };
        if byte != b'<' {
            while self.peek().is_some_and(|b| b != b'<') {
                self.at += 1;
            }
            return Ok(Some(Token::Other));
        }
        self.at += 1;
        match self.peek() {
            Some(b'/') => self.end_tag().map(Some),
            Some(b'?') => self.instruction().map(|()| Some(Token::Other)),
            Some(b'!') => self.declaration().map(|()| Some(Token::Other)),
            _ => self.start_tag().map(Some),
        }
    }

    fn end_tag(&mut self) -> Result<Token, String> {
        self.at += 1;
        let name = self.name().ok_or("expected element name after </")?;
        self.skip_space();
        match self.take()? {
            b'>' => Ok(Token::End(name)),
            _ => Err(format!("invalid characters between </{name} and >")),
        }
    }

    /// Reads `<?xml version="1.0" encoding="…"?>` and its like.
    fn instruction(&mut self) -> Result<(), String> {
        self.at += 1;
        let start = self.at;
        let target = self.name().ok_or("expected target name after <?")?;
        self.skip_to("?>")?;
        if target != "xml" {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&self.page[start..self.at]).into_owned();
        let setting = |name: &str| {
            let (_, rest) = text.split_once(name)?;
            let rest = rest.strip_prefix('=')?;
            let mark = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..]
                .split_once(mark)
                .map(|(value, _)| value.to_owned())
        };
        let version = setting("version").unwrap_or_default();
        if !version.is_empty() && version != "1.0" {
            let version = quote(&version);
            return Err(format!(
                "unsupported version {version}; only version 1.0 is supported"
            ));
        }
        let encoding = setting("encoding").unwrap_or_default();
        let is_known = ["", "utf-8", "ascii"].contains(&encoding.to_lowercase().as_str());
        match is_known {
            true => Ok(()),
            false => {
                let encoding = quote(&encoding);
                Err(format!(
                    "can't decode XML document using charset {encoding}"
                ))
            }
        }
    }

    /// Skips a comment, a CDATA section, or `<!DOCTYPE …>`.
    fn declaration(&mut self) -> Result<(), String> {
        self.at += 1;
        if self.starts_with("--") {
            self.at += 2;
            self.skip_to("--")?;
            return match self.take()? {
                b'>' => Ok(()),
                _ => Err("invalid sequence \"--\" not allowed in comments".to_owned()),
            };
        }
        if self.starts_with("-") {
            self.at += 1;
            return Err("invalid sequence <!- not part of <!--".to_owned());
        }
        if self.starts_with("[CDATA[") {
            return self.skip_to("]]>");
        }
        if self.starts_with("[") {
            return Err("invalid <![ sequence".to_owned());
        }
        let (mut depth, mut mark) = (0, None);
        loop {
            let byte = self.take()?;
            match (mark, byte) {
                (None, b'>') if depth == 0 => return Ok(()),
                (Some(quoted), byte) if byte == quoted => mark = None,
                (Some(_), _) => {}
                (None, b'\'' | b'"') => mark = Some(byte),
                (None, b'>') => depth -= 1,
                (None, b'<') if self.starts_with("!--") => {
                    self.at += 3;
                    self.skip_to("-->")?;
                }
                (None, b'<') => depth += 1,
                _ => {}
            }
        }
    }

    fn start_tag(&mut self) -> Result<Token, String> {
        let name = self.name().ok_or("expected element name after <")?;
        let mut attributes = Vec::new();
        loop {
            self.skip_space();
            match self.peek().ok_or(EOF)? {
                b'/' => {
                    self.at += 1;
                    return match self.take()? {
                        b'>' => Ok(Token::Start(name, attributes)),
                        _ => Err("expected /> in element".to_owned()),
                    };
                }
                b'>' => {
                    self.at += 1;
                    return Ok(Token::Start(name, attributes));
                }
                _ => {}
            }
            let key = self.name().ok_or("expected attribute name in element")?;
            self.skip_space();
            let value = match self.peek().ok_or(EOF)? {
                b'=' => {
                    self.at += 1;
                    self.skip_space();
                    self.value()?
                }
                _ => key.clone(),
            };
            attributes.push((key, value));
        }
    }

    /// Reads a name; without a namespace, which no tag that matters has.
    fn name(&mut self) -> Option<String> {
        let is_inside = |b: &u8| b.is_ascii_alphanumeric() || b"_:.-".contains(b) || *b >= 0x80;
        let rest = &self.page[self.at..];
        let length = rest
            .iter()
            .position(|b| !is_inside(b))
            .unwrap_or(rest.len());
        let is_first = |b: u8| b.is_ascii_alphabetic() || b"_:".contains(&b) || b >= 0x80;
        if length == 0 || !is_first(rest[0]) {
            return None;
        }
        let name = std::str::from_utf8(&rest[..length]).ok()?;
        self.at += length;
        let local = match name.split_once(':') {
            Some((space, local)) if !space.is_empty() && !local.is_empty() => local,
            _ => name,
        };
        Some(local.to_owned())
    }

    /// Reads the value of an attribute, which need not be quoted.
    fn value(&mut self) -> Result<String, String> {
        let mark = self.take()?;
        if matches!(mark, b'"' | b'\'') {
            let start = self.at;
            while self.take()? != mark {}
            let text = std::str::from_utf8(&self.page[start..self.at - 1]);
            return text.map(unescape).map_err(|_| "invalid UTF-8".to_owned());
        }
        self.at -= 1;
        let is_inside = |b: &u8| b.is_ascii_alphanumeric() || b"_:-".contains(b);
        let rest = &self.page[self.at..];
        let length = rest
            .iter()
            .position(|b| !is_inside(b))
            .unwrap_or(rest.len());
        if length == 0 {
            return Err("unquoted or missing attribute value in element".to_owned());
        }
        self.at += length;
        Ok(String::from_utf8_lossy(&rest[..length]).into_owned())
    }
}

/// Replaces character references; unknown ones stay.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        let Some((name, behind)) = after.split_once(';') else {
            out.push('&');
            continue;
        };
        let number = name.strip_prefix('#');
        let number = number.map(|digits| match digits.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        });
        let c = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "apos" => Some('\''),
            "quot" => Some('"'),
            _ => number.and_then(Result::ok).and_then(char::from_u32),
        };
        match c {
            Some(c) => {
                out.push(c);
                rest = behind;
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::go_imports;

    fn tags(page: &str) -> String {
        match go_imports(page.as_bytes()) {
            Ok(list) => {
                let show = |tag: &super::GoImport| {
                    let words = [&tag.prefix, &tag.system, &tag.repo, &tag.subdir];
                    words.map(String::as_str).join(" ")
                };
                list.iter().map(show).collect::<Vec<_>>().join("|")
            }
            Err(text) => text,
        }
    }

    #[test]
    fn pages() {
        let git = "<meta name=\"go-import\" content=\"x.y/r git https://x.y/r\">";
        let proxy = "<META NAME='go-import' CONTENT='x.y/r mod https://p'/>";
        for (page, want) in [
            (git.to_owned(), "x.y/r git https://x.y/r "),
            (format!("{git}{proxy}"), "x.y/r mod https://p "),
            (
                "<!DOCTYPE html><head><!-- <meta> --><meta charset=utf-8 async>\
                 <meta name=go-import content=\"a  git\n b&amp;c d\"></head>"
                    .to_owned(),
                "a git b&c d",
            ),
            (format!("<body>{git}"), ""),
            (format!("</head>{git}"), ""),
            ("<meta name=go-import content='a b c d e'>".to_owned(), ""),
            (
                format!("{git}<script>if (a < b)"),
                "x.y/r git https://x.y/r ",
            ),
            (
                "\n<script>if (a < b)".to_owned(),
                "XML syntax error on line 2: expected element name after <",
            ),
            (
                "<a".to_owned(),
                "XML syntax error on line 1: unexpected EOF",
            ),
            ("plain text".to_owned(), ""),
            (String::new(), ""),
        ] {
            assert_eq!(tags(&page), want, "{page}");
        }
    }
}
