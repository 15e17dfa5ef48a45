//! Races whose order is forced: each side waits for an event of the other one.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_jobs::ExecError;
use vamos_jobs::Outcome;
use vamos_jobs::Products;
use vamos_sched::Cores;

use super::First;
use super::Race;

const AT_ONCE: Duration = Duration::ZERO;
const NEVER: Duration = Duration::from_secs(3600);

type EndedCount = Result<Outcome, ExecError>;

fn ended(exit: Exit) -> EndedCount {
    Ok(Outcome {
        exit,
        usage: Usage::default(),
        output: Vec::new(),
        products: Products::default(),
    })
}

/// Runs a race on a machine with this number of processors, of which the caller uses one; returns
/// the side whose result counts, and the number of runs here.
fn race(
    processors: usize,
    after: Duration,
    there: impl FnOnce(&Cancel, &dyn Fn()) -> Option<u8> + Send,
    here: impl FnOnce(&Cancel) -> EndedCount,
) -> (First<u8, Option<Exit>>, usize) {
    let (cores, cancel, runs) = (Cores::new(processors), Cancel::new(), AtomicUsize::new(0));
    let _own = cores.take();
    let race = Race {
        cores: &cores,
        cancel: &cancel,
        end: &Cancel::cancel,
    };
    let counted = |cancel: &Cancel| {
        runs.fetch_add(1, Ordering::SeqCst);
        here(cancel)
    };
    let first = match race.run(there, || after, counted) {
        First::There(found) => First::There(found),
        First::Here(result) => First::Here(result.ok().map(|outcome| outcome.exit)),
        First::Neither => First::Neither,
    };
    (first, runs.into_inner())
}

fn wait_for(cancel: &Cancel) {
    while !cancel.is_cancelled() {
        std::thread::yield_now();
    }
}

#[test]
fn a_worker_that_answers_in_time_is_not_raced() {
    let there = |_: &Cancel, begun: &dyn Fn()| {
        begun();
        Some(7)
    };
    let here = |_: &Cancel| ended(Exit::Code(0));
    assert_eq!(race(2, NEVER, there, here), (First::There(7), 0));
    // The time to send inputs does not count, and neither does a failure then.
    assert_eq!(race(2, AT_ONCE, |_, _| Some(7), here).1, 0);
    assert_eq!(race(2, AT_ONCE, |_, _| None, here), (First::Neither, 0));
}

#[test]
fn a_worker_that_does_not_answer_loses() {
    for exit in [Exit::Code(0), Exit::Code(2)] {
        let there = |cancel: &Cancel, begun: &dyn Fn()| {
            begun();
            wait_for(cancel);
            None
        };
        let won = race(2, AT_ONCE, there, |_| ended(exit));
        assert_eq!(won, (First::Here(Some(exit)), 1));
    }
}

#[test]
fn a_worker_that_fails_during_the_race_leaves_it_to_this_machine() {
    let (started, starts) = mpsc::channel();
    let (failed, fails) = mpsc::channel::<()>();
    let there = move |_: &Cancel, begun: &dyn Fn()| {
        begun();
        starts.recv().expect("it is started here");
        drop(failed);
        None
    };
    let here = |_: &Cancel| {
        started.send(()).expect("the other thread waits");
        assert!(fails.recv().is_err());
        ended(Exit::Code(0))
    };
    let expected = (First::Here(Some(Exit::Code(0))), 1);
    assert_eq!(race(2, AT_ONCE, there, here), expected);
}

#[test]
fn a_job_that_is_killed_here_may_still_succeed_there() {
    let (killed, kills) = mpsc::channel::<()>();
    let there = move |_: &Cancel, begun: &dyn Fn()| {
        begun();
        assert!(kills.recv().is_err());
        Some(7)
    };
    let here = move |_: &Cancel| {
        drop(killed);
        ended(Exit::Signal(9, false))
    };
    assert_eq!(race(2, AT_ONCE, there, here), (First::There(7), 1));
}

#[test]
fn no_processor_is_taken_from_actions() {
    // One processor stays free for actions that become ready.
    let there = |_: &Cancel, begun: &dyn Fn()| {
        begun();
        Some(7)
    };
    let here = |_: &Cancel| ended(Exit::Code(0));
    assert_eq!(race(1, AT_ONCE, there, here), (First::There(7), 0));
}

#[test]
fn the_child_ends_when_the_worker_is_first() {
    let (executor, cores, cancel) = (LocalExecutor::new(), Cores::new(2), Cancel::new());
    let _own = cores.take();
    let race = Race {
        cores: &cores,
        cancel: &cancel,
        end: &|cancel| executor.end(cancel),
    };
    let there = |_: &Cancel, begun: &dyn Fn()| {
        begun();
        while executor.spawned() == 0 {
            std::thread::yield_now();
        }
        Some(7)
    };
    let exit = std::cell::Cell::new(None);
    let here = |cancel: &Cancel| {
        let spawn = Spawn {
            argv: ["/bin/sh", "-c", "sleep 100"].map(str::to_owned).to_vec(),
            env: Arc::new([]),
            extra_env: Vec::new(),
            dir: "/".to_owned(),
            streams: Streams::Merged,
        };
        let outcome = executor.run(&spawn, cancel).expect("it starts");
        exit.set(Some(outcome.exit));
        ended(outcome.exit)
    };
    let first = race.run(there, || AT_ONCE, here);
    assert!(matches!(first, First::There(7)));
    // It was waited for.
    assert_eq!(exit.get(), Some(Exit::Signal(15, false)));
    assert_eq!((executor.spawned(), cancel.is_cancelled()), (1, false));
}

#[test]
fn an_interrupt_ends_both() {
    let (cores, cancel) = (Cores::new(2), Cancel::new());
    let _own = cores.take();
    let race = Race {
        cores: &cores,
        cancel: &cancel,
        end: &Cancel::cancel,
    };
    let there = |there: &Cancel, begun: &dyn Fn()| {
        begun();
        wait_for(there);
        None::<u8>
    };
    let here = |here: &Cancel| {
        cancel.cancel();
        wait_for(here);
        Err(ExecError::Cancelled)
    };
    let first = race.run(there, || AT_ONCE, here);
    assert!(matches!(first, First::Here(Err(ExecError::Cancelled))));
}
