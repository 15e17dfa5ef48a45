//! Runs the commands of one local repository, each only once.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/codehost.go (`Run`).

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_fsys::lock::LockedFile;
use vamos_modfile::ModuleError;

use super::code_host::Tree;
use super::code_host::unsupported;
use super::dialect::Dialect;
use super::other::TreeAt;
use super::other::Workplace;
use crate::error::RunError;
use crate::tools::Tools;

/// Runs the commands of one local repository, each only once.
pub(super) struct Runner<'a> {
    pub(super) tools: &'a Tools,
    pub(super) dir: &'a str,
    pub(super) messages: &'a mut String,
    pub(super) done: HashMap<Vec<String>, Result<Vec<u8>, RunError>>,
}

impl Runner<'_> {
    /// Runs a command; `None` for any failure.
    pub(super) fn run(&mut self, argv: &[&str]) -> Option<Vec<u8>> {
        self.try_run(argv).ok()
    }

    pub(super) fn try_run(&mut self, argv: &[&str]) -> Result<Vec<u8>, RunError> {
        // Upstream runs the command again and shows it again.
        let is_shown = self.tools.config.programs.shows_commands;
        let key: Vec<String> = argv.iter().map(|&arg| arg.to_owned()).collect();
        if let Some(known) = self.done.get(&key)
            && !is_shown
        {
            return known.clone();
        }
        let out = self.tools.versions(self.dir, argv, self.messages);
        self.done.insert(key, out.clone());
        out
    }

    /// Takes upstream's lock on the repository.
    pub(super) fn lock(&self) -> Result<LockedFile, ModuleError> {
        let lock = LockedFile::edit(&format!("{}.lock", self.dir));
        lock.map_err(|error| ModuleError::Other(Arc::new(error)))
    }
}

impl Workplace for Runner<'_> {
    fn run(&mut self, argv: &[&str]) -> Result<Vec<u8>, RunError> {
        self.try_run(argv)
    }

    fn lock(&self) -> Result<LockedFile, ModuleError> {
        self.lock()
    }

    fn is_local(&self) -> bool {
        true
    }

    fn read_tree(&mut self, _: &Dialect, _: TreeAt<'_>) -> Result<Option<Tree>, ModuleError> {
        Err(unsupported())
    }
}
