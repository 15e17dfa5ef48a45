//! Classes and encodings of constants.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go (`isaddcon` to `bitconEncode`, `movcon`,
//! `conclass`, `con64class`, `splitImm24uScaled`, `chipfloat7`).

use super::classes as c;

/// True for 12 bits, or 24 of which the low 12 are zero.
pub(super) fn is_add_constant(value: i64) -> bool {
    let high = match value & 0xfff {
        0 => value >> 12,
        _ => value,
    };
    value >= 0 && high <= 0xfff
}

/// True for 24 bits.
pub(super) fn is_long_add_constant(value: i64) -> bool {
    (0..=0xff_ffff).contains(&value)
}

/// True for an immediate of logical instructions: a repeated pattern of rotated ones.
pub(super) fn is_bit_constant(value: u64) -> bool {
    if value == u64::MAX || value == 0 {
        return false;
    }
    let unit = match period(value) {
        64 => value,
        32 => i64::from(value as i32).cast_unsigned(),
        16 => i64::from(value as i16).cast_unsigned(),
        8 => i64::from(value as i8).cast_unsigned(),
        _ => return true,
    };
    is_run_of_ones(unit) || is_run_of_ones(!unit)
}

/// Returns the number of bits after which the value repeats.
fn period(value: u64) -> u32 {
    let periods = [32, 16, 8, 4, 2];
    let mut found = 64;
    for bits in periods {
        if value != value.rotate_right(bits) {
            break;
        }
        found = bits;
    }
    found
}

/// True for a sequence of ones between zeros.
fn is_run_of_ones(value: u64) -> bool {
    let lowest = value & value.wrapping_neg();
    let sum = lowest.wrapping_add(value);
    sum.wrapping_sub(1) & sum == 0
}

/// Returns the fields N, R and S of a constant that [`is_bit_constant`] accepts.
pub(super) fn encode_bits(value: u64, mode: u32) -> u32 {
    let mut x = value;
    if mode == 32 {
        x &= 0xffff_ffff;
        x |= x << 32;
    }
    let period = period(x);
    let shift = 64 - period;
    x = ((x << shift).cast_signed() >> shift).cast_unsigned();
    let is_negative = x.cast_signed() < 0;
    if is_negative {
        x = !x;
    }
    let lowest = x & x.wrapping_neg();
    let mut start = lowest.checked_ilog2().unwrap_or(0);
    let end = x.wrapping_add(lowest).checked_ilog2().unwrap_or(0);
    let mut count = end.wrapping_sub(start);
    if is_negative {
        start = end;
        count = period.wrapping_sub(count);
    }
    let n = u32::from(mode == 64 && period == 64);
    let r = period.wrapping_sub(start) & (period - 1) & (mode - 1);
    let s = count.wrapping_sub(1) | 63 & !((period << 1).wrapping_sub(1));
    n << 22 | r << 16 | s << 10
}

/// Returns the place of the 16 bits that hold all of a value.
pub(super) fn move_shift(value: i64) -> Option<u32> {
    let value = value.cast_unsigned();
    [0, 16, 32, 48]
        .into_iter()
        .find(|shift| value & !(0xffff << shift) == 0)
}

/// Returns the class of a constant in an instruction of 32 or 64 bits.
pub(super) fn class(value: i64, mode: u32) -> u8 {
    let mut bits = value.cast_unsigned();
    let mut inverted = !value;
    if mode == 32 {
        bits |= bits << 32;
        inverted = i64::from(inverted as u32);
    }
    let is_bits = is_bit_constant(bits);
    let is_move = move_shift(value).is_some() || move_shift(inverted).is_some();
    if value == 0 {
        return c::C_ZCON;
    }
    if is_add_constant(value) {
        return match (value <= 0xfff, is_bits) {
            (true, true) => c::C_ABCON0,
            (true, false) => c::C_ADDCON0,
            (false, true) => c::C_ABCON,
            (false, false) if is_move => c::C_AMCON,
            (false, false) => c::C_ADDCON,
        };
    }
    match (is_move, is_bits) {
        (true, true) => c::C_MBCON,
        (true, false) => c::C_MOVCON,
        (false, true) => c::C_BITCON,
        _ if is_long_add_constant(value) => c::C_ADDCON2,
        _ if u32::try_from(value).is_ok() || i32::try_from(value).is_ok() => c::C_LCON,
        _ => c::C_VCON,
    }
}

/// Returns the parts of 16 bits, and the numbers of parts that are all zeros and all ones.
pub(super) fn parts(value: i64) -> ([u64; 4], usize, usize) {
    let parts = [0, 16, 32, 48].map(|shift| (value >> shift & 0xffff).cast_unsigned());
    let count = |wanted: u64| parts.iter().filter(|part| **part == wanted).count();
    (parts, count(0), count(0xffff))
}

/// Returns a bit constant and the part in which the value differs from it.
pub(super) fn bits_with_fixup(value: i64) -> Option<(u64, u32)> {
    let value = value.cast_unsigned();
    for part in 0..4 {
        let mask = 0xffff_u64 << (part * 16);
        // Bits from outside the part, at a distance of its size or more.
        for rotation in [16, 32] {
            let candidate = value & !mask | value.rotate_left(rotation) & mask;
            if is_bit_constant(candidate) {
                return Some((candidate, part));
            }
        }
    }
    None
}

/// Returns the class of a constant of 64 bits by the count of instructions that make it;
/// `fixes` is true if a bit constant may be corrected by a move.
pub(super) fn long_class(value: i64, fixes: bool) -> u8 {
    let (_, zeros, ones) = parts(value);
    if zeros >= 3 || ones >= 3 {
        c::C_MOVCON
    } else if zeros == 2 || ones == 2 || fixes && bits_with_fixup(value).is_some() {
        c::C_MOVCON2
    } else if zeros == 1 || ones == 1 {
        c::C_MOVCON3
    } else {
        c::C_VCON
    }
}

/// Splits an offset into one that is added and one that is scaled by `1 << shift`. Go 1.27 adds
/// low bits too.
pub(super) fn split(value: i32, shift: u32, adds_low: bool) -> Option<(i32, i32)> {
    if value < 0 || value > 0xfff000 + (0xfff << shift) {
        return None;
    }
    let rest = value & ((1 << shift) - 1);
    if adds_low {
        let high = rest.max(value - (0xfff << shift));
        if high <= 0xfff && (value - high) >> shift <= 0xfff {
            return Some((high, (value - high) >> shift));
        }
    }
    if rest != 0 {
        return None;
    }
    let low = value >> shift & 0xfff;
    let high = value - (low << shift);
    match high > 0xfff000 {
        true => Some((0xfff000, (value - 0xfff000) >> shift)),
        false => Some((high, low)),
    }
}

/// Returns the eight bits of a floating-point number that an instruction can hold.
pub(super) fn float_bits(value: f64) -> Option<u32> {
    let bits = value.to_bits();
    let high = (bits >> 32) as u32;
    if bits as u32 != 0 || high & 0xffff != 0 {
        return None;
    }
    let exponent = high & 0x7fc0_0000;
    let is_small = match exponent {
        0x4000_0000 => false,
        0x3fc0_0000 => true,
        _ => return None,
    };
    Some(high >> 31 << 7 | u32::from(is_small) << 6 | high >> 16 & 0x3f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bit_constants() {
        assert!(is_bit_constant(0xff));
        assert!(is_bit_constant(0x5555_5555_5555_5555));
        assert!(is_bit_constant(0x00ff_00ff_00ff_00ff));
        assert!(!is_bit_constant(0));
        assert!(!is_bit_constant(5));
        assert_eq!(encode_bits(0xff, 64), 1 << 22 | 7 << 10);
        assert_eq!(
            encode_bits(0x8000_0000_0000_0001, 64),
            1 << 22 | 1 << 16 | 1 << 10
        );
    }

    #[test]
    fn offsets_are_split() {
        assert_eq!(split(0x1234, 0, false), Some((0x1000, 0x234)));
        assert_eq!(split(-1, 0, false), None);
        assert_eq!(split(0x1001, 3, false), None);
        assert_eq!(split(0x1001, 3, true), Some((1, 0x200)));
        assert_eq!(
            split(0xfff000 + 0xfff * 8, 3, false),
            Some((0xfff000, 0xfff))
        );
    }

    #[test]
    fn numbers_in_eight_bits() {
        assert_eq!(float_bits(1.0), Some(0x70));
        assert_eq!(float_bits(-2.0), Some(0x80));
        assert_eq!(float_bits(0.0), None);
    }
}
