//! Test output converted here and by the official Go, of the release that it has.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the harness runs the official go in a directory of its own"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_release::Release;
use vamos_testing::test2json::Converter;
use vamos_testing::test2json::Options;
use vamos_testkit::Oracle;
use vamos_testkit::Random;
use vamos_testkit::official_sdk;

/// Number of random outputs to compare.
const RANDOM: u64 = 2_000;

/// Fragments of random outputs.
const FRAGMENTS: &[&str] = &[
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\x16",
    "\x16",
    "    ",
    "    ",
    " ",
    "\t",
    "=== RUN   ",
    "=== PAUSE ",
    "=== CONT  ",
    "=== NAME  ",
    "=== NAME",
    "=== PASS  ",
    "=== FAIL  ",
    "=== SKIP  ",
    "=== ATTR  ",
    "=== ARTIFACTS ",
    "=== run ",
    "--- PASS: ",
    "--- FAIL: ",
    "--- SKIP: ",
    "--- BENCH: ",
    "PASS",
    "FAIL",
    "FAIL\t",
    "ok  \tp\t0.1s",
    "TestA",
    "TestA/b",
    "TestÄ/c d",
    " (0.00s)",
    " (12.5s)",
    " (0x1p-30s)",
    " (1e400s)",
    " (NaNs)",
    " (Infs)",
    " (-infs)",
    " (1e-9s)",
    "(s)",
    "key value",
    "BenchmarkX",
    "BenchmarkX-8 \t",
    "Benchmarkx\t",
    "Benchmarkª\t",
    "100\t 1 ns/op",
    "?   \tp",
    "\t[no test files]",
    "é",
    "€",
    "😀",
    "\u{2028}",
    "\u{85}",
    "\u{a0}",
    "<&>",
    "\"\\",
    "\0",
    "\x7f",
    "\x0f",
    "\x0e",
    "\x1b",
    "\x0f\x0e",
    "\x0e\n",
    "file_test.go:12: wrong",
];

/// Output of a test, in the pieces of its reads, and its result.
struct Case {
    pieces: Vec<Vec<u8>>,
    exit: u8,
}

/// The exit that is not reported to the converter.
const NO_EXIT: u8 = 0;
/// A failure; 1 is success.
const FAILURE: u8 = 2;

#[test]
fn as_the_official_converter() {
    let Some(sdk) = official_sdk() else {
        return;
    };
    let mut cases = recorded(&sdk);
    assert!(cases.len() > 30, "the SDK's cases are missing");
    cases.extend((0..RANDOM).map(|seed| random(&mut Random::new(seed))));
    let Some((release, answers)) = ask(&sdk, &cases) else {
        return;
    };
    for (case, official) in cases.iter().zip(answers) {
        let ours = convert(release, case);
        let (ours, official) = (events(&ours), events(&official));
        assert_eq!(ours, official, "{:?}", show(case));
    }
}

fn show(case: &Case) -> Vec<String> {
    let show = |piece: &Vec<u8>| piece.escape_ascii().to_string();
    case.pieces.iter().map(show).collect()
}

/// Splits a stream of events.
fn events(stream: &[u8]) -> Vec<String> {
    let text = String::from_utf8(stream.to_vec()).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Returns the SDK's own cases: each whole, and in small pieces.
fn recorded(sdk: &Path) -> Vec<Case> {
    let mut outputs = BTreeMap::new();
    for entry in fs::read_dir(sdk.join("src/cmd/internal/test2json/testdata")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "test")
        {
            outputs.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    let mut cases = Vec::new();
    for output in outputs.into_values() {
        for size in [7, 1000, output.len().max(1)] {
            cases.push(Case {
                pieces: output.chunks(size).map(<[u8]>::to_vec).collect(),
                exit: u8::try_from(size % 3).unwrap(),
            });
        }
    }
    cases
}

/// Returns a random output in random pieces; few are longer than the converter's buffers.
fn random(random: &mut Random) -> Case {
    let mut output = Vec::new();
    let length = if random.chance(5) { 2000 } else { 30 };
    for _ in 0..=random.below(length) {
        match random.below(40) {
            0 => output.push(u8::try_from(random.below(256)).unwrap()),
            1 => output.extend(vec![b'x'; random.below(5000)]),
            2 => output.extend("é".repeat(random.below(700)).into_bytes()),
            _ => output.extend_from_slice(random.pick(FRAGMENTS).as_bytes()),
        }
    }
    let mut pieces = Vec::new();
    // Unfinished lines are examined again with each piece.
    let least = output.len() / 100;
    let most = least + *random.pick(&[1, 10, 200, 100_000]);
    while !output.is_empty() {
        let length = output.len().min(1 + random.below(most));
        pieces.push(output.drain(..length).collect());
    }
    let exit = u8::try_from(random.below(3)).unwrap();
    Case { pieces, exit }
}

fn convert(release: Release, case: &Case) -> Vec<u8> {
    let mut stream = Vec::new();
    let sink = |event: &[u8]| {
        assert!(event.ends_with(b"\n"));
        stream.extend_from_slice(event);
    };
    let options = Options {
        release,
        zone: None,
    };
    let mut converter = Converter::new(sink, "p", &options);
    for piece in &case.pieces {
        converter.write(piece);
    }
    if case.exit == FAILURE {
        converter.set_failed_build("q [p.test]");
    }
    if case.exit != NO_EXIT {
        converter.exited(case.exit != FAILURE);
    }
    converter.close();
    stream
}

/// Converts all cases with Go; returns its release and output.
fn ask(sdk: &Path, cases: &[Case]) -> Option<(Release, Vec<Vec<u8>>)> {
    let program = build(sdk)?;
    let output = vamos_testkit::ask(&mut Command::new(program), |mut stdin| {
        for case in cases {
            let mut question = vec![case.exit];
            append_number(&mut question, case.pieces.len());
            for piece in &case.pieces {
                append_number(&mut question, piece.len());
                question.extend_from_slice(piece);
            }
            stdin.write_all(&question).unwrap();
        }
    });
    let mut answers = Vec::new();
    let mut rest = &output[..];
    while let Some((length, after)) = rest.split_first_chunk() {
        let (answer, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        answers.push(answer.to_vec());
        rest = after;
    }
    assert_eq!(answers.len(), 1 + cases.len());
    let version = String::from_utf8(answers.remove(0)).unwrap();
    let minor = version.split('.').nth(1).unwrap().parse().unwrap();
    Some((Release::nearest(minor), answers))
}

fn append_number(question: &mut Vec<u8>, number: usize) {
    question.extend_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
}

fn build(sdk: &Path) -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("testing_converter");
    let oracle = Oracle::new(&home, "oracle")?;
    oracle.write("main.go", include_str!("converter/oracle.go"));
    oracle.copy(&sdk.join("src/cmd/internal/test2json"), "test2json");
    Some(oracle.build("."))
}
