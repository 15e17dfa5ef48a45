//! The sections of a state as a function.
//!
//! Counterpart: none.

use std::sync::Arc;

use super::Sections;
use super::bytes::Cursor;
use super::bytes::DumpError;
use super::sections;
use crate::func::Block;
use crate::func::Edge;
use crate::func::Facts;
use crate::func::Free;
use crate::func::Func;
use crate::func::Own;
use crate::func::Pos;
use crate::func::Value;
use crate::func::ValueFlags;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lines::FileLines;
use crate::package::AuxId;
use crate::package::NameId;
use crate::package::TypeId;
use crate::state::Caches;
use crate::state::Home;
use crate::state::Lookups;
use crate::state::Loop;
use crate::state::LoopNest;
use crate::state::NamedSlot;
use crate::state::RegArg;
use crate::state::Slot;
use crate::state::Slots;
use crate::state::TreeNode;

/// The maximum depth of slots and homes: a slot is part of another one only a few times.
const DEEPEST: usize = 64;

/// The most values or blocks that a function may have; the SDK's compiler has 32-bit numbers.
const MOST: usize = 1 << 28;

/// Returns the function of a state.
pub fn decode(name: &str, state: &Sections) -> Result<Func, DumpError> {
    let mut func = frame(name, state.get(sections::FRAME))?;
    func.places.slots = slots(state.get(sections::SLOTS))?;
    let mut cursor = Cursor::new(state.get(sections::HOMES));
    func.places.homes = cursor.list(|cursor| home(cursor, DEEPEST))?;
    func.places.temp_regs =
        cursor.list(|cursor| Ok((ValueId(cursor.narrow()?), cursor.narrow()?)))?;
    cursor.finish()?;
    func.caches = caches(state.get(sections::CACHES))?;
    func.lookups = lookups(state.get(sections::LOOKUPS))?;
    for id in func.order.clone() {
        block(&mut func, id, state.get(sections::BLOCKS + u64::from(id.0)))?;
    }
    let mut cursor = Cursor::new(state.get(sections::STRAYS));
    for _ in 0..cursor.count()? {
        let block = BlockId(cursor.narrow()?);
        value(&mut func, block, &mut cursor)?;
    }
    cursor.finish()?;
    Ok(func)
}

impl Sections {
    /// Removes the sections of blocks that the function no longer has.
    pub(super) fn retain_blocks(&mut self) -> Result<(), DumpError> {
        let func = frame("", self.get(sections::FRAME))?;
        let blocks = self
            .0
            .keys()
            .filter(|key| **key >= sections::BLOCKS)
            .count();
        if blocks == func.order.len() {
            return Ok(());
        }
        let mut is_there = vec![false; func.blocks.len()];
        for id in &func.order {
            if let Some(slot) = is_there.get_mut(id.0 as usize) {
                *slot = true;
            }
        }
        self.0
            .retain(|key, _| match key.checked_sub(sections::BLOCKS) {
                Some(id) => is_there.get(id as usize).copied().unwrap_or(false),
                None => true,
            });
        Ok(())
    }
}

fn value_id(cursor: &mut Cursor<'_>) -> Result<ValueId, DumpError> {
    Ok(ValueId(cursor.narrow()?))
}

fn block_id(cursor: &mut Cursor<'_>) -> Result<BlockId, DumpError> {
    Ok(BlockId(cursor.narrow()?))
}

fn pos(cursor: &mut Cursor<'_>) -> Result<Pos, DumpError> {
    Ok(Pos {
        base: cursor.narrow()?,
        lico: cursor.narrow()?,
    })
}

/// Reads numbers up to 0, the first of which is the next one to be used.
fn free_list(cursor: &mut Cursor<'_>) -> Result<Vec<u32>, DumpError> {
    let mut list = Vec::new();
    loop {
        match cursor.narrow()? {
            0 => break,
            id => list.push(id),
        }
    }
    list.reverse();
    Ok(list)
}

fn frame(name: &str, content: &[u8]) -> Result<Func, DumpError> {
    let mut cursor = Cursor::new(content);
    let ty = TypeId(cursor.narrow()?);
    let [values, blocks]: [usize; 2] = [cursor.narrow()?, cursor.narrow()?];
    if values > MOST || blocks > MOST {
        return Err(DumpError::Range);
    }
    let flags = cursor.uint()?;
    let mut func = Func {
        values: vec![Value::default(); values],
        positions: vec![Pos::default(); values],
        uses: vec![0; values],
        block_of: vec![BlockId::default(); values],
        blocks: vec![Block::default(); blocks],
        facts: Facts {
            is_scheduled: flags & 1 != 0,
            is_laid_out: flags & 2 != 0,
            is_nosplit: flags & 4 != 0,
            is_hot: flags & 8 != 0,
            max_cpu_features: cursor.narrow()?,
        },
        own: Own {
            name: name.to_owned(),
            ty,
            call: AuxId(cursor.narrow()?),
            closure_slot: NameId(cursor.narrow()?),
            ..Own::default()
        },
        entry: block_id(&mut cursor)?,
        defer_return: block_id(&mut cursor)?,
        order: cursor.list(block_id)?,
        free: Free {
            values: free_list(&mut cursor)?.into_iter().map(ValueId).collect(),
            blocks: free_list(&mut cursor)?.into_iter().map(BlockId).collect(),
            ..Free::default()
        },
        ..Func::default()
    };
    func.own.locals = cursor.narrow()?;
    func.own.reg_args = cursor.list(|cursor| {
        Ok(RegArg {
            ty: TypeId(cursor.narrow()?),
            offset: cursor.int()?,
            register: cursor.narrow_int()?,
        })
    })?;
    cursor.finish()?;
    Ok(func)
}

fn slot(cursor: &mut Cursor<'_>, depth: usize) -> Result<Slot, DumpError> {
    let depth = depth.checked_sub(1).ok_or(DumpError::Range)?;
    let mut found = Slot {
        name: NameId(cursor.narrow()?),
        ty: TypeId(cursor.narrow()?),
        offset: cursor.int()?,
        split_of: None,
    };
    if cursor.uint()? != 0 {
        let whole = slot(cursor, depth)?;
        found.split_of = Some((Arc::new(whole), cursor.int()?));
    }
    Ok(found)
}

fn slots(content: &[u8]) -> Result<Slots, DumpError> {
    let mut cursor = Cursor::new(content);
    let found = Slots {
        named: cursor.list(|cursor| {
            Ok(NamedSlot {
                slot: slot(cursor, DEEPEST)?,
                values: cursor.list(value_id)?,
            })
        })?,
        roots: cursor.list(|cursor| slot(cursor, DEEPEST))?,
        splits: cursor.list(|cursor| slot(cursor, DEEPEST))?,
    };
    cursor.finish()?;
    Ok(found)
}

fn home(cursor: &mut Cursor<'_>, depth: usize) -> Result<Home, DumpError> {
    let depth = depth.checked_sub(1).ok_or(DumpError::Range)?;
    Ok(match cursor.uint()? {
        0 => Home::None,
        1 => Home::Register(cursor.narrow()?),
        2 => Home::Slot(slot(cursor, depth)?),
        3 => Home::Pair(Box::new([home(cursor, depth)?, home(cursor, depth)?])),
        4 => Home::Results(cursor.list(|cursor| home(cursor, depth))?),
        other => return Err(DumpError::Kind("kind of home", other)),
    })
}

/// Reads a list of blocks that may be missing.
fn cached_blocks(cursor: &mut Cursor<'_>) -> Result<Option<Vec<BlockId>>, DumpError> {
    let is_there = cursor.uint()? != 0;
    let list = cursor.list(block_id)?;
    Ok(is_there.then_some(list))
}

fn loop_nest(cursor: &mut Cursor<'_>, has_irreducible: bool) -> Result<LoopNest, DumpError> {
    let loops = cursor.list(|cursor| {
        let mut found = Loop {
            header: block_id(cursor)?,
            outer: cursor.narrow()?,
            blocks: cursor.narrow_int()?,
            depth: cursor.narrow_int()?,
            ..Loop::default()
        };
        let flags = cursor.uint()?;
        found.is_inner = flags & 1 != 0;
        found.contains_unavoidable_call = flags & 2 != 0;
        Ok(found)
    })?;
    Ok(LoopNest {
        loops,
        of_block: cursor.list(Cursor::narrow)?,
        has_irreducible,
    })
}

fn caches(content: &[u8]) -> Result<Caches, DumpError> {
    let mut cursor = Cursor::new(content);
    let mut found = Caches {
        postorder: cached_blocks(&mut cursor)?,
        idom: cached_blocks(&mut cursor)?,
        ..Caches::default()
    };
    let has_tree = cursor.uint()? != 0;
    let tree = cursor.list(|cursor| {
        Ok(TreeNode {
            parent: block_id(cursor)?,
            child: block_id(cursor)?,
            sibling: block_id(cursor)?,
            entry: cursor.narrow_int()?,
            exit: cursor.narrow_int()?,
        })
    })?;
    found.tree = has_tree.then_some(tree);
    let loops = cursor.uint()?;
    if loops & 1 != 0 {
        found.loops = Some(loop_nest(&mut cursor, loops & 2 != 0)?);
    }
    let has_lines = cursor.uint()? != 0;
    let mut lines = cursor.list(|cursor| {
        let (base, first, end) = (cursor.narrow_int()?, cursor.narrow_int()?, cursor.narrow()?);
        let entries = cursor.list(|cursor| Ok((cursor.narrow()?, cursor.narrow_int()?)))?;
        FileLines::new(base, first, end, &entries).ok_or(DumpError::Range)
    })?;
    lines.sort_by_key(|file| file.base);
    found.lines = has_lines.then_some(lines);
    cursor.finish()?;
    Ok(found)
}

fn lookups(content: &[u8]) -> Result<Lookups, DumpError> {
    let mut cursor = Cursor::new(content);
    let flags = cursor.uint()?;
    let mut constants = cursor.list(|cursor| Ok((cursor.int()?, cursor.list(value_id)?)))?;
    constants.sort_unstable_by_key(|(constant, _)| *constant);
    let auxes = cursor.list(|cursor| Ok((AuxId(cursor.narrow()?), cursor.int()?)))?;
    cursor.finish()?;
    Ok(Lookups {
        constants: (flags & 1 != 0).then_some(constants),
        auxes: (flags & 2 != 0).then_some(auxes),
    })
}

fn edge(cursor: &mut Cursor<'_>) -> Result<Edge, DumpError> {
    Ok(Edge {
        block: block_id(cursor)?,
        index: cursor.narrow()?,
    })
}

fn block(func: &mut Func, id: BlockId, content: &[u8]) -> Result<(), DumpError> {
    let mut cursor = Cursor::new(content);
    let mut found = Block {
        kind: cursor.narrow()?,
        likely: cursor.narrow_int()?,
        hotness: cursor.narrow()?,
        flags_live_at_end: cursor.uint()? != 0,
        cpu_features: cursor.narrow()?,
        pos: pos(&mut cursor)?,
        aux_int: cursor.int()?,
        aux: AuxId(cursor.narrow()?),
        controls: [value_id(&mut cursor)?, value_id(&mut cursor)?],
        succs: cursor.list(edge)?,
        preds: cursor.list(edge)?,
        values: Vec::new(),
    };
    let count = cursor.count()?;
    found.values.reserve(count);
    for _ in 0..count {
        found.values.push(value(func, id, &mut cursor)?);
    }
    cursor.finish()?;
    let slot = func.blocks.get_mut(id.0 as usize).ok_or(DumpError::Range)?;
    *slot = found;
    Ok(())
}

fn value(func: &mut Func, block: BlockId, cursor: &mut Cursor<'_>) -> Result<ValueId, DumpError> {
    let id = value_id(cursor)?;
    let index = id.0 as usize;
    let record = func.values.get_mut(index).ok_or(DumpError::Range)?;
    record.op = cursor.narrow()?;
    record.ty = TypeId(cursor.narrow()?);
    record.aux_int = cursor.int()?;
    record.aux = AuxId(cursor.narrow()?);
    let place = pos(cursor)?;
    let uses = cursor.narrow_int()?;
    record.flags = ValueFlags::new(cursor.narrow()?);
    let args = cursor.list(value_id)?;
    func.put_args(id, &args);
    // The vectors are as long as the vector of the records.
    func.positions[index] = place;
    func.uses[index] = uses;
    func.block_of[index] = block;
    Ok(id)
}
