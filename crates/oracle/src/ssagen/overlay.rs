//! The SDK's compiler with both dumps: the states of crate ssa's dump before and after the passes,
//! the facts of a function's frame, and the dump of instructions.
//!
//! All records go to one stream. Those of the instructions have numbers from [`PROGS`] on.
//! Counterpart: cmd/compile/internal/ssagen/ssa.go, which gets the calls.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::progs;
use crate::sdk::Sdk;
use crate::ssa::overlay::DUMP;

/// The number that is added to the kinds of records of instructions.
pub(super) const PROGS: u64 = 32;

/// The files that are added besides [`DUMP`], below src/cmd.
const ADDED: [(&str, &str); 2] = [
    (
        "compile/internal/ssa/vamos_bridge.go",
        include_str!("bridge.go.txt"),
    ),
    (
        "compile/internal/ssagen/vamos_frame.go",
        include_str!("frame.go.txt"),
    ),
];

/// Files that are changed, below src/cmd: lines, each of which is there once, and the call after
/// it.
const CHANGED: [(&str, &[(&str, &str)]); 2] = [
    (
        "compile/internal/ssa/compile.go",
        &[
            (
                "\tconst logMemStats = false\n",
                "\tvamos := vamosBegin(f)\n",
            ),
            (
                "\t// Squash error printing defer\n",
                "\tvamos.after(f, \"trim\", 0)\n\tvamos.end()\n",
            ),
        ],
    ),
    (
        "compile/internal/ssagen/ssa.go",
        &[
            ("\tssa.Compile(s.f)\n", "\tvamosDeclare(fn, s.f)\n"),
            (
                "\temitWrappedFuncInfo(e, pp)\n",
                "\tvamosFacts(e, &s, pp, argLiveBlockMap, argLiveValueMap)\n",
            ),
        ],
    ),
];

/// Builds the compiler; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let mut added = progs::overlay_files(sdk)?;
    for (name, text) in &mut added {
        if *name == progs::DUMP {
            *text = text.replace("head.uint(kind)", &format!("head.uint(kind + {PROGS})"));
        }
    }
    let files = DUMP.into_iter().chain(ADDED);
    added.extend(files.map(|(name, text)| (name, text.to_owned())));
    for (name, calls) in CHANGED {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        added.push((name, overlay::with_calls(name, &original, calls)?));
    }
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
