//! Inputs of a test: the log that the testing package writes, and its key.
//!
//! Counterpart: cmd/go/internal/test/test.go (`computeTestInputsID`), internal/testlog,
//! testing/internal/testdeps.

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote_bytes;
use vamos_cache::ActionId;
use vamos_cache::Hash;
use vamos_fsys::Disk;
use vamos_fsys::access_log;
use vamos_fsys::access_log::AccessRecorder;
use vamos_fsys::inside::Root;
use vamos_fsys::inside::in_dir;

use super::ResultCache;
use super::Subject;
use super::stat::TooNew;
use super::stat::write_text;

/// First line of every log.
const MAGIC: &[u8] = b"# test log\n";

/// Reports whether bytes can be a log that is complete.
pub(crate) fn is_log(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && bytes.ends_with(b"\n")
}

/// One access of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// The value of an environment variable.
    Env(String),
    /// Changes the working directory.
    Chdir(String),
    /// Reads the metadata of a file.
    Stat(String),
    /// Opens a file or a directory.
    Open(String),
}

/// A line of a log.
pub(crate) struct Line<'l> {
    /// The whole line.
    whole: &'l [u8],
    /// Operation.
    pub(crate) word: &'l [u8],
    /// Operand: a path or a variable.
    pub(crate) name: String,
}

/// Returns the lines of a log; the error is a line that is malformed.
pub(crate) fn lines(log: &[u8]) -> impl Iterator<Item = Result<Line<'_>, &[u8]>> {
    let log = log.strip_prefix(MAGIC).unwrap_or(log);
    let lines = log.split(|byte| *byte == b'\n');
    lines.filter(|line| !line.is_empty()).map(|whole| {
        let space = whole.iter().position(|byte| *byte == b' ').ok_or(whole)?;
        Ok(Line {
            whole,
            word: &whole[..space],
            name: os_str::decode(&whole[space + 1..]),
        })
    })
}

/// Reads a log. Paths are absolute; the error is the line that is malformed.
pub(super) fn parse<'l>(log: &'l [u8], dir: &str) -> Result<Vec<Input>, &'l [u8]> {
    let mut working_dir = dir.to_owned();
    let mut inputs = Vec::new();
    for line in lines(log) {
        let Line { whole, word, name } = line?;
        let absolute = |name: String| {
            if path::is_abs(&name) {
                name
            } else {
                path::join(&[&working_dir, &name])
            }
        };
        inputs.push(match word {
            b"getenv" => Input::Env(name),
            b"chdir" => {
                working_dir.clone_from(&name);
                Input::Chdir(name)
            }
            b"stat" => Input::Stat(absolute(name)),
            b"open" => Input::Open(absolute(name)),
            _ => return Err(whole),
        });
    }
    Ok(inputs)
}

impl ResultCache<'_> {
    /// Returns the key of the test's inputs in their present state. Without a key, the reason
    /// was reported as a debugging line.
    pub(super) fn inputs_key(&self, subject: &Subject<'_>, log: &[u8]) -> Option<ActionId> {
        let inputs = match parse(log, subject.dir) {
            Ok(inputs) => inputs,
            Err(line) => {
                self.debug(|| {
                    let package = subject.import_path;
                    format!("{package}: input list malformed ({})", quote_bytes(line))
                });
                return None;
            }
        };
        // Not the view of this run: files may have changed while tests ran.
        let files = Disk::new();
        let scope = Scope::new(&files, subject.root);
        let mut hash = self.hasher.hash("testInputs");
        let mut is_known = true;
        let mut lines = String::new();
        let mut put = |line: String| {
            write_text(&mut hash, &line);
            lines.push_str(&line);
        };
        // The runtime looks at it without a line in the log.
        put(self.env_line("GODEBUG"));
        for input in inputs {
            match input {
                Input::Env(name) => put(self.env_line(&name)),
                Input::Chdir(name) => {
                    let key = self.hash_stat(&files, &name);
                    put(format!("chdir {name} {}\n", key.0));
                }
                Input::Stat(name) if scope.has(&name) => {
                    let key = self.hash_stat(&files, &name);
                    put(format!("stat {name} {}\n", key.0));
                }
                Input::Open(name) if scope.has(&name) => {
                    let key = match self.hash_open(&files, &name) {
                        Ok(key) => key,
                        Err(TooNew { key }) => {
                            self.debug(|| {
                                let package = subject.import_path;
                                format!(
                                    "{package}: input file {name}: file used as input is too new"
                                )
                            });
                            is_known = false;
                            // The journal needs the other lines nevertheless.
                            key?
                        }
                    };
                    put(format!("open {name} {}\n", key.0));
                }
                Input::Stat(_) | Input::Open(_) => {}
            }
        }
        self.seen.replace(lines);
        is_known.then(|| hash.action_id())
    }

    /// Returns the line with the value of an environment variable.
    fn env_line(&self, name: &str) -> String {
        let value = self.hash_env(name);
        format!("env {name} {}\n", value.0)
    }

    /// Writes the value of an environment variable.
    pub(super) fn write_env(&self, hash: &mut Hash, name: &str) {
        write_text(hash, &self.env_line(name));
    }
}

/// Files that count: only files below the root of the package.
pub(super) struct Scope<'a> {
    files: &'a Disk,
    root: &'a str,
    /// Only for the run record of this command.
    seen: Option<Root<'a>>,
}

impl<'a> Scope<'a> {
    /// An empty root contains nothing.
    pub(super) fn new(files: &'a Disk, root: &'a str) -> Self {
        let is_kept = access_log::with(AccessRecorder::is_kept) && !root.is_empty();
        Self {
            files,
            root,
            seen: is_kept.then(|| Root::of(root)),
        }
    }

    /// Reports whether a file counts.
    pub(super) fn has(&self, name: &str) -> bool {
        if self.root.is_empty() {
            return false;
        }
        if let Some(seen) = &self.seen
            && seen.is_outside(name)
        {
            access_log::with(|log| log.outside(name, seen.name()));
            return false;
        }
        in_dir(self.files, name, self.root).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Input;
    use super::parse;

    #[test]
    fn paths_are_relative_to_the_working_directory() {
        let log = b"# test log\ngetenv HOME\nopen a/../b\nchdir /tmp/x y\nstat ./c\nopen /d/../e\n";
        let inputs = parse(log, "/m/p").unwrap();
        let name = str::to_owned;
        assert_eq!(
            inputs,
            [
                Input::Env(name("HOME")),
                Input::Open(name("/m/p/b")),
                Input::Chdir(name("/tmp/x y")),
                Input::Stat(name("/tmp/x y/c")),
                Input::Open(name("/d/../e")),
            ]
        );
    }

    #[test]
    fn unknown_lines_are_errors() {
        for line in [&b"open"[..], b"read x", b" x"] {
            let log = [b"# test log\n", line, b"\n"].concat();
            assert_eq!(parse(&log, "/").unwrap_err(), line);
        }
        assert_eq!(parse(b"# test log\n\n\n", "/").unwrap(), []);
    }
}
