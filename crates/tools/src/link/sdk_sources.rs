//! Sources of the SDK's linker that a link depends on.
//!
//! Counterpart: none; upstream has one linker.

use vamos_goenv::Capability;
use vamos_goenv::GoEnv;
use vamos_link::system::System;

/// Returns the capabilities that a link for a target needs. Whether the system's linker is needed
/// is found out during the link.
pub(super) fn of_link(env: &GoEnv, system: System) -> [Capability; 2] {
    let machine = match env.target.goarch.as_str() {
        "arm64" => Capability::LinkArm64,
        _ => Capability::LinkAmd64,
    };
    let format = match system {
        System::Windows => Capability::LinkPe,
        System::Darwin => Capability::LinkMachO,
        _ => Capability::LinkElf,
    };
    [machine, format]
}
