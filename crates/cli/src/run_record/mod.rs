//! A command is not run again if nothing that it depends on has changed since its last run.
//!
//! [`RunRecorder::answer`] is called before everything else: it searches for the run record of an
//! earlier equal run and checks whether it holds. If not, everything that the command reads is
//! recorded, and [`RunRecorder::finish`] stores a run record if all of it can be checked later.
//! `VAMOS_TRACE=off` disables both, `verify` runs every command and compares the results, `explain`
//! reports the decision on stderr.
//! Counterpart: none; the official command does everything again.

mod attaching;
mod edited;
mod key;
mod rules;

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_fsys::access_log::AccessRecorder;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::effective_user;
use vamos_fsys::proc::on_interrupt;
use vamos_goenv::GoEnv;
use vamos_localstore::data_dir;
use vamos_localstore::run_record::Preconditions;
use vamos_localstore::run_record::RunRecord;
use vamos_localstore::run_record::RunRecords;
use vamos_localstore::run_record::Scope;
use vamos_localstore::run_record::Verdict;
use vamos_localstore::run_record::settle;
use vamos_localstore::separate_cache;
use vamos_sched::Pool;

use crate::env_vars::ReuseMode;
use crate::flags::Flag;
use crate::flags::Parsed;
use crate::local_store::GoCache;
use crate::output::Output;
use crate::policy::RunRecordPolicy;
use crate::process::Process;
use crate::program::run_program;
pub(crate) use edited::Edited;
use edited::names;

/// Exit code if a run record was wrong; no go command uses it.
const REFUTED: i32 = 4;

/// The use of run records in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// They are used and stored.
    On,
    /// They are used and stored, and that is reported.
    Explain,
    /// They are compared with the results of this run.
    Verify,
}

/// One run that may have a run record.
struct Subject {
    mode: Mode,
    key: Digest,
    /// Recorded reads and effects of this run, from the start of its command.
    accesses: AccessRecorder,
    run_records: RunRecords,
    /// Properties of the run that are not recorded file accesses.
    scope: Mutex<Scope>,
    /// The run record to verify.
    promised: Mutex<Option<RunRecord>>,
    /// A run record that holds if servers still give the same answers.
    pending: Mutex<Option<RunRecord>>,
    /// A run record that holds but for files that changed.
    edited: Mutex<Option<Edited>>,
    /// The attachment of the command.
    attachment: Mutex<Vec<u8>>,
}

/// Answers a run by a run record, or records it for a new one; empty if the run may not have a
/// run record.
pub(crate) struct RunRecorder(Option<Subject>);

fn now_ns() -> i64 {
    i64::try_from((vamos_cache::system_clock())()).unwrap_or(i64::MAX)
}

impl RunRecorder {
    /// Decides whether this run may have a run record, from the arguments and the environment.
    /// `rules` are the command's, whose name has `used` words.
    pub(crate) fn new(process: &Process, rules: RunRecordPolicy, used: usize) -> Self {
        let mode = match process.settings.reuse_mode {
            ReuseMode::Off => return Self(None),
            ReuseMode::On => Mode::On,
            ReuseMode::Explain => Mode::Explain,
            ReuseMode::Verify => Mode::Verify,
        };
        if !rules::may_have_run_record(process, rules, used) {
            return Self(None);
        }
        let environ = vamos_goenv::Environ::new(process.env.iter().cloned());
        let own = vamos_goenv::host::user_cache_dir(&environ);
        let (Ok(own), Some(key)) = (own, key::of(process)) else {
            return Self(None);
        };
        let own = data_dir(&own);
        Self(Some(Subject {
            mode,
            key,
            accesses: AccessRecorder::default(),
            run_records: RunRecords::below(&own),
            scope: Mutex::new(Scope {
                start_ns: now_ns(),
                own: vec![own],
                ..Scope::default()
            }),
            promised: Mutex::default(),
            pending: Mutex::default(),
            edited: Mutex::default(),
            attachment: Mutex::default(),
        }))
    }

    /// Returns the exit code of an earlier run, if its run record holds, after printing its
    /// output. Otherwise everything that is read from here on is recorded.
    pub(crate) fn answer(&mut self, process: &Process) -> Option<i32> {
        let subject = self.0.as_mut()?;
        if let Some(mut run_record) = subject.run_records.find(&subject.key, effective_user()) {
            let now = now_ns();
            match run_record.check(&GoCache, &Pool::of_system(), now) {
                Verdict::Holds(_) if !run_record.asked().is_empty() => {
                    *lock(&subject.pending) = Some(run_record);
                }
                Verdict::Holds(_) if subject.mode == Mode::Verify => {
                    *lock(&subject.promised) = Some(run_record);
                }
                Verdict::Holds(looks) => {
                    subject.explain(process, || format!("holds, {looks} looks"));
                    if let Some(code) = subject.give(process, run_record, now) {
                        return Some(code);
                    }
                }
                Verdict::Edited(edits)
                    if subject.mode != Mode::Verify && run_record.is_silent() =>
                {
                    subject.explain(process, || format!("changed: {}", names(&edits)));
                    *lock(&subject.edited) = Some(Edited {
                        run_record,
                        edits,
                        now_ns: now,
                    });
                }
                Verdict::Edited(edits) => {
                    subject.explain(process, || format!("does not hold: {}", names(&edits)));
                }
                Verdict::Broken(what) => {
                    subject.explain(process, || format!("does not hold: {what}"));
                }
            }
        } else {
            subject.explain(process, || "not there".to_owned());
        }
        subject.accesses = AccessRecorder::start();
        None
    }

    /// Returns the recorder of this run's file accesses.
    pub(crate) fn accesses(&self) -> AccessRecorder {
        self.0
            .as_ref()
            .map_or_else(AccessRecorder::default, |subject| subject.accesses.clone())
    }

    /// Like [`Self::answer`], for a run record that depends on servers: `ask` returns the
    /// digests of their answers now.
    pub(crate) fn answer_with(
        &self,
        process: &Process,
        ask: impl FnOnce(&[&str]) -> Vec<Option<Digest>>,
    ) -> Option<i32> {
        let subject = self.0.as_ref()?;
        let run_record = lock(&subject.pending).take()?;
        let urls: Vec<&str> = run_record.asked().iter().map(|asked| &*asked.url).collect();
        let answers = ask(&urls);
        let now = answers.iter().chain(std::iter::repeat(&None));
        let mut pairs = run_record.asked().iter().zip(now);
        if let Some((asked, _)) = pairs.find(|(asked, now)| **now != Some(asked.answer)) {
            subject.explain(process, || format!("does not hold: {}", asked.url));
            return None;
        }
        if subject.mode == Mode::Verify {
            *lock(&subject.promised) = Some(run_record);
            return None;
        }
        subject.explain(process, || format!("holds, {} requests", urls.len()));
        // The run record stays: this run did not see everything that it depends on.
        drop(subject.accesses.finish());
        subject.give(process, run_record, now_ns())
    }

    /// Forbids a run record if flags or environment require it, and sets the directories of
    /// stores.
    pub(crate) fn consider(
        &self,
        rules: RunRecordPolicy,
        parsed: &Parsed,
        env: &GoEnv,
        process: &Process,
        output: &Output,
    ) {
        let Some(subject) = &self.0 else { return };
        if let Some(why) = rules::forbidden(rules, parsed, env, process) {
            subject.accesses.void(|| why);
        }
        let mut scope = lock(&subject.scope);
        scope.state = vec![data_dir(&env.dirs.gocache)];
        scope.stores = vec![
            separate_cache(&env.dirs.gocache, &env.sdk.version),
            env.dirs.gocache.clone(),
        ];
        // The official command has no index of modules with files that an overlay replaces.
        let has_overlay = parsed
            .last(Flag::Overlay)
            .is_some_and(|file| !file.is_empty());
        scope.fixed_modules =
            (rules.trusts_modules && !has_overlay).then(|| env.dirs.gomodcache.clone());
        scope.may_ask = rules.queries_versions;
        if rules.queries_versions {
            output.record_stderr();
        }
    }

    /// Stores a run record, if possible, for a command that ended with `code`. Returns the
    /// code, or another one if a run record was refuted.
    pub(crate) fn finish(&self, code: i32, output: &Output) -> i32 {
        self.end(code, output, Vec::new(), None)
    }

    /// Like [`Self::finish`], for a command whose remaining work is to run a program.
    pub(crate) fn finish_before(
        &self,
        output: &Output,
        program: &[String],
        store: &str,
    ) -> Result<(), i32> {
        match self.end(0, output, program.to_vec(), Some(store)) {
            0 => Ok(()),
            code => Err(code),
        }
    }

    fn end(&self, code: i32, output: &Output, program: Vec<String>, store: Option<&str>) -> i32 {
        let Some(subject) = &self.0 else { return code };
        let Some(sight) = subject.accesses.finish() else {
            return code;
        };
        // Freeing thousands of names would only take time, because the process ends.
        let mut sight = ManuallyDrop::new(sight);
        let (printed, said) = (output.take_printed(), output.take_stderr());
        let is_kept = |dir: &String| !program.iter().any(|word| word.starts_with(dir));
        let settled = if code == 0 && !sight.temporary.iter().all(is_kept) {
            Err("the program is not kept".to_owned())
        } else if let Some(name) = sight.variables.iter().find(|name| key::ignores(name)) {
            Err(format!("{name}: a test asked for it"))
        } else if !printed.is_empty() && !said.is_empty() {
            Err("both streams were written to".to_owned())
        } else if code == 0 {
            lock(&subject.scope).has_attachment = !lock(&subject.attachment).is_empty();
            settle(&mut sight, &lock(&subject.scope), &GoCache)
        } else {
            Err(format!("exit code {code}"))
        };
        let settled = settled.map(|preconditions| {
            let preconditions = preconditions
                .with_stdout(printed)
                .with_stderr(said)
                .with_program(program)
                .with_attachment(std::mem::take(&mut lock(&subject.attachment)));
            match store {
                Some(store) => preconditions.with_store(store),
                None => preconditions,
            }
        });
        if let Some(promised) = lock(&subject.promised).take() {
            return subject.compare(&promised, code, &settled, output);
        }
        match settled {
            Ok(preconditions) => {
                let preconditions = ManuallyDrop::new(preconditions);
                let is_kept = subject.run_records.keep(&subject.key, &preconditions);
                let what = if is_kept { "left" } else { "cannot be left" };
                subject.tell(output, || {
                    format!("{what}, {} looks", preconditions.count())
                });
            }
            Err(why) => subject.tell(output, || format!("none: {why}")),
        }
        code
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Subject {
    fn explain(&self, process: &Process, what: impl FnOnce() -> String) {
        if self.mode == Mode::Explain {
            self.tell(
                &Output::for_process(process, AccessRecorder::default()),
                what,
            );
        }
    }

    fn tell(&self, output: &Output, what: impl FnOnce() -> String) {
        if self.mode == Mode::Explain {
            output.remark(&format!("vamos: run record: {}", what()));
        }
    }

    /// Repeats the recorded result of the command; returns its exit code. `None` if stdout cannot
    /// be written to: the command itself handles that.
    fn give(&self, process: &Process, mut run_record: RunRecord, now: i64) -> Option<i32> {
        if run_record.renew(&GoCache, now) {
            // If this fails, the next run checks the same entries again.
            let _ = self.run_records.keep_bytes(&self.key, run_record.bytes());
        }
        let is_silent = run_record.stdout().is_empty() && run_record.stderr().is_empty();
        let has_more = !is_silent || !run_record.program().is_empty();
        if !has_more {
            return Some(0);
        }
        let output = Output::for_process(process, AccessRecorder::default());
        output.try_stdout(run_record.stdout()).ok()?;
        if !run_record.stderr().is_empty() {
            output.stderr(&os_str::decode(run_record.stderr()));
        }
        Some(match run_record.program() {
            [] => 0,
            [bin, program @ ..] => {
                let environ = vamos_goenv::Environ::new(process.env.iter().cloned());
                let env = environ.pairs().to_vec();
                let executor = Arc::new(LocalExecutor::new());
                let children = Arc::clone(&executor);
                // As in the recorded run, the program handles the interrupt.
                let _ = on_interrupt(move || children.kill_all());
                let search = process.var("PATH");
                run_program(&output, &executor, env, bin, search, program.to_vec())
            }
        })
    }

    /// Compares a run record with the results of this run.
    fn compare(
        &self,
        promised: &RunRecord,
        code: i32,
        settled: &Result<Preconditions, String>,
        output: &Output,
    ) -> i32 {
        let refuted = match settled {
            Err(why) => Some(why.clone()),
            Ok(preconditions) => promised.differs_from(preconditions),
        };
        let Some(what) = refuted else { return code };
        output.log(&format!(
            "vamos: VAMOS_TRACE=verify: the run record of this command held, but: {what}"
        ));
        self.run_records.forget(&self.key);
        REFUTED
    }
}
