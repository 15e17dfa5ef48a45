//! Places that a `//line` or `/*line*/` comment gives to the text after it.
//!
//! The arithmetic is the same for the compiler, go/scanner and export data; callers decide
//! about numbers that are too large.
//! Counterpart: cmd/compile/internal/syntax/pos.go (`RelLine`, `RelCol`), parser.go
//! (`trailingDigits`); go/token/position.go.

/// A directive: the first place to which it applies, and the line and column shown there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineDirective {
    /// The line of the place in the file itself.
    pub at_line: i64,
    /// The column of the place in the file itself.
    pub at_column: i64,
    /// The line that it is shown as.
    pub line: i64,
    /// The column that it is shown as; 0 if columns are unknown.
    pub column: i64,
}

impl LineDirective {
    /// Returns the shown line and column of a place in the file itself; column 0 is unknown.
    pub fn relative(&self, line: i64, column: i64) -> (i64, i64) {
        let distance = line.saturating_sub(self.at_line);
        let column = match self.column {
            0 => 0,
            // Columns are changed in the line of the directive alone.
            own if distance == 0 => own.saturating_add(column.saturating_sub(self.at_column)),
            _ => column,
        };
        (self.line.saturating_add(distance), column)
    }
}

/// Returns the offset after the last colon of a directive, and the number there, if it is one.
pub fn trailing_number(text: &[u8]) -> Option<(usize, Option<u64>)> {
    let at = text.iter().rposition(|byte| *byte == b':')? + 1;
    let digits = &text[at..];
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let number = std::str::from_utf8(digits).ok().filter(|_| is_number);
    Some((at, number.and_then(|digits| digits.parse().ok())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_change_in_one_line() {
        let directive = LineDirective {
            at_line: 3,
            at_column: 20,
            line: 100,
            column: 7,
        };
        assert_eq!(directive.relative(3, 22), (100, 9));
        assert_eq!(directive.relative(4, 22), (101, 22));
        assert_eq!(directive.relative(1, 1), (98, 1));
        let unknown = LineDirective {
            column: 0,
            ..directive
        };
        assert_eq!(unknown.relative(4, 22), (101, 0));
    }

    #[test]
    fn numbers_at_the_end() {
        assert_eq!(trailing_number(b"x.go:12"), Some((5, Some(12))));
        assert_eq!(trailing_number(b"x.go:"), Some((5, None)));
        assert_eq!(trailing_number(b"a:x"), Some((2, None)));
        assert_eq!(trailing_number(b"x.go"), None);
    }
}
