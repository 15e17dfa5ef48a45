//! Verdicts about an SDK's compiler, in the user's directory and in the build cache.
//!
//! Counterpart: none; upstream runs the SDK's compiler.

use vamos_base::Digest;
use vamos_goenv::Capabilities;
use vamos_goenv::Capability;
use vamos_goenv::proofs::Difference;
use vamos_goenv::proofs::Proofs;
use vamos_goenv::proofs::Proved;
use vamos_localstore::Compilers;
use vamos_localstore::SdkNote;
use vamos_localstore::Verdict;

use super::sdk::Sdk;

/// The interval of comparisons after a proof: one use in `ONE_IN`.
pub(super) const ONE_IN: u64 = 200;

/// The targets of proofs, with the capabilities that a proof allows for each.
const TARGETS: [(&str, &[Capability]); 4] = [
    (
        "linux-amd64",
        &[
            Capability::CompilerAmd64,
            Capability::CutoffLinuxAmd64,
            Capability::ReadsLinuxAmd64,
        ],
    ),
    (
        "linux-arm64",
        &[
            Capability::CompilerArm64,
            Capability::CutoffLinuxArm64,
            Capability::ReadsLinuxArm64,
        ],
    ),
    (
        "darwin-arm64",
        &[Capability::CompilerArm64, Capability::CutoffDarwinArm64],
    ),
    (
        "windows-amd64",
        &[Capability::CompilerAmd64, Capability::CutoffWindowsAmd64],
    ),
];

/// Returns the capabilities that a proof for a target allows; `None` for targets without early
/// cutoff.
pub(super) fn provable(target: &str) -> Option<&'static [Capability]> {
    let mut targets = TARGETS.iter();
    targets
        .find(|(name, _)| *name == target)
        .map(|(_, capabilities)| *capabilities)
}

/// Returns the steps of the proof for a target.
pub(super) fn steps(target: &str) -> [String; 2] {
    [format!("std {target}"), format!("edits {target}")]
}

/// Reports whether all steps have passed for a target, and nothing was withdrawn.
pub(super) fn is_proved(verdict: &Verdict, target: &str) -> bool {
    verdict.withdrawn.is_none() && steps(target).iter().all(|step| verdict.has(step))
}

/// The directories of verdicts and compilers.
#[derive(Clone, Debug)]
pub(super) struct Verdicts {
    /// The directory of the user, and the directory of the build cache, if there is one.
    pub(super) user: Option<Compilers>,
    pub(super) cache: Option<Compilers>,
}

impl Verdicts {
    /// Returns those below vamos' own directories.
    pub(super) fn below(user: Option<&str>, cache: Option<&str>) -> Self {
        Self {
            user: user.map(Compilers::below),
            cache: cache.map(Compilers::in_build_cache),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Compilers> {
        self.user.iter().chain(&self.cache)
    }

    /// Returns the verdict with a name: all that passed in either directory, unless it was withdrawn
    /// in one.
    pub(super) fn find(&self, id: &Digest) -> Option<Verdict> {
        let found = self.all().filter_map(|dir| dir.verdict(id));
        found.reduce(|mut one, other| {
            // Steps of another instrumented compiler do not count.
            if one.key == other.key {
                for step in &other.steps {
                    one.pass(step);
                }
            }
            Verdict {
                key: one.key.or(other.key),
                withdrawn: one.withdrawn.or(other.withdrawn),
                one_in: one.one_in.min(other.one_in),
                steps: one.steps,
            }
        })
    }

    /// Stores a case that differs, in the build cache if there is one; returns its directory.
    pub(super) fn keep_case(&self, id: &Digest, files: &[(&str, &[u8])]) -> Option<String> {
        let mut dirs = self.cache.iter().chain(&self.user);
        dirs.find_map(|dir| dir.keep_case(id, files).ok())
    }

    /// Stores a verdict in both directories.
    ///
    /// # Errors
    /// It is in neither.
    pub(super) fn put(&self, id: &Digest, verdict: &Verdict) -> Result<(), String> {
        let mut verdict = verdict.clone();
        if verdict.withdrawn.is_none() {
            // Another process may have found a difference meanwhile.
            verdict.withdrawn = self.find(id).and_then(|found| found.withdrawn);
        }
        let mut result = Err("there is no directory for it".to_owned());
        for dir in self.all() {
            let stored = dir.set_verdict(id, &verdict);
            result = match stored {
                Ok(()) => Ok(()),
                Err(error) if result.is_err() => Err(error.to_string()),
                Err(_) => result,
            };
        }
        result
    }
}

/// The verdicts of one SDK, as its environment asks for them.
#[derive(Debug)]
pub(super) struct SdkProofs {
    pub(super) verdicts: Verdicts,
    pub(super) sdk: Sdk,
}

impl SdkProofs {
    fn id(&self, program: Option<Digest>) -> Option<Digest> {
        program.map(|program| self.sdk.verdict_id(&program))
    }
}

impl Proofs for SdkProofs {
    fn find(&self, program: Option<Digest>) -> Option<Proved> {
        let verdict = self.verdicts.find(&self.id(program)?)?;
        let proved = TARGETS
            .iter()
            .filter(|(target, _)| is_proved(&verdict, target));
        let capabilities = proved.fold(Capabilities::NONE, |all, (_, one)| {
            all.or(Capabilities::of(one))
        });
        Some(Proved {
            capabilities,
            one_in: verdict.one_in,
        })
    }

    fn withdraw(&self, program: Option<Digest>, difference: &Difference<'_>) -> String {
        let Difference {
            package,
            what,
            used,
            compiled,
        } = difference;
        let reason = format!("for package {package}, {what} is not what its compiler writes");
        let mut place = String::new();
        if let Some(id) = self.id(program) {
            let mut verdict = self.verdicts.find(&id).unwrap_or_default();
            verdict.withdrawn = Some(reason.clone());
            // The rest of this command does without it in any case.
            let _ = self.verdicts.put(&id, &verdict);
            let text = format!("{}\n{reason}\n", self.sdk.version);
            let files = [
                ("used.a", *used),
                ("compiled.a", *compiled),
                ("reason", text.as_bytes()),
            ];
            let kept = self.verdicts.keep_case(&id, &files);
            place = kept.map_or(place, |dir| format!("; both archives are in {dir}"));
        }
        if let (Some(user), Some(id)) = (&self.verdicts.user, self.sdk.place_id()) {
            user.set_note(&id, &SdkNote::Failed(reason.clone()));
        }
        format!(
            "vamos: {}: {reason}; from now on all packages are compiled by the SDK's compiler{place}\n",
            self.sdk.version
        )
    }
}
