//! Go files of the SDK, and mutations of them, for tests of parsers.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::Random;
use crate::official_sdk;

/// Directories with files that are wrong on purpose.
pub const WRONG: [&str; 4] = [
    "test",
    "src/internal/types/testdata",
    "src/cmd/compile/internal/syntax/testdata",
    "src/go/parser/testdata",
];

/// What mutations put into a source: every token, and the beginnings of broken ones.
const WORDS: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
    "+",
    "-",
    "*",
    "/",
    "%",
    "&",
    "|",
    "^",
    "<<",
    ">>",
    "&^",
    "+=",
    "&&",
    "||",
    "<-",
    "++",
    "--",
    "==",
    "<",
    ">",
    "=",
    "!",
    "!=",
    "<=",
    ">=",
    ":=",
    "...",
    "(",
    "[",
    "{",
    ",",
    ".",
    ")",
    "]",
    "}",
    ";",
    ":",
    "~",
    "x",
    "_",
    "T",
    "0",
    "1.5",
    "0x_",
    "09",
    "0b12",
    "1e",
    "0x1.p",
    "1_",
    "2i",
    "'a'",
    "'",
    "'\\q'",
    "\"s\"",
    "\"",
    "\"\\xz\"",
    "\"\\U00110000\"",
    "`",
    "`a\r\nb`",
    "//",
    "/*",
    "*/",
    "/*\n*/",
    "\n//line f.go:10\n",
    "/*line :7:9*/",
    "\n//line /a/b.go:3:0\n",
    "\n//line :5\n",
    "#",
    "$",
    "?",
    "@",
    "\\",
    "é",
    "“",
    "\u{feff}",
    "\0",
    "\r",
    "\n",
    "\t",
    "x.(type)",
    "func() {}",
    "<-chan",
    "chan<-",
    "[]int",
    "[P any]",
    "[P *T,]",
    "[N * 2]",
    "*(T)",
    "a, b",
    "(a, b ...int)",
    "struct{}",
    "interface{ ~int | m() }",
    "go func() {",
    "defer (f())",
    "for range x {",
    "if x := T{}; x {",
    "switch x = y.(type) {",
    "L:",
    "import \"p\"\n",
];

/// Returns the files below a directory of the SDK that are Go files, or that its own
/// parsers are tested with; sorted.
pub fn files(dir: &str) -> Vec<PathBuf> {
    let Some(sdk) = official_sdk() else {
        return Vec::new();
    };
    files_below(&sdk.join(dir))
}

/// Returns such files below any directory; sorted.
pub fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(dir, &mut found);
    found.sort();
    found
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() {
            walk(&path, found);
        } else if matches!(extension, Some("go" | "go2" | "src" | "input" | "golden")) {
            found.push(path);
        }
    }
}

/// Reads files.
pub fn read(files: &[PathBuf]) -> Vec<Vec<u8>> {
    files
        .iter()
        .filter_map(|file| fs::read(file).ok())
        .collect()
}

/// Returns a source with a few changes.
pub fn mutation(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut source = random.pick(seeds).clone();
    for _ in 0..=random.below(4) {
        if source.is_empty() {
            break;
        }
        let at = random.below(source.len());
        let token = token(&source, at);
        match random.below(10) {
            0 | 1 => drop(source.drain(token)),
            2 => {
                let again = source[token.clone()].to_vec();
                source.splice(token.start..token.start, again);
            }
            3 | 4 => drop(source.splice(token, random.pick(WORDS).bytes())),
            5 => drop(source.splice(token.start..token.start, random.pick(WORDS).bytes())),
            6 => {
                let place = random.below(source.len());
                let other = self::token(&source, place);
                let other = source[other].to_vec();
                source.splice(token, other);
            }
            7 => source[at] = random.number() as u8,
            8 => drop(source.remove(at)),
            _ if random.chance(20) => source.truncate(at),
            _ => source.insert(at, b'\n'),
        }
    }
    source
}

/// Returns the word at a place, or the one byte there.
fn token(source: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if !is_word(&source[at]) {
        return at..at + 1;
    }
    let start = source[..at].iter().rposition(|byte| !is_word(byte));
    let end = source[at..].iter().position(|byte| !is_word(byte));
    start.map_or(0, |start| start + 1)..end.map_or(source.len(), |len| at + len)
}
