//! Credential helpers: the user's own, and git's.
//!
//! Counterpart: cmd/go/internal/auth/userauth.go, gitauth.go, httputils.go.

use vamos_base::golang::quoted;
use vamos_net::Headers;
use vamos_net::Response;
use vamos_net::Url;
use vamos_net::basic;

/// Prefixes of addresses, and the header fields of requests below them.
pub(super) type Credentials = Vec<(String, Headers)>;

/// Splits a command in GOAUTH.
pub(super) fn split(command: &str) -> Result<Vec<String>, String> {
    quoted::split(command)
        .map_err(|error| format!("cannot parse GOAUTH command {command}: {error}"))
}

/// Returns the stdin of a command: the response that requires credentials.
pub(super) fn input(response: &Response) -> Vec<u8> {
    let mut text = format!("{} {}\n", response.proto, response.status);
    for (name, value) in response.headers.iter() {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    text.into_bytes()
}

/// Parses the output of a command (`parseUserAuth`): lines of addresses, an empty line,
/// lines of header fields, an empty line, and so on.
pub(super) fn parse(command: &str, text: &str) -> Result<Credentials, String> {
    parse_blocks(text)
        .map_err(|error| format!("cannot parse output of GOAUTH command {command}: {error}"))
}

fn parse_blocks(text: &str) -> Result<Credentials, String> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut prefixes = Vec::new();
        while let Some(line) = line(&mut rest, "URLs")? {
            let url = parse_request_uri(line)
                .map_err(|error| format!("could not parse URL {line}: {error}"))?;
            prefixes.push(url.to_string());
        }
        let mut headers = Headers::default();
        while let Some(line) = line(&mut rest, "headers")? {
            let field = line
                .split_once(": ")
                .map(|(name, value)| (name, value.trim()));
            match field.filter(|(name, value)| is_name(name) && is_value(value)) {
                Some((name, value)) => headers.push(name, value),
                None => return Err("invalid format: invalid header line".to_owned()),
            }
        }
        found.extend(prefixes.into_iter().map(|prefix| (prefix, headers.clone())));
    }
    Ok(found)
}

/// Takes a line; `None` at the end of the block.
fn line<'a>(rest: &mut &'a str, of: &str) -> Result<Option<&'a str>, String> {
    let Some((line, after)) = rest.split_once('\n') else {
        return Err(format!("invalid format: missing empty line after {of}"));
    };
    *rest = after;
    Ok(Some(line).filter(|line| !line.is_empty()))
}

fn parse_request_uri(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if url.scheme.is_empty() && !text.starts_with('/') {
        return Err(format!(
            "parse {}: invalid URI for request",
            vamos_base::golang::quote::quote(text)
        ));
    }
    Ok(url)
}

fn is_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

fn is_value(value: &str) -> bool {
    value
        .bytes()
        .all(|byte| byte == b'\t' || byte >= b' ' && byte != 0x7f)
}

/// Parses the output of `git credential fill`: the prefix of addresses, and the header
/// field.
pub(super) fn parse_git(text: &str, url: &str) -> Result<(String, Headers), String> {
    let mut prefix = Url::default();
    let (mut user, mut password) = (String::new(), String::new());
    for line in text.split('\n') {
        let Some((key, value)) = line.trim().split_once('=') else {
            continue;
        };
        match key {
            "protocol" => value.clone_into(&mut prefix.scheme),
            "host" => value.clone_into(&mut prefix.host),
            "path" => value.clone_into(&mut prefix.path),
            "username" => value.clone_into(&mut user),
            "password" => value.clone_into(&mut password),
            // An invalid URL is ignored; the other fields are still used.
            "url" => prefix = parse_request_uri(value).unwrap_or(prefix),
            _ => {}
        }
    }
    let prefix = prefix.to_string();
    if prefix.is_empty() {
        return Err(format!(
            "'git credential fill' failed for url={url}, could not parse url\n"
        ));
    }
    if !url.starts_with(&prefix) {
        return Err(format!(
            "requested a credential for {url}, but 'git credential fill' provided one for {prefix}\n"
        ));
    }
    let mut headers = Headers::default();
    headers.push("Authorization", &basic(&(user, Some(password))));
    Ok((prefix, headers))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use super::parse_git;

    #[test]
    fn blocks() {
        let text = "https://a.com/x\nhttps://b.com\n\nAuthorization: Basic x\nData: Test567\n\nhttps://c.com\n\n\n";
        let found = parse("cmd", text).unwrap();
        let shown: Vec<String> = found
            .iter()
            .map(|(prefix, headers)| format!("{prefix} {}", headers.iter().count()))
            .collect();
        assert_eq!(
            shown,
            ["https://a.com/x 2", "https://b.com 2", "https://c.com 0"]
        );
        assert!(parse("cmd", "").unwrap().is_empty());
        for (bad, want) in [
            ("https://a.com\n", "missing empty line after URLs"),
            (
                "https://a.com\n\nA: b\n",
                "missing empty line after headers",
            ),
            ("https://a.com\n\nA b\n\n", "invalid header line"),
            ("https://a.com\n\nA\x01: b\n\n", "invalid header line"),
            ("a.com\n\nA: b\n\n", "could not parse URL a.com"),
        ] {
            let error = parse("cmd", bad).unwrap_err();
            assert!(
                error.starts_with("cannot parse output of GOAUTH command cmd: "),
                "{error}"
            );
            assert!(error.contains(want), "{error}");
        }
    }

    #[test]
    fn git() {
        let text = "protocol=https\nhost=example.com\nusername=bob\npassword=secr3t\n";
        let (prefix, headers) = parse_git(text, "https://example.com/x").unwrap();
        assert_eq!(prefix, "https://example.com");
        assert_eq!(headers.get("authorization"), "Basic Ym9iOnNlY3IzdA==");
        assert!(parse_git(text, "https://other.com/x").is_err());
        assert!(parse_git("", "https://other.com/x").is_err());
    }
}
