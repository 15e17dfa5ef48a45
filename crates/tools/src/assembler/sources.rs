//! Sources of the assembler's files: the disk, or the disk before the package's turn.
//!
//! Counterpart: os.Open in cmd/asm/internal/lex.

use vamos_asm::SourceError;
use vamos_asm::Sources;
use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_fsys::uncached;

/// The header of constants and types that the compiler writes into the object directory.
const HEADER: &str = "/go_asm.h";

/// Files of the disk, by names below a directory.
pub(super) struct Disk<'a> {
    pub(super) dir: &'a str,
}

/// Files of the disk before the package's turn. Below the work directory nothing is read: other
/// jobs have not written their outputs yet, or are writing them.
pub(super) struct PlannedFiles<'a> {
    pub(super) disk: Disk<'a>,
    pub(super) work_dir: &'a str,
    /// True if an empty file takes the place of the compiler's header until that is written.
    pub(super) has_empty_header: bool,
}

/// Returns the path of a file.
pub(super) fn locate(dir: &str, name: &str) -> String {
    if path::is_abs(name) {
        name.to_owned()
    } else {
        path::join(&[dir, name])
    }
}

impl Sources for Disk<'_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, SourceError> {
        uncached::read(&locate(self.dir, name)).map_err(|error| {
            let path = name.to_owned();
            SourceError {
                is_open: error.op == "read",
                text: PathError { path, ..error }.to_string(),
            }
        })
    }
}

impl Sources for PlannedFiles<'_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, SourceError> {
        let path = locate(self.disk.dir, name);
        match path.strip_prefix(self.work_dir) {
            None => self.disk.read(name),
            Some(rest) if self.has_empty_header && rest.ends_with(HEADER) => Ok(Vec::new()),
            Some(_) => Err(SourceError {
                text: format!("open {name}: not written yet"),
                is_open: false,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use vamos_asm::Sources as _;

    use super::Disk;
    use super::PlannedFiles;

    #[test]
    fn outputs_of_other_jobs_are_not_read() {
        let files = |has_empty_header| PlannedFiles {
            disk: Disk { dir: "/none" },
            work_dir: "/tmp/go-build1",
            has_empty_header,
        };
        let header = "/tmp/go-build1/b002/go_asm.h";
        assert_eq!(files(true).read(header).as_deref(), Ok(&[][..]));
        for (has_header, name) in [
            (false, header),
            (true, "/tmp/go-build1/b002/defs_GOOS.h"),
            (true, "go_asm.h"),
            (true, "/none/go_asm.h"),
        ] {
            assert!(files(has_header).read(name).is_err(), "{name}");
        }
    }
}
