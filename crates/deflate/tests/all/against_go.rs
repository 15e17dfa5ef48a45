//! Compares with the encoder of the official Go, of the generation that it has.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the harness runs the official go in a directory of its own"
)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use vamos_deflate::Generation;
use vamos_deflate::Level;
use vamos_deflate::Plan;
use vamos_deflate::zlib;
use vamos_deflate::zlib_at_level;
use vamos_testkit::Oracle;

use crate::elf;
use crate::inputs::KINDS;
use crate::inputs::LONG;
use crate::inputs::SHORT;
use crate::inputs::input;
use crate::parallel::in_parts;
use crate::parallel::inflated;

/// The bytes that the program writes at once; a number at which windows move early.
pub(crate) const PIECE: usize = 10_099;

/// Go's compressed form of an input, and the time it took.
pub(crate) struct Answer {
    pub(crate) bytes: Vec<u8>,
    pub(crate) time: Duration,
}

/// Compresses `inputs` with Go at `level`.
pub(crate) fn ask(level: i32, inputs: &[Vec<u8>]) -> Option<(Generation, Vec<Answer>)> {
    let program = program()?;
    let mut command = Command::new(program);
    command.env_clear().env("GOMAXPROCS", "1");
    let output = vamos_testkit::ask(&mut command, |mut stdin| {
        for input in inputs {
            let length = u32::try_from(input.len()).unwrap();
            stdin.write_all(&level.to_le_bytes()).unwrap();
            stdin.write_all(&length.to_le_bytes()).unwrap();
            stdin.write_all(input).unwrap();
        }
    });
    let mut rest = &output[..];
    let number = |rest: &mut &[u8]| {
        let (head, tail) = rest.split_first_chunk().unwrap();
        *rest = tail;
        u32::from_le_bytes(*head)
    };
    let mut answers = Vec::new();
    while !rest.is_empty() {
        let time = Duration::from_micros(number(&mut rest).into());
        let length = number(&mut rest) as usize;
        let (bytes, tail) = rest.split_at(length);
        rest = tail;
        let bytes = bytes.to_vec();
        answers.push(Answer { bytes, time });
    }
    assert_eq!(answers.len(), 1 + inputs.len());
    let release = String::from_utf8(answers.remove(0).bytes).unwrap();
    Some((generation(&release), answers))
}

fn generation(release: &str) -> Generation {
    let minor = release.strip_prefix("go1.").unwrap();
    let digits = minor.split(|c: char| !c.is_ascii_digit()).next().unwrap();
    match digits.parse::<u32>().unwrap() {
        ..=26 => Generation::Gen1,
        _ => Generation::Gen2,
    }
}

/// Returns the compiled program, which is also a large input.
pub(crate) fn program() -> Option<&'static Path> {
    static PROGRAM: OnceLock<Option<PathBuf>> = OnceLock::new();
    PROGRAM.get_or_init(build).as_deref()
}

fn build() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deflate_against_go");
    let oracle = Oracle::new(&home, "oracle")?;
    oracle.write("main.go", include_str!("against_go/oracle.go"));
    Some(oracle.build("."))
}

fn check(level: i32, names: &[String], inputs: &[Vec<u8>]) {
    let Some((generation, answers)) = ask(level, inputs) else {
        return;
    };
    for ((name, input), answer) in names.iter().zip(inputs).zip(answers) {
        let ours = match level {
            1 => zlib(generation, input),
            5 => zlib_at_level(generation, Level::Five, input, PIECE),
            _ => zlib_at_level(generation, Level::Six, input, PIECE),
        };
        let same = ours
            .iter()
            .zip(&answer.bytes)
            .take_while(|(a, b)| a == b)
            .count();
        assert!(
            ours == answer.bytes,
            "{generation:?} level {level} {name}: {} bytes, Go makes {}; the first {same} are equal",
            ours.len(),
            answer.bytes.len(),
        );
    }
}

fn check_lengths(level: i32, lengths: &[usize], seeds: u64) {
    let mut names = Vec::new();
    let mut inputs = Vec::new();
    for kind in KINDS {
        for &length in lengths {
            for seed in 0..seeds {
                names.push(format!("{kind:?} {length} {seed}"));
                inputs.push(input(kind, length, seed));
            }
        }
    }
    check(level, &names, &inputs);
}

#[test]
fn short_inputs() {
    check_lengths(1, SHORT, 12);
}

#[test]
fn long_inputs() {
    check_lengths(1, LONG, 2);
}

#[test]
fn very_long_inputs() {
    check_lengths(1, &[3_000_000, 40 * 65_535], 1);
}

#[test]
fn executables() {
    let Some(program) = program() else {
        return;
    };
    let bytes = fs::read(program).unwrap();
    let (names, inputs) = (["program".to_owned()], [bytes]);
    for level in [1, 5, 6] {
        check(level, &names, &inputs);
    }
}

/// Sections that the linker compressed are compressed again.
#[test]
fn sections_of_the_linker() {
    // The program has the format of this machine.
    if std::env::consts::OS != "linux" {
        return;
    }
    let Some((generation, _)) = ask(1, &[]) else {
        return;
    };
    let file = fs::read(program().unwrap()).unwrap();
    let mut count = 0;
    for section in elf::compressed_sections(&file) {
        let data = inflated(section.stream, section.length);
        assert!(
            zlib(generation, &data) == section.stream,
            "{}",
            section.name
        );
        let plan = Plan::with_chunks(generation, data.len(), 2);
        assert!(
            in_parts(&plan, &data).0 == section.stream,
            "{}",
            section.name
        );
        count += 1;
    }
    assert!(count >= 4, "{count} compressed sections");
}

#[test]
fn other_levels() {
    for level in [5, 6] {
        check_lengths(level, SHORT, 4);
        check_lengths(level, LONG, 2);
        check_lengths(level, &[1_500_000], 1);
    }
}
