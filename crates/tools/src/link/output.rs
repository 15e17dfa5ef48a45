//! The output of a link: a temporary file beside its place, or memory where there can be none.
//!
//! The linker writes the parts of the temporary file as it makes them; when the link has
//! succeeded the file is hashed, gets its final build ID and is renamed.
//! Counterpart: cmd/link/internal/ld/outbuf.go, cmd/go/internal/work/buildid.go
//! (`updateBuildID`).

use std::io;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_fsys::atomic::TempFile;
use vamos_fsys::work;
use vamos_link::FipsObject;
use vamos_link::MemoryFile;
use vamos_link::OutputFile;
use vamos_objfile::ReadAt;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Patch;
use vamos_sched::Pool;

use super::archives::Opened;
use super::host::LinkHost;

/// The inputs of a link, which nothing needs any more. Unmapping them takes about as long as
/// hashing the output, so that is done beside it.
pub type MappedInputs = Vec<Result<Opened, String>>;

/// The output of a link.
#[derive(Debug)]
pub struct Output {
    pub(super) path: String,
    /// The bytes.
    pub(super) content: Content,
    /// The file that `-fipso` asks for.
    pub(super) fips_object: Option<FipsObject>,
}

/// The bytes of a finished link.
#[derive(Debug)]
pub(super) enum Content {
    /// In a file that has to be renamed.
    Temp(Partial),
    /// Here.
    Memory(Vec<u8>),
}

/// Where the linker writes. Which it is gets decided when there is something to write: a link
/// that fails makes no file, and one that is killed seldom leaves one.
pub(super) struct Target {
    /// What the file will be; none that is only compared.
    path: Option<String>,
    chosen: OnceLock<Chosen>,
}

enum Chosen {
    Temp(Partial),
    Memory(MemoryFile),
}

impl Target {
    /// Returns where to write what becomes the file `path`. Memory if that is no regular file,
    /// such as a device, or if its directory cannot be written, since the file may be
    /// writable all the same.
    pub(super) fn of_path(path: String) -> Self {
        Self {
            path: Some(path),
            chosen: OnceLock::new(),
        }
    }

    /// Returns a target in memory.
    pub(super) fn memory() -> Self {
        Self {
            path: None,
            chosen: OnceLock::new(),
        }
    }

    fn chosen(&self) -> &Chosen {
        self.chosen.get_or_init(|| {
            let path = self.path.as_ref().filter(|path| is_regular(path));
            let temp = path.and_then(|path| TempFile::create(&path::dir(path), "", 0o775).ok());
            match temp {
                Some(file) => Chosen::Temp(Partial {
                    file,
                    error: Mutex::default(),
                }),
                None => Chosen::Memory(MemoryFile::default()),
            }
        })
    }

    /// Returns the bytes of a link that has succeeded.
    pub(super) fn content(self) -> Content {
        match self.chosen.into_inner() {
            Some(Chosen::Temp(file)) => Content::Temp(file),
            Some(Chosen::Memory(file)) => Content::Memory(file.into_bytes()),
            None => Content::Memory(Vec::new()),
        }
    }
}

impl OutputFile for Target {
    fn write_at(&self, offset: u64, bytes: &[u8]) {
        match self.chosen() {
            Chosen::Temp(file) => file.write_at(offset, bytes),
            Chosen::Memory(file) => file.write_at(offset, bytes),
        }
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) {
        match self.chosen() {
            Chosen::Temp(file) => OutputFile::read_at(file, offset, bytes),
            Chosen::Memory(file) => file.read_at(offset, bytes),
        }
    }
}

/// A file that the linker writes.
pub(super) struct Partial {
    file: TempFile,
    /// The first error.
    error: Mutex<Option<PathError>>,
}

impl Partial {
    fn note(&self, result: Result<(), PathError>) {
        if let Err(error) = result {
            let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error);
        }
    }

    /// Reports the first error.
    fn check(&self) -> Result<(), PathError> {
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        first.take().map_or(Ok(()), Err)
    }
}

impl OutputFile for Partial {
    fn write_at(&self, offset: u64, bytes: &[u8]) {
        self.note(self.file.write_at(offset, bytes));
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) {
        let read = self.file.read_at(offset, bytes);
        let len = *read.as_ref().unwrap_or(&0);
        bytes[len..].fill(0);
        self.note(read.map(drop));
    }
}

impl ReadAt for Partial {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let read = self.file.read_at(offset, bytes);
        read.map_err(|error| io::Error::other(error.to_string()))
    }
}

impl std::fmt::Debug for Partial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Partial")
    }
}

fn is_regular(target: &str) -> bool {
    work::lstat(target).map_or(true, |meta| meta.is_file())
}

impl Output {
    /// Returns the path, as `-o` named it, below the link's directory.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Finishes the file, and writes that of `-fipso`. A regular file appears whole or not at all;
    /// other files, such as devices, are written to. `patches` is asked what else is to be
    /// changed in the bytes; meanwhile another thread drops the `inputs`.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn write(
        self,
        host: &LinkHost<'_>,
        pool: &Pool,
        inputs: MappedInputs,
        patches: impl FnOnce(&dyn ReadAt) -> Vec<Patch>,
    ) -> Result<(), PathError> {
        if let Some(object) = &self.fips_object {
            work::write(&host.locate(&object.path), &object.bytes)?;
        }
        let target = host.locate(&self.path);
        match self.content {
            Content::Temp(partial) => {
                partial.check()?;
                let found = pool.both(|| drop(inputs), || patches(&partial));
                for patch in &found {
                    partial.file.write_at(patch.offset, &patch.bytes)?;
                }
                partial.file.persist(&target)
            }
            Content::Memory(mut bytes) => {
                let patches = patches(&bytes);
                // They are inside: they were found in these bytes.
                let _ = build_id::apply(&mut bytes, &patches);
                match is_regular(&target) {
                    true => work::write_mode(&target, &bytes, 0o775),
                    false => work::write(&target, &bytes),
                }
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests list a directory")]
mod tests {
    use std::path::Path;

    use super::*;

    fn in_dir(dir: &Path) -> Target {
        Target::of_path(dir.join("a.out").to_str().unwrap().to_owned())
    }

    #[test]
    fn a_file_that_is_not_finished_goes() {
        let dir = tempfile::tempdir().unwrap();
        let target = in_dir(dir.path());
        assert_eq!(dir.path().read_dir().unwrap().count(), 0);
        target.write_at(3, b"elf");
        let mut read = [9; 5];
        target.read_at(2, &mut read);
        assert_eq!(read, *b"\0elf\0");
        assert_eq!(dir.path().read_dir().unwrap().count(), 1);
        let Content::Temp(partial) = target.content() else {
            panic!("a file in a directory that can be written");
        };
        partial.check().unwrap();
        drop(partial);
        assert_eq!(dir.path().read_dir().unwrap().count(), 0);
    }

    #[test]
    fn devices_and_missing_directories_have_no_temporary_file() {
        for path in ["/dev/null", "/dev/null/a.out"] {
            let target = Target::of_path(path.to_owned());
            target.write_at(0, b"elf");
            assert!(matches!(target.content(), Content::Memory(_)));
        }
    }

    #[test]
    fn the_first_error_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let target = in_dir(dir.path());
        // No file is so long.
        target.write_at(u64::MAX / 2, b"elf");
        target.write_at(0, b"elf");
        let Content::Temp(partial) = target.content() else {
            panic!("a file in a directory that can be written");
        };
        assert_eq!(partial.check().unwrap_err().op, "write");
    }
}
