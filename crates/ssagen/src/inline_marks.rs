//! Instructions that stand for calls of inlined functions.
//!
//! A mark is an instruction of its own unless another instruction has the same line.
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`inlMarks` of `genssa`).

use std::collections::HashMap;

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::InlMark;
use vamos_obj::Pos;
use vamos_obj::ProgId;
use vamos_obj::op;

use crate::amd64::Generator;
use crate::state::State;

/// Instructions that may have no size.
const MAYBE_EMPTY: [As; 6] = [
    op::NOP,
    op::FUNCDATA,
    op::PCDATA,
    op::TEXT,
    op::PCALIGN,
    op::PCALIGNMAX,
];

/// The marks of a function.
#[derive(Debug, Default)]
pub(crate) struct InlineMarks {
    /// Instructions, ascending, and their calls.
    list: Vec<(ProgId, u32)>,
    /// Marks by line, as indexes.
    by_pos: HashMap<Pos, Vec<usize>>,
}

impl InlineMarks {
    /// Adds a mark at an instruction.
    pub(crate) fn add(&mut self, prog: ProgId, call: u32, pos: Pos) {
        let marks = self.by_pos.entry(pos.at_column_1()).or_default();
        marks.push(self.list.len());
        self.list.push((prog, call));
    }

    /// Moves marks to other instructions on their lines; returns all of them.
    pub(crate) fn resolve(self, state: &mut State<'_>, generator: &Generator) -> Vec<InlMark> {
        let Self { list, mut by_pos } = self;
        if list.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut has_call = false;
        let is_mark = |prog: ProgId| list.binary_search_by_key(&prog, |mark| mark.0).is_ok();
        let instructions = state.list.list();
        let progs = &mut state.list.progs;
        for id in &instructions {
            let prog = &mut progs[*id];
            if MAYBE_EMPTY.contains(&prog.op) || is_mark(*id) {
                continue;
            }
            has_call |= [op::CALL, op::DUFFCOPY, op::DUFFZERO].contains(&prog.op);
            let Some(marks) = by_pos.remove(&prog.pos.at_column_1()) else {
                continue;
            };
            prog.pos = prog.pos.with_is_stmt();
            for mark in marks {
                let (mark, call) = list[mark];
                found.push(InlMark {
                    prog: *id,
                    id: call,
                });
                let mark = &mut progs[mark];
                mark.op = op::NOP;
                mark.pos = Pos::NONE;
                mark.from = Addr::default();
                mark.to = Addr::default();
            }
        }
        let left = list.iter().filter(|(prog, _)| progs[*prog].op != op::NOP);
        found.extend(left.map(|(prog, id)| InlMark {
            prog: *prog,
            id: *id,
        }));
        if state.input.frame.size == 0 && !has_call {
            begin_with_own(state, generator, &instructions);
        }
        found
    }
}

/// Lets a function without a frame begin with an instruction of its own, not of an inlined one.
fn begin_with_own(state: &mut State<'_>, generator: &Generator, instructions: &[ProgId]) {
    let progs = &state.list.progs;
    let empty = [op::FUNCDATA, op::PCDATA, op::TEXT, op::NOP];
    let first = instructions
        .iter()
        .position(|id| !empty.contains(&progs[*id].op));
    let Some(first) = first.filter(|first| *first > 0) else {
        return;
    };
    let base = progs[instructions[first]].pos.base_number();
    if state.input.package.inlined_call(base).is_none() {
        return;
    }
    let end = state.list.next;
    let nop = generator.nop(&mut state.list);
    let progs = &mut state.list.progs;
    progs[nop].pos = state.input.facts.pos.with_is_stmt();
    // It was added at the end.
    let last = instructions.last().copied();
    let before = last.filter(|_| end == nop).into_iter();
    for id in before {
        progs[id].link = progs[nop].link;
    }
    progs[nop].link = Some(instructions[first]);
    progs[instructions[first - 1]].link = Some(nop);
}
