//! The commands of a build, run again by crate asm.
//!
//! Counterpart: cmd/asm/main.go.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use vamos_asm::CommandLine;
use vamos_asm::Machine;
use vamos_asm::Options;
use vamos_asm::Outcome;
use vamos_asm::Release;
use vamos_asm::Request;
use vamos_asm::SourceError;
use vamos_asm::Sources;
use vamos_asm::TokenCache;
use vamos_obj::Frozen;
use vamos_obj::Function;

use super::SHOWN;
use super::difference;
use super::threads;
use super::words;
use crate::report::Report;
use crate::sdk::Sdk;

/// Files of the disk, by names below a directory.
pub(super) struct Disk<'a> {
    dir: &'a Path,
    /// The compiler has not run yet: its header is empty, though it is there by now.
    is_before_compile: bool,
}

impl<'a> Disk<'a> {
    pub(super) fn new(dir: &'a str, options: &Options) -> Self {
        Self {
            dir: Path::new(dir),
            is_before_compile: options.flags.only_symabis,
        }
    }
}

impl Sources for Disk<'_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, SourceError> {
        if self.is_before_compile && name.ends_with("go_asm.h") {
            return Ok(Vec::new());
        }
        let bytes = std::fs::read(self.dir.join(name));
        bytes.map_err(|_| SourceError {
            text: format!("open {name}: no such file or directory"),
            is_open: false,
        })
    }
}

/// A command of the build.
pub(super) struct Step {
    pub(super) dir: String,
    /// The official assembler.
    pub(super) tool: String,
    pub(super) args: Vec<String>,
}

/// Runs the assembler's commands of a build again.
pub(super) fn check(sdk: &Sdk, name: &str, log: &str, report: &mut Report) {
    let mut symabis = Tally::default();
    let mut objects = Tally::default();
    let mut shuffled = Tally::default();
    let steps = steps(log);
    let Some(header) = steps.iter().find_map(header) else {
        report.say(name, Err("no command of the assembler".to_owned()));
        return;
    };
    let goarch = header.split(' ').nth(1).unwrap_or_default();
    let Some(machine) = Machine::new(goarch) else {
        report.say(name, Err(format!("GOARCH={goarch}")));
        return;
    };
    let tokens = TokenCache::default();
    for step in &steps {
        let Ok(line) = vamos_asm::parse_command_line(&step.args) else {
            continue;
        };
        let only_symabis = line.flags.only_symabis;
        let expected = std::fs::read(Path::new(&step.dir).join(&line.output));
        let start = Instant::now();
        let machine = (&machine, &tokens);
        let outcome = assemble(sdk, machine, &header, &step.dir, line.clone());
        let tally = if only_symabis {
            &mut symabis
        } else {
            &mut objects
        };
        tally.time += start.elapsed();
        tally.count += 1;
        let files = line.files.join(" ");
        if let Some(problem) = problem(&outcome, expected) {
            tally.problems.push(format!("{files}: {problem}"));
        }
        if !only_symabis {
            shuffled.count += 1;
            let problem = thread_problem(sdk, machine, &header, &step.dir, &line, &outcome);
            shuffled
                .problems
                .extend(problem.map(|problem| format!("{files}: {problem}")));
        }
    }
    report.say(&format!("{name}: lists of ABIs"), symabis.result());
    report.say(&format!("{name}: objects"), objects.result());
    report.say(
        &format!("{name}: objects on 1, 2 and 8 threads"),
        shuffled.result(),
    );
}

fn problem(outcome: &Outcome, expected: std::io::Result<Vec<u8>>) -> Option<String> {
    let Ok(expected) = expected else {
        return Some("the official output is missing".to_owned());
    };
    match &outcome.output {
        Some(output) if outcome.status == 0 && *output == expected => None,
        Some(output) if outcome.status == 0 => Some(difference::describe(output, &expected)),
        _ => Some(format!(
            "exit status {}: {}",
            outcome.status, outcome.stderr
        )),
    }
}

/// Returns the first number of threads on which an outcome differs.
pub(super) fn thread_problem(
    sdk: &Sdk,
    (machine, tokens): (&Machine, &TokenCache),
    header: &str,
    dir: &str,
    line: &CommandLine,
    expected: &Outcome,
) -> Option<String> {
    let options = options(sdk, header, dir, line.clone());
    let sources = Disk::new(dir, &options);
    let differs = |threads: &usize| {
        let assembler = |frozen: &Frozen<'_>, functions: Vec<Function>| {
            threads::assemble_on(*threads, functions, &|_, function, scratch| {
                vamos_obj::assemble(frozen, function, scratch)
            })
        };
        let outcome = vamos_asm::assemble(&Request {
            assembler: Some(&assembler),
            ..Request::new(machine, &options, &sources, tokens)
        });
        outcome != *expected
    };
    let threads = threads::COUNTS.into_iter().find(differs)?;
    Some(format!("another outcome on {threads} threads"))
}

/// Results of one kind.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) count: usize,
    pub(super) time: Duration,
    pub(super) problems: Vec<String>,
}

impl Tally {
    pub(super) fn result(self) -> Result<String, String> {
        let (count, different) = (self.count, self.problems.len());
        let text = format!(
            "{count} compared, {different} different, {} ms",
            self.time.as_millis()
        );
        match different {
            0 if count > 0 => Ok(text),
            _ => {
                let shown: Vec<String> = self.problems.into_iter().take(SHOWN).collect();
                Err(format!("{text}\n{}", shown.join("\n")))
            }
        }
    }
}

/// Returns the assembler's commands in the output of `-x`.
pub(super) fn steps(log: &str) -> Vec<Step> {
    let work = log.lines().find_map(|line| line.strip_prefix("WORK="));
    let work = work.unwrap_or_default();
    let mut dir = String::new();
    let mut out = Vec::new();
    for line in log.lines() {
        let line = line.replace("$WORK", work);
        let words = words(&line);
        match words.as_slice() {
            [cd, new] if cd == "cd" => dir.clone_from(new),
            [tool, args @ ..] if tool.ends_with("/asm") && !args.is_empty() => out.push(Step {
                dir: dir.clone(),
                tool: tool.clone(),
                args: args.to_vec(),
            }),
            _ => {}
        }
    }
    out
}

/// Returns the header of a command's object, without its start.
pub(super) fn header(step: &Step) -> Option<String> {
    let line = vamos_asm::parse_command_line(&step.args).ok()?;
    if line.flags.only_symabis {
        return None;
    }
    let object = std::fs::read(Path::new(&step.dir).join(&line.output)).ok()?;
    let first = object.split(|byte| *byte == b'\n').next()?;
    let first = std::str::from_utf8(first).ok()?;
    first.strip_prefix("go object ").map(str::to_owned)
}

/// Runs crate asm.
pub(super) fn assemble(
    sdk: &Sdk,
    (machine, tokens): (&Machine, &TokenCache),
    header: &str,
    dir: &str,
    line: CommandLine,
) -> Outcome {
    let options = options(sdk, header, dir, line);
    let sources = Disk::new(dir, &options);
    vamos_asm::assemble(&Request::new(machine, &options, &sources, tokens))
}

/// Returns the options of a command of the assembler.
pub(super) fn options(sdk: &Sdk, header: &str, dir: &str, line: CommandLine) -> Options {
    let mut fields = header.split(' ');
    let goos = fields.next().unwrap_or_default().to_owned();
    let goarch = fields.next().unwrap_or_default().to_owned();
    let experiments = header.rsplit_once("X:").map_or("", |(_, list)| list);
    let experiments: Vec<String> = experiments.split(',').map(str::to_owned).collect();
    let release = match sdk.minor() {
        Some(25) => Release::Go125,
        Some(27) => Release::Go127,
        _ => Release::Go126,
    };
    Options {
        release,
        header: header.to_owned(),
        goos,
        goarch,
        is_dwarf5: experiments.iter().any(|name| name == "dwarf5"),
        experiments,
        goroot: sdk.goroot.display().to_string(),
        working_dir: dir.to_owned(),
        flags: line.flags,
        files: line.files,
    }
}
