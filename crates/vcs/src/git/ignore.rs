//! Git's ignore files.
//!
//! Counterpart: none here; git's dir.c (`last_matching_pattern_from_list`) and
//! wildmatch.c.

/// One pattern of an ignore file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    text: Vec<u8>,
    /// The length of the literal prefix.
    plain: usize,
    is_negative: bool,
    for_directories: bool,
    /// It has no slash and matches the last element of paths.
    is_base_name: bool,
}

/// The patterns of one file, and the directory they apply to, with a slash at its end unless
/// it is the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IgnoreFile {
    base: Vec<u8>,
    patterns: Vec<Pattern>,
}

const SPECIAL: &[u8] = b"*?[\\";

impl IgnoreFile {
    /// Parses a file; `None` if it has unsupported patterns.
    pub(super) fn parse(base: &[u8], text: &[u8]) -> Option<Self> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut patterns = Vec::new();
        for line in text.split(|&byte| byte == b'\n') {
            if line.is_empty() || line[0] == b'#' {
                continue;
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.contains(&0) {
                return None;
            }
            patterns.push(pattern(trim_spaces(line))?);
        }
        Some(Self {
            base: base.to_vec(),
            patterns,
        })
    }

    /// Reports whether the file ignores a path; `None` if no pattern matches.
    fn verdict(&self, path: &[u8], is_dir: bool) -> Option<bool> {
        let name_at = path.iter().rposition(|&byte| byte == b'/');
        let name = &path[name_at.map_or(0, |at| at + 1)..];
        let matching = self.patterns.iter().rev().find(|pattern| {
            if pattern.for_directories && !is_dir {
                return false;
            }
            if pattern.is_base_name {
                pattern.matches_name(name)
            } else {
                path.strip_prefix(&self.base[..])
                    .is_some_and(|below| pattern.matches_path(below))
            }
        });
        matching.map(|pattern| !pattern.is_negative)
    }
}

/// Reports whether a path is ignored. `files` is sorted by increasing precedence.
pub(super) fn is_ignored(files: &[IgnoreFile], path: &[u8], is_dir: bool) -> bool {
    let verdicts = files.iter().rev();
    verdicts
        .filter_map(|file| file.verdict(path, is_dir))
        .next()
        .unwrap_or(false)
}

/// Removes trailing spaces without a backslash.
fn trim_spaces(line: &[u8]) -> &[u8] {
    let mut end = None;
    let mut at = 0;
    while at < line.len() {
        match line[at] {
            b' ' => end = end.or(Some(at)),
            b'\\' => {
                at += 1;
                if at == line.len() {
                    return line;
                }
                end = None;
            }
            _ => end = None,
        }
        at += 1;
    }
    &line[..end.unwrap_or(line.len())]
}

fn pattern(line: &[u8]) -> Option<Pattern> {
    let (is_negative, text) = match line.strip_prefix(b"!") {
        Some(text) => (true, text),
        None => (false, line),
    };
    let (for_directories, text) = match text.strip_suffix(b"/") {
        Some(text) => (true, text),
        None => (false, text),
    };
    let plain = text.iter().position(|byte| SPECIAL.contains(byte));
    let plain = plain.unwrap_or(text.len());
    check_classes(text)?;
    Some(Pattern {
        text: text.to_vec(),
        plain,
        is_negative,
        for_directories,
        is_base_name: !text.contains(&b'/'),
    })
}

/// Rejects all but the simplest character classes, and a backslash at the end.
fn check_classes(text: &[u8]) -> Option<()> {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'\\' => {
                text.get(at + 1)?;
                at += 1;
            }
            b'[' => {
                let length = text[at + 1..].iter().position(|&byte| byte == b']')?;
                let class = &text[at + 1..at + 1 + length];
                let is_simple = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
                if class.is_empty() || !class.iter().all(is_simple) {
                    return None;
                }
                at += length + 1;
            }
            _ => {}
        }
        at += 1;
    }
    Some(())
}

impl Pattern {
    fn matches_name(&self, name: &[u8]) -> bool {
        if self.plain == self.text.len() {
            return self.text == name;
        }
        matches(&self.text, name, false)
    }

    fn matches_path(&self, path: &[u8]) -> bool {
        let (text, plain) = match self.text.strip_prefix(b"/") {
            Some(text) => (text, self.plain.saturating_sub(1)),
            None => (&self.text[..], self.plain),
        };
        // Git compares the plain part first and matches the rest as a separate pattern.
        let (plain, text) = text.split_at(plain);
        let Some(rest) = path.strip_prefix(plain) else {
            return false;
        };
        if text.is_empty() {
            return rest.is_empty();
        }
        matches(text, rest, true)
    }
}

/// Matches a pattern (`wildmatch`); in a path, only `**` crosses slashes.
fn matches(pattern: &[u8], text: &[u8], in_path: bool) -> bool {
    matches_at(pattern, 0, text, in_path)
}

fn matches_at(whole: &[u8], mut at: usize, mut text: &[u8], in_path: bool) -> bool {
    loop {
        let Some(&c) = whole.get(at) else {
            return text.is_empty();
        };
        match c {
            b'*' => return matches_star(whole, at, text, in_path),
            b'?' => {
                if text.first().is_none_or(|&t| in_path && t == b'/') {
                    return false;
                }
            }
            b'[' => {
                let length = whole[at..].iter().position(|&byte| byte == b']');
                let length = length.expect("classes were checked");
                let class = &whole[at + 1..at + length];
                if text.first().is_none_or(|t| !class.contains(t)) {
                    return false;
                }
                at += length;
            }
            _ => {
                let c = if c == b'\\' {
                    at += 1;
                    whole[at]
                } else {
                    c
                };
                if text.first() != Some(&c) {
                    return false;
                }
            }
        }
        at += 1;
        text = &text[1..];
    }
}

fn matches_star(whole: &[u8], at: usize, text: &[u8], in_path: bool) -> bool {
    let stars = whole[at..].iter().take_while(|&&byte| byte == b'*').count();
    let next = at + stars;
    let rest = &whole[next..];
    let is_whole_element = (at == 0 || whole[at - 1] == b'/')
        && (rest.is_empty() || rest[0] == b'/' || rest.starts_with(b"\\/"));
    let crosses = !in_path || stars > 1 && is_whole_element;
    if stars > 1 && in_path && is_whole_element && rest.first() == Some(&b'/') {
        // `**` also matches zero directories.
        if matches_at(whole, next + 1, text, in_path) {
            return true;
        }
    }
    for skip in 0..=text.len() {
        if matches_at(whole, next, &text[skip..], in_path) {
            return true;
        }
        if text.get(skip) == Some(&b'/') && !crosses {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::IgnoreFile;
    use super::is_ignored;

    fn ignored(patterns: &str, path: &str, is_dir: bool) -> bool {
        let file = IgnoreFile::parse(b"", patterns.as_bytes()).unwrap();
        is_ignored(&[file], path.as_bytes(), is_dir)
    }

    #[test]
    fn patterns() {
        for (patterns, path, want) in [
            ("*.o", "a/b.o", true),
            ("*.o\n!b.o", "a/b.o", false),
            ("/a", "b/a", false),
            ("/a", "a", true),
            ("a/b", "x/a/b", false),
            ("**/b", "x/a/b", true),
            ("**/b", "b", true),
            ("a/**", "a/x/y", true),
            ("a/**", "a", false),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/*/b", "a/x/y/b", false),
            ("a*b", "a/b", false),
            ("foo**/bar", "foo/bar", true),
            ("x[ab]c", "xbc", true),
            ("\\#a", "#a", true),
            ("#a", "#a", false),
            ("a ", "a", true),
            ("a\\ ", "a ", true),
            ("?.c", "é.c", false),
        ] {
            assert_eq!(ignored(patterns, path, false), want, "{patterns:?} {path}");
        }
        assert!(ignored("d/", "x/d", true));
        assert!(!ignored("d/", "x/d", false));
        assert_eq!(IgnoreFile::parse(b"", b"[!a]"), None);
    }
}
