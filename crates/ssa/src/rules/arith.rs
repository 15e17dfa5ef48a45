//! Arithmetic of rules on registers of 64 bits.
//!
//! Counterpart: the arithmetic of Go.

use super::code::Bin;
use super::code::Un;

/// Computes an operation on two registers; `None` for a division by zero.
pub(super) fn binary(bin: Bin, one: u64, two: u64) -> Option<u64> {
    let (one_signed, two_signed) = (one as i64, two as i64);
    let [one_f64, two_f64] = [one, two].map(f64::from_bits);
    let [one_f32, two_f32] = [one, two].map(|bits| f32::from_bits(bits as u32));
    let f32_bits = |value: f32| u64::from(value.to_bits());
    Some(match bin {
        Bin::Add => one.wrapping_add(two),
        Bin::Sub => one.wrapping_sub(two),
        Bin::Mul => one.wrapping_mul(two),
        Bin::DivSigned | Bin::RemSigned | Bin::DivUnsigned | Bin::RemUnsigned if two == 0 => {
            return None;
        }
        Bin::DivSigned => one_signed.wrapping_div(two_signed) as u64,
        Bin::DivUnsigned => one / two,
        Bin::RemSigned => one_signed.wrapping_rem(two_signed) as u64,
        Bin::RemUnsigned => one % two,
        Bin::And => one & two,
        Bin::Or => one | two,
        Bin::Xor => one ^ two,
        Bin::AndNot => one & !two,
        Bin::Shl => {
            if two < 64 {
                one << two
            } else {
                0
            }
        }
        Bin::ShrSigned => (one_signed >> two.min(63)) as u64,
        Bin::ShrUnsigned => {
            if two < 64 {
                one >> two
            } else {
                0
            }
        }
        Bin::Eq => (one == two).into(),
        Bin::Ne => (one != two).into(),
        Bin::LessSigned => (one_signed < two_signed).into(),
        Bin::LessUnsigned => (one < two).into(),
        Bin::LessEqualSigned => (one_signed <= two_signed).into(),
        Bin::LessEqualUnsigned => (one <= two).into(),
        Bin::AddF64 => (one_f64 + two_f64).to_bits(),
        Bin::SubF64 => (one_f64 - two_f64).to_bits(),
        Bin::MulF64 => (one_f64 * two_f64).to_bits(),
        Bin::DivF64 => (one_f64 / two_f64).to_bits(),
        Bin::EqF64 => (one_f64 == two_f64).into(),
        Bin::NeF64 => (one_f64 != two_f64).into(),
        Bin::LessF64 => (one_f64 < two_f64).into(),
        Bin::LessEqualF64 => (one_f64 <= two_f64).into(),
        Bin::AddF32 => f32_bits(one_f32 + two_f32),
        Bin::SubF32 => f32_bits(one_f32 - two_f32),
        Bin::MulF32 => f32_bits(one_f32 * two_f32),
        Bin::DivF32 => f32_bits(one_f32 / two_f32),
        Bin::EqF32 => (one_f32 == two_f32).into(),
        Bin::NeF32 => (one_f32 != two_f32).into(),
        Bin::LessF32 => (one_f32 < two_f32).into(),
        Bin::LessEqualF32 => (one_f32 <= two_f32).into(),
    })
}

/// Computes an operation on one register.
pub(super) fn unary(un: Un, bits: u64) -> u64 {
    let f32_bits = |value: f32| u64::from(value.to_bits());
    let as_f32 = f32::from_bits(bits as u32);
    match un {
        Un::Sign8 => i64::from(bits as i8) as u64,
        Un::Sign16 => i64::from(bits as i16) as u64,
        Un::Sign32 => i64::from(bits as i32) as u64,
        Un::Zero8 => (bits as u8).into(),
        Un::Zero16 => (bits as u16).into(),
        Un::Zero32 => (bits as u32).into(),
        Un::Truth => (bits != 0).into(),
        Un::Not => bits ^ 1,
        Un::Neg => bits.wrapping_neg(),
        Un::Complement => !bits,
        Un::NegF64 => (-f64::from_bits(bits)).to_bits(),
        Un::NegF32 => f32_bits(-as_f32),
        Un::F64OfSigned => (bits as i64 as f64).to_bits(),
        Un::F64OfUnsigned => (bits as f64).to_bits(),
        Un::F32OfSigned => f32_bits(bits as i64 as f32),
        Un::F32OfUnsigned => f32_bits(bits as f32),
        Un::SignedOfF64 => signed(f64::from_bits(bits)),
        Un::SignedOfF32 => signed(as_f32.into()),
        Un::F32OfF64 => f32_bits(f64::from_bits(bits) as f32),
        Un::F64OfF32 => f64::from(as_f32).to_bits(),
    }
}

/// Returns a floating-point number as an integer. One that does not fit becomes the least integer,
/// as it does on the machine.
fn signed(value: f64) -> u64 {
    match value >= -(2_f64.powi(63)) && value < 2_f64.powi(63) {
        true => value as i64 as u64,
        false => i64::MIN as u64,
    }
}
