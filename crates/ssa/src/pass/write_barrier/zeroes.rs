//! Memory of new objects that is still zero, so that no barrier is needed for its old content.
//!
//! Counterpart: cmd/compile/internal/ssa/writebarrier.go (`computeZeroMap`, `IsNewObject`).

use super::super::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::package::Aux;
use crate::package::kind;
use crate::rules::Refusal;

/// The size of a pointer, in bytes.
pub(super) const WORD: i64 = 8;

/// The number of words of an object that are followed.
const WORDS: i64 = 64;

/// The words of an object that are zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Region {
    /// The pointer to the object; 0: nothing is known.
    object: ValueId,
    /// The words that are zero, a bit each.
    mask: u64,
}

/// The words that are zero at each state of memory.
pub(super) struct Zeroes(Vec<Region>);

/// Returns the pointer that a pointer is an offset from, and the offset.
fn base_and_offset(func: &Func, cx: &Cx<'_>, pointer: ValueId) -> (ValueId, i64) {
    let (mut pointer, mut offset) = (pointer, 0_i64);
    while func.value(pointer).op == cx.ops.off_ptr {
        offset = offset.wrapping_add(func.value(pointer).aux_int);
        pointer = func.args(pointer)[0];
    }
    (pointer, offset)
}

impl Zeroes {
    /// Finds new objects and the stores to them.
    pub(super) fn find(func: &mut Func, cx: &Cx<'_>) -> Result<Self, Refusal> {
        let mut memory = func.free.scratch.filled(func.values.len(), ValueId(0));
        let found = Self::find_after_calls(func, cx, &mut memory);
        func.free.scratch.put(memory);
        found
    }

    /// Finds new objects and the stores to them; `memory` is for the state of memory after each call.
    fn find_after_calls(func: &Func, cx: &Cx<'_>, memory: &mut [ValueId]) -> Result<Self, Refusal> {
        let ops = cx.ops;
        let values = || {
            let blocks = func.order.iter();
            blocks.flat_map(|block| func.block(*block).values.iter().copied())
        };
        for value in values() {
            let record = func.value(value);
            if record.op == ops.select_n && record.aux_int == 1 {
                memory[func.args(value)[0].0 as usize] = value;
            }
        }
        let mut found = Self(Vec::new());
        for value in values() {
            if let Some(state) = new_object(func, cx, value, memory)? {
                // Most functions have no new object.
                found.0.resize(func.values.len(), Region::default());
                let size = func.type_of(cx, value).map_or(0, |ty| ty.len);
                let words = WORDS.min(size / WORD);
                found.0[state.0 as usize] = Region {
                    object: value,
                    mask: 1_u64.checked_shl(words as u32).unwrap_or(0).wrapping_sub(1),
                };
            }
        }
        let mut has_changed = !found.0.is_empty();
        while has_changed {
            has_changed = false;
            for value in values().filter(|value| func.value(*value).op == ops.store) {
                let before = func.memory_arg(cx, value).ok_or(Refusal::Invalid)?;
                let region = found.0[before.0 as usize];
                let region = after_store(func, cx, value, region)?;
                if let Some(region) = region.filter(|region| found.0[value.0 as usize] != *region) {
                    found.0[value.0 as usize] = region;
                    has_changed = true;
                }
            }
        }
        Ok(found)
    }

    /// Returns the words that are zero at a state of memory, if they are of this object.
    fn mask(&self, memory: ValueId, object: ValueId) -> Option<u64> {
        let region = self.0.get(memory.0 as usize)?;
        (region.object.0 != 0 && region.object == object).then_some(region.mask)
    }

    /// Reports whether memory may have pointers to the heap.
    pub(super) fn may_have_pointers(
        &self,
        func: &Func,
        cx: &Cx<'_>,
        pointer: ValueId,
        size: i64,
        memory: ValueId,
    ) -> bool {
        let (object, offset) = base_and_offset(func, cx, pointer);
        if offset % WORD != 0 || offset < 0 || offset.wrapping_add(size) > WORDS * WORD {
            return true;
        }
        let words = 1_u64.checked_shl((size / WORD) as u32).unwrap_or(0);
        let asked = words.wrapping_sub(1) << (offset / WORD).min(WORDS - 1);
        let mask = self.mask(memory, object);
        mask.is_none_or(|mask| mask & asked != asked)
    }

    /// Reports whether the collector needs the old value of a pointer that is overwritten.
    pub(super) fn needs_old(
        &self,
        func: &Func,
        cx: &Cx<'_>,
        pointer: ValueId,
        memory: ValueId,
    ) -> bool {
        let (object, offset) = base_and_offset(func, cx, pointer);
        if offset % WORD != 0 || !(0..WORDS * WORD).contains(&offset) {
            return true;
        }
        let mask = self.mask(memory, object);
        mask.is_none_or(|mask| mask >> (offset / WORD) & 1 == 0)
    }
}

/// Returns the words that are zero after a store; `None` if nothing is known.
fn after_store(
    func: &Func,
    cx: &Cx<'_>,
    store: ValueId,
    region: Region,
) -> Result<Option<Region>, Refusal> {
    let (object, mut offset) = base_and_offset(func, cx, func.args(store)[0]);
    if region.object.0 == 0 || object != region.object {
        return Ok(None);
    }
    let Some(Aux::Type(ty)) = func.aux(cx.package, func.value(store).aux) else {
        return Err(Refusal::Invalid);
    };
    let mut size = func.ty(cx.package, *ty).ok_or(Refusal::Invalid)?.size;
    let rest = offset % WORD;
    if rest != 0 {
        offset -= rest;
        size += rest;
    }
    if size % WORD != 0 {
        size += WORD - size % WORD;
    }
    let mut mask = region.mask;
    let mut at = offset.max(0);
    while at < offset.wrapping_add(size).min(WORDS * WORD) {
        mask &= !(1 << (at / WORD));
        at += WORD;
    }
    Ok((mask != 0).then_some(Region { mask, ..region }))
}

/// Returns the state of memory at which a value is a pointer to a new object.
fn new_object(
    func: &Func,
    cx: &Cx<'_>,
    value: ValueId,
    memory: &[ValueId],
) -> Result<Option<ValueId>, Refusal> {
    let ops = cx.ops;
    let record = func.value(value);
    if record.op != ops.select_n || record.aux_int != 0 {
        return Ok(None);
    }
    let call = func.args(value)[0];
    let state = memory[call.0 as usize];
    if state.0 == 0 || func.value(call).op != ops.static_call {
        return Ok(None);
    }
    let Some(Aux::Call(target)) = func.aux(cx.package, func.value(call).aux) else {
        return Err(Refusal::Invalid);
    };
    let name = func.sym(cx.package, target.sym).map_or("", |sym| &sym.name);
    let is_sized = [
        "runtime.mallocgcSmallNoScanSC",
        "runtime.mallocgcSmallScanNoHeaderSC",
    ]
    .into_iter()
    .chain([cx.profile.tiny_malloc])
    .any(|prefix| name.starts_with(prefix));
    // The size of an unsafe pointer's target, which only the run time's own calls return, is not known.
    let is_new = name == "runtime.newobject" || is_sized;
    let is_known = !func.has_kind(cx, value, 1 << kind::UNSAFEPTR);
    Ok((is_new && is_known).then_some(state))
}
