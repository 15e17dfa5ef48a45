//! The passes of crate ssa, one after the other.
//!
//! Counterpart: cmd/compile/internal/ssa/compile.go (`Compile`).

use vamos_ssa::Func;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::pass;

/// Runs passes, by their numbers in the list of the compiler.
pub(super) fn run(start: &Func, cx: &Cx<'_>, passes: &[usize]) -> Result<Func, String> {
    let mut func = start.clone();
    for number in passes {
        let name = cx.package.header.passes.get(*number);
        let name = name.ok_or_else(|| format!("no pass {number}"))?;
        let found = pass(name).ok_or_else(|| format!("no pass {name}"))?;
        let outcome = found.run(&mut func, cx);
        outcome.map_err(|refusal| format!("pass {name}: {refusal}"))?;
    }
    Ok(func)
}
