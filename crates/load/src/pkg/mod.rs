//! Packages: loads the arguments of a command line into the graph for builds.
//!
//! [`load_packages`] resolves patterns and imports through `modload`, then walks from these
//! packages through their imports on one thread, in the official order.
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagesAndErrors`).

mod build_info;
mod checks;
mod cover;
mod data;
mod errors;
mod flags;
mod implicit;
mod import_stack;
mod in_gopath;
mod load_one;
mod loaded;
mod loader;
mod named;
mod options;
mod outside;
mod package_list;
mod pgo;
mod reason;
mod shared;
mod stamp;
mod targets;
mod test_cover;
mod test_files;
mod test_func_error;
mod test_main;
mod test_packages;
mod test_recompile;
mod test_variants;
mod visibility;

#[cfg(test)]
mod tests;

pub use loaded::Loaded;
pub use package_list::package_list;

pub use options::Described;
pub use options::PackageOpts;

pub use crate::shared_packages::SharedPackages;
pub use checks::safe_arg;
pub use errors::PackageErrors;
pub use errors::broken_packages;
pub use errors::package_errors;
pub use flags::PackageMatcher;
pub use shared::ReadLibrary;
pub use targets::TargetDir;
pub use targets::install_target_dir;

use vamos_base::golang::names::ImportPath;
use vamos_base::trace;
use vamos_modload::InitOptions;
use vamos_modload::LoadError;
use vamos_modload::ModOptions;
use vamos_modload::Modules;
use vamos_modload::RootMode;
use vamos_modload::SettingError;
use vamos_modload::context::LoadContext;
use vamos_modload::dirpkg::NamedFilesError;
use vamos_modload::dirpkg::named_files;
use vamos_modload::gopath::Gopath;
use vamos_modload::pattern::Match;

use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::data::DataSource;
use crate::pkg::in_gopath::GopathPackages;
use crate::pkg::loader::PackageLoader;
use crate::pkg::named::keep_main_packages;
use crate::pkg::named::load_go_files;
use crate::pkg::named::load_matches;
use crate::pkg::named::not_go_file;
use crate::pkg::pgo::Profiles;
use crate::pkg::reason::Reason;
use crate::pkg::test_variants::load_tests;
use crate::test_packages::TestPackages;

/// Go files instead of patterns.
enum Named {
    /// Their directory, and their names in it.
    Files(String, Vec<String>),
    /// An argument among them that is not a Go file.
    NotGo(String),
}

/// Loads the packages that `patterns` match and all their dependencies. Errors of a package are
/// stored in the package ([`package_errors`]).
pub fn load_packages<'a>(
    ctx: &'a LoadContext<'a>,
    opts: &PackageOpts,
    patterns: &[String],
) -> Result<Loaded<'a>, LoadError> {
    match stamp::stamper(ctx, opts) {
        // It is not known yet whether there is a main package, but most commands have one.
        Some(stamper) => {
            let prepare = || stamper.prepare(&ctx.cwd);
            ctx.pool.join(prepare, || load_all(ctx, opts, patterns))
        }
        _ => load_all(ctx, opts, patterns),
    }
}

/// Returns the options for the modules of a load.
fn init_options(opts: &PackageOpts) -> InitOptions {
    let mut init = InitOptions::default();
    if opts.without_main_module || opts.outside_module {
        init.root_mode = RootMode::No;
        init.use_workspace = false;
    }
    if opts.without_workspace {
        init.use_workspace = false;
    }
    if opts.outside_module {
        init.force_use_modules = true;
        init.allow_missing_module_imports = true;
    }
    init
}

fn load_all<'a>(
    ctx: &'a LoadContext<'a>,
    opts: &PackageOpts,
    patterns: &[String],
) -> Result<Loaded<'a>, LoadError> {
    let init = init_options(opts);
    let mut modules = Modules::init(ctx, &init)?;
    ctx.dirs.begin(&ctx.build_context, &modules.project());
    let fips_version = fips_version(ctx)?;
    let mut only_module = None;
    let unversioned;
    let patterns = if opts.outside_module {
        let (module, found) = outside::require_module(&mut modules, patterns)?;
        only_module = Some(module);
        unversioned = found;
        &unversioned[..]
    } else {
        patterns
    };
    let go_files = named::are_go_files(&*ctx.files, &ctx.cwd, patterns);
    // `go run` loads files without the steps around it.
    let mut span = if go_files && opts.main_only {
        trace::Span::default()
    } else {
        trace::span(|| "load.PackagesAndErrors".to_owned())
    };
    let install_goroot = ctx.has_godebug("installgoroot=all");
    let gopath = (!modules.is_enabled()).then(|| Gopath::new(ctx, install_goroot));
    let (matches, named) = if go_files {
        let named = go_files_named(ctx, &mut modules, patterns)?;
        (Vec::new(), Some(named))
    } else {
        let matches = find_matches(opts, &mut modules, gopath.as_ref(), patterns)?;
        (matches, None)
    };
    let mut warnings = modules.take_warnings();
    let source = DataSource {
        ctx,
        build: &ctx.build_context,
        dirs: &ctx.dirs,
        prepared: data::prepare(ctx, &modules),
        install_goroot,
    };
    let mut loader = PackageLoader::new(ctx, opts, &modules, source, fips_version);
    loader.gopath = gopath.as_ref().map(|gopath| {
        let mut packages = GopathPackages::new(ctx, gopath);
        packages.preload(&matches, !opts.ignore_imports);
        packages
    });
    let mut roots = walk(&mut loader, named.as_ref(), &matches, patterns);
    warnings.append(&mut loader.build_infos.messages);
    if opts.main_only && !go_files {
        warnings.append(&mut keep_main_packages(
            &mut loader.graph,
            &mut roots,
            &matches,
        ));
    }
    if let Some(module) = &only_module {
        outside::check_module(&mut loader.graph, &roots, module);
    }
    let list = package_list(&loader.graph, &roots);
    flags::set_tool_flags(&mut loader.graph, &list, &modules, ctx.flags, &ctx.cwd);
    let mut profiles = Profiles {
        ctx,
        graph: &mut loader.graph,
        build_infos: &mut loader.build_infos,
    };
    profiles.set(&roots);
    span.done();
    let (tests, covered) = if opts.load_tests {
        load_with_cover(&mut loader, &roots, &mut warnings)?
    } else {
        (Vec::new(), Vec::new())
    };
    for path in opts.besides {
        let (id, _) = loader.load_import(path, None, None, Reason::Implied);
        let list = package_list(&loader.graph, &[id]);
        flags::set_tool_flags(&mut loader.graph, &list, &modules, ctx.flags, &ctx.cwd);
    }
    warnings.append(&mut loader.build_infos.messages);
    if let Some(error) = loader.build_infos.commit_error.take() {
        return Err(LoadError::AfterWarnings {
            warnings,
            error: Box::new(LoadError::Other(error)),
        });
    }
    let is_committed = loader.build_infos.is_committed();
    loader.build_infos.set_all(&mut loader.graph);
    let gopath_packages = loader.gopath.as_ref();
    if let Some(error) = gopath_packages.and_then(GopathPackages::layout_error) {
        warnings.append(&mut modules.take_warnings());
        return Err(LoadError::AfterWarnings {
            warnings,
            error: Box::new(LoadError::Layout(Box::new(error.clone()))),
        });
    }
    let (mut graph, walked) = loader.into_parts();
    graph.roots = roots;
    graph.tests = tests;
    graph.covered = covered;
    if is_committed {
        modules.forget_updates();
    }
    warnings.append(&mut modules.take_warnings());
    Ok(Loaded {
        graph,
        modules,
        gopath,
        matches,
        warnings,
        _walked: walked,
    })
}

/// Loads the packages on the command line, and all their imports; returns the packages on the
/// command line.
fn walk(
    loader: &mut PackageLoader<'_>,
    named: Option<&Named>,
    matches: &[Match],
    patterns: &[String],
) -> Vec<PackageId> {
    let ctx = loader.ctx;
    let mut dirs = loader.source.prepared.values();
    let has_program =
        !loader.opts.ignore_imports && dirs.any(|(package, _)| package.name == "main");
    let mut walk = || match named {
        Some(Named::Files(dir, names)) => vec![load_go_files(loader, dir, names, patterns)],
        Some(Named::NotGo(file)) => vec![loader.add(not_go_file(file))],
        None => load_matches(loader, matches),
    };
    if has_program {
        // No source file imports the runtime, so its directories have not been read.
        ctx.pool.join(|| data::scan_runtime(ctx), walk)
    } else {
        walk()
    }
}

/// Loads the tests of packages; also returns the packages that `-coverpkg` selects for them.
fn load_with_cover(
    loader: &mut PackageLoader<'_>,
    roots: &[PackageId],
    warnings: &mut Vec<String>,
) -> Result<(Vec<TestPackages>, Vec<PackageId>), LoadError> {
    if loader.opts.fuzzes_tests {
        test_cover::instrument_for_fuzzing(loader, roots);
    }
    if !loader.opts.covers_tests || !loader.ctx.flags.instrument.cover {
        return Ok((load_tests(loader, roots, None), Vec::new()));
    }
    let (cover, mut lines) = test_cover::select(loader, roots)?;
    warnings.append(&mut lines);
    let tests = load_tests(loader, roots, Some(&cover));
    Ok((tests, cover.packages))
}

/// Returns the Go files in the arguments, and resolves their imports.
fn go_files_named(
    ctx: &LoadContext<'_>,
    modules: &mut Modules<'_>,
    names: &[String],
) -> Result<Named, LoadError> {
    match named_files(&*ctx.files, &ctx.cwd, names) {
        Ok((dir, bases)) => {
            if modules.is_enabled() {
                modules.import_from_files(names)?;
                modules.fetch_infos();
            }
            Ok(Named::Files(dir, bases))
        }
        Err(NamedFilesError::NotGo { file }) => Ok(Named::NotGo(file)),
        Err(error) => Err(LoadError::NamedFiles(Box::new(error))),
    }
}

/// Returns the matches of the patterns.
fn find_matches(
    opts: &PackageOpts,
    modules: &mut Modules<'_>,
    gopath: Option<&Gopath<'_>>,
    patterns: &[String],
) -> Result<Vec<Match>, LoadError> {
    if let Some(gopath) = gopath {
        return Ok(gopath.import_paths(modules, patterns));
    }
    let options = ModOptions {
        resolve_missing_imports: true,
        load_tests: opts.mod_resolve_tests,
        silence_package_errors: true,
        ..ModOptions::default()
    };
    let matches = modules.load_packages(&options, patterns)?;
    modules.fetch_infos();
    Ok(matches)
}

/// Returns the value of GOFIPS140 if it is on, with an alias resolved.
fn fips_version(ctx: &LoadContext<'_>) -> Result<String, LoadError> {
    match (&ctx.flags.sources.fips, ctx.env.target.gofips140.as_str()) {
        (Some(snapshot), _) => Ok(snapshot.version.clone()),
        (None, "" | "off") => Ok(String::new()),
        (None, "latest") => Ok("latest".to_owned()),
        (None, name) => Err(LoadError::Setting(SettingError::MissingSnapshot {
            name: name.to_owned(),
        })),
    }
}

impl Loaded<'_> {
    /// Returns a loader that continues with a graph that was loaded before; takes the graph.
    fn loader_over<'c>(
        &'c self,
        ctx: &'c LoadContext<'c>,
        opts: &'c PackageOpts,
        graph: &mut PackageGraph,
    ) -> PackageLoader<'c> {
        let source = DataSource {
            ctx,
            build: &ctx.build_context,
            dirs: &ctx.dirs,
            prepared: hashbrown::HashMap::new(),
            install_goroot: false,
        };
        let taken = std::mem::take(graph);
        let mut loader = PackageLoader::new(ctx, opts, &self.modules, source, String::new());
        loader.adopt(taken);
        loader
    }

    /// Returns the resolved paths of a package's imports, sorted and without duplicates
    /// (`Package.Resolve`). The error ends the command.
    pub fn resolve_imports(
        &self,
        id: PackageId,
        imports: &[String],
    ) -> Result<Vec<String>, LoadError> {
        let parent = self.graph.get(id);
        let resolve = |path: &String| {
            if let Some(gopath) = &self.gopath {
                let resolved =
                    gopath.resolve(path, in_gopath::importer(parent, &parent.import_path));
                let resolved = resolved.map_err(|error| LoadError::Layout(Box::new(error)));
                return resolved.map(ImportPath::into_string);
            }
            let (importer, is_std) = (&parent.import_path, parent.origin.standard);
            let found = self.modules.packages().lookup(importer, is_std, path);
            Ok(match found.error {
                None => found.path.into_string(),
                Some(_) => path.clone(),
            })
        };
        let mut paths: Vec<String> = imports.iter().map(resolve).collect::<Result<_, _>>()?;
        paths.sort_unstable();
        paths.dedup();
        Ok(paths)
    }
}
