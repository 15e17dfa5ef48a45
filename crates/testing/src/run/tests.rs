//! Actors with inputs and handles that are made here, without a build.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_build::ActionInputs;
use vamos_build::ActionRef;
use vamos_build::ActionResult;
use vamos_build::Actor;
use vamos_build::BuildError;
use vamos_build::Handles;
use vamos_build::Log;
use vamos_build::Outcomes;
use vamos_build::Plan;
use vamos_build::StepOutcome;
use vamos_build::WorkFiles;
use vamos_build::actor::Failure;
use vamos_cache::AbsentStore;
use vamos_cache::Hasher;
use vamos_fsys::Disk;
use vamos_fsys::PathError;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_load::Package;
use vamos_load::PackageFacts;
use vamos_load::PackageGraph;
use vamos_load::PackageId;

use super::CachedResult;
use super::CleanTest;
use super::PrintStatus;
use super::RunTest;
use super::Subject;
use crate::output::BufferedOutput;
use crate::output::Console;
use crate::settings::Shared;
use crate::settings::tests::settings;

/// Records the calls of actors.
#[derive(Default)]
struct Recorder {
    lines: Mutex<Vec<String>>,
    has_failed: bool,
}

impl Recorder {
    fn add(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }
}

impl Log for Recorder {
    fn shows(&self) -> bool {
        true
    }

    fn show(&self, dir: &str, command: &str) {
        self.add(format!("show {dir:?} {command}"));
    }

    fn report_error(&self, line: &str) {
        self.add(format!("report_error {line}"));
    }

    fn note(&self, outcome: StepOutcome) {
        self.add(format!("note {outcome:?}"));
    }

    fn keep_recipe(&self, lines: String) {
        let first = lines.lines().next();
        self.add(format!("recipe {}", first.unwrap_or_default()));
    }

    fn record_cost(&self, _time: Duration) {}
}

impl WorkFiles for Recorder {
    fn make_dirs(&self, dir: &str) -> Result<(), BuildError> {
        self.add(format!("mkdir {dir}"));
        Ok(())
    }

    fn write_file(&self, file: &str, _bytes: &[u8]) -> Result<(), BuildError> {
        self.add(format!("write {file}"));
        Ok(())
    }

    fn copy_file(&self, to: &str, from: &str) -> Result<(), BuildError> {
        self.add(format!("copy {to} {from}"));
        Ok(())
    }

    fn remove_all(&self, dir: &str) {
        self.add(format!("remove {dir}"));
    }
}

impl Outcomes for Recorder {
    fn of(&self, _action: ActionRef) -> ActionResult<'_> {
        ActionResult {
            objdir: "/w/b001/",
            built: "/w/b001/p.test".to_owned(),
            build_id: "action/main/content/output".to_owned(),
            ..ActionResult::default()
        }
    }

    fn ignore_failure(&self) {
        self.add("ignore_failure".to_owned());
    }

    fn set_failed(&self) {
        self.add("fail".to_owned());
    }

    fn has_failed(&self) -> bool {
        self.has_failed
    }
}

/// Collects printed output.
#[derive(Default)]
struct Printed(Mutex<Vec<u8>>);

impl Printed {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Console for Printed {
    fn write(&self, bytes: &[u8]) -> Result<(), PathError> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(())
    }

    fn hand_over(&self) {}
}

/// Runs `actor` with these flags, after a failed action if there is one.
fn act(actor: &dyn Actor, recorder: &Recorder, flags: &BuildOptions, failure: Option<Failure>) {
    let package = Package::from(PackageFacts {
        import_path: "example.com/p".into(),
        dir: "/src/p".into(),
        ..PackageFacts::default()
    });
    let inputs = ActionInputs {
        env: &GoEnv::default(),
        flags,
        sources: &Disk::new(),
        cache: &AbsentStore,
        hasher: &Hasher::new("go1.26.8", None),
        cancel: &Cancel::new(),
        machines: None,
        graph: &PackageGraph::default(),
        package: Some(&package),
        objdir: "/w/b001/",
        deps: &[],
        failure,
    };
    let handles = Handles {
        log: recorder,
        files: recorder,
        outcomes: recorder,
    };
    actor.act(&inputs, handles).unwrap();
}

fn shared(typed: &[(&str, &str)]) -> (Arc<Shared>, Arc<Printed>) {
    let printed = Arc::<Printed>::default();
    let console: Arc<dyn Console> = printed.clone();
    (Arc::new(Shared::new(settings(typed, console))), printed)
}

fn run_test(shared: Arc<Shared>) -> RunTest {
    let link = Plan::default().group("link", Vec::new());
    RunTest {
        shared,
        package: PackageId(0),
        place: 0,
        subject: Subject::Binary(link),
        meta: None,
        known: CachedResult::default(),
        kept: Arc::default(),
    }
}

/// Returns the buffered output of a test.
fn kept(kept: &BufferedOutput) -> String {
    String::from_utf8(kept.take()).unwrap()
}

#[test]
fn a_test_that_was_not_built_fails_and_lets_others_run() {
    let (shared, _) = shared(&[]);
    let (test, recorder) = (run_test(shared), Recorder::default());
    let failure = Failure {
        package: Some("example.com/q".to_owned()),
    };
    act(&test, &recorder, &BuildOptions::default(), Some(failure));
    assert_eq!(recorder.lines(), ["ignore_failure", "fail", "note Blocked"]);
    assert_eq!(kept(&test.kept), "FAIL\texample.com/p [build failed]\n");
}

#[test]
fn the_command_of_a_test_is_shown() {
    let (shared, _) = shared(&[]);
    let (test, recorder) = (run_test(shared), Recorder::default());
    let mut flags = BuildOptions::default();
    flags.report.n = true;
    flags.instrument.cover = true;
    act(&test, &recorder, &flags, None);
    let lines = recorder.lines();
    assert_eq!(lines[0], "recipe pkg action");
    assert_eq!(lines[1], "mkdir /w/b001/gocoverdir");
    let command = "show \"\" /w/b001/p.test -test.paniconexit0 -test.gocoverdir=/w/b001/gocoverdir";
    assert_eq!(lines[2..], [command]);
    assert_eq!(kept(&test.kept), "");
}

#[test]
fn object_directories_of_tests_are_removed() {
    let recorder = Recorder::default();
    act(&CleanTest, &recorder, &BuildOptions::default(), None);
    assert_eq!(recorder.lines(), ["remove /w/b001/"]);
    let mut flags = BuildOptions::default();
    flags.report.work = true;
    act(&CleanTest, &recorder, &flags, None);
    assert_eq!(recorder.lines(), [""; 0]);
}

#[test]
fn a_failure_is_repeated_at_the_end() {
    for has_failed in [false, true] {
        let (shared, printed) = shared(&[]);
        let recorder = Recorder {
            has_failed,
            ..Recorder::default()
        };
        act(
            &PrintStatus { shared },
            &recorder,
            &BuildOptions::default(),
            None,
        );
        assert_eq!(printed.text(), if has_failed { "FAIL\n" } else { "" });
    }
}
