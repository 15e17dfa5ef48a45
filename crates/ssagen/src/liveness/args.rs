//! Parameters in registers: where their stack slots have the values, for tracebacks.
//!
//! Counterpart: cmd/compile/internal/liveness/arg.go.

use vamos_ssa::Aux;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::ValueId;
use vamos_ssa::op::Ops;

use super::bits::BitSet;
use super::bits::UniqueSets;
use super::effects::Subject;
use crate::input::ArgLive;
use crate::input::Frame;
use crate::input::class;
use crate::input::var_flags;
use crate::machine::Machine;
use crate::operand::auto_var;
use crate::parts::parts;
use crate::refusal::Refusal;

/// The number where all parameters are live.
const ALL_LIVE: i32 = -1;

/// The most parts of parameters that a traceback shows.
const MOST: usize = 10;

/// The largest offset that the table can have.
const LAST_OFFSET: i64 = 0xff;

/// The live parameters, and their sets as the runtime reads them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArgLiveness {
    /// The places of the sets in the table.
    pub live: ArgLive,
    /// The table.
    pub table: Vec<u8>,
}

/// Returns the live parameters of an optimized function, unless all are always live.
pub(crate) fn arg_liveness(
    func: &Func,
    package: &Package,
    ops: &Ops,
    machine: &Machine,
    frame: &Frame,
) -> Result<Option<ArgLiveness>, Refusal> {
    let subject = Subject {
        func,
        package,
        ops,
        machine,
    };
    let mut args = slots(subject, frame)?;
    args.truncate(MOST);
    let always = args.iter().take_while(|slot| slot.is_always_live).count();
    args.drain(..always);
    let Some(first) = args.first().map(|slot| slot.place) else {
        return Ok(None);
    };
    let mut flow = ArgFlow {
        subject,
        frame,
        args,
        sets: UniqueSets::default(),
        live: ArgLive::default(),
    };
    let blocks = flow.solve()?;
    flow.number(&blocks)?;
    Ok(Some(flow.finish(first)))
}

/// The stack slot of a part of a parameter.
struct Slot {
    name: NameId,
    offset: i64,
    /// The offset in the area of the parameters.
    place: u8,
    is_always_live: bool,
}

/// Returns the stack slots of parameters in registers.
fn slots(subject: Subject<'_>, frame: &Frame) -> Result<Vec<Slot>, Refusal> {
    let signature = match subject.func.aux(subject.package, subject.func.own.call) {
        Some(Aux::Call(call)) => call.signature.as_deref(),
        _ => None,
    };
    let signature = signature.ok_or(Refusal::Invalid("no signature"))?;
    let mut found = Vec::new();
    for param in &signature.params {
        if param.name.0 == 0 || param.registers.is_empty() {
            continue;
        }
        let var = frame.var(param.name);
        let var = var.ok_or(Refusal::Variable(param.name.0))?;
        let ty = subject.types().ty(subject.type_of(param.name)?)?;
        for part in parts(subject.func, subject.package, param.ty)? {
            let place = var.offset + part.offset;
            if place > LAST_OFFSET {
                continue;
            }
            found.push(Slot {
                name: param.name,
                offset: part.offset,
                place: place as u8,
                is_always_live: var.has(var_flags::ADDRESS_TAKEN) || !ty.can_be_ssa(),
            });
        }
    }
    Ok(found)
}

/// The live slots at the start and end of a block.
struct BlockSets {
    live_in: BitSet,
    live_out: BitSet,
}

struct ArgFlow<'a> {
    subject: Subject<'a>,
    frame: &'a Frame,
    args: Vec<Slot>,
    sets: UniqueSets,
    live: ArgLive,
}

impl ArgFlow<'_> {
    /// Adds the slot that a value stores; returns false if it stores no slot, or a live one.
    fn apply(&self, value: ValueId, live: &mut BitSet) -> Result<bool, Refusal> {
        let Subject { func, ops, .. } = self.subject;
        if func.value(value).op != ops.store_reg {
            return Ok(false);
        }
        let (name, offset) = auto_var(func, self.subject.package, value)?;
        let var = self.frame.var(name);
        if var.is_none_or(|var| var.class != class::PARAM) {
            return Ok(false);
        }
        let mut slots = self.args.iter();
        let at = slots.position(|slot| slot.name == name && slot.offset == offset);
        let Some(at) = at.filter(|at| !live.contains(*at)) else {
            return Ok(false);
        };
        live.insert(at);
        Ok(true)
    }

    /// Returns the sets of all blocks, by number. One walk is made, as by the compiler.
    fn solve(&self) -> Result<Vec<BlockSets>, Refusal> {
        let func = self.subject.func;
        let count = self.args.len();
        let full = |_: &_| BlockSets {
            live_in: BitSet::full(count),
            live_out: BitSet::full(count),
        };
        let mut blocks: Vec<BlockSets> = func.blocks.iter().map(full).collect();
        let entry = &mut blocks[func.entry.0 as usize].live_in;
        entry.clear();
        for (at, slot) in self.args.iter().enumerate() {
            if slot.is_always_live {
                entry.insert(at);
            }
        }
        for block in func.postorder().iter().rev() {
            let record = func.block(*block);
            let mut live = blocks[block.0 as usize].live_in.clone();
            for edge in &record.preds {
                live.retain_all(&blocks[edge.block.0 as usize].live_out);
            }
            blocks[block.0 as usize].live_in.assign(&live);
            for value in &record.values {
                self.apply(*value, &mut live)?;
            }
            blocks[block.0 as usize].live_out = live;
        }
        Ok(blocks)
    }

    /// Returns the number of a set.
    fn set(&mut self, set: &BitSet) -> i32 {
        if set.len() == self.args.len() {
            ALL_LIVE
        } else {
            self.sets.add(set) as i32
        }
    }

    /// Numbers the sets at the start of blocks, and after values that change them.
    fn number(&mut self, blocks: &[BlockSets]) -> Result<(), Refusal> {
        let func = self.subject.func;
        for block in &func.order {
            let mut live = blocks[block.0 as usize].live_in.clone();
            let number = self.set(&live);
            self.live.blocks.push((*block, number));
            let values = &func.block(*block).values;
            let mut changed = None;
            for (at, value) in values.iter().enumerate() {
                if self.apply(*value, &mut live)? {
                    changed = Some(*value);
                }
                let ends_part = self.may_fault(*value) || at + 1 == values.len();
                if ends_part && let Some(last) = changed.take() {
                    let number = self.set(&live);
                    self.live.values.push((last, number));
                }
            }
        }
        Ok(())
    }

    /// Reports whether the instructions of a value may fault.
    fn may_fault(&self, value: ValueId) -> bool {
        let Subject { func, ops, .. } = self.subject;
        let never = [
            ops.load_reg,
            ops.store_reg,
            ops.copy,
            ops.phi,
            ops.var_def,
            ops.var_live,
            ops.keep_alive,
            ops.select0,
            ops.select1,
            ops.select_n,
            ops.make_result,
            ops.convert,
            ops.inl_mark,
            ops.get_g,
        ];
        !never.contains(&func.value(value).op) && !func.args(value).is_empty()
    }

    /// Writes the table; the numbers of sets become places in it.
    fn finish(self, first: u8) -> ArgLiveness {
        let mut table = vec![first];
        let mut places = Vec::new();
        for set in &self.sets.list {
            places.push(table.len() as i32);
            table.extend(set.bytes(self.args.len()));
        }
        let place = |number: i32| match usize::try_from(number) {
            Ok(number) => places[number],
            Err(_) => number,
        };
        let mut live = self.live;
        sort(&mut live.blocks, place);
        sort(&mut live.values, place);
        ArgLiveness { live, table }
    }
}

/// Replaces numbers, and sorts by block or value.
fn sort<T: Ord + Copy>(list: &mut [(T, i32)], place: impl Fn(i32) -> i32) {
    for (_, number) in list.iter_mut() {
        *number = place(*number);
    }
    list.sort_unstable_by_key(|entry| entry.0);
}
