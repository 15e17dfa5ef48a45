//! The action that compiles one foreign source of a package that uses cgo.
//!
//! Counterpart: cmd/go/internal/work/action.go (`cgoCompileActor`).

use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_load::Package;

use crate::action::ActionRef;
use crate::action::CompileForeign;
use crate::cgo;
use crate::cgo::Foreign;
use crate::cgo::SourceKind;
use crate::error::BuildError;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;
use crate::services::MIB;
use crate::services::costs;
use crate::services::in_dir;

impl Kind for CompileForeign {
    fn run(&self, run: &Run<'_>, action: ActionRef, _done: &mut Done) -> Result<(), BuildError> {
        let this = run.plan.get(action);
        // Without a run of the cgo tool there is no work to do.
        let Some(made) = run.done(this.deps[0]).cgo() else {
            return Ok(());
        };
        let (package, source) = (run.package(action), &self.source);
        if source.kind == SourceKind::Assembly {
            refuse_go_assembly(package, &source.file)?;
        }
        let build = run.plan.build_behind(self.build);
        let id = run.checked_id(build).unwrap_or_default();
        let desc = format!("cgo compile {}", source.file);
        cgo::run_compiler(
            run,
            action,
            Foreign {
                source: &source.file,
                object: &this.target,
                language: source.kind.language(),
                flags: made.flags_for(source.kind.language()),
                seed: match run.cx().env.sdk.release.has_action_per_foreign_source() {
                    true => run.cx().hasher.subkey(&id, &desc),
                    false => id,
                },
                copies: &made.copies,
            },
        )
    }

    fn verb(&self) -> Option<&'static str> {
        Some("compile C of")
    }

    fn cost_name(&self) -> Option<&str> {
        Some(path::base(&self.source.file))
    }

    fn estimate(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        if path::is_abs(&self.source.file) {
            return costs::GENERATED;
        }
        costs::foreign_estimate(self.source.is_cxx(), self.bytes(run, action))
    }

    fn memory(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        match self.source.is_cxx() {
            true => 400 * MIB,
            false => 64 * MIB + self.bytes(run, action) * 48,
        }
    }
}

impl CompileForeign {
    /// Returns the size of the source; zero for a generated one.
    fn bytes(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        match path::is_abs(&self.source.file) {
            true => 0,
            false => {
                let file = in_dir(&run.package(action).dir, &self.source.file);
                run.services.files.size(&file)
            }
        }
    }
}

/// Refuses assembly that is meant for Go's own assembler.
fn refuse_go_assembly(package: &Package, file: &str) -> Result<(), BuildError> {
    let Ok(text) = uncached::read(&path::join(&[&package.dir, file])) else {
        return Ok(());
    };
    let is_go = text.split(|byte| *byte == b'\n').any(|line| {
        [&b"TEXT"[..], b"DATA", b"GLOBL"]
            .iter()
            .any(|word| line.starts_with(word))
    });
    if is_go {
        let file = file.to_owned();
        return Err(BuildError::GoAssembly { file });
    }
    Ok(())
}
