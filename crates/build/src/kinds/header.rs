//! The action that installs the header of a library for C programs.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`installHeader`).

use vamos_fsys::uncached;

use crate::action::ActionRef;
use crate::c_header::HEADER;
use crate::error::BuildError;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;

/// Installs the header for C programs, if the package exports anything.
pub(crate) struct InstallHeader;

impl Kind for InstallHeader {
    fn run(&self, run: &Run<'_>, action: ActionRef, _done: &mut Done) -> Result<(), BuildError> {
        let shell = run.shell(action);
        let this = run.plan.get(action);
        let header = format!("{}{HEADER}", this.objdir);
        if uncached::stat(&header).is_err_and(|error| error.is_not_exist()) {
            if run.cx().flags.report.x {
                shell.show("", &format!("# {header} not created"));
            }
            return Ok(());
        }
        if let Some((dir, _)) = this.target.rsplit_once('/') {
            shell.make_dirs(&format!("{dir}/"))?;
        }
        shell.move_or_copy(&this.target, &header, 0o666, true)
    }
}
