//! The action that vets a package: the tool runs unless its results are cached.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.vet`).

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_cache::ActionId;
use vamos_cache::OutputId;
use vamos_fsys::uncached;
use vamos_jobs::Input;
use vamos_jobs::Job;
use vamos_jobs::ToolSource;
use vamos_jobs::VetJob;

use crate::action::ActionRef;
use crate::action::Vet;
use crate::cutoff::vets;
use crate::cutoff::vets::Found;
use crate::entries;
use crate::error::BuildError;
use crate::error::VerifyError;
use crate::gc;
use crate::journal::StepOutcome;
use crate::reuse::CutoffSetting;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Product;
use crate::run::Run;
use crate::services::MIB;
use crate::services::costs;
use crate::shell::RunOptions;
use crate::unchanged;
use crate::vet::config;
use crate::vet::config::Task;
use crate::vet::recipe;

impl Kind for Vet {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        // Vetting an imported package may have failed. Its facts are missing then.
        run.state(action).failed = None;
        let build = run.plan.vetted_build(action);
        if run.state(build).failed.is_some() {
            return Ok(());
        }
        let Some(sources) = run.done(build).sources() else {
            return Err(BuildError::NoVetConfig);
        };
        let flags = flags(run, action);
        let name = format!("vet {}", run.package(action).import_path);
        let id = entries::action_id_of(run, action, &name, |sink| {
            recipe::write(run, action, &flags, self.facts_only, sink)
        })?;
        let keys = Keys::new(run, id);
        if !run.cx().flags.rebuild_all && self.use_cache(run, action, done, &keys)? {
            run.reports.note(action, StepOutcome::Cached);
            return Ok(());
        }
        let second = self.second(run, action, sources, &flags);
        if let Some(found) = second
            .as_ref()
            .and_then(|second| second.usable(run, action))
        {
            run.reports.note(action, StepOutcome::Reused);
            return reuse(run, action, done, found, &keys);
        }
        run.begin_work();
        run.shell(action).make_dirs(&run.plan.get(action).objdir)?;
        let task = ToolTask {
            sources,
            flags,
            keys: &keys,
        };
        self.run_tool(run, action, done, task, second.as_ref())
    }

    fn verb(&self) -> Option<&'static str> {
        Some("vet")
    }

    fn cost_name(&self) -> Option<&str> {
        Some("vet")
    }

    fn estimate(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        costs::go_estimate(run.services.files.source_bytes(run.package(action)))
    }

    fn memory(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        48 * MIB + run.services.files.source_bytes(run.package(action)) * 64
    }
}

/// The keys of the results.
struct Keys {
    facts: ActionId,
    stdout: ActionId,
    fixes: ActionId,
}

impl Keys {
    fn new(run: &Run<'_>, id: ActionId) -> Self {
        let hasher = run.cx().hasher;
        Self {
            facts: id,
            stdout: hasher.subkey(&id, "stdout"),
            fixes: hasher.subkey(&id, "fix.zip"),
        }
    }
}

/// A run of the tool.
struct ToolTask<'a> {
    sources: &'a [String],
    flags: Vec<String>,
    keys: &'a Keys,
}

/// The second key of results, and the results found under it.
struct Second {
    key: Digest,
    known: Option<Found>,
}

impl Second {
    /// Returns results that take the place of running the tool.
    fn usable(&self, run: &Run<'_>, action: ActionRef) -> Option<&Found> {
        let is_compared = run.services.cutoff.setting == CutoffSetting::Verify;
        let known = self.known.as_ref();
        let build = run.plan.vetted_build(action);
        known.filter(|_| {
            !is_compared
                && inputs_are_unchanged(run, action)
                && vets::ignored_are_unchanged(run, build)
        })
    }

    /// Adds results of the tool; with `VAMOS_CUTOFF=verify` they are compared with known ones.
    fn learn(&self, run: &Run<'_>, action: ActionRef, found: &Found) -> Result<(), BuildError> {
        if self.known.as_ref().is_some_and(|known| known != found) {
            let package = run.package(action).import_path.clone();
            return Err(BuildError::Verify(VerifyError::Vet { package }));
        }
        // The others were compared before they were stored.
        if vets::ignored_are_unchanged(run, run.plan.vetted_build(action)) {
            vets::learn(run, &self.key, found);
        }
        Ok(())
    }
}

/// Returns the tool's flags. Unless the user has given some, packages of GOROOT are checked for
/// everything except patterns that such low-level code cannot avoid.
fn flags(run: &Run<'_>, action: ActionRef) -> Vec<String> {
    let settings = run.plan.vet();
    let is_default = run.services.tools.is_default_vet(settings);
    if !run.package(action).origin.goroot || settings.is_explicit || !is_default {
        return settings.flags.clone();
    }
    let mut flags = vec!["-unsafeptr=false".to_owned()];
    if settings.accepts_unreachable {
        flags.push("-unreachable=false".to_owned());
    }
    flags
}

impl Vet {
    /// Searches for results whose inputs are unchanged.
    fn second(
        &self,
        run: &Run<'_>,
        action: ActionRef,
        sources: &[String],
        flags: &[String],
    ) -> Option<Second> {
        if self.needs_fixes {
            return None;
        }
        let task = Task {
            build: run.plan.vetted_build(action),
            sources,
            facts: recipe::facts(run, action),
            facts_only: self.facts_only,
            // They are in the work directory, which is another one in each command.
            facts_file: "",
            stdout_file: "",
            fixes_file: "",
        };
        let key = vets::key(run, &task, flags)?;
        let known = vets::known(run, &key);
        Some(Second { key, known })
    }

    /// Uses the results of an earlier run, if all that are needed are cached.
    fn use_cache(
        &self,
        run: &Run<'_>,
        action: ActionRef,
        done: &mut Done,
        keys: &Keys,
    ) -> Result<bool, BuildError> {
        let cache = run.cx().cache;
        let has_all = run.cx().env.sdk.release.caches_vet_results();
        if !has_all && !self.facts_only {
            return Ok(false);
        }
        let Some((facts, _)) = cache.get_file(&keys.facts) else {
            return Ok(false);
        };
        let mut fixes = String::new();
        if self.needs_fixes {
            match cache.get_file(&keys.fixes) {
                Some((file, _)) => fixes = file,
                None => return Ok(false),
            }
        }
        let mut stdout = Vec::new();
        if has_all
            && let Some((file, entry)) = cache.get_file(&keys.stdout)
            && entry.size > 0
        {
            match uncached::read(&file) {
                Ok(bytes) => stdout = bytes,
                Err(_) => return Ok(false),
            }
        }
        done.built = facts;
        done.product = Product::Fixes(fixes);
        if has_all {
            show(run, action, &stdout)?;
        }
        Ok(true)
    }

    fn run_tool(
        &self,
        run: &Run<'_>,
        action: ActionRef,
        done: &mut Done,
        task: ToolTask<'_>,
        second: Option<&Second>,
    ) -> Result<(), BuildError> {
        let ToolTask {
            sources,
            flags,
            keys,
        } = task;
        let (package, shell) = (run.package(action), run.shell(action));
        let (work, settings) = (&run.services.work, run.plan.vet());
        let file = |name: &str| format!("{}{name}", run.plan.get(action).objdir);
        let (facts, stdout) = (file("vet.out"), file("vet.stdout"));
        let fixes = match self.needs_fixes {
            true => file("vet.fix.zip"),
            false => String::new(),
        };
        let config = config::config(
            run,
            &Task {
                build: run.plan.vetted_build(action),
                sources,
                facts: recipe::facts(run, action),
                facts_only: self.facts_only,
                facts_file: &facts,
                stdout_file: &stdout,
                fixes_file: &fixes,
            },
        );
        let config_file = file("vet.cfg");
        shell.write_file(&config_file, &os_str::encode(&config.text))?;
        let mut job = VetJob {
            io: gc::io(run.services.tools.sdk("vet"), Some(package)),
            flags,
            config: work.name(&config_file),
        };
        if !run.services.tools.is_default_vet(settings) {
            job.io.tool.program.clone_from(&settings.tool);
            job.io.tool.source = ToolSource::Host;
        }
        package.dir.as_str().clone_into(&mut job.io.dir);
        job.io.env.push(("TERM".to_owned(), "dumb".to_owned()));
        let inputs = config.inputs.iter();
        job.io.inputs = inputs.map(|file| Input::file(work.name(file))).collect();
        let text = work.text(&config.text);
        job.io.inputs.push(Input::text(job.config.clone(), &text));
        job.io.outputs.push(work.name(&facts));
        if run.cx().env.sdk.release.caches_vet_results() {
            job.io.outputs.push(work.name(&stdout));
        }
        let end = shell.job_output(&Job::Vet(Box::new(job)), RunOptions::default())?;
        let output = end.output;
        let ended = shell.report(&package.import_path, &package.dir, &output, end.error);
        if shell.is_dry() {
            return ended;
        }
        if !run.cx().env.sdk.release.caches_vet_results() {
            // Facts are stored even if there is something to report.
            store_facts(run, action, done, &facts, keys);
            return ended;
        }
        ended?;
        let found = self.store(run, action, done, [&facts, &stdout, &fixes], keys)?;
        // Other output of the tool is not stored.
        match second.zip(found).filter(|_| output.is_empty()) {
            Some((second, found)) => second.learn(run, action, &found),
            None => Ok(()),
        }
    }

    /// Shows the tool's findings, and stores its results. Facts are stored last: without them the
    /// other results are not looked up. Returns the findings if all are stored.
    fn store(
        &self,
        run: &Run<'_>,
        action: ActionRef,
        done: &mut Done,
        [facts, stdout, fixes]: [&str; 3],
        keys: &Keys,
    ) -> Result<Option<Found>, BuildError> {
        let cache = run.cx().cache;
        let may_store = inputs_are_unchanged(run, action);
        let mut shown = Ok(());
        let mut printed = None;
        if let Ok(bytes) = uncached::read(stdout) {
            shown = show(run, action, &bytes);
            // Results that are not stored are computed again.
            if shown.is_ok() && may_store && cache.put_bytes(&keys.stdout, &bytes).is_ok() {
                printed = Some(bytes);
            }
        }
        if self.needs_fixes
            && let Ok(bytes) = uncached::read(fixes)
        {
            done.product = Product::Fixes(fixes.to_owned());
            if may_store {
                let _ = cache.put_bytes(&keys.fixes, &bytes);
            }
        }
        let facts = store_facts(run, action, done, facts, keys);
        shown?;
        Ok(printed
            .zip(facts)
            .map(|(stdout, facts)| Found { stdout, facts }))
    }
}

/// Uses results that are known by their second key: shows and stores them.
fn reuse(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    found: &Found,
    keys: &Keys,
) -> Result<(), BuildError> {
    let cache = run.cx().cache;
    let file = cache.output_file(&OutputId(Digest::of(&found.facts)));
    done.built = file;
    show(run, action, &found.stdout)?;
    // Without these entries later commands only repeat the search.
    if cache.put_bytes(&keys.stdout, &found.stdout).is_ok() {
        let _ = cache.put_bytes(&keys.facts, &found.facts);
    }
    Ok(())
}

/// Stores the facts that the tool has found, and makes them known to importers; returns them if
/// they are stored.
fn store_facts(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    file: &str,
    keys: &Keys,
) -> Option<Vec<u8>> {
    let bytes = uncached::read(file).ok()?;
    file.clone_into(&mut done.built);
    let is_stored =
        inputs_are_unchanged(run, action) && run.cx().cache.put_bytes(&keys.facts, &bytes).is_ok();
    is_stored.then_some(bytes)
}

/// Reports whether the tool has read the files from which the key was computed.
fn inputs_are_unchanged(run: &Run<'_>, action: ActionRef) -> bool {
    let facts = recipe::facts(run, action);
    unchanged::inputs_are_unchanged(run, run.plan.vetted_build(action))
        && facts
            .iter()
            .all(|(_, file)| run.services.files.is_unchanged(file))
}

/// Shows the tool's output in the form that the command defines (`VetHandleStdout`).
fn show(run: &Run<'_>, action: ActionRef, stdout: &[u8]) -> Result<(), BuildError> {
    let report = run.plan.vet().report(stdout);
    let shell = run.shell(action);
    if !report.stdout.is_empty() {
        let what = match report.is_failure {
            true => "copying diff output",
            false => "copying vet tool stdout",
        };
        shell.print_stdout(what, &os_str::decode(&report.stdout));
    }
    if !report.stderr.is_empty() {
        shell.print_stderr(&report.stderr);
    }
    if report.is_failure {
        run.reports.set_failed();
    }
    report
        .error
        .map_or(Ok(()), |message| Err(BuildError::Vet { message }))
}
