//! Checksums against torn and flipped bytes.
//!
//! Only vamos writes these files, and a run that has little to do reads some megabytes of them, so that
//! speed counts.
//! Counterpart: none.

/// The length of a checksum.
pub(crate) const SUM: usize = 8;

/// Returns the stored checksum of bytes.
pub(crate) fn sum(bytes: &[u8]) -> [u8; SUM] {
    checksum(bytes).to_le_bytes()
}

/// A checksum against torn and flipped bytes, at the speed of memory: four sums side by
/// side, each word multiplied into its own.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    const PRIMES: [u64; 4] = [
        0x9e37_79b1_85eb_ca87,
        0xc2b2_ae3d_27d4_eb4f,
        0x1656_67b1_9e37_79f9,
        0x85eb_ca77_c2b2_ae63,
    ];
    let mut sums = PRIMES;
    let mut blocks = bytes.chunks_exact(32);
    let word = |bytes: &[u8]| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    for block in &mut blocks {
        for (lane, sum) in sums.iter_mut().enumerate() {
            let mixed =
                sum.wrapping_add(word(&block[lane * 8..lane * 8 + 8]).wrapping_mul(PRIMES[1]));
            *sum = mixed.rotate_left(31).wrapping_mul(PRIMES[0]);
        }
    }
    for (lane, rest) in blocks.remainder().chunks(8).enumerate() {
        let mixed = sums[lane].wrapping_add(word(rest).wrapping_mul(PRIMES[1]));
        sums[lane] = mixed.rotate_left(31).wrapping_mul(PRIMES[0]);
    }
    let mut hash = bytes.len() as u64;
    for sum in sums {
        hash = (hash ^ sum).rotate_left(27).wrapping_mul(PRIMES[2]);
        hash ^= hash >> 29;
    }
    hash
}
