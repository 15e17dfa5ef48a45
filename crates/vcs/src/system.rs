//! Version-control systems, and which of them a directory is in.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`vcsList`, `FromDir`).

use vamos_base::golang::path;
use vamos_fsys::Files;

use crate::error::FindError;

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
    /// All systems, in the order in which a directory is asked for them.
    const ALL: [Self; 5] = [Self::Hg, Self::Git, Self::Svn, Self::Bzr, Self::Fossil];

    /// Returns the name of the system's program.
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

    /// Returns the names whose presence makes a directory a root, and whether they must
    /// be directories. (So the `.git` file of a worktree or submodule makes none.)
    fn roots(self) -> (&'static [&'static str], bool) {
        match self {
            Self::Hg => (&[".hg"], true),
            Self::Git => (&[".git"], true),
            Self::Svn => (&[".svn"], true),
            Self::Bzr => (&[".bzr"], true),
            Self::Fossil => (&[".fslckout", "_FOSSIL_"], false),
        }
    }

    fn has_root(self, files: &dyn Files, dir: &str) -> bool {
        let (names, is_dir) = self.roots();
        names.iter().any(|name| {
            let meta = files.stat(&path::join(&[dir, name]));
            meta.is_ok_and(|meta| meta.is_dir() == is_dir)
        })
    }
}

/// A repository's working directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repo {
    /// Its root.
    pub dir: String,
    /// Its system.
    pub system: System,
}

/// Returns the repository that a clean, absolute directory is in. One inside another is
/// refused, because the outer one's files could make the inner one's tool run anything;
/// git protects itself, so git in git is well. `allows_multiple` takes the innermost.
pub(crate) fn find_repo(
    files: &dyn Files,
    start: &str,
    allows_multiple: bool,
) -> Result<Repo, FindError> {
    let mut found: Option<Repo> = None;
    let mut dir = start;
    loop {
        for system in System::ALL {
            if !system.has_root(files, dir) {
                continue;
            }
            let Some(repo) = &found else {
                let repo = Repo {
                    dir: dir.to_owned(),
                    system,
                };
                if allows_multiple {
                    return Ok(repo);
                }
                found = Some(repo);
                continue;
            };
            if repo.system != System::Git || system != System::Git {
                return Err(FindError::Multiple {
                    inner: repo.system,
                    inner_dir: repo.dir.clone(),
                    outer: system,
                    outer_dir: dir.to_owned(),
                });
            }
        }
        match dir.rfind('/') {
            Some(_) if dir == "/" => break,
            Some(0) => dir = "/",
            Some(end) => dir = &dir[..end],
            None => break,
        }
    }
    found.ok_or_else(|| FindError::NotFound {
        dir: start.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use vamos_fsys::Disk;
    use vamos_fsys::atomic::write_atomic;
    use vamos_fsys::fresh::make_dirs;

    use super::System;
    use super::find_repo;

    #[test]
    fn nested_repositories() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap().to_owned();
        for dir in ["a/.git", "a/b/.git", "a/h/.hg", "a/w/x"] {
            make_dirs(&format!("{root}/{dir}")).unwrap();
        }
        write_atomic(&format!("{root}/a/w/.git"), b"gitdir: x", 0o666).unwrap();
        let find = |dir: &str, multiple| {
            let found = find_repo(&Disk::new(), &format!("{root}/{dir}"), multiple);
            found.map(|repo| (repo.dir[root.len()..].to_owned(), repo.system))
        };
        let git = |dir: &str| Ok((dir.to_owned(), System::Git));
        assert_eq!(find("a/b", false), git("/a/b"));
        assert_eq!(find("a/w/x", false), git("/a"));
        assert_eq!(
            find("a/h", false).unwrap_err().to_string(),
            format!("multiple VCS detected: hg in \"{root}/a/h\", and git in \"{root}/a\"")
        );
        assert_eq!(find("a/h", true), Ok(("/a/h".to_owned(), System::Hg)));
    }
}
