//! Makes the instrumented compiler, and its proof if it needs one, for `vamos setup` and the
//! process in the background.
//!
//! Counterpart: none; upstream runs the SDK's compiler.

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_fsys::proc::Executor;
use vamos_goenv::Capability;
use vamos_goenv::GoEnv;
use vamos_goenv::deciding::Tool;
use vamos_localstore::Building;
use vamos_localstore::Compilers;
use vamos_localstore::Verdict;

use super::make::Maker;
use super::proof::Prover;
use super::proof::SetupStep;
use super::sdk::Sdk;
use super::settings::Settings;
use super::verdicts::ONE_IN;
use super::verdicts::Verdicts;
use super::verdicts::provable;

/// The state of the instrumented compiler and its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupState {
    /// All is there.
    Ready {
        /// It was proved on this machine; else vamos was compared with this release.
        is_proved: bool,
    },
    /// Something is missing.
    Missing,
    /// A difference was found: the reason.
    Withdrawn(String),
    /// Nothing can be made for this SDK, target or setting: the reason.
    Unsupported(String),
}

/// The inputs of the setup for a target.
pub(super) struct Setup<'a> {
    pub(super) sdk: &'a Sdk,
    pub(super) own: &'a str,
    pub(super) cache: Option<&'a str>,
    /// The program that builds, and its settings for the compiler and for the proof.
    pub(super) vamos: &'a str,
    pub(super) settings: [Settings; 2],
    /// The target, `linux-amd64`.
    pub(super) target: &'a str,
    /// The name of the verdict.
    pub(super) id: Digest,
    pub(super) needs_proof: bool,
    pub(super) executor: &'a dyn Executor,
    pub(super) cancel: &'a Cancel,
    pub(super) is_patient: bool,
    pub(super) progress: &'a dyn Fn(SetupStep),
}

impl Setup<'_> {
    /// Makes the missing parts, unless another process does.
    ///
    /// # Errors
    /// The reason why it is not there.
    pub(super) fn run(&self) -> Result<(), String> {
        let compilers = Compilers::below(self.own);
        if self.is_patient && compilers.is_busy() {
            (self.progress)(SetupStep::Waiting);
        }
        let Some(building) = compilers.begin(self.is_patient)? else {
            return Ok(());
        };
        let [settings, _] = self.settings;
        let maker = Maker {
            compilers: &compilers,
            sdk: self.sdk,
            vamos: self.vamos,
            settings,
            executor: self.executor,
            cancel: self.cancel,
            is_patient: self.is_patient,
        };
        let key = self.make(&maker, &building);
        let key = maker.noted(key)?;
        self.share(&compilers, &key)
    }

    fn make(&self, maker: &Maker<'_>, building: &Building) -> Result<Digest, String> {
        let verdicts = Verdicts::below(Some(self.own), self.cache);
        let key = match self.needs_proof {
            true => self.sdk.key_to_prove(),
            false => self.sdk.key()?,
        };
        if let Some(cache) = &verdicts.cache
            && maker.compilers.find(&key).is_none()
        {
            // It may have come with the build cache.
            let _ = cache.share(&key, maker.compilers);
        }
        (self.progress)(SetupStep::Compiler);
        maker.ensure(&key, building.scratch())?;
        if !self.needs_proof {
            return Ok(key);
        }
        let prover = Prover {
            maker,
            verdicts: &verdicts,
            id: self.id,
            key,
            target: self.target,
            settings: self.settings[1],
            progress: self.progress,
        };
        let proved = prover.prove(building.scratch());
        proved.map(|()| key).map_err(|error| error.reason)
    }

    /// Adds the compiler to the build cache, with a verdict that names it.
    fn share(&self, compilers: &Compilers, key: &Digest) -> Result<(), String> {
        let verdicts = Verdicts::below(Some(self.own), self.cache);
        if let Some(cache) = &verdicts.cache {
            compilers.share(key, cache)?;
            cache.prune();
        }
        let verdict = Verdict {
            key: Some(*key),
            one_in: ONE_IN,
            ..verdicts.find(&self.id).unwrap_or_default()
        };
        verdicts.put(&self.id, &verdict)
    }
}

/// Returns the target of an environment, `linux-amd64`.
pub(super) fn target_of(env: &GoEnv) -> String {
    format!("{}-{}", env.target.goos, env.target.goarch)
}

/// Returns the name of the verdict on an SDK's compiler.
pub(super) fn verdict_id(sdk: &Sdk, env: &GoEnv) -> Option<Digest> {
    let program = env.sdk.program_digest(Tool::Compiler)?;
    Some(sdk.verdict_id(&program))
}

/// Reports whether vamos was not compared with the compiler of an SDK.
pub(super) fn needs_proof(env: &GoEnv) -> bool {
    let compilers = [Capability::CompilerAmd64, Capability::CompilerArm64];
    let of_target = provable(&target_of(env)).unwrap_or_default();
    let mut all = compilers.iter().chain(of_target);
    !all.all(|one| env.sdk.is_followed(*one))
}
