//! The file with a package's coverage metadata.
//!
//! Counterpart: cmd/internal/cov/covcmd/cmddefs.go (`MetaFileForPackage`).

use vamos_base::Digest;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::os_str;

/// Returns the name of the file in the object directory.
pub(crate) fn file_name(import_path: &ImportPath) -> String {
    format!("covmeta.{}", Digest::of(&os_str::encode(import_path)).hex())
}
