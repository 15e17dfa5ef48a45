//! The same errors as the parser of the SDK, for its own files and for mutations of them.
//!
//! Counterpart: go/parser.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::OnceLock;

use vamos_syntax::recognizer::Outcome;
use vamos_syntax::recognizer::Rules;
use vamos_syntax::recognizer::check_deep;
use vamos_testkit::Oracle;
use vamos_testkit::Random;

use crate::corpus;

/// Directories with files that are wrong on purpose.
const WRONG: [&str; 4] = [
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

struct Go {
    program: PathBuf,
    rules: Rules,
}

/// Builds the program that asks the SDK's parser; it and its answers are of one release.
fn go() -> Option<&'static Go> {
    static GO: OnceLock<Option<Go>> = OnceLock::new();
    GO.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recognizer");
        let oracle = Oracle::new(&home, "oracle")?;
        oracle.write("main.go", include_str!("against_go/oracle.go"));
        let program = oracle.build(".");
        let version = ask(&program, &[]).remove(0);
        let is = |release: &str| version.starts_with(release);
        let rules = Rules {
            methods_may_be_generic: !is("go1.25") && !is("go1.26"),
            raw_strings_end_at_quote: !is("go1.25"),
        };
        Some(Go { program, rules })
    })
    .as_ref()
}

/// Returns the version of Go and its answers for the sources.
fn ask(program: &Path, sources: &[Vec<u8>]) -> Vec<String> {
    let output = vamos_testkit::ask(&mut Command::new(program), |mut stdin| {
        for source in sources {
            let size = u32::try_from(source.len()).unwrap();
            stdin.write_all(&size.to_le_bytes()).unwrap();
            stdin.write_all(source).unwrap();
        }
    });
    let mut answers = Vec::new();
    let mut rest = output.as_slice();
    while let Some((size, tail)) = rest.split_first_chunk() {
        let size = usize::try_from(u32::from_le_bytes(*size)).unwrap();
        answers.push(String::from_utf8(tail[..size].to_vec()).unwrap());
        rest = &tail[size..];
    }
    answers
}

/// Returns our answer.
fn ours(source: &[u8], name: &Arc<str>, rules: Rules) -> String {
    let mut text = String::new();
    match check_deep(source, name, rules) {
        Outcome::Valid => text += "0\n",
        Outcome::TooDeep => text += "too deep",
        Outcome::Invalid(errors) => {
            writeln!(text, "{}", errors.count()).unwrap();
            for error in errors.list() {
                writeln!(text, "{error}").unwrap();
            }
            writeln!(text, "{errors}").unwrap();
        }
    }
    text
}

/// Compares all the answers; `label` names a source.
fn compare(go: &Go, sources: &[Vec<u8>], label: impl Fn(usize) -> String) {
    let answers = ask(&go.program, sources);
    assert_eq!(answers.len(), sources.len() + 1);
    let name: Arc<str> = "/d/x.go".into();
    let mut different = 0;
    for (i, (source, answer)) in sources.iter().zip(&answers[1..]).enumerate() {
        let ours = ours(source, &name, go.rules);
        if ours == *answer {
            continue;
        }
        different += 1;
        if different <= 3 {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{different}.go"));
            fs::write(&file, source).unwrap();
            let (label, file) = (label(i), file.display());
            println!("{label} ({file})\n- {answer}+ {ours}");
        }
    }
    assert_eq!(different, 0, "different answers");
}

/// Runs a test on a stack for sources of any depth.
fn deep(test: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(1 << 29);
        let thread = thread.spawn_scoped(scope, test).unwrap();
        if let Err(panic) = thread.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

fn compare_files(go: &Go, files: &[PathBuf]) {
    for part in files.chunks(2000) {
        compare(go, &corpus::read(part), |i| part[i].display().to_string());
    }
}

#[test]
fn wrong_files_of_the_sdk() {
    let Some(go) = go() else { return };
    deep(|| {
        for dir in WRONG {
            compare_files(go, &corpus::files(dir));
        }
    });
}

#[test]
#[ignore = "a hundred megabytes"]
fn all_files_of_the_sdk() {
    let Some(go) = go() else { return };
    deep(|| compare_files(go, &corpus::files("")));
}

#[test]
fn some_mutations() {
    mutations(1, 2000);
}

#[test]
#[ignore = "takes minutes; for releases"]
fn many_mutations() {
    for round in 0..25 {
        mutations(100 + round, 10_000);
    }
}

/// Compares `count` mutations of files, chosen by `seed`.
fn mutations(seed: u64, count: usize) {
    let Some(go) = go() else { return };
    let mut files: Vec<PathBuf> = WRONG.iter().flat_map(|dir| corpus::files(dir)).collect();
    files.extend(corpus::files("src/go"));
    files.extend(corpus::files("src/strconv"));
    let mut seeds = corpus::read(&files);
    seeds.retain(|source| (50..12_000).contains(&source.len()));
    let mut random = Random::new(seed);
    let sources: Vec<Vec<u8>> = (0..count).map(|_| mutation(&mut random, &seeds)).collect();
    println!("seed {seed}");
    deep(|| compare(go, &sources, |i| format!("seed {seed}, input {i}")));
}

/// Returns a source with a few changes.
fn mutation(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
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
            7 => source[at] = u8::try_from(random.below(256)).unwrap(),
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
