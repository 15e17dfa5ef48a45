//! Additions to an error message on a terminal: the line of the source with a caret below the
//! column, and a hint if the mistake is a frequent one.
//!
//! Counterpart: none; the official command prints the same everywhere.

mod advice;
mod excerpt;
pub(crate) mod spelling;

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_fsys::terminal;
use vamos_fsys::uncached;

use crate::process::Process;
use excerpt::Position;
use excerpt::Style;

/// The maximal number of positions of a message that are shown with their lines.
const MAX_EXCERPTS: usize = 20;

/// The compiler's text at the position of the last mistake that it has listed.
const NO_MISTAKE: &str = "too many errors";

/// Adds to messages on a terminal.
#[derive(Debug)]
pub(crate) struct Hints {
    has_color: bool,
    /// The command line names Go files, so only they are compiled.
    names_files: bool,
    /// The hints that were shown, each once.
    given: Mutex<HashSet<String>>,
}

/// A message about one position, with the lines that belong to it.
struct Message<'t> {
    position: Option<Position<'t>>,
    /// The message without the position.
    text: &'t str,
    /// The lines as they were printed.
    lines: &'t str,
}

impl Hints {
    /// Returns the hints of a command, if the environment permits them.
    pub(crate) fn for_process(process: &Process) -> Option<Self> {
        let is_wanted = !matches!(process.var("TERM"), "" | "dumb")
            && matches!(process.var("CI"), "" | "false" | "0")
            && process.settings.shows_hints;
        is_wanted.then(|| Self {
            has_color: process.var("NO_COLOR").is_empty(),
            names_files: process.args.iter().any(|arg| arg.ends_with(".go")),
            given: Mutex::default(),
        })
    }

    /// Returns the text with additions; `None` without additions, or if stderr is no terminal.
    pub(crate) fn explain(&self, text: &str) -> Option<String> {
        // Its width may have changed.
        let style = Style {
            columns: terminal::stderr_columns()?,
            has_color: self.has_color,
        };
        self.explain_in(style, text)
    }

    fn explain_in(&self, style: Style, text: &str) -> Option<String> {
        let mut shown = String::new();
        let mut is_changed = false;
        let mut excerpts = 0;
        for message in messages(text) {
            shown.push_str(message.lines);
            let is_shown = excerpts < MAX_EXCERPTS && message.text.trim() != NO_MISTAKE;
            let excerpt = message.position.filter(|_| is_shown);
            let excerpt = excerpt.and_then(|position| shown_at(position, style));
            let hint = advice::hint(message.text, self.names_files);
            let hint = hint.filter(|hint| self.is_new(hint));
            if (excerpt.is_some() || hint.is_some()) && !message.lines.ends_with('\n') {
                shown.push('\n');
            }
            if let Some(excerpt) = excerpt {
                shown.push_str(&excerpt);
                excerpts += 1;
                is_changed = true;
            }
            if let Some(hint) = hint {
                shown.push_str(&style.hint(&hint));
                is_changed = true;
            }
        }
        is_changed.then_some(shown)
    }

    /// Resets the set of shown hints.
    pub(crate) fn forget(&self) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.clear();
    }

    fn is_new(&self, hint: &str) -> bool {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.insert(hint.to_owned())
    }
}

/// Returns the line at a position with its caret. Names are relative to the directory of the
/// process.
fn shown_at(position: Position<'_>, style: Style) -> Option<String> {
    let source = uncached::read(position.file).ok()?;
    excerpt::excerpt(&source, position, style)
}

/// Splits a text into messages: lines that begin with a tab belong to the line before.
fn messages(text: &str) -> impl Iterator<Item = Message<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = line_end(rest, 0)?;
        let first = rest[..end].trim_end_matches('\n');
        let position = Position::parse(first);
        let belongs = |end: usize| rest[end..].starts_with('\t') && position.is_some();
        while belongs(end) {
            end = line_end(rest, end)?;
        }
        let (lines, others) = rest.split_at(end);
        rest = others;
        let start = position.map_or(0, |position| position.length);
        Some(Message {
            position,
            text: lines[start..].trim_end_matches('\n'),
            lines,
        })
    })
}

/// Returns the end of the line at a position, after its line break; `None` at the end of the text.
fn line_end(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    match rest.find('\n') {
        Some(at) => Some(start + at + 1),
        None if rest.is_empty() => None,
        None => Some(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::Hints;
    use super::Style;
    use super::messages;

    const STYLE: Style = Style {
        columns: 40,
        has_color: false,
    };

    fn hints() -> Hints {
        Hints {
            has_color: false,
            names_files: false,
            given: std::sync::Mutex::default(),
        }
    }

    #[test]
    fn messages_have_their_further_lines() {
        let text = "# m\n./a.go:1:2: wrong\n\thave x\n\twant y\n./b.go:3: bad\nend";
        let found: Vec<(&str, &str)> = messages(text)
            .map(|message| (message.text, message.lines))
            .collect();
        assert_eq!(
            found,
            [
                ("# m", "# m\n"),
                (
                    "wrong\n\thave x\n\twant y",
                    "./a.go:1:2: wrong\n\thave x\n\twant y\n"
                ),
                ("bad", "./b.go:3: bad\n"),
                ("end", "end"),
            ]
        );
    }

    #[test]
    fn lines_and_hints_are_added() {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("a.go");
        let file = file.to_str().unwrap();
        let source = "package m\n\nfunc f() int {\n\tx := 1\n}\n";
        vamos_fsys::work::write(file, source.as_bytes()).unwrap();
        let hints = hints();
        let text =
            format!("# m\n{file}:4:2: declared and not used: x\n{file}:5:1: missing return\n");
        let expected = format!(
            "# m\n{file}:4:2: declared and not used: x\n   4 |     x := 1\n     |     ^\n\
             hint: use x, or assign to _ instead\n\
             {file}:5:1: missing return\n   5 | }}\n     | ^\n\
             hint: every way to the end of the function needs a return, or must not end\n"
        );
        assert_eq!(hints.explain_in(STYLE, &text).unwrap(), expected);
        let again = hints.explain_in(STYLE, &format!("{file}:5:1: missing return\n"));
        assert!(!again.unwrap().contains("hint"));
        let many = format!("{file}:5:1: too many errors\n");
        assert_eq!(hints.explain_in(STYLE, &many), None);
        assert_eq!(hints.explain_in(STYLE, "# m\n./gone.go:1:1: x\nok\n"), None);
    }
}
