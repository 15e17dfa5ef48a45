//! Common parts of commands that build: the cache, the event sink, loading, and errors of loading
//! and building.
//!
//! Counterpart: cmd/go/internal/work/build.go (`runBuild`, `InstallPackages`),
//! cmd/go/internal/load/pkg.go (`CheckPackageErrors`).

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use vamos_build::BuildError;
use vamos_build::Checks;
use vamos_build::CommandNeeds;
use vamos_build::Context;
use vamos_build::EventSink;
use vamos_build::JsonSink;
use vamos_build::ListNeeds;
use vamos_build::ModeSettings;
use vamos_build::TextSink;
use vamos_cache::ActionId;
use vamos_cache::Hasher;
use vamos_cache::LocalStore;
use vamos_cache::SharedUse;
use vamos_cache::Store;
use vamos_fsys::HashedFiles;
use vamos_fsys::proc::on_interrupt;
use vamos_goenv::BuildOptions;
use vamos_goenv::Profile;
use vamos_goenv::tool_id::ToolIdError;
use vamos_jobs::RemoteRunner;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_load::load_packages;
use vamos_load::package_errors;
use vamos_load::package_list;
use vamos_load::repair_of_packages;
use vamos_localstore::Table;
use vamos_modload::LoadContext;
use vamos_modload::LoadError;

use super::build_cache;
use super::build_cache::Opened;
use super::remote_exec;
use super::type_checks::TypeChecks;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::output::BuildOutput;
use crate::output::SinkWithLiveLine;
use crate::sdk_sources;

/// No further piece of the build cache is removed when a removal has taken so long.
const REMOVAL: Duration = Duration::from_secs(1);

/// Loads the packages that `patterns` name, printing warnings.
pub(crate) fn load<'a>(
    invocation: &Invocation,
    ctx: &'a LoadContext<'a>,
    opts: &PackageOpts,
    patterns: &[String],
) -> Result<Loaded<'a>, CliError> {
    let loaded = load_packages(ctx, opts, patterns);
    ctx.dirs.save_memo();
    finish_load(invocation, loaded)
}

/// Returns the patterns that a command names; without any, the patterns of all packages.
pub(crate) fn patterns_or_all(invocation: &Invocation) -> Vec<String> {
    match &invocation.parsed.args[..] {
        [] => vec!["./...".to_owned()],
        named => named.to_vec(),
    }
}

/// Loads packages to build them. If the build needs something that is not implemented, this
/// is detected before anything is printed; else `announce` prints the first output.
pub(crate) fn load_to_build<'a>(
    invocation: &Invocation,
    ctx: &'a LoadContext<'a>,
    opts: &PackageOpts,
    patterns: &[String],
    announce: impl FnOnce(),
) -> Result<Loaded<'a>, CliError> {
    let loaded = load_packages(ctx, opts, patterns);
    ctx.dirs.save_memo();
    match &loaded {
        Ok(loaded) if package_errors(&loaded.graph).is_empty() => {
            check_implemented(&loaded.graph, &loaded.graph.roots)?;
        }
        Ok(_) => {}
        Err(LoadError::NeedsDownload { .. }) => return finish_load(invocation, loaded),
        // Such a module, and the flags, may need a newer Go, so upstream checks that first
        // (`maybeSwitchForGoInstallVersion`).
        Err(error) if opts.outside_module && super::newest_wanted(error).is_some() => {
            let error = loaded.err().expect("it is an error");
            return Err(super::switch_or_load_error(invocation, error));
        }
        Err(_) => {}
    }
    announce();
    finish_load(invocation, loaded)
}

/// Prints warnings and errors of a load, and writes the module files that it changed.
pub(crate) fn finish_load<'a>(
    invocation: &Invocation,
    loaded: Result<Loaded<'a>, LoadError>,
) -> Result<Loaded<'a>, CliError> {
    let output = &invocation.output;
    output.suggest(match &loaded {
        Ok(loaded) => repair_of_packages(&loaded.graph),
        Err(error) => error.repair(),
    });
    let loaded = loaded.map_err(|error| super::load_error(invocation, error))?;
    for warning in &loaded.warnings {
        invocation.output.log(warning);
    }
    super::module_files::write(invocation, loaded.modules.updates())?;
    Ok(loaded)
}

/// Refuses packages whose build is not implemented, before anything is written.
pub(crate) fn check_implemented(graph: &PackageGraph, roots: &[PackageId]) -> Result<(), CliError> {
    let unimplemented = |what: &str| Err(CliError::Unimplemented(what.to_owned()));
    for id in package_list(graph, roots) {
        let package = graph.get(id);
        if package.uses_swig() {
            return unimplemented("SWIG");
        }
    }
    Ok(())
}

/// Returns `packages` without those that a wildcard matched and that have no Go files other
/// than tests (`omitTestOnly`).
pub(crate) fn omit_test_only(graph: &PackageGraph, packages: &[PackageId]) -> Vec<PackageId> {
    let has_sources = |id: &&PackageId| {
        let package = graph.get(**id);
        package.cmdline.pkg_literal || !package.files.go.is_empty() || !package.files.cgo.is_empty()
    };
    packages.iter().filter(has_sources).copied().collect()
}

/// The state of one command that builds.
pub(crate) struct Session<'a> {
    invocation: &'a Invocation,
    /// The build flags.
    pub(crate) flags: BuildOptions,
    /// The view of source files.
    pub(crate) files: Arc<dyn HashedFiles>,
    cache: Opened,
    remote: Option<Arc<dyn RemoteRunner>>,
    hasher: Hasher,
    costs: Option<Table>,
    checks: Option<TypeChecks<'a>>,
    sink: Box<dyn EventSink>,
    /// When the command began to build, in nanoseconds since the epoch.
    pub(crate) began_ns: i128,
}

impl<'a> Session<'a> {
    /// Opens the build cache and handles Ctrl-C from now on.
    pub(crate) fn open(invocation: &'a Invocation) -> Result<Self, CliError> {
        let flags = invocation.load_flags()?;
        super::module_flags::check(invocation, &flags)?;
        let files = invocation.files(&flags)?;
        let env = &invocation.env;
        let needed = sdk_sources::needed(invocation);
        let profile = Profile::detect(&*invocation.disk, &env.sdk, needed);
        let debug = build_cache::Debug::new(invocation);
        let cache = build_cache::open(invocation, &profile, &debug)?;
        let remote = match cache.executes {
            true => remote_exec::runner(invocation)?,
            false => None,
        };
        let checks = TypeChecks::new(invocation, Arc::clone(&files));
        let sink = sink(invocation, &flags);
        let (cancel, executor) = (invocation.cancel.clone(), Arc::clone(&invocation.executor));
        // Without a handler Ctrl-C ends the command without cleaning up.
        let _ = on_interrupt(move || {
            cancel.cancel();
            executor.kill_all();
        });
        Ok(Self {
            invocation,
            flags,
            files,
            cache,
            remote,
            costs: invocation.costs(),
            checks,
            hasher: Hasher::new(&env.sdk.version, debug.observer),
            sink,
            began_ns: (vamos_cache::system_clock())(),
        })
    }

    /// Returns the state of a command whose results go into this cache, which is vamos' own.
    pub(crate) fn with_own_cache(
        invocation: &'a Invocation,
        flags: BuildOptions,
        files: Arc<dyn HashedFiles>,
        store: Box<dyn Store>,
        sink: Box<dyn EventSink>,
    ) -> Self {
        let (cancel, executor) = (invocation.cancel.clone(), Arc::clone(&invocation.executor));
        // Without a handler Ctrl-C ends the command without cleaning up.
        let _ = on_interrupt(move || {
            cancel.cancel();
            executor.kill_all();
        });
        Self {
            invocation,
            flags,
            files,
            cache: Opened {
                store,
                missing: None,
                executes: false,
            },
            remote: None,
            costs: None,
            checks: None,
            hasher: Hasher::new(&invocation.env.sdk.version, None),
            sink,
            began_ns: (vamos_cache::system_clock())(),
        }
    }

    /// Reports whether jobs run on other machines.
    pub(crate) fn has_workers(&self) -> bool {
        self.remote.is_some()
    }

    /// Returns the directory of the build cache.
    pub(crate) fn store_dir(&self) -> &str {
        self.cache.store.dir()
    }

    /// Returns the actions that the command found in the build cache or stored there.
    pub(crate) fn used(&self) -> Vec<ActionId> {
        let local = self.cache.store.capabilities().local;
        local.map(LocalStore::used).unwrap_or_default()
    }

    /// Returns the use of other machines, if there were requests to them.
    pub(crate) fn shared(&self) -> Option<SharedUse> {
        self.cache.store.capabilities().sharing?.used()
    }

    /// Waits a limited time until other machines have the results of this command, unless it was
    /// cancelled.
    pub(crate) fn end_sharing(&self, is_complete: bool) {
        if let Some(sharing) = self.cache.store.capabilities().sharing
            && !self.invocation.cancel.is_cancelled()
        {
            sharing.end_sharing(is_complete);
        }
    }

    /// Removes entries of the build cache above its cap, for a limited time. To be called when the
    /// user has the result of the command.
    pub(crate) fn keep_cap(&self) {
        let Invocation { cancel, output, .. } = self.invocation;
        let Some(local) = self.cache.store.capabilities().local else {
            return;
        };
        let begin = Instant::now();
        let mut is_first = true;
        local.keep_cap(&mut |bytes| {
            if std::mem::take(&mut is_first) && output.live.is_shown() {
                let bytes = vamos_insight::size_of_bytes(bytes);
                output.remark(&format!(
                    "vamos: the build cache is above its cap: removes {bytes} that were not used lately"
                ));
            }
            begin.elapsed() < REMOVAL && !cancel.is_cancelled()
        });
    }

    /// Returns an error if there is no build cache; to be called before it is needed.
    pub(crate) fn require_cache(&self) -> Result<(), CliError> {
        match &self.cache.missing {
            Some(line) => Err(CliError::Fatal(line.clone())),
            None => Ok(()),
        }
    }

    /// Returns the values that a build works from.
    pub(crate) fn context(&self, list: ListNeeds) -> Context<'_> {
        Context {
            env: &self.invocation.env,
            flags: &self.flags,
            files: &*self.files,
            cwd: &self.invocation.process.cwd,
            hasher: &self.hasher,
            cache: &*self.cache.store,
            costs: self.costs.as_ref(),
            reuse: self.invocation.process.settings.reuse(),
            executor: &*self.invocation.executor,
            sink: &*self.sink,
            cancel: self.invocation.cancel.clone(),
            pool: self.invocation.pool().clone(),
            command: CommandNeeds {
                name: self.invocation.policy.name,
                list,
                journal: self.keeps_journal(list),
                only_reads: self.invocation.process.only_reads,
            },
            checks: self.checks(),
            jobs: self.invocation.job_settings(self.remote.clone()),
        }
    }

    /// Returns the checks of packages before they are compiled.
    fn checks(&self) -> Option<Checks<'_>> {
        Some(Checks {
            setting: self.invocation.process.settings.checks?,
            checker: self.checks.as_ref()?,
        })
    }

    /// Stores the results of checks for later runs.
    pub(crate) fn keep_summaries(&self) {
        if let Some(checks) = &self.checks {
            checks.save();
        }
    }

    /// Reports whether the actions of a build are recorded: those that run, or with `-why` those
    /// that would.
    fn keeps_journal(&self, list: ListNeeds) -> bool {
        let is_planned = self.invocation.parsed.is_set(Flag::Why);
        self.costs.is_some() && !self.flags.report.n && (!list.is_list || is_planned)
    }

    /// Stores the source of a test's main program in the cache; returns the file.
    pub(crate) fn store_testmain(&self, source: &[u8]) -> Result<String, CliError> {
        let mut hash = self.hasher.hash("testmain");
        hash.write(b"testmain\n");
        hash.write(source);
        let id = hash.action_id();
        let store = &self.cache.store;
        let output = store.put_bytes(&id, source);
        let output = output.and_then(|output| store.settle(&id).map(|()| output));
        let output = output.map_err(|error| CliError::Fatal(error.to_string()))?;
        Ok(store.output_file(&output))
    }

    /// Turns an error that belongs to no package into the error that ends the command.
    pub(crate) fn build_error(&self, error: &BuildError) -> CliError {
        build_error(self.invocation, error)
    }

    /// Reports the errors of the packages that are to be built, if there are any
    /// (`load.CheckPackageErrors`).
    pub(crate) fn check_packages(&self, graph: &PackageGraph) -> Result<(), CliError> {
        report_package_errors(self.invocation, graph, &*self.sink)
    }

    /// Adds packages to a graph that flags need besides imports, for a build of `roots`: packages
    /// for coverage and for shared libraries.
    pub(crate) fn prepare_graph(
        &self,
        ctx: &LoadContext<'_>,
        loaded: &mut Loaded<'_>,
        graph: &mut PackageGraph,
        roots: &[PackageId],
    ) -> Result<(), CliError> {
        if self.flags.instrument.cover {
            let warnings = loaded.prepare_for_coverage(ctx, graph, roots);
            for warning in warnings.map_err(CliError::Fatal)? {
                self.invocation.output.log(&warning);
            }
        }
        if self.flags.mode.linkshared || self.flags.mode.buildmode == "shared" {
            let prepared = loaded.prepare_shared(ctx, graph, &vamos_build::library_packages);
            prepared.map_err(CliError::Fatal)?;
        }
        Ok(())
    }
}

/// Reports the errors of loaded packages, if there are any.
pub(crate) fn report_package_errors(
    invocation: &Invocation,
    graph: &PackageGraph,
    sink: &dyn EventSink,
) -> Result<(), CliError> {
    let errors = package_errors(graph);
    if errors.is_empty() {
        return Ok(());
    }
    for id in &errors.packages {
        let package = graph.get(*id);
        if let Some(error) = &package.problems.error {
            sink.failure(Some(&package.desc()), &error.to_string());
        }
    }
    for path in &errors.duplicates {
        let line = format!("internal error: duplicate loads of {path}");
        invocation.output.log(&line);
    }
    Err(CliError::Exit(1))
}

/// Returns the printer for messages of a build: text, or JSON if the flags request it.
pub(crate) fn sink(invocation: &Invocation, flags: &BuildOptions) -> Box<dyn EventSink> {
    let output = Arc::clone(&invocation.output);
    match flags.report.json {
        true => {
            let release = invocation.env.sdk.release;
            let sink = JsonSink::new(BuildOutput::Stdout(Arc::clone(&output), release));
            Box::new(SinkWithLiveLine { sink, output })
        }
        false => {
            let sink = TextSink::new(BuildOutput::Stderr(Arc::clone(&output)));
            Box::new(SinkWithLiveLine { sink, output })
        }
    }
}

/// Checks the flags of a command that loads packages; returns the settings that follow.
pub(crate) fn check_flags(
    invocation: &Invocation,
    flags: &BuildOptions,
) -> Result<ModeSettings, CliError> {
    let checked = vamos_build::check_flags(
        &invocation.env,
        flags,
        &invocation.process.cwd,
        &*invocation.executor,
        &invocation.cancel,
    );
    checked.map_err(|error| build_error(invocation, &error))
}

/// Runs the checks of a build that come before loading of packages and after its flags.
pub(crate) fn check_target(invocation: &Invocation, flags: &BuildOptions) -> Result<(), CliError> {
    let failed = |error| build_error(invocation, &error);
    let target = invocation.env.check_target();
    target.map_err(|error| failed(BuildError::Target(error)))?;
    if flags.sources.tags.iter().any(|tag| tag.contains(',')) {
        return Err(failed(BuildError::TagsWithComma));
    }
    Ok(())
}

fn build_error(invocation: &Invocation, error: &BuildError) -> CliError {
    let output = &invocation.output;
    match error {
        BuildError::Unimplemented(what) => CliError::Unimplemented((*what).to_owned()),
        BuildError::Cancelled => CliError::Exit(1),
        error => {
            if let BuildError::ToolId(ToolIdError::Run { stderr, .. }) = error
                && !stderr.is_empty()
            {
                output.log(stderr.trim_end_matches('\n'));
            }
            let prefix = if error.has_prefix() { "go: " } else { "" };
            output.log(&format!("{prefix}{error}"));
            CliError::Exit(i32::from(error.class().exit_status()))
        }
    }
}

/// Makes the build cache's directories for a command that does not build: upstream stores
/// its module index there, and fails if it cannot. The cache is not read.
pub(crate) fn make_cache(invocation: &Invocation) -> Result<(), CliError> {
    let env = &invocation.env;
    if !env.dirs.has_build_cache() || env.godebug("goindex") == "0" {
        return Ok(());
    }
    require_cache(invocation)
}

/// Makes the build cache's directories, or returns why it cannot be used.
pub(crate) fn require_cache(invocation: &Invocation) -> Result<(), CliError> {
    build_cache::open_shared(invocation).map(drop)
}
