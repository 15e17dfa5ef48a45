//! Declarations in `//line` and `/*line*/` comments.
//!
//! Counterpart: cmd/compile/internal/syntax/parser.go (`updateBase`), pos.go (`PosBase`).

use vamos_base::golang::line_directive::trailing_number;
use vamos_base::golang::os_str;
use vamos_base::golang::path;

/// The largest line and column.
pub(crate) const MAX: u64 = 1 << 30;

/// From an offset on, positions are shown as if they were in another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineBase {
    /// The offset of the first character to which it applies.
    pub(crate) offset: u32,
    /// The offset from which the place of that character is counted: it is taken to be in the
    /// line in which the comment begins.
    pub(crate) start: u32,
    /// The name of the file, as it is written; `None` is the name that was valid before.
    pub(crate) name: Option<Vec<u8>>,
    pub(crate) line: u32,
    /// The column; 0 for none.
    pub(crate) column: u32,
}

impl LineBase {
    /// Returns the same with a clean name that is relative to the directory of the file `within`.
    pub(crate) fn joined(&self, within: &str) -> Self {
        let name = self.name.as_ref().filter(|name| !name.is_empty());
        let Some(name) = name else {
            return self.clone();
        };
        let mut name = path::clean(&os_str::decode(name));
        let dir = path::dir(within);
        if !path::is_abs(&name) && dir != "." {
            name = path::join(&[&dir, &name]);
        }
        Self {
            name: Some(os_str::encode(&name).into_owned()),
            ..self.clone()
        }
    }
}

/// An error in a directive: the offset in its text, and the message.
type Wrong = (usize, String);

/// The content of a directive: the name as in [`LineBase`], the line, and the column.
type Declared = (Option<Vec<u8>>, u32, u32);

/// Parses the text of a directive after `line `; `None` if it is not a directive.
pub(crate) fn parse(text: &[u8]) -> Option<Result<Declared, Wrong>> {
    let (at, number) = trailing_number(text)?;
    let wrong = |kind: &str, at: usize| {
        let rest = vamos_base::golang::os_str::decode(&text[at..]);
        Some(Err((at, format!("invalid {kind} number: {rest}"))))
    };
    let Some(number) = number else {
        return wrong("line", at);
    };
    let (mut name_end, mut line_at, mut line, mut column) = (at - 1, at, number, 0);
    let mut has_column = false;
    if let Some((first, Some(first_number))) = trailing_number(&text[..at - 1]) {
        (name_end, line_at, line, column) = (first - 1, first, first_number, number);
        has_column = true;
        if column == 0 || column > MAX {
            return wrong("column", at);
        }
    }
    if line == 0 || line > MAX {
        let shown = if has_column {
            &text[line_at..at - 1]
        } else {
            &text[line_at..]
        };
        let rest = vamos_base::golang::os_str::decode(shown);
        return Some(Err((line_at, format!("invalid line number: {rest}"))));
    }
    let name = &text[..name_end];
    let name = (!(name.is_empty() && has_column)).then(|| name.to_vec());
    // Both are at most MAX.
    Some(Ok((name, line as u32, column as u32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_directory() {
        let joined = |name: &str, within: &str| {
            let base = LineBase {
                offset: 0,
                start: 0,
                name: Some(name.as_bytes().to_vec()),
                line: 1,
                column: 0,
            };
            String::from_utf8(base.joined(within).name.unwrap()).unwrap()
        };
        assert_eq!(joined("b/../x.y", "/m/p.go"), "/m/x.y");
        assert_eq!(joined("/a//x.y", "/m/p.go"), "/a/x.y");
        assert_eq!(joined("./x.y", "p.go"), "x.y");
        assert_eq!(joined("", "/m/p.go"), "");
    }

    #[test]
    fn names_lines_and_columns() {
        let name = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(parse(b"x.go:7"), Some(Ok((name("x.go"), 7, 0))));
        assert_eq!(parse(b"c:/x.go:7:3"), Some(Ok((name("c:/x.go"), 7, 3))));
        assert_eq!(parse(b":7:3"), Some(Ok((None, 7, 3))));
        assert_eq!(parse(b":7"), Some(Ok((name(""), 7, 0))));
        assert_eq!(parse(b"no number"), None);
        for (text, at, message) in [
            (&b"x.go:a"[..], 5, "invalid line number: a"),
            (b"x.go:0", 5, "invalid line number: 0"),
            (b"x.go:7:0", 7, "invalid column number: 0"),
            (b"x.go:0:7", 5, "invalid line number: 0"),
        ] {
            assert_eq!(parse(text), Some(Err((at, message.to_owned()))));
        }
    }
}
