//! `go mod tidy`: makes go.mod and go.sum list exactly the modules that packages need.
//!
//! Counterpart: cmd/go/internal/modcmd/tidy.go.

use vamos_base::golang::diff::diff;
use vamos_modload::LoadError;
use vamos_modload::Modules;
use vamos_modload::TidyOptions;

/// The arguments of `go mod tidy`.
#[derive(Clone, Debug)]
pub struct TidyRequest {
    /// `-go`, `-compat` and `-v`.
    pub options: TidyOptions,
    /// `-e`.
    pub allow_errors: bool,
    /// `-diff`.
    pub diff: bool,
}

/// Makes the main module tidy. With `-diff` nothing changes, and the differences of the files that
/// would change are returned; else the caller must write [`Modules::updates`], even if there is an
/// error.
pub fn tidy(modules: &mut Modules<'_>, request: &TidyRequest) -> Result<Vec<Vec<u8>>, LoadError> {
    let allow_errors = request.allow_errors;
    if !request.diff {
        modules.tidy(&request.options, allow_errors)?;
        return Ok(Vec::new());
    }
    let changes = modules.tidy_diff(&request.options, allow_errors)?;
    let files = [("go.mod", changes.go_mod), ("go.sum", changes.go_sum)];
    let diffs = files.map(|(name, (old, new))| {
        diff(
            &format!("current/{name}"),
            &old,
            &format!("tidy/{name}"),
            &new,
        )
    });
    Ok(diffs.into_iter().filter(|diff| !diff.is_empty()).collect())
}
