//! Archives that the links of one command share.
//!
//! A command such as `go test ./...` links many programs of nearly the same packages. An archive
//! that one link has mapped stays mapped for the next ones, with the data found in it, until no
//! other link follows. A single link does not share its archives.
//! Counterpart: none; upstream's linker is a process for each link.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_fsys::Mapped;
use vamos_fsys::PathError;
use vamos_fsys::stamp;
use vamos_fsys::stamp::Stamp;
use vamos_fsys::stamp::StatResult;
use vamos_link::Input;
use vamos_link::Inputs;
use vamos_link::Shared;
use vamos_link::SharedArchive;
use vamos_objfile::build_id;

/// Number of bytes at the front of an archive, in the compiler's format, that contain its build ID.
const HEAD: usize = 1024;

/// The archives that the links of one command have open.
#[derive(Debug, Default)]
pub struct CommonArchives {
    shared: Shared,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    open: HashMap<String, Arc<Archive>>,
    /// Number of links that have ended.
    ended: usize,
}

/// An archive that several links may have open.
#[derive(Debug)]
pub struct Archive {
    file: File,
    /// The file's stamp when it was opened.
    stamp: Stamp,
    found: SharedArchive,
}

/// An archive in memory.
#[derive(Debug)]
pub struct File {
    mapped: Mapped,
    /// The build ID; `None` if it was not found in the first bytes.
    build_id: Option<String>,
}

/// An archive that a link has open.
#[derive(Debug)]
pub enum Opened {
    /// The link's own archive.
    Own(File),
    /// An archive that other links may have open, too.
    Common(Arc<Archive>),
}

impl Opened {
    fn file(&self) -> &File {
        match self {
            Self::Own(file) => file,
            Self::Common(it) => &it.file,
        }
    }

    /// Returns the number of bytes of the file that are mapped.
    pub(super) fn len(&self) -> usize {
        self.file().mapped.bytes().len()
    }

    /// Returns the build ID, if it was found when the archive was opened.
    pub(super) fn build_id(&self) -> Option<&str> {
        self.file().build_id.as_deref()
    }

    /// Adds the archive to the files of a link.
    pub(super) fn add_to<'a>(&'a self, inputs: &mut Inputs<'a>, name: String) {
        match self {
            Self::Own(file) => inputs.add(name, Ok(file.input())),
            Self::Common(it) => inputs.add_shared(name, it.file.input(), &it.found),
        }
    }
}

impl File {
    /// Maps an archive without the parts that no link reads; returns its stamp, too.
    pub(super) fn open(path: &str) -> Result<(Self, Stamp), PathError> {
        let mut build_id = None;
        let front = |head: &[u8; HEAD]| {
            build_id = build_id::read_text(path, &&head[..]).ok();
            vamos_link::unread(head)
        };
        let (mapped, stamp) = Mapped::open_behind(path, front)?;
        let build_id = build_id.filter(|id| !id.is_empty());
        Ok((Self { mapped, build_id }, stamp))
    }

    fn input(&self) -> Input<'_> {
        Input {
            bytes: self.mapped.bytes(),
            offset: self.mapped.offset(),
        }
    }
}

/// A link as one of the links of a command.
#[derive(Clone, Copy, Debug)]
pub struct SharedLink<'a> {
    /// The archives of all links.
    archives: &'a CommonArchives,
    /// Number of ended links after which no other one follows.
    last: usize,
}

impl CommonArchives {
    /// Begins a link, besides which `others` may run or follow. `None` if it is the only one.
    pub(super) fn begin(&self, others: usize) -> Option<SharedLink<'_>> {
        let state = self.locked();
        let is_only = others == 0 && state.open.is_empty();
        (!is_only).then_some(SharedLink {
            archives: self,
            last: state.ended + others + 1,
        })
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SharedLink<'_> {
    /// Returns no files yet.
    pub(super) fn inputs<'a>(self) -> Inputs<'a> {
        let is_last = self.archives.locked().ended + 1 == self.last;
        Inputs::sharing(&self.archives.shared, is_last)
    }

    /// Opens an archive, unless another link has and the file is still the same.
    pub(super) fn open(self, path: &str) -> Result<Opened, PathError> {
        let known = self.archives.locked().open.get(path).cloned();
        if let Some(known) = known
            && stamp::stat(path, true) == StatResult::There(known.stamp)
        {
            return Ok(Opened::Common(known));
        }
        let (file, stamp) = File::open(path)?;
        let archive = Arc::new(Archive {
            file,
            stamp,
            found: self.archives.shared.archive(),
        });
        let mut state = self.archives.locked();
        state.open.insert(path.to_owned(), Arc::clone(&archive));
        Ok(Opened::Common(archive))
    }

    /// Ends a link; returns the archives that no other link will open, if it was the last.
    pub(super) fn end(self) -> Vec<Opened> {
        let mut state = self.archives.locked();
        state.ended += 1;
        let open = if state.ended < self.last {
            HashMap::new()
        } else {
            std::mem::take(&mut state.open)
        };
        open.into_values().map(Opened::Common).collect()
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::work;

    use super::*;

    fn archive(opened: Opened) -> Arc<Archive> {
        match opened {
            Opened::Common(archive) => archive,
            Opened::Own(_) => panic!("an archive of one link"),
        }
    }

    #[test]
    fn the_only_link_shares_nothing() {
        let archives = CommonArchives::default();
        assert!(archives.begin(0).is_none());
        assert!(archives.begin(1).is_some());
    }

    #[test]
    fn archives_stay_open_until_the_last_link() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.a").to_string_lossy().into_owned();
        work::write(&path, b"one").expect("a file");
        let archives = CommonArchives::default();
        let (one, two) = (archives.begin(2), archives.begin(1));
        let (one, two) = one.zip(two).expect("links that are not the only ones");
        let first = archive(one.open(&path).expect("opens"));
        let second = archive(two.open(&path).expect("opens"));
        assert!(Arc::ptr_eq(&first, &second));
        assert!(one.end().is_empty());
        // Two links had not ended when it began.
        let released = two.end();
        assert_eq!(released.len(), 1);
        assert_eq!(
            archive(
                archives
                    .begin(1)
                    .expect("a link")
                    .open(&path)
                    .expect("opens")
            )
            .file
            .mapped
            .bytes(),
            b"one"
        );
    }

    #[test]
    fn a_file_that_changed_is_opened_again() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("x.a").to_string_lossy().into_owned();
        work::write(&path, b"one").expect("a file");
        let archives = CommonArchives::default();
        let link = archives.begin(1).expect("a link that is not the only one");
        let first = archive(link.open(&path).expect("opens"));
        work::remove(&path).expect("removes");
        work::write(&path, b"other").expect("a file");
        let second = archive(link.open(&path).expect("opens"));
        assert_eq!(first.file.mapped.bytes(), b"one");
        assert_eq!(second.file.mapped.bytes(), b"other");
        work::remove(&path).expect("removes");
        assert_eq!(link.open(&path).expect_err("is gone").op, "open");
    }
}
