//! Cost of a build's commands, with the official assembler and with crate asm.
//!
//! Counterpart: none.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use rustix::time::ClockId;
use vamos_asm::Machine;
use vamos_asm::Options;
use vamos_asm::Request;
use vamos_asm::Stage;
use vamos_asm::TokenCache;

use super::commands;
use super::commands::Disk;
use super::commands::Step;
use crate::costs;
use crate::files::at;
use crate::report::Report;
use crate::sdk::Sdk;

/// Number of times that each assembler runs all commands, in turn; the median counts.
const ROUNDS: usize = 9;

/// Cost of a series of commands.
#[derive(Clone, Copy)]
struct Cost {
    /// Of processors, in milliseconds.
    cpu: f64,
    wall: Duration,
}

/// Runs the assembler's commands of a build once more, one after the other, with both assemblers,
/// and prints the costs.
pub(super) fn measure(sdk: &Sdk, name: &str, log: &str, dir: &Path, report: &mut Report) {
    let steps = commands::steps(log);
    let Some(header) = steps.iter().find_map(commands::header) else {
        return;
    };
    report.say(&format!("{name}: cost"), compare(sdk, &header, &steps, dir));
}

fn compare(sdk: &Sdk, header: &str, steps: &[Step], dir: &Path) -> Result<String, String> {
    let is_list = |step: &&Step| step.args.iter().any(|arg| arg == "-gensymabis");
    let (lists, objects): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(is_list);
    let (machine, requests) = requests(sdk, header, steps)?;
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let of_objects = official(header, &objects, dir)?;
        let of_lists = with_empty_headers(&lists, || official(header, &lists, dir))?;
        theirs.push(Cost {
            cpu: of_objects.cpu + of_lists.cpu,
            wall: of_objects.wall + of_lists.wall,
        });
        ours.push(in_process(&machine, &requests));
    }
    theirs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    ours.sort_by(|(a, _), (b, _)| a.cpu.total_cmp(&b.cpu));
    let theirs = theirs[ROUNDS / 2];
    let (ours, stages) = &ours[ROUNDS / 2];
    let mut out = format!(
        "{} objects and {} lists of ABIs, medians of {ROUNDS}: official {:.0} ms of processors and \
         {} ms, ours {:.1} ms and {:.1} ms: 1/{:.1}",
        objects.len(),
        lists.len(),
        theirs.cpu,
        theirs.wall.as_millis(),
        ours.cpu,
        ours.wall.as_secs_f64() * 1000.0,
        theirs.cpu / ours.cpu,
    );
    for (stage, time) in stages {
        let _ = write!(out, ", {stage:?} {:.1} ms", time.as_secs_f64() * 1000.0);
    }
    Ok(out)
}

/// Runs the official assembler.
fn official(header: &str, steps: &[&Step], dir: &Path) -> Result<Cost, String> {
    let mut target = header.split(' ');
    let [goos, goarch] = [(); 2].map(|()| target.next().unwrap_or_default());
    let (start, ticks) = (Instant::now(), costs::ticks());
    for step in steps {
        let mut args = step.args.clone();
        if let Some(at) = args.iter().position(|arg| arg == "-o") {
            args[at + 1] = dir.join("measured.o").display().to_string();
        }
        let mut command = Command::new(&step.tool);
        command.args(&args).current_dir(&step.dir);
        command.env("GOOS", goos).env("GOARCH", goarch);
        command.output().map_err(|error| error.to_string())?;
    }
    Ok(Cost {
        cpu: (costs::ticks() - ticks) * MILLISECONDS_A_TICK,
        wall: start.elapsed(),
    })
}

/// Empties the headers that the compiler wrote after these commands, while `run` runs.
fn with_empty_headers<T>(
    steps: &[&Step],
    run: impl FnOnce() -> Result<T, String>,
) -> Result<T, String> {
    let mut headers = Vec::new();
    for step in steps {
        let dirs = step.args.iter().map(Path::new);
        for path in dirs.map(|dir| dir.join("go_asm.h")) {
            if let Ok(bytes) = std::fs::read(&path) {
                std::fs::write(&path, "").map_err(at(&path))?;
                headers.push((path, bytes));
            }
        }
    }
    let result = run();
    for (path, bytes) in headers {
        std::fs::write(&path, bytes).map_err(at(&path))?;
    }
    result
}

/// The kernel counts in hundredths of a second for programs.
const MILLISECONDS_A_TICK: f64 = 10.0;

/// A command: its directory and its options.
type Planned<'a> = (&'a str, Options);

/// Returns the machine of the commands, and the commands as crate asm takes them.
fn requests<'a>(
    sdk: &Sdk,
    header: &str,
    steps: &'a [Step],
) -> Result<(Machine, Vec<Planned<'a>>), String> {
    let goarch = header.split(' ').nth(1).unwrap_or_default();
    let machine = Machine::new(goarch).ok_or_else(|| format!("GOARCH={goarch}"))?;
    let mut requests = Vec::new();
    for step in steps {
        let line = vamos_asm::parse_command_line(&step.args).map_err(|error| error.to_string())?;
        requests.push((&*step.dir, commands::options(sdk, header, &step.dir, line)));
    }
    Ok((machine, requests))
}

/// Runs crate asm in this thread, as a build does; returns the cost and the time of each stage.
fn in_process(machine: &Machine, requests: &[Planned<'_>]) -> (Cost, Vec<(Stage, Duration)>) {
    let stages = RefCell::new(Stages::default());
    let tokens = TokenCache::default();
    let (start, cpu) = (Instant::now(), processor_time());
    for (dir, options) in requests {
        let sources = Disk::new(dir, options);
        let on_stage = |stage| stages.borrow_mut().begin(Some(stage));
        let outcome = vamos_asm::assemble(&Request {
            on_stage: &on_stage,
            ..Request::new(machine, options, &sources, &tokens)
        });
        std::hint::black_box(outcome);
        stages.borrow_mut().begin(None);
    }
    let cost = Cost {
        cpu: processor_time() - cpu,
        wall: start.elapsed(),
    };
    (cost, stages.into_inner().times)
}

/// Returns the processor time of this process, in milliseconds.
fn processor_time() -> f64 {
    let time = rustix::time::clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1000.0 + time.tv_nsec as f64 / 1_000_000.0
}

/// The time of each stage.
#[derive(Default)]
struct Stages {
    times: Vec<(Stage, Duration)>,
    current: Option<(Stage, Instant)>,
}

impl Stages {
    /// Ends the current stage, and begins one.
    fn begin(&mut self, stage: Option<Stage>) {
        let now = Instant::now();
        if let Some((stage, start)) = self.current.take() {
            let time = now - start;
            match self.times.iter_mut().find(|(known, _)| *known == stage) {
                Some((_, sum)) => *sum += time,
                None => self.times.push((stage, time)),
            }
        }
        self.current = stage.map(|stage| (stage, now));
    }
}
