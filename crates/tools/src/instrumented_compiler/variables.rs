//! Environment variables of the instrumented compiler that select its results.
//!
//! Counterpart: none; the overlay of its sources reads them.

use vamos_jobs::CompileExtent;

/// The compiler writes early export data.
const EARLY_EXPORTS: &str = "COMPILE_EARLY_EXPORTS";

/// The compiler ends when it has read its imports.
const ONLY_READS: &str = "COMPILE_ONLY_READS";

/// The file with a package that was checked before; empty for none.
const STUB: &str = "COMPILE_STUB";

/// Returns the variables for a compilation, and for the file with the package after its check; empty
/// for none.
pub(super) fn of(extent: CompileExtent, stub: &str) -> Vec<(String, String)> {
    let names: &[&str] = match extent {
        CompileExtent::Archive => &[],
        CompileExtent::WithEarlyExports => &[EARLY_EXPORTS],
        CompileExtent::OnlyReads => &[EARLY_EXPORTS, ONLY_READS],
    };
    let set = names
        .iter()
        .map(|name| ((*name).to_owned(), "1".to_owned()));
    // A variable of the user's must have no effect.
    set.chain([(STUB.to_owned(), stub.to_owned())]).collect()
}
