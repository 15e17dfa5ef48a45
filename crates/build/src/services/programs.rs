//! Finds programs on the PATH of tools.
//!
//! Counterpart: cmd/internal/pathcache.

use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_fsys::proc::LookPathError;

/// Paths of programs, or why they were not found.
pub(crate) struct Programs {
    path: String,
    known: Mutex<HashMap<String, Result<String, LookPathError>>>,
}

impl Programs {
    /// Returns programs on the PATH of this environment.
    pub(crate) fn new(env: &[(String, String)]) -> Self {
        let path = env.iter().rev().find(|(name, _)| name == "PATH");
        Self {
            path: path.map_or_else(String::new, |(_, value)| value.clone()),
            known: Mutex::default(),
        }
    }

    /// Finds a program as a shell would. Each name is searched once: a program that is removed
    /// later fails to start, which is another error (`pathcache.LookPath`).
    pub(crate) fn find(&self, program: &str) -> Result<String, LookPathError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known
            .entry_ref(program)
            .or_insert_with(|| vamos_fsys::proc::look_path(program, &self.path));
        found.clone()
    }
}
