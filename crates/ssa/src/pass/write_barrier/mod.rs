//! Stores of pointers to the heap tell the garbage collector about them while it runs.
//!
//! Stores in a row share one branch.
//! Counterpart: cmd/compile/internal/ssa/writebarrier.go (`writebarrier`).

mod branch;
mod pointers;
mod zeroes;

use self::branch::Branch;
use self::zeroes::Zeroes;
use super::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::intern::NewAuxes;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::SymId;
use crate::package::TypeId;
use crate::rules::Refusal;
use crate::sets::SparseSet;
use crate::store_order::StoreOrder;

/// The number of stores without a barrier that a row may have at its beginning.
const OTHERS: u32 = 2;

/// Values and types that all barriers use.
struct Common {
    auxes: NewAuxes,
    static_base: ValueId,
    /// The address of the flag.
    flag: ValueId,
    zero: ValueId,
    zero_call: SymId,
    move_call: SymId,
    memory: TypeId,
    word: TypeId,
    word_pointer: TypeId,
    u32: TypeId,
    bool: TypeId,
    /// Pointers that are in the buffer.
    sources: SparseSet,
    targets: SparseSet,
}

/// Adds barriers.
pub(super) fn write_barrier(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    if cx.package.header.goarch != "amd64" {
        return Err(Refusal::Missing("of this machine"));
    }
    if !func.has_op(&[cx.ops.store, cx.ops.move_mem, cx.ops.zero]) {
        return Ok(());
    }
    let zeroes = Zeroes::find(func, cx)?;
    let mut shared = None;
    for at in 0..func.order.len() {
        let block = func.order[at];
        let mut count = mark(func, cx, block, &zeroes)?;
        if count == 0 {
            continue;
        }
        let (common, store_order) = match &mut shared {
            Some(shared) => shared,
            None => shared.insert((Common::find(func, cx)?, StoreOrder::new(func))),
        };
        store_order.sort(func, cx, block, false)?;
        while count > 0 {
            let row = Row::cut(func, cx, block)?;
            count = count.checked_sub(row.count).ok_or(Refusal::Invalid)?;
            Branch::new(func, cx, common, block, &row, &zeroes)?.finish(&row)?;
        }
    }
    Ok(())
}

/// Marks the stores of a block that need a barrier by an operation; returns their number.
fn mark(func: &mut Func, cx: &Cx<'_>, block: BlockId, zeroes: &Zeroes) -> Result<usize, Refusal> {
    let ops = cx.ops;
    let marks = [
        (ops.store, ops.store_wb),
        (ops.move_mem, ops.move_wb),
        (ops.zero, ops.zero_wb),
    ];
    let mut count = 0;
    for index in 0..func.block(block).values.len() {
        let value = func.block(block).values[index];
        let op = func.value(value).op;
        if let Some((_, marked)) = marks.into_iter().find(|(one, _)| *one == op)
            && pointers::needs_barrier(func, cx, value, zeroes)?
        {
            func.value_mut(value).op = marked;
            count += 1;
        }
    }
    Ok(count)
}

impl Common {
    fn find(func: &mut Func, cx: &Cx<'_>) -> Result<Self, Refusal> {
        let (ops, package) = (cx.ops, cx.package);
        let mut basic = |text| func.basic_type(package, text).ok_or(Refusal::Invalid);
        let (memory, word) = (basic("mem")?, basic("uintptr")?);
        let (u32, bool) = (basic("uint32")?, basic("bool")?);
        let mut pointer = |ty| func.pointer_type(package, ty).ok_or(Refusal::Invalid);
        let (word_pointer, u32_pointer) = (pointer(word)?, pointer(u32)?);
        let (_, static_base) = func.stack_and_static(cx, word);
        let auxes = NewAuxes::of(func);
        let flag = func.intern_sym(package, "runtime.writeBarrier");
        let aux = func.intern_aux(package, Aux::Sym(flag));
        let pos = func.block(func.entry).pos;
        let flag = func.new_value(func.entry, ops.addr, u32_pointer, pos, ops);
        func.value_mut(flag).aux = aux;
        func.add_arg(flag, static_base);
        Ok(Self {
            auxes,
            static_base,
            flag,
            zero_call: func.intern_sym(package, "runtime.wbZero"),
            move_call: func.intern_sym(package, "runtime.wbMove"),
            zero: func.const_of_size(cx, u32, 0).ok_or(Refusal::Invalid)?,
            memory,
            word,
            word_pointer,
            u32,
            bool,
            sources: SparseSet::new(func.values.len()),
            targets: SparseSet::new(func.values.len()),
        })
    }

    /// Returns the aux value of the symbol that describes a type.
    fn type_sym(&self, func: &mut Func, cx: &Cx<'_>, aux: AuxId) -> Result<AuxId, Refusal> {
        let Some(Aux::Type(ty)) = func.aux(cx.package, aux) else {
            return Err(Refusal::Invalid);
        };
        let ty = func.ty(cx.package, *ty).ok_or(Refusal::Invalid)?;
        let name = format!("type:{}", ty.link_text);
        let sym = func.intern_sym(cx.package, &name);
        Ok(func.intern_aux(cx.package, Aux::Sym(sym)))
    }
}

/// Stores in a row, which share a branch.
struct Row {
    stores: Vec<ValueId>,
    /// The values after them.
    after: Vec<ValueId>,
    /// The last store with a barrier.
    last: ValueId,
    /// The number of stores with barriers.
    count: usize,
}

impl Row {
    /// Takes the last row and all that follows it from a block.
    fn cut(func: &mut Func, cx: &Cx<'_>, block: BlockId) -> Result<Self, Refusal> {
        let ops = cx.ops;
        let values = &func.block(block).values;
        let (mut start, mut end, mut last) = (0, 0, ValueId(0));
        let (mut others, mut count, mut has_move) = (0, 0, false);
        for (index, value) in values.iter().enumerate().rev() {
            let op = func.value(*value).op;
            if [ops.store_wb, ops.move_wb, ops.zero_wb].contains(&op) {
                start = index;
                if last.0 == 0 {
                    (last, end) = (*value, index + 1);
                }
                others = 0;
                count += 1;
                has_move |= op == ops.move_wb;
            } else if op == ops.var_def || op == ops.var_live || last.0 == 0 {
                continue;
            } else if op == ops.store {
                others += 1;
                // A move may read the memory of a store before it.
                if others > OTHERS || has_move {
                    break;
                }
            } else {
                break;
            }
        }
        if last.0 == 0 {
            return Err(Refusal::Invalid);
        }
        let values = &mut func.block_mut(block).values;
        let after = values.split_off(end);
        let stores = values.split_off(start);
        Ok(Self {
            stores,
            after,
            last,
            count,
        })
    }
}
