//! Digests of streams that Go made of generated inputs, so that both generations are
//! tested whichever Go is installed.
//!
//! A line holds the level, and the kind, the length and the seed of an input, and the first 16 digits of
//! the SHA-256 of Go 1.26's and of Go 1.27's stream.
//!
//! Counterpart: none.

use vamos_base::Sha256;
use vamos_deflate::Generation;
use vamos_deflate::Level;
use vamos_deflate::zlib_at_level;

use crate::against_go::PIECE;
use crate::against_go::ask;
use crate::inputs::KINDS;
use crate::inputs::LONG;
use crate::inputs::SHORT;
use crate::inputs::input;

const GOLDEN: &str = include_str!("golden.txt");

fn digest(bytes: &[u8]) -> String {
    let mut sha = Sha256::new();
    sha.update(bytes);
    let mut hex = sha.finish().hex();
    hex.truncate(16);
    hex
}

/// An input, and the level at which it is compressed.
struct Case {
    name: String,
    level: Level,
    input: Vec<u8>,
}

impl Case {
    fn digest(&self, generation: Generation) -> String {
        digest(&zlib_at_level(generation, self.level, &self.input, PIECE))
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (level, short, long) in [
        (Level::One, 3, LONG),
        (Level::Five, 8, &LONG[9..]),
        (Level::Six, 8, &LONG[9..]),
    ] {
        for kind in KINDS {
            let lengths = SHORT.iter().step_by(short).chain(long);
            for (&length, seed) in lengths.zip(100..) {
                let name = format!("{level:?} {kind:?} {length} {seed}");
                let input = input(kind, length, seed);
                cases.push(Case { name, level, input });
            }
        }
    }
    cases
}

#[test]
fn streams_have_the_digests_of_both_generations() {
    let mut lines = GOLDEN.lines();
    for case in cases() {
        let [first, second] = [Generation::Gen1, Generation::Gen2].map(|g| case.digest(g));
        let name = case.name;
        assert_eq!(lines.next(), Some(&*format!("{name} {first} {second}")));
    }
    assert_eq!(lines.next(), None);
}

/// The digests of the installed Go's generation are its own, and no port's.
#[test]
fn digests_are_from_go() {
    let cases = cases();
    let mut lines = GOLDEN.lines();
    for (level, number) in [(Level::One, 1), (Level::Five, 5), (Level::Six, 6)] {
        let cases = cases.iter().filter(|case| case.level == level);
        let (names, inputs): (Vec<_>, Vec<_>) = cases
            .map(|case| (case.name.clone(), case.input.clone()))
            .unzip();
        let Some((generation, answers)) = ask(number, &inputs) else {
            return;
        };
        for (name, answer) in names.iter().zip(answers) {
            let digests = lines.next().unwrap().strip_prefix(&**name).unwrap();
            let (_, digests) = digests.split_at(1);
            let (first, second) = digests.split_once(' ').unwrap();
            let golden = match generation {
                Generation::Gen1 => first,
                Generation::Gen2 => second,
            };
            assert_eq!(golden, digest(&answer.bytes), "{name}");
        }
    }
}

/// Prints the file. The new digests must then be compared with both releases of Go, by running the
/// other tests with each.
#[test]
#[ignore = "makes the file anew"]
fn print_digests() {
    for case in cases() {
        let [first, second] = [Generation::Gen1, Generation::Gen2].map(|g| case.digest(g));
        println!("golden: {} {first} {second}", case.name);
    }
}
