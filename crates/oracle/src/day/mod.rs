//! `cargo xtask day [--script NAME]`: a script of commands with both programs: stdout, stderr, exit
//! codes and files are equal after every command, and vamos never calls the SDK's own go.
//!
//! `day.txt` is a day of work over three projects. `folding.txt` has names that differ in case only;
//! with TMPDIR it is run on a file system that ignores case, and elsewhere fails. `$ COMMAND` runs one,
//! `@ DIR` changes the directory, `> OLD NEW` renames a file of the tree, and `-- FILE --` writes the
//! lines that follow, as in txtar.
//! Counterpart: none.

use std::path::Path;

use vamos_testkit::Archive;
use vamos_testkit::Case;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;
use vamos_testkit::split_exit_mark;

use crate::flags;
use crate::sdk;

const USAGE: &str = "usage: cargo xtask day [--vamos BINARY] [--steps N] [--script day|folding]";

/// The scripts by name; the first is the default.
const SCRIPTS: [(&str, &str); 2] = [
    ("day", include_str!("day.txt")),
    ("folding", include_str!("folding.txt")),
];

/// The file of a tree that lists the renames of [`rename`].
const RENAMES: &str = "renames";

/// Next event of the script.
#[derive(Debug, PartialEq, Eq)]
enum Event {
    /// A command with its exit code, in a directory below the tree.
    Run(String, Vec<String>),
    /// Files are written.
    Write(String),
    /// A file is renamed: its name and the new one, with a space between them.
    Rename(String),
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut vamos, mut steps) = (None, usize::MAX);
    let (mut name, mut script) = SCRIPTS[0];
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--vamos" => vamos = Some(flag.path()),
            "--steps" => steps = flag.number()?,
            "--script" => {
                let mut scripts = SCRIPTS.into_iter();
                let found = scripts.find(|(name, _)| *name == flag.value);
                (name, script) = found.ok_or(USAGE)?;
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    let vamos = sdk::vamos_named_or_built(vamos.as_deref())?;
    let mut case = Case::new(name)
        .proxy(serving())
        .watched()
        .with_real_go()
        .env("VAMOS_CHILD_GO", "vamos")
        .against(&vamos);
    let mut count = 0;
    for event in parse(script) {
        case = match event {
            Event::Write(archive) => case.edit(&archive),
            Event::Rename(names) => {
                let archive = format!("-- {RENAMES} --\n{names}\n");
                case.edit(&archive).hook(rename)
            }
            Event::Run(..) if count == steps => break,
            Event::Run(dir, args) => {
                count += 1;
                case.step_in(&dir, args)
            }
        };
    }
    let report = case.try_steps()?;
    match report.vamos_tools.count("go") {
        0 => {
            crate::say(&format!(
                "{name}: {count} commands equal, the SDK's go never called"
            ));
            Ok(())
        }
        calls => Err(format!("the SDK's go was called {calls} times")),
    }
}

/// Renames the files listed in [`RENAMES`] of a case's tree. Panics if that fails: the following
/// commands would prove nothing.
fn rename(case: &Path) {
    let work = case.join("work");
    let list = work.join(RENAMES);
    let names = std::fs::read_to_string(&list).expect("the step before wrote it");
    let (old, new) = names.trim_end().split_once(' ').expect("two names");
    std::fs::rename(work.join(old), work.join(new)).expect("the old name is there");
    std::fs::remove_file(list).expect("it was read");
}

/// Reads the script.
fn parse(script: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut dir = String::new();
    for line in script.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let (words, code) = split_exit_mark(command);
            let mut args: Vec<String> = words.split(' ').map(str::to_owned).collect();
            args.push(format!("!{code}"));
            events.push(Event::Run(dir.clone(), args));
        } else if let Some(name) = line.strip_prefix("@ ") {
            name.clone_into(&mut dir);
        } else if let Some(names) = line.strip_prefix("> ") {
            events.push(Event::Rename(names.to_owned()));
        } else if let Some(Event::Write(archive)) = events.last_mut() {
            *archive += &format!("{line}\n");
        } else if line.starts_with("-- ") {
            events.push(Event::Write(format!("{line}\n")));
        }
    }
    events
}

/// The modules that the projects require.
fn serving() -> Serving {
    let mut serving = Proxy::serving();
    for file in Archive::parse(include_str!("modules.txt")).files {
        let (name, text) = file;
        let (path, version) = name.split_once('@').unwrap_or((&name, "v1.0.0"));
        // Markers within markers are indented.
        serving = serving.module(
            path,
            version,
            &text.replace("\n --", "\n--").replacen(" --", "--", 1),
        );
    }
    serving
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_has_its_commands() {
        let is_run = |event: &&Event| matches!(event, Event::Run(..));
        let counts = SCRIPTS.map(|(_, script)| parse(script).iter().filter(is_run).count());
        assert!(counts[0] >= 150 && counts[1] >= 40, "{counts:?}");
    }

    #[test]
    fn a_script_is_commands_and_files() {
        let events =
            parse("# c\n@ app\n$ build ./x !1\n-- a.go --\npackage a\n\n> a.go A.go\n$ vet\n");
        let run = |args: &[&str]| {
            let args = args.iter().map(|arg| (*arg).to_owned()).collect();
            Event::Run("app".to_owned(), args)
        };
        let want = [
            run(&["build", "./x", "!1"]),
            Event::Write("-- a.go --\npackage a\n\n".to_owned()),
            Event::Rename("a.go A.go".to_owned()),
            run(&["vet", "!0"]),
        ];
        assert_eq!(events, want);
    }
}
