//! Changes bytes at random, in ways that keep some of what they mean.
//!
//! Counterpart: internal/fuzz/mutator.go.

/// A source of inputs: mutations of seeds, and of mutations that came before.
#[derive(Debug)]
pub struct Mutator {
    state: u64,
    pool: Vec<Vec<u8>>,
    words: &'static [&'static str],
    seeds: usize,
}

/// How many inputs are kept to be changed further.
const POOL: usize = 256;

/// Longer inputs are cut: what is wrong with them is wrong with short ones.
const MAX_LEN: usize = 64 << 10;

impl Mutator {
    /// Begins with `seeds`; `words` are what the format is made of.
    pub fn new(seed: u64, seeds: Vec<Vec<u8>>, words: &'static [&'static str]) -> Self {
        Self {
            // A generator of this kind never leaves zero.
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            seeds: seeds.len(),
            pool: seeds,
            words,
        }
    }

    /// Returns a number below `limit` (xorshift64*).
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let mixed = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(mixed).unwrap_or(0) % limit.max(1)
    }

    /// Returns the next input.
    pub fn next_input(&mut self) -> Vec<u8> {
        let from = self.below(self.pool.len());
        let mut bytes = self.pool.get(from).cloned().unwrap_or_default();
        for _ in 0..=self.below(4) {
            self.change(&mut bytes);
        }
        bytes.truncate(MAX_LEN);
        if self.pool.len() < self.seeds + POOL {
            self.pool.push(bytes.clone());
        } else if self.below(8) == 0 {
            // Seeds stay.
            let at = self.seeds + self.below(POOL);
            self.pool[at].clone_from(&bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(16)).min(bytes.len());
        match self.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => {
                const EDGES: [u8; 8] = [0, 1, 0x7f, 0x80, 0xff, b'\n', b' ', b'"'];
                bytes[at] = EDGES[self.below(EDGES.len())];
            }
            2 => drop(bytes.drain(at..end)),
            3 => {
                let part = bytes[at..end].to_vec();
                let to = self.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            4 | 5 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())];
                bytes.splice(at..at, word.bytes());
            }
            6 => {
                // Numbers in binary formats; each is tempting as a length.
                const NUMBERS: [u32; 6] = [0, 1, 0xffff, 0x7fff_ffff, 0xffff_fffe, u32::MAX];
                let number = NUMBERS[self.below(NUMBERS.len())].to_le_bytes();
                let end = (at + 4).min(bytes.len());
                bytes.splice(at..end, number);
            }
            7 => bytes.truncate(at),
            _ => {
                let other = self.below(self.pool.len());
                let other = self.pool.get(other).cloned().unwrap_or_default();
                let from = self.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
}
