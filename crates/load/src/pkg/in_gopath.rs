//! The data of packages without modules, found in GOPATH.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`loadPackageData`, if `cfg.ModulesEnabled` is false).

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_modload::context::LoadContext;
use vamos_modload::dirpkg::DirCache;
use vamos_modload::dirpkg::DirError;
use vamos_modload::dirpkg::DirPackage;
use vamos_modload::gopath::Gopath;
use vamos_modload::gopath::Importer;
use vamos_modload::gopath::LayoutError;
use vamos_modload::gopath::NotFound;
use vamos_modload::gopath::PackageLocation;
use vamos_modload::gopath::dir_to_import_path;
use vamos_modload::pattern::Match;
use vamos_modload::pattern::is_local_import;
use vamos_sched::Class;

use crate::package::Package;
use crate::pkg::data::DirResult;
use crate::pkg::data::PackageData;
use crate::pkg::data::bad_path;
use crate::pkg::errors::DataError;
use crate::pkg::reason::Reason;

/// Returns a package as an importer; `import_path` is its path.
pub(crate) fn importer<'a>(package: &'a Package, import_path: &'a ImportPath) -> Importer<'a> {
    Importer {
        path: import_path,
        dir: &package.dir,
        root: &package.origin.root,
    }
}

/// Returns the data of the package at a location.
pub(crate) fn placed(place: PackageLocation, build: Arc<DirPackage>) -> PackageData {
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

/// A request for a package: the importer and the import path.
#[derive(Clone, Copy)]
struct Asker<'q> {
    importer: Option<Importer<'q>>,
    /// The directory that local imports are relative to, or empty.
    src_dir: &'q str,
    reason: Reason,
}

/// A package that is requested for the first time.
struct Wanted {
    /// The import path as it was requested.
    path: String,
    /// The import path that it is resolved to.
    resolved: ImportPath,
    found: Result<PackageLocation, NotFound>,
}

/// The packages that were found in GOPATH.
pub(crate) struct GopathPackages<'a> {
    ctx: &'a LoadContext<'a>,
    gopath: &'a Gopath<'a>,
    data: HashMap<ImportPath, Rc<PackageData>>,
    /// The first package whose directory does not fit its import path; ends the load.
    layout_error: OnceCell<LayoutError>,
}

impl<'a> GopathPackages<'a> {
    /// Returns an empty table.
    pub(crate) fn new(ctx: &'a LoadContext<'a>, gopath: &'a Gopath<'a>) -> Self {
        Self {
            ctx,
            gopath,
            data: HashMap::new(),
            layout_error: OnceCell::new(),
        }
    }

    /// Returns GOROOT and GOPATH.
    pub(crate) fn gopath(&self) -> &'a Gopath<'a> {
        self.gopath
    }

    /// Returns the error that ends the load.
    pub(crate) fn layout_error(&self) -> Option<&LayoutError> {
        self.layout_error.get()
    }

    /// Loads the data of the packages that patterns match and of all their dependencies, level by
    /// level on all threads. If several packages import one, the first importer determines its
    /// error text. The order is mostly the same as in upstream's preloading.
    pub(crate) fn preload(&mut self, matches: &[Match], follows_imports: bool) {
        let gopath = self.gopath;
        let named = matches.iter().flat_map(|matched| &matched.pkgs);
        let mut level: Vec<(ImportPath, Option<Rc<PackageData>>)> =
            named.map(|path| (path.clone(), None)).collect();
        while !level.is_empty() && !self.ctx.cancel.is_cancelled() {
            let mut wanted: Vec<Box<Wanted>> = Vec::new();
            let mut planned: HashSet<ImportPath> = HashSet::new();
            for (path, importer) in &level {
                let asker = match importer {
                    Some(data) => Asker {
                        importer: Some(data.as_importer()),
                        src_dir: &data.dir,
                        reason: Reason::Import,
                    },
                    None => Asker {
                        importer: None,
                        src_dir: &self.ctx.cwd,
                        reason: Reason::Named,
                    },
                };
                if bad_path(path).is_none()
                    && let Err(new) = self.locate(path, asker)
                    && planned.insert(new.resolved.clone())
                {
                    wanted.push(new);
                }
            }
            let dirs = &self.ctx.dirs;
            let places: Vec<&Wanted> = wanted.iter().map(|wanted| &**wanted).collect();
            let look = |wanted: &&Wanted| read(gopath, dirs, wanted);
            let found = self.ctx.pool.map(Class::Cpu, &places, look);
            level.clear();
            for (wanted, found) in wanted.into_iter().zip(found) {
                let data = self.learn(*wanted, found);
                if data.error.is_some() || !follows_imports {
                    continue;
                }
                let imports = data.build.imports.iter();
                let real = imports.filter(|path| !matches!(path.as_str(), "C" | "unsafe"));
                level.extend(real.map(|path| (path.as_str().into(), Some(Rc::clone(&data)))));
            }
        }
    }

    /// Returns the data of the package that `parent` imports as `path`.
    pub(crate) fn data(
        &mut self,
        path: &str,
        parent: Option<Importer<'_>>,
        reason: Reason,
    ) -> Rc<PackageData> {
        let asker = Asker {
            importer: parent,
            src_dir: match parent {
                Some(parent) => parent.dir.as_str(),
                None if reason == Reason::Implied => "",
                None => self.ctx.cwd.as_str(),
            },
            reason,
        };
        match self.locate(path, asker) {
            Ok(data) => data,
            Err(wanted) => {
                let found = read(self.gopath, &self.ctx.dirs, &wanted);
                self.learn(*wanted, found)
            }
        }
    }

    /// Returns the data of a package, or its location for a read.
    fn locate(&self, path: &str, asker: Asker<'_>) -> Result<Rc<PackageData>, Box<Wanted>> {
        let mut resolved = ImportPath::from(path);
        let mut dir = None;
        if let Some((own, place)) = self.ctx.fips_import(path) {
            resolved = own;
            dir = Some(place);
        } else if is_local_import(path) {
            let place = path::join(&[asker.src_dir, path]);
            resolved = dir_to_import_path(&place);
            dir = Some(place.into());
        } else if let (Some(importer), Reason::Import | Reason::Bridge) =
            (asker.importer, asker.reason)
        {
            match self.gopath.resolve(path, importer) {
                Ok(found) => resolved = found,
                Err(error) => {
                    self.layout_error.get_or_init(|| error);
                }
            }
        }
        if let Some(data) = self.data.get(&resolved) {
            return Ok(Rc::clone(data));
        }
        let found = if let Some(dir) = &dir {
            Ok(self.gopath.place_of_dir(dir))
        } else {
            // A package that was found in a vendor directory need not be searched there.
            let is_import = matches!(asker.reason, Reason::Import | Reason::Bridge);
            let uses_vendor = is_import && resolved == path;
            self.gopath
                .place_of_import(&resolved, asker.src_dir, uses_vendor)
        };
        Err(Box::new(Wanted {
            path: path.to_owned(),
            resolved,
            found,
        }))
    }

    /// Stores the contents of a package's directory.
    fn learn(&mut self, wanted: Wanted, found: DirResult) -> Rc<PackageData> {
        let (build, error) = found;
        let mut data = match wanted.found {
            Ok(place) => PackageData {
                error: error.map(DataError::Dir),
                ..placed(place, build)
            },
            Err(error) => PackageData {
                error: Some(DataError::NotFound(error)),
                ..PackageData::default()
            },
        };
        data.import_path.clone_from(&wanted.resolved);
        if !data.goroot && !self.ctx.env.dirs.gobin.is_empty() {
            data.bin_dir.clone_from(&self.ctx.env.dirs.gobin);
        }
        // A snapshot counts as part of GOROOT, at any location.
        let snapshot = self.ctx.flags.sources.fips.as_ref();
        data.goroot |=
            snapshot.is_some_and(|snapshot| path::has_path_prefix(&data.dir, &snapshot.dir));
        check_comment(&mut data, &wanted.path);
        let data = Rc::new(data);
        self.data.insert(wanted.resolved, Rc::clone(&data));
        data
    }
}

/// Reads the directory of a package; it need not exist if the import path is a location.
fn read(gopath: &Gopath<'_>, dirs: &DirCache, wanted: &Wanted) -> DirResult {
    match &wanted.found {
        Err(_) => (Arc::default(), None),
        Ok(place) if is_local_import(&wanted.path) && !gopath.is_dir(&place.dir) => {
            let error = DirError::NotFound {
                import_path: place.import_path.clone(),
                dir: place.dir.clone(),
            };
            (Arc::default(), Some(error))
        }
        Ok(place) => dirs.import_dir(gopath.build_context(), &place.dir),
    }
}

impl PackageData {
    fn as_importer(&self) -> Importer<'_> {
        Importer {
            path: &self.import_path,
            dir: &self.dir,
            root: &self.root,
        }
    }
}

/// Checks the import comment; it is ignored in vendored packages.
fn check_comment(data: &mut PackageData, path: &str) {
    let comment = &data.build.import_comment;
    let is_vendored = path.contains("/vendor/") || path.starts_with("vendor/");
    if data.error.is_none() && !comment.is_empty() && comment != path && !is_vendored {
        data.error = Some(DataError::ImportComment {
            dir: data.dir.as_str().to_owned(),
            comment: comment.clone(),
        });
    }
}
