//! The line of a source file that a message is about.
//!
//! Counterpart: none.

/// The columns of a tab.
const TAB: &str = "    ";

/// The columns of the line number and its separator.
const GUTTER: usize = 7;

/// The text in place of a part of a long line.
const CUT: &str = "...";

/// A position at the start of a message: `file.go:12:3: `.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position<'t> {
    pub(super) file: &'t str,
    pub(super) line: usize,
    /// The column in bytes, from 1; `None` if the message has none.
    pub(super) column: Option<usize>,
    /// The bytes of the position in the message.
    pub(super) length: usize,
}

impl<'t> Position<'t> {
    /// Returns the position at the start of a line, which may have the prefix of vet.
    pub(super) fn parse(line: &'t str) -> Option<Self> {
        let text = line.strip_prefix("vet: ").unwrap_or(line);
        let end = text.find(": ")?;
        let length = line.len() - text.len() + end + ": ".len();
        let (start, last) = text[..end].rsplit_once(':')?;
        let last = last.parse().ok()?;
        let with_column = start.rsplit_once(':').and_then(|(file, number)| {
            let line = number.parse().ok()?;
            Some((file, line, Some(last)))
        });
        let (file, line, column) = with_column.unwrap_or((start, last, None));
        let is_name = !file.is_empty() && !file.contains(['\t', '\n']);
        is_name.then_some(Self {
            file,
            line,
            column,
            length,
        })
    }
}

/// The style of shown text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// The columns of the terminal.
    pub(super) columns: usize,
    pub(super) has_color: bool,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        match self.has_color {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }

    /// Returns the line of a hint.
    pub(super) fn hint(self, hint: &str) -> String {
        format!("{} {hint}\n", self.paint("36", "hint:"))
    }
}

/// Returns the line at a position, and a line with a caret; `None` if there is no such line.
pub(super) fn excerpt(source: &[u8], position: Position<'_>, style: Style) -> Option<String> {
    let place = position.line.checked_sub(1)?;
    let line = source.split(|byte| *byte == b'\n').nth(place)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let before = match position.column {
        Some(column) => shown(line.get(..column.checked_sub(1)?)?),
        None => String::new(),
    };
    let (line, caret) = window(&shown(line), before.chars().count(), style.columns);
    if line.trim().is_empty() {
        return None;
    }
    let number = style.paint("2", &format!("{:>4} |", position.line));
    let mut text = format!("{number} {line}\n");
    if position.column.is_some() {
        let gutter = style.paint("2", "     |");
        let indent = " ".repeat(caret);
        let mark = style.paint("1;31", "^");
        text += &format!("{gutter} {indent}{mark}\n");
    }
    Some(text)
}

/// Returns source code without the control characters that a terminal would interpret.
fn shown(source: &[u8]) -> String {
    let text = String::from_utf8_lossy(source).replace('\t', TAB);
    let plain = |c: char| if c.is_control() { '?' } else { c };
    text.chars().map(plain).collect()
}

/// Cuts a line to the width of the terminal so that the column of the caret is shown; returns
/// it and its column.
fn window(line: &str, caret: usize, columns: usize) -> (String, usize) {
    let width = columns.saturating_sub(GUTTER + 1).max(20);
    let letters: Vec<char> = line.chars().collect();
    if letters.len() <= width {
        return (line.to_owned(), caret);
    }
    let room = width - 2 * CUT.len();
    let start = match caret < room {
        true => 0,
        false => caret - room / 2,
    };
    let end = (start + room).min(letters.len());
    let middle: String = letters[start..end].iter().collect();
    let head = if start > 0 { CUT } else { "" };
    let tail = if end < letters.len() { CUT } else { "" };
    (format!("{head}{middle}{tail}"), caret - start + head.len())
}

#[cfg(test)]
mod tests {
    use super::Position;
    use super::Style;
    use super::excerpt;

    #[test]
    fn positions() {
        let parsed = |line| {
            let position = Position::parse(line)?;
            Some((position.file, position.line, position.column))
        };
        assert_eq!(parsed("./a.go:12:3: x: y"), Some(("./a.go", 12, Some(3))));
        assert_eq!(parsed("a b.go:12: x"), Some(("a b.go", 12, None)));
        assert_eq!(parsed("vet: a.go:1:2: x"), Some(("a.go", 1, Some(2))));
        for line in [
            "",
            "# m",
            "go: x: y",
            "a.go:1:2",
            ":1:2: x",
            "\ta.go:1:2: x",
            "a:b: c",
        ] {
            assert_eq!(parsed(line), None, "{line}");
        }
        let line = "vet: a.go:1:2: x";
        assert_eq!(&line[Position::parse(line).unwrap().length..], "x");
    }

    fn shown(source: &str, line: usize, column: usize, columns: usize) -> Option<String> {
        let position = Position {
            file: "a.go",
            line,
            column: Some(column),
            length: 0,
        };
        let style = Style {
            columns,
            has_color: false,
        };
        excerpt(source.as_bytes(), position, style)
    }

    #[test]
    fn the_caret_is_below_the_column() {
        let source = "a\r\n\t\u{e9}x := \x1b[1my\n";
        assert_eq!(shown(source, 1, 1, 80).unwrap(), "   1 | a\n     | ^\n");
        assert_eq!(
            shown(source, 2, 4, 80).unwrap(),
            "   2 |     \u{e9}x := ?[1my\n     |      ^\n"
        );
        for (line, column) in [(0, 1), (1, 0), (1, 9), (3, 1), (9, 1)] {
            assert_eq!(shown(source, line, column, 80), None, "{line}:{column}");
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let source = format!("{}x{}", "a".repeat(100), "b".repeat(100));
        let text = shown(&source, 1, 101, 40).unwrap();
        let (line, caret) = text.split_once('\n').unwrap();
        assert_eq!(line, "   1 | ...aaaaaaaaaaaaaxbbbbbbbbbbbb...");
        assert_eq!(caret.find('^'), line.find('x'));
        assert!(line.len() < 40);
        let start = shown(&source, 1, 1, 40).unwrap();
        assert!(start.starts_with("   1 | aaaaaaaaaaaaaaaaaaaaaaaaaa...\n     | ^\n"));
    }
}
