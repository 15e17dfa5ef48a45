//! The proof that an SDK's compiler, with which vamos was not compared, is used correctly.
//!
//! Two steps, each with a build cache that is removed afterwards. In both every package is compiled
//! by the instrumented compiler and by the SDK's, and the archives are compared:
//!
//! - the standard library, by which also early export data are compared with the final ones;
//! - two modules, once for each of a list of edits ([`edits`]). Packages that early cutoff and read
//!   sets would skip are compiled nevertheless, and compared.
//!
//! The children that build believe in a verdict that only their build cache has: it allows all, and
//! lets them compare every use. docs/cutoff.md describes the proof.
//! Counterpart: none; upstream runs the SDK's compiler.

mod change;
mod edits;
mod report;
mod samples;

use vamos_base::Digest;
use vamos_fsys::uncached;
use vamos_localstore::Compilers;
use vamos_localstore::Verdict;
use vamos_localstore::data_dir;

use super::host::Host;
use super::make::Maker;
use super::settings::Settings;
use super::verdicts::ONE_IN;
use super::verdicts::Verdicts;
use super::verdicts::steps;
use report::Counts;

/// The minimum number of packages of the standard library that are compared.
const LEAST_STD: usize = 100;

/// The current step, for a person at a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupStep {
    /// Another process makes the compiler or its proof; this one waits for it.
    Waiting,
    /// The instrumented compiler is built.
    Compiler,
    /// The archives of the standard library are compared.
    Std,
    /// The number of edits that are done, and of all edits.
    Edits(usize, usize),
}

/// Why a proof did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProofError {
    /// Something differs, which stays true. Else it is something like a full disk, and the proof is
    /// tried again later.
    pub(super) is_difference: bool,
    /// The reason.
    pub(super) reason: String,
}

impl ProofError {
    fn environment(reason: String) -> Self {
        Self {
            is_difference: false,
            reason,
        }
    }

    fn difference(reason: String) -> Self {
        Self {
            is_difference: true,
            reason,
        }
    }

    /// Adds the name of the edit.
    fn after(mut self, edit: &str) -> Self {
        self.reason = format!("after the edit {edit:?}: {}", self.reason);
        self
    }
}

/// Proves one SDK's compiler.
pub(super) struct Prover<'a> {
    pub(super) maker: &'a Maker<'a>,
    pub(super) verdicts: &'a Verdicts,
    /// The name of the verdict.
    pub(super) id: Digest,
    /// The key of the instrumented compiler, which is there.
    pub(super) key: Digest,
    /// The target, `linux-amd64`.
    pub(super) target: &'a str,
    /// The settings of the children.
    pub(super) settings: Settings,
    pub(super) progress: &'a dyn Fn(SetupStep),
}

impl Prover<'_> {
    /// Does the steps that are missing, and stores each that passes.
    pub(super) fn prove(&self, scratch: &str) -> Result<(), ProofError> {
        let mut verdict = self.verdicts.find(&self.id).unwrap_or_default();
        if let Some(reason) = verdict.withdrawn {
            return Err(ProofError::difference(reason));
        }
        if verdict.key != Some(self.key) {
            // They passed for another instrumented compiler.
            verdict.steps.clear();
        }
        verdict.key = Some(self.key);
        verdict.one_in = ONE_IN;
        let [std, edits] = steps(self.target);
        if verdict.has(&std) && verdict.has(&edits) {
            return self.put(&verdict);
        }
        self.put(&verdict)?;
        let dir = format!("{scratch}/proof");
        self.lay(&dir)?;
        for (step, is_std) in [(std, true), (edits, false)] {
            if verdict.has(&step) {
                continue;
            }
            let passed = match is_std {
                true => self.compare_std(&dir),
                false => self.compare_edits(&dir),
            };
            if let Err(error) = &passed
                && error.is_difference
            {
                verdict.withdrawn = Some(error.reason.clone());
                self.put(&verdict)?;
            }
            passed?;
            verdict.pass(&step);
            self.put(&verdict)?;
        }
        Ok(())
    }

    fn put(&self, verdict: &Verdict) -> Result<(), ProofError> {
        let stored = self.verdicts.put(&self.id, verdict);
        stored.map_err(ProofError::environment)
    }

    /// Lays the build cache of the children, with the compiler and the verdict that they believe in.
    fn lay(&self, dir: &str) -> Result<(), ProofError> {
        let environment = |error: String| ProofError::environment(error);
        for name in ["cache", "tmp"] {
            let made = uncached::make_dirs(&format!("{dir}/{name}"));
            made.map_err(|error| environment(error.to_string()))?;
        }
        let cache = self.cache(dir);
        let compilers = self.maker.compilers;
        compilers.share(&self.key, &cache).map_err(environment)?;
        let trial = Verdict {
            key: Some(self.key),
            steps: steps(self.target).into(),
            one_in: 1,
            withdrawn: None,
        };
        let laid = cache.set_verdict(&self.id, &trial);
        laid.map_err(|error| environment(error.to_string()))
    }

    fn cache(&self, dir: &str) -> Compilers {
        Compilers::in_build_cache(&data_dir(&format!("{dir}/cache")))
    }

    fn compare_std(&self, dir: &str) -> Result<(), ProofError> {
        (self.progress)(SetupStep::Std);
        let counts = self.build(dir, None, "std")?;
        let least = [
            (counts.early, "early export data"),
            (counts.checked, "archives of checked packages"),
        ];
        match least.into_iter().find(|(count, _)| *count < LEAST_STD) {
            None => Ok(()),
            Some((count, what)) => Err(ProofError::difference(format!(
                "{what}: only {count} packages were compared"
            ))),
        }
    }

    /// Builds packages with comparisons; returns their numbers.
    fn build(&self, dir: &str, module: Option<&str>, what: &str) -> Result<Counts, ProofError> {
        let host = Host {
            executor: self.maker.executor,
            cancel: self.maker.cancel,
        };
        let mut argv = vec![self.maker.vamos.to_owned(), "build".to_owned()];
        // It must be the first flag.
        argv.extend(module.map(|dir| format!("-C={dir}")));
        if !self.maker.is_patient {
            argv.push("-p=1".to_owned());
        }
        argv.push(what.to_owned());
        let mut env = self.maker.env(dir, self.settings);
        if let Some((os, arch)) = self.target.split_once('-') {
            env.retain(|(name, _)| name != "GOOS" && name != "GOARCH");
            env.push(("GOOS".to_owned(), os.to_owned()));
            env.push(("GOARCH".to_owned(), arch.to_owned()));
        }
        let ran = host.run(argv, env);
        if self.maker.cancel.is_cancelled() {
            return Err(ProofError::environment("interrupted".to_owned()));
        }
        // The child has written its result, whatever it printed and however it ended.
        let cache = self.cache(dir);
        let verdict = cache.verdict(&self.id);
        if let Some(reason) = verdict.and_then(|verdict| verdict.withdrawn) {
            let case = cache.case(&self.id);
            let files = case
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
            self.verdicts
                .keep_case(&self.id, &files.collect::<Vec<_>>());
            return Err(ProofError::difference(reason));
        }
        let text = ran.map_err(ProofError::environment)?;
        Counts::of(&text).map_err(ProofError::environment)
    }
}
