//! The checksum of FIPS 140 code in the executable.
//!
//! Counterpart: cmd/link/internal/ld/fips140.go (`hostlinkfips`), whose errors upstream ignores:
//! then the executable has no checksum.

use vamos_fsys::work;
use vamos_link::ExecutableCheck;
use vamos_link::FipsObject;
use vamos_link::Options;

/// Sets the checksum of an executable, unless `write` cannot write the file of `-fipso`; returns
/// that file.
pub(super) fn update(
    path: &str,
    options: &Options,
    write: impl FnOnce(&FipsObject) -> bool,
) -> Option<FipsObject> {
    let file = work::open_any(path).ok()?;
    let check = ExecutableCheck::of_elf(&file)?;
    let object = options.fips_object.clone().map(|path| FipsObject {
        path,
        bytes: check.object,
    });
    let is_written = object.as_ref().is_none_or(write);
    if let Some((place, sum)) = check.sum.filter(|_| is_written) {
        // Without a checksum the executable works unless it is to check itself.
        let _ = work::patch(path, &[(place, &sum)]);
    }
    object
}
