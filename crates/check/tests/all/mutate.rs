//! Changes of sources that mostly leave their syntax right.
//!
//! Counterpart: none.

use std::ops::Range;

use vamos_testkit::Random;

/// Words that may stand where others of their line stand.
const GROUPS: [&[&str]; 7] = [
    &[
        "int",
        "string",
        "bool",
        "float64",
        "byte",
        "rune",
        "error",
        "any",
        "uint8",
        "complex128",
        "[]int",
        "*int",
        "func()",
        "map[string]int",
        "chan int",
        "<-chan int",
        "struct{}",
        "[3]int",
        "comparable",
        "uintptr",
        "func(int) string",
        "interface{ m() }",
        "[]byte",
    ],
    &["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&^"],
    &["==", "!=", "<", "<=", ">", ">=", "&&", "||"],
    &[
        "0", "1", "-1", "1.5", "1e100", "'a'", "\"s\"", "nil", "true", "1i", "1<<70", "iota",
    ],
    &["=", ":=", "+=", "<<=", "&&"],
    &[
        "len", "cap", "append", "make", "new", "copy", "delete", "min", "clear", "panic", "print",
    ],
    &["var", "const", "type"],
];

/// Returns a source with one to three changes.
pub(crate) fn mutation(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut source = random.pick(seeds).clone();
    for _ in 0..=random.below(3) {
        let tokens = tokens(&source);
        if tokens.is_empty() {
            break;
        }
        change(random, &mut source, &tokens);
    }
    source
}

fn change(random: &mut Random, source: &mut Vec<u8>, tokens: &[Range<usize>]) {
    let token = random.pick(tokens).clone();
    let text = String::from_utf8_lossy(&source[token.clone()]).into_owned();
    let groups: Vec<_> = GROUPS
        .iter()
        .filter(|group| group.contains(&text.as_str()))
        .collect();
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    match random.below(10) {
        0..=3 if !groups.is_empty() => {
            let word = random.pick(random_group(&groups));
            source.splice(token, word.bytes());
        }
        0..=5 if is_word => {
            // Another word of the file.
            let words: Vec<&Range<usize>> = tokens
                .iter()
                .filter(|token| source[token.start].is_ascii_alphabetic())
                .collect();
            let other = source[(*random.pick(&words)).clone()].to_vec();
            source.splice(token, other);
        }
        6 => {
            let line = line(source, token.start);
            source.drain(line);
        }
        7 => {
            let line = line(source, token.start);
            let text = source[line.clone()].to_vec();
            source.splice(line.start..line.start, text);
        }
        8 => {
            let group = random.pick(&GROUPS);
            let word = random.pick(group);
            source.splice(token, word.bytes());
        }
        _ => {
            let other = source[random.pick(tokens).clone()].to_vec();
            source.splice(token, other);
        }
    }
}

fn random_group<'g>(groups: &[&'g &'static [&'static str]]) -> &'g [&'static str] {
    groups[0]
}

/// Returns the line around a place, with its end.
fn line(source: &[u8], at: usize) -> Range<usize> {
    let start = source[..at].iter().rposition(|byte| *byte == b'\n');
    let end = source[at..].iter().position(|byte| *byte == b'\n');
    start.map_or(0, |start| start + 1)..end.map_or(source.len(), |end| at + end + 1)
}

/// Returns words, numbers and operators, without what is in comments and strings.
fn tokens(source: &[u8]) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    while at < source.len() {
        let rest = &source[at..];
        let end = |found: Option<usize>| found.map_or(rest.len(), |found| found + 1);
        let len = if rest.starts_with(b"//") {
            end(rest.iter().position(|byte| *byte == b'\n'))
        } else if rest.starts_with(b"/*") {
            end(rest.windows(2).position(|pair| pair == b"*/")) + 1
        } else if matches!(rest[0], b'"' | b'`' | b'\'') {
            let quote = rest[0];
            1 + end(rest[1..].iter().position(|byte| *byte == quote))
        } else if is_word(&rest[0]) {
            let len = rest.iter().position(|byte| !is_word(byte));
            let len = len.unwrap_or(rest.len());
            tokens.push(at..at + len);
            len
        } else if rest[0].is_ascii_punctuation() {
            let is_operator = |byte: &u8| b"+-*/%&|^<>=!:".contains(byte);
            let len = rest.iter().position(|byte| !is_operator(byte));
            let len = len.unwrap_or(rest.len()).clamp(1, 3);
            tokens.push(at..at + len);
            len
        } else {
            1
        };
        at += len;
    }
    tokens
}
