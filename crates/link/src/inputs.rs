//! Files that a link reads.
//!
//! The caller maps them: the linker itself opens nothing. All archives of an import configuration
//! are given at once; an unreadable one is an error only if the link needs it.
//! Counterpart: cmd/link/internal/ld/lib.go (`loadobjfile`).

use std::sync::Arc;

use hashbrown::HashMap;

use crate::load::Table;
use crate::loader::Seeds;
use crate::shared::Shared;
use crate::shared::SharedArchive;

/// Access to the host's file system and C compiler; rarely needed.
pub trait Host: Sync {
    /// Returns true if a file exists.
    fn exists(&self, path: &str) -> bool;

    /// Returns the path of a library of the C compiler (`--print-libgcc-file-name`, or
    /// `--print-file-name=NAME`), or an empty string.
    fn compiler_library(&self, compiler: &[String], flag: &str) -> String;

    /// Reads a file.
    ///
    /// # Errors
    /// The text of the system's error, as Go prints it: `open x: no such file or directory`.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// The bytes of an input file that a link reads.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The bytes from `offset` on.
    pub bytes: &'a [u8],
    /// Their offset in the file: 0, or after the part that no link reads ([`crate::unread`]).
    pub offset: usize,
}

/// The files of a link, by the names that the import configuration has.
#[derive(Default)]
pub struct Inputs<'a> {
    files: HashMap<String, Result<Input<'a>, String>>,
    /// The seeds of hashes; without them no file is shared.
    seeds: Option<Seeds>,
    /// Results of other links, by file.
    shared: HashMap<String, &'a SharedArchive>,
    /// No other link follows that has files in common with this one.
    is_last: bool,
}

impl<'a> Inputs<'a> {
    /// Returns no files yet, for a link that has some in common with others. If it is the last
    /// one, it keeps nothing for others.
    pub fn sharing(shared: &Shared, is_last: bool) -> Self {
        Self {
            seeds: Some(shared.seeds().clone()),
            is_last,
            ..Self::default()
        }
    }

    /// Adds a file that other links have, too.
    pub fn add_shared(&mut self, name: String, content: Input<'a>, shared: &'a SharedArchive) {
        let seeds = self.seeds.as_ref();
        if seeds.is_some_and(|seeds| shared.has_seeds(seeds)) {
            self.shared.insert(name.clone(), shared);
        }
        self.add(name, Ok(content));
    }

    /// Returns the seeds of hashes, if other links have the same.
    pub(crate) fn seeds(&self) -> Option<&Seeds> {
        self.seeds.as_ref()
    }

    /// Returns true if no other link will use the results.
    pub(crate) fn is_last(&self) -> bool {
        self.is_last
    }

    /// Returns the shared table of the object at an offset of a file.
    pub(crate) fn table(&self, name: &str, offset: usize) -> Option<Arc<Table>> {
        self.shared.get(name).map(|shared| shared.table(offset))
    }

    /// Adds a file, or the error that reading it ended with, as Go prints it.
    pub fn add(&mut self, name: String, content: Result<Input<'a>, String>) {
        self.files.insert(name, content);
    }

    /// Iterates over the files that could be read, in no order.
    pub(crate) fn contents(&self) -> impl Iterator<Item = Input<'a>> {
        self.files
            .values()
            .filter_map(|content| content.as_ref().ok().copied())
    }

    /// Returns a file.
    ///
    /// # Errors
    /// The file could not be read, or was not given.
    pub fn get(&self, name: &str) -> Result<Input<'a>, String> {
        match self.files.get(name) {
            Some(content) => content.clone(),
            None => Err(format!("open {name}: no such file or directory")),
        }
    }
}
