//! Compression: for any input the bytes of the official Go's compress/zlib, in one piece and
//! in parts.
//!
//! An input is a list of instructions that make the data, so that short inputs make long data
//! with matches at all distances.
//! Counterpart: compress/flate/deflate_test.go (`FuzzWriter` and others).
#![expect(
    clippy::disallowed_methods,
    reason = "the official encoder runs in a directory of its own"
)]

use std::io::Read as _;
use std::io::Write as _;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;
use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_deflate::Generation;
use vamos_deflate::Level;
use vamos_deflate::Plan;
use vamos_deflate::Seams;
use vamos_deflate::join;
use vamos_deflate::zlib;
use vamos_deflate::zlib_at_level;
use vamos_testkit::Oracle;
use vamos_testkit::Random;

use super::Target;

pub(super) const DEFLATE: Target = Target {
    name: "deflate",
    run: deflate,
    seeds,
    words: &["\x01\x02\x00\x00", "\x02\x00\x00\x40", "\x00\x10\x20\x08"],
    brief: 60,
};

/// Number of bytes that the program writes at once.
const PIECE: usize = 10_099;

/// Longer data have nothing new: windows are 32 KiB, blocks 64 KiB.
const MOST: usize = 400_000;

fn seeds() -> Vec<Vec<u8>> {
    let mut random = Random::new(7);
    let mut instructions = |count: usize| {
        let mut seed = Vec::new();
        for _ in 0..4 * count {
            seed.push(random.below(256) as u8);
        }
        seed
    };
    vec![
        Vec::new(),
        instructions(1),
        instructions(30),
        instructions(400),
        // Noise only, copies only, one byte only.
        vec![0; 64],
        [[0, 9, 9, 9], [1, 255, 255, 255]].concat().repeat(40),
        [2, 65, 255, 255].repeat(4),
    ]
}

/// Follows the instructions.
fn expand(program: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    for (number, instruction) in program.as_chunks::<4>().0.iter().enumerate() {
        let [operation, a, b, c] = *instruction;
        let length = usize::from(b) | usize::from(c & 0x3f) << 8;
        match operation % 4 {
            // Noise of a few different bytes.
            0 => {
                let mut random = Random::new(number as u64);
                let bytes = (0..length).map(|_| random.below(usize::from(a) + 1) as u8);
                data.extend(bytes);
            }
            1 => {
                let distance = 1 + (usize::from(b) << 8 | usize::from(c)) % data.len().max(1);
                let from = data.len().saturating_sub(distance);
                for at in from..from + 3 + usize::from(a) {
                    data.extend(data.get(at).copied());
                }
            }
            2 => data.resize(data.len() + length, a),
            _ => data.extend([a, b, c]),
        }
        if data.len() > MOST {
            break;
        }
    }
    data
}

fn deflate(input: &[u8]) {
    let (first, program) = input.split_first().unwrap_or((&0, &[]));
    let data = expand(program);
    let mut encoder = ENCODER.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(encoder) = &mut *encoder else {
        return;
    };
    let generation = encoder.generation;
    let (level, ours) = match first % 3 {
        0 => (1, zlib(generation, &data)),
        1 => (5, zlib_at_level(generation, Level::Five, &data, PIECE)),
        _ => (6, zlib_at_level(generation, Level::Six, &data, PIECE)),
    };
    assert!(
        encoder.encode(level, &data) == ours,
        "level {level}, {} bytes",
        data.len()
    );
    if level == 1 {
        let blocks = 1 + usize::from(first / 3 % 4);
        assert!(in_parts(generation, &data, blocks) == ours, "{blocks}");
    }
}

/// Compresses chunks of `blocks` blocks separately.
fn in_parts(generation: Generation, data: &[u8], blocks: usize) -> Vec<u8> {
    let plan = Plan::with_chunks(generation, data.len(), blocks);
    let mut seams = Seams::new(&plan);
    let chunks = 0..plan.chunks();
    let parts = chunks.map(|index| seams.settle(data, plan.search(data, index)));
    let encoded: Vec<_> = parts.map(|part| part.encode(data)).collect();
    join(&encoded)
}

/// The official encoder, a program that answers until this process ends.
struct Encoder {
    /// The process ends when its input does.
    _child: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
    generation: Generation,
}

static ENCODER: LazyLock<Mutex<Option<Encoder>>> = LazyLock::new(|| Mutex::new(Encoder::start()));

impl Encoder {
    /// Builds and starts it; without an official go the target is skipped.
    fn start() -> Option<Self> {
        let home = tempfile::tempdir().expect("a directory");
        let oracle = Oracle::new(&home.path().join("oracle"), "oracle")?;
        let source = include_str!("../../../deflate/tests/all/against_go/oracle.go");
        oracle.write("main.go", source);
        let mut child = Command::new(oracle.build("."))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut encoder = Self {
            stdin: child.stdin.take().expect("a pipe"),
            stdout: child.stdout.take().expect("a pipe"),
            _child: child,
            generation: Generation::Gen2,
        };
        let release = encoder.answer();
        let release = std::str::from_utf8(&release).expect("a release");
        let minor = release.strip_prefix("go1.").unwrap_or_default();
        let digits = minor.split(|c: char| !c.is_ascii_digit()).next();
        let minor: Option<u32> = digits.and_then(|digits| digits.parse().ok());
        if minor.is_some_and(|minor| minor < 27) {
            encoder.generation = Generation::Gen1;
        }
        Some(encoder)
    }

    fn encode(&mut self, level: i32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("a short input");
        let head = [level.to_le_bytes(), length.to_le_bytes()].concat();
        for part in [&head, data] {
            self.stdin.write_all(part).expect("the program reads");
        }
        self.answer()
    }

    fn answer(&mut self) -> Vec<u8> {
        let mut number = || {
            let mut bytes = [0; 4];
            let read = self.stdout.read_exact(&mut bytes);
            read.expect("the program answers");
            u32::from_le_bytes(bytes)
        };
        let _micros = number();
        let mut answer = vec![0; number() as usize];
        let read = self.stdout.read_exact(&mut answer);
        read.expect("the program answers");
        answer
    }
}
