//! Import paths in the names of symbols.
//!
//! Counterpart: cmd/internal/objabi/path.go (`PathToPrefix`).

use std::borrow::Cow;

/// Escapes an import path as the compiler does in the names of symbols: a dot in the last
/// element would hide where the package's name ends.
pub fn escape_path(path: &str) -> Cow<'_, str> {
    let last = path.rfind('/').map_or(0, |slash| slash + 1);
    let is_escaped = |at: usize, byte: u8| {
        byte <= b' ' || byte == b'.' && at >= last || matches!(byte, b'%' | b'"') || byte >= 0x7f
    };
    let bytes = || path.bytes().enumerate();
    if !bytes().any(|(at, byte)| is_escaped(at, byte)) {
        return Cow::Borrowed(path);
    }
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(path.len() + 8);
    for (at, byte) in bytes() {
        if is_escaped(at, byte) {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        } else {
            out.push(char::from(byte));
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::escape_path;

    #[test]
    fn paths() {
        let cases = [
            ("foo/bar/v1", "foo/bar/v1"),
            ("foo/bar/v.1", "foo/bar/v%2e1"),
            ("f.o.o/b.a.r/v1", "f.o.o/b.a.r/v1"),
            ("f.o.o/b.a.r/v..1", "f.o.o/b.a.r/v%2e%2e1"),
            ("f.o.o/b.a.r/v%1", "f.o.o/b.a.r/v%251"),
            ("v.1", "v%2e1"),
            ("a b\"é", "a%20b%22%c3%a9"),
        ];
        for (path, want) in cases {
            assert_eq!(escape_path(path), want);
        }
    }
}
