//! Files with settings that affect how results are made, but not the results.
//!
//! Counterpart: none.

use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;

use rustix::fs::OFlags;

use crate::PathError;
use crate::os::os_path;
use crate::stamp::is_absence;

/// The largest file that is read.
const MAX: u64 = 1 << 20;

/// Reads a file; `None` if it is missing. The run record of this run does not depend on it, because
/// the result of the run does not. Therefore a run that is answered from a run record does not
/// check the file.
pub fn read(path: &str) -> Result<Option<Vec<u8>>, PathError> {
    // A repository may have a link to a pipe, whose open would wait for a writer.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(os_path(path));
    let wrong = |error: io::Error| PathError::new("read", path, &error);
    let file = match opened {
        Err(error) if is_absence(&error) => return Ok(None),
        opened => opened.map_err(|error| PathError::new("open", path, &error))?,
    };
    if !file.metadata().map_err(wrong)?.is_file() {
        return Err(wrong(io::Error::other("not a regular file")));
    }
    let mut bytes = Vec::new();
    file.take(MAX + 1).read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() as u64 > MAX {
        Err(wrong(io::Error::other("larger than 1 MiB")))
    } else {
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_regular_files_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| format!("{}/{name}", dir.path().display());
        assert_eq!(read(&path("missing")), Ok(None));
        assert_eq!(read(&path("missing/below")), Ok(None));
        assert!(read(&path(".")).is_err());
        assert!(read("/dev/zero").is_err());
        std::fs::write(path("small"), "text").unwrap();
        assert_eq!(read(&path("small")), Ok(Some(b"text".to_vec())));
        assert_eq!(read(&path("small/below")), Ok(None));
        std::fs::write(path("large"), vec![b'#'; 1 + (1 << 20)]).unwrap();
        assert!(read(&path("large")).is_err());
    }
}
