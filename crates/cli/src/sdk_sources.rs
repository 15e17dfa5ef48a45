//! Facts about the SDK's sources that a command needs, and their tables.
//!
//! Counterpart: none; upstream is one release.

use vamos_base::Digest;
use vamos_goenv::Capabilities;
use vamos_goenv::Capability;
use vamos_goenv::host;
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

/// Returns the capabilities for the target that vamos does not have with the SDK, in their order,
/// each with the reason.
pub(crate) fn unknown(invocation: &Invocation) -> Vec<(Capability, String)> {
    let env = &invocation.env;
    let (goos, goarch) = (&env.target.goos, &env.target.goarch);
    let needed = Capability::ALL
        .into_iter()
        .filter(|one| is_of_target(*one, goos, goarch));
    let reason = |one| Some((one, env.sdk.reason_against_any(&*invocation.disk, one)?));
    needed.filter_map(reason).collect()
}

/// Reports whether a capability is needed for a target, as far as its name has a machine or a format.
fn is_of_target(capability: Capability, goos: &str, goarch: &str) -> bool {
    match capability {
        Capability::LinkElf => !matches!(goos, "windows" | "darwin" | "ios"),
        Capability::LinkPe => goos == "windows",
        Capability::LinkMachO => matches!(goos, "darwin" | "ios"),
        // One program compiles for all machines.
        Capability::CompilerAmd64 | Capability::CompilerArm64 => true,
        other => {
            let name = other.name();
            if name.starts_with("cutoff-") || name.starts_with("reads-") {
                return name.ends_with(&format!("-{goos}-{goarch}"));
            }
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

/// Shows once for each SDK, on a terminal, the work that its tools do instead of vamos.
pub(crate) fn announce(invocation: &Invocation) {
    if !BUILDING.contains(&invocation.policy.name) || !invocation.output.live.is_shown() {
        return;
    }
    let Ok(cache) = host::user_cache_dir(invocation.env.os()) else {
        return;
    };
    let (sdk, target) = (&invocation.env.sdk, &invocation.env.target);
    let what = format!(
        "slow {} {} {}/{}",
        sdk.goroot, sdk.version, target.goos, target.goarch
    );
    let compilers = Compilers::below(&data_dir(&cache));
    if !compilers.announce(&Digest::of(what.as_bytes())) {
        return;
    }
    let mut effects: Vec<&str> = Vec::new();
    for (capability, _) in unknown(invocation) {
        let effect = capability.without();
        if !effects.contains(&effect) {
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
pub(crate) const BUILDING: [&str; 5] = ["build", "install", "run", "test", "vet"];

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
