//! Facts about the SDK's sources that a command needs, and their tables.
//!
//! Counterpart: none; upstream is one release.

use vamos_base::Digest;
use vamos_goenv::Capabilities;
use vamos_goenv::Capability;
use vamos_goenv::known::Memory;
use vamos_localstore::Compilers;
use vamos_localstore::ToolMemo;
use vamos_localstore::data_dir;

use crate::invocation::Invocation;

/// Returns the capabilities of cmd/go that a command needs to share the build cache, in addition to
/// the ones that every build needs.
pub(crate) fn needed(invocation: &Invocation) -> Capabilities {
    let mut needed = match invocation.policy.name {
        "test" => Capabilities::of(&[Capability::TestRecipes, Capability::VetRecipes]),
        "vet" | "fix" => Capabilities::of(&[Capability::VetRecipes]),
        _ => Capabilities::NONE,
    };
    if invocation.env.target.cgo_enabled {
        needed = needed.or(Capabilities::of(&[Capability::CgoRecipes]));
    }
    needed
}

/// Stores the facts about the SDK's sources for later runs, if the user allows that; and follows
/// the sources of an SDK that is not a release.
pub(crate) fn prepare(invocation: &mut Invocation) {
    let needed = needed(invocation).or(Capabilities::of(&[Capability::BuildRecipes]));
    if let Some(proofs) = invocation.compiler.proofs(&invocation.env) {
        invocation.env.sdk.keep_proofs(proofs);
    }
    let env = &mut invocation.env;
    let keeps = invocation.process.settings.reuse().tool_versions && env.dirs.has_build_cache();
    // `doctor` changes nothing.
    if keeps && invocation.policy.name != "doctor" {
        let dir = data_dir(&env.dirs.gocache);
        env.sdk.keep_knowledge(Box::new(Tools { dir }));
    }
    if BUILDING.contains(&invocation.policy.name) {
        env.sdk.follow_sources(&*invocation.disk, needed);
    }
}

/// Returns the capabilities that vamos does not have with the SDK, in their order, each with the
/// reason. Of the targets only the current one counts.
pub(crate) fn unknown(invocation: &Invocation) -> Vec<(Capability, String)> {
    let env = &invocation.env;
    let target = format!("{}-{}", env.target.goos, env.target.goarch);
    let mut found: Vec<(Capability, String)> = Vec::new();
    for capability in Capability::ALL {
        // Names end in the machine, some with the system before it.
        let name = capability.name();
        let is_of_other = [("cutoff-", &*target), ("reads-", &*target)]
            .into_iter()
            .any(|(start, target)| name.starts_with(start) && !name.ends_with(target));
        if is_of_other {
            continue;
        }
        let reason = env.sdk.reason_against_any(&*invocation.disk, capability);
        if let Some(reason) = reason
            && !found
                .iter()
                .any(|row| row.1 == reason && row.0.without() == capability.without())
        {
            found.push((capability, reason));
        }
    }
    found
}

/// Reports whether a capability is needed for a target, as far as its name has a machine or a format.
pub(crate) fn is_of_target(capability: Capability, goos: &str, goarch: &str) -> bool {
    match capability {
        Capability::LinkElf => !matches!(goos, "windows" | "darwin" | "ios"),
        Capability::LinkPe => goos == "windows",
        Capability::LinkMachO => matches!(goos, "darwin" | "ios"),
        // One program compiles for all machines.
        Capability::CompilerAmd64 | Capability::CompilerArm64 => true,
        other => {
            let name = other.name();
            let of_machine = ["amd64", "arm64"]
                .iter()
                .find(|arch| name.ends_with(**arch));
            of_machine.is_none_or(|arch| *arch == goarch)
        }
    }
}

/// Reports whether vamos has a linker, an assembler and early cutoff for a target.
pub(crate) fn is_followed(goos: &str, goarch: &str) -> bool {
    let cutoff = format!("cutoff-{goos}-{goarch}");
    Capability::of_name(&cutoff).is_some()
}

/// Shows once for each SDK, on a terminal, the work that its tools do instead of vamos. `own` is
/// vamos's own directory.
pub(crate) fn announce(invocation: &Invocation, own: &str) {
    let sdk = &invocation.env.sdk;
    let (compilers, target) = (Compilers::below(own), &invocation.env.target);
    let what = format!(
        "slow {} {} {}/{}",
        sdk.goroot, sdk.version, target.goos, target.goarch
    );
    if !BUILDING.contains(&invocation.policy.name)
        || !invocation.output.live.is_shown()
        || !compilers.announce(&Digest::of(what.as_bytes()))
    {
        return;
    }
    let mut effects: Vec<&str> = Vec::new();
    for (capability, _) in unknown(invocation) {
        let effect = capability.without();
        if is_of_target(capability, &target.goos, &target.goarch) && !effects.contains(&effect) {
            effects.push(effect);
        }
    }
    if !effects.is_empty() {
        invocation.output.remark(&format!(
            "vamos: with {} it {}; 'vamos doctor' shows why, and what helps",
            sdk.version,
            effects.join(", ")
        ));
    }
}

/// The commands that read the sources of cmd/go in any case.
const BUILDING: [&str; 5] = ["build", "install", "run", "test", "vet"];

/// Answers that are stored with the stamps of tools.
#[derive(Debug)]
struct Tools {
    dir: String,
}

impl Memory for Tools {
    fn get(&self, program: &str, question: &str) -> Option<String> {
        ToolMemo::open(&self.dir).get(program, question)
    }

    fn put(&self, program: &str, question: &str, answer: &str) {
        ToolMemo::open(&self.dir).put(program, question, answer);
    }
}
