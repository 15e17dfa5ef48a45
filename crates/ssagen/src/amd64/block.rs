//! Instructions at the end of blocks.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenBlock`) and
//! cmd/compile/internal/ssagen/ssa.go (`CombJump`).

use vamos_obj::As;
use vamos_obj::Pos;
use vamos_obj::op;
use vamos_obj::x86::a;
use vamos_ssa::BlockId;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;

use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

/// A jump, and the index of the successor that it goes to.
type Jump = (As, usize);

/// The end of a block.
#[derive(Clone, Copy, Debug)]
pub(super) enum BlockForm {
    /// It is not implemented.
    Other,
    /// The only successor follows.
    Plain,
    /// Nothing follows.
    End,
    /// The function returns.
    Return,
    /// A jump if a condition holds, and one if it does not.
    Branch(As, As),
    /// Two jumps for comparisons of floating-point numbers: if the first successor comes next, and if
    /// the second does.
    Float([[Jump; 2]; 2]),
    /// A computed jump.
    Table,
}

/// Conditional blocks, with the jumps for the condition and its opposite.
const BRANCHES: [(&str, As, As); 12] = [
    ("EQ", a::JEQ, a::JNE),
    ("NE", a::JNE, a::JEQ),
    ("LT", a::JLT, a::JGE),
    ("GE", a::JGE, a::JLT),
    ("LE", a::JLE, a::JGT),
    ("GT", a::JGT, a::JLE),
    ("OS", a::JOS, a::JOC),
    ("OC", a::JOC, a::JOS),
    ("ULT", a::JCS, a::JCC),
    ("UGE", a::JCC, a::JCS),
    ("UGT", a::JHI, a::JLS),
    ("ULE", a::JLS, a::JHI),
];

const EQUAL_FLOATS: [[Jump; 2]; 2] = [[(a::JNE, 1), (a::JPS, 1)], [(a::JNE, 1), (a::JPC, 0)]];

const UNEQUAL_FLOATS: [[Jump; 2]; 2] = [[(a::JNE, 0), (a::JPC, 1)], [(a::JNE, 0), (a::JPS, 0)]];

/// Returns the forms of all kinds of blocks of a release.
pub(super) fn forms(tables: &Tables, ops: &Ops) -> Vec<BlockForm> {
    let of_machine = |name: &str| match name {
        "EQF" => BlockForm::Float(EQUAL_FLOATS),
        "NEF" => BlockForm::Float(UNEQUAL_FLOATS),
        "JUMPTABLE" => BlockForm::Table,
        _ => {
            let found = BRANCHES.iter().find(|row| row.0 == name);
            found.map_or(BlockForm::Other, |row| BlockForm::Branch(row.1, row.2))
        }
    };
    let consts = tables.block_consts.iter().enumerate();
    let forms = consts.map(|(number, name)| match number as u8 {
        kind if kind == ops.block_plain || kind == ops.block_defer => BlockForm::Plain,
        kind if kind == ops.block_exit || kind == ops.block_ret_jmp => BlockForm::End,
        kind if kind == ops.block_ret => BlockForm::Return,
        _ => name
            .strip_prefix("BlockAMD64")
            .map_or(BlockForm::Other, of_machine),
    });
    forms.collect()
}

/// Adds the instructions at the end of a block with a position.
pub(super) fn end(
    state: &mut State<'_>,
    form: BlockForm,
    block: BlockId,
    next: Option<BlockId>,
    pos: Pos,
) -> Result<(), Refusal> {
    let record = state.input.func.block(block);
    let target = |index: usize| {
        let edge = record.succs.get(index);
        edge.map(|edge| edge.block)
            .ok_or(Refusal::Invalid("missing successor"))
    };
    let is_likely = record.likely >= 0;
    match form {
        BlockForm::Other | BlockForm::End => {}
        BlockForm::Return => {
            state.append(op::RET);
        }
        BlockForm::Plain => {
            let target = target(0)?;
            if next != Some(target) {
                state.branch(op::JMP, target);
            }
        }
        BlockForm::Branch(jump, opposite) => {
            let [yes, no] = [target(0)?, target(1)?];
            if next == Some(yes) {
                state.branch(opposite, no);
            } else if next == Some(no) {
                state.branch(jump, yes);
            } else if is_likely {
                state.branch(jump, yes);
                state.branch(op::JMP, no);
            } else {
                state.branch(opposite, no);
                state.branch(op::JMP, yes);
            }
        }
        BlockForm::Float(jumps) => {
            let targets = [target(0)?, target(1)?];
            let follows = targets.iter().position(|target| next == Some(*target));
            let chosen = follows.unwrap_or(usize::from(is_likely));
            let mut jumps = jumps[chosen].to_vec();
            if follows.is_none() {
                jumps.push((op::JMP, chosen));
            }
            for (jump, index) in jumps {
                let id = state.branch(jump, targets[index]);
                state.list.progs[id].pos = pos;
            }
        }
        BlockForm::Table => {
            let [index, table] = record.controls;
            let mut to = operand::memory(state.reg(table)?, 0);
            to.index = state.reg(index)?;
            to.scale = 8;
            state.emit_to(op::JMP, to);
            state.jump_tables.push(block);
        }
    }
    Ok(())
}
