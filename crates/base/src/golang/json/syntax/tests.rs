//! The syntax of JSON: texts and the errors of both decoders, as the official commands print them.

use super::Decoder;
use super::check;

#[test]
fn strings_become_text() {
    for (text, want) in [
        (&b" {\"a\": [1, -0.5e+7, null]}\n"[..], None),
        (b"\"\\ud83d\\ude00 \xc3\xa9\"", None),
        (b"\"\xff\xc3\"", Some("\"\u{fffd}\u{fffd}\"")),
        (
            b"\"\\ud800\\ud800x\\udc00\"",
            Some("\"\u{fffd}\u{fffd}x\u{fffd}\""),
        ),
    ] {
        for decoder in [Decoder::V1, Decoder::V2] {
            let checked = check(text, decoder).expect("it is valid");
            assert_eq!(&*checked, want.map_or(text, str::as_bytes));
        }
    }
}

#[test]
fn errors_are_those_of_go() {
    let end = "unexpected end of JSON input";
    for (text, v1, v2) in [
        (&b"{"[..], end, end),
        (b"\"\xc3", end, end),
        (
            b"'",
            r"invalid character '\'' looking for beginning of value",
            "",
        ),
        (b"{} x", "invalid character 'x' after top-level value", ""),
        (
            b"{,}",
            "invalid character ',' looking for beginning of object key string",
            "",
        ),
        (
            b"{\"a\":1,}",
            "invalid character '}' looking for beginning of object key string",
            "",
        ),
        (
            b"{\"a\" \"b\"}",
            "invalid character '\"' after object key",
            "",
        ),
        (
            b"{\"a\":01}",
            "invalid character '1' after object key:value pair",
            "",
        ),
        (b"[1 2]", "invalid character '2' after array element", ""),
        (
            b"nulL",
            "invalid character 'L' in literal null (expecting 'l')",
            "",
        ),
        (
            b"tr",
            "invalid character ' ' in literal true (expecting 'u')",
            end,
        ),
        (b"-x", "invalid character 'x' in numeric literal", ""),
        (b"-", "invalid character ' ' in numeric literal", end),
        (
            b"1.x",
            "invalid character 'x' after decimal point in numeric literal",
            "invalid character 'x' in numeric literal",
        ),
        (
            b"1e",
            "invalid character ' ' in exponent of numeric literal",
            end,
        ),
        (
            b"\"\n\"",
            r"invalid character '\n' in string literal",
            r"invalid character '\n' in string",
        ),
        (
            b"\"\\x\"",
            "invalid character 'x' in string escape code",
            r"invalid escape sequence `\x` in string",
        ),
        (
            b"\"\\\xc3\xa9\"",
            "invalid character '\u{c3}' in string escape code",
            r#"invalid escape sequence "\\\xc3" in string"#,
        ),
        (b"\"\\", "invalid character ' ' in string escape code", end),
        (
            b"\"\\u12\"}",
            r#"invalid character '"' in \u hexadecimal character escape"#,
            r#"invalid escape sequence `\u12"}` in string"#,
        ),
        (
            b"\"\\u 12 34\"",
            r"invalid character ' ' in \u hexadecimal character escape",
            r#"invalid escape sequence "\\u 12 " in string"#,
        ),
        (
            b"\xef\xbb\xbf{}",
            "invalid character '\u{ef}' looking for beginning of value",
            r"invalid character '\ufeff' looking for beginning of value",
        ),
        (
            b"\xff",
            "invalid character '\u{ff}' looking for beginning of value",
            r"invalid character '\xff' looking for beginning of value",
        ),
    ] {
        let v2 = if v2.is_empty() { v1 } else { v2 };
        assert_eq!(check(text, Decoder::V1), Err(v1.to_owned()));
        assert_eq!(check(text, Decoder::V2), Err(v2.to_owned()));
    }
    let deep = "[".repeat(10_001);
    let error = |decoder| check(deep.as_bytes(), decoder).unwrap_err();
    assert_eq!(
        error(Decoder::V1),
        "invalid character '[' exceeded max depth"
    );
    assert_eq!(error(Decoder::V2), "exceeded max depth");
}
