//! The instrumented compiler: the SDK's own compiler, built from the SDK's sources with a few lines
//! more. In addition to the archive, whose bytes are the same, it writes a list of the elements of
//! the imports' export data that it has read: `X.reads` for `-o X`.
//!
//! It is built once per SDK, by a process of its own after a command that could have used it, and
//! stored in vamos's own directory ([`Compilers`]). Without one, or if it fails, the SDK's compiler
//! runs. docs/cutoff.md describes the proof that the archives are equal.
//! Counterpart: none; upstream runs the SDK's compiler.

mod check;
mod executor;
mod host;
mod judge;
mod make;
mod overlay;
mod proof;
mod sdk;
mod settings;
mod setup;
mod setup_state;
mod stub;
mod variables;
mod verdicts;

pub use proof::SetupStep;
pub use settings::CompilerSetting;
pub use settings::CompilerState;
use settings::LEAST_SPACE;
pub use settings::Settings;
pub use setup::SetupState;

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_fsys::proc::Executor;
use vamos_goenv::GoEnv;
use vamos_goenv::proofs::Proofs;
use vamos_localstore::Compilers;
use vamos_localstore::SdkNote;

use make::Maker;
use sdk::Sdk;
use setup::Setup;
use setup::needs_proof;
use setup::target_of;
use setup::verdict_id;
use verdicts::SdkProofs;
use verdicts::is_proved;

pub use executor::CompilerReplacement;

/// The name (`argv[0]`, at most 15 bytes) under which vamos builds a compiler: its arguments come
/// from [`InstrumentedCompiler::order`].
pub const BUILDER: &str = "vamos-compiler";

/// State of the instrumented compiler in one command.
#[derive(Debug)]
pub struct InstrumentedCompiler {
    setting: CompilerSetting,
    /// Vamos's own directory below the user's cache directory.
    own: Option<String>,
    /// Vamos's own directory in the build cache.
    cache: Option<String>,
    /// The path of this program, and its settings when it builds the compiler, and when it proves it.
    exe: String,
    settings: [Settings; 2],
    found: OnceLock<Option<String>>,
    /// True in a build that may use it.
    is_allowed: AtomicBool,
    /// True after a failure: for the rest of the command the SDK's compiler runs.
    has_failed: AtomicBool,
    is_missing: AtomicBool,
    stubs: StubCounts,
}

/// Uses of packages that were checked before.
#[derive(Debug, Default)]
struct StubCounts {
    /// True after a failure: for the rest of the command all packages are compiled from sources.
    have_failed: AtomicBool,
    /// Number of packages that were compiled in this state; if both ways are compared, of those with
    /// equal archives.
    used: AtomicUsize,
    /// Number of packages that were compiled from their sources alone.
    missing: AtomicUsize,
}

impl InstrumentedCompiler {
    /// Returns the compiler, which is searched for when something is compiled. `own` is vamos's own
    /// directory below the user's cache directory, `cache` that in the build cache, `exe` this
    /// program. The settings are for the program when it builds the compiler, and when it proves
    /// it.
    pub fn new(
        setting: CompilerSetting,
        [own, cache]: [Option<String>; 2],
        exe: &str,
        settings: [Settings; 2],
    ) -> Self {
        Self {
            setting,
            own,
            cache,
            exe: exe.to_owned(),
            settings,
            found: OnceLock::new(),
            is_allowed: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            is_missing: AtomicBool::new(false),
            stubs: StubCounts::default(),
        }
    }

    /// Returns the program, if it may be used. `explain` gets the reason why it could not be
    /// built.
    fn program(
        &self,
        env: &GoEnv,
        executor: &dyn Executor,
        cancel: &Cancel,
        explain: impl FnOnce(&str),
    ) -> Option<&str> {
        if self.setting == CompilerSetting::Stock || self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let find = || {
            let (own, sdk) = (self.own.as_deref()?, Sdk::of(env)?);
            let compilers = Compilers::below(own);
            match compilers.note(&sdk.place_id()?) {
                Some(SdkNote::Failed(reason)) => {
                    explain(&reason);
                    return None;
                }
                Some(SdkNote::Key(key)) => {
                    let program = compilers.find(&key);
                    if program.is_some() {
                        return program;
                    }
                }
                None => {
                    if let Some(program) = self.restored(env, &sdk, &compilers) {
                        return Some(program);
                    }
                }
            }
            if !self.is_awaited() {
                self.is_missing.store(true, Ordering::Relaxed);
                return None;
            }
            let maker = Maker {
                compilers: &compilers,
                sdk: &sdk,
                vamos: &self.exe,
                settings: self.settings[0],
                executor,
                cancel,
                is_patient: true,
            };
            maker.make().unwrap_or_else(|reason| {
                explain(&reason);
                None
            })
        };
        self.found.get_or_init(find).as_deref()
    }

    /// Returns the compiler that a verdict in the build cache names, which may come from another
    /// machine, and notes it.
    fn restored(&self, env: &GoEnv, sdk: &Sdk, compilers: &Compilers) -> Option<String> {
        let cache = Compilers::in_build_cache(self.cache.as_deref()?);
        if !cache.is_there() {
            return None;
        }
        let verdict = self.verdicts().find(&verdict_id(sdk, env)?)?;
        let is_good = is_proved(&verdict, &target_of(env)) || !needs_proof(env);
        let key = verdict
            .key
            .filter(|_| is_good && verdict.withdrawn.is_none())?;
        if compilers.find(&key).is_none() {
            cache.share(&key, compilers).ok()?;
        }
        compilers.set_note(&sdk.place_id()?, &SdkNote::Key(key));
        compilers.find(&key)
    }

    /// Returns the proofs of an environment's SDK.
    pub fn proofs(&self, env: &GoEnv) -> Option<Box<dyn Proofs>> {
        let (sdk, verdicts) = (Sdk::of(env)?, self.verdicts());
        Some(Box::new(SdkProofs { verdicts, sdk }))
    }

    /// Records that a command lacked it.
    fn note_missing(&self) {
        if self.setting != CompilerSetting::Stock {
            self.is_missing.store(true, Ordering::Relaxed);
        }
    }

    /// Returns its state; builds and records nothing.
    pub fn state(&self, env: &GoEnv) -> CompilerState {
        if self.setting == CompilerSetting::Stock {
            return CompilerState::Off;
        }
        let (Some(own), Some(sdk)) = (self.own.as_deref(), Sdk::of(env)) else {
            return CompilerState::Unsupported;
        };
        let compilers = Compilers::below(own);
        let verdict = verdict_id(&sdk, env).and_then(|id| self.verdicts().find(&id));
        if let Some(reason) = verdict.and_then(|verdict| verdict.withdrawn) {
            return CompilerState::Failed(reason);
        }
        match sdk.place_id().and_then(|id| compilers.note(&id)) {
            Some(SdkNote::Failed(reason)) => CompilerState::Failed(reason),
            Some(SdkNote::Key(key)) => match compilers.find(&key) {
                Some(program) => CompilerState::Ready(program),
                None => CompilerState::Missing,
            },
            None => CompilerState::Missing,
        }
    }

    /// Reports whether the user allows no other compiler, and wants the reason if it is not used.
    fn is_awaited(&self) -> bool {
        matches!(
            self.setting,
            CompilerSetting::Wait | CompilerSetting::Source | CompilerSetting::Verify
        )
    }

    /// Reports whether early export data are compared with the final ones.
    pub fn verifies_early(&self) -> bool {
        self.setting == CompilerSetting::Verify
    }

    /// Records whether a build that begins may use it.
    fn allow(&self, is_allowed: bool) {
        let is_off = self.setting == CompilerSetting::Stock;
        (self.is_allowed).store(is_allowed && !is_off, Ordering::Relaxed);
    }

    /// Reports whether it takes packages that were checked before, as far as that is known.
    pub fn takes_stubs(&self) -> bool {
        self.is_allowed.load(Ordering::Relaxed)
            && self.setting != CompilerSetting::Source
            && self.found.get().is_none_or(Option::is_some)
            && !self.has_failed.load(Ordering::Relaxed)
            && !self.stubs.have_failed.load(Ordering::Relaxed)
    }

    /// Returns the numbers of packages that were compiled in the state after their check (and from
    /// their sources, if that is compared), and from their sources alone.
    pub fn stub_counts(&self) -> [usize; 2] {
        let StubCounts { used, missing, .. } = &self.stubs;
        [used, missing].map(|count| count.load(Ordering::Relaxed))
    }

    /// Reports whether this command compiles with it, as far as that is known.
    pub fn is_in_use(&self) -> bool {
        self.found.get().is_some_and(Option::is_some) && !self.has_failed.load(Ordering::Relaxed)
    }

    /// Reports whether it failed in this command, or was killed.
    pub fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// Uses the SDK's compiler for the rest of the command; with a reason, for a day.
    fn give_up(&self, env: &GoEnv, reason: Option<String>) {
        self.has_failed.store(true, Ordering::Relaxed);
        if let (Some(reason), Some(own), Some(sdk)) = (reason, &self.own, Sdk::of(env))
            && let Some(id) = sdk.place_id()
        {
            Compilers::below(own).set_note(&id, &SdkNote::Failed(reason));
        }
    }

    /// Reports, once for each SDK, that the build of its compiler is to be announced.
    pub fn announce(&self, env: &GoEnv) -> bool {
        let id = Sdk::of(env).and_then(|sdk| sdk.place_id());
        let own = self.own.as_deref();
        own.zip(id)
            .is_some_and(|(own, id)| Compilers::below(own).announce(&id))
    }

    /// Returns the arguments of a process that builds the compiler ([`BUILDER`]), if the
    /// command had to do without it and it can be built now.
    pub fn order(&self, env: &GoEnv) -> Option<Vec<String>> {
        if !self.is_missing.load(Ordering::Relaxed) || self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let (own, sdk) = (self.own.as_deref()?, Sdk::of(env)?);
        let compilers = Compilers::below(own);
        if !compilers.is_wanted_for_long() {
            return None;
        }
        let has_space = compilers
            .free_space()
            .is_some_and(|free| free >= LEAST_SPACE);
        let verdict_id = verdict_id(&sdk, env)?;
        let verdict = self.verdicts().find(&verdict_id).unwrap_or_default();
        let (needs_proof, target) = (env.sdk.is_proof_wanted(), target_of(env));
        let has_proof = !needs_proof || is_proved(&verdict, &target);
        // A note that appeared meanwhile is the result of another process.
        let is_known = sdk.place_id().is_none_or(|id| {
            let note = compilers.note(&id);
            note.is_some_and(|note| match note {
                SdkNote::Key(key) => has_proof && compilers.find(&key).is_some(),
                SdkNote::Failed(_) => true,
            })
        });
        let is_over = is_known || verdict.withdrawn.is_some();
        if is_over || !has_space || !sdk.has_sources() || compilers.is_busy() {
            return None;
        }
        let mut words = vec![own.to_owned(), self.exe.clone()];
        words.push(self.cache.clone().unwrap_or_default());
        words.push(target);
        words.push(verdict_id.hex());
        words.push(needs_proof.to_string());
        words.extend(sdk.words());
        Some(words)
    }
}

/// Builds and proves a compiler, as [`InstrumentedCompiler::order`] requests it; does not wait for
/// another process that does so.
///
/// # Errors
/// The reason why it was not built, which is stored for a day, unless `cancel` was set.
pub fn build_ordered(
    words: &[String],
    settings: [Settings; 2],
    executor: &dyn Executor,
    cancel: &Cancel,
) -> Result<(), String> {
    let unknown = || "wrong arguments".to_owned();
    let [own, vamos, cache, target, id, needs_proof, sdk @ ..] = words else {
        return Err(unknown());
    };
    let setup = Setup {
        sdk: &Sdk::from_words(sdk).ok_or_else(unknown)?,
        own,
        cache: (!cache.is_empty()).then_some(cache),
        vamos,
        settings,
        target,
        id: Digest::from_hex(id.as_bytes()).ok_or_else(unknown)?,
        needs_proof: needs_proof == "true",
        executor,
        cancel,
        is_patient: false,
        progress: &|_| {},
    };
    setup.run()
}
