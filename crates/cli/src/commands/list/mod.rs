//! `go list`: packages, as text, by template or as JSON.
//!
//! Counterpart: cmd/go/internal/list/{list,context}.go.

mod fields;
mod functions;
mod modules;
mod options;
mod rows;
mod shown;
mod stale;
mod template;
mod test;
mod values;

use vamos_base::golang::json::Writer;
use vamos_load::Described;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::package_list;
use vamos_modload::LoadContext;

use super::module_flags;
use super::pipeline::Work;
use super::session;
use super::session::Session;
use super::session::load;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::json;
use fields::FIELDS;
use options::Options;
use rows::Extras;
use rows::Row;

/// Runs `go list`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let has_empty = invocation.parsed.args.iter().any(String::is_empty);
    if has_empty && invocation.env.sdk.release.refuses_empty_list_patterns() {
        return Err(CliError::go("invalid package: \"\""));
    }
    let flags = invocation.load_flags()?;
    module_flags::check(invocation, &flags)?;
    let (env, disk, cwd) = (&invocation.env, &*invocation.disk, &invocation.process.cwd);
    let has_modules = vamos_goenv::module_flags::modules_enabled(env, disk, cwd);
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
    if options.retracted && flags.modules.mod_flag == "vendor" {
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
        build_info: if options.export || needs_any(&["Stale", "StaleReason"]) {
            Described::All
        } else if invocation.env.sdk.release.describes_test_main_last() {
            Described::Nothing
        } else {
            // Not needed, but an error of version control shows.
            Described::OfTests
        },
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
    let mut extras = Extras::new(&listed);
    // With several packages upstream checks all dependencies for PGO profiles, and thereby finds
    // their errors.
    let is_split = options.test || flags.tools.pgo == "auto" && listed.len() > 1;
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
        let work = Work {
            invocation,
            session,
            mode: &mode,
        };
        let built = stale::compute(work, &ctx, &mut loaded, &listed, &options)?;
        code = code.max(built.code);
        extras.set_outcomes(built.outcomes);
    }
    extras
        .resolve_tests(&loaded, &listed, &options)
        .map_err(|error| super::load_error(invocation, error))?;
    if let Some(all) = names {
        extras.name_variants(&loaded.graph, &all);
    }
    if options.retracted {
        let allow_errors = options.allow_errors;
        code = code.max(modules::add_retractions(
            invocation,
            &mut loaded,
            &listed,
            allow_errors,
            &mut extras.modules,
        )?);
    }
    let (text, error) = render(invocation, &mut loaded, &extras, &ctx, &listed, &options);
    let printed = print(invocation, &text, &options);
    // The process ends here. Freeing the graph and all facts on one thread would take a
    // tenth of the whole command's time (measured with 700 packages).
    std::mem::forget(loaded);
    std::mem::forget(extras);
    std::mem::forget(ctx);
    printed?;
    match error {
        Some(line) => Err(CliError::Fatal(line)),
        None => Ok(code),
    }
}

/// Prints the list. Only a template's execution fails with the output; the newline after the last
/// one, and JSON, are written without a check.
fn print(invocation: &Invocation, text: &[u8], options: &Options) -> Result<(), CliError> {
    let written = match &options.template {
        Some(_) => invocation.output.try_buffered(text, 1),
        None => {
            invocation.output.stdout_bytes(text);
            Ok(())
        }
    };
    written.map_err(|error| CliError::Fatal(error.to_string()))
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

/// Renders the packages; returns the output up to an error of the template, and the error.
fn render(
    invocation: &Invocation,
    loaded: &mut Loaded<'_>,
    extras: &Extras,
    ctx: &LoadContext<'_>,
    listed: &[PackageId],
    options: &Options,
) -> (Vec<u8>, Option<String>) {
    let Loaded { graph, modules, .. } = loaded;
    let rows = extras.rows(graph, listed, options);
    let Some(template) = &options.template else {
        let text = render_json(rows, options);
        let text = json::for_release(&text, invocation.env.sdk.release);
        return (text.into_owned(), None);
    };
    // Template values borrow the rows.
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
