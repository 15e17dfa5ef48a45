//! Version-control systems, and the files that mark the root of a repository.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`vcsList`, `isVCSRoot`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;

/// A version-control system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Mercurial.
    Hg,
    /// Git.
    Git,
    /// Subversion.
    Svn,
    /// Bazaar.
    Bzr,
    /// Fossil.
    Fossil,
}

impl System {
    /// All systems, in the order in which a directory is checked for them.
    pub(crate) const ALL: [Self; 5] = [Self::Hg, Self::Git, Self::Svn, Self::Bzr, Self::Fossil];

    /// Returns the system whose program has this name (`vcsByCmd`).
    pub fn by_command(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|system| system.command() == name)
    }

    /// Returns the name of the system's program, which is also its name in go-import tags and
    /// in GOVCS.
    pub fn command(self) -> &'static str {
        match self {
            Self::Hg => "hg",
            Self::Git => "git",
            Self::Svn => "svn",
            Self::Bzr => "bzr",
            Self::Fossil => "fossil",
        }
    }

    /// Returns the system's own name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hg => "Mercurial",
            Self::Git => "Git",
            Self::Svn => "Subversion",
            Self::Bzr => "Bazaar",
            Self::Fossil => "Fossil",
        }
    }

    /// Returns the schemes of addresses, in the order in which they are tried.
    pub fn schemes(self) -> &'static [&'static str] {
        match self {
            Self::Hg => &["https", "http", "ssh"],
            Self::Git => &["git", "https", "http", "git+ssh", "ssh"],
            Self::Svn => &["https", "http", "svn", "svn+ssh"],
            Self::Bzr => &["https", "http", "bzr", "bzr+ssh"],
            Self::Fossil => &["https", "http"],
        }
    }

    /// Returns the names whose presence makes a directory a root, and whether they must be
    /// directories: the `.git` file of a worktree or submodule does not mark a root.
    fn roots(self) -> (&'static [&'static str], bool) {
        match self {
            Self::Hg => (&[".hg"], true),
            Self::Git => (&[".git"], true),
            Self::Svn => (&[".svn"], true),
            Self::Bzr => (&[".bzr"], true),
            Self::Fossil => (&[".fslckout", "_FOSSIL_"], false),
        }
    }

    /// Reports whether a directory is the root of a repository of this system.
    pub(crate) fn has_root(self, files: &dyn Files, dir: &str, is_modern: bool) -> bool {
        let (names, is_dir) = self.roots();
        names.iter().any(|name| {
            let file = path::join(&[dir, name]);
            let Ok(meta) = files.stat(&file) else {
                return false;
            };
            if !meta.is_dir() && is_modern {
                // If it is not a directory, it must be a regular file.
                if meta.kind != FileKind::File {
                    return false;
                }
                if self == Self::Git {
                    return meta.size <= GIT_FILE_LIMIT && names_directory(files, dir, &file);
                }
            }
            meta.is_dir() == is_dir
        })
    }
}

/// Larger `.git` files are not read.
const GIT_FILE_LIMIT: u64 = 4096;

/// Reports whether the `.git` file of a worktree or submodule names a directory.
fn names_directory(files: &dyn Files, dir: &str, file: &str) -> bool {
    let Ok(bytes) = files.read(file) else {
        return false;
    };
    let text = os_str::decode(&bytes);
    let Some(named) = text.strip_prefix("gitdir:").map(str::trim) else {
        return false;
    };
    if named.is_empty() {
        return false;
    }
    let named = if path::is_abs(named) {
        named.to_owned()
    } else {
        path::join(&[dir, named])
    };
    files.stat(&named).is_ok_and(|meta| meta.is_dir())
}

/// A repository's working directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repo {
    /// Its root.
    pub dir: String,
    /// Its system.
    pub system: System,
}
