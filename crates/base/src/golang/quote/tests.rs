//! Literal tables from Go, and the laws that quoting keeps.

use super::*;
use proptest::prelude::*;

#[test]
fn quotes_as_go_does() {
    for (text, want) in [
        ("", r#""""#),
        ("abc", r#""abc""#),
        ("a\"b\\c", r#""a\"b\\c""#),
        ("\x07\x08\x0c\n\r\t\x0b", r#""\a\b\f\n\r\t\v""#),
        ("\0\x1f\x7f", r#""\x00\x1f\x7f""#),
        ("é世😀", "\"é世😀\""),
        (
            "\u{a0}\u{ad}\u{2028}\u{feff}",
            r#""\u00a0\u00ad\u2028\ufeff""#,
        ),
        ("\u{fffd}", "\"\u{fffd}\""),
        ("\u{10f000}", r#""\U0010f000""#),
        ("it's", r#""it's""#),
    ] {
        assert_eq!(quote(text), want);
    }
}

#[test]
fn raw_bytes_are_hex_escapes() {
    assert_eq!(quote_bytes(b"a\xff\xe2\x80z"), r#""a\xff\xe2\x80z""#);
    assert_eq!(quote(&os_str::decode(b"a\xffz")), r#""a\xffz""#);
    assert_eq!(
        quote(&os_str::decode("\u{10ff80}".as_bytes())),
        r#""\U0010ff80""#
    );
    assert_eq!(quote_bytes(&[0; 3]), r#""\x00\x00\x00""#);
}

#[test]
fn other_forms() {
    assert_eq!(quote_list::<&str>(&[]), "[]");
    assert_eq!(quote_list(&["a", "b c"]), r#"["a" "b c"]"#);
    assert_eq!(quote_char('\''), r"'\''");
    assert_eq!(quote_char('"'), "'\"'");
    assert_eq!(quote_char('\u{200b}'), r"'\u200b'");
    assert_eq!(quote_ascii("é\"😀"), r#""\u00e9\"\U0001f600""#);
    assert_eq!(quote_sharp("git"), "`git`");
    assert_eq!(quote_sharp("a`b"), "\"a`b\"");
    assert!(can_backquote("a\tb"));
    assert!(!can_backquote("a\nb"));
    assert!(!can_backquote("\u{feff}"));
    assert!(!can_backquote(&os_str::decode(b"\xff")));
}

#[test]
fn unquotes_as_go_does() {
    for (literal, want) in [
        (r#""""#, Some("")),
        (r#""a\tb\x41\101\u00e9\U0001f600\"""#, Some("a\tbAAé😀\"")),
        ("`a\r\nb\\`", Some("a\nb\\")),
        ("'x'", Some("x")),
        (r"'\''", Some("'")),
        ("''", Some("")),
        ("'xy'", None),
        ("\"a", None),
        ("\"", None),
        ("", None),
        ("a", None),
        (r#""\'""#, None),
        ("\"a\nb\"", None),
        (r#""\ud800""#, None),
        (r#""\U00110000""#, None),
        (r#""\400""#, None),
        (r#""\x4""#, None),
        (r#""a"b"#, None),
        ("`a`b", None),
    ] {
        assert_eq!(unquote(literal).as_deref(), want, "{literal}");
    }
    assert_eq!(unquote_bytes(br#""\xff""#), Some(vec![0xff]));
    assert_eq!(unquote_bytes(b"`\xff`"), Some(vec![0xff]));
    assert_eq!(unquote_bytes(b"\"\xff\""), Some("\u{fffd}".into()));
    assert_eq!(quoted_prefix("\"a\" rest"), Some("\"a\""));
    assert_eq!(quoted_prefix("rest"), None);
}

proptest! {
    #[test]
    fn unquote_undoes_quote(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(unquote_bytes(quote_bytes(&bytes).as_bytes()), Some(bytes));
    }

    #[test]
    fn unquote_undoes_quote_of_text(text in "\\PC*") {
        prop_assert_eq!(unquote(&quote(&text)), Some(text));
    }

    #[test]
    fn unquote_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
        let mut literal = vec![b'"'];
        literal.extend(bytes);
        literal.push(b'"');
        unquote_bytes(&literal);
    }
}
