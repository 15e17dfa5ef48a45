//! Settings of a command for vetting packages.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`VetTool`, `VetFlags`, `VetExplicit`,
//! `VetHandleStdout`).

use std::sync::Arc;

/// Settings of a command for vetting packages; see [`Plan::set_vet`](crate::Plan::set_vet).
#[derive(Clone, Default)]
pub struct VetSettings {
    /// The absolute path of the tool; empty for the vet tool of the SDK.
    pub tool: String,
    /// Flags for the tool.
    pub flags: Vec<String>,
    /// The user has given flags for the tool, so they apply to packages of GOROOT, too.
    pub is_explicit: bool,
    /// Unreachable code in packages of GOROOT is accepted (`go test`).
    pub accepts_unreachable: bool,
    /// Reads the tool's stdout; without a reader it is copied to stdout.
    pub reader: Option<Arc<dyn VetReader>>,
}

impl VetSettings {
    /// Returns the report for the tool's stdout.
    pub(crate) fn report(&self, stdout: &[u8]) -> VetReport {
        match &self.reader {
            Some(reader) => reader.read(stdout),
            None => VetReport::copy_of(stdout),
        }
    }
}

/// Reads the stdout of the vet tool, once for each package; calls overlap.
pub trait VetReader: Send + Sync {
    /// Returns the report of one run for its stdout.
    fn read(&self, stdout: &[u8]) -> VetReport;
}

/// The report of one run of the vet tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VetReport {
    /// Bytes for stdout.
    pub stdout: Vec<u8>,
    /// Text for stderr.
    pub stderr: String,
    /// True if the command fails because of it.
    pub is_failure: bool,
    /// The error that ends vetting of the package.
    pub error: Option<String>,
}

impl VetReport {
    /// Returns a report that shows the tool's stdout unchanged.
    pub fn copy_of(stdout: &[u8]) -> Self {
        Self {
            stdout: stdout.to_vec(),
            ..Self::default()
        }
    }
}
