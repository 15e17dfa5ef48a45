//! The same trees, directives and errors as the parser of the SDK's compiler, for the SDK's
//! own files and for mutations of them.
//!
//! Counterpart: cmd/compile/internal/syntax.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::OnceLock;

use vamos_ast::parse_deep;
use vamos_testkit::Oracle;
use vamos_testkit::Random;
use vamos_testkit::ask_each;
use vamos_testkit::go_mutations;
use vamos_testkit::go_sources;
use vamos_testkit::go_sources::WRONG;
use vamos_testkit::official_sdk;

use crate::dump::dump;

/// Builds the program that has the SDK's parser in it.
fn oracle() -> Option<&'static PathBuf> {
    static ORACLE: OnceLock<Option<PathBuf>> = OnceLock::new();
    ORACLE
        .get_or_init(|| {
            let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ast");
            let oracle = Oracle::new(&home, "oracle")?;
            oracle.write("main.go", include_str!("against_go/oracle.go"));
            let parser = official_sdk()?.join("src/cmd/compile/internal/syntax");
            oracle.copy(&parser, "syntax");
            Some(oracle.build("."))
        })
        .as_ref()
}

/// Compares all answers; `label` names a source.
fn compare(program: &Path, sources: &[Vec<u8>], label: impl Fn(usize) -> String) {
    let answers = ask_each(program, sources);
    assert_eq!(answers.len(), sources.len());
    let mut different = 0;
    for (at, (source, answer)) in sources.iter().zip(&answers).enumerate() {
        let ours = dump(&parse_deep("x.go", source), source);
        if ours == *answer {
            continue;
        }
        different += 1;
        if different <= 3 {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ast-{different}.go"));
            fs::write(&file, source).unwrap();
            println!("{} ({})", label(at), file.display());
            let [ours, theirs] = [&ours, answer].map(|text| String::from_utf8_lossy(text));
            let mut pairs = ours.lines().zip(theirs.lines()).enumerate();
            if let Some((line, (ours, theirs))) = pairs.find(|(_, (a, b))| a != b) {
                println!("line {line}\n- {theirs}\n+ {ours}");
            } else {
                println!(
                    "- {} lines\n+ {} lines",
                    theirs.lines().count(),
                    ours.lines().count()
                );
            }
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

fn compare_files(dirs: &[&str]) {
    let Some(program) = oracle() else { return };
    let files: Vec<PathBuf> = dirs.iter().flat_map(|dir| go_sources::files(dir)).collect();
    deep(|| {
        for part in files.chunks(300) {
            let mut sources = go_sources::read(part);
            for source in &mut sources {
                // After a border of its buffer the compiler has another message for NUL.
                if source.iter().skip(1000).any(|byte| *byte == 0) {
                    source.clear();
                }
            }
            compare(program, &sources, |at| part[at].display().to_string());
        }
    });
}

#[test]
fn wrong_files_of_the_sdk() {
    compare_files(&WRONG);
}

#[test]
fn some_files_of_the_sdk() {
    compare_files(&["src/go/types", "src/slices"]);
}

#[test]
#[ignore = "a hundred megabytes"]
fn all_files_of_the_sdk() {
    compare_files(&[""]);
}

#[test]
fn some_mutations() {
    mutations(1, 300);
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
    let Some(program) = oracle() else { return };
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
    deep(|| compare(program, &sources, |at| format!("seed {seed}, input {at}")));
}
