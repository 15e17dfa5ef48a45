//! Mutations of Go sources, for tests of parsers and of type checkers.
//!
//! [`broken`] changes bytes and tokens: mostly the syntax is wrong then. [`wrong`] changes
//! tokens, lines and statements such that mostly the syntax is right and types are not.
//! Counterpart: none.

use std::ops::Range;

use crate::Random;

/// Text that mutations insert into a source: every token, and the beginnings of broken ones.
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
    &["=", ":=", "+=", "<<=", "&&", "<-"],
    &[
        "len", "cap", "append", "make", "new", "copy", "delete", "min", "clear", "panic", "print",
    ],
    &["var", "const", "type"],
];

/// Statements that are inserted into bodies.
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

/// Returns a source with a few changes of bytes and tokens: mostly its syntax is wrong then.
pub fn broken(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut source = random.pick(seeds).clone();
    for _ in 0..=random.below(4) {
        if source.is_empty() {
            break;
        }
        let at = random.below(source.len());
        let token = token_at(&source, at);
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
                let other = token_at(&source, place);
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
fn token_at(source: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if !is_word(&source[at]) {
        return at..at + 1;
    }
    let start = source[..at].iter().rposition(|byte| !is_word(byte));
    let end = source[at..].iter().position(|byte| !is_word(byte));
    start.map_or(0, |start| start + 1)..end.map_or(source.len(), |len| at + len)
}

/// Returns a source with one to three changes that mostly leave its syntax right.
pub fn wrong(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
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
    let group = GROUPS.iter().find(|group| group.contains(&text.as_str()));
    let is_word = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match random.below(20) {
        0..=5 => match group {
            Some(group) => drop(source.splice(token, random.pick(group).bytes())),
            None if is_word => {
                let other = alike(random, source, tokens, token.start);
                source.splice(token, other);
            }
            None => {}
        },
        6..=9 if is_word => {
            let other = alike(random, source, tokens, token.start);
            source.splice(token, other);
        }
        10 | 11 => {
            let line = line(source, token.start);
            if random.chance(30) || is_balanced(&source[line.clone()]) {
                source.drain(line);
            }
        }
        12 => {
            let line = line(source, token.start);
            let text = source[line.clone()].to_vec();
            source.splice(line.start..line.start, text);
        }
        13 | 14 => {
            let rest = source[token.start..].windows(2);
            if let Some(at) = rest.clone().position(|pair| pair == b"{\n") {
                let at = token.start + at + 2;
                let statement = format!("{}\n", random.pick(&STATEMENTS));
                source.splice(at..at, statement.into_bytes());
            }
        }
        15 | 16 if is_word => {
            let wrapped = match random.below(6) {
                0 => format!("*{text}"),
                1 => format!("&{text}"),
                2 => format!("{text}()"),
                3 => format!("{text}.x"),
                4 => format!("{text}, {text}"),
                _ => format!("{text}[0]"),
            };
            source.splice(token, wrapped.into_bytes());
        }
        17 => {
            let group = random.pick(&GROUPS);
            let word = random.pick(group);
            source.splice(token, word.bytes());
        }
        18 => {
            if random.chance(50) {
                drop(source.drain(token));
            } else {
                drop(source.splice(token.start..token.start, format!("{text} ").into_bytes()));
            }
        }
        _ => {
            let other = source[random.pick(tokens).clone()].to_vec();
            source.splice(token, other);
        }
    }
}

/// Returns another word of the source; a word after a dot is replaced by a word after a dot, which
/// is mostly a field or a method.
fn alike(random: &mut Random, source: &[u8], tokens: &[Range<usize>], start: usize) -> Vec<u8> {
    let is_selected = |at: usize| at > 0 && source[at - 1] == b'.';
    let words: Vec<&Range<usize>> = tokens
        .iter()
        .filter(|token| source[token.start].is_ascii_alphabetic())
        .filter(|token| is_selected(token.start) == is_selected(start))
        .collect();
    if words.is_empty() {
        b"x".to_vec()
    } else {
        source[(*random.pick(&words)).clone()].to_vec()
    }
}

/// Returns the line around a place, with its end.
fn line(source: &[u8], at: usize) -> Range<usize> {
    let start = source[..at].iter().rposition(|byte| *byte == b'\n');
    let end = source[at..].iter().position(|byte| *byte == b'\n');
    start.map_or(0, |start| start + 1)..end.map_or(source.len(), |end| at + end + 1)
}

/// Reports whether a line may be removed without a change of nesting.
fn is_balanced(line: &[u8]) -> bool {
    let count = |bracket: u8| line.iter().filter(|byte| **byte == bracket).count();
    count(b'(') == count(b')') && count(b'{') == 0 && count(b'}') == 0
}

/// Returns words, numbers and operators outside comments and strings.
fn tokens(source: &[u8]) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    while at < source.len() {
        let rest = &source[at..];
        let end = |found: Option<usize>| found.map_or(rest.len(), |found| found + 1);
        let len = if rest.starts_with(b"//") {
            end(rest.iter().position(|byte| *byte == b'\n'))
        } else if rest.starts_with(b"/*") {
            end(rest.windows(2).position(|pair| pair == b"*/")) + 1
        } else if matches!(rest[0], b'"' | b'`' | b'\'') {
            literal_len(rest)
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

/// Returns the length of a literal in quotes.
fn literal_len(rest: &[u8]) -> usize {
    let quote = rest[0];
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += match rest[at] {
            b'\\' if quote != b'`' => 2,
            _ => 1,
        };
    }
    at + 1
}
