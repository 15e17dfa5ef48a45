//! Sources for checks, from the command's view of files.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_checks::Sources;
use vamos_fsys::HashedFiles;

use crate::invocation::Invocation;
use crate::panics::Fault;

/// The files on disk, and in place of replaced files the files of an overlay.
pub(in crate::commands) struct DiskSources<'f> {
    files: &'f dyn HashedFiles,
    /// Generated files by path.
    generated: Option<&'f HashMap<String, Arc<[u8]>>>,
    /// Is called when a file is to be read. Tests let it panic.
    reading: fn(),
}

impl<'p> DiskSources<'p> {
    /// Returns these files, as the command reads them.
    pub(in crate::commands) fn new(invocation: &Invocation, files: &'p dyn HashedFiles) -> Self {
        Self {
            files,
            generated: None,
            reading: Fault::Check.here(Fault::of(&invocation.process)),
        }
    }

    /// Returns these files and generated ones, by path.
    pub(super) fn with_generated(self, generated: &'p HashMap<String, Arc<[u8]>>) -> Self {
        Self {
            generated: Some(generated),
            ..self
        }
    }
}

impl DiskSources<'_> {
    fn generated(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.generated?.get(path)
    }
}

impl Sources for DiskSources<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        (self.reading)();
        if let Some(bytes) = self.generated(path) {
            return Ok(Arc::clone(bytes));
        }
        self.files.read(path).map_err(|error| error.to_string())
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        if let Some(bytes) = self.generated(path) {
            return Some(Digest::of(bytes));
        }
        self.files.hashed(path).ok().map(|hashed| hashed.digest)
    }
}
