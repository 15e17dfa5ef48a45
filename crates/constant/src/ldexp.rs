//! Floats times powers of two.
//!
//! Counterpart: math/ldexp.go.

/// Returns `value * 2^exponent`, rounded once (`math.Ldexp`).
pub(crate) fn ldexp(value: f64, exponent: i64) -> f64 {
    if value == 0.0 {
        return value;
    }
    // Normal numbers only: `value` is a mantissa of at most 53 bits.
    let mut exponent = exponent;
    let bits = value.to_bits();
    exponent += (bits >> 52 & 0x7ff) as i64 - 1023;
    if exponent < -1075 {
        return 0.0;
    }
    if exponent > 1023 {
        return f64::INFINITY;
    }
    let mut scale = 1.0;
    if exponent < -1022 {
        exponent += 53;
        scale = 1.0 / (1_u64 << 53) as f64;
    }
    let fraction = bits & ((1 << 52) - 1);
    scale * f64::from_bits(fraction | ((exponent + 1023) as u64) << 52)
}
