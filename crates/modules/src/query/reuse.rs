//! Checks whether an earlier answer to a query is still valid.
//!
//! Counterpart: cmd/go/internal/modload/query.go (`checkReuseRepo`).

use vamos_base::golang::module::is_canonical_version;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;

use super::matcher::is_revision_query;
use super::repos::Repo;

/// Fails unless the answer to a query that depended on `old` would be the same now. An answer of a
/// proxy may lack its origin.
pub(super) fn check(
    repo: &Repo<'_>,
    path: &str,
    query: &str,
    old: &Origin,
) -> Result<(), ModuleError> {
    let is_named = !old.hash.is_empty() || !old.ref_name.is_empty();
    let has_tags = !old.tag_sum.is_empty();
    let is_enough = if !old.repo_sum.is_empty() {
        true
    } else if is_canonical_version(query) {
        // Versions do not change.
        is_named || has_tags
    } else if is_revision_query(path, query) {
        // The version of a commit depends on the tags.
        is_named && has_tags
    } else {
        has_tags
    };
    if is_enough {
        repo.check_reuse(old)
    } else {
        Err(ModuleError::message("the origin is not known well enough"))
    }
}
