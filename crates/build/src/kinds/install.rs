//! The action that installs a result.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`BuildInstallFunc`).

use vamos_base::golang::names::ImportPath;
use vamos_fsys::work;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;

/// Installs the result of its dependency.
pub(crate) struct Install;

impl Kind for Install {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        install_built(run, action, done).map_err(|error| BuildError::Install {
            command: run.cx().command.name.to_owned(),
            import_path: run
                .plan
                .package_of(run.graph, action)
                .map_or_else(ImportPath::default, |package| package.import_path.clone()),
            error: Box::new(error),
        })
    }
}

fn install_built(run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
    let shell = run.shell(action);
    let this = run.plan.get(action);
    let from = this.deps[0];
    let Done {
        built, build_id, ..
    } = run.done(from);
    done.build_id.clone_from(build_id);
    done.is_remembered = run.is_remembered(from);
    if *built == this.target {
        done.built.clone_from(built);
        if !this.is_implicit_install {
            clean_up(run, from);
        }
        if !run.cx().command.list.is_list && !this.is_implicit_install {
            // The time is the time of the install, even if the file was not written.
            if shell.is_dry() {
                shell.show("", &format!("touch {}", this.target));
            } else {
                let _ = work::touch(&run.services.files.absolute(&this.target));
            }
        }
        return Ok(());
    }
    if run.cx().command.list.is_list {
        done.built.clone_from(built);
        return Ok(());
    }
    let result = move_built(run, action, built);
    if !this.is_implicit_install {
        clean_up(run, from);
    }
    result
}

fn move_built(run: &Run<'_>, action: ActionRef, built: &str) -> Result<(), BuildError> {
    let shell = run.shell(action);
    let this = run.plan.get(action);
    shell.make_dirs(&this.objdir)?;
    let is_executable = run.plan.get(this.deps[0]).mode == ActionMode::Link;
    let is_library = matches!(
        run.cx().flags.mode.buildmode.as_str(),
        "c-archive" | "c-shared" | "plugin"
    );
    let mode = if is_executable && !is_library {
        0o777
    } else {
        0o666
    };
    if let Some((dir, _)) = this.target.rsplit_once('/') {
        shell.make_dirs(&format!("{dir}/"))?;
    }
    shell.move_or_copy(&this.target, built, mode, false)
}

/// Removes an action's object directory as soon as nothing in it is needed, so that
/// large builds do not fill the disk.
fn clean_up(run: &Run<'_>, action: ActionRef) {
    if !run.cx().flags.report.work {
        run.shell(action).remove_all(&run.plan.get(action).objdir);
    }
}
