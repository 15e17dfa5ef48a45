//! Erases the live line after the terminal has become narrower than it.
//!
//! Most terminals wrap a line again that no longer fits: then it occupies several rows, and the
//! cursor is in the last one. Some cut it, and it stays one row. Programs cannot ask which.
//! Counterpart: none.

use crate::process::Process;

/// Goes back to the first column and clears the row.
pub(super) const ERASE: &str = "\r\x1b[K";

/// Values of TERM of terminals that do not wrap again, up to a hyphen.
const CUTTING: [&str; 6] = ["Eterm", "eterm", "linux", "rxvt", "screen", "st"];

/// Reports whether the terminal wraps lines again. Wrongly assumed, output above the line would
/// be erased; wrongly denied, a part of the line stays.
pub(super) fn wraps_again(process: &Process) -> bool {
    let has = |name: &str| !process.var(name).is_empty();
    let term = process.var("TERM").split('-').next().unwrap_or_default();
    // tmux, which wraps again, often has the TERM of screen, which does not.
    has("TMUX") || !has("XTERM_VERSION") && !has("STY") && !CUTTING.contains(&term)
}

/// Returns the escape sequence that erases a line on a terminal with this number of columns.
pub(super) fn erasure(line: &str, columns: usize, wraps_again: bool) -> String {
    // The last column of a row holds a character: then the cursor is still in that row.
    let above = line.chars().count().saturating_sub(1) / columns.max(1);
    match wraps_again && above > 0 {
        true => format!("\r\x1b[{above}A\x1b[J"),
        false => ERASE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_of_a_line_are_erased() {
        let line = "vamos: 1/3 steps, 2 running";
        for (columns, want) in [
            (80, ERASE),
            (28, ERASE),
            (27, ERASE),
            (26, "\r\x1b[1A\x1b[J"),
            (10, "\r\x1b[2A\x1b[J"),
            (9, "\r\x1b[2A\x1b[J"),
            (1, "\r\x1b[26A\x1b[J"),
        ] {
            assert_eq!(erasure(line, columns, true), want, "{columns}");
            assert_eq!(erasure(line, columns, false), ERASE, "{columns}");
        }
        assert_eq!(erasure("", 0, true), ERASE);
    }
}
