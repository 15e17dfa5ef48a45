//! Destination of the linker: a temporary file in the directory of the output, memory where there
//! can be none, or an object in a directory of its own, of which the system's linker makes the
//! output.
//!
//! Counterpart: cmd/link/internal/ld/outbuf.go, lib.go (`libinit`, `hostlinksetup`).

use std::sync::OnceLock;

use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_fsys::work;
use vamos_link::FipsObject;
use vamos_link::MemoryFile;
use vamos_link::OutputFile;
use vamos_link::Stop;

use super::external::object::Object;
use super::external::scratch::ScratchPlace;
use super::output::Content;
use super::partial::Partial;
use super::regular::is_regular;

/// Destination of the linker. It is created by the first write: a link that fails makes no file,
/// and one that is killed seldom leaves one.
pub(super) struct Target<'a> {
    /// Final path of the file; `None` if it is only compared.
    path: Option<String>,
    /// Directory of an object.
    scratch: ScratchPlace<'a>,
    chosen: OnceLock<Chosen>,
}

enum Chosen {
    Temp(Partial),
    Memory(MemoryFile),
    /// An object, or why it cannot be written.
    Object(Result<Object, Stop>),
}

impl<'a> Target<'a> {
    /// Returns the destination that becomes the file `path`. It is memory if that is no regular
    /// file, such as a device, or if its directory cannot be written, since the file may be
    /// writable all the same.
    pub(super) fn of_path(path: String, scratch: ScratchPlace<'a>) -> Self {
        Self {
            path: Some(path),
            scratch,
            chosen: OnceLock::new(),
        }
    }

    /// Returns a target in memory.
    pub(super) fn memory(scratch: ScratchPlace<'a>) -> Self {
        Self {
            path: None,
            scratch,
            chosen: OnceLock::new(),
        }
    }

    fn chosen(&self) -> &Chosen {
        self.chosen.get_or_init(|| {
            let path = self.path.as_ref().filter(|path| is_regular(path));
            let temp = path.and_then(|path| Partial::create(&path::dir(path)).ok());
            match temp {
                Some(file) => Chosen::Temp(file),
                None => Chosen::Memory(MemoryFile::default()),
            }
        })
    }

    /// Returns the bytes of a link that has succeeded, and is not an object.
    pub(super) fn content(self) -> Content {
        match self.chosen.into_inner() {
            Some(Chosen::Temp(file)) => Content::Temp(file),
            Some(Chosen::Memory(file)) => Content::Memory(file.into_bytes()),
            Some(Chosen::Object(_)) | None => Content::Memory(Vec::new()),
        }
    }

    /// Returns the object of a link that has succeeded.
    ///
    /// # Errors
    /// There was no place for it.
    pub(super) fn object(&self) -> Result<&Object, Stop> {
        self.becomes_object();
        match self.chosen() {
            Chosen::Object(Ok(object)) => Ok(object),
            Chosen::Object(Err(stop)) => Err(stop.clone()),
            Chosen::Temp(_) | Chosen::Memory(_) => {
                let text = "an object that was not announced";
                Err(Stop::Unsupported(text.to_owned()))
            }
        }
    }
}

impl OutputFile for Target<'_> {
    fn write_at(&self, offset: u64, bytes: &[u8]) {
        match self.chosen() {
            Chosen::Temp(file) => file.write_at(offset, bytes),
            Chosen::Memory(file) => file.write_at(offset, bytes),
            Chosen::Object(Ok(object)) => object.file().write_at(offset, bytes),
            // Is reported when the link has ended.
            Chosen::Object(Err(_)) => {}
        }
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) {
        match self.chosen() {
            Chosen::Temp(file) => OutputFile::read_at(file, offset, bytes),
            Chosen::Memory(file) => file.read_at(offset, bytes),
            Chosen::Object(Ok(object)) => OutputFile::read_at(object.file(), offset, bytes),
            Chosen::Object(Err(_)) => bytes.fill(0),
        }
    }

    fn becomes_object(&self) {
        self.chosen
            .get_or_init(|| Chosen::Object(Object::create(&self.scratch)));
    }

    fn write_fips_object(&self, object: &FipsObject) -> Result<(), String> {
        if self.path.is_none() {
            return Ok(());
        }
        let path = self.scratch.host.locate(&object.path);
        work::write(&path, &object.bytes).map_err(|error| {
            let path = object.path.clone();
            PathError { path, ..error }.to_string()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestHost;
    use super::*;

    /// Calls a function with a target for a file of a host.
    fn with<R>(host: &TestHost, dir: &str, call: impl FnOnce(Target<'_>) -> R) -> R {
        let link_host = host.host();
        let scratch = ScratchPlace {
            host: &link_host,
            dir,
        };
        call(Target::of_path(host.path("bin/a.out"), scratch))
    }

    #[test]
    fn a_file_that_is_not_finished_goes() {
        let host = TestHost::new();
        with(&host, "", |target| {
            assert_eq!(host.names("bin").len(), 0);
            target.write_at(3, b"elf");
            let mut read = [9; 5];
            target.read_at(2, &mut read);
            assert_eq!(read, *b"\0elf\0");
            assert_eq!(host.names("bin").len(), 1);
            let Content::Temp(partial) = target.content() else {
                panic!("a file in a directory that can be written");
            };
            partial.check().unwrap();
        });
        assert_eq!(host.names("bin").len(), 0);
    }

    #[test]
    fn an_object_has_a_directory_that_goes() {
        let host = TestHost::new();
        with(&host, "", |target| {
            target.becomes_object();
            target.write_at(3, b"elf");
            let mut read = [9; 5];
            target.read_at(2, &mut read);
            assert_eq!(read, *b"\0elf\0");
            let [dir] = host.names("tmp").try_into().unwrap();
            assert!(dir.starts_with("go-link-"));
            let object = target.object().unwrap();
            assert_eq!(host.names(&format!("tmp/{dir}")).len(), 1);
            object.finish().unwrap();
            assert_eq!(host.names(&format!("tmp/{dir}")), ["go.o"]);
        });
        assert_eq!(host.names("tmp").len(), 0);
        assert_eq!(host.names("bin").len(), 0);
    }

    #[test]
    fn the_directory_of_the_user_stays() {
        let host = TestHost::new();
        with(&host, "tmp", |target| {
            target.becomes_object();
            target.write_at(0, b"elf");
        });
        assert_eq!(host.names(""), ["bin", "tmp"]);
        assert_eq!(host.names("tmp").len(), 0);
    }

    #[test]
    fn an_object_without_a_place_is_an_error() {
        let mut host = TestHost::new();
        let error = with(&host, "none", |target| {
            target.becomes_object();
            target.write_at(0, b"elf");
            target.read_at(0, &mut [0]);
            target.object().map(drop).err()
        });
        let text = "cannot create none/go.o: open none/go.o: no such file or directory";
        assert_eq!(error, Some(Stop::Exit(text.to_owned())));
        host.set("TMPDIR", "none");
        let error = with(&host, "", |target| target.object().map(drop).err());
        let text = "stat none: no such file or directory";
        assert_eq!(error, Some(Stop::Fatal(text.to_owned())));
    }

    #[test]
    fn devices_and_missing_directories_have_no_temporary_file() {
        let host = TestHost::new();
        let host = host.host();
        for path in ["/dev/null", "/dev/null/a.out"] {
            let scratch = ScratchPlace {
                host: &host,
                dir: "",
            };
            let target = Target::of_path(path.to_owned(), scratch);
            target.write_at(0, b"elf");
            assert!(matches!(target.content(), Content::Memory(_)));
        }
    }

    #[test]
    fn the_first_error_is_kept() {
        let host = TestHost::new();
        with(&host, "", |target| {
            // No file is so long.
            target.write_at(u64::MAX / 2, b"elf");
            target.write_at(0, b"elf");
            let Content::Temp(partial) = target.content() else {
                panic!("a file in a directory that can be written");
            };
            assert_eq!(partial.check().unwrap_err().op, "write");
        });
    }
}
