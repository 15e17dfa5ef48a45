//! The SDK's compiler with a dump of the IR of functions, and of their first two states.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`buildssa`), which gets the calls.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::sdk::Sdk;
use crate::ssa::overlay::DUMP;

/// The files of the dump of IR, below src/cmd.
pub(in crate::ssagen) const IR: [(&str, &str); 2] = [
    (
        "compile/internal/ssa/vamos_build.go",
        include_str!("bridge.go.txt"),
    ),
    (
        "compile/internal/ssagen/vamos_ir.go",
        include_str!("ir.go.txt"),
    ),
];

/// The files that are added besides [`DUMP`] and [`IR`], below src/cmd.
const ADDED: [(&str, &str); 2] = [
    (
        "compile/internal/ssa/vamos_bridge.go",
        include_str!("../bridge.go.txt"),
    ),
    (
        "internal/src/vamos.go",
        include_str!("../../ssa/src.go.txt"),
    ),
];

/// The first line of the construction of SSA form, and the call after it.
pub(crate) const IR_CALL: (&str, &str) = (
    "\tname := ir.FuncName(fn)\n",
    "\tvamosIRDump(fn, isPgoHot)\n",
);

/// The file that is changed, below src/cmd.
const CHANGED: &str = "compile/internal/ssagen/ssa.go";

/// Lines of it, each of which is there once, and the call after it.
const CALLS: [(&str, &str); 3] = [
    IR_CALL,
    (
        "\ts.f.HTMLWriter.WritePhase(\"before insert phis\", \"before insert phis\")\n",
        "\tssa.VamosState(s.f)\n",
    ),
    ("\ts.insertPhis()\n", "\tssa.VamosState(s.f)\n"),
];

/// Builds the compiler; returns its path.
pub(in crate::ssagen) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let original = files::read_text(&sdk.goroot.join("src/cmd").join(CHANGED))?;
    let mut added: Vec<(&str, String)> = Vec::new();
    let files = DUMP.into_iter().chain(IR).chain(ADDED);
    added.extend(files.map(|(name, text)| (name, text.to_owned())));
    added.push((CHANGED, overlay::with_calls(CHANGED, &original, &CALLS)?));
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
