//! Results of cgo for packages that are checked.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`, its results).

use std::collections::HashMap;
use std::sync::Arc;

use vamos_checks::SourceFile;

/// Result of cgo for one package.
pub(super) enum Made {
    /// The Go files, in the order of the compiler's command line.
    Files(Vec<SourceFile>),
    /// The failures of tools, as they are printed.
    Failures(Vec<String>),
}

/// Results of cgo.
#[derive(Default)]
pub(super) struct CgoFiles {
    /// By package.
    pub(super) packages: HashMap<u32, Made>,
    /// Generated files by path.
    pub(super) contents: HashMap<String, Arc<[u8]>>,
}
