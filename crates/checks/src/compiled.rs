//! The check of one package whose imports are compiled: their types come from export data, as for
//! the compiler.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`LoadPackage`).

use vamos_check::resolve_import_path;
use vamos_release::Release;
use vamos_sched::guarded;
use vamos_unified::Bytes;
use vamos_unified::Found;
use vamos_unified::Imports;

use crate::one::Parsed;
use crate::one::too_deep;
use crate::unit::Errors;
use crate::unit::Sources;
use crate::unit::Target;
use crate::unit::Unit;
use crate::unit::Verdict;

/// Sources of the imports of a package.
pub struct CompiledImports<'a> {
    /// Maps the path in an import declaration to the path of the package, if the two differ.
    pub mapped: &'a (dyn Fn(&str) -> Option<&'a str> + Sync),
    /// Returns the archive of a package.
    pub archive: &'a (dyn Fn(&str) -> Option<Bytes> + Sync),
}

/// Checks a package; [`Unit::imports`] are not used. No summary is stored.
pub fn check_compiled(
    unit: &Unit,
    release: Release,
    target: Target,
    sources: &dyn Sources,
    imports: &CompiledImports<'_>,
) -> Verdict {
    if unit.has_cgo {
        return Verdict::Unsupported("its files need cgo".to_owned());
    }
    // The checker is recursive, and sums of thousands of terms are nested.
    vamos_sched::on_large_stack(|| {
        let verdict = guarded(|| decide(unit, release, target, sources, imports));
        verdict.unwrap_or_else(Verdict::Broken)
    })
}

fn decide(
    unit: &Unit,
    release: Release,
    target: Target,
    sources: &dyn Sources,
    imports: &CompiledImports<'_>,
) -> Verdict {
    let parsed = match Parsed::read(unit, sources, release) {
        Ok(parsed) => parsed,
        Err(verdict) => return verdict,
    };
    let find = |path: &str| {
        let path = resolve_import_path(path, &unit.path, (imports.mapped)(path), "")?;
        match (imports.archive)(&path) {
            Some(bytes) => Ok(Found { path, bytes }),
            None => Err("open : no such file or directory".to_owned()),
        }
    };
    let importer = Imports::new(Box::new(find));
    let Some(report) = parsed.check(unit, target, Box::new(importer)) else {
        return too_deep();
    };
    match (report.text.is_empty(), report.checked.is_some()) {
        (false, _) => Verdict::Wrong(Errors {
            text: report.text,
            has_type_cycle: report.has_type_cycle,
        }),
        (true, true) => Verdict::Correct,
        (true, false) => Verdict::Unsupported("its syntax".to_owned()),
    }
}
