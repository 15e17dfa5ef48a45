//! The rewrite rules that the compiler of a dump applies.
//!
//! Counterpart: none.

use std::path::Path;

use vamos_ssa::Header;
use vamos_ssa::op::Tables;
use vamos_ssa::rules;
use vamos_ssa::rules::Rules;
use vamos_ssa::rules::Target;

use crate::files;

/// The bit of a dump's header for a compiler that optimizes.
pub(super) const OPTIMIZE: u64 = 1;

/// The bit of a dump's header for the race detector.
const RACE: u64 = 4;

/// Compiles the rewrite rules of a compiler, whose passes are in `sources`; `goamd64` is N of vN.
pub(crate) fn compile_rules(
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
