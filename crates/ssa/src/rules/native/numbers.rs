//! Functions of math and math/bits.
//!
//! Counterpart: math and math/bits.

use super::I64;
use super::Native;
use super::Run;
use super::U8;
use super::U16;
use super::U32;
use super::U64;
use super::native;
use super::with_struct;
use crate::rules::ty::Ty;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

const F64: &[Ty] = &[Ty::F64];

pub(super) const NATIVES: &[Native] = &[
    native("bits.Len8", &[U8], I64, Run::One(len)),
    native("bits.Len16", &[U16], I64, Run::One(len)),
    native("bits.Len32", &[U32], I64, Run::One(len)),
    native("bits.Len64", &[U64], I64, Run::One(len)),
    native("bits.LeadingZeros8", &[U8], I64, Run::One(|x| 8 - len(x))),
    native(
        "bits.LeadingZeros16",
        &[U16],
        I64,
        Run::One(|x| 16 - len(x)),
    ),
    native(
        "bits.LeadingZeros32",
        &[U32],
        I64,
        Run::One(|x| 32 - len(x)),
    ),
    native(
        "bits.LeadingZeros64",
        &[U64],
        I64,
        Run::One(|x| 64 - len(x)),
    ),
    native("bits.TrailingZeros8", &[U8], I64, Run::One(|x| zeros(x, 8))),
    native(
        "bits.TrailingZeros16",
        &[U16],
        I64,
        Run::One(|x| zeros(x, 16)),
    ),
    native(
        "bits.TrailingZeros32",
        &[U32],
        I64,
        Run::One(|x| zeros(x, 32)),
    ),
    native(
        "bits.TrailingZeros64",
        &[U64],
        I64,
        Run::One(|x| zeros(x, 64)),
    ),
    native("bits.OnesCount8", &[U8], I64, Run::One(ones)),
    native("bits.OnesCount16", &[U16], I64, Run::One(ones)),
    native("bits.OnesCount32", &[U32], I64, Run::One(ones)),
    native("bits.OnesCount64", &[U64], I64, Run::One(ones)),
    native(
        "bits.ReverseBytes32",
        &[U32],
        U32,
        Run::One(|x| (x as u32).swap_bytes().into()),
    ),
    native("bits.RotateLeft8", &[U8, I64], U8, Run::Two(rotate_8)),
    native("bits.RotateLeft16", &[U16, I64], U16, Run::Two(rotate_16)),
    native("bits.RotateLeft32", &[U32, I64], U32, Run::Two(rotate_32)),
    native(
        "bits.RotateLeft64",
        &[U64, I64],
        U64,
        Run::Two(|x, n| x.rotate_left((n & 63) as u32)),
    ),
    native("math.Float64bits", F64, U64, Run::One(|x| x)),
    native("math.Float64frombits", &[U64], Ty::F64, Run::One(|x| x)),
    native("math.Float32bits", &[Ty::F32], U32, Run::One(|x| x)),
    native("math.Float32frombits", &[U32], Ty::F32, Run::One(|x| x)),
    native(
        "math.IsNaN",
        F64,
        Ty::Bool,
        Run::One(|x| f64::from_bits(x).is_nan().into()),
    ),
    native(
        "math.Sqrt",
        F64,
        Ty::F64,
        Run::One(|x| f64::from_bits(x).sqrt().to_bits()),
    ),
    native(
        "math.Floor",
        F64,
        Ty::F64,
        Run::One(|x| f64::from_bits(x).floor().to_bits()),
    ),
    native(
        "math.Ceil",
        F64,
        Ty::F64,
        Run::One(|x| f64::from_bits(x).ceil().to_bits()),
    ),
    native(
        "math.Trunc",
        F64,
        Ty::F64,
        Run::One(|x| f64::from_bits(x).trunc().to_bits()),
    ),
    native("math.RoundToEven", F64, Ty::F64, Run::One(round_even)),
    native(
        "math.Abs",
        F64,
        Ty::F64,
        Run::One(|x| f64::from_bits(x).abs().to_bits()),
    ),
    native(
        "math.Copysign",
        &[Ty::F64, Ty::F64],
        Ty::F64,
        Run::Two(copy_sign),
    ),
    native("isExactFloat32", F64, Ty::Bool, Run::One(is_exact_f32)),
    with_struct("bitsMulU64", &[I64, I64], "mulResult", Run::Full(mul_64)),
    with_struct(
        "bitsMulU32",
        &[super::I32, super::I32],
        "mulResult32",
        Run::Full(mul_32),
    ),
    with_struct(
        "bitsAdd64",
        &[I64, I64, I64],
        "addResult",
        Run::Full(add_64),
    ),
];

fn len(x: u64) -> u64 {
    u64::from(64 - x.leading_zeros())
}

fn zeros(x: u64, width: u64) -> u64 {
    u64::from(x.trailing_zeros()).min(width)
}

fn ones(x: u64) -> u64 {
    x.count_ones().into()
}

fn rotate_8(x: u64, count: u64) -> u64 {
    (x as u8).rotate_left((count & 7) as u32).into()
}

fn rotate_16(x: u64, count: u64) -> u64 {
    (x as u16).rotate_left((count & 15) as u32).into()
}

fn rotate_32(x: u64, count: u64) -> u64 {
    (x as u32).rotate_left((count & 31) as u32).into()
}

fn round_even(x: u64) -> u64 {
    f64::from_bits(x).round_ties_even().to_bits()
}

fn copy_sign(x: u64, sign: u64) -> u64 {
    f64::from_bits(x).copysign(f64::from_bits(sign)).to_bits()
}

fn is_exact_f32(x: u64) -> u64 {
    let x = f64::from_bits(x);
    (x.is_nan() || f64::from(x as f32) == x).into()
}

fn mul_64(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let product = u128::from(vm.regs[base]) * u128::from(vm.regs[base + 1]);
    vm.regs[base] = (product >> 64) as u64;
    vm.regs[base + 1] = product as u64;
    Ok(())
}

fn mul_32(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let [one, two] = [0, 1].map(|offset| u64::from(vm.regs[base + offset] as u32));
    let product = one * two;
    vm.regs[base] = i64::from((product >> 32) as i32) as u64;
    vm.regs[base + 1] = i64::from(product as i32) as u64;
    Ok(())
}

fn add_64(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let terms = [0, 1, 2].map(|offset| u128::from(vm.regs[base + offset]));
    let sum: u128 = terms.iter().sum();
    vm.regs[base] = sum as u64;
    vm.regs[base + 1] = (sum >> 64) as u64;
    Ok(())
}
