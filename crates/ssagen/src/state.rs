//! The state of the generation of instructions for one function.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`State`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::Pos;
use vamos_obj::ProgId;
use vamos_obj::RegSpill;
use vamos_obj::op;
use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::Home;
use vamos_ssa::Type;
use vamos_ssa::Value;
use vamos_ssa::ValueId;

use crate::emitter::Emitter;
use crate::emitter::loses_mark;
use crate::input::Input;
use crate::liveness::WITHOUT_MAP;
use crate::operand;
use crate::refusal::Refusal;

/// The state of the generation of instructions for one function.
#[derive(Debug)]
pub(crate) struct State<'a> {
    pub(crate) input: &'a Input<'a>,
    pub(crate) list: Emitter,
    /// Branches, and the blocks that they go to.
    pub(crate) branches: Vec<(ProgId, BlockId)>,
    /// Blocks that end in computed jumps.
    pub(crate) jump_tables: Vec<BlockId>,
    /// The first instruction of each block, by number.
    pub(crate) starts: Vec<Option<ProgId>>,
    /// The size of the largest area for arguments of calls, in bytes.
    pub(crate) max_arg: i64,
    /// The first of the last instructions on one line of a block.
    pub(crate) line_run: Option<ProgId>,
    /// Constants that must not change the flags, by number of the value.
    pub(crate) keeps_flags: Vec<bool>,
    /// The value whose mark of a statement goes to the first instruction.
    pub(crate) first: Option<ValueId>,
    /// The stack slots of parameters in registers.
    pub(crate) spills: Vec<RegSpill>,
}

impl<'a> State<'a> {
    pub(crate) fn new(input: &'a Input<'a>) -> Self {
        Self {
            input,
            list: Emitter::new(input.sym, input.facts.pos),
            branches: Vec::new(),
            jump_tables: Vec::new(),
            starts: vec![None; input.func.blocks.len()],
            max_arg: 0,
            line_run: None,
            keeps_flags: vec![false; input.func.values.len()],
            first: None,
            spills: Vec::new(),
        }
    }

    /// Returns the record of a value.
    pub(crate) fn value(&self, value: ValueId) -> &'a Value {
        self.input.func.value(value)
    }

    /// Returns an argument of a value.
    pub(crate) fn arg(&self, value: ValueId, index: usize) -> Result<ValueId, Refusal> {
        let arg = self.input.func.args(value).get(index);
        arg.copied().ok_or(Refusal::Invalid("missing argument"))
    }

    /// Returns the type of a value.
    pub(crate) fn ty(&self, value: ValueId) -> Result<&'a Type, Refusal> {
        let Input { func, package, .. } = *self.input;
        let ty = func.ty(package, func.value(value).ty);
        ty.ok_or(Refusal::Invalid("no type"))
    }

    /// Returns the aux value of a value.
    pub(crate) fn aux(&self, value: ValueId) -> Result<&'a Aux, Refusal> {
        let Input { func, package, .. } = *self.input;
        let aux = func.aux(package, func.value(value).aux);
        aux.ok_or(Refusal::Aux(value.0))
    }

    /// Returns the position of a value.
    pub(crate) fn pos_of(&self, value: ValueId) -> Pos {
        let pos = self.input.func.positions[value.0 as usize];
        let pos = Pos::from_packed(pos.base, pos.lico);
        if self.first == Some(value) {
            pos.with_default_stmt()
        } else {
            pos
        }
    }

    fn home(&self, value: ValueId) -> &'a Home {
        let homes = &self.input.func.places.homes;
        homes.get(value.0 as usize).unwrap_or(&Home::None)
    }

    fn register(&self, value: ValueId, home: &Home) -> Result<i16, Refusal> {
        let number = match home {
            Home::Register(number) => Some(*number),
            _ => None,
        };
        let found = number.and_then(|number| self.input.machine.register(number));
        found.ok_or(Refusal::Register(value.0))
    }

    /// Returns the register of a value.
    pub(crate) fn reg(&self, value: ValueId) -> Result<i16, Refusal> {
        self.register(value, self.home(value))
    }

    /// Returns the register of the first part of a pair.
    pub(crate) fn reg0(&self, value: ValueId) -> Result<i16, Refusal> {
        match self.home(value) {
            Home::Pair(pair) => self.register(value, &pair[0]),
            _ => Err(Refusal::Register(value.0)),
        }
    }

    /// Returns the register that a value has for itself.
    pub(crate) fn reg_temp(&self, value: ValueId) -> Result<i16, Refusal> {
        let mut temps = self.input.func.places.temp_regs.iter();
        let found = temps.find(|(of, _)| *of == value);
        let found = found.and_then(|(_, number)| self.input.machine.register(*number));
        found.ok_or(Refusal::Register(value.0))
    }

    /// Returns the register of an argument.
    pub(crate) fn arg_reg(&self, value: ValueId, index: usize) -> Result<i16, Refusal> {
        self.reg(self.arg(value, index)?)
    }

    /// Returns the memory at a register, with symbol and offset of a value.
    pub(crate) fn memory(&self, value: ValueId, reg: i16, offset: i64) -> Result<Addr, Refusal> {
        let mut addr = operand::memory(reg, 0);
        operand::add_aux(&mut addr, self.input, value, offset)?;
        Ok(addr)
    }

    /// Adds an instruction without operands. A mark of a statement moves to the first of the
    /// instructions on its line.
    pub(crate) fn append(&mut self, op: As) -> ProgId {
        let id = self.list.append(op);
        if loses_mark(op) {
            return id;
        }
        let progs = &mut self.list.progs;
        let pos = progs[id].pos;
        match self.line_run {
            Some(run) if progs[run].pos.line() == pos.line() => {
                if pos.is_stmt() {
                    progs[run].pos = progs[run].pos.with_is_stmt();
                    progs[id].pos = pos.with_not_stmt();
                }
            }
            _ => self.line_run = Some(id),
        }
        id
    }

    /// Adds an instruction with operands.
    pub(crate) fn emit(&mut self, op: As, from: Addr, to: Addr) -> ProgId {
        let id = self.append(op);
        let prog = &mut self.list.progs[id];
        prog.from = from;
        prog.to = to;
        id
    }

    /// Adds an instruction that reads one register and changes another one.
    pub(crate) fn emit_regs(&mut self, op: As, to: i16, from: i16) -> ProgId {
        self.emit(op, Addr::register(from), Addr::register(to))
    }

    /// Adds an instruction that only changes an operand.
    pub(crate) fn emit_to(&mut self, op: As, to: Addr) -> ProgId {
        self.emit(op, Addr::default(), to)
    }

    /// Adds a further operand to an instruction that reads it.
    pub(crate) fn add_source(&mut self, prog: ProgId, addr: Addr) {
        self.list.progs[prog].add_rest_source(addr);
    }

    /// Adds a branch to a block.
    pub(crate) fn branch(&mut self, op: As, block: BlockId) -> ProgId {
        let id = self.emit_to(op, operand::branch());
        self.branches.push((id, block));
        id
    }

    /// Adds a branch to an instruction that is not there yet.
    pub(crate) fn branch_later(&mut self, op: As) -> ProgId {
        self.emit_to(op, operand::branch())
    }

    /// Sets the target of a branch.
    pub(crate) fn set_target(&mut self, branch: ProgId, target: ProgId) {
        self.list.progs[branch].to.set_target(Some(target));
    }

    /// Adds a call, or a jump that ends the function.
    pub(crate) fn call(&mut self, value: ValueId, op: As) -> Result<ProgId, Refusal> {
        let is_stmt = self.list.pos.is_stmt();
        let to = match self.aux(value)? {
            Aux::Call(call) if call.sym.0 != 0 => operand::external(self.input.sym(call.sym)?),
            _ => Addr::register(self.arg_reg(value, 0)?),
        };
        if self.input.maps.of_value(value).is_none() && !self.has_no_stack_map(value) {
            return Err(Refusal::StackMap(value.0));
        }
        self.max_arg = self.max_arg.max(self.value(value).aux_int);
        let id = self.append(op::CALL);
        let pos = self.pos_of(value);
        let prog = &mut self.list.progs[id];
        prog.pos = if is_stmt {
            pos.with_is_stmt()
        } else {
            pos.with_not_stmt()
        };
        prog.to = to;
        prog.op = op;
        Ok(id)
    }

    /// Reports whether a value calls a function of write barriers, which has no safe point.
    fn has_no_stack_map(&self, value: ValueId) -> bool {
        let Ok(Aux::Call(call)) = self.aux(value) else {
            return false;
        };
        let sym = self.input.func.sym(self.input.package, call.sym);
        sym.is_some_and(|sym| WITHOUT_MAP.contains(&&*sym.name))
    }
}
