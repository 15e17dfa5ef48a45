//! Factors that replace divisions by constants.
//!
//! Counterpart: cmd/compile/internal/ssa/magic.go.

use super::I64;
use super::Native;
use super::Run;
use super::U64;
use super::with_struct;
use crate::rules::vm::Stop;
use crate::rules::vm::Vm;

pub(super) const NATIVES: &[Native] = &[
    with_struct("umagic", &[U64, I64], "umagicData", Run::Full(unsigned)),
    with_struct("smagic", &[U64, I64], "smagicData", Run::Full(signed)),
];

/// Returns 2^exponent divided by a divisor, rounded up.
fn quotient(exponent: u32, divisor: u64) -> Option<u128> {
    let largest = match exponent {
        128 => u128::MAX,
        _ => (1_u128 << exponent) - 1,
    };
    Some(largest.checked_div(divisor.into())? + 1)
}

fn unsigned(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let (bits, constant) = (vm.regs[base] as u32, vm.regs[base + 1]);
    let shift = 64_u32.checked_sub(bits).ok_or(Stop::Trap)?;
    let divisor = constant << shift >> shift;
    let size = 64 - divisor.leading_zeros();
    let factor = quotient(bits + size, divisor).ok_or(Stop::Trap)?;
    vm.regs[base] = size.into();
    vm.regs[base + 1] = (factor & !(1 << bits)) as u64;
    Ok(())
}

fn signed(vm: &mut Vm<'_>, base: usize) -> Result<(), Stop> {
    let (bits, divisor) = (vm.regs[base] as u32, vm.regs[base + 1]);
    let size = 63_u32.checked_sub(divisor.leading_zeros());
    let size = size.filter(|size| *size < 63).ok_or(Stop::Trap)?;
    let factor = quotient(bits + size, divisor).ok_or(Stop::Trap)?;
    vm.regs[base] = size.into();
    vm.regs[base + 1] = factor as u64;
    Ok(())
}
