//! The interpreter of rules.
//!
//! Counterpart: the functions of cmd/compile/internal/ssa/rewriteAMD64.go and its like.

use super::arith::binary;
use super::arith::unary;
use super::choice::Input;
use super::choice::Subject;
use super::code::Bin;
use super::code::Code;
use super::code::Get;
use super::code::Instr;
use super::code::Reg;
use super::code::Set;
use super::code::Setting;
use super::native;
use super::native::RUNS;
use super::vm::DEPTH;
use super::vm::FUEL;
use super::vm::Stop;
use super::vm::Vm;
use super::vm::pos_bits;
use super::vm::pos_of;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::AuxId;
use crate::package::TypeId;

/// The number of registers at first, which is enough for most rules.
const REGISTERS: usize = 64;

/// Reports whether a comparison holds.
#[inline]
fn holds(bin: Bin, one: u64, two: u64) -> Result<bool, Stop> {
    Ok(match bin {
        Bin::Eq => one == two,
        Bin::Ne => one != two,
        _ => binary(bin, one, two).ok_or(Stop::Trap)? != 0,
    })
}

impl Vm<'_> {
    /// Runs the rules of a function on a value; reports whether one matched.
    #[inline]
    pub(super) fn rewrite_value(
        &mut self,
        number: u16,
        value: ValueId,
        subject: &Subject,
    ) -> Result<bool, Stop> {
        self.rewrite(number, value.0, subject)
    }

    /// Runs the rules of a function on a block; reports whether one matched.
    pub(super) fn rewrite_block(&mut self, number: u16, block: BlockId) -> Result<bool, Stop> {
        self.rewrite(number, block.0, &Subject::of_block(self.func, block))
    }

    /// Runs the rules of a function on a value or block; reports whether one matched.
    #[inline]
    fn rewrite(&mut self, number: u16, register: u32, subject: &Subject) -> Result<bool, Stop> {
        self.func.fresh.rewrites += 1;
        let (function, table) = (usize::from(number) - 1, &self.rules.table);
        let Some(mut choice) = table.begin(function, subject, self.input()) else {
            return Ok(false);
        };
        let mut first = None;
        if table.has_only_rules(function) {
            first = table.next(&mut choice, self.input());
            if first.is_none() {
                return Ok(false);
            }
        }
        (self.choice, self.first) = (choice, first);
        self.edits_of_choice = self.edits;
        self.start(function as u32, register)
    }

    /// Runs a function on a value or block; returns its result.
    fn start(&mut self, function: u32, register: u32) -> Result<bool, Stop> {
        if self.regs.is_empty() {
            self.regs.resize(REGISTERS, 0);
        }
        self.regs[0] = register.into();
        self.fuel = FUEL;
        self.depth = 0;
        self.run(function, 0)?;
        Ok(self.regs[0] != 0)
    }

    fn jump(&mut self) -> Result<(), Stop> {
        self.fuel = self.fuel.checked_sub(1).ok_or(Stop::Bound)?;
        Ok(())
    }

    /// Runs a function with registers from `base`.
    fn run(&mut self, number: u32, base: usize) -> Result<(), Stop> {
        let rules = self.rules;
        let code = &rules.funcs[number as usize];
        let end = base + usize::from(code.registers) + native::MOST_RESULTS;
        if self.regs.len() < end {
            self.regs.resize(end, 0);
        }
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Stop::Bound);
        }
        let mut at = 0;
        loop {
            let Some(instr) = code.instrs.get(at) else {
                return Err(Stop::Trap);
            };
            at += 1;
            let slot = |reg: Reg| base + usize::from(reg);
            match *instr {
                Instr::Const(to, number) => self.regs[slot(to)] = rules.consts[number as usize],
                Instr::Small(to, number) => self.regs[slot(to)] = i64::from(number) as u64,
                Instr::Move(to, from) => self.regs[slot(to)] = self.regs[slot(from)],
                Instr::Bin(bin, to, one, two) => {
                    let value = binary(bin, self.regs[slot(one)], self.regs[slot(two)]);
                    self.regs[slot(to)] = value.ok_or(Stop::Trap)?;
                }
                Instr::Un(un, to, from) => self.regs[slot(to)] = unary(un, self.regs[slot(from)]),
                Instr::Jump(to) => {
                    self.jump()?;
                    at = to as usize;
                }
                Instr::Unless(reg, to) => {
                    if self.regs[slot(reg)] == 0 {
                        at = to as usize;
                    }
                }
                Instr::When(reg, to) => {
                    if self.regs[slot(reg)] != 0 {
                        at = to as usize;
                    }
                }
                Instr::UnlessOp(reg, op, to) => {
                    let value = self.regs[slot(reg)] as usize;
                    if self.func.values[value].op != op {
                        at = usize::from(to);
                    }
                }
                Instr::UnlessBin(bin, one, two, to) => {
                    let [one, two] = [one, two].map(|reg| self.regs[slot(reg)]);
                    if !holds(bin, one, two)? {
                        at = usize::from(to);
                    }
                }
                Instr::UnlessSmall(bin, one, number, to) => {
                    let two = i64::from(number) as u64;
                    if !holds(bin, self.regs[slot(one)], two)? {
                        at = usize::from(to);
                    }
                }
                Instr::Get(get, to, from) => {
                    let value = self.property(get, self.regs[slot(from)]);
                    self.regs[slot(to)] = value.ok_or(Stop::Trap)?;
                }
                Instr::Arg(to, from, index) => {
                    let value = ValueId(self.regs[slot(from)] as u32);
                    let arg = self.func.args(value).get(usize::from(index));
                    self.regs[slot(to)] = arg.ok_or(Stop::Trap)?.0.into();
                }
                Instr::Call(number, window) => {
                    self.jump()?;
                    self.run(number, slot(window))?;
                }
                Instr::Native(number, window) => {
                    RUNS[usize::from(number)].call(self, slot(window))?;
                }
                Instr::Return => {
                    self.depth -= 1;
                    return Ok(());
                }
                Instr::Rules | Instr::Next => {
                    let next = self.next_rule(code, base);
                    at = next.unwrap_or(code.after) as usize;
                }
                Instr::Refuse(number) => return Err(Stop::Refused(number)),
                Instr::Trap => return Err(Stop::Trap),
                Instr::ArgAt(..) | Instr::Control(..) | Instr::Setting(..) => {
                    self.read(*instr, base)?;
                }
                other => self.edit(other, base)?,
            }
        }
    }

    /// Returns the first instruction of the next rule that may match the value or block in a
    /// register.
    fn next_rule(&mut self, code: &Code, register: usize) -> Option<u32> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let (mut choice, table) = (self.choice, &self.rules.table);
        if self.edits != self.edits_of_choice {
            // The rule that failed has changed values.
            self.edits_of_choice = self.edits;
            let number = self.regs[register] as u32;
            let subject = if code.is_of_blocks {
                Subject::of_block(self.func, BlockId(number))
            } else {
                Subject::of_value(self.func, ValueId(number))
            };
            table.begin_again(&mut choice, subject, self.input());
        }
        let next = table.next(&mut choice, self.input());
        self.choice = choice;
        next
    }

    /// Returns the input of conditions.
    #[inline]
    fn input(&self) -> Input<'_> {
        Input {
            func: self.func,
            cx: self.cx,
            texts: &self.rules.texts,
        }
    }

    /// Runs the instructions that read the function and are rare.
    fn read(&mut self, instr: Instr, base: usize) -> Result<(), Stop> {
        let slot = |reg: Reg| base + usize::from(reg);
        let (to, found) = match instr {
            Instr::ArgAt(to, from, index) => {
                let value = ValueId(self.regs[slot(from)] as u32);
                let index = self.regs[slot(index)] as usize;
                let arg = self.func.args(value).get(index);
                (to, arg.ok_or(Stop::Trap)?.0.into())
            }
            Instr::Control(to, from, index) => {
                let block = BlockId(self.regs[slot(from)] as u32);
                let controls = self.func.block(block).controls;
                (to, controls[usize::from(index)].0.into())
            }
            Instr::Setting(setting, to) => (to, self.setting(setting)),
            _ => return Err(Stop::Trap),
        };
        self.regs[slot(to)] = found;
        Ok(())
    }

    /// Runs the instructions that edit the function.
    fn edit(&mut self, instr: Instr, base: usize) -> Result<(), Stop> {
        self.edits += 1;
        let ops = self.cx.ops;
        let slot = |reg: Reg| base + usize::from(reg);
        let value = |vm: &Self, reg: Reg| ValueId(vm.regs[slot(reg)] as u32);
        let block = |vm: &Self, reg: Reg| BlockId(vm.regs[slot(reg)] as u32);
        match instr {
            Instr::Set(set, owner, from) => {
                self.set(set, self.regs[slot(owner)], self.regs[slot(from)])?;
            }
            Instr::SetArg(owner, index, new) => {
                let (owner, index) = (value(self, owner), self.regs[slot(index)] as usize);
                if index >= self.func.args(owner).len() {
                    return Err(Stop::Trap);
                }
                self.func.set_arg(owner, index, value(self, new));
            }
            Instr::AddArg(owner, arg) => {
                let arg = value(self, arg);
                if arg.0 == 0 {
                    return Err(Stop::Trap);
                }
                self.func.add_arg(value(self, owner), arg);
            }
            Instr::Reset(owner, op) => self.func.reset(value(self, owner), op, ops),
            Instr::CopyOf(owner, source) => {
                let source = value(self, source);
                if source.0 == 0 {
                    return Err(Stop::Trap);
                }
                self.func.copy_of(value(self, owner), source, ops);
            }
            Instr::New(to, window, op) => {
                self.regs[slot(to)] = self.new_value(slot(window), op).into();
            }
            Instr::NewOp(to, window) => {
                let op = self.regs[slot(window) + 3] as u16;
                self.regs[slot(to)] = self.new_value(slot(window), op).into();
            }
            Instr::BlockReset(owner, kind) => {
                let owner = block(self, owner);
                self.func.reset_controls(owner);
                let found = self.func.block_mut(owner);
                found.kind = kind as u8;
                found.aux = AuxId(0);
                found.aux_int = 0;
            }
            Instr::AddControl(owner, control) => {
                let (owner, control) = (block(self, owner), value(self, control));
                let index = self.func.control_values(owner).len();
                let controls = &mut self.func.block_mut(owner).controls;
                *controls.get_mut(index).ok_or(Stop::Trap)? = control;
                self.func.uses[control.0 as usize] += 1;
            }
            Instr::SwapSuccessors(owner) => {
                let block = block(self, owner);
                if !self.func.swap_successors(block) {
                    return Err(Stop::Trap);
                }
            }
            _ => return Err(Stop::Trap),
        }
        Ok(())
    }

    /// Makes a value with block, position and type from registers.
    fn new_value(&mut self, window: usize, op: u16) -> u32 {
        let [block, pos, ty] = [0, 1, 2].map(|offset| self.regs[window + offset]);
        let (block, ty) = (BlockId(block as u32), TypeId(ty as u32));
        self.func
            .new_value(block, op, ty, pos_of(pos), self.cx.ops)
            .0
    }

    /// Returns a property of a value or block, unless its number is unknown.
    fn property(&self, get: Get, owner: u64) -> Option<u64> {
        let index = owner as usize;
        let func = &*self.func;
        let value = || func.values.get(index);
        let block = || func.blocks.get(index);
        Some(match get {
            Get::Op => value()?.op.into(),
            Get::Type => value()?.ty.0.into(),
            Get::AuxInt => value()?.aux_int as u64,
            Get::Aux => value()?.aux.0.into(),
            Get::Pos => pos_bits(func.positions[index]),
            Get::Block => func.block_of[index].0.into(),
            Get::Uses => i64::from(func.uses[index]) as u64,
            Get::Args => func.args(ValueId(owner as u32)).len() as u64,
            Get::Id => owner,
            Get::BlockKind => block()?.kind.into(),
            Get::BlockLikely => i64::from(block()?.likely) as u64,
            Get::BlockFeatures => block()?.cpu_features.into(),
            Get::BlockAux => block()?.aux.0.into(),
            Get::BlockAuxInt => block()?.aux_int as u64,
            Get::BlockPos => pos_bits(block()?.pos),
            Get::BlockPreds => block()?.preds.len() as u64,
        })
    }

    fn set(&mut self, set: Set, owner: u64, bits: u64) -> Result<(), Stop> {
        let (value, block) = (ValueId(owner as u32), BlockId(owner as u32));
        match set {
            Set::Op => self.func.value_mut(value).op = bits as u16,
            Set::Type => self.func.value_mut(value).ty = TypeId(bits as u32),
            Set::AuxInt => self.func.value_mut(value).aux_int = bits as i64,
            Set::Aux => self.func.value_mut(value).aux = AuxId(bits as u32),
            Set::Pos => self.func.positions[owner as usize] = pos_of(bits),
            Set::BlockLikely => self.func.block_mut(block).likely = bits as i8,
            Set::BlockAux => self.func.block_mut(block).aux = AuxId(bits as u32),
            Set::BlockAuxInt => self.func.block_mut(block).aux_int = bits as i64,
        }
        Ok(())
    }

    fn setting(&self, setting: Setting) -> u64 {
        let target = &self.rules.target;
        match setting {
            Setting::PtrSize | Setting::RegSize => 8,
            Setting::GoAmd64 => target.goamd64.into(),
            Setting::Race => target.is_race.into(),
            Setting::BigEndian => 0,
            Setting::Optimize => target.optimizes.into(),
            Setting::Arch => self.rules.target_texts.goarch,
            Setting::GoOs => self.rules.target_texts.goos,
            Setting::Pass => self.rules.text_number(self.pass),
            Setting::UnalignedOk => 1,
            Setting::OwnCall => self.func.own.call.0.into(),
            Setting::FuncName => u64::MAX,
            Setting::Entry => self.func.entry.0.into(),
        }
    }
}
