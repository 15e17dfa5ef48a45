//! HTTP/1.1: the bytes of a request, the head of a response, and the framing of its body.
//!
//! Limits: a head has at most 1 MiB (upstream: 10 MiB), so a server cannot fill memory.
//! Counterpart: net/http/response.go (`ReadResponse`), transfer.go (`readTransfer`),
//! request.go (`Write`).

use std::io;
use std::io::BufRead;
use std::io::Read;

use vamos_base::golang::os_str;
use vamos_base::golang::quote::quote;

use crate::error::Cause;
use crate::error::cause_of;

/// The maximum size of a response's head in bytes.
const MAX_HEAD: u64 = 1 << 20;

/// The fields of a message, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Adds a field.
    pub fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Returns the first field with a name, or an empty string.
    pub fn get(&self, name: &str) -> &str {
        let mut fields = self.0.iter();
        let found = fields.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// Returns all fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn has_token(&self, name: &str, token: &str) -> bool {
        let of_name = self
            .0
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let mut tokens = of_name.flat_map(|(_, value)| value.split(','));
        tokens.any(|found| found.trim().eq_ignore_ascii_case(token))
    }
}

/// The rule for the end of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// The remaining number of bytes.
    Length(u64),
    /// In chunks: the number of remaining bytes of this one, and whether it is the first.
    Chunks { left: u64, is_first: bool },
    /// When the connection ends.
    UntilClose,
    /// The body is complete.
    Done,
}

/// The head of a response.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) proto: String,
    pub(crate) code: u16,
    /// Code and reason as the server sent them.
    pub(crate) status: String,
    pub(crate) headers: Headers,
    pub(crate) framing: Framing,
    /// True if another request may follow on this connection.
    pub(crate) keeps: bool,
}

/// The user agent of package net/http.
pub const USER_AGENT: &str = "Go-http-client/1.1";

/// Returns the bytes of a request without body.
pub(crate) fn request(
    method: &str,
    target: &str,
    host: &str,
    user_agent: &str,
    headers: &Headers,
) -> Vec<u8> {
    let mut out = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n");
    out.push_str(&format!("User-Agent: {user_agent}\r\n"));
    for (name, value) in headers.iter() {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out.push_str("\r\n");
    os_str::encode(&out).into_owned()
}

/// Reads the head of the response to a request of `method`; interim responses are skipped.
pub(crate) fn read_head(from: &mut impl BufRead, method: &str) -> Result<Head, Cause> {
    for _ in 0..5 {
        let head = read_one_head(from, method)?;
        if !(100..200).contains(&head.code) {
            return Ok(head);
        }
    }
    Err(malformed("too many 1xx informational responses"))
}

/// Reads a whole response from bytes as if a server had sent them and closed the connection:
/// the code, the fields, and at most `limit` bytes of the body.
pub fn read_answer(bytes: &[u8], limit: u64) -> Result<(u16, Headers, Vec<u8>), Cause> {
    let mut from = bytes;
    let mut head = read_head(&mut from, "GET")?;
    let mut body = Vec::new();
    let mut chunk = [0; 512];
    while (body.len() as u64) < limit {
        let count = read_body(&mut from, &mut head.framing, &mut chunk);
        match count.map_err(|error| cause_of(&error, || "read".to_owned()))? {
            0 => break,
            count => body.extend_from_slice(&chunk[..count]),
        }
    }
    Ok((head.code, head.headers, body))
}

fn malformed(text: &str) -> Cause {
    Cause::Malformed {
        problem: text.to_owned(),
    }
}

fn read_one_head(from: &mut impl BufRead, method: &str) -> Result<Head, Cause> {
    let mut budget = MAX_HEAD;
    let line = read_line(from, &mut budget)?;
    let bad = |what: &str, text: &str| malformed(&format!("{what} {}", quote(text)));
    let Some((proto, status)) = line.split_once(' ') else {
        return Err(bad("malformed HTTP response", &line));
    };
    let status = status.trim_start_matches(' ');
    let code = status.split(' ').next().unwrap_or_default();
    let number = code.parse::<u16>().ok();
    let Some(number) = number.filter(|_| code.len() == 3 && !code.starts_with('+')) else {
        return Err(bad("malformed HTTP status code", code));
    };
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let is_version = match proto.strip_prefix("HTTP/").map(str::as_bytes) {
        Some([major, b'.', minor]) => is_digit(*major) && is_digit(*minor),
        _ => false,
    };
    if !is_version {
        return Err(bad("malformed HTTP version", proto));
    }
    let mut headers = Headers::default();
    loop {
        let line = read_line(from, &mut budget)?;
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            let Some((_, last)) = headers.0.last_mut() else {
                return Err(bad("malformed MIME header initial line:", &line));
            };
            last.push(' ');
            last.push_str(line.trim());
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(bad("malformed MIME header: missing colon:", &line));
        };
        if name.is_empty() || name.contains([' ', '\t']) {
            return Err(bad("malformed MIME header line:", &line));
        }
        headers.push(name, value.trim_matches([' ', '\t']));
    }
    let framing = framing(&headers, number, method)?;
    let keeps = framing != Framing::UntilClose
        && !headers.has_token("Connection", "close")
        && (proto != "HTTP/1.0" || headers.has_token("Connection", "keep-alive"));
    Ok(Head {
        proto: proto.to_owned(),
        code: number,
        status: status.to_owned(),
        headers,
        framing,
        keeps,
    })
}

fn framing(headers: &Headers, code: u16, method: &str) -> Result<Framing, Cause> {
    if method == "CONNECT" || matches!(code, 100..=199 | 204 | 304) {
        return Ok(Framing::Done);
    }
    let encoding = headers.get("Transfer-Encoding");
    if !encoding.is_empty() {
        if !encoding.eq_ignore_ascii_case("chunked") {
            let shown = quote(encoding);
            return Err(malformed(&format!(
                "unsupported transfer encoding: {shown}"
            )));
        }
        return Ok(Framing::Chunks {
            left: 0,
            is_first: true,
        });
    }
    let mut lengths = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("Content-Length"));
    let Some((_, length)) = lengths.next() else {
        return Ok(Framing::UntilClose);
    };
    let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let number = length.parse::<u64>().ok().filter(|_| is_number);
    match number {
        // Contradicting lengths are used for request smuggling.
        Some(_) if lengths.any(|(_, other)| other != length) => Err(malformed(
            "http: message cannot contain multiple Content-Length headers",
        )),
        Some(0) => Ok(Framing::Done),
        Some(number) => Ok(Framing::Length(number)),
        None => Err(malformed(&format!("bad Content-Length {}", quote(length)))),
    }
}

/// Reads a line without its end.
fn read_line(from: &mut impl BufRead, budget: &mut u64) -> Result<String, Cause> {
    let mut line = Vec::new();
    let count = from.by_ref().take(*budget).read_until(b'\n', &mut line);
    let count = count.map_err(|error| cause_of(&error, || "read".to_owned()))?;
    *budget -= count as u64;
    if line.pop() != Some(b'\n') {
        return Err(match *budget {
            0 => malformed("net/http: server response headers exceeded limit; aborted"),
            _ if count == 0 => Cause::Eof,
            _ => Cause::UnexpectedEof,
        });
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(os_str::decode(&line))
}

/// Reads some of a body, and updates its framing.
pub(crate) fn read_body(
    from: &mut impl BufRead,
    framing: &mut Framing,
    buf: &mut [u8],
) -> io::Result<usize> {
    if buf.is_empty() {
        return Ok(0);
    }
    if let Framing::Chunks { left: 0, is_first } = *framing {
        *framing = next_chunk(from, is_first).map_err(io::Error::other)?;
    }
    let most = match *framing {
        Framing::Done => return Ok(0),
        Framing::UntilClose => {
            let count = from.read(buf)?;
            if count == 0 {
                *framing = Framing::Done;
            }
            return Ok(count);
        }
        Framing::Length(left) | Framing::Chunks { left, .. } => left,
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX).min(buf.len());
    let count = from.read(&mut buf[..most])?;
    if count == 0 {
        return Err(io::Error::other(Cause::UnexpectedEof));
    }
    *framing = match *framing {
        Framing::Length(left) if left == count as u64 => Framing::Done,
        Framing::Length(left) => Framing::Length(left - count as u64),
        Framing::Chunks { left, .. } => Framing::Chunks {
            left: left - count as u64,
            is_first: false,
        },
        other => other,
    };
    Ok(count)
}

/// Reads the line before a chunk, and after the last one the rest of the body.
fn next_chunk(from: &mut impl BufRead, is_first: bool) -> Result<Framing, Cause> {
    let eof = |cause| match cause {
        Cause::Eof => Cause::UnexpectedEof,
        cause => cause,
    };
    let mut budget = MAX_HEAD;
    let mut line = || read_line(from, &mut budget).map_err(eof);
    if !is_first && !line()?.is_empty() {
        return Err(Cause::Chunk {
            problem: "malformed chunked encoding",
        });
    }
    let size = line()?;
    let size = size.split(';').next().unwrap_or_default().trim_end();
    let is_number = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u64::from_str_radix(size, 16).ok().filter(|_| is_number);
    match number {
        None => Err(Cause::Chunk {
            problem: if size.len() > 16 {
                "http chunk length too large"
            } else {
                "invalid byte in chunk length"
            },
        }),
        Some(0) => {
            // Trailers are not used.
            while !line()?.is_empty() {}
            Ok(Framing::Done)
        }
        Some(left) => Ok(Framing::Chunks {
            left,
            is_first: false,
        }),
    }
}
