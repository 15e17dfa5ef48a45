//! Text for HTML, JavaScript and URLs.
//!
//! Counterpart: text/template/funcs.go (`HTMLEscape`, `JSEscape`), net/url
//! (`QueryEscape`).

use vamos_base::golang::quote;

use super::chars::decode_rune;

/// Escapes text for HTML.
pub(super) fn html(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            byte => out.push(*byte),
        }
    }
    out
}

/// Escapes text for JavaScript.
pub(super) fn js(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((c, width)) = decode_rune(rest) {
        match c {
            '\\' => out.extend_from_slice(b"\\\\"),
            '\'' => out.extend_from_slice(b"\\'"),
            '"' => out.extend_from_slice(b"\\\""),
            '<' | '>' | '&' | '=' | '\0'..='\x1f' => {
                out.extend_from_slice(format!("\\u{:04X}", u32::from(c)).as_bytes());
            }
            c if c.is_ascii() || quote::is_print(c) => out.extend_from_slice(&rest[..width]),
            c => out.extend_from_slice(format!("\\u{:04X}", u32::from(c)).as_bytes()),
        }
        rest = &rest[width..];
    }
    out
}

/// Escapes text for the query of a URL.
pub(super) fn url_query(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b' ' => out.push(b'+'),
            b'-' | b'_' | b'.' | b'~' => out.push(byte),
            byte if byte.is_ascii_alphanumeric() => out.push(byte),
            byte => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes() {
        let text = "<a href='x'>\"&\u{0}\u{e9}\u{2028} =\\</a>".as_bytes();
        let shown = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        assert_eq!(
            shown(super::html(text)),
            "&lt;a href=&#39;x&#39;&gt;&#34;&amp;\u{fffd}\u{e9}\u{2028} =\\&lt;/a&gt;"
        );
        assert_eq!(
            shown(super::js(text)),
            "\\u003Ca href\\u003D\\'x\\'\\u003E\\\"\\u0026\\u0000\u{e9}\\u2028 \\u003D\\\\\\u003C/a\\u003E"
        );
        assert_eq!(shown(super::url_query(b"a b/c~\xff")), "a+b%2Fc~%FF");
    }
}
