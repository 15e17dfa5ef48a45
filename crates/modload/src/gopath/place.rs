//! The location of a package, and its install targets.
//!
//! Counterpart: go/build/build.go (`Context.Import`).

use std::fmt;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;

use super::Gopath;

/// The location of a package (the location fields of go/build.Package).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageLocation {
    /// The directory.
    pub dir: Dir,
    /// The import path; `.` for a directory without one.
    pub import_path: ImportPath,
    /// GOROOT or the entry of GOPATH, or empty.
    pub root: Dir,
    /// True if it is in GOROOT.
    pub goroot: bool,
    /// The directory that hides this one.
    pub conflict_dir: Dir,
    /// The directory in which commands are installed.
    pub bin_dir: String,
    /// Root of installed archives.
    pub pkg_target_root: String,
    /// The installed archive.
    pub pkg_obj: String,
}

/// The reason why an import path has no location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// The path is a file system path.
    Absolute {
        /// The import path.
        path: String,
    },
    /// No directory contains it.
    Tried {
        /// The import path.
        path: String,
        /// Locations in vendor directories.
        vendor: Vec<String>,
        /// The location in GOROOT.
        goroot: String,
        /// The locations in GOPATH.
        gopath: Vec<String>,
    },
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absolute { path } => {
                write!(f, "import {}: cannot import absolute path", quote(path))
            }
            Self::Tried {
                path,
                vendor,
                goroot,
                gopath,
            } => {
                write!(f, "cannot find package {} in any of:", quote(path))?;
                let mut note = " (vendor tree)";
                for dir in vendor {
                    write!(f, "\n\t{dir}{note}")?;
                    note = "";
                }
                write!(f, "\n\t{goroot} (from $GOROOT)")?;
                let mut note = " (from $GOPATH)";
                for dir in gopath {
                    write!(f, "\n\t{dir}{note}")?;
                    note = "";
                }
                if gopath.is_empty() {
                    f.write_str("\n\t($GOPATH not set. For more details see: 'go help gopath')")?;
                }
                Ok(())
            }
        }
    }
}

impl Gopath<'_> {
    /// Returns the location of a directory, which need not exist (`ImportDir`).
    pub fn place_of_dir(&self, dir: &str) -> PackageLocation {
        let mut place = PackageLocation {
            dir: dir.into(),
            import_path: ".".into(),
            ..PackageLocation::default()
        };
        let named = |sub: &String| !is_test_data(sub);
        if let Some(sub) = self.sub_dir(&self.goroot_src, dir).filter(named) {
            place.goroot = true;
            place.import_path = sub.into();
            place.root = self.goroot.as_str().into();
            self.set_targets(&mut place);
            return place;
        }
        for (at, root) in self.roots.iter().enumerate() {
            let src = path::join(&[root, "src"]);
            let Some(sub) = self.sub_dir(&src, dir).filter(named) else {
                continue;
            };
            // The path may resolve to another directory, which is found first.
            let earlier = self.roots[..at]
                .iter()
                .map(|root| path::join(&[root, "src"]));
            let mut before = std::iter::once(self.goroot_src.clone()).chain(earlier);
            let hiding = before.find_map(|src| {
                let dir = path::join(&[&src, &sub]);
                self.is_dir(&dir).then_some(dir)
            });
            if let Some(hiding) = hiding {
                place.conflict_dir = hiding.into();
                return place;
            }
            place.import_path = sub.into();
            place.root = root.as_str().into();
            self.set_targets(&mut place);
            return place;
        }
        place
    }

    /// Returns the location of an import path as imported from `src_dir`, which is empty for a path
    /// from the command line (`Import`). An error contains the known part.
    pub fn place_of_import(
        &self,
        import_path: &str,
        src_dir: &str,
        uses_vendor: bool,
    ) -> Result<PackageLocation, NotFound> {
        if path::is_abs(import_path) {
            return Err(NotFound::Absolute {
                path: import_path.to_owned(),
            });
        }
        let mut vendor = Vec::new();
        if uses_vendor && !src_dir.is_empty() {
            let mut roots = std::iter::once(&self.goroot).chain(&self.roots);
            let found =
                roots.find_map(|root| self.vendored_place(root, import_path, src_dir, &mut vendor));
            if let Some(place) = found {
                return Ok(place);
            }
        }
        let dir_in = |src: &str| path::join(&[src, import_path]);
        let in_goroot = dir_in(&self.goroot_src);
        // A user's vendored packages hide the standard library's vendored packages, except in the
        // standard library itself.
        let is_goroot_first = src_dir.is_empty()
            || !import_path.starts_with("vendor/")
            || self.sub_dir(&self.goroot, src_dir).is_some();
        if is_goroot_first && self.is_dir(&in_goroot) {
            return Ok(self.found(import_path.into(), in_goroot.into(), &self.goroot));
        }
        let mut gopath = Vec::new();
        for root in &self.roots {
            let dir = dir_in(&path::join(&[root, "src"]));
            if self.is_dir(&dir) {
                return Ok(self.found(import_path.into(), dir.into(), root));
            }
            gopath.push(dir);
        }
        if !is_goroot_first && self.is_dir(&in_goroot) {
            return Ok(self.found(import_path.into(), in_goroot.into(), &self.goroot));
        }
        Err(NotFound::Tried {
            path: import_path.to_owned(),
            vendor,
            goroot: in_goroot,
            gopath,
        })
    }

    fn found(&self, import_path: ImportPath, dir: Dir, root: &str) -> PackageLocation {
        let mut place = PackageLocation {
            dir,
            import_path,
            root: root.into(),
            goroot: root == self.goroot,
            ..PackageLocation::default()
        };
        self.set_targets(&mut place);
        place
    }

    /// Searches the vendor directories from `src_dir` up to a root's `src`; the ones without the
    /// package are added to `tried`.
    fn vendored_place(
        &self,
        root: &str,
        import_path: &str,
        src_dir: &str,
        tried: &mut Vec<String>,
    ) -> Option<PackageLocation> {
        let sub = self.sub_dir(root, src_dir)?;
        if !sub.starts_with("src/") || sub.contains("/testdata/") {
            return None;
        }
        let mut sub = sub.as_str();
        loop {
            let vendor = path::join(&[root, sub, "vendor"]);
            if self.is_dir(&vendor) {
                let dir = path::join(&[&vendor, import_path]);
                if self.is_dir(&dir) && self.has_go_files(&dir) {
                    let full = path::join(&[sub, "vendor", import_path]);
                    let own = full.strip_prefix("src/").unwrap_or(&full);
                    return Some(self.found(own.into(), dir.into(), root));
                }
                tried.push(dir);
            }
            sub = &sub[..sub.rfind('/')?];
        }
    }

    /// Sets the install targets of a package in a root. Packages of GOROOT have none, unless
    /// requested.
    fn set_targets(&self, place: &mut PackageLocation) {
        place.bin_dir = path::join(&[&place.root, "bin"]);
        let context = &self.commented;
        let mut platform = format!("{}_{}", context.goos, context.goarch);
        if !context.install_suffix.is_empty() {
            platform.push('_');
            platform.push_str(&context.install_suffix);
        }
        place.pkg_target_root = path::join(&[&place.root, "pkg", &platform]);
        let is_built_in = matches!(place.import_path.as_str(), "unsafe" | "builtin");
        if !place.goroot || self.install_goroot && !is_built_in {
            let archive = format!("{}.a", place.import_path);
            place.pkg_obj = path::join(&[&place.pkg_target_root, &archive]);
        }
    }
}

/// Reports whether a path has an element `testdata`: such directories have no import
/// path.
fn is_test_data(sub: &str) -> bool {
    sub.split('/').any(|element| element == "testdata")
}
