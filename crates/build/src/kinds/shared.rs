//! The actions that link a shared library of packages and record which packages it has.
//!
//! Counterpart: cmd/go/internal/work/action.go (`readpkglist`), exec.go (`linkShared`,
//! `installShlibname`).

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_jobs::Job;
use vamos_load::LibraryError;
use vamos_objfile::elf_note::elf_note;

use super::link;
use crate::action::ActionRef;
use crate::action_recipe;
use crate::cached;
use crate::entries;
use crate::error::BuildError;
use crate::link_job;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Run;

/// The list of packages in a shared library cannot be read.
#[derive(Debug)]
struct ListError(Box<dyn Error + Send + Sync>);

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "readELFNote failed: {}", self.0)
    }
}

impl Error for ListError {}

/// Returns the import paths of the packages in a shared library, from the list that the
/// linker has put there (`readpkglist`).
pub fn library_packages(file: &str) -> Result<Vec<String>, LibraryError> {
    let failed = |error| -> LibraryError { Arc::new(ListError(error)) };
    let opened = uncached::open(file).map_err(|error| failed(error.into()))?;
    let note = elf_note(&opened, b"Go\0\0", 1).map_err(|rule| failed(rule.into()))?;
    let text = os_str::decode(&note.unwrap_or_default());
    Ok(text.lines().map(str::to_owned).collect())
}

/// Links a shared library. It has no place for a build ID, so it is never up to date.
pub(crate) struct LinkShared;

impl Kind for LinkShared {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        let id = entries::action_id_of(run, action, "linkShared", |sink| {
            action_recipe::write_shared_recipe(run, action, sink)
        })?;
        let is_list = run.cx().command.list.is_list;
        let target = &run.plan.get(action).target;
        if cached::use_cache(run, action, done, id, target, !is_list)? || is_list {
            return Ok(());
        }
        let result = link_shared(run, action, done);
        cached::flush_output(run, action);
        result
    }

    fn verb(&self) -> Option<&'static str> {
        Some("link")
    }

    fn estimate(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        link::estimate(run, action)
    }

    fn memory(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        link::memory(run, action)
    }
}

fn link_shared(run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
    let shell = run.shell(action);
    let this = run.plan.get(action);
    shell.make_dirs(&this.objdir)?;
    let importcfg = format!("{}importcfg.link", this.objdir);
    let imports = link::imports(run, action);
    shell.write_file(&importcfg, &os_str::encode(&imports.text))?;
    done.built.clone_from(&this.target);
    let inputs = link::inputs(run, action, &importcfg, &imports);
    let tops = run.plan.get(this.deps[0]).deps.iter();
    let tops = tops.map(|top| (run.package(*top), run.plan.get(*top).target.as_str()));
    let job = link_job::shared_job(&inputs, tops)?;
    shell.run_job(path::base(&this.target), &Job::Link(Box::new(job)))?;
    Ok(())
}

/// Records which library a package is in.
pub(crate) struct InstallShlibName;

impl Kind for InstallShlibName {
    fn run(&self, run: &Run<'_>, action: ActionRef, _done: &mut Done) -> Result<(), BuildError> {
        let shell = run.shell(action);
        let this = run.plan.get(action);
        if !shell.is_dry() {
            shell.make_dirs(&path::dir(&this.target))?;
        }
        let library = path::base(&run.plan.get(this.deps[0]).target);
        shell.write_file(&this.target, &os_str::encode(&format!("{library}\n")))
    }
}
