//! `go get`: changes the requirements of the main module.
//!
//! 1. Each argument is a query (`query.rs`), with sets of modules that could answer it
//!    (`candidates.rs`); packages that arguments import add more (`imports.rs`).
//! 2. [`Resolver`] decides among them (`resolve.rs`), and `edit_requirements` of crate `modules`
//!    moves roots until all decided versions are selected. Both are repeated until nothing changes.
//! 3. `problems.rs` loads the packages once more and reports problems; `commit.rs` writes the files.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`runGet`).

mod argument_error;
mod candidates;
mod changes;
mod imports;
mod problems;
mod query;
mod request;
mod resolve;
mod resolver;
mod siblings;

pub use request::GetError;
pub use request::GetRequest;
pub use request::GetSink;

use vamos_modload::LoadContext;
use vamos_modload::ModOptions;
use vamos_modload::Modules;
use vamos_modload::pattern::is_meta_package;
use vamos_modules::WriteOptions;

use query::Query;
use query::parse_arguments;
use resolver::Resolver;

/// Runs the command on initialised modules of the main module.
pub fn get<'a>(
    ctx: &'a LoadContext<'a>,
    modules: Modules<'a>,
    request: GetRequest<'_>,
    sink: &mut dyn GetSink,
) -> Result<(), GetError> {
    let release = ctx.env.sdk.release;
    let parsed = parse_arguments(ctx, request, sink)?;
    let mut options = WriteOptions {
        drop_toolchain: parsed.drops_toolchain,
        explicit_toolchain: parsed.queries.iter().any(|q| q.pattern == "toolchain"),
        ..WriteOptions::default()
    };
    let mut resolver = Resolver::new(ctx, modules, parsed.queries, request, sink)?;
    resolver.run()?;
    let tools_first = release.loads_tools_before_checks();
    if request.tool && tools_first {
        resolver.update_tools(&mut options)?;
        resolver.load_build_list()?;
    }
    resolver.check_package_problems()?;
    if request.tool && !tools_first {
        resolver.update_tools(&mut options)?;
    }
    let planned = resolver.modules.plan_write(options);
    resolver.flush();
    let [before, after] = planned?;
    let updates = resolver.modules.updates().to_vec();
    resolver.sink.write(&updates)?;
    // Upstream compares with a go.mod that the workspace has changed already.
    let before = resolver.workspace_stated.take().unwrap_or(before);
    resolver.report_changes(&before, &after);
    siblings::raise_go_work(ctx, &after);
    Ok(())
}

impl Resolver<'_, '_> {
    /// Resolves the queries until nothing changes.
    fn run(&mut self) -> Result<(), GetError> {
        self.perform_local_queries()?;
        self.perform_path_queries();
        self.perform_tool_queries();
        self.perform_work_queries()?;
        loop {
            self.perform_wildcard_queries();
            self.perform_all_queries()?;
            // A change of the build list may bring modules that other queries match.
            if self.resolve_queries(|_| true)? {
                continue;
            }
            let upgrades = self.find_and_upgrade_imports()?;
            if self.apply_upgrades(upgrades)? {
                continue;
            }
            self.find_missing_wildcards();
            if self.resolve_queries(Query::is_wildcard_path)? {
                continue;
            }
            break;
        }
        self.check_wildcard_versions()
    }

    /// Adds the packages of the arguments to the tools, or removes them (`updateTools`).
    fn update_tools(&mut self, options: &mut WriteOptions) -> Result<(), GetError> {
        let mut patterns = Vec::new();
        for query in &self.queries {
            let pattern = &query.pattern;
            if is_meta_package(pattern) || pattern == "toolchain" {
                let pattern = pattern.clone();
                return Err(GetError::Tool { pattern });
            }
            patterns.push(pattern.clone());
        }
        let load = self.checking_options();
        let matches = self.modules.load_packages(&load, &patterns);
        self.flush();
        let keeps_all = self.ctx.env.sdk.release.adds_all_tools();
        for (found, query) in matches?.iter().zip(&self.queries) {
            let packages = found.pkgs.iter().map(|path| path.as_str().to_owned());
            if query.version == "none" {
                options.drop_tools.extend(packages);
            } else {
                if !keeps_all {
                    options.add_tools.clone_from(&options.drop_tools);
                }
                options.add_tools.extend(packages);
            }
        }
        Ok(())
    }

    /// Returns the options of loads that report problems of packages.
    fn checking_options(&self) -> ModOptions {
        ModOptions {
            vendor_modules_in_goroot_src: true,
            load_tests: self.request.tests,
            allow_errors: true,
            silence_no_go_errors: true,
            ..ModOptions::default()
        }
    }
}
