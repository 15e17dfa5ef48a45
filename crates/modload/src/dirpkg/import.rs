//! The package of a directory, and whether one file belongs to a build.
//!
//! Counterpart: go/build/build.go (`Context.ImportDir`, `Context.MatchFile`).

use std::sync::Arc;

use super::assembly::Assembly;
use super::assembly::Choice;
use super::assembly::Mode;
use super::context::BuildContext;
use super::dir_cache::DirCache;
use super::error::DirError;
use super::file_facts::FileFacts;
use super::package::DirPackage;
use super::source_facts::source_kind;

impl DirCache {
    /// Returns the package in a directory, and its error (`ImportDir`).
    /// With an error, the package is filled as far as possible.
    pub fn import_dir(
        &self,
        context: &BuildContext,
        dir: &str,
    ) -> (Arc<DirPackage>, Option<DirError>) {
        if let Some(outcome) = self.outcome(context, dir)
            && let Some(package) = outcome.package()
        {
            return (Arc::new(package), None);
        }
        let slot = self.facts(dir);
        let facts = slot.facts();
        let assemble = |mode| Assembly::new(context, &*self.files, dir, mode).run(facts);
        let (package, error) = assemble(Mode::Plain);
        let (package, error) = if self.is_index_asked(context, facts, error.as_ref()) {
            assemble(Mode::Indexed)
        } else {
            (package, error)
        };
        let package = Arc::new(package);
        if error.is_none() {
            self.learn(context, &slot, &package);
        }
        (package, error)
    }

    /// Reports whether a file belongs to a build for this target (`MatchFile`).
    pub fn match_file(
        &self,
        context: &BuildContext,
        dir: &str,
        name: &str,
    ) -> Result<bool, DirError> {
        let slot = self.facts(dir);
        let facts = slot.facts();
        let own;
        let file = match facts.file(name) {
            Some(file) => file,
            None => {
                let Some(kind) = source_kind(name) else {
                    return Ok(false);
                };
                own = FileFacts::new(name.to_owned(), kind, true);
                &own
            }
        };
        let mut assembly = Assembly::new(context, &*self.files, dir, Mode::Plain);
        match assembly.choose_plain(file) {
            Choice::Go(_) | Choice::Other => Ok(true),
            Choice::Fatal(error) => Err(error),
            Choice::Ignored | Choice::Broken => assembly.error.map_or(Ok(false), Err),
        }
    }
}
