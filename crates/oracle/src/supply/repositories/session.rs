//! One side's run of a repository's commands.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use vamos_testkit::normalize;

use super::servers::HOST;
use crate::files;
use crate::files::remove;
use crate::pair;
use crate::pair::Outcome;
use crate::pair::Side;
use crate::supply::place::RunsDir;
use crate::tree;
use crate::tree::Tree;

/// A command of both sides.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    args: Vec<String>,
    /// File in which its stdout is stored, for later commands.
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

    /// Compares the results of both sides; the exit code must equal the line's.
    pub(super) fn compare(&self, official: &Outcome, vamos: &Outcome) -> Result<(), String> {
        let line = |problem: String| format!("go {}: {problem}", self.args.join(" "));
        if official.code != Some(self.code) {
            let last = official.text("stderr").lines().last().unwrap_or_default();
            let code = official.code;
            return Err(line(format!(
                "exit {code:?}, expected {}: {last}",
                self.code
            )));
        }
        official.compare(vamos).map_err(line)
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

/// The directory in which a side runs all commands.
pub(super) struct Session<'p> {
    place: &'p RunsDir,
    pages: String,
    side: Side,
}

impl<'p> Session<'p> {
    /// Makes the directory anew.
    pub(super) fn open(place: &'p RunsDir, pages: String, side: Side) -> Result<Self, String> {
        place.fresh_dirs()?;
        let session = Self { place, pages, side };
        session.empty()?;
        Ok(session)
    }

    /// Creates an empty GOMODCACHE and a module without requirements.
    fn empty(&self) -> Result<(), String> {
        let source = self.place.source();
        remove(&self.place.modcache())?;
        files::make_dir(&source)?;
        remove(&source.join("go.sum"))?;
        files::write(&source.join("go.mod"), "module main.test\n\ngo 1.20\n")
    }

    /// Runs a command.
    pub(super) fn take(&self, step: &Step) -> Result<Outcome, String> {
        if step.is_fresh {
            self.empty()?;
            return Ok(Outcome {
                code: Some(0),
                ..Outcome::default()
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
        let output = pair::output(command.args(&step.args))?;
        if let Some(name) = &step.stored {
            files::write(&self.place.source().join(name), &output.stdout)?;
        }
        let mut outcome = Outcome::of(&output);
        outcome.mask("stdout", normalize);
        outcome.mask("stderr", |text| shown(step, text));
        outcome.files = tree::read(&self.place.source())?;
        if self.place.modcache().exists() {
            outcome.files.extend(self.cached()?);
        }
        Ok(outcome)
    }

    /// Reads GOMODCACHE, without files that depend on the time.
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

/// Returns stderr without times, and with concurrent lines in a fixed order: pages of several paths
/// are requested together, and `get` looks for every prefix of a path.
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
