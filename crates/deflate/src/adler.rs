//! The Adler-32 checksum at the end of a zlib stream.
//!
//! The sums are kept in lanes, one for each byte of a row, so that the compiler can
//! use vector instructions; the lanes are added up at the end of each run of rows.
//! Counterpart: hash/adler32/adler32.go

const MODULUS: u64 = 65521;

/// Bytes of a row, and the lanes of each sum.
const LANES: usize = 16;

/// Bytes between two additions of the lanes. A lane's second sum is below
/// 255 * (RUN / LANES)^2 / 2, which fits 32 bits.
const RUN: usize = LANES * 4096;

/// Returns the Adler-32 checksum of `data`.
pub(crate) fn checksum(data: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u64, 0_u64);
    for run in data.chunks(RUN) {
        let rows = run.chunks_exact(LANES);
        let rest = rows.remainder();
        let mut first = [0_u32; LANES];
        let mut second = [0_u32; LANES];
        for row in rows {
            for lane in 0..LANES {
                second[lane] += first[lane];
                first[lane] += u32::from(row[lane]);
            }
        }
        high += low * (run.len() - rest.len()) as u64;
        for (lane, (&a, &b)) in first.iter().zip(&second).enumerate() {
            low += u64::from(a);
            high += LANES as u64 * u64::from(b) + (LANES - lane) as u64 * u64::from(a);
        }
        for &byte in rest {
            low += u64::from(byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    // Both are below 2^16 after the reduction.
    (high << 16 | low) as u32
}

/// Returns the checksum of two texts from theirs; the second has `length` bytes.
pub(crate) fn combine(first: u32, second: u32, length: usize) -> u32 {
    let (low, high) = split(first);
    let (next_low, next_high) = split(second);
    // The second one began with a low sum of 1 instead of `low`.
    let shift = low + MODULUS - 1;
    let length = length as u64 % MODULUS;
    let sum = (shift + next_low) % MODULUS;
    let weighted = (high + next_high + length * (shift % MODULUS)) % MODULUS;
    (weighted << 16 | sum) as u32
}

fn split(sum: u32) -> (u64, u64) {
    (u64::from(sum & 0xffff), u64::from(sum >> 16))
}

#[cfg(test)]
mod tests {
    use super::checksum;
    use super::combine;

    #[test]
    fn known_sums() {
        assert_eq!(checksum(b""), 1);
        assert_eq!(checksum(b"a"), 0x0062_0062);
        assert_eq!(checksum(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn combined_is_whole() {
        let data: Vec<u8> = (0..200_000_u32)
            .map(|i| (i.wrapping_mul(i) >> 3) as u8)
            .collect();
        let whole = checksum(&data);
        for cut in [0, 1, 15, 16, 17, 65535, 65536, 131_071, data.len()] {
            let (a, b) = data.split_at(cut);
            assert_eq!(combine(checksum(a), checksum(b), b.len()), whole, "{cut}");
        }
    }

    #[test]
    fn largest_bytes_do_not_overflow() {
        let data = vec![0xff_u8; 1 << 20];
        let (mut low, mut high) = (1_u32, 0_u32);
        for &byte in &data {
            low = (low + u32::from(byte)) % 65521;
            high = (high + low) % 65521;
        }
        assert_eq!(checksum(&data), high << 16 | low);
    }
}
