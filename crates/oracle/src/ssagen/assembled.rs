//! Functions of crate ssagen, assembled by crate obj.
//!
//! Counterpart: none.

use std::cell::RefCell;

use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::Scratch;
use vamos_obj::SymId;
use vamos_obj::assemble_described;
use vamos_ssa::dump::DumpError;
use vamos_ssa::pass::Cx;

use super::dwarf;
use crate::progs::debug;
use crate::progs::difference::Dumped;
use crate::progs::function;
use crate::progs::replay::Replay;
use crate::progs::tables::Tables;

/// A function that was made, and the dump of the SDK's.
pub(super) struct Made {
    pub(super) ours: Function,
    /// The SDK's instructions.
    pub(super) dumped: Vec<u8>,
    /// The debug information of the SDK's.
    pub(super) debug: Vec<u8>,
    /// The source of our debug information, if the function is from IR.
    pub(super) unit: Option<dwarf::Unit>,
}

impl Made {
    /// Assembles the function, and returns the first difference from the SDK's results.
    pub(super) fn difference(
        self,
        result: &[u8],
        replay: &mut Replay,
        tables: &Tables,
        source: &dwarf::Source,
        cx: Cx<'_>,
    ) -> Result<Option<String>, DumpError> {
        replay.link.options.debug.text_count = function::text_count(&self.dumped)?;
        let declared = function::declare(&self.dumped, replay, tables)?;
        let function = Function {
            progs: self.ours.progs,
            text: self.ours.text,
            spills: self.ours.spills,
            inl_marks: self.ours.inl_marks,
            jump_tables: self.ours.jump_tables,
            ..declared
        };
        let theirs = debug::function(&self.debug, replay, tables)?;
        let text: Vec<SymId> = vec![function.sym];
        let unequal = RefCell::new(None);
        let assemble = |frozen: &Frozen<'_>, mut function: Function| {
            let scratch = &mut Scratch::default();
            assemble_described(frozen, &mut function, scratch, |function, symbols| {
                let Some(unit) = &self.unit else {
                    return theirs.clone();
                };
                match unit.describe(source, cx, frozen, function, symbols) {
                    Ok(ours) => {
                        unequal.replace(dwarf::difference(&ours, &theirs, symbols));
                        ours
                    }
                    Err(refusal) => {
                        unequal.replace(Some(format!("no debug information: {refusal}")));
                        theirs.clone()
                    }
                }
            })
        };
        let assembler = |frozen: &Frozen<'_>, functions: Vec<Function>| {
            let functions = functions.into_iter();
            functions
                .map(|function| assemble(frozen, function))
                .collect()
        };
        let flushed = replay.link.flush(vec![function], &text, Some(&assembler));
        let problems = std::mem::take(&mut replay.link.diagnostics);
        let fatal = flushed.err().map(|fatal| fatal.to_string());
        if let Some(problem) = problems.iter().next().map(str::to_owned).or(fatal) {
            return Ok(Some(problem));
        }
        let dumped = Dumped {
            function: &self.dumped,
            result,
        };
        let found = dumped.difference(replay, tables)?;
        Ok(found.or(unequal.take()))
    }
}
