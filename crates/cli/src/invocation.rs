//! The context of a running command.
//!
//! Counterpart: the package-level variables of cmd/go/internal/{base,cfg}.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::quoted;
use vamos_base::golang::strconv::parse_int;
use vamos_build::JobSettings;
use vamos_cache::EntryIndex;
use vamos_fetch::Fetcher;
use vamos_fetch::Parts;
use vamos_fsys::Disk;
use vamos_fsys::HashedFiles;
use vamos_fsys::proc::Leftovers;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::uncached;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_jobs::RemoteRunner;
use vamos_localstore::StoreKind;
use vamos_localstore::Table;
use vamos_localstore::data_dir;
use vamos_modcache::Layout;
use vamos_modload::Commit;
use vamos_modload::CommitFailure;
use vamos_modload::LoadContext;
use vamos_modload::LoadPolicy;
use vamos_modload::commit_notes::CommitNotes;
use vamos_modload::dirpkg::BuildContext;
use vamos_modload::dirpkg::DirCache;
use vamos_remote::Endpoint;
use vamos_sched::Pool;
use vamos_tools::InstrumentedCompiler;
use vamos_vcs::ProgramConfig;
use vamos_vcs::Stamper;

use crate::env_vars;
use crate::env_vars::ReuseMode;
use crate::error::CliError;
use crate::flags::Flag;
use crate::flags::Parsed;
use crate::json;
use crate::local_store::EntryTable;
use crate::output::Output;
use crate::panics::Fault;
use crate::policy::CommandPolicy;
use crate::process::Process;
use crate::run_record::RunRecorder;
use crate::tool_stack::Tools;
use crate::toolchain::Chooser;
use crate::user_file::UserFile;
use crate::wiring;

/// The context of a running command.
pub(crate) struct Invocation {
    /// The process as it was started, `-C` applied and removed.
    pub(crate) process: Process,
    /// The resolved environment.
    pub(crate) env: GoEnv,
    /// The command.
    pub(crate) policy: &'static CommandPolicy,
    /// $GOFLAGS, split.
    pub(crate) goflags: Vec<String>,
    /// Flags and arguments as typed.
    pub(crate) parsed: Parsed,
    /// The threads of this command; counted on first use.
    pub(crate) pool: OnceLock<Pool>,
    /// The disk.
    pub(crate) disk: Arc<Disk>,
    /// Starts child processes.
    pub(crate) executor: Arc<LocalExecutor>,
    /// Set by Ctrl-C.
    pub(crate) cancel: Cancel,
    /// Prints to stdout and stderr.
    pub(crate) output: Arc<Output>,
    /// Records this run, so that its result can be reused.
    pub(crate) recorder: Arc<RunRecorder>,
    /// The instrumented compiler.
    pub(crate) compiler: Arc<InstrumentedCompiler>,
    /// Set if archives were left without a record of what their compilations have read.
    pub(crate) wants_read_pass: AtomicBool,
    /// Takes memory and files that are freed after the end of the process.
    pub(crate) leftovers: Arc<Leftovers>,
    /// Downloads modules; created on first use.
    pub(crate) fetcher: OnceLock<Arc<Fetcher>>,
    /// The user's `vamos.toml`; read on first use.
    user_file: Arc<OnceLock<UserFile>>,
    /// The server that the workspace's `vamos.toml` names, and where; read on first use.
    pub(crate) workspace_address: Arc<OnceLock<Option<(Endpoint, String)>>>,
    /// Begins a command inside this one.
    pub(crate) begin_inner: BeginInner,
}

/// Returns the context of a command line, given the context of the command inside which it runs.
/// `None` if only a process of its own can run it, or explain why it cannot run.
pub(crate) type BeginInner = fn(Process, &Invocation) -> Option<Invocation>;

/// The values that all commands of a process share.
pub(crate) struct Shared {
    /// The disk.
    pub(crate) disk: Arc<Disk>,
    /// Prints to stdout and stderr.
    pub(crate) output: Arc<Output>,
    /// Records this run, so that its result can be reused.
    pub(crate) recorder: Arc<RunRecorder>,
    /// The instrumented compiler.
    pub(crate) compiler: InstrumentedCompiler,
    /// Takes memory and files that are freed after the end of the process.
    pub(crate) leftovers: Arc<Leftovers>,
    /// Begins a command inside another one.
    pub(crate) begin_inner: BeginInner,
}

impl Invocation {
    /// Prints JSON as the SDK's release writes it.
    pub(crate) fn print_json(&self, json: &[u8]) {
        let json = json::for_release(json, self.env.sdk.release);
        self.output.stdout_bytes(&json);
    }

    /// Returns the context of a command whose arguments are not parsed yet.
    pub(crate) fn new(
        process: Process,
        env: GoEnv,
        policy: &'static CommandPolicy,
        shared: Shared,
    ) -> Self {
        let executor = LocalExecutor::guarded(&process.exe);
        Self {
            process,
            env,
            policy,
            goflags: Vec::new(),
            parsed: Parsed::default(),
            pool: OnceLock::new(),
            disk: shared.disk,
            executor: Arc::new(executor),
            cancel: Cancel::new(),
            output: shared.output,
            recorder: shared.recorder,
            compiler: Arc::new(shared.compiler),
            wants_read_pass: AtomicBool::new(false),
            leftovers: shared.leftovers,
            fetcher: OnceLock::new(),
            user_file: Arc::default(),
            workspace_address: Arc::default(),
            begin_inner: shared.begin_inner,
        }
    }

    /// Lets another process free the memory of the command, if the process ends with it: little
    /// work follows its links.
    pub(crate) fn leave_memory(&self) {
        if self.process.settings.ends_early {
            self.leftovers.open();
        }
    }

    /// Takes over the arguments. An existing fetcher remains if it matches them.
    pub(crate) fn set_parsed(&mut self, goflags: Vec<String>, parsed: Parsed) {
        let is_writable = |parsed: &Parsed| parsed.is_set(Flag::Modcacherw);
        if parsed.is_set(Flag::X) || is_writable(&parsed) != is_writable(&self.parsed) {
            self.fetcher = OnceLock::new();
        }
        self.pool = OnceLock::new();
        self.goflags = goflags;
        self.parsed = parsed;
    }

    /// Returns a copy with this machine as the target (`cfg.ForceHost`).
    pub(crate) fn for_host(&self) -> Result<Self, CliError> {
        let inputs = wiring::inputs(&self.process, &self.disk);
        let env = match self.env.sdk.tables() {
            Some(sdk) => vamos_goenv::resolve_for_host(&inputs, sdk),
            None => vamos_goenv::resolve(&inputs),
        };
        Ok(Self {
            env: env.map_err(|error| wiring::env_error(&error, &self.output))?,
            process: self.process.clone(),
            policy: self.policy,
            goflags: self.goflags.clone(),
            parsed: self.parsed.clone(),
            pool: self.pool.clone(),
            disk: Arc::clone(&self.disk),
            executor: Arc::clone(&self.executor),
            cancel: self.cancel.clone(),
            output: Arc::clone(&self.output),
            recorder: Arc::clone(&self.recorder),
            compiler: Arc::clone(&self.compiler),
            wants_read_pass: AtomicBool::new(false),
            leftovers: Arc::clone(&self.leftovers),
            fetcher: OnceLock::new(),
            user_file: Arc::clone(&self.user_file),
            workspace_address: Arc::clone(&self.workspace_address),
            begin_inner: self.begin_inner,
        })
    }

    /// Returns the threads that the command may use: as many as Go would run at once
    /// (`runtime.GOMAXPROCS(0)`: the variable of that name if it is a positive number), and
    /// as many children as `-p` allows.
    pub(crate) fn pool(&self) -> &Pool {
        self.pool.get_or_init(|| {
            let positive = |text: &str| {
                let count = text.parse::<i32>().ok();
                let count = count.and_then(|count| usize::try_from(count).ok());
                count.filter(|&count| count > 0)
            };
            let cpus = positive(self.process.var("GOMAXPROCS"));
            let cpus = cpus.unwrap_or_else(|| Pool::of_system().cpus());
            let asked = self.parsed.last(Flag::P);
            let asked = asked.and_then(|count| parse_int(count).ok());
            // Other numbers are an error that the build reports.
            let children = asked.map_or(cpus, |count| usize::try_from(count).unwrap_or(1));
            Pool::with_children(cpus, children)
        })
    }

    /// Returns the build flags of the command line.
    pub(crate) fn build_flags(&self) -> BuildOptions {
        let cpus = self.pool().cpus();
        let mut flags = crate::flags::build::build_options(&self.parsed, cpus);
        // The -json of list is about its own output.
        flags.report.json &= !self.policy.flags.json_selects_fields();
        flags.settle(&self.env.target);
        flags
    }

    /// Returns the flags of a command that loads packages. They include the snapshot that
    /// GOFIPS140 selects, which is unpacked if necessary.
    pub(crate) fn load_flags(&self) -> Result<BuildOptions, CliError> {
        let mut flags = self.build_flags();
        vamos_fetch::fips::init(&self.env, &*self.disk, &mut flags).map_err(CliError::go)?;
        Ok(flags)
    }

    /// Reports whether files are replaced by others (`-overlay`).
    pub(crate) fn has_overlay(&self) -> bool {
        let file = self.parsed.last(Flag::Overlay);
        file.is_some_and(|file| !file.is_empty())
    }

    /// Returns the file view for loading: the disk, or the overlay over it (`fsys.Init` and
    /// the check of `work.BuildInit`).
    pub(crate) fn files(&self, flags: &BuildOptions) -> Result<Arc<dyn HashedFiles>, CliError> {
        let disk = crate::fs_trace::traced(self.disk.clone(), &self.env, &self.output)?;
        let cwd = &self.process.cwd;
        vamos_modload::source_files::open(disk, &self.env, flags, cwd).map_err(CliError::go)
    }

    /// Opens the stored facts about files from earlier runs; `None` with `VAMOS_TRACE=off`
    /// or without a cache directory. Each build of vamos has its own.
    pub(crate) fn memo(&self) -> Option<Arc<Table>> {
        if self.process.settings.reuse_mode == ReuseMode::Off {
            return None;
        }
        let cache = vamos_goenv::host::user_cache_dir(self.env.os()).ok()?;
        let build = self.build_of_vamos()?;
        let now = (vamos_cache::system_clock())();
        Some(Arc::new(Table::open(&data_dir(&cache), &build, now)))
    }

    /// Returns an identification of this build of vamos, for data whose meaning may differ between
    /// builds.
    pub(crate) fn build_of_vamos(&self) -> Option<String> {
        let exe = uncached::stat(&self.process.exe).ok()?;
        let version = env!("CARGO_PKG_VERSION");
        let (size, time, ino) = (exe.size, exe.mtime_ns, exe.ino);
        Some(format!("{version} {size} {time} {ino}"))
    }

    /// Returns the reader of repositories' state.
    pub(crate) fn stamper(&self, flags: &BuildOptions) -> Stamper {
        self.stamper_on(flags, self.disk.clone())
    }

    /// Returns the writer of module files during a load. The reader of repositories has a disk of
    /// its own, without earlier answers.
    fn commit<'a>(&'a self, flags: &'a BuildOptions) -> Commit<'a> {
        Arc::new(|updates| {
            let written = vamos_modcmd::commit(&self.env.dirs.gomodcache, updates);
            written.map_err(|error| -> CommitFailure { Arc::new(error) })?;
            Ok(Arc::new(self.stamper_on(flags, Arc::new(Disk::new()))))
        })
    }

    fn stamper_on(&self, flags: &BuildOptions, disk: Arc<Disk>) -> Stamper {
        let env = &self.env;
        let config = vamos_vcs::Config {
            programs: ProgramConfig {
                env: Arc::from(env.vars.tools.as_slice()),
                path: self.process.var("PATH").to_owned(),
                goroot: env.sdk.goroot.clone(),
                shows_commands: flags.report.x,
                is_verbose: flags.report.v,
                is_modern: env.sdk.release.has_strict_repositories(),
                has_hg_sums: env.sdk.release.has_mercurial_sums(),
            },
            notes: Some(Arc::new(CommitNotes(Layout::new(&env.dirs.gomodcache)))),
            is_proxy_off: env.get("GOPROXY") == "off",
            ignores_read_only_cache: env.sdk.release.ignores_read_only_module_cache(),
            allows_multiple: env.godebug("allowmultiplevcs") == "1",
        };
        // Repositories are found on disk; overlays do not apply.
        Stamper::new(config, disk, self.executor.clone(), self.cancel.clone())
    }

    /// Switches to a newer toolchain, if that is allowed; see [`Chooser::switch`].
    pub(crate) fn switch(&self, need: &TooNewError, report: impl FnOnce()) -> Option<CliError> {
        let inputs = wiring::inputs(&self.process, &self.disk);
        let chooser = Chooser {
            inputs: &inputs,
            env: &self.env,
            output: &self.output,
            cancel: &self.cancel,
        };
        chooser.switch(need, report)
    }

    /// Opens the record of build cache entries that earlier runs in this directory read from
    /// `dir`.
    pub(crate) fn recall(&self, dir: &str) -> Option<EntryIndex> {
        let key = Digest::of(format!("{dir}\n{}", self.process.cwd).as_bytes()).hex();
        let memo = self.memo()?;
        let table = memo.sibling(StoreKind::Entries, &key[..16]);
        Some(EntryIndex::open(Box::new(EntryTable(table))))
    }

    /// Returns the user's `vamos.toml`. It is read once; a mistake in it ends the command.
    pub(crate) fn user_file(&self) -> Result<&UserFile, CliError> {
        if let Some(file) = self.user_file.get() {
            return Ok(file);
        }
        let file = UserFile::read(&self.env)?;
        Ok(self.user_file.get_or_init(|| file))
    }

    /// Opens the record of how long actions took in earlier builds.
    pub(crate) fn costs(&self) -> Option<Table> {
        Some(self.memo()?.sibling(StoreKind::Costs, ""))
    }

    /// Returns the settings of jobs; `remote` runs them on other machines. Words of
    /// `VAMOS_JOB_RUNNER` may be quoted; a word that cannot be parsed ends the list.
    pub(crate) fn job_settings(&self, remote: Option<Arc<dyn RemoteRunner>>) -> JobSettings {
        let runner = self.process.var(env_vars::JOB_RUNNER.name);
        JobSettings {
            runner: quoted::split(runner).unwrap_or_default(),
            remote,
            tools: Arc::new(Tools {
                linker: self.process.settings.linker,
                assembler: self.process.settings.assembler,
                compiler: Arc::clone(&self.compiler),
                race: self.process.settings.race,
                fault: Fault::of(&self.process),
            }),
            leftovers: Arc::clone(&self.leftovers),
        }
    }

    /// Returns the downloader of modules, one for the whole run.
    pub(crate) fn fetcher(&self, flags: &BuildOptions) -> Arc<Fetcher> {
        let make = || {
            let mut config = vamos_fetch::Config::new(&self.env, flags, self.pool().clone());
            config.is_quiet = self.policy.downloads_quietly;
            config.test_servers =
                wiring::test_servers(self.process.hooks, |name| self.process.var(name));
            let parts = Parts {
                events: self.output.clone(),
                cancel: self.cancel.clone(),
                executor: self.executor.clone(),
            };
            Arc::new(Fetcher::new(config, parts))
        };
        Arc::clone(self.fetcher.get_or_init(make))
    }

    /// Returns the function that prints lines of loading while downloads may be running.
    fn say(&self) -> vamos_modload::Say {
        let output = Arc::clone(&self.output);
        Arc::new(move |line: &str| output.log(line))
    }

    /// Returns the permissions of loading.
    fn load_policy(&self) -> LoadPolicy {
        let own = self.policy.load;
        let is_vetted = self.policy.vets_packages && self.env.sdk.release.describes_module_to_vet();
        LoadPolicy {
            shows_version_times: own.shows_version_times || is_vetted,
            ..own
        }
    }

    /// Returns the context of one load.
    pub(crate) fn load_context<'a>(
        &'a self,
        flags: &'a BuildOptions,
        files: Arc<dyn HashedFiles>,
    ) -> LoadContext<'a> {
        let build_context = BuildContext::new(&self.env, flags);
        let dirs = if self.policy.loads_to_build {
            DirCache::for_build(Arc::clone(&files), &build_context)
        } else {
            DirCache::new(Arc::clone(&files))
        };
        // Results for an overlay's files must not be stored under their apparent paths.
        let dirs = match self.memo() {
            Some(memo) if flags.sources.overlay.is_empty() => dirs.with_memo(memo),
            _ => dirs,
        };
        LoadContext {
            env: &self.env,
            flags,
            policy: self.load_policy(),
            dirs: Arc::new(dirs),
            build_context,
            files,
            cwd: self.process.cwd.clone(),
            cancel: self.cancel.clone(),
            stamper: Some(Arc::new(self.stamper(flags))),
            commit: Some(self.commit(flags)),
            fetcher: Some(self.fetcher(flags)),
            say: Some(self.say()),
            pool: self.pool().clone(),
        }
    }
}
