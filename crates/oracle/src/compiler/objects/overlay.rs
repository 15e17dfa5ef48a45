//! The SDK's compiler with dumps of IR, instructions, debug information and data.
//!
//! All records go to one stream, as in module ssagen.
//! Counterpart: cmd/compile/internal/gc, which gets the calls.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::sdk::Sdk;
use crate::ssagen;

/// The file that dumps data, below src/cmd.
const DATA: &str = "internal/obj/vamos_object.go";

/// Files that are changed, below src/cmd: lines, each of which is there once, and the call after
/// it.
const CHANGED: [(&str, &[(&str, &str)]); 3] = [
    (
        "compile/internal/ssagen/ssa.go",
        &[(
            ssagen::IR_CALL.0,
            "\tvamosIRDump(fn, isPgoHot)\n\tobj.VamosPrepared(base.Ctxt, fn.LSym)\n\tif fn.WrappedFunc != nil {\n\
             \t\tobj.VamosWrapped(fn.WrappedFunc.Linksym())\n\t}\n\tvamosDebugDump(fn)\n",
        )],
    ),
    (
        "compile/internal/gc/compile.go",
        &[(
            "\tbase.Ctxt.InParallel = false\n",
            "\tobj.VamosBatch(base.Ctxt)\n",
        )],
    ),
    (
        "compile/internal/gc/obj.go",
        &[
            (
                "\tstaticdata.WriteFuncSyms()\n",
                "\tobj.VamosData(base.Ctxt)\n",
            ),
            (
                "\tfmt.Fprintf(bout, \"\\n!\\n\")\n",
                "\tbout.Flush()\n\tobj.VamosObject(base.Ctxt, base.Flag.LowerO)\n",
            ),
        ],
    ),
];

/// Builds the compiler; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let mut data = include_str!("object.go.txt").to_owned();
    if sdk.minor() >= Some(27) {
        // Symbols have an alignment, and there are standard linknames.
        data = data.replace("w.int(0)", "w.int(int64(s.Align))");
        data = data.replace("s.IsLinkname(), false", "s.IsLinkname(), s.IsLinknameStd()");
    }
    let mut added = ssagen::dump_files(sdk, true)?;
    added.push((DATA, data));
    for (name, calls) in CHANGED {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        added.push((name, overlay::with_calls(name, &original, calls)?));
    }
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
