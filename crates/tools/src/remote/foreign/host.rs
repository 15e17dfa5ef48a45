//! Queries to the C compiler of this machine.
//!
//! Counterpart: none.

use vamos_base::Cancel;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;

/// Search path for programs on the other machine.
pub(super) const PATH: &str = "/usr/bin:/bin";

/// Parts of this machine that compilations use.
pub(in crate::remote) struct Host<'a> {
    /// The environment of tools.
    pub(in crate::remote) env: &'a [(String, String)],
    /// Runs the compiler for queries.
    pub(in crate::remote) executor: &'a dyn Executor,
    /// Requests it to end.
    pub(in crate::remote) cancel: &'a Cancel,
}

impl Host<'_> {
    /// Returns the stdout of a program; `None` if it fails.
    pub(super) fn ask(&self, words: Vec<String>, dir: &str) -> Option<String> {
        let spawn = Spawn {
            argv: words,
            env: self.env.into(),
            extra_env: vec![("LC_ALL".to_owned(), "C".to_owned())],
            dir: dir.to_owned(),
            streams: Streams::Separate,
        };
        let ended = self.executor.run(&spawn, self.cancel).ok()?;
        let is_done = ended.exit.is_success();
        is_done.then(|| String::from_utf8(ended.stdout).ok())?
    }

    pub(super) fn value(&self, name: &str) -> &str {
        let found = self.env.iter().rev().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}
