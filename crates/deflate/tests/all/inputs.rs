//! Pseudo-random inputs of many kinds.
//!
//! Counterpart: none.

use vamos_testkit::Random;

/// The content of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Zeros,
    Noise,
    /// Words, as in source text.
    Text,
    /// Short records with counters and repeated fields, as in debug information.
    Records,
    /// Bytes whose frequencies are so different that codes reach the longest length.
    Skewed,
    /// Skewed bytes with a few short repetitions.
    Sparse,
    /// Repetitions of one long piece: matches of every length.
    Repeats,
    /// Pieces of all other kinds.
    Mixed,
}

pub(crate) const KINDS: [Kind; 8] = [
    Kind::Zeros,
    Kind::Noise,
    Kind::Text,
    Kind::Records,
    Kind::Skewed,
    Kind::Sparse,
    Kind::Repeats,
    Kind::Mixed,
];

/// Lengths on both sides of every limit for short blocks.
pub(crate) const SHORT: &[usize] = &[
    0, 1, 2, 15, 16, 17, 18, 31, 32, 33, 34, 100, 127, 128, 129, 130, 140, 160, 200, 249, 250, 251,
    300, 400, 600, 1000, 1024, 1025, 1500, 3000, 10_000, 30_000,
];

/// Lengths on both sides of the limits of blocks.
pub(crate) const LONG: &[usize] = &[
    65_534,
    65_535,
    65_536,
    65_535 + 16,
    65_535 + 17,
    65_535 + 33,
    65_535 + 127,
    65_535 + 128,
    2 * 65_535 - 1,
    2 * 65_535,
    2 * 65_535 + 1,
    3 * 65_535 + 300,
    7 * 65_535 + 11,
];

/// Returns the input of this kind, length and seed.
pub(crate) fn input(kind: Kind, length: usize, seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut out = Vec::with_capacity(length + 64);
    fill(kind, length, &mut random, &mut out);
    out.truncate(length);
    out
}

fn byte(random: &mut Random) -> u8 {
    random.number().to_le_bytes()[3]
}

fn fill(kind: Kind, length: usize, random: &mut Random, out: &mut Vec<u8>) {
    let end = out.len() + length;
    match kind {
        Kind::Zeros => out.resize(end, 0),
        Kind::Noise => {
            while out.len() < end {
                out.push(byte(random));
            }
        }
        Kind::Text => text(end, random, out),
        Kind::Records => records(end, random, out),
        Kind::Skewed => {
            while out.len() < end {
                out.push(skewed(random));
            }
        }
        Kind::Sparse => {
            while out.len() < end {
                let start = out.len();
                for _ in 0..1 + random.below(120) {
                    out.push(skewed(random));
                }
                let back = 1 + random.below(out.len().min(40_000));
                let from = out.len() - back;
                for at in from..from + random.below(12).min(out.len() - start) {
                    out.push(out[at]);
                }
            }
        }
        Kind::Repeats => {
            let start = out.len();
            for _ in 0..40 + random.below(300) {
                out.push(byte(random));
            }
            while out.len() < end {
                let from = start + random.below(out.len() - start);
                let most = *random.pick(&[8, 20, 259, 262, 300, 3000]);
                for at in from..from + random.below(most) {
                    out.push(out[at]);
                }
                out.push(byte(random));
            }
        }
        Kind::Mixed => {
            while out.len() < end {
                let kind = *random.pick(&KINDS[..7]);
                let most = *random.pick(&[50, 3000, 70_000]);
                let length = random.below(most).min(end - out.len());
                let at = out.len();
                fill(kind, length, random, out);
                out.truncate(at + length);
            }
        }
    }
}

/// Half of the bytes are 0, a quarter 1, and so on.
fn skewed(random: &mut Random) -> u8 {
    let number = random.number();
    let rank = (number >> 8).trailing_zeros().min(25);
    // Frequencies that fall faster than by half would not need longer codes.
    u8::try_from(rank * 9 % 251).unwrap()
}

fn text(end: usize, random: &mut Random, out: &mut Vec<u8>) {
    const WORDS: &[&str] = &[
        "func ",
        "return ",
        "err ",
        "!= ",
        "nil ",
        "if ",
        "for ",
        "range ",
        "{\n\t",
        "}\n",
        "string",
        "int",
        "(",
        ")",
        ", ",
        ":= ",
        "byte",
        "[]",
        "x",
        "i",
        "len(",
        "\n\t\t",
        "package main\n",
        "import ",
        "\"fmt\"",
        "// comment with several words\n",
    ];
    while out.len() < end {
        if random.below(9) == 0 {
            for _ in 0..1 + random.below(8) {
                out.push(b'a' + u8::try_from(random.below(26)).unwrap());
            }
        } else {
            out.extend_from_slice(random.pick(WORDS).as_bytes());
        }
    }
}

fn records(end: usize, random: &mut Random, out: &mut Vec<u8>) {
    let mut counter = 0_u32;
    while out.len() < end {
        counter += 1 + u32::try_from(random.below(40)).unwrap();
        out.push(*random.pick(&[2, 5, 5, 9, 9, 9, 23]));
        out.extend_from_slice(
            random
                .pick(&["x", "ok", "main.f", "runtime.mallocgc"])
                .as_bytes(),
        );
        out.push(0);
        out.extend_from_slice(&counter.to_le_bytes());
        out.extend_from_slice(&u64::from(counter >> 5 << 7).to_le_bytes());
        if random.below(3) == 0 {
            out.extend_from_slice(&[1, 0x91, byte(random) & 0x7c, 0x7f]);
        }
    }
}
