//! The final build ID of an output, found while the output is still in memory.
//!
//! The SDK's linker writes a file with a build ID that lacks the content ID; it is read
//! again, hashed and patched.
//! Counterpart: cmd/go/internal/work/buildid.go (`updateBuildID`).

use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;
use vamos_objfile::build_id::Patch;

/// Returns what sets the final build ID in `bytes`, which become the file `path`, and puts
/// the digests of the finished file into `linked`. Nothing if the bytes do not contain `id`:
/// then the user has set another one.
pub(super) fn patches(
    path: &str,
    bytes: &[u8],
    id: &str,
    linked: &mut Option<Found>,
) -> Vec<Patch> {
    let Ok(found) = build_id::find_and_hash(bytes, id.as_bytes()) else {
        return Vec::new();
    };
    let Some(new) = build_id::with_content(id, &found.digest) else {
        return Vec::new();
    };
    let Ok(patches) = build_id::patches(path, &bytes, &found.matches, new.as_bytes()) else {
        return Vec::new();
    };
    *linked = Some(found);
    patches
}
