//! The check of one package whose imports are compiled: their types come from export data, as for
//! the compiler. A package without errors can be passed on to the compiler in this state.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`LoadPackage`), unified.go (`unified`).

use vamos_asm::Rewrites;
use vamos_check::Checker;
use vamos_check::Directives;
use vamos_check::report::ParsedFile;
use vamos_check::resolve_import_path;
use vamos_jobs::Stub;
use vamos_noder::Input;
use vamos_noder::write_stub;
use vamos_release::Release;
use vamos_sched::LARGE_STACK;
use vamos_sched::guarded;
use vamos_unified::Bytes;
use vamos_unified::Found;
use vamos_unified::Imports;
use vamos_unified::format_of_imports;
use vamos_unified::read_elements;

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

/// Inputs of a stub besides the package.
#[derive(Clone, Copy, Debug)]
pub struct StubInputs<'a> {
    /// The SDK's directory.
    pub goroot: &'a str,
    /// Rewrites of directories in recorded paths (`-trimpath`).
    pub trimpath: &'a str,
}

/// The result of a check of a package that is to be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedForCompiler {
    /// The result of the check.
    pub verdict: Verdict,
    /// The package for the compiler, or the reason why it was not written. `None` if it is not
    /// wanted, and for a package that is not correct.
    pub stub: Option<Result<Stub, String>>,
}

/// Checks a package; [`Unit::imports`] are not used. No summary is stored. With `stub`, a correct
/// package is also written for the compiler.
pub fn check_compiled(
    unit: &Unit,
    release: Release,
    target: Target,
    sources: &dyn Sources,
    imports: &CompiledImports<'_>,
    stub: Option<StubInputs<'_>>,
) -> CheckedForCompiler {
    let without_stub = |verdict| CheckedForCompiler {
        verdict,
        stub: None,
    };
    if unit.has_cgo {
        return without_stub(Verdict::Unsupported("its files need cgo".to_owned()));
    }
    // The checker is recursive, and sums of thousands of terms are nested.
    vamos_sched::on_large_stack(|| {
        let run = || match Parsed::read(unit, sources, release) {
            Ok(parsed) => decide(unit, &parsed, target, imports, stub),
            Err(verdict) => without_stub(verdict),
        };
        guarded(run).unwrap_or_else(|cause| without_stub(Verdict::Broken(cause)))
    })
}

fn decide(
    unit: &Unit,
    parsed: &Parsed,
    target: Target,
    imports: &CompiledImports<'_>,
    inputs: Option<StubInputs<'_>>,
) -> CheckedForCompiler {
    let find = |path: &str| {
        let path = resolve_import_path(path, &unit.path, (imports.mapped)(path), "")?;
        match (imports.archive)(&path) {
            Some(bytes) => Ok(Found { path, bytes }),
            None => Err("open : no such file or directory".to_owned()),
        }
    };
    let importer = Imports::new(Box::new(find));
    let mut stub = None;
    let report = match inputs {
        None => parsed.check(unit, target, Box::new(importer)),
        Some(inputs) => {
            let mut then =
                |checker: &mut Checker<'_>, files: &[ParsedFile<'_>], directives: &[Directives]| {
                    stub = Some(written(checker, files, directives, inputs, unit));
                };
            parsed.check_then(unit, target, Box::new(importer), Some(&mut then))
        }
    };
    let verdict = match report {
        None => too_deep(),
        Some(report) => match (report.text.is_empty(), report.checked.is_some()) {
            (false, _) => Verdict::Wrong(Errors {
                text: report.text,
                has_type_cycle: report.has_type_cycle,
            }),
            (true, true) => Verdict::Correct,
            (true, false) => Verdict::Unsupported("its syntax".to_owned()),
        },
    };
    CheckedForCompiler {
        stub: stub.filter(|_| verdict == Verdict::Correct),
        verdict,
    }
}

/// Writes a checked package for the compiler.
fn written(
    checker: &mut Checker<'_>,
    files: &[ParsedFile<'_>],
    directives: &[Directives],
    inputs: StubInputs<'_>,
    unit: &Unit,
) -> Result<Stub, String> {
    // Some errors in them are left to the compiler.
    if !unit.flags.is_std && directives.iter().any(|file| file.has_cgo) {
        return Err("it has directives for the linker".to_owned());
    }
    let of_imports = format_of_imports(checker.types());
    let format = of_imports.or_else(|| format_of(checker.types().release()));
    let rewrites = Rewrites {
        working_dir: "",
        goroot: inputs.goroot,
        trimpath: inputs.trimpath,
    };
    let stub = write_stub(Input {
        checker: &mut *checker,
        files,
        directives,
        // Sources have absolute names.
        file_name: &|name, _| rewrites.absolute(name),
        format: format.ok_or("the format of export data is not known")?,
        is_wasm: unit.flags.is_wasm,
        stack: LARGE_STACK / 2,
    });
    let stub = stub.map_err(|error| error.to_string())?;
    Ok(Stub {
        bytes: stub.bytes,
        imports: stub.imports,
        reads: read_elements(checker.types()),
    })
}

/// Returns the format of export data that a release writes; `None` for releases that write some
/// packages in another way, or were not compared.
fn format_of(release: Release) -> Option<u32> {
    let format = if release.has_generic_methods() { 5 } else { 2 };
    release.writes_checked_packages().then_some(format)
}
