//! Proofs on this machine for the SDK in use. They are read for the first request of a capability
//! that vamos was not compared with.
//!
//! Counterpart: none.

use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_fsys::access_log::AccessRecorder;

use crate::capability::Capabilities;
use crate::capability::Capability;
use crate::capability::Capability as C;
use crate::deciding::Tool;
use crate::env::InstalledSdk;
use crate::known;
use crate::proofs::Difference;
use crate::proofs::Proofs;

/// The capabilities that a proof on this machine may allow: they depend on the reads of a compiler,
/// not on results of vamos.
const PROVABLE: Capabilities = Tool::Compiler.capabilities();

/// The capabilities that also need the format of export data.
const READS: Capabilities = Capabilities::of(&[C::ReadsLinuxAmd64, C::ReadsLinuxArm64]);

impl InstalledSdk {
    /// Sets the store of proofs.
    pub fn keep_proofs(&self, proofs: Box<dyn Proofs>) {
        // The first one stays.
        let _ = self.knowledge.proofs.proofs.set(proofs);
    }

    /// Reports whether a capability was proved on this machine.
    pub(crate) fn is_proved(&self, capability: Capability) -> bool {
        if !PROVABLE.has(capability) || self.is_withdrawn() {
            return false;
        }
        let state = &self.knowledge.proofs;
        let find = || {
            // As the diagnosis, it is not part of a run's record: results do not depend on it.
            let _entered = AccessRecorder::default().enter();
            state
                .proofs
                .get()?
                .find(self.program_digest(Tool::Compiler))
        };
        let found = state.found.get_or_init(find);
        found.is_some_and(|proved| proved.capabilities.has(capability))
            && (!READS.has(capability) || self.knows(C::ExportData))
    }

    /// Reports whether a use of something that was proved is to be compared: one in many is, by a
    /// hash of what identifies it. Nothing of a release that vamos was compared with is.
    pub fn is_compared(&self, id: &str) -> bool {
        let found = self.knowledge.proofs.found.get().copied().flatten();
        found.is_some_and(|proved| {
            let hash = Digest::of(id.as_bytes()).0;
            let (head, _) = hash.split_first_chunk().expect("a digest has 32 bytes");
            u64::from_le_bytes(*head) % proved.one_in.max(1) == 0
        })
    }

    /// Withdraws the proof. Returns the line that reports it, once for a command.
    pub fn withdraw(&self, difference: &Difference<'_>) -> Option<String> {
        let state = &self.knowledge.proofs;
        if state.is_withdrawn.swap(true, Ordering::Relaxed) {
            return None;
        }
        let program = self.program_digest(Tool::Compiler);
        Some(state.proofs.get()?.withdraw(program, difference))
    }

    /// Reports whether this command has withdrawn the proof.
    pub fn is_withdrawn(&self) -> bool {
        self.knowledge.proofs.is_withdrawn.load(Ordering::Relaxed)
    }

    /// Records that a build lacked something that can be proved.
    pub fn want_proof(&self) {
        if self.is_provable() {
            let wanted = &self.knowledge.proofs.is_wanted;
            wanted.store(true, Ordering::Relaxed);
        }
    }

    /// Reports whether a build of this command lacked something that can be proved.
    pub fn is_proof_wanted(&self) -> bool {
        self.knowledge.proofs.is_wanted.load(Ordering::Relaxed)
    }

    /// Reports whether `vamos setup` may prove that this SDK's compiler is used correctly. Go 1.25
    /// is no longer followed; its comparisons remain valid.
    pub fn is_provable(&self) -> bool {
        let minors = known::releases(Tool::Recipes).filter_map(minor_of);
        self.release.language_version() > 25
            && minors.max() >= Some(self.release.language_version())
    }
}

/// Returns 26 for `go1.26.8`.
fn minor_of(release: &str) -> Option<u32> {
    let rest = release.strip_prefix("go1.")?;
    rest.split_once('.')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proofs::Proved;
    use vamos_release::Release;

    #[derive(Debug)]
    struct Fixed(Proved);

    impl Proofs for Fixed {
        fn find(&self, _program: Option<Digest>) -> Option<Proved> {
            Some(self.0)
        }

        fn withdraw(&self, _program: Option<Digest>, difference: &Difference<'_>) -> String {
            difference.package.to_owned()
        }
    }

    fn sdk(one_in: u64) -> InstalledSdk {
        let sdk = InstalledSdk {
            release: Release::nearest(26),
            ..InstalledSdk::default()
        };
        let capabilities = Capabilities::of(&[C::CompilerAmd64, C::LinkElf, C::ReadsLinuxAmd64]);
        sdk.keep_proofs(Box::new(Fixed(Proved {
            capabilities,
            one_in,
        })));
        sdk
    }

    #[test]
    fn only_what_the_compiler_decides_is_proved() {
        let sdk = sdk(200);
        assert!(sdk.is_provable());
        assert!(sdk.knows(C::CompilerAmd64) && !sdk.knows(C::CompilerArm64));
        assert!(!sdk.knows(C::LinkElf));
        // Without the sources the format of export data is unknown.
        assert!(!sdk.knows(C::ReadsLinuxAmd64));
    }

    #[test]
    fn one_use_in_many_is_compared() {
        let ids: Vec<String> = (0..20_000).map(|id| id.to_string()).collect();
        let count = |sdk: &InstalledSdk| ids.iter().filter(|id| sdk.is_compared(id)).count();
        let few = sdk(200);
        // No capability was requested, so the proof was not read.
        assert_eq!(count(&few), 0);
        assert!(few.knows(C::CompilerAmd64));
        assert!((70..130).contains(&count(&few)), "{}", count(&few));
        let all = sdk(1);
        assert!(all.knows(C::CompilerAmd64));
        assert_eq!(count(&all), ids.len());
    }

    #[test]
    fn a_difference_withdraws_once() {
        let sdk = sdk(1);
        assert!(sdk.knows(C::CompilerAmd64));
        let difference = Difference {
            package: "p",
            what: "",
            used: b"",
            compiled: b"",
        };
        assert_eq!(sdk.withdraw(&difference), Some("p".to_owned()));
        assert_eq!(sdk.withdraw(&difference), None);
        assert!(sdk.is_withdrawn() && !sdk.knows(C::CompilerAmd64));
    }
}
