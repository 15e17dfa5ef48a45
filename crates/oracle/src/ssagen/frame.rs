//! Facts about a function that are not part of its SSA state, as a dump has them.
//!
//! Counterpart: none.

use vamos_obj::Pos;
use vamos_obj::SymId;
use vamos_ssa::BlockId;
use vamos_ssa::NameId;
use vamos_ssa::ValueId;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;
use vamos_ssagen::ArgLive;
use vamos_ssagen::Declared;
use vamos_ssagen::Frame;
use vamos_ssagen::FunctionFacts;
use vamos_ssagen::LivenessFacts;
use vamos_ssagen::StackMaps;
use vamos_ssagen::Var;
use vamos_ssagen::data_kind;

/// The record of the frame and of liveness.
pub(super) const FRAME: u64 = 64;

/// The record of variables before they get places.
pub(super) const DECLARED: u64 = 65;

/// Facts about a function.
#[derive(Debug)]
pub(super) struct DumpedFrame {
    pub(super) sym: SymId,
    pub(super) facts: FunctionFacts,
    pub(super) frame: Frame,
    /// The symbol's name.
    pub(super) name: String,
    pub(super) function_data: Vec<DumpedData>,
    pub(super) liveness: LivenessFacts,
    pub(super) maps: StackMaps,
    pub(super) arg_live: ArgLive,
}

/// A symbol of function data.
#[derive(Debug)]
pub(super) struct DumpedData {
    pub(super) kind: i64,
    pub(super) sym: SymId,
    pub(super) content: Vec<u8>,
    /// Offsets of addresses, and the names of their symbols.
    pub(super) targets: Vec<(i64, String)>,
}

impl DumpedData {
    /// Reports whether the data follow from the IR, and not from the state after the passes.
    pub(super) fn is_of_ir(&self) -> bool {
        [data_kind::OPEN_DEFERS, data_kind::WRAPPED].contains(&self.kind)
    }
}

/// Reads the passes that a function runs through, by number, and its variables before they get
/// places.
pub(super) fn read_declared(
    content: &[u8],
    syms: &[SymId],
) -> Result<(Vec<usize>, Vec<Declared>), DumpError> {
    let mut reader = FrameReader {
        cursor: Cursor::new(content),
        syms,
    };
    let passes = reader.cursor.list(Cursor::narrow)?;
    let vars = reader.vars()?;
    reader.cursor.finish()?;
    Ok((passes, vars))
}

/// Reads facts about a function; `syms` are the object's symbols by number.
pub(super) fn read(content: &[u8], syms: &[SymId]) -> Result<DumpedFrame, DumpError> {
    let mut reader = FrameReader {
        cursor: Cursor::new(content),
        syms,
    };
    let found = reader.frame()?;
    reader.cursor.finish()?;
    Ok(found)
}

struct FrameReader<'a> {
    cursor: Cursor<'a>,
    syms: &'a [SymId],
}

impl FrameReader<'_> {
    fn frame(&mut self) -> Result<DumpedFrame, DumpError> {
        let sym = self.sym()?;
        let name = self.cursor.text()?;
        let pos = Pos::from_packed(self.cursor.narrow()?, self.cursor.narrow()?);
        let [size, pointer_size, align] =
            [self.cursor.int()?, self.cursor.int()?, self.cursor.int()?];
        let bits = self.cursor.uint()?;
        let bit = |number: u32| bits >> number & 1 == 1;
        let facts = FunctionFacts {
            pos,
            is_unoptimized: bit(0),
            is_shared: bit(1),
            aligns_hot_loops: bit(5),
            has_open_defers: bit(6),
        };
        let vars = self.vars()?.into_iter().map(|declared| declared.var);
        let frame = Frame::new(vars.collect(), size, pointer_size, align);
        let count = self.cursor.count()?;
        let function_data = (0..count).map(|_| self.data());
        let function_data = function_data.collect::<Result<_, DumpError>>()?;
        Ok(DumpedFrame {
            sym,
            name,
            facts,
            liveness: LivenessFacts {
                is_runtime: bit(2),
                has_defer: bit(3),
                forbids_open_defers: bit(4),
            },
            frame,
            function_data,
            maps: self.maps()?,
            arg_live: ArgLive {
                blocks: self.indexes(BlockId)?,
                values: self.indexes(ValueId)?,
            },
        })
    }

    fn data(&mut self) -> Result<DumpedData, DumpError> {
        Ok(DumpedData {
            kind: self.cursor.int()?,
            sym: self.sym()?,
            content: self.cursor.bytes()?.to_vec(),
            targets: self
                .cursor
                .list(|cursor| Ok((cursor.int()?, cursor.text()?)))?,
        })
    }

    fn sym(&mut self) -> Result<SymId, DumpError> {
        let number = self.cursor.uint()?;
        let index = (number as usize).checked_sub(1);
        let sym = index.and_then(|index| self.syms.get(index));
        sym.copied().ok_or(DumpError::Kind("symbol", number))
    }

    fn vars(&mut self) -> Result<Vec<Declared>, DumpError> {
        let count = self.cursor.count()?;
        let vars = (0..count).map(|_| {
            let name = NameId(self.cursor.narrow()?);
            let class = self.cursor.narrow()?;
            let text = self.cursor.text()?;
            let var = Var {
                name,
                class,
                offset: self.cursor.int()?,
                flags: self.cursor.uint()?,
                sym: self.sym()?,
            };
            Ok(Declared { var, text })
        });
        vars.collect()
    }

    fn maps(&mut self) -> Result<StackMaps, DumpError> {
        Ok(StackMaps {
            values: self.indexes(ValueId)?,
            unsafe_values: self.cursor.list(|cursor| Ok(ValueId(cursor.narrow()?)))?,
            unsafe_blocks: self.cursor.list(|cursor| Ok(BlockId(cursor.narrow()?)))?,
            defer_return: StackMaps::number(self.cursor.narrow_int()?),
            part_live: self.cursor.list(|cursor| Ok(NameId(cursor.narrow()?)))?,
        })
    }

    fn indexes<T>(&mut self, id: impl Fn(u32) -> T) -> Result<Vec<(T, i32)>, DumpError> {
        self.cursor
            .list(|cursor| Ok((id(cursor.narrow()?), cursor.narrow_int()?)))
    }
}
