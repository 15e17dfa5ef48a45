//! JSON as the release of the SDK writes it.
//!
//! Counterpart: encoding/json/encode.go; from Go 1.27 on, encoding/json over encoding/json/v2.

use std::borrow::Cow;

use vamos_release::Release;

/// The encoding of a byte that is not UTF-8 before Go 1.27. A backslash in a string is two.
const ESCAPE: &[u8] = b"\\ufffd";

/// Returns JSON as a release writes it: a byte that is not UTF-8 becomes the replacement character
/// from Go 1.27 on, before that its escape.
pub(crate) fn for_release(json: &[u8], release: Release) -> Cow<'_, [u8]> {
    let is_escaped = |json: &[u8]| json.windows(ESCAPE.len()).any(|part| part == ESCAPE);
    if !release.writes_replacement_character() || !is_escaped(json) {
        return Cow::Borrowed(json);
    }
    let mut out = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.starts_with(ESCAPE) {
            true => {
                out.extend_from_slice("\u{fffd}".as_bytes());
                ESCAPE.len()
            }
            false => {
                let length = rest.len().min(2);
                out.extend_from_slice(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use vamos_release::Release;

    use super::for_release;

    #[test]
    fn escapes_of_bytes_become_characters() {
        let json = br#"{"a\\ufffd\u003c":"\ufffdx\\\ufffd\n"}"#;
        let of = |minor| for_release(json, Release::nearest(minor)).into_owned();
        assert_eq!(of(26), json);
        let want = "{\"a\\\\ufffd\\u003c\":\"\u{fffd}x\\\\\u{fffd}\\n\"}";
        assert_eq!(String::from_utf8(of(27)).unwrap(), want);
    }
}
