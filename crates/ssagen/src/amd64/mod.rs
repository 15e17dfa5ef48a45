//! Instructions of amd64.
//!
//! Each operation has a function that makes its instructions; [`Generator`] finds it by the
//! number of the operation in the release. The files have a table of operations each.
//! Counterpart: cmd/compile/internal/amd64/ssa.go and ggen.go.

mod arith;
mod atomic;
mod block;
mod bounds;
mod bulk;
mod calls;
mod compare;
mod constants;
mod frame;
mod memory;
mod modify;
mod moves;
mod registers;

use std::collections::HashMap;

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::ProgId;
use vamos_obj::op;
use vamos_obj::x86;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_AX;
use vamos_obj::x86::registers::REG_X0;
use vamos_ssa::BlockId;
use vamos_ssa::ValueId;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;

use crate::emitter::Emitter;
use crate::machine::PREFIX;
use crate::refusal::Refusal;
use crate::state::State;
use block::BlockForm;

/// Makes the instructions of a value; the opcode is the operation's own.
type Generate = for<'s, 'a> fn(&'s mut State<'a>, ValueId, As) -> Result<(), Refusal>;

/// Operations with the functions for their instructions; names are separated by spaces.
type Rows = &'static [(Generate, &'static str)];

/// The operations of amd64.
const ROWS: [Rows; 9] = [
    arith::ROWS,
    atomic::ROWS,
    bounds::ROWS,
    bulk::ROWS,
    calls::ROWS,
    compare::ROWS,
    constants::ROWS,
    memory::ROWS,
    modify::ROWS,
];

/// The functions that make instructions, by the numbers of a release.
#[derive(Clone, Debug)]
pub struct Generator {
    /// The function of each operation and its opcode, the default for one without an opcode; `None`
    /// if the operation is not implemented.
    operations: Vec<Option<(Generate, As)>>,
    names: Vec<Box<str>>,
    blocks: Vec<BlockForm>,
    block_names: Vec<Box<str>>,
}

/// The numbers of opcodes by name.
struct Opcodes(HashMap<&'static str, As>);

impl Opcodes {
    fn new() -> Self {
        let names = x86::OP_NAMES.iter().enumerate();
        Self(
            names
                .map(|(at, name)| {
                    let number = at as u16;
                    let is_common = number < op::ARCH_SPECIFIC;
                    let base = if is_common { 0 } else { op::BASE_AMD64 };
                    (*name, As(base + number))
                })
                .collect(),
        )
    }

    /// Returns the opcode that the sources of the compiler spell like this, `x86.AADDQ`.
    fn find(&self, text: &str) -> Option<As> {
        let name = text.strip_prefix("x86.A").or(text.strip_prefix("obj.A"))?;
        self.0.get(name).copied()
    }
}

impl Generator {
    /// Returns the functions for the operations of a release.
    pub fn new(tables: &Tables, ops: &Ops) -> Self {
        let opcodes = Opcodes::new();
        let mut by_name: HashMap<String, Generate> = HashMap::new();
        for (generate, names) in ROWS.iter().copied().flatten() {
            let names = names.split_ascii_whitespace();
            by_name.extend(names.map(|name| (format!("{PREFIX}{name}"), *generate)));
        }
        let rows = tables.ops.iter().zip(&tables.op_consts).enumerate();
        let operations = rows.map(|(number, (info, constant))| {
            let of_machine = by_name.get(&**constant).copied();
            let generate = of_machine.or_else(|| moves::of_no_machine(ops, number as u16));
            // An opcode that is not known is refused, and not taken for none.
            let opcode = if info.asm.is_empty() {
                Some(As::default())
            } else {
                opcodes.find(&info.asm)
            };
            Some((generate?, opcode?))
        });
        Self {
            operations: operations.collect(),
            names: tables.op_consts.clone(),
            blocks: block::forms(tables, ops),
            block_names: tables.block_consts.clone(),
        }
    }

    /// Makes the instructions of a value.
    pub(crate) fn generate(&self, state: &mut State<'_>, value: ValueId) -> Result<(), Refusal> {
        let number = state.value(value).op;
        match self.operations.get(usize::from(number)) {
            Some(Some((generate, opcode))) => generate(state, value, *opcode),
            _ => {
                let name = self.names.get(usize::from(number)).cloned();
                let name = name.unwrap_or_default();
                Err(Refusal::Op { number, name })
            }
        }
    }

    /// Makes the instructions at the end of a block.
    pub(crate) fn end_block(
        &self,
        state: &mut State<'_>,
        block: BlockId,
        next: Option<BlockId>,
        pos: vamos_obj::Pos,
    ) -> Result<(), Refusal> {
        let number = state.input.func.block(block).kind;
        match self.blocks.get(usize::from(number)) {
            Some(BlockForm::Other) | None => {
                let name = self.block_names.get(usize::from(number)).cloned();
                let name = name.unwrap_or_default();
                Err(Refusal::Block { number, name })
            }
            Some(form) => block::end(state, *form, block, next, pos),
        }
    }

    /// Finds constants of a block that must not change the flags.
    pub(crate) fn mark_moves(&self, state: &mut State<'_>, block: BlockId) {
        let func = state.input.func;
        let is_flags =
            |state: &State<'_>, value| state.ty(value).is_ok_and(|ty| ty.is_own("flags"));
        let record = func.block(block);
        let controls = func.control_values(block);
        let mut is_live =
            record.flags_live_at_end || controls.iter().any(|value| is_flags(state, *value));
        for value in record.values.iter().rev() {
            let code = func.value(*value).op;
            if is_live && state.input.machine.constants.contains(&code) {
                state.keeps_flags[value.0 as usize] = true;
            }
            is_live &= !is_flags(state, *value);
            let mut args = func.args(*value).iter();
            is_live |= args.any(|arg| is_flags(state, *arg));
        }
    }

    /// Adds an instruction of one byte that does nothing.
    pub(crate) fn nop(&self, list: &mut Emitter) -> ProgId {
        let id = list.append(a::XCHGL);
        list.progs[id].from = Addr::register(REG_AX);
        list.progs[id].to = Addr::register(REG_AX);
        id
    }
}

/// Sets register X15, which is zero in functions of the compiler's own calling convention.
fn zero_x15(state: &mut State<'_>) {
    state.emit_regs(a::XORPS, REG_X0 + 15, REG_X0 + 15);
}

/// Sets register X15 where the function's calling convention does not.
fn ensure_zero_x15(state: &mut State<'_>) {
    if !registers::is_abi_internal(state.input) {
        zero_x15(state);
    }
}
