//! The recursive walk from named packages through their imports.
//!
//! One thread walks, in the official order, because errors and import stacks depend on
//! it; what it asks for is parsed already (`DirCache`) or cheap.
//! Counterpart: cmd/go/internal/load/pkg.go (`loadImport`, `reusePackage`).

use std::cell::Cell;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use hashbrown::HashMap;
use vamos_base::trace;

use crate::context::LoadContext;
use crate::facts::PackageFacts;
use crate::facts::PackageOrigin;
use crate::gopath::Gopath;
use crate::gopath::LayoutError;
use crate::modload::Modules;
use crate::package::Package;
use crate::package::PackageError;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pattern::is_local_import;
use crate::pkg::PackageOpts;
use crate::pkg::build_info::BuildInfo;
use crate::pkg::data;
use crate::pkg::data::DataSource;
use crate::pkg::data::PackageData;
use crate::pkg::errors;
use crate::pkg::errors::DataError;
use crate::pkg::flags::CompiledFlag;
use crate::pkg::godebug::GodebugTable;
use crate::pkg::has_godebug;
use crate::pkg::import_stack::ImportStack;
use crate::pkg::import_stack::Site;
use crate::pkg::visibility;

/// Why a package is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Imported by another package.
    Import,
    /// Imported by another package for the compiler: what is internal is no matter.
    Bridge,
    /// Needed, although no package imports it.
    Implied,
    /// Matched by a pattern with wildcards.
    Named,
    /// Named literally.
    NamedLiterally,
}

/// State of one load.
pub(crate) struct PackageLoader<'a> {
    pub(crate) ctx: &'a LoadContext<'a>,
    pub(crate) opts: &'a PackageOpts,
    pub(crate) modules: &'a Modules<'a>,
    /// Finds packages without modules; absent in module mode.
    pub(crate) gopath: Option<&'a Gopath<'a>>,
    /// The first package whose directory GOPATH does not explain; ends the load.
    pub(crate) layout_error: OnceCell<LayoutError>,
    pub(crate) source: DataSource<'a>,
    pub(crate) ldflags: CompiledFlag<'a>,
    /// The SDK's GODEBUG settings, read when the first main package is met.
    pub(crate) godebugs: Option<Rc<GodebugTable>>,
    pub(crate) graph: PackageGraph,
    /// Whether a package's imports are complete, by id; while they are not, meeting the
    /// package again is a cycle.
    pub(crate) complete: Vec<bool>,
    /// Build info of main packages, until the profile is known.
    pub(crate) build_infos: HashMap<PackageId, BuildInfo>,
    /// Import paths with case folded.
    pub(crate) folded: HashMap<String, String>,
    /// GOFIPS140, empty where off.
    pub(crate) fips_version: String,
    /// Whether GODEBUG=embedfollowsymlinks=1.
    pub(crate) embed_follows_links: bool,
    pub(crate) stack: ImportStack,
    /// Messages of version control tools, for stderr.
    pub(crate) vcs_messages: Vec<String>,
    /// Whether a stamp was due before changes of module files were written.
    pub(crate) is_stamped_early: Cell<bool>,
    /// Whether what is loaded shows in the trace, if there is one: what flags want beyond
    /// imports does not.
    is_traced: bool,
    by_path: HashMap<String, PackageId>,
    pub(super) data: HashMap<String, Rc<PackageData>>,
}

impl<'a> PackageLoader<'a> {
    /// Makes an empty loader.
    pub(crate) fn new(
        ctx: &'a LoadContext<'a>,
        opts: &'a PackageOpts,
        modules: &'a Modules<'a>,
        source: DataSource<'a>,
        fips_version: String,
    ) -> Self {
        Self {
            ctx,
            opts,
            modules,
            gopath: None,
            layout_error: OnceCell::new(),
            source,
            ldflags: CompiledFlag::new(&ctx.flags.ldflags, &ctx.cwd),
            godebugs: None,
            graph: PackageGraph::default(),
            complete: Vec::new(),
            build_infos: HashMap::new(),
            folded: HashMap::new(),
            fips_version,
            embed_follows_links: has_godebug(ctx.env.get("GODEBUG"), "embedfollowsymlinks=1"),
            stack: ImportStack::default(),
            vcs_messages: Vec::new(),
            is_stamped_early: Cell::new(false),
            is_traced: trace::is_on(),
            by_path: HashMap::new(),
            data: HashMap::new(),
        }
    }

    /// Goes on from a graph that was loaded before; the first of equal import paths
    /// counts.
    pub(crate) fn adopt(&mut self, graph: PackageGraph) {
        self.complete = vec![true; graph.packages.len()];
        self.is_traced = false;
        for (id, package) in (0_u32..).map(PackageId).zip(&graph.packages) {
            let path = package.import_path.clone();
            self.by_path.entry(path).or_insert(id);
        }
        self.graph = graph;
    }

    /// Returns the path that a package has as an importer: while files named on the command
    /// line are loaded, that of their directory.
    pub(crate) fn importer_path(&self, id: PackageId) -> &str {
        let package = self.graph.get(id);
        match self.complete[id.0 as usize] {
            true => &package.import_path,
            false => &package.orig_import_path,
        }
    }

    /// Adds a package to the graph.
    pub(crate) fn add(&mut self, package: Package) -> PackageId {
        let index = self.graph.packages.len();
        let id = PackageId(u32::try_from(index).expect("fewer than 2^32 packages fit in memory"));
        self.graph.packages.push(package);
        self.complete.push(false);
        id
    }

    /// Loads the package that `path` means to `parent`, with all it imports. The error is
    /// the reason why the parent must not import it.
    pub(crate) fn load_import(
        &mut self,
        path: &str,
        parent: Option<PackageId>,
        import_pos: Option<Site<'_>>,
        mode: Mode,
    ) -> (PackageId, Option<PackageError>) {
        if !self.is_traced {
            return self.import(path, parent, import_pos, mode);
        }
        let name = || format!("modload.loadImport {path}");
        trace::within(name, || self.import(path, parent, import_pos, mode))
    }

    fn import(
        &mut self,
        path: &str,
        parent: Option<PackageId>,
        import_pos: Option<Site<'_>>,
        mode: Mode,
    ) -> (PackageId, Option<PackageError>) {
        let mut span = match self.is_traced {
            true => trace::span(|| format!("load.loadPackageData {path}")),
            false => trace::Span::default(),
        };
        if let Some(error) = data::bad_path(path) {
            span.done();
            return (self.add_unloadable(path, &error, import_pos), None);
        }
        let data = match self.gopath {
            Some(gopath) => self.gopath_data(gopath, path, parent, mode),
            None => self.package_data(path, parent),
        };
        span.done();
        let id = match self.by_path.get(data.import_path.as_str()) {
            Some(&id) => {
                self.reuse(id, path, import_pos);
                id
            }
            None => {
                let id = self.add(Package::default());
                self.by_path.insert(data.import_path.clone(), id);
                let mut package = Package::from(PackageFacts {
                    origin: PackageOrigin {
                        local: is_local_import(path),
                        ..PackageOrigin::default()
                    },
                    ..PackageFacts::default()
                });
                set_command_line(&mut package, mode);
                self.load(id, package, path, import_pos, &data);
                if self.gopath.is_some() {
                    self.check_canonical(id, path, import_pos);
                }
                id
            }
        };
        set_command_line(self.graph.get_mut(id), mode);
        let error = parent
            .and_then(|parent| visibility::check_import(self, parent, id, path, mode, import_pos));
        (id, error)
    }

    fn package_data(&mut self, path: &str, parent: Option<PackageId>) -> Rc<PackageData> {
        let (parent_path, parent_is_std) = match parent {
            Some(parent) => {
                let is_std = self.graph.get(parent).origin.standard;
                (self.importer_path(parent), is_std)
            }
            None => ("", false),
        };
        // Only imports from std can mean another path (vendored packages).
        if !parent_is_std && let Some(data) = self.data.get(path) {
            return Rc::clone(data);
        }
        let lookup = self
            .modules
            .packages()
            .lookup(parent_path, parent_is_std, path);
        let resolved = if lookup.path.is_empty() {
            path
        } else {
            lookup.path.as_str()
        };
        if let Some(data) = self.data.get(resolved) {
            return Rc::clone(data);
        }
        let data = Rc::new(self.source.load(self.modules, path, &lookup));
        self.data.insert(data.import_path.clone(), Rc::clone(&data));
        data
    }

    /// Adds a stand-in for a path that no package can have.
    fn add_unloadable(
        &mut self,
        path: &str,
        error: &DataError,
        import_pos: Option<Site<'_>>,
    ) -> PackageId {
        let mut package = Package::from(PackageFacts {
            import_path: path.to_owned(),
            ..PackageFacts::default()
        });
        // An error that names the path itself does not need it on its stack.
        let names_path = error.import_path() == Some(path);
        if !names_path {
            self.stack.push(path, import_pos);
        }
        let cwd = &self.ctx.cwd;
        errors::set_data_error(&mut package, error, path, &mut self.stack, None, cwd);
        if !names_path {
            self.stack.pop();
        }
        self.add(package)
    }

    /// Records a further use of a package: a cycle where it is not yet complete, or a
    /// shorter import stack for its error.
    fn reuse(&mut self, id: PackageId, path: &str, import_pos: Option<Site<'_>>) {
        let is_complete = self.complete[id.0 as usize];
        let package = self.graph.get_mut(id);
        if !is_complete {
            package.facts.problems.incomplete = true;
            match &mut package.facts.problems.error {
                None => {
                    self.stack.push(path, import_pos);
                    package.facts.problems.error = Some(Arc::new(PackageError {
                        import_stack: self.stack.snapshot(),
                        err: "import cycle not allowed".to_owned(),
                        is_import_cycle: true,
                        ..PackageError::default()
                    }));
                    self.stack.pop();
                }
                // An error of another kind must not make later uses loop.
                Some(error) => Arc::make_mut(error).is_import_cycle = true,
            }
        }
        if let Some(error) = &mut package.facts.problems.error
            && !error.is_import_cycle
            && self.stack.with_is_shorter_than(path, &error.import_stack)
        {
            self.stack.push(path, import_pos);
            Arc::make_mut(error).import_stack = self.stack.snapshot();
            self.stack.pop();
        }
    }
}

fn set_command_line(package: &mut Package, mode: Mode) {
    if matches!(mode, Mode::Named | Mode::NamedLiterally) {
        package.facts.cmdline.pkg = true;
    }
    if mode == Mode::NamedLiterally {
        package.facts.cmdline.pkg_literal = true;
    }
}
