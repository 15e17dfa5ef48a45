//! The SDK's compiler with both dumps: the states of crate ssa's dump before and after the passes
//! or the IR, the facts of a function's frame, and the dump of instructions.
//!
//! All records go to one stream. Those of the instructions have numbers from [`PROGS`] on.
//! Counterpart: cmd/compile/internal/ssagen/ssa.go, which gets the calls.

use std::path::PathBuf;

use super::build::IR;
use super::build::IR_CALL;
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

/// The file that has the passes, below src/cmd, with lines, each of which is there once, and the
/// calls after them that dump states.
const STATES: (&str, [(&str, &str); 2]) = (
    "compile/internal/ssa/compile.go",
    [
        (
            "\tconst logMemStats = false\n",
            "\tvamos := vamosBegin(f)\n",
        ),
        (
            "\t// Squash error printing defer\n",
            "\tvamos.after(f, \"trim\", 0)\n\tvamos.end()\n",
        ),
    ],
);

/// The file that makes instructions, below src/cmd, with lines and the calls after them.
const CODE: (&str, [(&str, &str); 2]) = (
    "compile/internal/ssagen/ssa.go",
    [
        ("\tssa.Compile(s.f)\n", "\tvamosDeclare(fn, s.f)\n"),
        (
            "\temitWrappedFuncInfo(e, pp)\n",
            "\tvamosFacts(e, &s, pp, argLiveBlockMap, argLiveValueMap)\n",
        ),
    ],
);

/// Builds the compiler; returns its path. It dumps IR instead of states if `has_ir`.
pub(super) fn build(sdk: &Sdk, has_ir: bool) -> Result<PathBuf, String> {
    let mut added = progs::overlay_files(sdk)?;
    for (name, text) in &mut added {
        if *name == progs::DUMP {
            *text = text.replace("head.uint(kind)", &format!("head.uint(kind + {PROGS})"));
        }
    }
    let (code, mut code_calls) = (CODE.0, CODE.1.to_vec());
    let files: &[(&str, &str)] = if has_ir { &IR } else { &[] };
    let files = DUMP.iter().chain(&ADDED).chain(files);
    added.extend(files.map(|(name, text)| (*name, (*text).to_owned())));
    let mut change = |name: &'static str, calls: &[(&str, &str)]| {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        added.push((name, overlay::with_calls(name, &original, calls)?));
        Ok::<(), String>(())
    };
    if has_ir {
        code_calls.push(IR_CALL);
    } else {
        change(STATES.0, &STATES.1)?;
    }
    change(code, &code_calls)?;
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
