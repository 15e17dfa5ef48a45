//! Parses the output of the systems' programs, for fuzz targets.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/{git,vcs,svn}.go.

use super::code_host::RevInfo;
use super::git_log;
use super::git_sums;
use super::parse;
use super::svn_xml;
use crate::system::System;

/// An answer of a system's program.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The system.
    pub system: System,
    /// The requested revision.
    pub revision: &'a str,
    /// The output of the program.
    pub out: &'a str,
}

impl Answer<'_> {
    /// Reads the description of a revision.
    pub fn revision(self) -> Option<RevInfo> {
        let Self {
            system,
            revision,
            out,
        } = self;
        match system {
            System::Git => git_log::parse_log(out, revision, revision, 40, |_| Vec::new()),
            system => parse::stat(system, revision, out).ok(),
        }
    }

    /// Parses the names of tags; for git, all names.
    pub fn names(self) -> Vec<String> {
        match self.system {
            System::Git => git_sums::parse_refs(self.out).into_keys().collect(),
            system => parse::tags(system, self.out),
        }
    }

    /// Parses names and sizes of files; only Subversion lists them.
    pub fn files(self) -> Vec<(String, i64)> {
        let entries = svn_xml::entries(self.out).unwrap_or_default();
        let files = entries.into_iter().filter(|entry| entry.kind == "file");
        files.map(|entry| (entry.name, entry.size)).collect()
    }
}
