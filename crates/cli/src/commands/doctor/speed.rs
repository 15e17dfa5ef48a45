//! Parts of vamos that work at full speed with the SDK, and work that its own tools do: the effect,
//! the reason, and a remedy.
//!
//! Counterpart: none.

use vamos_goenv::Capability;
use vamos_goenv::Capability as C;

use super::finding::Finding;
use crate::invocation::Invocation;
use crate::sdk_sources;

/// The remedies for a missing comparison on this machine, and for sources that differ.
const SETUP: &str = "'vamos setup' compares this SDK's compiler on this machine";
const RELEASE: &str = "use a release of Go that vamos follows (docs/releases.md)";

/// A part of vamos that an SDK may or may not allow.
struct Part {
    name: &'static str,
    /// The work that is done at full speed.
    full: &'static str,
    /// The work that is slower without the part.
    effect: &'static str,
    fix: &'static str,
    has: fn(Capability) -> bool,
}

const PARTS: [Part; 5] = [
    Part {
        name: "cache keys",
        full: "GOCACHE is shared with the go command",
        effect: "what go has built is built again, into a separate cache",
        fix: RELEASE,
        has: |one| {
            let keys = [
                C::BuildRecipes,
                C::CgoRecipes,
                C::VetRecipes,
                C::TestRecipes,
            ];
            keys.contains(&one)
        },
    },
    Part {
        name: "links",
        full: "by vamos, in its own process",
        effect: "by the SDK's linker: links take about three times as long",
        fix: RELEASE,
        has: |one| one.name().starts_with("link-"),
    },
    Part {
        name: "assembly",
        full: "by vamos, in its own process",
        effect: "by the SDK's assembler: packages with assembly take longer",
        fix: RELEASE,
        has: |one| one.name().starts_with("asm-"),
    },
    Part {
        name: "type errors",
        full: "found by vamos before anything is compiled",
        effect: "by the SDK's compiler: they are found later",
        fix: RELEASE,
        has: |one| [C::Check, C::ExportData].contains(&one),
    },
    Part {
        name: "edits",
        full: "an edit compiles what it changes",
        effect: "an edit compiles everything that imports the package",
        fix: SETUP,
        has: |one| {
            ["cutoff-", "reads-"]
                .iter()
                .any(|start| one.name().starts_with(start))
        },
    },
];

/// Returns a finding for each part. None is good if a capability of it is off.
pub(super) fn check(invocation: &Invocation) -> Vec<Finding> {
    let unknown = sdk_sources::unknown(invocation);
    let target = &invocation.env.target;
    let is_followed = sdk_sources::is_followed(&target.goos, &target.goarch);
    let finding = |part: &Part| {
        let mut reasons: Vec<&str> = Vec::new();
        for (_, reason) in unknown.iter().filter(|row| (part.has)(row.0)) {
            if !reasons.contains(&reason.as_str()) {
                reasons.push(reason);
            }
        }
        let is_of_targets = !matches!(part.name, "cache keys" | "type errors");
        let other = format!("vamos does not follow {}/{}", target.goos, target.goarch);
        if is_of_targets && !is_followed {
            reasons.push(&other);
        }
        match reasons.is_empty() {
            true => Finding::good(part.name, part.full),
            false => Finding::warning(
                part.name,
                format!("{} ({})", part.effect, reasons.join("; ")),
                part.fix,
            ),
        }
    };
    PARTS.iter().map(finding).collect()
}
