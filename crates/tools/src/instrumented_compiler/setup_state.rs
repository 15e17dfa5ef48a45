//! The state of a command's instrumented compiler, for `vamos setup`.
//!
//! Counterpart: none; upstream runs the SDK's compiler.

use vamos_base::Cancel;
use vamos_fsys::proc::Executor;
use vamos_goenv::GoEnv;
use vamos_localstore::Compilers;
use vamos_localstore::SdkNote;

use super::InstrumentedCompiler;
use super::SetupState;
use super::proof::SetupStep;
use super::sdk::Sdk;
use super::settings::CompilerSetting;
use super::setup::Setup;
use super::setup::needs_proof;
use super::setup::target_of;
use super::setup::verdict_id;
use super::verdicts::Verdicts;
use super::verdicts::is_proved;
use super::verdicts::provable;

impl InstrumentedCompiler {
    pub(super) fn verdicts(&self) -> Verdicts {
        Verdicts::below(self.own.as_deref(), self.cache.as_deref())
    }

    /// Returns the state of the instrumented compiler and its proof, for the target of an
    /// environment.
    pub fn setup_state(&self, env: &GoEnv) -> SetupState {
        let (own, sdk) = match self.supported(env) {
            Ok(found) => found,
            Err(reason) => return SetupState::Unsupported(reason),
        };
        let Some(id) = verdict_id(&sdk, env) else {
            return SetupState::Unsupported("the SDK has no compiler".to_owned());
        };
        let target = target_of(env);
        let verdict = self.verdicts().find(&id).unwrap_or_default();
        if let Some(reason) = verdict.withdrawn {
            return SetupState::Withdrawn(reason);
        }
        let needs_proof = needs_proof(env);
        let is_made = verdict.key.is_some_and(|key| {
            let compilers = Compilers::below(own);
            let note = sdk.place_id().and_then(|id| compilers.note(&id));
            let is_in_cache = |cache: &str| {
                let cache = Compilers::in_build_cache(cache);
                cache.verdict(&id).is_some() && cache.find(&key).is_some()
            };
            note == Some(SdkNote::Key(key))
                && compilers.find(&key).is_some()
                && self.cache.as_deref().is_none_or(is_in_cache)
        });
        match is_made && (!needs_proof || is_proved(&verdict, &target)) {
            true => SetupState::Ready {
                is_proved: needs_proof,
            },
            false => SetupState::Missing,
        }
    }

    /// Returns vamos' own directory and the SDK, if something can be made for an environment.
    fn supported(&self, env: &GoEnv) -> Result<(&str, Sdk), String> {
        if self.setting == CompilerSetting::Stock {
            return Err("VAMOS_COMPILER=stock".to_owned());
        }
        let own = self.own.as_deref();
        let own = own.ok_or("there is no cache directory of the user")?;
        let sdk = Sdk::of(env).ok_or("vamos builds no instrumented compiler for this release")?;
        let target = &env.target;
        if provable(&target_of(env)).is_none() {
            return Err(format!(
                "there is no early cutoff for {}/{}",
                target.goos, target.goarch
            ));
        }
        match needs_proof(env) && !env.sdk.is_provable() {
            true => Err("vamos builds no instrumented compiler for this release".to_owned()),
            false => Ok((own, sdk)),
        }
    }

    /// Makes the instrumented compiler for an environment, and proves it; a command waits.
    ///
    /// # Errors
    /// The reason why it is not there.
    pub fn set_up(
        &self,
        env: &GoEnv,
        executor: &dyn Executor,
        cancel: &Cancel,
        progress: &dyn Fn(SetupStep),
    ) -> Result<(), String> {
        let (own, sdk) = self.supported(env)?;
        let id = verdict_id(&sdk, env).ok_or("the SDK has no compiler")?;
        let setup = Setup {
            sdk: &sdk,
            own,
            cache: self.cache.as_deref(),
            vamos: &self.exe,
            settings: self.settings,
            target: &target_of(env),
            id,
            needs_proof: needs_proof(env),
            executor,
            cancel,
            is_patient: true,
            progress,
        };
        setup.run()
    }
}
