//! The Adler-32 checksum at the end of a zlib stream.
//!
//! The sums are held in lanes, one for each byte of a row, so that the compiler can use vector
//! instructions; the lanes are added up before they overflow.
//! Counterpart: hash/adler32/adler32.go

const MODULUS: u64 = 65521;

/// Bytes of a row, and the lanes of each sum.
const LANES: usize = 16;

/// Rows whose sums fit 16 bits: 255 * 22 * 21 / 2 for the second one.
const ROWS: usize = 22;

/// Bytes between two reductions.
const RUN: usize = LANES * ROWS * 64;

/// Returns the Adler-32 checksum of `data`.
pub(crate) fn checksum(data: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u64, 0_u64);
    for run in data.chunks(RUN) {
        for block in run.chunks(LANES * ROWS) {
            let (rows, rest) = block.as_chunks::<LANES>();
            let (sum, weighted) = add_rows(rows);
            high += low * (LANES * rows.len()) as u64 + weighted;
            low += sum;
            for &byte in rest {
                low += u64::from(byte);
                high += low;
            }
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    // Both are below 2^16 after the reduction.
    (high << 16 | low) as u32
}

/// Returns the sum of the bytes of at most [`ROWS`] rows, and the sum of all sums up to
/// each byte.
#[inline(always)]
fn add_rows(rows: &[[u8; LANES]]) -> (u64, u64) {
    let mut first = [0_u16; LANES];
    let mut second = [0_u16; LANES];
    for row in rows {
        for lane in 0..LANES {
            second[lane] += first[lane];
            first[lane] += u16::from(row[lane]);
        }
    }
    // A byte counts as often as bytes follow it in the rows, and once more.
    let (mut sum, mut weighted) = (0_u32, 0_u32);
    for lane in 0..LANES {
        let (a, b) = (u32::from(first[lane]), u32::from(second[lane]));
        sum += a;
        weighted += LANES as u32 * b + (LANES - lane) as u32 * a;
    }
    (sum.into(), weighted.into())
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
