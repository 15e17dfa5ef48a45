//! `//go:embed` patterns to files.
//!
//! A pattern may only match files that would be in the module's zip file: nothing of other modules,
//! no links, no version control, no name that a module may not have.
//! Counterpart: cmd/go/internal/load/pkg.go (`resolveEmbed`), cmd/go/internal/fsys
//! (`Glob`, `WalkDir`).

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;
use std::fmt;

use vamos_base::golang::module::check_file_path;
use vamos_base::golang::path;
use vamos_base::golang::path::match_glob;
use vamos_base::golang::path::match_slash;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::PathError;

/// The files that patterns match, relative to the package, sorted; and the files of each pattern.
pub type Embedded = (Vec<String>, BTreeMap<String, Vec<String>>);

/// A pattern that cannot be embedded (`load.EmbedError`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedError {
    /// The pattern as written.
    pub pattern: String,
    /// The problem.
    pub fault: EmbedFault,
}

/// The problem of a pattern. `what` is `file` or `directory`, paths are relative to the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmbedFault {
    /// The pattern is not valid in `//go:embed`.
    InvalidPattern,
    /// An element of it is not a valid pattern.
    BadPattern,
    /// An error of the file system.
    Path(PathError),
    /// A match is in another module.
    OtherModule {
        /// Kind of the match.
        what: &'static str,
        /// The match.
        path: String,
    },
    /// A match is below something that is not a directory, such as a link.
    NonDirectory {
        /// Kind of the match.
        what: &'static str,
        /// The match.
        path: String,
        /// The path that is not a directory.
        parent: String,
    },
    /// A match has a name that is invalid in modules.
    InvalidName {
        /// Kind of the match.
        what: &'static str,
        /// The match.
        path: String,
        /// The name.
        name: String,
    },
    /// A match is in a directory whose name is invalid in modules.
    InvalidDirectory {
        /// Kind of the match.
        what: &'static str,
        /// The match.
        path: String,
        /// The name.
        name: String,
    },
    /// A match is neither a regular file nor a directory.
    Irregular {
        /// The match.
        path: String,
    },
    /// A directory contains no file to embed.
    EmptyDirectory {
        /// The directory.
        path: String,
    },
    /// There is no match.
    NoMatch,
}

impl fmt::Display for EmbedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pattern {}: {}", self.pattern, self.fault)
    }
}

impl std::error::Error for EmbedError {}

impl fmt::Display for EmbedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidPattern => f.write_str("invalid pattern syntax"),
            Self::BadPattern => f.write_str("syntax error in pattern"),
            Self::Path(error) => error.fmt(f),
            Self::OtherModule { what, path } => {
                write!(f, "cannot embed {what} {path}: in different module")
            }
            Self::NonDirectory { what, path, parent } => {
                write!(f, "cannot embed {what} {path}: in non-directory {parent}")
            }
            Self::InvalidName { what, path, name } => {
                write!(f, "cannot embed {what} {path}: invalid name {name}")
            }
            Self::InvalidDirectory { what, path, name } => {
                write!(f, "cannot embed {what} {path}: in invalid directory {name}")
            }
            Self::Irregular { path } => write!(f, "cannot embed irregular file {path}"),
            Self::EmptyDirectory { path } => {
                write!(
                    f,
                    "cannot embed directory {path}: contains no embeddable files"
                )
            }
            Self::NoMatch => f.write_str("no matching files found"),
        }
    }
}

/// Resolves the patterns of the package in `dir`, an absolute clean path; `follow_links` is
/// GODEBUG's embedfollowsymlinks=1, which allows a pattern to match a link to a regular file.
pub fn resolve_embed(
    files: &dyn Files,
    dir: &str,
    patterns: &[String],
    follow_links: bool,
) -> Result<Embedded, EmbedError> {
    let mut resolver = Resolver {
        files,
        dir,
        follow_links,
        checked: HashSet::new(),
    };
    let mut all = BTreeSet::new();
    let mut by_pattern = BTreeMap::new();
    for pattern in patterns {
        let list = resolver.pattern(pattern).map_err(|fault| EmbedError {
            pattern: pattern.clone(),
            fault,
        })?;
        all.extend(list.iter().cloned());
        by_pattern.insert(pattern.clone(), list.into_iter().collect());
    }
    Ok((all.into_iter().collect(), by_pattern))
}

struct Resolver<'a> {
    files: &'a dyn Files,
    dir: &'a str,
    follow_links: bool,
    /// Checked parent directories of matches.
    checked: HashSet<String>,
}

impl Resolver<'_> {
    /// Returns the files that a pattern matches, relative to the package.
    fn pattern(&mut self, pattern: &str) -> Result<BTreeSet<String>, EmbedFault> {
        let glob = pattern.strip_prefix("all:");
        let (glob, takes_hidden) = (glob.unwrap_or(pattern), glob.is_some());
        if match_slash(glob, "").is_err() || !is_valid_pattern(glob) {
            return Err(EmbedFault::InvalidPattern);
        }
        let mut list = BTreeSet::new();
        for found in self.glob(glob)? {
            self.add_match(&found, takes_hidden, &mut list)?;
        }
        if list.is_empty() {
            return Err(EmbedFault::NoMatch);
        }
        Ok(list)
    }

    fn absolute(&self, relative: &str) -> String {
        if relative.is_empty() {
            self.dir.to_owned()
        } else if self.dir.ends_with('/') {
            format!("{}{relative}", self.dir)
        } else {
            format!("{}/{relative}", self.dir)
        }
    }

    /// Returns the paths that a pattern matches, before any rule.
    fn glob(&self, glob: &str) -> Result<Vec<String>, EmbedFault> {
        match_glob(glob, "").map_err(|_| EmbedFault::BadPattern)?;
        if !path::has_meta(glob) {
            let is_there = self.files.lstat(&self.absolute(glob)).is_ok();
            return Ok(is_there.then(|| glob.to_owned()).into_iter().collect());
        }
        let (parent, name) = glob.rsplit_once('/').unwrap_or(("", glob));
        let parents = if path::has_meta(parent) {
            self.glob(parent)?
        } else {
            vec![parent.to_owned()]
        };
        let mut found = Vec::new();
        for parent in parents {
            // Upstream ignores directories that it cannot list.
            let Ok(entries) = self.files.read_dir(&self.absolute(&parent)) else {
                continue;
            };
            for entry in entries.iter() {
                if match_glob(name, &entry.name).map_err(|_| EmbedFault::BadPattern)? {
                    found.push(below(&parent, &entry.name));
                }
            }
        }
        Ok(found)
    }

    fn add_match(
        &mut self,
        found: &str,
        takes_hidden: bool,
        list: &mut BTreeSet<String>,
    ) -> Result<(), EmbedFault> {
        let absolute = self.absolute(found);
        let kind = self.files.lstat(&absolute).map_err(EmbedFault::Path)?.kind;
        let what = match kind {
            FileKind::Dir => "directory",
            _ => "file",
        };
        self.check_way(found, what, kind)?;
        let irregular = || EmbedFault::Irregular {
            path: found.to_owned(),
        };
        match kind {
            FileKind::File => {
                list.insert(found.to_owned());
            }
            FileKind::Symlink if self.follow_links => {
                let target = self.files.stat(&absolute).map_err(EmbedFault::Path)?;
                if !target.is_file() {
                    return Err(irregular());
                }
                list.insert(found.to_owned());
            }
            FileKind::Dir => {
                let mut count = 0;
                self.walk(found, takes_hidden, list, &mut count)?;
                if count == 0 {
                    return Err(EmbedFault::EmptyDirectory {
                        path: found.to_owned(),
                    });
                }
            }
            FileKind::Symlink | FileKind::Other => return Err(irregular()),
        }
        Ok(())
    }

    /// Checks a match and the directories between it and the package.
    fn check_way(
        &mut self,
        found: &str,
        what: &'static str,
        kind: FileKind,
    ) -> Result<(), EmbedFault> {
        let path = || found.to_owned();
        let mut part = found;
        while !part.is_empty() && !self.checked.contains(part) {
            let is_match = part.len() == found.len();
            // A regular file has nothing below it.
            if !(is_match && kind == FileKind::File) && self.has_go_mod(part) {
                return Err(EmbedFault::OtherModule { what, path: path() });
            }
            if !is_match {
                let meta = self.files.lstat(&self.absolute(part));
                if meta.is_ok_and(|meta| !meta.is_dir()) {
                    return Err(EmbedFault::NonDirectory {
                        what,
                        path: path(),
                        parent: part.to_owned(),
                    });
                }
            }
            self.checked.insert(part.to_owned());
            let (parent, name) = part.rsplit_once('/').unwrap_or(("", part));
            if is_bad_name(name) {
                let (path, name) = (path(), name.to_owned());
                return Err(if is_match {
                    EmbedFault::InvalidName { what, path, name }
                } else {
                    EmbedFault::InvalidDirectory { what, path, name }
                });
            }
            part = parent;
        }
        Ok(())
    }

    fn has_go_mod(&self, relative: &str) -> bool {
        let go_mod = below(&self.absolute(relative), "go.mod");
        self.files.stat(&go_mod).is_ok()
    }

    /// Collects the files below a directory, up to other modules; hidden files are left out unless
    /// the pattern contains their names.
    fn walk(
        &self,
        dir: &str,
        takes_hidden: bool,
        list: &mut BTreeSet<String>,
        count: &mut usize,
    ) -> Result<(), EmbedFault> {
        let entries = self.files.read_dir(&self.absolute(dir));
        let entries = entries.map_err(EmbedFault::Path)?;
        // The name first: a lookup of a missing file costs a system call.
        if entries.iter().any(|entry| entry.name == "go.mod") && self.has_go_mod(dir) {
            return Ok(());
        }
        for entry in entries.iter() {
            let name = entry.name.as_str();
            let is_hidden = name.starts_with(['.', '_']);
            let path = below(dir, name);
            if is_bad_name(name) || is_hidden && !takes_hidden {
                if entry.kind == FileKind::Dir || is_hidden {
                    continue;
                }
                return Err(EmbedFault::InvalidName {
                    what: "file",
                    path,
                    name: name.to_owned(),
                });
            }
            match entry.kind {
                FileKind::Dir => self.walk(&path, takes_hidden, list, count)?,
                FileKind::File => {
                    *count += 1;
                    list.insert(path);
                }
                FileKind::Symlink | FileKind::Other => {}
            }
        }
        Ok(())
    }
}

fn below(dir: &str, name: &str) -> String {
    if dir.is_empty() {
        name.to_owned()
    } else {
        format!("{dir}/{name}")
    }
}

/// A pattern is a clean relative path (`fs.ValidPath`) other than the package itself.
fn is_valid_pattern(glob: &str) -> bool {
    glob.split('/')
        .all(|element| !matches!(element, "" | "." | ".."))
}

/// Reports whether a name cannot be in a module.
fn is_bad_name(name: &str) -> bool {
    check_file_path(name).is_err() || matches!(name, "" | ".bzr" | ".hg" | ".git" | ".svn")
}

#[cfg(test)]
#[path = "embed_tests.rs"]
mod tests;
