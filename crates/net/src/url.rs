//! URLs: parsed, formatted, and shown without their password, like in Go.
//!
//! Only what URLs of proxies and servers need is implemented: fragments are dropped, zones
//! of IPv6 addresses are not parsed.
//! Counterpart: net/url (`URL`), cmd/go/internal/web/url.go.

use vamos_base::golang::os_str;
use vamos_base::golang::quote::quote;

use crate::error::Error;

/// A parsed URL. `path` is unescaped; `raw_path` is set if the escaped form differs from the
/// default escaping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// `https`, `http` or `file`, in lower case; empty if missing.
    pub scheme: String,
    /// The text after the scheme if it does not begin with a slash.
    pub opaque: String,
    /// User, and password if one is given.
    pub user: Option<(String, Option<String>)>,
    /// Host and port.
    pub host: String,
    /// The path, unescaped.
    pub path: String,
    /// The escaped path if it differs from the default escaping.
    pub raw_path: String,
    /// The text after `?`, still escaped.
    pub query: Option<String>,
    /// True if there is no `//` after the scheme.
    omit_host: bool,
}

/// The part of a URL that a text belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Segment,
    Host,
    User,
}

impl Url {
    /// Parses a URL (`url.Parse`).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let address = text.split('#').next().unwrap_or_default();
        Self::parse_address(address).map_err(|cause| Error::BadUrl {
            url: address.to_owned(),
            cause,
        })
    }

    fn parse_address(text: &str) -> Result<Self, String> {
        if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        let mut url = Self::default();
        let (scheme, rest) = split_scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (mut rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query.to_owned())),
            None => (rest, None),
        };
        url.query = query;
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                rest.clone_into(&mut url.opaque);
                return Ok(url);
            }
            if rest.split('/').next().unwrap_or_default().contains(':') {
                return Err("first path segment in URL cannot contain colon".to_owned());
            }
        }
        if let Some(authority) = rest.strip_prefix("//")
            && (!url.scheme.is_empty() || !authority.starts_with('/'))
        {
            let end = authority.find('/').unwrap_or(authority.len());
            url.set_authority(&authority[..end])?;
            rest = &authority[end..];
        } else {
            url.omit_host = !url.scheme.is_empty();
        }
        url.set_path(rest)?;
        Ok(url)
    }

    fn set_authority(&mut self, authority: &str) -> Result<(), String> {
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        self.host = parse_host(&self.scheme, host)?;
        if let Some(user) = user {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
            if !user.chars().all(is_plain) {
                return Err("net/url: invalid userinfo".to_owned());
            }
            self.user = Some(match user.split_once(':') {
                Some((user, password)) => {
                    let password = unescape(password, Part::User)?;
                    (unescape(user, Part::User)?, Some(password))
                }
                None => (unescape(user, Part::User)?, None),
            });
        }
        Ok(())
    }

    /// Sets the path from its escaped form (`setPath`).
    fn set_path(&mut self, written: &str) -> Result<(), String> {
        self.path = unescape(written, Part::Path)?;
        if escape(&self.path, Part::Path) == written {
            self.raw_path.clear();
        } else {
            written.clone_into(&mut self.raw_path);
        }
        Ok(())
    }

    /// Returns the path as it is sent (`EscapedPath`).
    pub(crate) fn escaped_path(&self) -> String {
        let is_sound = |raw: &str| {
            let is_plain =
                |byte: u8| b"!$&'()*+,;=:@[]%".contains(&byte) || !must_escape(byte, Part::Path);
            raw.bytes().all(is_plain)
                && unescape(raw, Part::Path).is_ok_and(|path| path == self.path)
        };
        if !self.raw_path.is_empty() && is_sound(&self.raw_path) {
            return self.raw_path.clone();
        }
        escape(&self.path, Part::Path)
    }

    /// Returns the request target: the escaped path and the query (`RequestURI`).
    pub(crate) fn request_uri(&self) -> String {
        let mut uri = match self.escaped_path() {
            path if path.is_empty() => "/".to_owned(),
            path => path,
        };
        if let Some(query) = &self.query {
            uri.push('?');
            uri.push_str(query);
        }
        uri
    }

    /// Returns the address with its password replaced (`Redacted`).
    pub fn redacted(&self) -> String {
        self.with_password("xxxxx")
    }

    /// Returns the address as errors of HTTP clients show it (`stripPassword`).
    pub(crate) fn without_password(&self) -> String {
        self.with_password("***")
    }

    fn with_password(&self, shown: &str) -> String {
        let mut url = self.clone();
        if let Some((_, Some(password))) = &mut url.user {
            shown.clone_into(password);
        }
        // Go does not escape these two characters.
        url.written(|password| {
            if password == shown {
                password.to_owned()
            } else {
                escape(password, Part::User)
            }
        })
    }

    fn written(&self, show_password: impl Fn(&str) -> String) -> String {
        let mut out = String::new();
        if !self.scheme.is_empty() {
            out.push_str(&self.scheme);
            out.push(':');
        }
        if self.opaque.is_empty() {
            let has_authority = !self.host.is_empty() || self.user.is_some();
            let omits = self.omit_host && !has_authority;
            let has_any = has_authority || !self.path.is_empty();
            if (!self.scheme.is_empty() || has_authority) && !omits && has_any {
                out.push_str("//");
            }
            if let Some((user, password)) = &self.user {
                out.push_str(&escape(user, Part::User));
                if let Some(password) = password {
                    out.push(':');
                    out.push_str(&show_password(password));
                }
                out.push('@');
            }
            out.push_str(&escape(&self.host, Part::Host));
            let path = self.escaped_path();
            if !path.is_empty() && !path.starts_with('/') && !self.host.is_empty() {
                out.push('/');
            }
            out.push_str(&path);
        } else {
            out.push_str(&self.opaque);
        }
        if let Some(query) = &self.query {
            out.push('?');
            out.push_str(query);
        }
        out
    }

    /// Resolves a reference that this address's document makes (`ResolveReference`).
    pub fn resolve(&self, reference: &str) -> Result<Self, Error> {
        let mut url = Self::parse(reference)?;
        let is_absolute = !url.scheme.is_empty() || !url.host.is_empty() || url.user.is_some();
        if url.scheme.is_empty() {
            url.scheme.clone_from(&self.scheme);
        }
        if !url.opaque.is_empty() {
            return Ok(url);
        }
        let written = url.escaped_path();
        let path = if is_absolute {
            resolve_path(&written, "")
        } else {
            if url.path.is_empty() && url.query.is_none() {
                url.query.clone_from(&self.query);
            }
            url.host.clone_from(&self.host);
            url.user.clone_from(&self.user);
            url.omit_host = self.omit_host;
            resolve_path(&self.escaped_path(), &written)
        };
        url.set_path(&path)
            .map_err(|cause| Error::BadUrl { url: path, cause })?;
        Ok(url)
    }

    /// Returns the address with elements added to its path (`web.Join`).
    #[must_use]
    pub fn join(&self, path: &str) -> Self {
        let mut url = self.clone();
        let path = path.strip_prefix('/').unwrap_or(path);
        url.path = format!("{}/{path}", url.path.strip_suffix('/').unwrap_or(&url.path));
        url.raw_path = format!(
            "{}/{path}",
            url.raw_path.strip_suffix('/').unwrap_or(&url.raw_path)
        );
        url
    }

    /// Returns the host without port and brackets.
    pub fn hostname(&self) -> &str {
        let (host, _) = split_port(&self.host);
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// Returns the port, or the scheme's default, as text.
    pub fn port(&self) -> &str {
        match split_port(&self.host).1 {
            "" if self.scheme == "https" => "443",
            "" => "80",
            port => port,
        }
    }
}

impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written(|password| escape(password, Part::User)))
    }
}

/// Escapes one segment of a path (`url.PathEscape`).
pub fn escape_segment(text: &str) -> String {
    escape(text, Part::Segment)
}

fn split_scheme(text: &str) -> Result<(&str, &str), String> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

fn parse_host(scheme: &str, host: &str) -> Result<String, String> {
    let port = if let Some(open) = host.rfind('[') {
        if open > 0 {
            return Err("invalid IP-literal".to_owned());
        }
        let close = host
            .rfind(']')
            .ok_or_else(|| "missing ']' in host".to_owned())?;
        &host[close + 1..]
    } else {
        let colon = match scheme {
            "http" | "https" => host.find(':'),
            _ => host.rfind(':'),
        };
        colon.map_or("", |colon| &host[colon..])
    };
    let is_port = |port: &str| {
        let digits = port.strip_prefix(':');
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if !port.is_empty() && !is_port(port) {
        return Err(format!("invalid port {} after host", quote(port)));
    }
    unescape(host, Part::Host)
}

/// Splits a port off a host, which may be an IPv6 address in brackets.
fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    }
}

fn resolve_path(base: &str, reference: &str) -> String {
    let full = match reference {
        "" => base.to_owned(),
        full if full.starts_with('/') => full.to_owned(),
        relative => {
            let dir = base.rfind('/').map_or(0, |slash| slash + 1);
            format!("{}{relative}", &base[..dir])
        }
    };
    if full.is_empty() {
        return full;
    }
    let mut kept: Vec<&str> = Vec::new();
    let rooted = full.strip_prefix('/').unwrap_or(&full);
    for element in rooted.split('/') {
        match element {
            "." => {}
            ".." => {
                kept.pop();
            }
            element => kept.push(element),
        }
    }
    let mut path = format!("/{}", kept.join("/"));
    if matches!(rooted.rsplit('/').next(), Some("." | "..")) && !path.ends_with('/') {
        path.push('/');
    }
    path
}

fn must_escape(byte: u8, part: Part) -> bool {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => false,
        b'$' | b'&' | b'+' | b'=' => false,
        b':' => matches!(part, Part::User),
        b'@' => matches!(part, Part::User | Part::Host),
        b'/' => !matches!(part, Part::Path),
        b',' | b';' => matches!(part, Part::Segment),
        b'!' | b'\'' | b'(' | b')' | b'*' | b'[' | b']' | b'<' | b'>' | b'"' => part != Part::Host,
        _ => true,
    }
}

fn escape(text: &str, part: Part) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in &*os_str::encode(text) {
        if must_escape(byte, part) {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

fn unescape(text: &str, part: Part) -> Result<String, String> {
    let is_host = part == Part::Host;
    let bytes = os_str::encode(text);
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            if is_host && byte < 0x80 && must_escape(byte, part) {
                let bad = quote(&char::from(byte).to_string());
                return Err(format!("invalid character {bad} in host name"));
            }
            out.push(byte);
            at += 1;
            continue;
        }
        let digit = |at: usize| {
            bytes
                .get(at)
                .and_then(|&byte| char::from(byte).to_digit(16))
        };
        let code = match (digit(at + 1), digit(at + 2)) {
            (Some(high), Some(low)) => u8::try_from(high << 4 | low).ok(),
            _ => None,
        };
        // In a host, only non-ASCII bytes and `%` itself may be escaped.
        match code.filter(|code| !is_host || *code >= 0x80 || *code == b'%') {
            Some(code) => out.push(code),
            None => {
                let shown = &bytes[at..bytes.len().min(at + 3)];
                let shown = quote(&os_str::decode(shown));
                return Err(format!("invalid URL escape {shown}"));
            }
        }
        at += 3;
    }
    Ok(os_str::decode(&out))
}

#[cfg(test)]
mod tests {
    use super::Url;
    use super::os_str;

    #[test]
    fn parts_and_whole() {
        let url = Url::parse("https://me:s%3Ac@[::1]:8080/a%2Fb/c?q=1#x").unwrap();
        assert_eq!((url.hostname(), url.port()), ("::1", "8080"));
        assert_eq!(url.path, "/a/b/c");
        assert_eq!(url.request_uri(), "/a%2Fb/c?q=1");
        assert_eq!(url.user, Some(("me".to_owned(), Some("s:c".to_owned()))));
        assert_eq!(url.to_string(), "https://me:s%3Ac@[::1]:8080/a%2Fb/c?q=1");
        assert_eq!(url.redacted(), "https://me:xxxxx@[::1]:8080/a%2Fb/c?q=1");
        for same in [
            "file:///a/b",
            "file:/a/b",
            "http://h",
            "https://h/!x%2C",
            "/a/b",
            "http:x",
        ] {
            assert_eq!(Url::parse(same).unwrap().to_string(), same);
        }
        assert_eq!(
            Url::parse("http://h/a b").unwrap().to_string(),
            "http://h/a%20b"
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_escaped() {
        let parse = |bytes: &[u8]| Url::parse(&os_str::decode(bytes));
        for (bytes, want) in [
            (&b"\xff"[..], "%FF"),
            (b"http://h/\xffa", "http://h/%FFa"),
            (b"http://\xff/", "http://%FF/"),
        ] {
            assert_eq!(parse(bytes).unwrap().to_string(), want);
        }
        let error = parse(b"http://h/%\xc3\xa9z").unwrap_err().to_string();
        assert!(error.ends_with("invalid URL escape \"%\u{e9}\""), "{error}");
    }

    #[test]
    fn a_host_hides_no_ascii() {
        let error = Url::parse("https://x%5Bt%FF/a").unwrap_err().to_string();
        assert!(error.ends_with("invalid URL escape \"%5B\""), "{error}");
        let error = Url::parse("https://x{%FF/a").unwrap_err().to_string();
        assert!(
            error.ends_with("invalid character \"{\" in host name"),
            "{error}"
        );
    }

    #[test]
    fn errors_are_upstreams() {
        let cases = [
            (":x", "parse \":x\": missing protocol scheme"),
            (
                "1:x",
                "parse \"1:x\": first path segment in URL cannot contain colon",
            ),
            (
                "http://h:x/",
                "parse \"http://h:x/\": invalid port \":x\" after host",
            ),
            (
                "http://h/%zz",
                "parse \"http://h/%zz\": invalid URL escape \"%zz\"",
            ),
            (
                "http://a b/",
                "parse \"http://a b/\": invalid character \" \" in host name",
            ),
            (
                "http://h/\n",
                "parse \"http://h/\\n\": net/url: invalid control character in URL",
            ),
        ];
        for (text, want) in cases {
            assert_eq!(Url::parse(text).unwrap_err().to_string(), want);
        }
    }

    #[test]
    fn references() {
        let base = Url::parse("http://me@h:1/a/b/c?q").unwrap();
        let cases = [
            ("d", "http://me@h:1/a/b/d"),
            ("../d", "http://me@h:1/a/d"),
            ("/x/./y/..", "http://me@h:1/x/"),
            ("//other/p", "http://other/p"),
            ("https://x/..", "https://x/"),
            ("?z", "http://me@h:1/a/b/c?z"),
            ("", "http://me@h:1/a/b/c?q"),
        ];
        for (reference, want) in cases {
            assert_eq!(
                base.resolve(reference).unwrap().to_string(),
                want,
                "{reference}"
            );
        }
    }
}
