//! Digests of streams that Go made of generated inputs, so that both generations are
//! tested whichever Go is installed.
//!
//! A line holds the kind, the length and the seed of an input, and the first 16 digits of
//! the SHA-256 of Go 1.26's and of Go 1.27's stream.
//!
//! Counterpart: none.

use vamos_base::Sha256;
use vamos_deflate::Generation;
use vamos_deflate::zlib;

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

fn cases() -> Vec<(String, Vec<u8>)> {
    let mut cases = Vec::new();
    for kind in KINDS {
        let lengths = SHORT.iter().step_by(3).chain(LONG);
        for (&length, seed) in lengths.zip(100..) {
            let name = format!("{kind:?} {length} {seed}");
            cases.push((name, input(kind, length, seed)));
        }
    }
    cases
}

#[test]
fn streams_have_the_digests_of_both_generations() {
    let mut lines = GOLDEN.lines();
    for (name, input) in cases() {
        let [first, second] =
            [Generation::Gen1, Generation::Gen2].map(|g| digest(&zlib(g, &input)));
        assert_eq!(lines.next(), Some(&*format!("{name} {first} {second}")));
    }
    assert_eq!(lines.next(), None);
}

/// The digests of the installed Go's generation are its own, and no port's.
#[test]
fn digests_are_from_go() {
    let (names, inputs): (Vec<String>, Vec<Vec<u8>>) = cases().into_iter().unzip();
    let Some((generation, answers)) = ask(1, &inputs) else {
        return;
    };
    for ((line, name), answer) in GOLDEN.lines().zip(names).zip(answers) {
        let digests = line.strip_prefix(&*name).unwrap();
        let (_, digests) = digests.split_at(1);
        let (first, second) = digests.split_once(' ').unwrap();
        let golden = match generation {
            Generation::Gen1 => first,
            Generation::Gen2 => second,
        };
        assert_eq!(golden, digest(&answer.bytes), "{name}");
    }
}

/// Prints the file. Its digests must then be compared with those of both releases of Go,
/// by running the other tests with each.
#[test]
#[ignore = "makes the file anew"]
fn print_digests() {
    for (name, input) in cases() {
        let [first, second] =
            [Generation::Gen1, Generation::Gen2].map(|g| digest(&zlib(g, &input)));
        println!("golden: {name} {first} {second}");
    }
}
