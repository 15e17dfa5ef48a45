//! Opening the files that the tools look at.
//!
//! Counterpart: cmd/internal/objfile/objfile.go (`Open`).

use vamos_base::golang::os_str;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_goenv::Release;
use vamos_objfile::goobj;
use vamos_objfile::program::ProgramError;
use vamos_objfile::program::Rules;

/// Returns what the tools of a release do.
pub(super) fn rules(release: Release) -> Rules {
    let is_known = |minor| release == Release::nearest(minor);
    Rules {
        builtins: match () {
            () if is_known(25) => goobj::BUILTINS_25,
            () if is_known(26) => goobj::BUILTINS_26,
            () => goobj::BUILTINS_27,
        },
        names_bss: is_known(27),
        empty_is_none: !is_known(25),
        reads_old_symbols: is_known(25),
    }
}

/// Reads a file whole. What cannot be read, but opened, has no contents: upstream finds no format
/// in it then.
pub(super) fn read(path: &str) -> Result<Vec<u8>, PathError> {
    match uncached::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => match uncached::open(path) {
            Ok(_) => Ok(Vec::new()),
            Err(_) => Err(PathError {
                op: "open",
                ..error
            }),
        },
    }
}

/// Returns the text of an error of opening; `None` if the SDK's tool has to open the file.
pub(super) fn open_error(path: &str, error: &ProgramError) -> Option<Vec<u8>> {
    match error {
        ProgramError::Unsupported(_) => None,
        error => {
            let mut text = b"open ".to_vec();
            text.extend_from_slice(&os_str::encode(path));
            text.extend_from_slice(format!(": {error}").as_bytes());
            Some(text)
        }
    }
}
