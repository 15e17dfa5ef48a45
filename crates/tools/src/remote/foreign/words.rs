//! Words and paths of the command line of a C compiler.
//!
//! Counterpart: none.

use vamos_base::golang::path;

use super::super::place::placed;

/// Quotes a word for the shell; NUL represents the topmost directory there.
pub(super) fn quoted(word: &str) -> String {
    let quote = |part: &str| match part {
        "" => String::new(),
        part => format!("'{}'", part.replace('\'', r"'\''")),
    };
    let parts: Vec<String> = word.split('\0').map(quote).collect();
    parts.join("\"$root\"")
}

/// Reports whether a name cannot be taken for anything else in lists and scripts.
pub(super) fn is_plain(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+@!~,=%".contains(&byte);
    name.bytes().all(is_plain) && placed(&format!("/{name}")).is_some()
}

/// Returns a path without `.` and `..`.
pub(super) fn joined(dir: &str, name: &str) -> String {
    if path::is_abs(name) {
        path::clean(name)
    } else {
        path::join(&[dir, name])
    }
}
