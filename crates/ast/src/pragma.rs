//! Directives: `//go:` comments, line directives, and the Go version of a file.
//!
//! The declaration after `//go:` comments takes them. The noder reports directives that no
//! declaration took, so both are recorded with the number of errors before them.
//! Counterpart: cmd/compile/internal/syntax/parser.go (`init`, `takePragma`, `clearPragma`);
//! go/build/constraint (`GoVersion`).

use vamos_syntax::constraint;
use vamos_syntax::constraint::Expr;

use crate::line_base;
use crate::line_base::LineBase;
use crate::reader::Reader;

/// One `//go:` comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pragma {
    /// The offset of its text, after the slashes.
    pub offset: u32,
    /// Its text: `go:noinline`.
    pub text: Vec<u8>,
    /// True if only white space precedes it in its line.
    pub is_alone: bool,
    /// Number of errors in the file before it.
    pub errors: u32,
}

/// `//go:` comments that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pragmas {
    /// The comments.
    pub list: Vec<Pragma>,
    /// The parser's offset when it found that no declaration follows, and the number of errors of
    /// the file at that time; `None` if a declaration took them.
    pub unused: Option<(u32, u32)>,
}

/// Directives of a file's comments.
pub(crate) struct Directives {
    /// Line directives by offset.
    pub(crate) bases: Vec<LineBase>,
    /// True if their names are relative to the file's directory.
    pub(crate) joins_names: bool,
    /// Offsets at which the compiler counts one line too many ([`crate::Lines`]).
    pub(crate) breaks: Vec<u32>,
    /// Groups that were taken or found unused.
    groups: Vec<Pragmas>,
    pending: Vec<Pragma>,
    /// True before the package clause.
    pub(crate) is_top: bool,
    pub(crate) go_version: String,
    source_len: usize,
}

impl Directives {
    pub(crate) fn new(source_len: usize) -> Self {
        Self {
            bases: Vec::new(),
            joins_names: false,
            breaks: Vec::new(),
            groups: Vec::new(),
            pending: Vec::new(),
            is_top: true,
            go_version: String::new(),
            source_len,
        }
    }

    /// Reads a comment, which starts with `//go:`, `//line ` or `/*line `; the places are the
    /// start of the white space before it, its own start, and its end.
    pub(crate) fn comment(&mut self, reader: &mut Reader<'_>, [space, start, end]: [usize; 3]) {
        let src = reader.src;
        let comment = &src[start..end];
        let is_block = comment[1] == b'*';
        let text = if is_block {
            &comment[2..comment.len() - 2]
        } else {
            let text = &comment[2..];
            text.strip_suffix(b"\r").unwrap_or(text)
        };
        let is_at_line_start = is_line_start(src, start);
        if let Some(rest) = text.strip_prefix(b"line ")
            && (is_block || is_at_line_start)
        {
            let applies = if is_block {
                (start, end)
            } else {
                (end + 1, end + 1)
            };
            self.line(reader, rest, start + 7, applies);
        } else if text.starts_with(b"go:") {
            if self.is_top
                && comment.starts_with(b"//go:build")
                && let Ok(condition) = constraint::parse(comment)
            {
                self.go_version = go_version(&condition);
            }
            self.pending.push(Pragma {
                offset: (start + 2) as u32,
                text: text.to_vec(),
                is_alone: is_line_start(src, space) || src[space..start].contains(&b'\n'),
                errors: reader.errors.len() as u32,
            });
        }
    }

    /// Reads the text of a line directive, which is at offset `at`; `applies` is from where the
    /// place is counted ([`LineBase`]), and from where on it applies.
    fn line(&mut self, reader: &mut Reader<'_>, text: &[u8], at: usize, applies: (usize, usize)) {
        let [start, offset] = [applies.0, applies.1].map(|at| at.min(self.source_len + 1) as u32);
        match line_base::parse(text) {
            None => {}
            Some(Err((offset, message))) => reader.error_from(at, at + offset, message),
            Some(Ok((name, line, column))) => self.bases.push(LineBase {
                offset,
                start,
                name,
                line,
                column,
            }),
        }
    }

    /// Assigns the pending directives to the next declaration; returns the number of the group, 0
    /// for none.
    pub(crate) fn take(&mut self) -> u32 {
        self.end(None)
    }

    /// Marks the pending directives as unused.
    pub(crate) fn clear(&mut self, offset: usize, errors: usize) {
        self.end(Some((offset as u32, errors as u32)));
    }

    /// Returns all groups. The last one, which the parser did not get to, counts as taken.
    pub(crate) fn finish(&mut self) -> Vec<Pragmas> {
        self.end(None);
        std::mem::take(&mut self.groups)
    }

    fn end(&mut self, unused: Option<(u32, u32)>) -> u32 {
        if self.pending.is_empty() {
            return 0;
        }
        let list = std::mem::take(&mut self.pending);
        self.groups.push(Pragmas { list, unused });
        self.groups.len() as u32
    }
}

fn is_line_start(src: &[u8], at: usize) -> bool {
    at == 0 || src[at - 1] == b'\n'
}

/// Returns the least Go version that a condition implies, `go1.21`; empty for none.
fn go_version(condition: &Expr) -> String {
    match least(condition, true) {
        None => String::new(),
        Some(0) => "go1".to_owned(),
        Some(minor) => format!("go1.{minor}"),
    }
}

/// Returns the least minor version with which a condition holds, or does not hold.
fn least(condition: &Expr, holds: bool) -> Option<i64> {
    match condition {
        Expr::And(x, y) | Expr::Or(x, y) => {
            let (x, y) = (least(x, holds), least(y, holds));
            if matches!(condition, Expr::And(..)) == holds {
                // None is the least of all.
                x.max(y)
            } else {
                x.min(y)
            }
        }
        Expr::Not(x) => least(x, !holds),
        Expr::Tag(_) if !holds => None,
        Expr::Tag(tag) if tag == "go1" => Some(0),
        // As upstream, after any text.
        Expr::Tag(tag) => tag.split_once("go1.")?.1.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_imply_versions() {
        for (line, expected) in [
            ("//go:build go1.21", "go1.21"),
            ("//go:build linux && go1.21", "go1.21"),
            ("//go:build linux || go1.21", ""),
            ("//go:build go1.2 && go1go1.4", "go1.4"),
            ("//go:build go1.99999999999", "go1.99999999999"),
            ("//go:build go1.20 || go1.21", "go1.20"),
            ("//go:build go1.20 && go1.21", "go1.21"),
            ("//go:build !go1.20", ""),
            ("//go:build !(!go1.20)", "go1.20"),
            ("//go:build !(!go1.20 || !go1.22)", "go1.22"),
            ("//go:build go1", "go1"),
            ("//go:build go1.x", ""),
        ] {
            let condition = constraint::parse(line.as_bytes()).unwrap();
            assert_eq!(go_version(&condition), expected, "{line}");
        }
    }
}
