//! `vamos check`: the type errors of packages, without compiling.
//!
//! It prints what `go build` would print. Named packages, their tests and all packages of the
//! main modules that they need are checked in full; of other packages only the declarations.
//! Counterpart: none; the texts are those of cmd/compile and of cmd/go/internal/work/shell.go.

mod cgo;
mod kept;
mod sources;
mod units;

use std::sync::Arc;

use vamos_build::EventSink;
use vamos_build::cgo::readable_names;
use vamos_build::readable_paths;
use vamos_checks::Kept;
use vamos_checks::Settings;
use vamos_checks::Target;
use vamos_checks::Verdict;
use vamos_checks::check_units;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;

use super::module_flags;
use super::session::load;
use super::session::report_package_errors;
use super::session::sink;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use sources::DiskSources;

/// Runs `vamos check`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    module_flags::check(invocation, &flags)?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files.clone());
    let has_tests = match invocation.parsed.last(Flag::Test) {
        Some(_) => invocation.parsed.is_set(Flag::Test),
        None => true,
    };
    let sink = sink(invocation, &flags);
    let opts = PackageOpts {
        mod_resolve_tests: has_tests,
        load_tests: has_tests,
        suppress_build_info: true,
        ..PackageOpts::default()
    };
    let loaded = load(invocation, &ctx, &opts, &invocation.parsed.args)?;
    report_package_errors(invocation, &loaded.graph, &*sink)?;
    let graph = &loaded.graph;
    let env = &invocation.env;
    let Some(target) = Target::of_arch(&env.goarch) else {
        let text = format!("vamos check: unknown processor {}", env.goarch);
        return Err(CliError::Fatal(text));
    };
    let selected = units::select(graph, has_tests);
    let is_wanted = |id| selected.is_wanted(graph, id);
    let packages = &selected.packages;
    let cgo = cgo::make(invocation, &flags, &files, graph, packages, &is_wanted)?;
    let units = units::of_graph(env, &*files, graph, &selected, &cgo);
    let sources = DiskSources {
        files: &*files,
        generated: &cgo.contents,
    };
    let kept = kept::open(invocation);
    let shared = kept.clone().map(|kept| kept as Arc<dyn Kept>);
    let settings = Settings {
        release: env.release,
        target,
        sources: &sources,
        kept: shared.as_ref(),
    };
    let verdicts = check_units(&units, settings, invocation.pool());
    if let Some(kept) = &kept {
        kept.save();
    }
    Ok(report(invocation, &*sink, graph, packages, &verdicts))
}

/// Prints the errors of packages in their order; returns the exit code.
fn report(
    invocation: &Invocation,
    sink: &dyn EventSink,
    graph: &PackageGraph,
    packages: &[PackageId],
    verdicts: &[Verdict],
) -> i32 {
    let mut code = 0;
    for (id, verdict) in packages.iter().zip(verdicts) {
        let package = graph.get(*id);
        match verdict {
            Verdict::Correct | Verdict::Skipped | Verdict::Lost => {}
            Verdict::Wrong(text) => {
                let desc = package.desc();
                let text = readable_paths(&invocation.process.cwd, text, &package.dir);
                let release = invocation.env.release;
                let text = readable_names(release, package.uses_cgo(), text);
                sink.failure(Some(&desc), &format!("# {desc}\n{text}"));
                code = 1;
            }
            Verdict::Failed(texts) => {
                for text in texts {
                    sink.failure(Some(&package.desc()), text);
                }
                code = 1;
            }
            Verdict::Unsupported(reason) => {
                let name = package.desc();
                let line = format!("vamos check: {name} was not checked: {reason}");
                invocation.output.log(&line);
                code = code.max(3);
            }
        }
    }
    code
}
