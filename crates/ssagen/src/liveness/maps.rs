//! The stack maps of a function.
//!
//! Maps are numbered in the order in which they are first needed: the map of the function's
//! start, then the maps of calls.
//! Counterpart: cmd/compile/internal/liveness/plive.go (`epilogue`, `compact`, `emit`).

use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::ValueId;
use vamos_ssa::op::Ops;
use vamos_ssa::op::flags;

use super::bits::BitSet;
use super::bits::UniqueSets;
use super::effects::Flow;
use super::effects::Subject;
use super::objects::StackObject;
use super::objects::stack_objects;
use super::pointers::POINTER;
use super::unsafe_points;
use crate::input::Frame;
use crate::input::StackMaps;
use crate::input::Var;
use crate::input::class;
use crate::input::var_flags;
use crate::machine::Machine;
use crate::refusal::Refusal;

/// Functions that are called by write barriers and have no safe point.
pub(crate) const WITHOUT_MAP: [&str; 2] = ["runtime.wbZero", "runtime.wbMove"];

/// Properties of a function for its stack maps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LivenessFacts {
    /// The package is part of the runtime.
    pub is_runtime: bool,
    /// The function defers calls.
    pub has_defer: bool,
    /// Its deferred calls cannot be made at its exits.
    pub forbids_open_defers: bool,
}

/// The liveness of a function's variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Liveness {
    /// The numbers of the stack maps.
    pub maps: StackMaps,
    /// The stack maps of parameters and results, as the garbage collector reads them.
    pub args: Vec<u8>,
    /// The stack maps of local variables.
    pub locals: Vec<u8>,
    /// Variables that must be zero before their first use, besides those that are known to be.
    pub needs_zero: Vec<NameId>,
    /// Variables whose address is taken, ascending by offset.
    pub objects: Vec<StackObject>,
}

/// Returns the liveness of a function's variables.
pub(crate) fn liveness(
    func: &Func,
    package: &Package,
    ops: &Ops,
    machine: &Machine,
    frame: &Frame,
    facts: LivenessFacts,
) -> Result<Liveness, Refusal> {
    let subject = Subject {
        func,
        package,
        ops,
        machine,
    };
    let mut vars = Vec::new();
    for var in frame.vars() {
        if subject.is_tracked(var)? {
            vars.push(*var);
        }
    }
    let mut flow = Flow::new(subject, frame.vars(), vars);
    flow.solve()?;
    let is_all = facts.is_runtime || func.facts.is_nosplit;
    let unsafe_points = unsafe_points::find(subject, is_all)?;
    let mut collector = Collector {
        sets: UniqueSets::default(),
        deferred: BitSet::new(flow.vars.len()),
        found: Liveness::default(),
        flow,
    };
    if facts.has_defer {
        collector.find_deferred();
    }
    for block in &func.order {
        collector.block(*block)?;
    }
    if !facts.forbids_open_defers {
        let number = collector.sets.add(&collector.deferred);
        collector.found.maps.defer_return = Some(number as i32);
    }
    let values = func
        .order
        .iter()
        .flat_map(|block| &func.block(*block).values);
    let is_unsafe = |value: &&ValueId| unsafe_points.values[value.0 as usize];
    let mut found = collector.finish(frame)?;
    found.maps.unsafe_values = values.filter(is_unsafe).copied().collect();
    found.maps.unsafe_values.sort_unstable();
    let blocks = func.order.iter().copied();
    let blocks = blocks.filter(|block| unsafe_points.blocks[block.0 as usize]);
    found.maps.unsafe_blocks = blocks.collect();
    found.maps.unsafe_blocks.sort_unstable();
    found.objects = stack_objects(subject, frame)?;
    Ok(found)
}

/// Reports whether a value has a stack map.
fn has_map(subject: Subject<'_>, value: ValueId) -> bool {
    let op = subject.func.value(value).op;
    if !subject.machine.has(op, flags::CALL) {
        return false;
    }
    let Some(Aux::Call(call)) = subject.aux(value) else {
        return true;
    };
    let sym = subject.func.sym(subject.package, call.sym);
    !sym.is_some_and(|sym| WITHOUT_MAP.contains(&&*sym.name))
}

/// Collects the stack maps.
struct Collector<'a> {
    flow: Flow<'a>,
    sets: UniqueSets,
    /// Variables that deferred calls may use.
    deferred: BitSet,
    found: Liveness,
}

impl Collector<'_> {
    /// Finds the variables that deferred calls may use.
    fn find_deferred(&mut self) {
        for (at, var) in self.flow.vars.iter().enumerate() {
            let is_result = var.class == class::RESULT;
            if is_result && var.has(var_flags::HAS_HEAP_ADDRESS) {
                continue;
            }
            if var.has(var_flags::IS_RESULT_ADDRESS) {
                self.found.needs_zero.push(var.name);
            }
            if is_result || var.has(var_flags::IS_RESULT_ADDRESS | var_flags::DEFER_SLOT) {
                self.deferred.insert(at);
            }
        }
    }

    /// Adds the stack maps of a block.
    fn block(&mut self, block: BlockId) -> Result<(), Refusal> {
        let subject = self.flow.subject;
        let record = subject.func.block(block);
        let mut live = self.flow.blocks[block.0 as usize].live_out.clone();
        let mut maps = Vec::new();
        for value in record.values.iter().rev() {
            if has_map(subject, *value) {
                let mut map = live.clone();
                map.add_all(&self.deferred);
                maps.push((*value, map));
            }
            if let Some(effect) = self.flow.effect(*value)? {
                effect.apply(&mut live);
            }
        }
        if block == subject.func.entry {
            let mut others = live.iter();
            if others.any(|at| self.flow.vars[at].class != class::PARAM) {
                return Err(Refusal::Invalid("variable that is live at the start"));
            }
            self.sets.add(&live);
        }
        for (value, map) in maps.iter().rev() {
            let number = self.sets.add(map);
            self.found.maps.values.push((*value, number as i32));
        }
        Ok(())
    }

    /// Writes the stack maps.
    fn finish(mut self, frame: &Frame) -> Result<Liveness, Refusal> {
        let subject = self.flow.subject;
        let types = subject.types();
        let mut last: Option<&Var> = None;
        for var in self.flow.vars.iter().filter(|var| var.is_of_caller()) {
            if last.is_none_or(|last| var.offset > last.offset) {
                last = Some(var);
            }
        }
        let arg_bytes = match last {
            Some(var) => var.offset + types.pointer_bytes(subject.type_of(var.name)?)?,
            None => 0,
        };
        let [args, locals] = [arg_bytes, frame.pointer_size].map(|size| (size / POINTER) as usize);
        let count = self.sets.list.len() as u32;
        let header = |bits: usize| [count, bits as u32].map(u32::to_le_bytes).concat();
        self.found.args = header(args);
        self.found.locals = header(locals);
        for set in &self.sets.list {
            let mut bits = [BitSet::new(args), BitSet::new(locals)];
            for at in set.iter() {
                let var = &self.flow.vars[at];
                let (side, offset, count) = if var.is_of_caller() {
                    (0, var.offset, args)
                } else {
                    (1, var.offset + frame.pointer_size, locals)
                };
                let mut is_inside = true;
                types.each_pointer(subject.type_of(var.name)?, offset, &mut |offset| {
                    let bit = (offset / POINTER) as usize;
                    if offset >= 0 && offset % POINTER == 0 && bit < count {
                        bits[side].insert(bit);
                    } else {
                        is_inside = false;
                    }
                })?;
                if !is_inside {
                    return Err(Refusal::Invalid("pointer outside the frame"));
                }
            }
            self.found.args.extend(bits[0].bytes(args));
            self.found.locals.extend(bits[1].bytes(locals));
        }
        self.found.maps.values.sort_unstable_by_key(|entry| entry.0);
        self.found.maps.part_live = self.flow.part_live;
        Ok(self.found)
    }
}
