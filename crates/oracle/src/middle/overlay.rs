//! The SDK's compiler with the dump of a stage: files that are added, and calls.
//!
//! The compiler ends when its front end has, with an archive of export data alone: importers need
//! no more, and most of the time is saved.
//! Counterpart: cmd/compile/internal/noder/unified.go, cmd/compile/internal/gc/main.go, which get
//! the calls.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::sdk::Sdk;

/// Files that are added, below src/cmd, with their texts.
const ADDED: [(&str, &str); 2] = [
    (
        "compile/internal/noder/vamos_stub.go",
        include_str!("stub.go.txt"),
    ),
    (
        "compile/internal/gc/vamos_end.go",
        include_str!("end.go.txt"),
    ),
];

/// Files that are changed: a line of each, which is there once, and the line that follows it.
const CALLS: [(&str, &str, &str); 2] = [
    (
        "compile/internal/noder/unified.go",
        "\tdata := writePkgStub(m, noders)\n",
        "\tvamosStub(data)\n",
    ),
    (
        "compile/internal/gc/main.go",
        "\tnoder.LoadPackage(flag.Args())\n",
        "\tvamosEnd()\n",
    ),
];

/// Builds the compiler; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let mut added: Vec<(&str, String)> = Vec::new();
    for (name, line, call) in CALLS {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        let changed = overlay::with_calls(name, &original, &[(line, call)])?;
        added.push((name, changed));
    }
    added.extend(ADDED.map(|(name, text)| (name, text.to_owned())));
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
