//! Functions of a dump that are assembled at once.
//!
//! Counterpart: cmd/compile/internal/gc/compile.go (`compileFunctions`).

use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::FunctionDebug;
use vamos_obj::SymId;
use vamos_obj::assemble_described;
use vamos_ssa::dump::DumpError;

use super::debug;
use super::function;
use super::replay::Replay;
use super::tables::Tables;
use crate::assembler::threads;

/// Functions as a dump has them.
#[derive(Default)]
pub(super) struct Batch {
    /// The number of functions that the compiler had counted before.
    pub(super) text_count: u32,
    /// The functions.
    pub(super) functions: Vec<Vec<u8>>,
    /// Their debug information.
    pub(super) debug: Vec<Vec<u8>>,
    /// Their results by the SDK's assembler.
    pub(super) results: Vec<Vec<u8>>,
}

impl Batch {
    /// Assembles the functions, and adds them to the object. Returns the first problem.
    pub(super) fn assemble(
        &self,
        replay: &mut Replay,
        tables: &Tables,
    ) -> Result<Option<String>, DumpError> {
        replay.link.options.debug.text_count = self.text_count;
        let functions = self.functions.iter();
        let functions = functions.map(|content| function::declare(content, replay, tables));
        let functions = functions.collect::<Result<Vec<Function>, _>>()?;
        let debug = self.debug.iter();
        let debug = debug.map(|content| debug::function(content, replay, tables));
        let debug = debug.collect::<Result<Vec<FunctionDebug>, _>>()?;
        let text: Vec<SymId> = functions.iter().map(|function| function.sym).collect();
        let threads = replay.threads;
        let assembler = |frozen: &Frozen<'_>, functions: Vec<Function>| {
            threads::assemble_on(threads, functions, &|at, mut function, scratch| {
                assemble_described(frozen, &mut function, scratch, |_, _| debug[at].clone())
            })
        };
        let flushed = replay.link.flush(functions, &text, Some(&assembler));
        let problems = std::mem::take(&mut replay.link.diagnostics);
        let fatal = flushed.err().map(|fatal| fatal.to_string());
        Ok(problems.iter().next().map(str::to_owned).or(fatal))
    }
}
