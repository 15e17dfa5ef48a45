//! The same errors as the parser of the SDK, for its own files and for mutations of them.
//!
//! Counterpart: go/parser.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;

use vamos_syntax::recognizer::Outcome;
use vamos_syntax::recognizer::Rules;
use vamos_syntax::recognizer::check_deep;
use vamos_testkit::Oracle;
use vamos_testkit::Random;
use vamos_testkit::ask_each;
use vamos_testkit::go_mutations;
use vamos_testkit::go_sources;
use vamos_testkit::go_sources::WRONG;

struct Go {
    program: PathBuf,
    rules: Rules,
}

/// Builds the program that runs the SDK's parser; it and its output are of one release.
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
    let answers = ask_each(program, sources).into_iter();
    answers
        .map(|text| String::from_utf8(text).unwrap())
        .collect()
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
        compare(go, &go_sources::read(part), |i| {
            part[i].display().to_string()
        });
    }
}

#[test]
fn wrong_files_of_the_sdk() {
    let Some(go) = go() else { return };
    deep(|| {
        for dir in WRONG {
            compare_files(go, &go_sources::files(dir));
        }
    });
}

#[test]
#[ignore = "a hundred megabytes"]
fn all_files_of_the_sdk() {
    let Some(go) = go() else { return };
    deep(|| compare_files(go, &go_sources::files("")));
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
    let mut files: Vec<PathBuf> = WRONG
        .iter()
        .flat_map(|dir| go_sources::files(dir))
        .collect();
    files.extend(go_sources::files("src/go"));
    files.extend(go_sources::files("src/strconv"));
    let mut seeds = go_sources::read(&files);
    seeds.retain(|source| (50..12_000).contains(&source.len()));
    let mut random = Random::new(seed);
    let sources: Vec<Vec<u8>> = (0..count)
        .map(|_| go_mutations::broken(&mut random, &seeds))
        .collect();
    println!("seed {seed}");
    deep(|| compare(go, &sources, |i| format!("seed {seed}, input {i}")));
}
