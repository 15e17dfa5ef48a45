//! The cache of test results.
//!
//! A result is found in two steps. The key of the test, which is made of its binary and its
//! arguments, leads to the log of an earlier run: the files and variables that the test accessed.
//! Their present state and the first key make the key of the output. Both keys and both values
//! equal the official command's. A test has two first keys: one has the binary's link inputs, so
//! that a cached result needs no link, the other its content.
//! Counterpart: cmd/go/internal/test/test.go (`runCache`).

mod content;
mod contents;
mod digests;
mod inputs;
mod lookup;
mod no_key;
mod output;
mod save;
mod stat;
#[cfg(test)]
mod tests;
mod visible;

use std::cell::RefCell;

use vamos_base::golang::quote::quote_list;
use vamos_base::golang::time::Location;
use vamos_cache::ActionId;
use vamos_cache::Hasher;
use vamos_cache::Store;

pub use digests::Digests;
pub(crate) use inputs::is_log;
pub(crate) use inputs::lines;
pub use lookup::Lookup;
pub use no_key::NoKey;
pub use save::Run;
pub use visible::Programs;
pub use visible::TestInputs;

/// Cache of results that all tests of a run share.
pub struct ResultCache<'a> {
    /// Storage of results.
    pub store: &'a dyn Store,
    /// Makes the keys.
    pub hasher: &'a Hasher,
    /// Returns the value of an environment variable of this process.
    pub env: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// All variables that tests get.
    pub environment: &'a [(String, String)],
    /// Digests of input files of this run's tests.
    pub digests: &'a Digests,
    /// The zone in which times of files are written.
    pub zone: &'a Location,
    /// The time before which results do not count, in nanoseconds since the epoch.
    pub expire_ns: Option<i64>,
    /// Receives the lines of `GODEBUG=gocachetest=1`.
    pub debug: Option<&'a (dyn Fn(&str) + Sync)>,
    /// Settings of the test runs.
    pub settings: &'a Settings,
    /// Receives the lines of the test's inputs, or the reason why its result is not cached, for the
    /// journal.
    pub seen: &'a RefCell<String>,
}

/// Settings of test runs that their results depend on.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// True if no package was named: results are not cached then.
    pub is_local_directory: bool,
    /// The arguments of all test binaries.
    pub args: Vec<String>,
    /// The program that runs test binaries, with its arguments.
    pub exec_command: Vec<String>,
    /// True if a coverage profile is written.
    pub has_cover_profile: bool,
}

/// A package whose test is run.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its import path.
    pub import_path: &'a str,
    /// Its directory, where the test runs.
    pub dir: &'a str,
    /// The root of its module, GOPATH entry or the SDK; empty if it has none.
    pub root: &'a str,
    /// The key of the coverage metadata of packages that `-coverpkg` names.
    pub cover_meta: Option<ActionId>,
}

/// The keys of one test, set by looking up its result.
#[derive(Clone, Copy, Debug, Default)]
pub struct TestKeys {
    /// The key of the test with the inputs of its link.
    by_inputs: Option<ActionId>,
    /// The key of the test with the content of its binary.
    by_content: Option<ActionId>,
    /// True if this test's result is not cached at all.
    pub is_disabled: bool,
}

impl TestKeys {
    /// Returns the key of the last lookup.
    fn newest(&self) -> Option<ActionId> {
        self.by_content.or(self.by_inputs)
    }

    fn known(&self) -> impl Iterator<Item = ActionId> {
        [self.by_inputs, self.by_content].into_iter().flatten()
    }
}

/// Returns the key of the packages of `-coverpkg`, computed from the IDs of the actions that
/// compiled them.
pub fn cover_meta_key<'i>(hasher: &Hasher, ids: impl IntoIterator<Item = &'i str>) -> ActionId {
    let mut hash = hasher.hash("covermeta");
    for id in ids.into_iter().filter(|id| !id.is_empty()) {
        hash.write_fmt(format_args!("dep {id}\n"));
    }
    hash.action_id()
}

impl ResultCache<'_> {
    /// Reports a line of `GODEBUG=gocachetest=1`, which is formatted only if it is reported.
    fn debug(&self, line: impl FnOnce() -> String) {
        if let Some(debug) = self.debug {
            debug(&format!("testcache: {}\n", line()));
        }
    }

    /// Returns the key of a test whose binary has this ID. The error is why it has none.
    fn test_key(&self, binary: &str) -> Result<ActionId, String> {
        let mut args = Vec::new();
        for arg in &self.settings.args {
            let name = arg.split_once('=').map(|(name, _)| name);
            match name.and_then(|name| name.strip_prefix("-test.")) {
                Some(
                    "benchtime" | "cpu" | "list" | "parallel" | "run" | "short" | "skip"
                    | "timeout" | "failfast" | "v" | "fullpath",
                ) => args.push(arg),
                // They change files other than the result.
                Some("coverprofile" | "outputdir") => {}
                _ => return Err(format!("caching disabled for test argument: {arg}")),
            }
        }
        let mut hash = self.hasher.hash("testResult");
        hash.write_fmt(format_args!(
            "test binary {binary} args {} execcmd {}",
            quote_list(&args),
            quote_list(&self.settings.exec_command)
        ));
        Ok(hash.action_id())
    }

    /// Returns the key of a test's output, from the keys of the test and of its inputs.
    fn output_key(&self, test: &ActionId, inputs: &ActionId) -> ActionId {
        self.hasher.subkey(test, &format!("inputs:{}", inputs.0))
    }

    /// Returns the key of a test's coverage profile.
    fn profile_key(&self, output: &ActionId, cover_meta: Option<&ActionId>) -> ActionId {
        let with_meta;
        let key = match cover_meta {
            Some(meta) => {
                with_meta = self.hasher.subkey(output, &format!("coverdeps:{}", meta.0));
                &with_meta
            }
            None => output,
        };
        self.hasher.subkey(key, "coverprofile")
    }
}
