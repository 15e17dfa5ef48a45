//! A fast scanner for a dependency's go.mod in the common form.
//!
//! Reading a module graph means reading hundreds of go.mod files for their requirements alone. This
//! scanner finds them without building a tree, and falls back to the full parser for anything
//! unusual: quotes, unusual characters, retractions, deprecations, versions that are not canonical,
//! any possible error. Its result never differs from the full parser's.
//! Counterpart: none; the result equals `modfile.ParseLax`.

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::is_go_version;

/// The result of a scan.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan<'a> {
    /// The module path; may be empty.
    pub(super) module: &'a str,
    /// The go version; may be empty.
    pub(super) go: &'a str,
    /// The requirements.
    pub(super) require: Vec<ModuleVersion>,
}

/// The kind of lines in the open block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// No block is open.
    None,
    /// Requirements.
    Require,
    /// Ignored in a dependency.
    Other,
}

/// Scans a go.mod; `None` if the full parser is needed.
pub(super) fn scan(text: &[u8]) -> Option<Scan<'_>> {
    let mut found = Scan::default();
    let mut block = Block::None;
    for line in text.split(|&c| c == b'\n') {
        let mut words = plain_words(line)?;
        let Some(first) = words.next() else {
            continue;
        };
        match (block, first) {
            (Block::Require | Block::Other, ")") => {
                block = Block::None;
                if words.next().is_some() {
                    return None;
                }
            }
            (Block::Require, path) => found.require.push(requirement(path, words)?),
            (Block::Other, _) => {}
            (Block::None, verb) => block = directive(&mut found, verb, words)?,
        }
    }
    // An open block is an error.
    (block == Block::None).then_some(found)
}

/// Handles a directive at top level; returns the block that it opens, if any.
fn directive<'a>(
    found: &mut Scan<'a>,
    verb: &'a str,
    mut words: impl Iterator<Item = &'a str>,
) -> Option<Block> {
    let first = words.next();
    if first == Some("(") {
        if words.next().is_some() {
            return None;
        }
        return match verb {
            "require" => Some(Block::Require),
            "exclude" | "replace" | "tool" | "godebug" => Some(Block::Other),
            _ => None,
        };
    }
    match verb {
        "require" => found.require.push(requirement(first?, words)?),
        "module" | "go" => {
            let value = first?;
            let place = if verb == "go" {
                &mut found.go
            } else {
                &mut found.module
            };
            if !place.is_empty()
                || words.next().is_some()
                || (verb == "go" && !is_go_version(value))
            {
                return None;
            }
            *place = value;
        }
        "exclude" | "replace" | "tool" | "godebug" | "toolchain" => {
            // A parenthesis after other words may still open a block.
            if first.into_iter().chain(words).any(|word| word == "(") {
                return None;
            }
        }
        _ => return None,
    }
    Some(Block::None)
}

fn requirement<'a>(path: &str, mut words: impl Iterator<Item = &'a str>) -> Option<ModuleVersion> {
    let version = words.next()?;
    if words.next().is_some() || !module::is_canonical_version(version) {
        return None;
    }
    let (_, major) = module::split_path_version(path)?;
    module::match_path_major(version, major).then(|| ModuleVersion::new(path, version))
}

/// Returns the words of a line before its comment; `None` if there is anything but plain words, or
/// if the comment might be a deprecation.
fn plain_words(line: &[u8]) -> Option<impl Iterator<Item = &str>> {
    let mut end = line.len();
    for (i, &c) in line.iter().enumerate() {
        match c {
            b'/' if line.get(i + 1) == Some(&b'/') => {
                end = i;
                break;
            }
            b'/' if line.get(i + 1) == Some(&b'*') => return None,
            b'"' | b'`' | b'\'' | b'[' | b']' | b'{' | b'}' | b',' => return None,
            // A parenthesis must be at the end of its line (see above), or its only word.
            b'(' | b')' => {
                let before = i == 0 || matches!(line[i - 1], b' ' | b'\t');
                let rest = &line[i + 1..];
                let after = rest.starts_with(b"//")
                    || rest
                        .first()
                        .is_none_or(|c| matches!(c, b' ' | b'\t' | b'\r'));
                if !before || !after {
                    return None;
                }
            }
            b' '..=b'~' | b'\t' | b'\r' => {}
            _ => return None,
        }
    }
    let (words, comment) = line.split_at(end);
    if comment.windows(11).any(|w| w == b"Deprecated:") {
        return None;
    }
    let words = std::str::from_utf8(words).ok()?;
    Some(
        words
            .split([' ', '\t', '\r'])
            .filter(|word| !word.is_empty()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_and_not() {
        let text = b"// c\nmodule x.y/z // d\n\ngo 1.21\r\ntoolchain go1.22\n\nrequire x.y/a v1.0.0 // indirect\n\nrequire (\n\tx.y/b v1.0.0\n\t// e\n\n\tx.y/c/v2 v2.0.0//f\n) // g\nreplace (\n\tx => ../y\n)\nexclude x.y/q v1.0.0\n";
        let found = scan(text).unwrap();
        assert_eq!((found.module, found.go), ("x.y/z", "1.21"));
        let list: Vec<String> = found.require.iter().map(ToString::to_string).collect();
        assert_eq!(list, ["x.y/a@v1.0.0", "x.y/b@v1.0.0", "x.y/c/v2@v2.0.0"]);
        for odd in [
            "module \"x\"",
            "module x // Deprecated: y",
            "module a\nmodule b",
            "go 1.21.x",
            "require x v1",
            "require x/v2 v1.0.0",
            "require (\n",
            "require (x v1.0.0\n)",
            "require x v1.0.0 (",
            "retract v1.0.0",
            "ignore x",
            "module (\n\tx\n)",
            "module x\u{e9}",
            "/* x */",
            "module x/*y",
            "require (\n) x",
            ")",
            "require\n",
            "what\n",
            "require (\n\tx v1.0.0 )\n)",
            "go",
            "require () x",
            "tool x (\nrequire a v1.0.0",
            "require (/x v1.0.0",
        ] {
            assert_eq!(scan(odd.as_bytes()), None, "{odd}");
        }
    }
}
