//! Suggestions for a misspelt flag, package or test. They are shown on a terminal only: for scripts
//! the output of official commands stays the same.
//!
//! Counterpart: none; the official command has no suggestions.

use vamos_base::golang::path;
use vamos_fsys::Disk;
use vamos_fsys::Files;

use super::completion::names;
use super::completion::test_names;
use crate::hints::spelling::closest;
use crate::invocation::Invocation;
use crate::output::Output;
use crate::process;
use crate::summaries;

/// The text before the name of an unknown flag, as Go's package flag writes it.
const UNKNOWN: &str = "flag provided but not defined: -";

/// Flags of `test` whose value selects functions, and the prefixes of these.
const SELECTORS: [(&str, &[&str]); 2] = [
    ("run", &["Test", "Example", "Fuzz"]),
    ("bench", &["Benchmark"]),
];

/// Shows the flag that was probably meant, below the message about an unknown one.
pub(crate) fn show_flag(command: &str, message: &str, output: &Output) {
    if !output.gives_hints() {
        return;
    }
    let name = message.strip_prefix(UNKNOWN);
    if let Some(meant) = name.and_then(|name| meant_flag(command, name.trim_end())) {
        output.stderr(&format!("Did you mean -{meant}?\n"));
    }
}

/// Returns the flag of a command that is closest to an unknown one. Under the name `go` only flags
/// of upstream are known.
fn meant_flag(command: &str, name: &str) -> Option<&'static str> {
    let is_own_name = process::is_started_as("vamos");
    let flags = summaries::flags(command);
    let known = flags
        .iter()
        .map(|flag| flag.name)
        .filter(|flag| is_own_name || !summaries::is_added(flag));
    closest(name, known)
}

/// Stores a suggestion for the end of a command, if its arguments seem misspelt. `code` is the exit
/// code, if the command has returned one.
pub(crate) fn note(invocation: &Invocation, code: Option<&i32>) {
    if !invocation.output.gives_hints() {
        return;
    }
    let line = match code {
        Some(0) => meant_test(invocation),
        _ => meant_flag_of_test(invocation).or_else(|| meant_argument(invocation)),
    };
    if let Some(line) = line {
        invocation.output.advise(line);
    }
}

/// Returns the suggestion for a flag that `test` does not know, and so passes to test binaries.
fn meant_flag_of_test(invocation: &Invocation) -> Option<String> {
    let flags = invocation.parsed.test.as_ref()?;
    let mut words = flags.typed.rest.iter();
    let typed = words.find(|word| word.starts_with('-'))?;
    let name = typed.trim_start_matches('-').split('=').next()?;
    let meant = meant_flag("test", name)?;
    Some(format!(
        "-{name} was passed to the test binary. Did you mean -{meant}?"
    ))
}

/// Returns the suggestion for an argument that names a package or a file that does not exist.
fn meant_argument(invocation: &Invocation) -> Option<String> {
    let command = invocation.policy.name;
    let takes = summaries::commands();
    let takes = takes.iter().find(|own| own.name == command)?.arguments;
    if !takes.contains("package") {
        return None;
    }
    // The disk of the command remembers files that were missing when it began.
    let files = Disk::new();
    let place = Place {
        files: &files,
        dir: &invocation.process.cwd,
        goroot: &invocation.env.sdk.goroot,
    };
    let arguments = &invocation.parsed.args;
    // The other arguments of `run` are for the program.
    let count = if command == "run" { 1 } else { arguments.len() };
    let mut meant = arguments.iter().take(count).filter_map(|argument| {
        let meant = place.meant(argument)?;
        Some(format!("Did you mean {meant}?"))
    });
    meant.next()
}

/// The files and directories in which arguments are searched for.
struct Place<'a> {
    files: &'a dyn Files,
    /// The directory of the command.
    dir: &'a str,
    goroot: &'a str,
}

impl Place<'_> {
    /// Returns the probably meant argument in place of one that names nothing.
    fn meant(&self, argument: &str) -> Option<String> {
        let (base, tail) = match argument.strip_suffix("/...") {
            Some(base) => (base, "/..."),
            None => (argument, ""),
        };
        if base.contains("...") || base.contains('@') {
            return None;
        }
        if base.starts_with(['.', '/']) {
            let above = base
                .split('/')
                .take_while(|part| matches!(*part, "" | "." | ".."));
            let prefix: String = above.map(|part| format!("{part}/")).collect();
            let rest = base.get(prefix.len()..)?;
            let root = match prefix.starts_with('/') {
                true => "/".to_owned(),
                false => path::join(&[self.dir, &prefix]),
            };
            let found = self.nearest(&root, rest)?;
            return Some(format!("{prefix}{found}{tail}"));
        }
        if let Some((root, module)) = names::module(self.files, self.dir)
            && let Some(rest) = base.strip_prefix(&format!("{module}/"))
        {
            let found = self.nearest(&root, rest)?;
            return Some(format!("{module}/{found}{tail}"));
        }
        let first = base.split('/').next().unwrap_or_default();
        let is_std = |name: &str| {
            let dir = path::join(&[self.goroot, "src", name]);
            !self.goroot.is_empty() && self.files.is_dir(&dir)
        };
        if first.contains('.') || is_std(base) {
            return None;
        }
        // A directory is named by its path, not by its name.
        if self.files.is_dir(&path::join(&[self.dir, base])) {
            return Some(format!("./{base}{tail}"));
        }
        let found = self.nearest(&path::join(&[self.goroot, "src"]), base)?;
        Some(format!("{found}{tail}"))
    }

    /// Returns the existing path below a directory that differs least from a missing one.
    fn nearest(&self, root: &str, rest: &str) -> Option<String> {
        let mut dir = root.to_owned();
        let mut found: Vec<String> = Vec::new();
        let mut is_changed = false;
        for part in rest.split('/').filter(|part| !part.is_empty()) {
            let entries = names::listed(self.files, &dir);
            let is_file = part.ends_with(".go");
            let known = entries
                .iter()
                .filter(|(_, is_dir)| *is_dir != is_file)
                .map(|(name, _)| name.as_str());
            let name = match known.clone().find(|name| *name == part) {
                Some(name) => name,
                None => {
                    is_changed = true;
                    closest(part, known)?
                }
            };
            found.push(name.to_owned());
            dir = path::join(&[&dir, name]);
        }
        is_changed.then(|| found.join("/"))
    }
}

/// Returns the suggestion for a pattern that selects no test.
fn meant_test(invocation: &Invocation) -> Option<String> {
    let flags = invocation.parsed.test.as_ref()?;
    let arguments = &invocation.parsed.args;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut lines = SELECTORS.iter().filter_map(|(flag, prefixes)| {
        let pattern = flags.text(flag);
        let meant = nearest_test(
            &*invocation.disk,
            &invocation.process.cwd,
            &arguments,
            pattern,
            prefixes,
        )?;
        Some(format!(
            "-{flag}={pattern} matches nothing. Did you mean {meant}?"
        ))
    });
    lines.next()
}

/// Returns the function that differs least from a pattern that is a plain name, if the pattern
/// matches none in the named packages.
fn nearest_test(
    files: &dyn Files,
    dir: &str,
    arguments: &[&str],
    pattern: &str,
    prefixes: &[&str],
) -> Option<String> {
    let name = pattern.split('/').next().unwrap_or_default();
    let name = name.strip_prefix('^').unwrap_or(name);
    let name = name.strip_suffix('$').unwrap_or(name);
    let is_plain = |c: char| c.is_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_plain) {
        return None;
    }
    let mut known = Vec::new();
    for dir in names::directories(files, dir, arguments) {
        let here = test_names::names(files, &dir, prefixes);
        // Without anchors a part of the name matches, and with them too many names are no harm.
        if here.iter().any(|known| known.contains(name)) {
            return None;
        }
        known.extend(here);
    }
    closest(name, known.iter().map(String::as_str)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::Place;
    use super::meant_flag;
    use super::nearest_test;

    fn files() -> MemFiles {
        let mut files = MemFiles::new();
        for (name, text) in [
            ("/m/go.mod", "module example.com/m\n"),
            ("/m/util/util.go", ""),
            ("/m/cmd/server/main.go", ""),
            (
                "/m/cmd/server/x_test.go",
                "func TestServe(t *testing.T) {}\n",
            ),
            (
                "/m/util/u_test.go",
                "func TestOne(t *testing.T) {}\nfunc BenchmarkOne(b *testing.B) {}\n",
            ),
            ("/go/src/net/http/http.go", ""),
            ("/go/src/fmt/fmt.go", ""),
        ] {
            files.insert(name, text.as_bytes());
        }
        files
    }

    #[test]
    fn packages_that_are_not_there() {
        let files = files();
        let meant = |dir, argument| {
            Place {
                files: &files,
                dir,
                goroot: "/go",
            }
            .meant(argument)
        };
        for (argument, want) in [
            ("./utl", Some("./util")),
            ("./utl/...", Some("./util/...")),
            ("./cmd/sever", Some("./cmd/server")),
            ("./cmdd/sever", Some("./cmd/server")),
            ("./cmd/server/mian.go", Some("./cmd/server/main.go")),
            ("/m/utl", Some("/m/util")),
            ("example.com/m/utl", Some("example.com/m/util")),
            ("net/htp", Some("net/http")),
            ("ftm", Some("fmt")),
            ("util", Some("./util")),
            ("./util", None),
            ("./...", None),
            ("./util/...", None),
            ("net/http", None),
            ("example.com/other", None),
            ("example.com/m@latest", None),
            ("./nothing/like/it", None),
            ("", None),
        ] {
            assert_eq!(meant("/m", argument).as_deref(), want, "{argument}");
        }
        assert_eq!(meant("/m/cmd", "../utl").as_deref(), Some("../util"));
    }

    #[test]
    fn tests_that_are_not_there() {
        let files = files();
        let meant = |arguments: &[&str], pattern, prefixes| {
            nearest_test(&files, "/m", arguments, pattern, prefixes)
        };
        let (all, tests) = (&["./..."][..], &["Test"][..]);
        assert_eq!(meant(all, "TestOen", tests).as_deref(), Some("TestOne"));
        assert_eq!(meant(all, "^TestOen$/x", tests).as_deref(), Some("TestOne"));
        assert_eq!(meant(&["./util"], "TestSrve", tests), None);
        for matching in ["TestOne", "One", "^TestS", "Test.*", "", "Completely"] {
            assert_eq!(meant(all, matching, tests), None, "{matching}");
        }
        let bench = meant(all, "BenchmarkOen", &["Benchmark"]);
        assert_eq!(bench.as_deref(), Some("BenchmarkOne"));
    }

    #[test]
    fn flags_that_are_not_there() {
        assert_eq!(meant_flag("build", "rcae"), Some("race"));
        assert_eq!(meant_flag("list", "jsn"), Some("json"));
        assert_eq!(meant_flag("affected", "sinc"), Some("since"));
        assert_eq!(meant_flag("build", "nothing"), None);
    }
}
