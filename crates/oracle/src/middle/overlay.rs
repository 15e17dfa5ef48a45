//! The SDK's compiler with the dump of a stage: a file that is added, and a call.
//!
//! Counterpart: cmd/compile/internal/noder/unified.go, which gets the call.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::sdk::Sdk;

/// The file that is added, below src/cmd.
const ADDED: &str = "compile/internal/noder/vamos_stub.go";

/// The file that is changed, below src/cmd.
const CHANGED: &str = "compile/internal/noder/unified.go";

/// A line of the file, which is there once, and the line that follows it.
const CALL: (&str, &str) = ("\tdata := writePkgStub(m, noders)\n", "\tvamosStub(data)\n");

/// Builds the compiler; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let original = files::read_text(&sdk.goroot.join("src/cmd").join(CHANGED))?;
    let (line, call) = CALL;
    if original.matches(line).count() != 1 {
        return Err(format!("{CHANGED}: not once: {line}"));
    }
    let changed = original.replace(line, &format!("{line}{call}"));
    let added = [
        (CHANGED, changed),
        (ADDED, include_str!("stub.go.txt").to_owned()),
    ];
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
