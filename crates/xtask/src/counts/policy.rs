//! Decisions in the wrong place: releases compared outside their table, commands
//! recognized by name below cli, the environment read by libraries, threads started outside
//! sched.
//!
//! Counterpart: none.

use super::text::Source;

/// A finding and its position.
pub(crate) struct Occurrence {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// The file that may compare releases.
const RELEASES: &str = "crates/release/src/release.rs";

/// Names of commands, without groups.
const COMMANDS: [&str; 22] = [
    "bug",
    "build",
    "clean",
    "doc",
    "env",
    "fix",
    "fmt",
    "generate",
    "get",
    "install",
    "list",
    "mod",
    "noop",
    "run",
    "telemetry",
    "test",
    "tool",
    "version",
    "vet",
    "work",
    "mod ",
    "work ",
];

/// Expressions that read the process's environment, or the variables as they were given.
const ENVIRONMENT: [&str; 7] = [
    "env::var(",
    "env::var_os(",
    "env::vars(",
    "env::vars_os(",
    "env::temp_dir(",
    "env::current_dir(",
    ".os().get",
];

/// Expressions that start threads.
const THREADS: [&str; 3] = ["thread::spawn(", "thread::scope(", "thread::Builder"];

fn places(source: &Source, text: &str) -> Vec<Occurrence> {
    let found = source.code.match_indices(text);
    let found = found.map(|(at, what)| Occurrence {
        path: source.path.clone(),
        line: source.line_at(at),
        what: what.to_owned(),
    });
    found.collect()
}

/// Returns the uses of `Release::GO1_…` outside the table of capabilities.
pub(crate) fn releases(sources: &[Source]) -> Vec<Occurrence> {
    let others = sources.iter().filter(|source| source.path != RELEASES);
    others
        .flat_map(|source| places(source, "Release::GO1_"))
        .collect()
}

/// Returns the reads of the environment outside cli and goenv.
pub(crate) fn environment_reads(sources: &[Source]) -> Vec<Occurrence> {
    let libraries = sources.iter().filter(|source| {
        source.is_product() && !matches!(source.crate_name.as_str(), "cli" | "goenv")
    });
    let mut found = Vec::new();
    for source in libraries {
        for text in ENVIRONMENT {
            found.extend(places(source, text));
        }
    }
    found
}

/// Returns the starts of threads outside sched: such a thread would not have the context of the
/// thread that starts it.
pub(crate) fn threads(sources: &[Source]) -> Vec<Occurrence> {
    let others = sources
        .iter()
        .filter(|source| source.is_product() && source.crate_name != "sched");
    others
        .flat_map(|source| THREADS.iter().flat_map(|text| places(source, text)))
        .collect()
}

/// Returns the flags in cli that are looked up by their name as text.
pub(crate) fn flags_by_name(sources: &[Source]) -> Vec<Occurrence> {
    let cli = sources.iter().filter(|source| source.crate_name == "cli");
    let of_command = cli.flat_map(|source| {
        ["is_set(\"", "last(\""]
            .iter()
            .flat_map(|text| places(source, text))
    });
    of_command.collect()
}

/// Returns the comparisons with the name of a command in crates below cli.
pub(crate) fn command_names(sources: &[Source]) -> Vec<Occurrence> {
    let below = sources
        .iter()
        .filter(|source| source.is_product() && source.crate_name != "cli");
    let mut found = Vec::new();
    for source in below {
        for (at, string) in &source.strings {
            let is_command = COMMANDS.contains(&string.as_str())
                || string.starts_with("mod ") && !string[4..].contains(' ')
                || string.starts_with("work ") && !string[5..].contains(' ');
            if is_command && is_compared(&source.code, *at, string.len()) {
                found.push(Occurrence {
                    path: source.path.clone(),
                    line: source.line_at(*at),
                    what: format!("{string:?}"),
                });
            }
        }
    }
    found
}

/// Reports whether the literal at a place of the code is compared with something that is
/// called a command.
fn is_compared(code: &str, at: usize, length: usize) -> bool {
    let before = code[..at - 1].trim_end();
    let after = code[at + length + 1..].trim_start();
    let is_operand = before.ends_with("==") || before.ends_with("!=");
    let is_operand = is_operand || before.ends_with("starts_with(");
    let is_pattern = after.starts_with("=>") || after.starts_with('|') || before.ends_with('|');
    let statement = if is_operand {
        before.rfind([';', '{', '}', '&', '|', ',']).unwrap_or(0)
    } else if is_pattern || (before.ends_with(',') && after.starts_with(')')) {
        let start = before.rfind("match ").max(before.rfind("matches!("));
        start.unwrap_or(0)
    } else {
        return false;
    };
    let head = &before[statement..];
    let head = head.split('{').next().unwrap_or(head);
    head.contains("command")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::File;

    fn source(path: &str, text: &str) -> Source {
        Source::new(&File {
            path: path.to_owned(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn comparisons_of_commands_are_found() {
        for (text, want) in [
            ("let x = flags.command == \"mod download\";", 1),
            ("x || self.flags.command.starts_with(\"mod \")", 1),
            (
                "match flags.command.as_str() {\n \"list\" | \"get\" => 1,",
                2,
            ),
            (
                "matches!(flags.command.as_str(), \"mod graph\" | \"mod why\")",
                2,
            ),
            ("matches!(flags.command.as_str(), \"get\")", 1),
            ("match verb {\n \"list\" => 1,", 0),
            ("command(\"list\")", 0),
            ("let command = x; mode == \"test\"", 0),
        ] {
            let found = command_names(&[source("crates/load/src/a.rs", text)]);
            assert_eq!(found.len(), want, "{text}");
            let found = command_names(&[source("crates/cli/src/a.rs", text)]);
            assert_eq!(found.len(), 0, "{text}");
        }
    }

    #[test]
    fn reads_and_releases_are_found() {
        let text = "let x = std::env::var(\"X\"); env.os().get(\"Y\"); Release::GO1_27;";
        let one = [source("crates/build/src/a.rs", text)];
        assert_eq!(environment_reads(&one).len(), 2);
        assert_eq!(releases(&one).len(), 1);
        assert_eq!(releases(&[source(RELEASES, text)]).len(), 0);
        let own = [source("crates/goenv/src/a.rs", text)];
        assert_eq!(environment_reads(&own).len(), 0);
        let cli = [source("crates/cli/src/a.rs", "parsed.is_set(\"x\")")];
        assert_eq!(flags_by_name(&cli).len(), 1);
    }
}
