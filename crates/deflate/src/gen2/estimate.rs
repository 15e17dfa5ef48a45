//! An estimate of the size of a block with the best codes, in the 32-bit floating point
//! numbers of upstream: whether a table is reused depends on the last bit.
//!
//! Go may fuse a multiplication and an addition where the processor can; its compiler
//! does so for arm64 and others, and not for amd64. So the estimate, and with it the
//! compressed bytes, depend on the machine that compresses.
//! Counterpart: mFastLog2 and EstimatedBits of compress/flate/token.go

use crate::symbols::END;
use crate::symbols::FIRST_LENGTH;
use crate::tokens::Counts;

/// Returns the estimated bits of a block with `tokens` tokens.
pub(crate) fn bits(counts: &Counts, tokens: usize) -> usize {
    let mut sum = 0_f32;
    let mut matches = 0;
    if tokens > 0 {
        let scale = 1.0 / tokens as f32;
        for &count in &counts.literals[..END] {
            sum = add(sum, count, scale);
        }
        // The end of the block.
        sum += 15.0;
        for &count in &counts.literals[FIRST_LENGTH..] {
            sum = add(sum, count, scale);
            matches += count;
        }
    }
    if matches > 0 {
        let scale = 1.0 / matches as f32;
        for &count in &counts.offsets {
            sum = add(sum, count, scale);
        }
    }
    sum as usize + counts.extra_bits()
}

#[inline(always)]
fn add(sum: f32, count: u32, scale: f32) -> f32 {
    if count == 0 {
        return sum;
    }
    let count = count as f32;
    let cost = (-log2(count * scale)).clamp(1.0, 15.0);
    fused(cost, count, sum)
}

/// Returns roughly the binary logarithm.
#[inline(always)]
fn log2(value: f32) -> f32 {
    let bits = value.to_bits();
    let exponent = (bits >> 23 & 255) as i32 - 128;
    let mantissa = f32::from_bits((bits & 0x807f_ffff) + (127 << 23));
    let inner = fused(-0.344_848_43, mantissa, 2.024_665_8);
    exponent as f32 + fused(inner, mantissa, -0.674_877_6)
}

/// Returns `a * b + c` as Go computes it on this machine.
#[inline(always)]
fn fused(a: f32, b: f32, c: f32) -> f32 {
    let is_fused = cfg!(any(
        target_arch = "aarch64",
        target_arch = "powerpc64",
        target_arch = "s390x",
        target_arch = "riscv64",
        target_arch = "loongarch64"
    ));
    if is_fused { a.mul_add(b, c) } else { a * b + c }
}
