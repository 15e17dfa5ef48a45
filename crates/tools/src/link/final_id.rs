//! The final build ID of an output, found before the output has its name.
//!
//! The SDK's linker writes a file with a build ID that lacks the content ID; it is read
//! again, hashed and patched, and so it is here.
//! Counterpart: cmd/go/internal/work/buildid.go (`updateBuildID`).

use vamos_objfile::ReadAt;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;
use vamos_objfile::build_id::Patch;

/// Returns the patches that set the final build ID in `file`, which becomes `path`, and puts the
/// digests of the finished file into `linked`. Returns no patches if the bytes do not contain `id`:
/// then the user has set another one.
pub(super) fn patches(
    path: &str,
    file: &dyn ReadAt,
    id: &str,
    linked: &mut Option<Found>,
) -> Vec<Patch> {
    let Ok(found) = build_id::find_and_hash_from(path, file, id.as_bytes()) else {
        return Vec::new();
    };
    let Some(new) = build_id::with_content(id, &found.digest) else {
        return Vec::new();
    };
    let Ok(patches) = build_id::patches(path, file, &found.matches, new.as_bytes()) else {
        return Vec::new();
    };
    *linked = Some(found);
    patches
}
