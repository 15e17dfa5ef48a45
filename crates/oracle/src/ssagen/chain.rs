//! The passes of crate ssa, one after the other.
//!
//! Counterpart: cmd/compile/internal/ssa/compile.go (`Compile`).

use std::path::Path;

use vamos_ssa::Func;
use vamos_ssa::Header;
use vamos_ssa::op::Tables;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::pass;
use vamos_ssa::rules;
use vamos_ssa::rules::Rules;
use vamos_ssa::rules::Target;

use crate::files;

/// The bits of a dump's header.
const OPTIMIZE: u64 = 1;
const RACE: u64 = 4;

/// Compiles the rewrite rules of a compiler, whose passes are in `sources`; `goamd64` is N of vN.
pub(super) fn compile_rules(
    header: &Header,
    tables: &Tables,
    sources: &Path,
    goamd64: u8,
) -> Result<Rules, String> {
    let target = Target {
        goarch: header.goarch.clone(),
        goos: "linux".to_owned(),
        goamd64,
        is_race: header.config & RACE != 0,
        optimizes: header.config & OPTIMIZE != 0,
    };
    let sets = rules::sets(&target.goarch);
    let read = |name: &str| files::read_text(&sources.join(name));
    let rules = Rules::compile(target, sets, tables, read);
    rules.map_err(|error| error.to_string())
}

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
