//! Checks for `watch`: the loaded packages stay in the process, so that a check after an edit only
//! reads the files that changed.
//!
//! If an edit may change the set of packages or their imports, everything is loaded again. Cases
//! that this process cannot decide, such as a switch to another toolchain, are left to a process of
//! their own.
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_checks::Sources;
use vamos_fsys::uncached;
use vamos_modload::dirpkg::header_of;

use super::kept;
use super::plan;
use super::plan::Afterwards;
use super::plan::Plan;
use super::report::Outcome;
use super::sources::DiskSources;
use crate::commands::session::finish_load;
use crate::error::CliError;
use crate::invocation::Invocation;

/// A check that runs again and again.
pub(in crate::commands) struct Resident {
    /// The command to run, as words of a command line.
    words: Vec<String>,
    state: Option<State>,
}

/// The loaded packages.
struct State {
    invocation: Invocation,
    plan: Plan,
    /// The files of the packages whose errors are wanted.
    files: HashMap<String, Known>,
}

/// State of a file.
#[derive(Default)]
struct Known {
    /// The digest of the part that loading reads, if it was computed.
    header: Option<Digest>,
    /// Its bytes, if they changed since it was loaded.
    changed: Option<(Arc<[u8]>, Digest)>,
}

impl Resident {
    /// Prepares a check with these words, of which the first is the command.
    pub(in crate::commands) fn new(words: &[String]) -> Self {
        Self {
            words: words.to_vec(),
            state: None,
        }
    }

    /// Forgets the loaded packages.
    pub(in crate::commands) fn forget(&mut self) {
        self.state = None;
    }

    /// Checks everything, after these files have changed; `None` if another process must check.
    pub(in crate::commands) fn run<'f>(
        &mut self,
        outer: &Invocation,
        mut edited: impl Iterator<Item = &'f str>,
    ) -> Option<Outcome> {
        let is_valid = match &mut self.state {
            Some(state) => edited.all(|file| state.takes(file)),
            None => false,
        };
        if !is_valid {
            self.state = None;
            self.state = Some(State::load(outer, &self.words)?);
        }
        let State {
            invocation,
            plan,
            files,
        } = self.state.as_ref()?;
        let disk = plan.sources(invocation);
        let sources = Edited { disk, files };
        let kept = kept::open(invocation);
        Some(super::check(invocation, plan, &sources, kept.as_ref()))
    }

    /// Reads the data that the next check will need.
    pub(in crate::commands) fn prepare(&mut self) {
        if let Some(state) = &mut self.state {
            state.read_headers();
        }
    }
}

impl State {
    fn load(outer: &Invocation, words: &[String]) -> Option<Self> {
        let mut process = outer.process.clone();
        process.args = words.to_vec();
        let invocation = (outer.begin_inner)(process, outer)?;
        // A failed load may need another toolchain, which would replace this process.
        let plan = plan::load(
            &invocation,
            Afterwards::ProcessStays,
            |loaded| match loaded {
                Ok(loaded) => finish_load(&invocation, Ok(loaded)),
                Err(_) => Err(CliError::Exit(1)),
            },
        );
        let plan = plan.ok()?;
        let wanted = plan.units.iter().filter(|unit| unit.is_wanted);
        // With an overlay a file may be elsewhere on disk.
        let files = match invocation.has_overlay() {
            true => HashMap::new(),
            false => (wanted.flat_map(|unit| &unit.files))
                .map(|file| (file.path.clone(), Known::default()))
                .collect(),
        };
        Some(Self {
            invocation,
            plan,
            files,
        })
    }

    /// Takes over the new content of a file; reports whether it is one of the files, and the packages
    /// stay as they were loaded.
    fn takes(&mut self, file: &str) -> bool {
        let Some(known) = self.files.get_mut(file) else {
            return false;
        };
        let Ok(bytes) = uncached::read(file) else {
            return false;
        };
        let Some(header) = header_of(file, &bytes) else {
            return false;
        };
        if known.header.as_ref() != Some(&header) {
            return false;
        }
        let digest = Digest::of(&bytes);
        known.changed = Some((bytes.into(), digest));
        true
    }

    /// Reads the headers of files as they were loaded.
    fn read_headers(&mut self) {
        for (path, known) in &mut self.files {
            if known.header.is_some() || known.changed.is_some() {
                continue;
            }
            let Ok(bytes) = uncached::read(path) else {
                continue;
            };
            let loaded = self.plan.files.hashed(path);
            if loaded.is_ok_and(|hashed| hashed.digest == Digest::of(&bytes)) {
                known.header = header_of(path, &bytes);
            }
        }
    }
}

/// The sources as they were loaded, with the changes since.
struct Edited<'s> {
    disk: DiskSources<'s>,
    files: &'s HashMap<String, Known>,
}

impl Edited<'_> {
    fn changed(&self, path: &str) -> Option<&(Arc<[u8]>, Digest)> {
        self.files.get(path)?.changed.as_ref()
    }
}

impl Sources for Edited<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        match self.changed(path) {
            Some((bytes, _)) => Ok(bytes.clone()),
            None => self.disk.read(path),
        }
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        match self.changed(path) {
            Some((_, digest)) => Some(*digest),
            None => self.disk.digest(path),
        }
    }
}
