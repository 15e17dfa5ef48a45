//! A package that was checked before it is compiled.
//!
//! Counterpart: cmd/compile/internal/noder/unified.go (`writePkgStub`).

use std::fmt;

/// A package without errors in the form from which the compiler makes its IR. The instrumented
/// compiler takes it in place of the sources; others do not know it.
#[derive(Clone, PartialEq, Eq)]
pub struct Stub {
    /// The export data that the compiler would make of the checked package.
    pub bytes: Vec<u8>,
    /// The paths of the imported packages, in the order of the first import.
    pub imports: Vec<String>,
    /// The elements of the imports' export data that the check has read: the path of each import,
    /// and words with a bit for each element.
    pub reads: Vec<(String, Vec<u64>)>,
}

impl fmt::Debug for Stub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (len, imports) = (self.bytes.len(), &self.imports);
        write!(f, "Stub({len} bytes, {imports:?})")
    }
}
