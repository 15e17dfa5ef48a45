//! The SDK's compiler with the dump: files that are added, and calls that are inserted.
//!
//! Counterpart: cmd/internal/obj/plist.go, which gets the calls.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::sdk::Sdk;

/// The file of the dump, below src/cmd.
const DUMP: &str = "internal/obj/vamos_dump.go";

/// The file with access to positions, below src/cmd.
const POSITIONS: &str = "internal/src/vamos.go";

/// The file that is changed, below src/cmd.
const CHANGED: &str = "internal/obj/plist.go";

/// Lines of the file, each of which is there once, and the call after it.
const CALLS: [(&str, &str); 2] = [
    ("\t\tmkfwd(s)\n", "\t\tvamosBefore(ctxt, s)\n"),
    (
        "\t\tctxt.populateDWARF(plist.Curfn, s)\n",
        "\t\tvamosAfter(s)\n",
    ),
];

/// Builds the compiler; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let original = files::read_text(&sdk.goroot.join("src/cmd").join(CHANGED))?;
    let mut dump = include_str!("dump.go.txt").to_owned();
    if sdk.minor() >= Some(27) {
        // Alignment moved from functions to all symbols.
        dump = dump.replace("f.Align", "s.Align");
    }
    let added = [
        (CHANGED, overlay::with_calls(CHANGED, &original, &CALLS)?),
        (DUMP, dump),
        (POSITIONS, include_str!("src.go.txt").to_owned()),
    ];
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
