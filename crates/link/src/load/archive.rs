//! The entries of a package's archive, as the linker reads them.
//!
//! The linker is more tolerant than the tools that make archives: it reads on where an
//! entry's size leads, and an incomplete header ends the file.
//! Counterpart: cmd/link/internal/ld/lib.go (`nextar`, `artrim`, `atolwhex`).

use crate::inputs::Input;

/// The first bytes of an archive.
pub(super) const MAGIC: &[u8] = b"!<arch>\n";

/// The name of the entry with export data.
pub(super) const EXPORT_DATA: &[u8] = b"__.PKGDEF";

const HEADER: usize = 60;

/// An entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a [u8],
    /// Offset of the content in the bytes.
    pub(super) start: usize,
    /// The length of the content, by the header.
    pub(super) len: usize,
}

impl Entry<'_> {
    /// Returns true for an object: other entries have short names without such an end.
    pub(super) fn is_object(&self) -> bool {
        self.name.len() >= 16 || self.name.ends_with(b".o") || self.name.ends_with(b".syso")
    }
}

/// Returns the number of bytes at the front of an archive that no link reads, by its first bytes:
/// the export data. `None` if it starts otherwise.
pub fn unread(head: &[u8]) -> Option<usize> {
    let whole = Input {
        bytes: head,
        offset: 0,
    };
    let first = entries(whole).next();
    let first = first.filter(|first| head.starts_with(MAGIC) && first.name == EXPORT_DATA)?;
    first
        .start
        .checked_add(first.len)?
        .checked_next_multiple_of(2)
}

/// Iterates over the entries of an archive, or over those that are not left out.
pub(super) fn entries(input: Input<'_>) -> impl Iterator<Item = Entry<'_>> {
    let archive = input.bytes;
    let mut at = match input.offset {
        0 => MAGIC.len(),
        _ => 0,
    };
    std::iter::from_fn(move || {
        at = at.checked_next_multiple_of(2)?;
        let header = archive.get(at..)?.get(..HEADER)?;
        let len = usize::try_from(number(trim(&header[48..58]))).ok()?;
        let start = at + HEADER;
        at = start.checked_add(len)?;
        let name = trim(&header[..16]);
        Some(Entry { name, start, len })
    })
}

fn trim(field: &[u8]) -> &[u8] {
    let start = field.iter().position(|&byte| byte != b' ');
    let end = field.iter().rposition(|&byte| byte != b' ');
    match (start, end) {
        (Some(start), Some(end)) => &field[start..=end],
        _ => &[],
    }
}

/// Reads a number as Go does with any base; 0 if it is not one.
fn number(field: &[u8]) -> i64 {
    let text = std::str::from_utf8(field).unwrap_or_default();
    let radix = |prefix: [&str; 2], radix| {
        let digits = prefix.iter().find_map(|prefix| text.strip_prefix(prefix));
        digits.map(|digits| i64::from_str_radix(digits, radix))
    };
    let parsed = radix(["0x", "0X"], 16)
        .or_else(|| radix(["0b", "0B"], 2))
        .or_else(|| radix(["0o", "0O"], 8))
        .or_else(|| radix(["0", "0"], 8).filter(|_| text.len() > 1))
        .unwrap_or_else(|| text.parse());
    parsed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(name: &str, size: &str) -> String {
        format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644)
    }

    fn input(file: &[u8], offset: usize) -> Input<'_> {
        let bytes = &file[offset..];
        Input { bytes, offset }
    }

    #[test]
    fn lists() {
        let text = format!(
            "!<arch>\n{}abc\0{}{}1",
            header("__.PKGDEF", "3"),
            header("preferlinkext", "0"),
            header("_go_.o", "0x1"),
        );
        let all: Vec<_> = entries(input(text.as_bytes(), 0)).collect();
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].name, b"__.PKGDEF");
        assert_eq!((all[0].start, all[0].len), (68, 3));
        assert!(!all[1].is_object() && all[2].is_object());
        assert_eq!(all[2].len, 1);
        assert_eq!(all[2].start, text.len() - 1);
        let front = unread(text.as_bytes()).unwrap();
        let rest: Vec<_> = entries(input(text.as_bytes(), front)).collect();
        assert_eq!(rest.len(), 2);
        for (one, other) in all[1..].iter().zip(&rest) {
            assert_eq!((one.name, one.len), (other.name, other.len));
            assert_eq!(one.start, front + other.start);
        }
    }

    #[test]
    fn only_export_data_is_left_out() {
        let front = |text: &str| unread(text.as_bytes());
        let archive = |name: &str, size: &str| format!("!<arch>\n{}", header(name, size));
        assert_eq!(front(&archive("__.PKGDEF", "10")), Some(78));
        assert_eq!(front(&archive("__.PKGDEF", "11")), Some(80));
        assert_eq!(front(&archive("_go_.o", "10")), None);
        assert_eq!(front(&archive("__.PKGDEF", "-1")), None);
        assert_eq!(
            front(&archive("__.PKGDEF", "10").replace("!<arch>", "!<thin>")),
            None
        );
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), size in "[0-9a-fxX-]{0,10}") {
            let _ = entries(input(&bytes, 0)).count();
            let mut archive = MAGIC.to_vec();
            archive.extend(header("x.o", &size).into_bytes());
            archive.extend(&bytes);
            for entry in entries(input(&archive, 0)) {
                prop_assert!(entry.start <= archive.len());
            }
        }
    }
}
