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
pub(crate) const PROGS: u64 = 32;

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

/// The files of the dump of facts for debug information, below src/cmd.
const DEBUG: [(&str, &str); 2] = [
    (
        "compile/internal/ssagen/vamos_dwarf.go",
        include_str!("dwarf.go.txt"),
    ),
    (
        "internal/obj/vamos_inlined.go",
        include_str!("inlined.go.txt"),
    ),
];

/// The call that dumps these facts, after the one of the IR.
const DEBUG_CALL: &str = "\tvamosDebugDump(fn)\n";

/// The file that ends the compilation, below src/cmd, with a line of it before the debug information
/// of functions ends, and the call after it.
const END: (&str, (&str, &str)) = (
    "compile/internal/gc/main.go",
    (
        "\t\tif base.Ctxt.DwFixups != nil {\n",
        "\t\t\tssagen.VamosInlinedFunctions()\n",
    ),
);

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

/// Returns the files of the dumps of instructions and of states or IR, below src/cmd, with their texts.
/// Calls are only in the files that instructions come from.
pub(crate) fn dump_files(sdk: &Sdk, has_ir: bool) -> Result<Vec<(&'static str, String)>, String> {
    let mut added = progs::overlay_files(sdk)?;
    for (name, text) in &mut added {
        if *name == progs::DUMP {
            *text = text.replace("head.uint(kind)", &format!("head.uint(kind + {PROGS})"));
        }
    }
    let files = DUMP.iter().chain(&ADDED);
    added.extend(files.map(|(name, text)| (*name, (*text).to_owned())));
    if has_ir {
        let files = IR.iter().chain(&DEBUG);
        added.extend(files.map(|(name, text)| (*name, (*text).to_owned())));
        let end = added.iter_mut().find(|(name, _)| *name == END.0);
        let (name, text) = end.ok_or("the dump of instructions has no end")?;
        *text = overlay::with_calls(name, text, &[END.1])?;
    }
    Ok(added)
}

/// Builds the compiler; returns its path. It dumps IR instead of states if `has_ir`.
pub(super) fn build(sdk: &Sdk, has_ir: bool) -> Result<PathBuf, String> {
    let mut added = dump_files(sdk, has_ir)?;
    let (code, mut code_calls) = (CODE.0, CODE.1.to_vec());
    let ir_calls = format!("{}{DEBUG_CALL}", IR_CALL.1);
    let mut change = |name: &'static str, calls: &[(&str, &str)]| {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        added.push((name, overlay::with_calls(name, &original, calls)?));
        Ok::<(), String>(())
    };
    if has_ir {
        code_calls.push((IR_CALL.0, &ir_calls));
    } else {
        change(STATES.0, &STATES.1)?;
    }
    change(code, &code_calls)?;
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
