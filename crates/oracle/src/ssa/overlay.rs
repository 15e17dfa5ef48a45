//! The SDK's compiler with the dump: files that are added, and calls that are inserted.
//!
//! Counterpart: cmd/compile/internal/ssa/compile.go and cmd/compile/internal/ssagen/ssa.go, which
//! get the calls.

use std::path::PathBuf;

use crate::files;
use crate::overlay;
use crate::sdk::Sdk;

/// The files of the dump itself, below src/cmd, for every overlay that dumps states.
pub(crate) const DUMP: [(&str, &str); 3] = [
    (
        "compile/internal/ssa/vamos_dump.go",
        include_str!("dump.go.txt"),
    ),
    (
        "compile/internal/reflectdata/vamos.go",
        include_str!("reflectdata.go.txt"),
    ),
    (
        "compile/internal/types/vamos.go",
        include_str!("types.go.txt"),
    ),
];

/// A file that is added, below src/cmd.
const ADDED: (&str, &str) = ("internal/src/vamos.go", include_str!("src.go.txt"));

/// The files that are changed, below src/cmd.
const PASSES: &str = "compile/internal/ssa/compile.go";
const CODE: &str = "compile/internal/ssagen/ssa.go";

/// Lines of a file, each of which is there once, and the line that follows it.
const CODE_CALLS: [(&str, &str); 1] = [(
    "\t\tbstart := s.bstart\n",
    "\t\tssa.VamosDebug(f, debugInfo, StackOffset)\n",
)];
const PASSES_CALLS: [(&str, &str); 4] = [
    (
        "\tconst logMemStats = false\n",
        "\tvamos := vamosBegin(f)\n",
    ),
    (
        "\t\ttStart := time.Now()\n",
        "\t\tvamosStart := vamosThreadTime()\n",
    ),
    (
        "\t\ttEnd := time.Now()\n",
        "\t\tvamos.after(f, p.name, vamosThreadTime()-vamosStart)\n",
    ),
    ("\t// Squash error printing defer\n", "\tvamos.end()\n"),
];

/// The directory of the SSA passes, below src.
pub(super) const SSA: &str = "cmd/compile/internal/ssa";

/// Builds the compiler; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let mut added = Vec::new();
    for (name, calls) in [(PASSES, &PASSES_CALLS[..]), (CODE, &CODE_CALLS)] {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        added.push((name, overlay::with_calls(name, &original, calls)?));
    }
    let files = DUMP.into_iter().chain([ADDED]);
    added.extend(files.map(|(name, text)| (name, text.to_owned())));
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}
