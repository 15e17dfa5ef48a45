//! Random changes of bytes that preserve some of their meaning.
//!
//! Counterpart: internal/fuzz/mutator.go.

use vamos_testkit::Random;

/// A source of inputs: mutations of seeds, and of mutations that came before.
#[derive(Debug)]
pub struct Mutator {
    random: Random,
    pool: Vec<Vec<u8>>,
    words: &'static [&'static str],
    seeds: usize,
}

/// Number of inputs that are retained for further changes.
const POOL: usize = 256;

/// Longer inputs are cut: an error of a long input occurs with short ones.
const MAX_LEN: usize = 64 << 10;

impl Mutator {
    /// Begins with `seeds`; `words` are fragments of the format.
    pub fn new(seed: u64, seeds: Vec<Vec<u8>>, words: &'static [&'static str]) -> Self {
        Self {
            random: Random::new(seed),
            seeds: seeds.len(),
            pool: seeds,
            words,
        }
    }

    /// Returns the next input.
    pub fn next_input(&mut self) -> Vec<u8> {
        // Half of the inputs are one step from a seed: after many steps little is whole.
        let most = if self.random.chance(50) {
            self.seeds
        } else {
            self.pool.len()
        };
        let from = self.random.below(most.max(1));
        let mut bytes = self.pool.get(from).cloned().unwrap_or_default();
        for _ in 0..=self.random.below(4) {
            self.change(&mut bytes);
        }
        bytes.truncate(MAX_LEN);
        if self.pool.len() < self.seeds + POOL {
            self.pool.push(bytes.clone());
        } else if self.random.below(8) == 0 {
            // Seeds stay.
            let at = self.seeds + self.random.below(POOL);
            self.pool[at].clone_from(&bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.random.below(bytes.len() + 1);
        let end = (at + self.random.below(16)).min(bytes.len());
        match self.random.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.random.below(8),
            1 if at < bytes.len() => {
                const EDGES: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'\n', b' ', b'"'];
                bytes[at] = EDGES[self.random.below(EDGES.len())];
            }
            2 => drop(bytes.drain(at..end)),
            3 => {
                let part = bytes[at..end].to_vec();
                let to = self.random.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            4 | 5 if !self.words.is_empty() => {
                let word = self.words[self.random.below(self.words.len())];
                bytes.splice(at..at, word.bytes());
            }
            6 => {
                // Numbers in binary formats; each is tempting as a length.
                const NUMBERS: [u32; 6] = [0, 1, 0xffff, 0x7fff_ffff, 0xffff_fffe, u32::MAX];
                let number = NUMBERS[self.random.below(NUMBERS.len())].to_le_bytes();
                let end = (at + 4).min(bytes.len());
                bytes.splice(at..end, number);
            }
            7 => bytes.truncate(at),
            _ => {
                let other = self.random.below(self.pool.len());
                let other = self.pool.get(other).cloned().unwrap_or_default();
                let from = self.random.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
}
