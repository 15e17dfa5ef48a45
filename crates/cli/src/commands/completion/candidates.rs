//! Candidates for a word on a command line of vamos.
//!
//! Counterpart: none.

use std::fmt;

use vamos_fsys::Files;

use super::names;
use super::names::Known;
use super::scripts::shells;
use super::test_names;
use crate::commands::table;
use crate::commands::watch::COMMANDS as WATCHED;
use crate::documents;
use crate::summaries;
use crate::summaries::FlagSummary;

/// Candidates that the shell adds by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Paths {
    /// Nothing.
    #[default]
    None,
    /// Files and directories.
    Files,
    /// Directories.
    Dirs,
}

/// The candidates for a word. Printed, the first line is the kind of paths that the shell adds, and
/// each other line has a candidate, a tab, and a description.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    paths: Paths,
    words: Vec<(String, String)>,
    takes_packages: bool,
}

impl Candidates {
    fn add(&mut self, word: impl Into<String>, text: &str) {
        self.words.push((word.into(), text.to_owned()));
    }

    fn of(paths: Paths) -> Self {
        Self {
            paths,
            ..Self::default()
        }
    }
}

impl fmt::Display for Candidates {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths = match self.paths {
            Paths::None => "none",
            Paths::Files => "files",
            Paths::Dirs => "dirs",
        };
        writeln!(out, "{paths}")?;
        for (word, text) in &self.words {
            writeln!(out, "{word}\t{text}")?;
        }
        Ok(())
    }
}

/// The environment of the command line.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The directory.
    pub(super) dir: &'a str,
    /// The disk.
    pub(super) files: &'a dyn Files,
    /// Searches for the SDK.
    pub(super) sdk: &'a dyn Fn() -> Option<Known>,
}

/// Returns the candidates for the word `current`; `before` are the words between the name of
/// the program and it.
pub(super) fn complete(before: &[&str], current: &str, place: Context<'_>) -> Candidates {
    let mut found = match before {
        [] => first_words(""),
        [topics, words @ ..] if matches!(*topics, "help" | "man") => {
            let mut found = first_words(&words.join(" "));
            found.words.extend(match (*topics, words) {
                ("man", []) => flag_names(&summaries::flags("man")).words,
                ("help", []) => help_topics(),
                _ => Vec::new(),
            });
            found
        }
        [first, ..] if is_group(first) && before.len() == 1 => first_words(first),
        ["watch"] if !current.starts_with('-') => {
            let mut found = first_words("");
            found.words.retain(|(word, _)| WATCHED.contains(&&**word));
            found
        }
        ["watch", words @ ..] if words.first().is_some_and(|word| WATCHED.contains(word)) => {
            return complete(words, current, place);
        }
        [first, second, rest @ ..] if is_group(first) => {
            place.after_command(&format!("{first} {second}"), rest, current)
        }
        [first, rest @ ..] => place.after_command(first, rest, current),
    };
    let wanted = match current.strip_prefix("--") {
        Some(flag) => format!("-{flag}"),
        None => current.to_owned(),
    };
    found.words.retain(|(word, _)| word.starts_with(&wanted));
    found
}

fn is_group(word: &str) -> bool {
    let mut names = summaries::commands()
        .into_iter()
        .map(|command| command.name);
    names.any(|name| name.split_once(' ').is_some_and(|(group, _)| group == word))
}

/// Returns the commands, or the second words of a group's commands.
fn first_words(group: &str) -> Candidates {
    let mut found = Candidates::default();
    for command in summaries::commands() {
        match command.name.split_once(' ') {
            None if group.is_empty() => found.add(command.name, command.text),
            Some((first, _))
                if group.is_empty() && found.words.last().is_none_or(|(word, _)| word != first) =>
            {
                found.add(first, "a group of commands");
            }
            Some((first, second)) if first == group => found.add(second, command.text),
            _ => {}
        }
    }
    found
}

/// Returns the topics of help that vamos adds.
fn help_topics() -> Vec<(String, String)> {
    let own = ("vamos".to_owned(), "about vamos itself".to_owned());
    let documents = documents::names().map(|(name, subject)| (name, subject.to_owned()));
    std::iter::once(own).chain(documents).collect()
}

fn flag_names(flags: &[FlagSummary]) -> Candidates {
    let mut found = Candidates::default();
    for flag in flags {
        found.add(format!("-{}", flag.name), flag.text);
    }
    found
}

impl Context<'_> {
    /// Returns the candidates for a word after the name of a command.
    fn after_command(&self, command: &str, before: &[&str], current: &str) -> Candidates {
        let flags = summaries::flags(command);
        let find = |word: &str| {
            let name = word.strip_prefix('-')?;
            let name = name.strip_prefix('-').unwrap_or(name);
            flags.iter().find(|flag| flag.name == name)
        };
        let mut arguments = Vec::new();
        let mut words = before.iter();
        while let Some(word) = words.next() {
            let needs_value = find(word).is_some_and(|flag| !flag.is_bool);
            if needs_value && words.next().is_none() {
                return find(word).map_or_else(Candidates::default, |flag| {
                    self.values(command, flag, "", &arguments)
                });
            }
            if !word.starts_with('-') {
                arguments.push(*word);
            }
        }
        let has_arguments = !arguments.is_empty();
        // Flags end at the first argument, except flags of `test`.
        let has_late_flags = table::policy(command).is_some_and(|own| own.second_help.is_some());
        if current.starts_with('-') && (!has_arguments || has_late_flags) {
            return match current.split_once('=') {
                None => flag_names(&flags),
                Some((word, _)) => find(word).map_or_else(Candidates::default, |flag| {
                    self.values(command, flag, &format!("{word}="), &arguments)
                }),
            };
        }
        self.arguments(command, has_arguments, current)
    }

    /// Returns the values of a flag, each after `prefix`.
    fn values(
        &self,
        command: &str,
        flag: &FlagSummary,
        prefix: &str,
        arguments: &[&str],
    ) -> Candidates {
        let mut found = Candidates::of(match flag.value {
            "dir" => Paths::Dirs,
            "file" | "program" => Paths::Files,
            _ => Paths::None,
        });
        for choice in flag.choices() {
            found.add(format!("{prefix}{choice}"), "");
        }
        let names: &[&str] = match (command, flag.name) {
            ("test", "run" | "skip" | "list") => &["Test", "Example", "Fuzz"],
            ("test", "bench") => &["Benchmark"],
            ("test", "fuzz") => &["Fuzz"],
            _ => &[],
        };
        if !names.is_empty() {
            for dir in names::directories(self.files, self.dir, arguments) {
                for name in test_names::names(self.files, &dir, names) {
                    found.add(format!("{prefix}{name}"), "");
                }
            }
            found.words.sort();
            found.words.dedup();
        }
        if flag.value == "revision" {
            for name in names::revisions(self.files, self.dir) {
                found.add(format!("{prefix}{name}"), "");
            }
        }
        found
    }

    /// Returns the candidates for an argument that is not a flag.
    fn arguments(&self, command: &str, has_arguments: bool, current: &str) -> Candidates {
        let of_sdk = match command {
            "tool" if !has_arguments => (self.sdk)().map(|known| names::tools(self.files, &known)),
            "env" => (self.sdk)().map(|known| known.variables),
            _ => None,
        };
        if let Some(names) = of_sdk {
            let mut found = Candidates::default();
            for name in names {
                found.add(name, "");
            }
            return found;
        }
        let mut found = arguments(command, has_arguments);
        // Without a beginning all packages of the SDK would be shown. Paths of files are
        // completed by the shell.
        let is_path = current.is_empty() || current.starts_with(['.', '/', '~', '-']);
        if found.takes_packages && !is_path {
            let known = (self.sdk)();
            for name in names::packages(self.files, self.dir, known.as_ref(), current) {
                found.add(name, "");
            }
        }
        found
    }
}

/// Returns the candidates for an argument that is not a flag, except candidates that depend on the
/// environment of the command line.
fn arguments(command: &str, has_arguments: bool) -> Candidates {
    if command == "completion" {
        let mut found = Candidates::default();
        if !has_arguments {
            shells().for_each(|shell| found.add(shell, ""));
        }
        return found;
    }
    let commands = summaries::commands();
    let own = commands.iter().find(|own| own.name == command);
    let takes = own.map_or("", |own| own.arguments);
    let takes_any = |words: &[&str]| words.iter().any(|word| takes.contains(word));
    let mut found = Candidates::of(match takes {
        "" => Paths::None,
        _ if takes_any(&["package", "program", "file", "go.mod", "go.work", "symbol"]) => {
            Paths::Files
        }
        _ if takes_any(&["directories"]) => Paths::Dirs,
        _ => Paths::None,
    });
    found.takes_packages = takes.contains("package");
    if takes.contains("packages") {
        found.add("./...", "all packages of this directory");
        found.add("all", "all packages of the module and their dependencies");
    }
    found
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::Context;
    use super::Known;
    use super::complete;

    fn words(line: &str) -> String {
        let mut files = MemFiles::new();
        files.insert("/m/a_test.go", b"func TestOne(t *testing.T) {}\n");
        let words: Vec<&str> = line.split(' ').collect();
        let (current, before) = words.split_last().unwrap();
        files.insert("/m/go.mod", b"module example.com/m\n");
        files.insert("/m/util/u_test.go", b"func TestUtil(t *testing.T) {}\n");
        files.insert("/m/util/u.go", b"");
        files.insert("/m/.git/refs/heads/main", b"1\n");
        files.insert("/go/src/cmd/compile/main.go", b"");
        let sdk = || {
            Some(Known {
                goroot: "/go".to_owned(),
                tool_dir: "/go/pkg/tool".to_owned(),
                variables: vec!["GOOS".to_owned(), "GOPATH".to_owned()],
            })
        };
        let place = Context {
            dir: "/m",
            files: &files,
            sdk: &sdk,
        };
        let text = complete(before, current, place).to_string();
        let lines = text
            .lines()
            .map(|line| line.split('\t').next().unwrap_or(line));
        lines.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn commands_and_groups() {
        assert_eq!(words("bu"), "none bug build");
        assert_eq!(words("mo"), "none mod");
        assert_eq!(words("mod t"), "none tidy");
        assert_eq!(words("help mod w"), "none why");
        assert_eq!(words("help edi"), "none editors.md");
        assert_eq!(words("man -"), "none -o");
        assert_eq!(words("completion z"), "none zsh");
        assert_eq!(words("zzz "), "none");
    }

    #[test]
    fn flags_of_the_command() {
        assert_eq!(words("build -tri"), "none -trimpath");
        assert_eq!(words("build --tri"), "none -trimpath");
        assert_eq!(words("mod tidy -di"), "none -diff");
        assert_eq!(words("run . -tri"), "files");
        assert_eq!(words("test ./x -benchm"), "none -benchmem");
    }

    #[test]
    fn values_of_flags() {
        assert_eq!(words("build -mod v"), "none vendor");
        assert_eq!(words("build -mod=v"), "none -mod=vendor");
        assert_eq!(words("build -buildvcs=f"), "none -buildvcs=false");
        assert_eq!(words("build -C "), "dirs");
        assert_eq!(words("build -o "), "files");
        assert_eq!(words("test -run "), "none TestOne");
        assert_eq!(words("test -v -run=T"), "none -run=TestOne");
        // A boolean flag has no value in the next word.
        assert_eq!(words("build -race ./"), "files ./...");
    }

    #[test]
    fn names_of_the_place() {
        assert_eq!(words("tool com"), "none compile");
        assert_eq!(words("env GOO"), "none GOOS");
        assert_eq!(words("watch te"), "none test");
        assert_eq!(words("watch build -tri"), "none -trimpath");
        assert_eq!(words("size f"), "files");
        assert_eq!(words("affected -since ma"), "none main");
        assert_eq!(words("test -affected=ma"), "none -affected=main");
        assert_eq!(words("test ./util -run TestU"), "none TestUtil");
        assert_eq!(words("test ./... -run T"), "none TestOne TestUtil");
        assert_eq!(words("build exa"), "files example.com/m/util");
        assert_eq!(words("doc exa"), "files example.com/m/util");
    }

    #[test]
    fn arguments() {
        assert_eq!(words("build "), "files ./... all");
        assert_eq!(words("work use "), "dirs");
        assert_eq!(words("mod verify "), "none");
    }
}
