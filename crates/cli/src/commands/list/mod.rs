//! `go list`: packages, as text, by template or as JSON.
//!
//! Counterpart: cmd/go/internal/list/{list,context}.go.

mod deps;
mod fields;
mod module_fields;
mod modules;
mod options;
mod shown;
mod stale;
mod template;
mod test;
mod values;

use std::borrow::Cow;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::json::Writer;
use vamos_load::LoadContext;
use vamos_load::LoadError;
use vamos_load::Loaded;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::package_list;

use super::module_flags;
use super::session;
use super::session::Session;
use super::session::load;
use crate::error::CliError;
use crate::invocation::Invocation;
use deps::Deps;
use deps::DepsErrors;
use fields::FIELDS;
use fields::Row;
use options::Options;

/// Runs `go list`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let has_empty = invocation.parsed.args.iter().any(String::is_empty);
    if has_empty && invocation.env.release.refuses_empty_list_patterns() {
        return Err(CliError::go("invalid package: \"\""));
    }
    let flags = invocation.load_flags()?;
    module_flags::check(invocation, &flags)?;
    let has_modules = module_flags::modules_enabled(invocation);
    let options = Options::new(&invocation.parsed, has_modules)?;
    let needs_build = options.needs_build();
    let session = if options.modules {
        None
    } else if needs_build || options.test {
        Some(Session::open(invocation)?)
    } else {
        None
    };
    let mode = session::check_flags(invocation, &flags)?;
    if options.retracted && flags.mod_flag == "vendor" {
        let text = "go list -retracted cannot be used when vendoring is enabled";
        return Err(CliError::Fatal(text.to_owned()));
    }
    let files = match &session {
        Some(session) => session.files.clone(),
        None => invocation.files(&flags)?,
    };
    let ctx = invocation.load_context(&flags, files);
    if options.modules {
        return modules::run(invocation, &ctx, &options);
    }
    let needs_any = |fields: &[&str]| fields.iter().any(|field| options.needs(field));
    let opts = PackageOpts {
        ignore_imports: options.find,
        mod_resolve_tests: options.test,
        load_tests: options.test,
        auto_vcs: true,
        suppress_build_info: !options.export && !needs_any(&["Stale", "StaleReason"]),
        suppress_embed_files: !options.export
            && !needs_any(&["EmbedFiles", "TestEmbedFiles", "XTestEmbedFiles"]),
        ..PackageOpts::default()
    };
    let mut loaded = load(invocation, &ctx, &opts, &invocation.parsed.args)?;
    let mut packages = loaded.graph.packages.iter();
    if session.is_none() && packages.any(|package| !package.name.is_empty()) {
        session::make_cache(invocation)?;
    }
    let mut code = 0;
    let mut names = None;
    if !options.allow_errors && log_errors(invocation, &loaded.graph, &loaded.graph.roots) {
        return Err(CliError::Exit(1));
    }
    let mut listed = loaded.graph.roots.clone();
    if let Some(session) = &session {
        test::add(session, &mut loaded, options.allow_errors, &mut listed)?;
    }
    let named: HashSet<PackageId> = listed.iter().copied().collect();
    // With several packages upstream looks at all dependencies for profiles, and at
    // their errors on the way.
    let is_split = options.test || flags.pgo == "auto" && listed.len() > 1;
    if options.deps || is_split {
        let all = package_list(&loaded.graph, &listed);
        if !options.allow_errors && log_errors(invocation, &loaded.graph, &all) {
            code = 1;
        }
        if is_split {
            names = Some(all.clone());
        }
        if options.deps {
            listed = all;
        }
    }
    if needs_build && let Some(session) = &session {
        code = code.max(stale::compute(
            session,
            &ctx,
            mode,
            &mut loaded,
            &listed,
            &options,
        )?);
    }
    prepare(&mut loaded, &listed, &named, &options)
        .map_err(|error| super::load_error(invocation, error))?;
    if let Some(all) = names {
        name_variants(&mut loaded.graph, &all);
    }
    if options.retracted {
        let allow_errors = options.allow_errors;
        code = code.max(modules::add_retractions(
            invocation,
            &mut loaded,
            &listed,
            allow_errors,
        )?);
    }
    map_imports(&mut loaded.graph, &listed, &options);
    let (text, error) = render(invocation, &mut loaded, &ctx, &listed, &options);
    invocation.output.stdout_bytes(&text);
    // The process ends here. To take the graph and all facts apart, piece by piece and
    // on one thread, costs a tenth of the whole command (measured on 700 packages).
    std::mem::forget(loaded);
    std::mem::forget(ctx);
    match error {
        Some(line) => Err(CliError::Fatal(line)),
        None => Ok(code),
    }
}

/// Prints the errors of the packages; reports whether there were any.
fn log_errors(invocation: &Invocation, graph: &PackageGraph, packages: &[PackageId]) -> bool {
    let mut failed = false;
    for &id in packages {
        if let Some(error) = &graph.get(id).problems.error {
            invocation.output.log(&error.to_string());
            failed = true;
        }
    }
    failed
}

/// Fills in what only listing shows: resolved test imports, `DepOnly`, and the imports
/// that only compiled files have.
fn prepare(
    loaded: &mut Loaded<'_>,
    listed: &[PackageId],
    named: &HashSet<PackageId>,
    options: &Options,
) -> Result<(), LoadError> {
    // What is wrong with the layout of GOPATH shows even where the imports do not.
    let always = !loaded.modules.is_enabled();
    for &id in listed {
        if always || options.shows("TestImports") || options.shows("XTestImports") {
            let package = loaded.graph.get(id);
            let tests = loaded.resolve_imports(id, &package.tests.imports)?;
            let xtests = loaded.resolve_imports(id, &package.xtests.imports)?;
            let package = loaded.graph.get_mut(id);
            package.facts.tests.imports = tests;
            package.facts.xtests.imports = xtests;
        }
        let package = loaded.graph.get_mut(id);
        package.facts.cmdline.dep_only = !named.contains(&id);
        if options.compiled {
            let imports = &mut package.facts.imports;
            imports.paths.extend_from_slice(&imports.compiled);
        }
    }
    Ok(())
}

/// Sets the map from imports in the source to what they mean.
fn map_imports(graph: &mut PackageGraph, listed: &[PackageId], options: &Options) {
    for &id in listed {
        let package = graph.get_mut(id);
        let mut sources = package.imports.raw.clone();
        if options.compiled {
            sources.extend_from_slice(&package.imports.compiled);
        }
        let pairs = sources.iter().zip(&package.imports.paths);
        let renamed = pairs.filter(|(raw, path)| raw != path);
        package.facts.imports.map = renamed
            .map(|(raw, path)| (raw.clone(), path.clone()))
            .collect();
    }
}

/// Gives packages that are built for one test or main package names that tell them
/// apart.
fn name_variants(graph: &mut PackageGraph, all: &[PackageId]) {
    let is_variant = |package: &Package| {
        !package.request.for_test.is_empty() || !package.request.for_main.is_empty()
    };
    if !all.iter().any(|&id| is_variant(graph.get(id))) {
        return;
    }
    let mut old_names: HashMap<String, String> = HashMap::new();
    for &id in all {
        let package = graph.get_mut(id);
        if is_variant(package) {
            let new = package.desc();
            let old = std::mem::replace(&mut package.facts.import_path, new.clone());
            old_names.insert(new, old);
        }
    }
    for &id in all {
        let new_names: HashMap<String, String> = graph
            .get(id)
            .imports
            .ids
            .iter()
            .map(|&import| graph.get(import))
            .filter_map(|import| {
                let old = old_names.get(&import.import_path)?;
                Some((old.clone(), import.import_path.clone()))
            })
            .collect();
        for path in &mut graph.get_mut(id).facts.imports.paths {
            if let Some(new) = new_names.get(path.as_str()) {
                path.clone_from(new);
            }
        }
    }
}

/// Renders the packages; an error of the template comes with what it printed before.
fn render(
    invocation: &Invocation,
    loaded: &mut Loaded<'_>,
    ctx: &LoadContext<'_>,
    listed: &[PackageId],
    options: &Options,
) -> (Vec<u8>, Option<String>) {
    let Loaded { graph, modules, .. } = loaded;
    let graph = &*graph;
    let (shows_deps, shows_errors) = (options.shows("Deps"), options.shows("DepsErrors"));
    let order = if options.deps {
        Cow::Borrowed(listed)
    } else if shows_deps || shows_errors {
        Cow::Owned(package_list(graph, listed))
    } else {
        Cow::Borrowed(&[][..])
    };
    let deps = shows_deps.then(|| Deps::collect(graph, &order));
    let errors = shows_errors.then(|| DepsErrors::collect(graph, &order));
    let rows = listed.iter().map(|&id| Row {
        package: graph.get(id),
        deps: deps.as_ref().map_or_else(Vec::new, |deps| deps.of(id)),
        deps_errors: errors
            .as_ref()
            .map_or_else(Vec::new, |errors| errors.of(id)),
        has_nil_imports: options.find || options.compiled,
    });
    let Some(template) = &options.template else {
        return (render_json(rows, options), None);
    };
    // All rows live as long as what templates make of them.
    let rows: Vec<Row<'_>> = rows.collect();
    let values = rows.iter().map(values::package);
    template::render(invocation, modules, ctx, template, values)
}

fn render_json<'a>(rows: impl Iterator<Item = Row<'a>>, options: &Options) -> Vec<u8> {
    let mut out = Writer::indented("", "\t");
    let fields: Vec<_> = FIELDS
        .iter()
        .filter(|(name, _)| options.needs(name))
        .collect();
    for row in rows {
        out.begin_object();
        for (name, get) in &fields {
            get(&row).write(name, &mut out);
        }
        out.end_object();
        out.newline();
    }
    out.finish()
}
