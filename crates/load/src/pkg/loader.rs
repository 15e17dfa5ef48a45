//! The recursive walk from named packages through their imports.
//!
//! One thread walks, in the official order, because errors and import stacks depend on it; the data
//! it needs is already parsed (`DirCache`) or cheap.
//! Counterpart: cmd/go/internal/load/pkg.go (`loadImport`, `reusePackage`).

use std::rc::Rc;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::trace;
use vamos_modload::Modules;
use vamos_modload::context::LoadContext;
use vamos_modload::godebug::GodebugTable;
use vamos_modload::package_error::PackageError;
use vamos_modload::pattern::is_local_import;

use crate::facts::PackageFacts;
use crate::facts::PackageOrigin;
use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::data;
use crate::pkg::data::DataSource;
use crate::pkg::data::PackageData;
use crate::pkg::errors;
use crate::pkg::errors::DataError;
use crate::pkg::flags::CompiledFlag;
use crate::pkg::flags::ToolFlags;
use crate::pkg::import_stack::ImportStack;
use crate::pkg::import_stack::Site;
use crate::pkg::in_gopath::GopathPackages;
use crate::pkg::in_gopath::importer;
use crate::pkg::loaded::Walked;
use crate::pkg::options::PackageOpts;
use crate::pkg::reason::Reason;
use crate::pkg::stamp::BuildInfos;
use crate::pkg::visibility;
use crate::pkg::visibility::Import;

/// State of one load.
pub(crate) struct PackageLoader<'a> {
    pub(crate) ctx: &'a LoadContext<'a>,
    pub(crate) opts: &'a PackageOpts,
    pub(crate) modules: &'a Modules<'a>,
    /// Finds packages without modules; `None` in module mode.
    pub(crate) gopath: Option<GopathPackages<'a>>,
    pub(crate) source: DataSource<'a>,
    pub(crate) ldflags: CompiledFlag<'a>,
    /// Tool flags of new packages.
    created_flags: Option<ToolFlags<'a>>,
    /// The SDK's GODEBUG settings, read for the first main package.
    pub(crate) godebugs: Option<Rc<GodebugTable>>,
    pub(crate) graph: PackageGraph,
    /// The packages whose imports are complete; meeting any other package again is a cycle.
    complete: HashSet<PackageId>,
    /// Build info of main packages, until the profile is known.
    pub(crate) build_infos: BuildInfos<'a>,
    /// Import paths with case folded.
    pub(crate) folded: HashMap<String, String>,
    /// GOFIPS140; empty if it is off.
    pub(crate) fips_version: String,
    /// True with GODEBUG=embedfollowsymlinks=1.
    pub(crate) embed_follows_links: bool,
    pub(crate) stack: ImportStack,
    /// True if loads are traced; loads that only flags require are not.
    is_traced: bool,
    by_path: HashMap<ImportPath, PackageId>,
    /// Data of packages by resolved import path, in module mode.
    data: HashMap<ImportPath, Rc<PackageData>>,
    /// Complete packages that can be imported without further checks and effects, by the path in
    /// the source. Most imports are of a package that was loaded before, and need only this table.
    settled: HashMap<ImportPath, PackageId>,
}

impl<'a> PackageLoader<'a> {
    /// Returns an empty loader.
    pub(crate) fn new(
        ctx: &'a LoadContext<'a>,
        opts: &'a PackageOpts,
        modules: &'a Modules<'a>,
        source: DataSource<'a>,
        fips_version: String,
    ) -> Self {
        let expected = source.prepared.len();
        let mut graph = PackageGraph::default();
        graph.packages.reserve(expected);
        Self {
            ctx,
            opts,
            modules,
            gopath: None,
            source,
            ldflags: CompiledFlag::new(&ctx.flags.tools.ldflags, &ctx.cwd),
            created_flags: ToolFlags::on_creation(ctx),
            godebugs: None,
            graph,
            complete: HashSet::with_capacity(expected),
            build_infos: BuildInfos::new(ctx, opts, modules, &fips_version),
            folded: HashMap::with_capacity(expected),
            fips_version,
            embed_follows_links: ctx.follows_embedded_links(),
            stack: ImportStack::default(),
            is_traced: trace::is_on(),
            by_path: HashMap::with_capacity(expected),
            data: HashMap::with_capacity(expected),
            settled: HashMap::with_capacity(expected),
        }
    }

    /// Continues with a graph that was loaded before; the first of equal import paths counts.
    pub(crate) fn adopt(&mut self, graph: PackageGraph) {
        self.is_traced = false;
        for (id, package) in (0_u32..).map(PackageId).zip(&graph.packages) {
            let path = package.import_path.clone();
            self.by_path.entry(path).or_insert(id);
            self.complete.insert(id);
        }
        self.graph = graph;
    }

    /// Ends the walk: returns the graph, and the walk's other data.
    pub(crate) fn into_parts(self) -> (PackageGraph, Walked) {
        let walked = Walked {
            _prepared: self.source.prepared,
            _data: self.data,
        };
        (self.graph, walked)
    }

    /// Returns the path of a package as an importer: while files on the command line are loaded,
    /// the path of their directory.
    fn importer_path(&self, id: PackageId) -> &ImportPath {
        importer_path(self.graph.get(id), self.is_complete(id))
    }

    fn is_complete(&self, id: PackageId) -> bool {
        self.complete.contains(&id)
    }

    /// Records that all imports of a package are loaded.
    pub(crate) fn set_complete(&mut self, id: PackageId) {
        self.complete.insert(id);
    }

    /// Adds a package to the graph.
    pub(crate) fn add(&mut self, package: Package) -> PackageId {
        self.graph.add(package)
    }

    /// Loads the package that `parent` imports as `path`, with all its imports. The error is the
    /// reason why the parent must not import it.
    pub(crate) fn load_import(
        &mut self,
        path: &str,
        parent: Option<PackageId>,
        import_pos: Option<Site<'_>>,
        reason: Reason,
    ) -> (PackageId, Option<PackageError>) {
        if !self.is_traced {
            return self.import(path, parent, import_pos, reason);
        }
        let name = || format!("modload.loadImport {path}");
        trace::within(name, || self.import(path, parent, import_pos, reason))
    }

    /// Returns the package that `parent` imports as `path` if the import needs no check and changes
    /// nothing: [`Self::load_import`] would return it without an error.
    pub(crate) fn settled_import(&self, path: &str, parent: PackageId) -> Option<PackageId> {
        let id = *self.settled.get(path)?;
        // Only in the standard library, a path may refer to a vendored package.
        (!self.is_traced && !self.graph.get(parent).origin.standard).then_some(id)
    }

    /// Records a loaded package, if importing it by its path needs no check: it has no error that
    /// contains an import stack, and no rule of [`visibility`] applies to it.
    fn settle(&mut self, id: PackageId) {
        let package = self.graph.get(id);
        let path = &package.import_path;
        let is_settled = self.gopath.is_none()
            && self.is_complete(id)
            && !package.problems.incomplete
            && package.problems.error.is_none()
            && !package.origin.standard
            && visibility::is_free(package)
            && self.by_path.get(path) == Some(&id);
        if is_settled {
            self.settled.insert(path.clone(), id);
        }
    }

    fn import(
        &mut self,
        path: &str,
        parent: Option<PackageId>,
        import_pos: Option<Site<'_>>,
        reason: Reason,
    ) -> (PackageId, Option<PackageError>) {
        let mut span = if self.is_traced {
            trace::span(|| format!("load.loadPackageData {path}"))
        } else {
            trace::Span::default()
        };
        if let Some(error) = data::bad_path(path) {
            span.done();
            return (self.add_unloadable(path, &error, import_pos), None);
        }
        let data = match &mut self.gopath {
            Some(gopath) => {
                let complete = &self.complete;
                let parent = parent.map(|id| {
                    let parent = self.graph.get(id);
                    importer(parent, importer_path(parent, complete.contains(&id)))
                });
                gopath.data(path, parent, reason)
            }
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
                set_command_line(&mut package, reason);
                if let Some(flags) = &self.created_flags {
                    package.request.flags = flags.of(self.modules, &package, &data.import_path);
                }
                self.load(id, package, path, import_pos, &data);
                if self.gopath.is_some() {
                    self.check_canonical(id, path, import_pos);
                }
                self.settle(id);
                id
            }
        };
        set_command_line(self.graph.get_mut(id), reason);
        let error =
            parent.and_then(|parent| self.check_import(parent, id, path, import_pos, reason));
        (id, error)
    }

    /// Returns the reason why `parent` must not import the package `id` as `path`.
    fn check_import(
        &self,
        parent: PackageId,
        id: PackageId,
        path: &str,
        import_pos: Option<Site<'_>>,
        reason: Reason,
    ) -> Option<PackageError> {
        let import = Import {
            importer: self.graph.get(parent),
            importer_path: self.importer_path(parent),
            package: self.graph.get(id),
            path,
            reason,
        };
        let denied = visibility::check_import(self.ctx, self.modules, &import)?;
        let mut error = PackageError {
            import_stack: self.stack.snapshot(),
            err: denied.text,
            always_print_stack: denied.always_print_stack,
            ..PackageError::default()
        };
        errors::set_pos(&mut error, import_pos, &self.ctx.cwd);
        Some(error)
    }

    fn package_data(&mut self, path: &str, parent: Option<PackageId>) -> Rc<PackageData> {
        let (parent_path, parent_is_std) = match parent {
            Some(parent) => {
                let is_std = self.graph.get(parent).origin.standard;
                (self.importer_path(parent).as_str(), is_std)
            }
            None => ("", false),
        };
        // Only imports from std can refer to another path (vendored packages).
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

    /// Adds a placeholder for an invalid package path.
    fn add_unloadable(
        &mut self,
        path: &str,
        error: &DataError,
        import_pos: Option<Site<'_>>,
    ) -> PackageId {
        let mut package = Package::from(PackageFacts {
            import_path: path.into(),
            ..PackageFacts::default()
        });
        // An error whose text contains the path does not need it on its stack.
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

    /// Sets an error if an import path is not canonical.
    fn check_canonical(&mut self, id: PackageId, path: &str, import_pos: Option<Site<'_>>) {
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
        package.facts.problems.error = Some(Arc::new(error));
        package.facts.problems.incomplete = true;
    }

    /// Records a further use of a package: a cycle if it is not complete yet, or a shorter import
    /// stack for its error.
    fn reuse(&mut self, id: PackageId, path: &str, import_pos: Option<Site<'_>>) {
        let is_complete = self.is_complete(id);
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

fn set_command_line(package: &mut Package, reason: Reason) {
    if matches!(reason, Reason::Named | Reason::NamedLiterally) {
        package.facts.cmdline.pkg = true;
    }
    if reason == Reason::NamedLiterally {
        package.facts.cmdline.pkg_literal = true;
    }
}

fn importer_path(package: &Package, is_complete: bool) -> &ImportPath {
    if is_complete {
        &package.import_path
    } else {
        &package.orig_import_path
    }
}
