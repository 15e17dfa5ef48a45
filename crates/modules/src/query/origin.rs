//! The origin of an answer, merged from the origins of several queries.
//!
//! Counterpart: cmd/go/internal/modload (build.go, `mergeOrigin`).

use vamos_modfile::Origin;

/// Returns the union of two origins; `None` if one is missing or they contradict each other.
pub fn merge_origin(a: Option<&Origin>, b: Option<&Origin>) -> Option<Origin> {
    let (a, b) = (a?, b?);
    if a.vcs != b.vcs || a.url != b.url || a.subdir != b.subdir {
        return None;
    }
    let mut merged = a.clone();
    merge(&mut merged.hash, &b.hash)?;
    if !b.tag_sum.is_empty() {
        if !a.tag_sum.is_empty() && (a.tag_sum != b.tag_sum || a.tag_prefix != b.tag_prefix) {
            return None;
        }
        merged.tag_sum.clone_from(&b.tag_sum);
        merged.tag_prefix.clone_from(&b.tag_prefix);
    }
    merge(&mut merged.repo_sum, &b.repo_sum)?;
    merge(&mut merged.ref_name, &b.ref_name)?;
    Some(merged)
}

fn merge(into: &mut String, from: &str) -> Option<()> {
    if from.is_empty() {
        return Some(());
    }
    if !into.is_empty() && into != from {
        return None;
    }
    from.clone_into(into);
    Some(())
}
