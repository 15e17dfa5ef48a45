//! The SDK's compiler with the dump: files that are added, and calls that are inserted.
//!
//! Counterpart: cmd/internal/obj/plist.go and others, which get the calls.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::sdk::Sdk;

/// The file of the dump, below src/cmd.
pub(crate) const DUMP: &str = "internal/obj/vamos_dump.go";

/// Other files that are added, below src/cmd.
const ADDED: [(&str, &str); 2] = [
    ("internal/obj/vamos_debug.go", include_str!("debug.go.txt")),
    ("internal/src/vamos.go", include_str!("src.go.txt")),
];

/// Files that are changed, below src/cmd: lines, each of which is there once, and the call after
/// it.
const CHANGED: [(&str, &[(&str, &str)]); 3] = [
    (
        "internal/obj/plist.go",
        &[
            ("\t\tmkfwd(s)\n", "\t\tvamosBefore(ctxt, s)\n"),
            (
                "\t\tctxt.populateDWARF(plist.Curfn, s)\n",
                "\t\tvamosAfter(s)\n",
            ),
        ],
    ),
    (
        "internal/obj/dwarf.go",
        &[
            (
                "\t\tscopes, inlcalls = ctxt.DebugInfo(ctxt, s, info, curfn)\n",
                "\t\tvamosDescribe(ctxt, s, info, absfunc, scopes, inlcalls)\n",
            ),
            (
                "\tscopes, _ := ctxt.DebugInfo(ctxt, s, absfn, curfn)\n",
                "\tvamosShare(ctxt, s, absfn, curfn, scopes)\n",
            ),
        ],
    ),
    (
        "compile/internal/gc/main.go",
        &[(
            "\t\t\tbase.Ctxt.DwFixups.Finalize(base.Ctxt.Pkgpath, base.Debug.DwarfInl != 0)\n",
            "\t\t\tobj.VamosEnd(base.Ctxt)\n",
        )],
    ),
];

/// Builds the compiler; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    overlay::build(sdk, &sdk.go, "cmd/compile", &overlay_files(sdk)?)
}

/// Returns the files that are added or changed, below src/cmd, with their texts.
pub(crate) fn overlay_files(sdk: &Sdk) -> Result<Vec<(&'static str, String)>, String> {
    let mut dump = include_str!("dump.go.txt").to_owned();
    if sdk.minor() >= Some(27) {
        // Alignment moved from functions to all symbols.
        dump = dump.replace("f.Align", "s.Align");
    }
    let mut added = vec![(DUMP, dump)];
    added.extend(ADDED.map(|(name, text)| (name, text.to_owned())));
    for (name, calls) in CHANGED {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        added.push((name, overlay::with_calls(name, &original, calls)?));
    }
    Ok(added)
}
