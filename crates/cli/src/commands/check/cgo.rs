//! The Go files that cgo makes of packages which are checked.
//!
//! They are made as in a build, but in a build cache of vamos' own: nothing is written into
//! GOCACHE. Foreign sources are also compiled if errors of the package are wanted, because a build
//! reports their errors and does not start the compiler then. The next check takes the files from
//! that cache, unless a source of the package has changed.
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`, `cacheSrcFiles`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::golang::path;
use vamos_build::ActionRef;
use vamos_build::BuildResult;
use vamos_build::Builder;
use vamos_build::EventSink;
use vamos_build::ForeignSources;
use vamos_build::ListNeeds;
use vamos_build::Progress;
use vamos_build::cgo::Language;
use vamos_build::cgo::program;
use vamos_checks::SourceFile;
use vamos_fsys::HashedFiles;
use vamos_fsys::PathError;
use vamos_fsys::Unfinished;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::BuildOptions;
use vamos_goenv::host;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_localstore::data_dir;

use super::cgo_files::CgoFiles;
use super::cgo_files::Made;
use crate::commands::build_cache;
use crate::commands::session;
use crate::commands::session::Session;
use crate::error::CliError;
use crate::invocation::Invocation;

/// The work directory in messages. They rarely contain it, so the number of the package's directory
/// may differ from the official one.
const OBJDIR: &str = "$WORK/b001/";

/// Makes the Go files of packages that use cgo.
pub(super) fn make(
    invocation: &Invocation,
    flags: &BuildOptions,
    files: &Arc<dyn HashedFiles>,
    graph: &PackageGraph,
    packages: &[PackageId],
    is_wanted: &dyn Fn(PackageId) -> bool,
) -> Result<CgoFiles, CliError> {
    let mut wanted: Vec<(PackageId, ForeignSources)> = Vec::new();
    for id in packages {
        let package = graph.get(*id);
        if !package.uses_cgo() || package.uses_swig() {
            continue;
        }
        match (is_wanted(*id), package.origin.standard) {
            (true, _) => wanted.push((*id, ForeignSources::Compiled)),
            (false, false) => wanted.push((*id, ForeignSources::Ignored)),
            // No exported declaration of the standard library has a C type.
            (false, true) => {}
        }
    }
    let bridge = packages
        .iter()
        .find(|id| is_bridge(graph.get(**id)) && !is_wanted(**id));
    let bridge = bridge.map(|id| (*id, ForeignSources::Compiled));
    // All other packages with cgo need it.
    let is_first = bridge.is_some() && lacks_compiler(invocation);
    if is_first {
        wanted = bridge.into_iter().collect();
    }
    if wanted.is_empty() {
        return Ok(CgoFiles::default());
    }
    let run = CgoRun {
        invocation,
        flags,
        files,
        graph,
    };
    let mut made = run.make(&wanted)?;
    let has_failed = |made: &Made| matches!(made, Made::Failures(_));
    let needs_bridge = !is_first && made.packages.values().any(has_failed);
    if let Some(bridge) = bridge.filter(|_| needs_bridge) {
        // A build makes it first, and ends if the host's compiler does not work.
        let bridge = run.make(&[bridge])?.packages.into_iter();
        made.packages
            .extend(bridge.filter(|(_, made)| has_failed(made)));
    }
    Ok(made)
}

/// Reports whether a package is the one on which all others with cgo depend.
fn is_bridge(package: &Package) -> bool {
    package.origin.standard && package.import_path == "runtime/cgo" && package.uses_cgo()
}

/// Reports whether there is no C compiler.
fn lacks_compiler(invocation: &Invocation) -> bool {
    let Ok(words) = program(&invocation.env, Language::C) else {
        return false;
    };
    let path = invocation.process.var("PATH");
    (words.first()).is_some_and(|compiler| look_path(compiler, path).is_err())
}

/// The inputs of a run of cgo's tools.
struct CgoRun<'a> {
    invocation: &'a Invocation,
    flags: &'a BuildOptions,
    files: &'a Arc<dyn HashedFiles>,
    graph: &'a PackageGraph,
}

impl CgoRun<'_> {
    fn make(&self, packages: &[(PackageId, ForeignSources)]) -> Result<CgoFiles, CliError> {
        let own = OwnCache::place(self.invocation)?;
        let failures = Arc::new(Mutex::default());
        let sink = FailureSink {
            sink: session::sink(self.invocation, self.flags),
            failures: Arc::clone(&failures),
        };
        let store = build_cache::open_own(self.invocation, &own.dir)?;
        let (flags, files) = (self.flags.clone(), Arc::clone(self.files));
        let session = Session::with_own_cache(self.invocation, flags, files, store, Box::new(sink));
        let failed = |error| session.build_error(&error);
        let context = session.context(ListNeeds::default());
        let mut builder = Builder::silent(context).map_err(failed)?;
        let mut actions = Vec::with_capacity(packages.len());
        for (id, foreign) in packages {
            let plan = &mut builder.plan;
            actions.push(plan.go_files_action(self.graph, *id, *foreign));
        }
        let root = builder.plan.group("check", actions.clone());
        let result = builder.run(self.graph, root).map_err(failed);
        let made = result.and_then(|result| {
            let failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
            self.collect(packages, &actions, &result, &failures)
        });
        builder.close().map_err(failed)?;
        session.keep_cap();
        own.remove();
        made
    }

    /// Reads the results, before the work directory is removed.
    fn collect(
        &self,
        packages: &[(PackageId, ForeignSources)],
        actions: &[ActionRef],
        result: &BuildResult,
        failures: &[(String, String)],
    ) -> Result<CgoFiles, CliError> {
        let mut all = CgoFiles::default();
        for ((id, _), action) in packages.iter().zip(actions) {
            let package = self.graph.get(*id);
            let desc = package.desc();
            let own = failures.iter().filter(|(failed, _)| *failed == desc);
            let own: Vec<String> = own.map(|(_, text)| text.clone()).collect();
            if !own.is_empty() {
                all.packages.insert(id.0, Made::Failures(own));
                continue;
            }
            // Nothing is made in a dry run.
            let Some(files) = result.go_files(*action) else {
                continue;
            };
            let mut sources = Vec::new();
            for file in files.filter(|file| path::is_abs(file)) {
                let bytes =
                    uncached::read(file).map_err(|error| CliError::Fatal(error.to_string()))?;
                all.contents.insert(file.to_owned(), bytes.into());
                let name = path::base(file);
                sources.push(SourceFile {
                    path: file.to_owned(),
                    shown: format!("{OBJDIR}{name}"),
                    // The compiler runs with `-trimpath` for the work directory.
                    recorded: name.to_owned(),
                });
            }
            all.packages.insert(id.0, Made::Files(sources));
        }
        Ok(all)
    }
}

/// The directory of vamos' own build cache for the results of cgo.
struct OwnCache {
    dir: String,
    /// Set for a temporary directory, if the user has none for caches.
    unfinished: Option<Unfinished>,
}

impl OwnCache {
    fn place(invocation: &Invocation) -> Result<Self, CliError> {
        if let Ok(cache) = host::user_cache_dir(invocation.env.os()) {
            return Ok(Self {
                dir: format!("{}/cgo", data_dir(&cache)),
                unfinished: None,
            });
        }
        let made = work::make_unfinished_dir(&invocation.env.dirs.tmpdir, "vamos-check");
        let (dir, unfinished) = made.map_err(|error| CliError::Fatal(error.to_string()))?;
        Ok(Self {
            dir,
            unfinished: Some(unfinished),
        })
    }

    fn remove(self) {
        if self.unfinished.is_some() {
            // At worst it stays in the temporary directory.
            let _ = work::remove_all(&self.dir);
        }
    }
}

/// Keeps failures of packages, and passes everything else on.
struct FailureSink {
    sink: Box<dyn EventSink>,
    /// The descriptions of packages with the texts that are printed for them.
    failures: Arc<Mutex<Vec<(String, String)>>>,
}

impl EventSink for FailureSink {
    fn output(&self, package: Option<&str>, text: &str) {
        self.sink.output(package, text);
    }

    fn failure(&self, package: Option<&str>, text: &str) {
        let package = package.unwrap_or_default().to_owned();
        let mut failures = (self.failures.lock()).unwrap_or_else(PoisonError::into_inner);
        failures.push((package, text.to_owned()));
    }

    fn report_error(&self, text: &str) {
        self.sink.report_error(text);
    }

    fn stdout(&self, text: &str) -> Result<(), PathError> {
        self.sink.stdout(text)
    }

    fn progress(&self, progress: Progress<'_>) {
        self.sink.progress(progress);
    }

    fn estimates(&self) -> bool {
        self.sink.estimates()
    }
}
