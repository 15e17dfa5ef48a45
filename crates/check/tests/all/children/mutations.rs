//! Packages of the standard library, and tests of type checkers, with a mistake.

use std::fs;
use std::path::Path;

use vamos_testkit::Random;

use super::home;
use super::items::Item;
use super::items::standard;
use super::items::testdata;
use super::sdk::Sdk;

/// Packages with more bytes are not taken: the compiler needs long for them.
const MOST_BYTES: usize = 120_000;

/// Words that stand for others.
const WORDS: [&str; 24] = [
    "int", "string", "byte", "error", "any", "nil", "true", "x", "_", "len", "append", "float64",
    "uint8", "struct{}", "[]int", "func()", "0", "1.5", "\"s\"", "'a'", "iota", "T", "new", "make",
];

/// Operators, which stand for each other.
const OPERATORS: [&str; 22] = [
    "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "&&",
    "||", ":=", "=", "+=", "<-",
];

/// Returns packages of which one file has one to three mistakes.
pub(super) fn of(sdk: &Sdk, seed: u64, count: usize) -> Vec<Item> {
    let size = |item: &Item| -> u64 {
        let sizes = item
            .files
            .iter()
            .map(|file| fs::metadata(file).map_or(0, |file| file.len()));
        sizes.sum()
    };
    let [packages, tests] = [standard(sdk), testdata(sdk)].map(|mut items| {
        items.retain(|item| !item.files.is_empty() && size(item) < MOST_BYTES as u64);
        items
    });
    let mut items = Vec::new();
    for number in 0..count {
        let mut random = Random::new(seed << 32 | number as u64);
        let is_test = random.chance(40);
        let mut item = random
            .pick(if is_test { &tests } else { &packages })
            .clone();
        let at = random.below(item.files.len());
        let source = fs::read_to_string(&item.files[at]).unwrap_or_default();
        let mutated = mutated(&mut random, &source);
        let dir = home().join(format!("mutations-{seed}"));
        let file = dir.join(format!("{number}.go"));
        if fs::read_to_string(&file).ok().as_ref() != Some(&mutated) {
            fs::create_dir_all(&dir).expect("the test's directory is writable");
            // Two processes may do this at a time.
            let temporary = dir.join(format!("{number}-{}", std::process::id()));
            fs::write(&temporary, mutated).expect("the test's directory is writable");
            fs::rename(&temporary, &file).expect("the test's directory is writable");
        }
        item.name = format!("{number} {} {}", item.path, file_name(&item.files[at]));
        item.files[at] = file;
        items.push(item);
    }
    items
}

fn file_name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Returns the tokens of a source, roughly: where words, numbers, operators and brackets are.
fn tokens(source: &str) -> Vec<(usize, usize)> {
    let bytes = source.as_bytes();
    let is_word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80;
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &source[at..];
        let len = match bytes[at] {
            b'/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            b'`' => rest[1..].find('`').map_or(rest.len(), |end| end + 2),
            quote @ (b'"' | b'\'') => literal_len(&bytes[at..], quote),
            byte if is_word(byte) => {
                let len = bytes[at..]
                    .iter()
                    .take_while(|byte| is_word(**byte))
                    .count();
                tokens.push((at, at + len));
                len
            }
            byte if byte.is_ascii_whitespace() => 1,
            _ => {
                let operator = OPERATORS
                    .iter()
                    .filter(|operator| rest.starts_with(**operator));
                let len = operator.map(|operator| operator.len()).max().unwrap_or(1);
                tokens.push((at, at + len));
                len
            }
        };
        at += len;
        while !source.is_char_boundary(at) {
            at += 1;
        }
    }
    tokens
}

fn literal_len(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// Statements that are put into bodies.
const STATEMENTS: [&str; 20] = [
    "var zz int",
    "zz := 1",
    "_ = undefinedThing",
    "return",
    "return nil",
    "return 1, 2",
    "break",
    "continue",
    "type T struct{ t T }",
    "const c = 1 << 64; var _ int = c",
    "for i := range 10 { i.x() }",
    "go func() {}",
    "defer recover()",
    "var _ = []int{0: 1, 0: 2}",
    "switch 1 { case 1: case 1: }",
    "var f func(int) = func(string) {}; f(1, 2)",
    "x, y := 1; _ = x",
    "if 1 {}",
    "_ = struct{ a int }{b: 1}",
    "_ = map[string]int{\"a\": 1, \"a\": 2}",
];

/// Returns a source with mistakes.
fn mutated(random: &mut Random, source: &str) -> String {
    let mut text = source.to_owned();
    for _ in 0..=random.below(3) {
        let tokens = tokens(&text);
        if tokens.len() < 10 {
            break;
        }
        let number = 3 + random.below(tokens.len() - 3);
        let (start, end) = tokens[number];
        let old = &text[start..end];
        let is_keyword = KEYWORDS.contains(&old);
        let is_name = old.starts_with(|c: char| c.is_alphabetic() || c == '_') && !is_keyword;
        let (range, new) = match random.below(20) {
            0 => (start..end, String::new()),
            1 => (start..end, format!("{old} {old}")),
            2 | 3 => match line(&text, start) {
                Some(range) => (range, String::new()),
                None => continue,
            },
            4 | 5 => match text[start..].find("{\n") {
                Some(at) => {
                    let at = start + at + 2;
                    (at..at, format!("{}\n", random.pick(&STATEMENTS)))
                }
                None => continue,
            },
            6 if is_name => (start..end, format!("*{old}")),
            7 if is_name => (start..end, format!("&{old}")),
            8 if is_name => (start..end, format!("{old}()")),
            9 if is_name => (start..end, format!("{old}.x")),
            10 if is_name => (start..end, format!("{old}, {old}")),
            11 if is_name => (start..end, format!("{old}[0]")),
            12 | 13 if is_name => (start..end, (*random.pick::<&str>(&WORDS)).to_owned()),
            _ if OPERATORS.contains(&old) => {
                (start..end, (*random.pick::<&str>(&OPERATORS)).to_owned())
            }
            _ if is_name => {
                // What stands behind a dot is a field or method.
                let is_selected = |at: usize| text[..at].ends_with('.');
                let alike = |&(other, end): &(usize, usize)| {
                    let word = &text[other..end];
                    is_selected(other) == is_selected(start)
                        && word.starts_with(|c: char| c.is_alphabetic())
                        && !KEYWORDS.contains(&word)
                };
                let others: Vec<(usize, usize)> = tokens.iter().copied().filter(alike).collect();
                match others.is_empty() {
                    true => continue,
                    false => {
                        let (other, last) = *random.pick(&others);
                        (start..end, text[other..last].to_owned())
                    }
                }
            }
            _ => continue,
        };
        text.replace_range(range, &new);
    }
    text
}

/// Returns the line of an offset, if its brackets are balanced.
fn line(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let first = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let last = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    let count = |bracket: char| text[first..last].matches(bracket).count();
    let is_balanced = count('(') == count(')') && count('{') == 0 && count('}') == 0;
    is_balanced.then_some(first..last)
}

const KEYWORDS: [&str; 25] = [
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
];
