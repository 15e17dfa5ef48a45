//! Files that a link reads.
//!
//! The caller maps them: the linker itself opens nothing. All archives of an import
//! configuration are given at once; one that cannot be read is an error only if the link
//! needs it.
//! Counterpart: cmd/link/internal/ld/lib.go (`loadobjfile`).

use hashbrown::HashMap;

/// What the host's file system and C compiler answer; asked rarely.
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

/// The files of a link, by the names that the import configuration has.
#[derive(Default)]
pub struct Inputs<'a> {
    files: HashMap<String, Result<&'a [u8], String>>,
}

impl<'a> Inputs<'a> {
    /// Adds a file, or the error that reading it ended with, as Go prints it.
    pub fn add(&mut self, name: String, content: Result<&'a [u8], String>) {
        self.files.insert(name, content);
    }

    /// Iterates over the files that could be read, in no order.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &'a [u8]> {
        self.files
            .values()
            .filter_map(|content| content.as_ref().ok().copied())
    }

    /// Returns a file.
    ///
    /// # Errors
    /// The file could not be read, or was not given.
    pub fn get(&self, name: &str) -> Result<&'a [u8], String> {
        match self.files.get(name) {
            Some(content) => content.clone(),
            None => Err(format!("open {name}: no such file or directory")),
        }
    }
}
