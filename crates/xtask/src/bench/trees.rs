//! The trees of builds: their directories, their edits, and the binary that is built. The corpus is
//! only read: edits are made in a copy of it.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use super::foreign;
use super::rows::Edit;
use super::rows::Subject;
use crate::synth;
use vamos_oracle::corpus::MEMBERS;
use vamos_oracle::corpus::place::CorpusDir;
use vamos_oracle::edits::Edited;
use vamos_oracle::files;
use vamos_oracle::files::at;
use vamos_oracle::sdk::Sdk;

/// The program, the small one and that with C, by their names in the corpus.
const PROGRAM: &str = "caddy";
const SMALL: &str = "fzf";
const SQLITE: &str = "sqlite";

/// A tree that is ready.
pub(crate) struct Tree {
    pub(crate) dir: PathBuf,
    /// The main package.
    pub(crate) main: String,
    /// The directory and name of a package with many importers.
    base: (PathBuf, &'static str),
    /// The edits after which programs are linked.
    edited: Edited,
    /// Start time of this run, in seconds since the epoch.
    begun: usize,
}

/// Maximum number of lines by which positions are moved.
const MOST_LINES: usize = 10_000;

fn seconds_now() -> usize {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| usize::try_from(since.as_secs()).unwrap_or(0))
}

fn shell(dir: &Path, script: &str) -> Result<(), String> {
    let status = Command::new("sh")
        .args(["-ec", script])
        .current_dir(dir)
        .env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")
        .stdin(Stdio::null())
        .status()
        .map_err(at(dir))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{script}: {status}"))
    }
}

const COMMIT: &str = "git -c user.name=bench -c user.email=bench@example.com commit -qm bench";

impl Tree {
    /// Makes the tree of a subject below `root`, or reuses an existing one.
    pub(crate) fn new(
        subject: Subject,
        root: &Path,
        corpus: &Path,
        sdk: &Sdk,
    ) -> Result<Self, String> {
        let trees = root.join("trees");
        fs::create_dir_all(&trees).map_err(at(&trees))?;
        let begun = seconds_now();
        let made = |dir: PathBuf, main: &str, base: (PathBuf, &'static str)| Self {
            main: main.to_owned(),
            edited: Edited::new(dir.join(main), base.0.clone(), base.1, begun),
            base,
            dir,
            begun,
        };
        let plain = |dir: PathBuf| made(dir.clone(), ".", (dir, "main"));
        match subject {
            Subject::Nothing => Ok(plain(trees)),
            Subject::Commands => {
                // Any module does: patterns of the SDK are the same everywhere.
                let dir = trees.join("outside");
                fs::create_dir_all(&dir).map_err(at(&dir))?;
                let file = dir.join("go.mod");
                fs::write(&file, "module example.com/outside\n\ngo 1.24\n").map_err(at(&file))?;
                Ok(plain(dir))
            }
            Subject::Program => {
                let dir = member(PROGRAM, &trees, corpus, sdk)?;
                Ok(made(dir.clone(), "./cmd/caddy", (dir, "caddy")))
            }
            Subject::Small => Ok(plain(member(SMALL, &trees, corpus, sdk)?)),
            Subject::Sqlite => Ok(plain(member(SQLITE, &trees, corpus, sdk)?)),
            Subject::Foreign => {
                let dir = trees.join("foreign");
                foreign::write(&dir).map_err(at(&dir))?;
                Ok(plain(dir))
            }
            Subject::Synthetic(packages) => {
                let dir = trees.join(format!("synth-{packages}"));
                if !dir.join(".git").exists() {
                    crate::say(&format!("bench: writing {packages} packages"));
                    fs::create_dir_all(&dir).map_err(at(&dir))?;
                    synth::write(&dir, packages)?;
                    shell(
                        &dir,
                        &format!("git init -q; git config gc.auto 0; git add -A; {COMMIT}"),
                    )?;
                }
                let base = dir.join(synth::BASE);
                Ok(made(dir, "./cmd/all", (base, "base")))
            }
        }
    }

    /// Restores the committed state of the tree.
    pub(crate) fn clean(&self) -> Result<(), String> {
        if !self.dir.join(".git").exists() {
            return Ok(());
        }
        // Files that edits added and moved are recorded; a search would take long in large trees.
        files::remove(&self.noted())?;
        self.edited.undo()
    }

    /// Returns the file with a comment that is edited.
    fn noted(&self) -> PathBuf {
        self.base.0.join("zz_base.go")
    }

    /// Makes an edit for the `number`th time; the first time there is a new file. No edit of an
    /// earlier run is repeated: its results may still be in the caches.
    pub(crate) fn edit(&self, edit: Edit, number: usize) -> Result<(), String> {
        let value = 1000 + self.begun + number;
        let (path, text) = match edit {
            Edit::None | Edit::Cold | Edit::First | Edit::NoModules => return Ok(()),
            Edit::FirstError => return self.mistake(),
            Edit::Clone => return self.clone_again(),
            Edit::Touch => return self.touch(),
            Edit::Header => return foreign::edit(&self.dir, value).map_err(at(&self.dir)),
            Edit::Kind(kind) => return self.edited.make(kind, number),
            Edit::Kinds(kinds) => {
                let mut kinds = kinds.iter();
                return kinds.try_for_each(|&kind| self.edited.make(kind, number));
            }
            Edit::Comment => (self.noted(), self.base_text(value)),
            Edit::Signature => (self.noted(), self.base_signature(value)),
            Edit::Shift => self.shifted(number, value % MOST_LINES)?,
        };
        fs::write(&path, text).map_err(at(&path))
    }

    /// Returns a file of the package with many importers, and its committed text with `lines` empty
    /// lines after the package clause. Positions of exported objects go into the export data.
    fn shifted(&self, number: usize, lines: usize) -> Result<(PathBuf, String), String> {
        let dir = &self.base.0;
        let names = self.base_files()?;
        let name = names
            .get(number % names.len().max(1))
            .ok_or_else(|| format!("{}: no Go files", dir.display()))?;
        let shown = Command::new("git")
            .args(["show", &format!("HEAD:./{name}")])
            .current_dir(dir)
            .output()
            .map_err(at(dir))?;
        let text = String::from_utf8_lossy(&shown.stdout).into_owned();
        let clause = format!("\npackage {}\n", self.base.1);
        let place = format!("\n{text}")
            .find(&clause)
            .ok_or_else(|| format!("{name}: no package clause"))?;
        let (head, rest) = text.split_at(place + clause.len() - 1);
        Ok((
            dir.join(name),
            format!("{head}{}{rest}", "\n".repeat(lines)),
        ))
    }

    /// Replaces the tree by a clone of the committed state.
    fn clone_again(&self) -> Result<(), String> {
        let (to, from) = (self.dir.display(), self.dir.with_extension("git"));
        let from = from.display();
        let script = format!(
            "[ -d '{from}' ] || git clone -q --bare '{to}' '{from}'; \
             rm -rf '{to}'; git clone -q '{from}' '{to}'"
        );
        shell(Path::new("/"), &script)
    }

    /// Gives the first file of the package with many importers a new time.
    fn touch(&self) -> Result<(), String> {
        let name = self.base_files()?.into_iter().next().unwrap_or_default();
        let path = self.base.0.join(name);
        let file = fs::File::options().append(true).open(&path);
        file.and_then(|file| file.set_modified(SystemTime::now()))
            .map_err(at(&path))
    }

    /// Returns the names of the files of the package with many importers.
    fn base_files(&self) -> Result<Vec<String>, String> {
        let dir = &self.base.0;
        let mut names: Vec<String> = fs::read_dir(dir)
            .map_err(at(dir))?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            // Not tests, and no files for other systems.
            .filter(|name| name.ends_with(".go") && !name.contains('_'))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Adds mistakes to the package with many importers; [`Self::clean`] removes them.
    pub(crate) fn mistake(&self) -> Result<(), String> {
        let name = self.base.1;
        let text = format!(
            "package {name}\n\nvar mistaken int = \"x\"\n\nfunc Mistaken() int {{\n\tmissing()\n}}\n"
        );
        let path = self.noted();
        fs::write(&path, text).map_err(at(&path))
    }

    fn base_signature(&self, size: usize) -> String {
        let name = self.base.1;
        format!(
            "package {name}\n\n// Benched has more parameters.\nfunc Benched(n int, more ...[{size}]int) int {{\n\treturn n + len(more)\n}}\n"
        )
    }

    fn base_text(&self, comment: usize) -> String {
        let name = self.base.1;
        format!(
            "package {name}\n\n// note {comment}\n\n// Benched has a comment.\n//\n//go:noinline\nfunc Benched(n int) int {{\n\treturn n\n}}\n"
        )
    }
}

/// Copies a member of the corpus, which is fetched if it is not there.
fn member(name: &str, trees: &Path, corpus: &Path, sdk: &Sdk) -> Result<PathBuf, String> {
    let dir = trees.join(name);
    if dir.join(".git").exists() {
        return Ok(dir);
    }
    let place = CorpusDir {
        root: corpus.to_owned(),
    };
    let found = MEMBERS.iter().find(|member| member.name == name);
    let member = found.ok_or_else(|| format!("{name} is not in the corpus"))?;
    let source = place.source(member);
    if !source.join(".git").exists() {
        place.fetch(sdk, member)?;
    }
    // A commit of its own: the copied tree may contain changes.
    let from = source.display();
    let to = dir.display();
    shell(
        trees,
        &format!(
            "cp -a '{from}' '{to}'; cd '{to}'; git clean -qfd; git checkout -q -f --detach; git reset -q --hard"
        ),
    )?;
    Ok(dir)
}
