//! Functions of a dump that are assembled at once.
//!
//! Counterpart: cmd/compile/internal/gc/compile.go (`compileFunctions`).

use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::SymId;
use vamos_ssa::dump::DumpError;

use super::function;
use super::replay::Replay;
use super::tables::Tables;
use crate::assembler::threads;

/// Assembles functions, and adds them to the object. `text_count` is the number of functions that
/// the compiler had counted before. Returns the first problem.
pub(super) fn assemble(
    replay: &mut Replay,
    text_count: u32,
    functions: &[&[u8]],
    tables: &Tables,
) -> Result<Option<String>, DumpError> {
    replay.link.options.debug.text_count = text_count;
    let functions = functions.iter();
    let functions = functions.map(|content| function::declare(content, replay, tables));
    let functions = functions.collect::<Result<Vec<Function>, _>>()?;
    let text: Vec<SymId> = functions.iter().map(|function| function.sym).collect();
    let threads = replay.threads;
    let assembler = |frozen: &Frozen<'_>, functions: Vec<Function>| {
        threads::assemble_on(threads, frozen, functions)
    };
    let flushed = replay.link.flush(functions, &text, Some(&assembler));
    let problems = std::mem::take(&mut replay.link.diagnostics);
    let fatal = flushed.err().map(|fatal| fatal.to_string());
    Ok(problems.iter().next().map(str::to_owned).or(fatal))
}
