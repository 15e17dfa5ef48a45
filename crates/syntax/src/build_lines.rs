//! The build constraints of a file: which lines of its header count.
//!
//! A `//go:build` line wins over `// +build` lines; the latter count only above the
//! last blank line before the first thing that is not a `//` comment.
//! Counterpart: go/build/build.go (`parseFileHeader`, `shouldBuild`),
//! cmd/go/internal/modindex/build.go (`getConstraints`).

use vamos_base::golang::unicode::trim_space;

use crate::constraint;
use crate::constraint::ConstraintError;
use crate::constraint::Expr;

/// The constraints that a file states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// The `//go:build` line, parsed.
    pub go_build: Option<Result<Expr, ConstraintError>>,
    /// The `// +build` lines that parse, where there is no `//go:build` line; all must hold.
    pub plus_build: Vec<Expr>,
    /// True if there is a `//go:binary-only-package` line.
    pub binary_only: bool,
}

/// A file has more than one `//go:build` line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultipleGoBuild;

impl std::fmt::Display for MultipleGoBuild {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("multiple //go:build comments")
    }
}

/// The lines of a header that matter.
struct Lines<'a> {
    go_build: Option<&'a [u8]>,
    /// The part where `// +build` lines count.
    top: &'a [u8],
    binary_only: bool,
}

/// Finds the constraints in a file's header.
pub(crate) fn find(header: &[u8]) -> Result<Constraints, MultipleGoBuild> {
    let lines = scan(header)?;
    let mut found = Constraints {
        go_build: lines.go_build.map(constraint::parse),
        plus_build: Vec::new(),
        binary_only: lines.binary_only,
    };
    if found.go_build.is_none() {
        let plus = lines
            .top
            .split(|b| *b == b'\n')
            .map(trim_space)
            .filter(|line| line.starts_with(b"//") && line.contains(&b'+'))
            .filter(|line| constraint::is_plus_build(line))
            .filter_map(|line| constraint::parse(line).ok());
        found.plus_build.extend(plus);
    }
    Ok(found)
}

fn is_go_build(line: &[u8]) -> bool {
    line.strip_prefix(b"//go:build")
        .is_some_and(|rest| rest.is_empty() || trim_space(rest).len() < rest.len())
}

fn scan(header: &[u8]) -> Result<Lines<'_>, MultipleGoBuild> {
    let mut found = Lines {
        go_build: None,
        top: &header[..0],
        binary_only: false,
    };
    let mut rest = header;
    let mut ended = false;
    let mut in_block = false;
    while !rest.is_empty() {
        let line = match rest.iter().position(|b| *b == b'\n') {
            Some(end) => {
                let line = &rest[..end];
                rest = &rest[end + 1..];
                line
            }
            None => std::mem::take(&mut rest),
        };
        let line = trim_space(line);
        if line.is_empty() && !ended {
            found.top = &header[..header.len() - rest.len()];
            continue;
        }
        let is_comment = line.starts_with(b"//");
        if !is_comment {
            ended = true;
        }
        if !in_block && is_comment {
            if is_go_build(line) {
                if found.go_build.is_some() {
                    return Err(MultipleGoBuild);
                }
                found.go_build = Some(line);
            }
            if line == b"//go:binary-only-package" {
                found.binary_only = true;
            }
        }
        match after_line(line, in_block) {
            Some(block) => in_block = block,
            None => break,
        }
    }
    Ok(found)
}

/// Reports whether a block comment is open after `line`; `None` if the line has something
/// that is not a comment.
fn after_line(mut line: &[u8], mut in_block: bool) -> Option<bool> {
    while !line.is_empty() {
        if in_block {
            let Some(end) = line.windows(2).position(|pair| pair == b"*/") else {
                return Some(true);
            };
            in_block = false;
            line = trim_space(&line[end + 2..]);
        } else if line.starts_with(b"//") {
            return Some(false);
        } else if let Some(inside) = line.strip_prefix(b"/*") {
            in_block = true;
            line = trim_space(inside);
        } else {
            return None;
        }
    }
    Some(in_block)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn what_counts() {
        let plus = |src: &str| find(src.as_bytes()).unwrap().plus_build.len();
        assert_eq!(plus("// +build a\n\npackage p"), 1);
        assert_eq!(plus("// +build a\npackage p"), 0);
        assert_eq!(plus("// +build a\n// +build b\n\n// doc\npackage p"), 2);
        assert_eq!(plus("/* x */\n// +build a\n\npackage p"), 0);
        assert_eq!(plus("//go:build a\n// +build b\n\npackage p"), 0);
    }

    #[test]
    fn go_build_lines() {
        let has = |src: &str| find(src.as_bytes()).map(|c| c.go_build.is_some());
        assert_eq!(has("//go:build a\npackage p"), Ok(true));
        assert_eq!(has("/* x */ //go:build a\npackage p"), Ok(false));
        assert_eq!(has("/*\n//go:build a\n*/\npackage p"), Ok(false));
        assert_eq!(has("package p\n//go:build a"), Ok(false));
        assert!(has("//go:build a\n//go:build b\npackage p").is_err());
        assert!(
            find(b"//go:binary-only-package\npackage p")
                .unwrap()
                .binary_only
        );
    }
}
