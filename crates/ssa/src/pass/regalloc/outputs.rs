//! The results of a value in registers.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`regalloc`).

use super::block::BlockState;
use super::block::Wishes;
use super::machine::NO_REGISTER;
use super::machine::has;
use super::machine::mask_of;
use super::operands::Spec;
use super::state::State;
use crate::ids::ValueId;
use crate::op::Operand;
use crate::op::RegMask;
use crate::op::flags;
use crate::package::kind;
use crate::rules::Refusal;
use crate::state::Home;

/// The most results that a value has.
const MOST: usize = 32;

impl State<'_> {
    /// Chooses registers for the results of a value, which has a register for itself in `temp`.
    pub(super) fn choose_outputs(
        &mut self,
        own: &mut BlockState,
        value: ValueId,
        spec: &Spec<'_>,
        (wishes, temp): (&Wishes, Option<u8>),
    ) -> Result<(), Refusal> {
        let mut registers = [NO_REGISTER; MOST];
        let mut count = 0;
        let mut used = temp.map_or(0, mask_of);
        for output in spec.outputs.iter().filter(|output| output.registers != 0) {
            let mask = self.mask_of_output(own, value, *output, (wishes, used))?;
            let register = self.choose(mask)?;
            let index = usize::from(output.index);
            count = count.max(index + 1);
            *registers.get_mut(index).ok_or(Refusal::Invalid)? = register;
            used |= mask_of(register);
            self.used_by_value |= mask_of(register);
        }
        self.record_outputs(value, &registers, count);
        if let Some(temp) = temp {
            self.func.places.temp_regs.push((value, temp.into()));
        }
        Ok(())
    }

    /// Records the registers of the results of a value.
    fn record_outputs(&mut self, value: ValueId, registers: &[u8; MOST], count: usize) {
        let home = |register: &u8| match *register {
            NO_REGISTER => Home::None,
            register => Home::Register(register.into()),
        };
        let ty = self.func.type_of(self.cx, value);
        match ty.map_or(0, |ty| ty.kind) {
            kind::TUPLE => {
                let pair = [home(&registers[0]), home(&registers[1])];
                self.set_home(value, Home::Pair(Box::new(pair)));
            }
            kind::RESULTS => {
                let homes = registers[..count].iter().map(home).collect();
                self.set_home(value, Home::Results(homes));
            }
            _ if registers[0] != NO_REGISTER => self.assign(registers[0], value, value),
            _ => {}
        }
    }

    /// Returns the registers that are best for a result. Arguments 0 and 1 may be exchanged.
    fn mask_of_output(
        &self,
        own: &mut BlockState,
        value: ValueId,
        output: Operand,
        (wishes, taken): (&Wishes, RegMask),
    ) -> Result<RegMask, Refusal> {
        let mut mask = output.registers & self.machine.allocatable & !taken;
        if mask == 0 {
            return Err(Refusal::Invalid);
        }
        let flags = self.cx.tables.flags(self.func.value(value).op);
        if flags & flags::RESULT_IN_ARG0 != 0 && output.index == 0 {
            mask = self.mask_in_args(own, wishes, mask, flags & flags::COMMUTATIVE != 0)?;
        }
        let free = mask & !self.used;
        let find = |wishes: &[u8]| wishes.iter().copied().find(|register| has(free, *register));
        let wish = match output.index {
            0 => find(&wishes.output),
            1 => own.second.get(value.0).and_then(|wishes| find(&wishes)),
            _ => None,
        };
        mask = wish.map_or(mask, mask_of);
        let avoid = own.desired.avoid;
        if mask & !avoid & !self.no_spill & !self.used != 0 {
            mask &= !avoid;
        }
        Ok(mask)
    }

    /// Returns the register of argument 0, or of argument 1 if the result is better there.
    fn mask_in_args(
        &self,
        own: &mut BlockState,
        wishes: &Wishes,
        mask: RegMask,
        is_commutative: bool,
    ) -> Result<RegMask, Refusal> {
        let register = |arg: Option<&ValueId>| arg.and_then(|arg| self.home_register(*arg));
        let first = register(own.args.first()).ok_or(Refusal::Invalid)?;
        if !is_commutative {
            let is_possible = has(mask, first);
            return if is_possible {
                Ok(mask_of(first))
            } else {
                Err(Refusal::Invalid)
            };
        }
        let second = register(own.args.get(1)).ok_or(Refusal::Invalid)?;
        let free = mask & !self.used;
        let mut wishes = wishes.output.iter().copied();
        let wish = wishes.find(|wish| (*wish == first || *wish == second) && has(free, *wish));
        let Some(wish) = wish else {
            return Ok(mask_of(first));
        };
        if wish == second {
            own.args.swap(0, 1);
        }
        Ok(mask_of(wish))
    }
}
