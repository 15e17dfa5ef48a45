//! Changes one setting of the user's file; everything else stays as it is.
//!
//! Counterpart: none; `go env -w` rewrites its whole file.

use crate::ConfigError;
use crate::Mistake;
use crate::UserConfig;
use crate::parse_size;
use crate::user::name;

/// Returns the user's file with another cap of the build cache, or without one.
pub fn set_cap(bytes: &[u8], cap: Option<&str>) -> Result<String, ConfigError> {
    let old = UserConfig::parse(bytes)?;
    let text = String::from_utf8_lossy(bytes);
    let setting = cap.map(|cap| format!("{} = \"{cap}\"", name::CAP));
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let header = format!("[{}]", name::CACHE);
    let line = old.cache.cap.as_ref().map_or(0, |cap| cap.line);
    match (line.checked_sub(1), setting) {
        (Some(at), Some(setting)) => lines[at] = setting,
        (Some(at), None) => {
            lines.remove(at);
            remove_empty(&mut lines, &header);
        }
        (None, None) => {}
        (None, Some(setting)) => match lines.iter().position(|line| line.trim() == header) {
            Some(at) => lines.insert(at + 1, setting),
            None => {
                if lines.last().is_some_and(|line| !line.is_empty()) {
                    lines.push(String::new());
                }
                lines.extend([header, setting]);
            }
        },
    }
    let new: String = lines.iter().map(|line| format!("{line}\n")).collect();
    // The setting may share its line with others, in `cache = { ... }`.
    let is_done = UserConfig::parse(new.as_bytes()).is_ok_and(|new| {
        let written = new.cache.cap.map(|cap| cap.value);
        written == cap.and_then(parse_size) && values(&new.remote) == values(&old.remote)
    });
    if is_done {
        Ok(new)
    } else {
        Err(ConfigError {
            line: line.max(1),
            mistake: Mistake::NotEditable(name::CACHE),
        })
    }
}

/// Removes a section without settings and comments, with an adjacent empty line.
fn remove_empty(lines: &mut Vec<String>, header: &str) {
    let Some(at) = lines.iter().position(|line| line.trim() == header) else {
        return;
    };
    let rest = lines[at + 1..].iter().map(|line| line.trim());
    let mut rest = rest.skip_while(|line| line.is_empty());
    if rest.next().is_none_or(|line| line.starts_with('[')) {
        lines.remove(at);
        let empty = at.saturating_sub(1);
        if lines.get(empty).is_some_and(String::is_empty) {
            lines.remove(empty);
        }
    }
}

/// Returns a table without the lines of its settings.
fn values(table: &crate::RemoteTable) -> String {
    let text = format!("{table:?}");
    let parts = text.split("line: ");
    parts
        .map(|part| part.trim_start_matches(|digit: char| digit.is_ascii_digit()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::set_cap;

    #[test]
    fn only_the_cap_changes() {
        for (old, cap, new) in [
            ("", Some("1GB"), "[cache]\ncap = \"1GB\"\n"),
            (
                "[remote] # here\nupload = true\n",
                Some("1GB"),
                "[remote] # here\nupload = true\n\n[cache]\ncap = \"1GB\"\n",
            ),
            (
                "[cache]\n# the limit\ncap = \"1GB\"\n[remote]\nkeys = []\n",
                Some("2.5GiB"),
                "[cache]\n# the limit\ncap = \"2.5GiB\"\n[remote]\nkeys = []\n",
            ),
            (
                "[cache]\n[remote]\nkeys = []\n",
                Some("7MB"),
                "[cache]\ncap = \"7MB\"\n[remote]\nkeys = []\n",
            ),
            ("[cache]\ncap = '1GB'\n", None, ""),
            (
                "[remote]\nkeys = []\n\n[cache]\ncap = '1GB'\n",
                None,
                "[remote]\nkeys = []\n",
            ),
            (
                "[cache]\ncap = '1GB'\n\n[remote]\nkeys = []\n",
                None,
                "[remote]\nkeys = []\n",
            ),
            ("[cache]\n# mine\ncap = '1GB'\n", None, "[cache]\n# mine\n"),
            ("# nothing\n", None, "# nothing\n"),
        ] {
            assert_eq!(set_cap(old.as_bytes(), cap).as_deref(), Ok(new), "{old}");
        }
    }

    #[test]
    fn unusual_files_are_not_edited() {
        let error = set_cap(b"\ncache = { cap = '1GB' }\n", Some("2GB")).unwrap_err();
        assert_eq!(
            (error.line, &*error.to_string()),
            (
                2,
                "cache is not a table of its own lines, so it has to be edited by hand"
            )
        );
        assert!(set_cap(b"[cache]\nlimit = 1\n", Some("2GB")).is_err());
    }
}
