//! The processor time of the children of a job that runs in this process.
//!
//! Counterpart: os.ProcessState (`UserTime`, `SystemTime`) of the SDK's linker, whose time includes
//! the children that it waited for.

use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::Cancel;
use vamos_base::golang::process::Usage;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Outcome;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;

/// Runs children and adds up their processor time.
pub(crate) struct MeteredSpawner<'a> {
    spawner: &'a dyn Executor,
    usage: Mutex<Usage>,
}

impl<'a> MeteredSpawner<'a> {
    /// Returns a spawner whose children have used no time.
    pub(crate) fn new(spawner: &'a dyn Executor) -> Self {
        Self {
            spawner,
            usage: Mutex::default(),
        }
    }

    /// Returns the processor time of the children that have ended.
    pub(crate) fn usage(&self) -> Usage {
        *self.usage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor for MeteredSpawner<'_> {
    fn run(&self, spawn: &Spawn, cancel: &Cancel) -> Result<Outcome, SpawnError> {
        let outcome = self.spawner.run(spawn, cancel)?;
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        usage.user += outcome.usage.user;
        usage.system += outcome.usage.system;
        Ok(outcome)
    }

    fn end(&self, cancel: &Cancel) {
        self.spawner.end(cancel);
    }
}
