//! One side's run of a repository's commands.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use vamos_base::golang::diff::diff;
use vamos_testkit::normalize;

use super::servers::HOST;
use crate::supply::pair::remove_file;
use crate::supply::place::Place;
use crate::supply::place::Side;
use crate::supply::place::remove;
use crate::supply::tree;
use crate::supply::tree::Tree;

/// The most lines of one difference that are shown.
const SHOWN: usize = 24;

/// A command of both sides.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    args: Vec<String>,
    /// Where its stdout is stored, for later commands.
    stored: Option<String>,
    code: i32,
    /// GOMODCACHE and the main module are emptied instead.
    is_fresh: bool,
}

impl Step {
    /// Reads a line as [`super::kinds`] has them.
    pub(super) fn parse(line: &str, words: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut step = Self {
            args: Vec::new(),
            stored: None,
            code: 0,
            is_fresh: line == "fresh",
        };
        for field in line.split(' ') {
            if let Some(code) = field.strip_prefix('!') {
                step.code = code.parse().map_err(|_| format!("{line}: bad exit code"))?;
            } else if let Some(name) = field.strip_prefix('>') {
                step.stored = Some(name.to_owned());
            } else {
                step.args.push(expand(field, words)?);
            }
        }
        Ok(step)
    }

    fn is_get(&self) -> bool {
        self.args.first().is_some_and(|arg| arg == "get")
    }
}

/// Replaces words in braces.
fn expand(field: &str, words: &BTreeMap<String, String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = field;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("a brace is open")?;
        let word = words.get(name).ok_or_else(|| format!("{name}: no word"))?;
        out += before;
        out += word;
        rest = after;
    }
    Ok(out + rest)
}

/// What a command left.
pub(super) struct Record {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    /// The main module and GOMODCACHE.
    pub(super) files: Tree,
}

/// The directory in which a side runs all commands.
pub(super) struct Session<'p> {
    place: &'p Place,
    pages: String,
    side: Side,
}

impl<'p> Session<'p> {
    /// Makes the directory anew.
    pub(super) fn open(place: &'p Place, pages: String, side: Side) -> Result<Self, String> {
        place.fresh_dirs()?;
        let session = Self { place, pages, side };
        session.empty()?;
        Ok(session)
    }

    /// Leaves an empty GOMODCACHE and a module without requirements.
    fn empty(&self) -> Result<(), String> {
        let source = self.place.source();
        let failed = |error: io::Error| format!("{}: {error}", source.display());
        remove(&self.place.modcache()).map_err(failed)?;
        fs::create_dir_all(&source).map_err(failed)?;
        remove_file(&source.join("go.sum")).map_err(failed)?;
        fs::write(source.join("go.mod"), "module main.test\n\ngo 1.20\n").map_err(failed)
    }

    /// Runs a command.
    pub(super) fn take(&self, step: &Step) -> Result<Record, String> {
        let failed = |error: io::Error| format!("{}: {error}", self.side.name());
        if step.is_fresh {
            self.empty()?;
            return Ok(Record {
                code: Some(0),
                stdout: String::new(),
                stderr: String::new(),
                files: Tree::new(),
            });
        }
        let mut command = self.place.command(self.side, None);
        command
            .env("GOPROXY", "direct")
            .env("GOSUMDB", "off")
            .env("GOVCS", "*:all")
            .env("GOINSECURE", HOST)
            .env("HTTP_PROXY", &self.pages)
            .env("HTTPS_PROXY", &self.pages)
            .env("NO_PROXY", "127.0.0.1")
            .env("LC_ALL", "C.UTF-8")
            .env("USER", "a")
            // Mercurial writes names in the order of a set.
            .env("PYTHONHASHSEED", "0")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            // Otherwise git may tidy a copy in the background after a fetch.
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "gc.auto")
            .env("GIT_CONFIG_VALUE_0", "0");
        let output = command.args(&step.args).output().map_err(failed)?;
        if let Some(name) = &step.stored {
            fs::write(self.place.source().join(name), &output.stdout).map_err(failed)?;
        }
        let mut files = tree::read(&self.place.source())?;
        if self.place.modcache().exists() {
            files.extend(self.cached()?);
        }
        Ok(Record {
            code: output.status.code(),
            stdout: normalize(&String::from_utf8_lossy(&output.stdout)),
            stderr: shown(step, &String::from_utf8_lossy(&output.stderr)),
            files,
        })
    }

    /// Reads GOMODCACHE, without what depends on the time.
    fn cached(&self) -> Result<Tree, String> {
        let mut files = tree::read(&self.place.modcache())?;
        for (name, (_, content)) in &mut files {
            if is_volatile(name) {
                "not compared".clone_into(content);
            }
        }
        Ok(files)
    }
}

/// Returns stderr without times, and with what happens at the same time in a fixed order:
/// pages of several paths are asked for together, and `get` looks for every prefix of a path.
fn shown(step: &Step, stderr: &str) -> String {
    let text = normalize(stderr);
    let is_parallel = |line: &&str| step.is_get() || line.starts_with("# get ");
    let lines = text.split_inclusive('\n');
    let (mut parallel, rest): (Vec<&str>, Vec<&str>) = lines.partition(is_parallel);
    parallel.sort_unstable();
    [parallel, rest].concat().concat()
}

/// Reports whether a file of GOMODCACHE has other bytes in each run: Fossil's copy of a
/// repository is a database with the times of its requests.
fn is_volatile(name: &str) -> bool {
    name.starts_with("cache/vcs/") && name.ends_with("/.fossil")
}

/// Returns what differs after a command.
pub(super) fn differences(step: &Step, official: &Record, vamos: &Record) -> Vec<String> {
    let mut found = Vec::new();
    let code = Some(step.code);
    if official.code != code || vamos.code != code {
        found.push(format!(
            "exit {:?}, vamos {:?}, expected {}: {}",
            official.code,
            vamos.code,
            step.code,
            official.stderr.lines().last().unwrap_or_default()
        ));
    }
    for (what, theirs, ours) in [
        ("stdout", &official.stdout, &vamos.stdout),
        ("stderr", &official.stderr, &vamos.stderr),
    ] {
        let lines = diff("official", theirs.as_bytes(), "vamos", ours.as_bytes());
        let lines = String::from_utf8_lossy(&lines).into_owned();
        if !lines.is_empty() {
            let lines: Vec<&str> = lines.lines().take(SHOWN).collect();
            found.push(format!("{what}:\n{}", lines.join("\n")));
        }
    }
    if let Err(problem) = tree::same(&official.files, &vamos.files) {
        found.push(problem);
    }
    let command = step.args.join(" ");
    let line = |problem: String| format!("go {command}: {problem}");
    found.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_words_a_file_and_a_code() {
        let words = [("m", "loop.test/x"), ("one", "123")];
        let words = words.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let words = BTreeMap::from(words);
        let step = Step::parse("list -m {m}@v0-{one} >old.json !1", &words).unwrap();
        assert_eq!(step.args, ["list", "-m", "loop.test/x@v0-123"]);
        assert_eq!((step.stored.as_deref(), step.code), (Some("old.json"), 1));
        assert!(Step::parse("list {two}", &words).is_err());
    }
}
