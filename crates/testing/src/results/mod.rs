//! The cache of test results.
//!
//! A result is found in two steps. The key of the test, which is made of its binary and its
//! arguments, leads to the log of an earlier run: which files and variables the test looked
//! at. What these are like now makes, with the first key, the key of the output. Both keys
//! and both values are those of the official command. A test has two first keys: one knows
//! the binary by the inputs of its link, so that a cached result needs no link, the other by
//! its content.
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

/// What the results of all tests of a run have in common.
pub struct ResultCache<'a> {
    /// Where results are kept.
    pub store: &'a dyn Store,
    /// Makes the keys.
    pub hasher: &'a Hasher,
    /// Returns the value of an environment variable of this process.
    pub env: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// All variables that tests get.
    pub environment: &'a [(String, String)],
    /// Digests of files that tests of this run looked at.
    pub digests: &'a Digests,
    /// The zone in which times of files are written.
    pub zone: &'a Location,
    /// The time before which results do not count, in nanoseconds since the epoch.
    pub expire_ns: Option<i64>,
    /// Gets the lines that `GODEBUG=gocachetest=1` asks for.
    pub debug: Option<&'a (dyn Fn(&str) + Sync)>,
    /// How the tests are run.
    pub settings: &'a Settings,
    /// Gets the lines of what the test looked at, or why its result is not cached, for the
    /// journal.
    pub seen: &'a RefCell<String>,
}

/// How tests are run, as far as their results depend on it.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether no package was named: results are not cached then.
    pub is_local_directory: bool,
    /// The arguments of all test binaries.
    pub args: Vec<String>,
    /// The program that runs test binaries, with its arguments.
    pub exec_command: Vec<String>,
    /// Whether a coverage profile is to be written.
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

/// The keys of one test, known once its result was looked up.
#[derive(Clone, Copy, Debug, Default)]
pub struct TestKeys {
    /// The key of the test with the inputs of its link.
    by_inputs: Option<ActionId>,
    /// The key of the test with the content of its binary.
    by_content: Option<ActionId>,
    /// Whether this test's result is not cached at all.
    pub is_disabled: bool,
}

impl TestKeys {
    /// Returns the key that was looked up last.
    fn newest(&self) -> Option<ActionId> {
        self.by_content.or(self.by_inputs)
    }

    fn known(&self) -> impl Iterator<Item = ActionId> {
        [self.by_inputs, self.by_content].into_iter().flatten()
    }
}

/// Returns the key of what the packages of `-coverpkg` were compiled from: of the IDs of the
/// actions that compiled them.
pub fn cover_meta_key<'i>(hasher: &Hasher, ids: impl IntoIterator<Item = &'i str>) -> ActionId {
    let mut hash = hasher.hash("covermeta");
    for id in ids.into_iter().filter(|id| !id.is_empty()) {
        hash.write_fmt(format_args!("dep {id}\n"));
    }
    hash.action_id()
}

impl ResultCache<'_> {
    /// Reports a line of `GODEBUG=gocachetest=1`, which is made only if it is asked for.
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
                // They change what is written beside the result.
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
