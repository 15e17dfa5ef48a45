//! Location lists of a function with its code.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`GetPC`),
//! cmd/compile/internal/dwarfgen/dwarf.go (`createHeapDerefLocationList`).

use std::cell::Cell;
use std::collections::HashMap;

use vamos_base::golang::dwarf::put_frame_offset;
use vamos_obj::CodeRange;
use vamos_obj::Function;
use vamos_obj::LocationEntry;
use vamos_obj::ProgId;
use vamos_ssa::BlockId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::ValueId;
use vamos_ssa::debug;
use vamos_ssa::debug::Debug;
use vamos_ssa::debug::Point;
use vamos_ssa::pass::Cx;

use super::vars::base_offset;
use crate::input::Frame;
use crate::input::class;
use crate::points::CodePoints;
use crate::refusal::Refusal;

/// The operation of an expression that reads an address.
const OP_DEREF: u8 = 0x06;

/// Finds the locations of the variables of a function after the last pass.
pub fn locations(
    func: &mut Func,
    cx: &Cx<'_>,
    frame: &Frame,
    is_unoptimized: bool,
) -> Result<Debug, Refusal> {
    let vars = frame.vars().iter().chain(frame.dropped());
    let vars = vars.map(|var| {
        let offset = base_offset(var.class, var.flags, var.offset);
        (var.name, offset as i32)
    });
    let offsets: HashMap<NameId, i32> = vars.collect();
    let unknown = Cell::new(None);
    let frame = debug::Frame {
        offset: &|name| match offsets.get(&name) {
            Some(offset) => *offset,
            // A captured variable may be defined again, outside of the frame.
            None if is_captured(cx, name) => 0,
            None => {
                unknown.set(Some(name));
                0
            }
        },
        registers: &cx.package.header.dwarf_registers,
    };
    let found = debug::build(func, cx, &frame, is_unoptimized);
    match unknown.get() {
        Some(name) => Err(Refusal::Variable(name.0)),
        None => found.map_err(|_| Refusal::Invalid("locations of variables")),
    }
}

/// Reports whether a variable is in the heap because a closure captured it.
fn is_captured(cx: &Cx<'_>, name: NameId) -> bool {
    let name = cx.package.name(name);
    name.is_some_and(|name| name.class == class::IN_HEAP)
}

/// A function with its code.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) func: &'a Func,
    pub(super) points: &'a CodePoints,
    pub(super) function: &'a Function,
}

impl Places<'_> {
    /// Returns a location list.
    pub(super) fn list(self, list: &[debug::Entry]) -> Result<Vec<LocationEntry>, Refusal> {
        let entries = list.iter().map(|entry| {
            Ok(LocationEntry {
                range: CodeRange {
                    start: self.pc(entry.start)?,
                    end: self.pc(entry.end)?,
                },
                expression: entry.expression.clone(),
            })
        });
        entries.collect()
    }

    /// Returns the location list of a variable whose address is in the frame in the whole function.
    pub(super) fn behind_address(self, offset: i64) -> Vec<LocationEntry> {
        let mut expression = Vec::new();
        put_frame_offset(&mut expression, offset);
        expression.push(OP_DEREF);
        let range = CodeRange {
            start: 0,
            end: self.function.code.size.cast_unsigned(),
        };
        vec![LocationEntry { range, expression }]
    }

    fn pc(self, point: Point) -> Result<u64, Refusal> {
        let Self {
            func,
            points,
            function,
        } = self;
        let block = || u32::try_from(point.block).ok().map(BlockId);
        let at = |prog: Option<ProgId>| prog.map(|prog| function.progs[prog].pc);
        let pc = match point.value {
            Point::BLOCK_START if block() == Some(func.entry) => Some(0),
            Point::BLOCK_START => at(block().and_then(|block| points.start(block))),
            Point::BLOCK_END => {
                let block = block().and_then(|block| func.blocks.get(block.0 as usize));
                let last = block.and_then(|block| block.values.last());
                at(last.and_then(|value| points.after(*value)))
            }
            Point::FUNC_END => Some(function.code.size),
            value => {
                let value = u32::try_from(value).ok().map(ValueId);
                at(value.and_then(|value| points.after(value)))
            }
        };
        let pc = pc.ok_or(Refusal::Invalid("place of a location"))?;
        Ok(pc.cast_unsigned())
    }
}
