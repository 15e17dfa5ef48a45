//! Checks in loops whether another goroutine is to run, which GOEXPERIMENT=preemptibleloops has.
//!
//! An edge back to the header of a loop goes over a test of the stack's limit, and a call if the
//! test fails. Memory then has another state at the header, so that phis are added at the header
//! and wherever ways with both states meet.
//! Counterpart: cmd/compile/internal/ssa/loopreschedchecks.go.

mod memory;
mod phis;
#[cfg(test)]
mod tests;

use self::memory::Memory;
use self::phis::Phis;
use super::Cx;
use crate::func::Edge;
use crate::func::Func;
use crate::func::Pos;
use crate::graph::dominators;
use crate::graph::ordered_tree;
use crate::graph::postorder;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::ids::abi;
use crate::intern::NewAuxes;
use crate::package::Aux;
use crate::package::Call;
use crate::package::Signature;
use crate::package::SymId;
use crate::package::TypeId;
use crate::rules::Refusal;

/// The size of a pointer, in bytes.
const WORD: i64 = 8;

/// Adds a check to each edge back to the header of a loop.
pub(super) fn insert_resched_checks(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if func.facts.is_nosplit {
        return Ok(());
    }
    let edges = back_edges(func);
    if edges.is_empty() {
        return Ok(());
    }
    let types = Types::find(func, cx)?;
    let mut last = memory::last_in_blocks(func, cx, types.memory)?;
    let idom = dominators(func).to_vec();
    let order = postorder(func).to_vec();
    let tree = ordered_tree(func, &order);
    let first = &mut last[func.entry.0 as usize];
    if first.0 == 0 {
        let (entry, op) = (func.entry, cx.ops.init_mem);
        let pos = func.block(entry).pos;
        *first = func.new_value(entry, op, types.memory, pos, cx.ops);
    }
    let memory = Memory::find(func, &order, &last)?;
    let mut phis = Phis::new(func, cx, &memory, &idom, &tree);
    let headers: Vec<ValueId> = edges
        .iter()
        .map(|edge| phis.at_header(edge.block))
        .collect();
    phis.rewrite();
    let mut checks = Checks {
        auxes: NewAuxes::of(func),
        sym: func.intern_sym(cx.package, "runtime.goschedguarded", abi::INTERNAL),
        func,
        cx,
        types,
    };
    for (edge, phi) in edges.into_iter().zip(headers) {
        checks.insert(edge, phi);
    }
    func.invalidate_graph();
    Ok(())
}

/// Returns the edges to blocks from which the walk in depth has not returned.
fn back_edges(func: &Func) -> Vec<Edge> {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Mark {
        Unseen,
        Open,
        Done,
    }
    let mut edges = Vec::new();
    let mut marks = vec![Mark::Unseen; func.blocks.len()];
    let mut stack = vec![(func.entry, 0)];
    marks[func.entry.0 as usize] = Mark::Open;
    while let Some((block, next)) = stack.last_mut() {
        let Some(edge) = func.block(*block).succs.get(*next).copied() else {
            marks[block.0 as usize] = Mark::Done;
            stack.pop();
            continue;
        };
        *next += 1;
        let mark = &mut marks[edge.block.0 as usize];
        match *mark {
            Mark::Unseen => {
                *mark = Mark::Open;
                stack.push((edge.block, 0));
            }
            Mark::Open => edges.push(edge),
            Mark::Done => {}
        }
    }
    edges
}

/// The types of the values of a check.
#[derive(Clone, Copy)]
struct Types {
    memory: TypeId,
    word: TypeId,
    bool: TypeId,
    /// The results of a call without results.
    results: TypeId,
}

impl Types {
    fn find(func: &mut Func, cx: &Cx<'_>) -> Result<Self, Refusal> {
        let package = cx.package;
        let mut basic = |text| func.basic_type(package, text).ok_or(Refusal::Invalid);
        let (memory, word, bool) = (basic("mem")?, basic("uintptr")?, basic("bool")?);
        let results = func.results_type(package, &[memory]);
        Ok(Self {
            memory,
            word,
            bool,
            results: results.ok_or(Refusal::Invalid)?,
        })
    }
}

/// Adds checks to edges.
struct Checks<'f, 'a> {
    func: &'f mut Func,
    cx: &'f Cx<'a>,
    types: Types,
    auxes: NewAuxes,
    /// The function that lets other goroutines run.
    sym: SymId,
}

impl Checks<'_, '_> {
    fn add(&mut self, block: BlockId, op: u16, ty: TypeId, pos: Pos, args: &[ValueId]) -> ValueId {
        let value = self.func.new_value(block, op, ty, pos, self.cx.ops);
        self.func.set_args(value, args);
        value
    }

    /// Adds a check to an edge to a header with a phi of memory.
    fn insert(&mut self, edge: Edge, phi: ValueId) {
        let (ops, header, index) = (self.cx.ops, edge.block, edge.index as usize);
        let from = self.func.block(header).preds[index];
        let memory = self.func.args(phi)[index];
        let pos = self.func.block(from.block).pos;
        if self.func.block(from.block).kind != ops.block_plain {
            self.func.block_mut(from.block).likely = if from.index == 0 { 1 } else { -1 };
        }
        let test = self.func.new_block(ops.block_if);
        let call = self.func.new_block(ops.block_plain);
        for block in [test, call] {
            self.func.block_mut(block).pos = pos;
        }
        let is_less = self.test(test, pos, memory);
        let func = &mut *self.func;
        func.set_control(test, is_less);
        func.add_edge(test, call);
        func.block_mut(test).succs.push(edge);
        func.block_mut(header).preds[index] = Edge {
            block: test,
            index: 1,
        };
        func.block_mut(test).likely = -1;
        let called = self.call(call, pos, memory);
        let func = &mut *self.func;
        func.add_edge(call, header);
        func.add_arg(phi, called);
        func.block_mut(from.block).succs[from.index as usize] = Edge {
            block: test,
            index: 0,
        };
        func.block_mut(test).preds.push(from);
        for at in 0..func.block(header).values.len() {
            let other = func.block(header).values[at];
            if func.value(other).op == ops.phi && other != phi {
                let arg = func.args(other)[index];
                func.add_arg(other, arg);
            }
        }
    }

    /// Compares the stack pointer with the limit of the goroutine's stack.
    fn test(&mut self, block: BlockId, pos: Pos, memory: ValueId) -> ValueId {
        let (ops, word, bool) = (self.cx.ops, self.types.word, self.types.bool);
        let goroutine = self.add(block, ops.get_g, word, pos, &[memory]);
        let pointer = self.add(block, ops.sp, word, pos, &[]);
        let address = self.add(block, ops.off_ptr, word, pos, &[goroutine]);
        self.func.value_mut(address).aux_int = 2 * WORD;
        let limit = self.add(block, ops.load, word, pos, &[address, memory]);
        self.add(block, ops.less64u, bool, pos, &[pointer, limit])
    }

    /// Calls the scheduler; returns the state of memory after it.
    fn call(&mut self, block: BlockId, pos: Pos, memory: ValueId) -> ValueId {
        let aux = Aux::Call(Box::new(Call {
            sym: self.sym,
            signature: Some(Box::new(Signature {
                abi: 1,
                ..Signature::default()
            })),
        }));
        let aux = self.auxes.add(self.func, self.cx.package, aux);
        let (ops, types) = (self.cx.ops, self.types);
        let called = self.add(block, ops.static_call, types.results, pos, &[memory]);
        self.func.value_mut(called).aux = aux;
        self.add(block, ops.select_n, types.memory, pos, &[called])
    }
}
