//! The data of packages where modules are not used: from where GOPATH says they are.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`loadPackageData`, where
//! `cfg.ModulesEnabled` is false).

use std::rc::Rc;
use std::sync::Arc;

use vamos_base::golang::path;
use vamos_base::golang::quote::quote;

use crate::dirpkg::DirError;
use crate::dirpkg::DirPackage;
use crate::gopath::Gopath;
use crate::gopath::Importer;
use crate::gopath::Place;
use crate::gopath::dir_to_import_path;
use crate::package::Package;
use crate::package::PackageError;
use crate::package::PackageId;
use crate::pattern::is_local_import;
use crate::pkg::data::PackageData;
use crate::pkg::errors;
use crate::pkg::errors::DataError;
use crate::pkg::import_stack::Site;
use crate::pkg::loader::Loader;
use crate::pkg::loader::Mode;

/// Returns a package as the place that its imports stand in.
pub(crate) fn importer(package: &Package) -> Importer<'_> {
    Importer {
        path: &package.import_path,
        dir: &package.dir,
        root: &package.root,
    }
}

/// Returns the data of what is in a place.
pub(crate) fn placed(place: Place, build: Arc<DirPackage>) -> PackageData {
    PackageData {
        build,
        import_path: place.import_path,
        dir: place.dir,
        root: place.root,
        goroot: place.goroot,
        conflict_dir: place.conflict_dir,
        bin_dir: place.bin_dir,
        pkg_target_root: place.pkg_target_root,
        pkg_obj: place.pkg_obj,
        error: None,
    }
}

impl Loader<'_> {
    /// Returns the data of the package that `path` means to `parent`. Of a package that
    /// several import, the first decides what is said of it.
    pub(super) fn gopath_data(
        &mut self,
        gopath: &Gopath<'_>,
        path: &str,
        parent: Option<PackageId>,
        mode: Mode,
    ) -> Rc<PackageData> {
        let src_dir = match parent {
            Some(parent) => self.graph.get(parent).dir.as_str(),
            None if mode == Mode::Implied => "",
            None => self.ctx.cwd.as_str(),
        };
        let is_local = is_local_import(path);
        let mut resolved = path.to_owned();
        if is_local {
            resolved = dir_to_import_path(&path::join(&[src_dir, path]));
        } else if let (Some(parent), Mode::Import) = (parent, mode) {
            match gopath.resolve(path, importer(self.graph.get(parent))) {
                Ok(found) => resolved = found,
                Err(error) => {
                    self.layout_error.get_or_insert(error);
                }
            }
        }
        if let Some(data) = self.data.get(&resolved) {
            return Rc::clone(data);
        }
        let mut data = if is_local {
            let place = gopath.place_of_dir(&path::join(&[src_dir, path]));
            self.read_local(gopath, place)
        } else {
            // What was found in a vendor directory need not be looked for there.
            let uses_vendor = mode == Mode::Import && resolved == path;
            match gopath.place_of_import(&resolved, src_dir, uses_vendor) {
                Ok(place) => self.read_place(gopath, place),
                Err(error) => PackageData {
                    error: Some(DataError::Text(error.to_string())),
                    ..PackageData::default()
                },
            }
        };
        data.import_path.clone_from(&resolved);
        if !data.goroot && !self.ctx.env.gobin.is_empty() {
            data.bin_dir.clone_from(&self.ctx.env.gobin);
        }
        check_comment(&mut data, path);
        let data = Rc::new(data);
        self.data.insert(resolved, Rc::clone(&data));
        data
    }

    /// Returns the data of a directory that was imported by its place, which need not
    /// exist.
    fn read_local(&self, gopath: &Gopath<'_>, place: Place) -> PackageData {
        if self.ctx.files.is_dir(&place.dir) {
            return self.read_place(gopath, place);
        }
        let error = DirError::NotFound {
            import_path: place.import_path.clone(),
            dir: place.dir.clone(),
        };
        let mut data = placed(place, Arc::default());
        data.error = Some(DataError::Dir(error));
        data
    }

    fn read_place(&self, gopath: &Gopath<'_>, place: Place) -> PackageData {
        let found = self.source.prepared.get(place.dir.as_str()).cloned();
        let read = || {
            let dirs = self.source.dirs;
            dirs.import_dir(gopath.build_context(), &place.dir)
        };
        let (build, error) = found.unwrap_or_else(read);
        let mut data = placed(place, build);
        data.error = error.map(DataError::Dir);
        data
    }

    /// An import path has one spelling.
    pub(super) fn check_canonical(
        &mut self,
        id: PackageId,
        path: &str,
        import_pos: Option<Site<'_>>,
    ) {
        let clean = path::clean(path);
        let keeps_dot = path.starts_with("./") && clean != ".." && !clean.starts_with("../");
        let canonical = if keeps_dot {
            format!("./{clean}")
        } else {
            clean.clone()
        };
        if path == canonical {
            return;
        }
        let text = format!(
            "non-canonical import path {}: should be {}",
            quote(path),
            quote(&clean)
        );
        let mut error = PackageError {
            import_stack: self.stack.snapshot(),
            err: text,
            ..PackageError::default()
        };
        errors::set_pos(&mut error, import_pos, &self.ctx.cwd);
        let package = self.graph.get_mut(id);
        package.error = Some(Arc::new(error));
        package.incomplete = true;
    }
}

/// A package may say by which path it wants to be imported; vendored ones may not.
fn check_comment(data: &mut PackageData, path: &str) {
    let comment = &data.build.import_comment;
    let is_vendored = path.contains("/vendor/") || path.starts_with("vendor/");
    if data.error.is_none() && !comment.is_empty() && comment != path && !is_vendored {
        data.error = Some(DataError::Text(format!(
            "code in directory {} expects import {}",
            data.dir,
            quote(comment)
        )));
    }
}
