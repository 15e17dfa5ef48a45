//! The registers of each value's arguments and results.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regspec`) and op.go (`AuxCall.Reg`).

use std::ops::Range;

use super::Cx;
use super::machine::Machine;
use super::machine::mask_of;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::Operand;
use crate::op::RegMask;
use crate::op::flags;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Param;
use crate::package::Signature;
use crate::rules::Refusal;

/// The registers of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spec<'s> {
    /// The registers of arguments, most constrained first.
    pub(super) inputs: &'s [Operand],
    /// The registers of results.
    pub(super) outputs: &'s [Operand],
    /// The registers that change besides the results.
    pub(super) clobbers: RegMask,
    /// The registers of arguments 0 and 1 change.
    pub(super) clobbers_args: [bool; 2],
}

/// The registers of a value that its operation alone does not decide.
#[derive(Debug)]
struct OwnSpec {
    inputs: Range<usize>,
    outputs: Range<usize>,
    clobbers: RegMask,
}

/// The registers of values by operation, and of calls and other values by number.
#[derive(Debug)]
pub(super) struct Operands<'a> {
    cx: &'a Cx<'a>,
    operands: Vec<Operand>,
    specs: Vec<OwnSpec>,
    /// For each value, one more than the index in `specs`; 0: its operation decides.
    of_value: Vec<u32>,
}

impl<'a> Operands<'a> {
    pub(super) fn new(
        func: &mut Func,
        cx: &'a Cx<'a>,
        machine: &Machine<'_>,
    ) -> Result<Self, Refusal> {
        let scratch = &mut func.free.scratch;
        let mut operands = Self {
            cx,
            operands: scratch.memory(),
            specs: scratch.memory(),
            of_value: scratch.filled(func.values.len(), 0),
        };
        operands.operands.clear();
        operands.specs.clear();
        for block in &func.order {
            for value in &func.block(*block).values {
                operands.add(func, machine, *value)?;
                if !operands.has_args(func, *value) {
                    return Err(Refusal::Invalid);
                }
            }
        }
        Ok(operands)
    }

    /// Gives the vectors back.
    pub(super) fn end(self, func: &mut Func) {
        func.free.scratch.keep(self.operands);
        func.free.scratch.keep(self.specs);
        func.free.scratch.put(self.of_value);
    }

    /// Reports whether a value has all arguments that its operation takes in registers.
    fn has_args(&self, func: &Func, value: ValueId) -> bool {
        let count = func.args(value).len();
        let flags = self.cx.tables.flags(func.value(value).op);
        let changed = match flags & (flags::RESULT_IN_ARG0 | flags::COMMUTATIVE) {
            bits if bits & flags::RESULT_IN_ARG0 == 0 => 0,
            flags::RESULT_IN_ARG0 => 1,
            _ => 2,
        };
        let mut inputs = self.of(func, value).inputs.iter();
        count >= changed && inputs.all(|input| usize::from(input.index) < count)
    }

    /// Returns the registers of a value.
    pub(super) fn of(&self, func: &Func, value: ValueId) -> Spec<'_> {
        let number = self.of_value.get(value.0 as usize).copied().unwrap_or(0);
        if let Some(own) = (number as usize)
            .checked_sub(1)
            .and_then(|at| self.specs.get(at))
        {
            return Spec {
                inputs: &self.operands[own.inputs.clone()],
                outputs: &self.operands[own.outputs.clone()],
                clobbers: own.clobbers,
                clobbers_args: [false; 2],
            };
        }
        let info = self.cx.tables.ops.get(usize::from(func.value(value).op));
        info.map_or(Spec::default(), |info| Spec {
            inputs: &info.inputs,
            outputs: &info.outputs,
            clobbers: info.clobbers,
            clobbers_args: [info.clobbers_arg0, info.clobbers_arg1],
        })
    }

    /// Adds the registers of a value that its operation alone does not decide.
    fn add(&mut self, func: &Func, machine: &Machine<'_>, value: ValueId) -> Result<(), Refusal> {
        let ops = self.cx.ops;
        let record = func.value(value);
        let param = |registers: &[u8]| {
            let index = usize::try_from(record.aux_int).ok();
            let register = index.and_then(|index| registers.get(index)).copied();
            Ok(mask_of(register.ok_or(Refusal::Invalid)?))
        };
        let one = |registers| Operand {
            index: 0,
            registers,
        };
        match record.op {
            op if op == ops.convert => {
                let mask = machine.allocatable & machine.table.general;
                self.push(value, &[one(mask)], &[one(mask)], 0);
            }
            op if op == ops.arg_int_reg => {
                let mask = param(&machine.table.int_params)?;
                self.push(value, &[], &[one(mask)], 0);
            }
            op if op == ops.arg_float_reg => {
                let mask = param(&machine.table.float_params)?;
                self.push(value, &[], &[one(mask)], 0);
            }
            op if op == ops.make_result => {
                if let Some(signature) = signature(func, self.cx, func.own.call) {
                    let start = self.operands.len();
                    add_registers(&mut self.operands, machine, &signature.results, 0)?;
                    let end = self.operands.len();
                    self.add_spec(value, [start..end, end..end], 0);
                }
            }
            op if self.cx.tables.flags(op) & flags::CALL != 0 => {
                if let Some(signature) = signature(func, self.cx, record.aux) {
                    self.add_call(machine, value, op, signature)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add_call(
        &mut self,
        machine: &Machine<'_>,
        value: ValueId,
        op: u16,
        signature: &Signature,
    ) -> Result<(), Refusal> {
        let info = self
            .cx
            .tables
            .ops
            .get(usize::from(op))
            .ok_or(Refusal::Invalid)?;
        let list = &mut self.operands;
        let start = list.len();
        add_registers(list, machine, &signature.params, info.inputs.len())?;
        list.extend(&info.inputs);
        let middle = list.len();
        add_registers(list, machine, &signature.results, info.outputs.len())?;
        list.extend(&info.outputs);
        let ranges = [start..middle, middle..list.len()];
        self.add_spec(value, ranges, info.clobbers);
        Ok(())
    }

    fn push(&mut self, value: ValueId, inputs: &[Operand], outputs: &[Operand], clobbers: RegMask) {
        let start = self.operands.len();
        let middle = start + inputs.len();
        self.operands.extend_from_slice(inputs);
        self.operands.extend_from_slice(outputs);
        let ranges = [start..middle, middle..self.operands.len()];
        self.add_spec(value, ranges, clobbers);
    }

    /// Adds the registers of a value, which are in ranges of all operands.
    fn add_spec(&mut self, value: ValueId, ranges: [Range<usize>; 2], clobbers: RegMask) {
        let [inputs, outputs] = ranges;
        self.specs.push(OwnSpec {
            inputs,
            outputs,
            clobbers,
        });
        self.of_value[value.0 as usize] = self.specs.len() as u32;
    }
}

/// Returns the signature of a call with parameters or results in registers.
fn signature<'a>(func: &'a Func, cx: &Cx<'a>, aux: AuxId) -> Option<&'a Signature> {
    let Some(Aux::Call(call)) = func.aux(cx.package, aux) else {
        return None;
    };
    let signature = call.signature.as_deref();
    signature.filter(|signature| signature.in_registers + signature.out_registers > 0)
}

/// Adds the registers of parameters or results, which have indexes from `first`.
fn add_registers(
    list: &mut Vec<Operand>,
    machine: &Machine<'_>,
    params: &[Param],
    first: usize,
) -> Result<(), Refusal> {
    let ints = &machine.table.int_params;
    let numbers = params.iter().flat_map(|param| &param.registers);
    let operand = |(index, number): (usize, &u32)| {
        let number = *number as usize;
        let floats = &machine.table.float_params;
        let float = || floats.get(number.checked_sub(ints.len())?);
        let register = ints.get(number).or_else(float);
        Some(Operand {
            index: u8::try_from(first + index).ok()?,
            registers: mask_of(*register?),
        })
    };
    for found in numbers.enumerate().map(operand) {
        list.push(found.ok_or(Refusal::Invalid)?);
    }
    Ok(())
}
