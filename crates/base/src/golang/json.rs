//! Writes JSON with exactly the bytes of Go's encoder.
//!
//! One streaming [`Writer`] over one `Vec<u8>`: the caller walks its own structures in
//! field order, and leaves out empty fields itself where Go has `omitempty`. Commas,
//! line breaks and the `{}` and `[]` of empty containers are the writer's. Its numbers are
//! integers; floats are appended by [`append_float`].
//!
//! Strings may carry raw bytes ([`super::os_str`]); like all that is not UTF-8 they are
//! written as `\ufffd`.
//!
//! Counterpart: encoding/json/encode.go, indent.go.

pub mod syntax;

use super::os_str;
use super::utf8;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A JSON encoder. Values are written in document order; inside an object each value
/// follows its [`Writer::key`].
#[derive(Debug, Clone, Default)]
pub struct Writer {
    out: Vec<u8>,
    layout: Option<Layout>,
    depth: usize,
    /// The innermost open container has no element yet.
    is_empty: bool,
    /// A key was written and its value is due.
    is_after_key: bool,
}

/// Line breaks: after each, `prefix` and one `indent` per level.
#[derive(Debug, Clone)]
struct Layout {
    prefix: String,
    indent: String,
}

impl Writer {
    /// Returns a writer without white space (`json.Marshal`).
    pub fn compact() -> Self {
        Self::default()
    }

    /// Returns a writer with one element per line (`json.MarshalIndent`).
    pub fn indented(prefix: &str, indent: &str) -> Self {
        Self {
            layout: Some(Layout {
                prefix: prefix.to_owned(),
                indent: indent.to_owned(),
            }),
            ..Self::default()
        }
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.begin(b'{');
    }

    /// Closes the innermost object.
    pub fn end_object(&mut self) {
        self.end(b'}');
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.begin(b'[');
    }

    /// Closes the innermost array.
    pub fn end_array(&mut self) {
        self.end(b']');
    }

    /// Writes the name of the next member.
    pub fn key(&mut self, name: &str) {
        self.separate();
        append_quote(&mut self.out, name.as_bytes());
        self.out.push(b':');
        if self.layout.is_some() {
            self.out.push(b' ');
        }
        self.is_after_key = true;
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.value();
        append_quote(&mut self.out, &os_str::encode(value));
    }

    /// Writes a signed integer.
    pub fn int(&mut self, value: i64) {
        self.value();
        self.out.extend_from_slice(value.to_string().as_bytes());
    }

    /// Writes an unsigned integer.
    pub fn uint(&mut self, value: u64) {
        self.value();
        self.out.extend_from_slice(value.to_string().as_bytes());
    }

    /// Writes `true` or `false`.
    pub fn bool(&mut self, value: bool) {
        self.value();
        let word: &[u8] = if value { b"true" } else { b"false" };
        self.out.extend_from_slice(word);
    }

    /// Writes `null`: Go's nil pointer, slice or map.
    pub fn null(&mut self) {
        self.value();
        self.out.extend_from_slice(b"null");
    }

    /// Writes `values` as an array of strings; an empty one is `[]`.
    pub fn strings<S: AsRef<str>>(&mut self, values: &[S]) {
        self.begin_array();
        for value in values {
            self.string(value.as_ref());
        }
        self.end_array();
    }

    /// Writes a member with a string value.
    pub fn string_field(&mut self, name: &str, value: &str) {
        self.key(name);
        self.string(value);
    }

    /// Writes a member with a boolean value.
    pub fn bool_field(&mut self, name: &str, value: bool) {
        self.key(name);
        self.bool(value);
    }

    /// Writes a member with an integer value.
    pub fn int_field(&mut self, name: &str, value: i64) {
        self.key(name);
        self.int(value);
    }

    /// Writes a member with an array of strings as value.
    pub fn strings_field<S: AsRef<str>>(&mut self, name: &str, values: &[S]) {
        self.key(name);
        self.strings(values);
    }

    /// Writes a line feed after a complete document, as `json.Encoder` does.
    pub fn newline(&mut self) {
        self.out.push(b'\n');
    }

    /// Returns the output so far and starts anew with the same layout.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// Returns the output.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    /// Returns the output as text: the encoder writes nothing but UTF-8.
    pub fn finish_string(self) -> String {
        String::from_utf8(self.out).expect("the encoder replaces what is not UTF-8")
    }

    fn begin(&mut self, open: u8) {
        self.value();
        self.out.push(open);
        self.depth += 1;
        self.is_empty = true;
    }

    fn end(&mut self, close: u8) {
        debug_assert!(self.depth > 0 && !self.is_after_key, "unbalanced JSON");
        self.depth = self.depth.saturating_sub(1);
        if !self.is_empty {
            self.line_break();
        }
        self.out.push(close);
        self.is_empty = false;
    }

    /// Prepares for a value: after a key nothing, else as an array element.
    fn value(&mut self) {
        if !std::mem::take(&mut self.is_after_key) {
            self.separate();
        }
    }

    fn separate(&mut self) {
        if self.depth > 0 {
            if !self.is_empty {
                self.out.push(b',');
            }
            self.line_break();
        }
        self.is_empty = false;
    }

    fn line_break(&mut self) {
        if let Some(layout) = &self.layout {
            self.out.push(b'\n');
            self.out.extend_from_slice(layout.prefix.as_bytes());
            for _ in 0..self.depth {
                self.out.extend_from_slice(layout.indent.as_bytes());
            }
        }
    }
}

/// Returns `text` as a JSON string, quotes included.
pub fn quote(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    append_quote(&mut out, &os_str::encode(text));
    String::from_utf8(out).expect("the encoder replaces what is not UTF-8")
}

/// Appends `bytes` as a JSON string to `out`, also escaping characters with a meaning in HTML and
/// the two line separators that break JavaScript.
pub fn append_quote(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut start = 0;
    let mut i = 0;
    while i < bytes.len() {
        let byte = bytes[i];
        if is_plain(byte) {
            i += 1;
            continue;
        }
        let (rune, width) = utf8::decode_rune(&bytes[i..]);
        let is_bad = rune == utf8::RUNE_ERROR && width == 1;
        if byte >= 0x80 && !is_bad && !matches!(rune, '\u{2028}' | '\u{2029}') {
            i += width;
            continue;
        }
        out.extend_from_slice(&bytes[start..i]);
        match byte {
            b'\\' | b'"' => out.extend_from_slice(&[b'\\', byte]),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => append_unicode_escape(out, u32::from(rune)),
        }
        i += width;
        start = i;
    }
    out.extend_from_slice(&bytes[start..]);
    out.push(b'"');
}

/// Appends a float, which is finite, in the shortest form that reads back as the same.
pub fn append_float(out: &mut Vec<u8>, value: f64) {
    let size = value.abs();
    let text = if size != 0.0 && !(1e-6..1e21).contains(&size) {
        // Go writes the sign of every exponent.
        let text = format!("{value:e}");
        if text.contains("e-") {
            text
        } else {
            text.replace('e', "e+")
        }
    } else {
        value.to_string()
    };
    out.extend_from_slice(text.as_bytes());
}

/// Reports whether `byte` is written unescaped in a JSON string.
fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7f) && !matches!(byte, b'"' | b'\\' | b'<' | b'>' | b'&')
}

fn append_unicode_escape(out: &mut Vec<u8>, code: u32) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(HEX[(code >> shift & 15) as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn strings_as_go() {
        for (text, want) in [
            ("", r#""""#),
            ("a\"b\\c/", r#""a\"b\\c/""#),
            ("<a&b>", r#""\u003ca\u0026b\u003e""#),
            ("\x08\x0c\n\r\t", r#""\b\f\n\r\t""#),
            ("\0\x1b\x7f", "\"\\u0000\\u001b\x7f\""),
            ("é\u{2028}\u{2029}\u{fffd}", "\"é\\u2028\\u2029\u{fffd}\""),
        ] {
            assert_eq!(quote(text), want);
        }
        assert_eq!(
            quote(&os_str::decode(b"a\xff\xe2\x80")),
            r#""a\ufffd\ufffd\ufffd""#
        );
    }

    #[test]
    fn floats_as_go() {
        for (value, want) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (0.01, "0.01"),
            (-12.5, "-12.5"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
        ] {
            let mut out = Vec::new();
            append_float(&mut out, value);
            assert_eq!(String::from_utf8(out).unwrap(), want);
        }
    }

    fn sample(mut w: Writer) -> String {
        w.begin_object();
        w.string_field("A", "x");
        w.key("Empty");
        w.begin_object();
        w.end_object();
        w.strings_field::<&str>("None", &[]);
        w.strings_field("Some", &["p", "q"]);
        w.key("Nested");
        w.begin_array();
        w.begin_object();
        w.bool_field("B", true);
        w.end_object();
        w.begin_array();
        w.int(-1);
        w.null();
        w.end_array();
        w.end_array();
        w.int_field("N", 7);
        w.end_object();
        w.finish_string()
    }

    #[test]
    fn layouts_as_go() {
        let compact = r#"{"A":"x","Empty":{},"None":[],"Some":["p","q"],"Nested":[{"B":true},[-1,null]],"N":7}"#;
        assert_eq!(sample(Writer::compact()), compact);
        let indented = "{\n>\t\"A\": \"x\",\n>\t\"Empty\": {},\n>\t\"None\": [],\n>\t\"Some\": [\n\
            >\t\t\"p\",\n>\t\t\"q\"\n>\t],\n>\t\"Nested\": [\n>\t\t{\n>\t\t\t\"B\": true\n>\t\t},\n\
            >\t\t[\n>\t\t\t-1,\n>\t\t\tnull\n>\t\t]\n>\t],\n>\t\"N\": 7\n>}";
        assert_eq!(sample(Writer::indented(">", "\t")), indented);
    }

    #[test]
    fn documents_follow_each_other() {
        let mut w = Writer::indented("", "\t");
        for value in ["a", "b"] {
            w.begin_array();
            w.string(value);
            w.end_array();
            w.newline();
        }
        assert_eq!(w.finish_string(), "[\n\t\"a\"\n]\n[\n\t\"b\"\n]\n");
    }

    proptest! {
        #[test]
        fn always_utf8(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
            let mut out = Vec::new();
            append_quote(&mut out, &bytes);
            prop_assert!(String::from_utf8(out).is_ok());
        }
    }
}
