//! The current tree, functions that write to it, and the settings of both programs.
//!
//! Counterpart: none.

use std::fs;
use std::fs::File;
use std::fs::FileTimes;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::SystemTime;

use super::tree::Tree;
use crate::files;
use crate::files::at;
use crate::files::remove;
use vamos_testkit::Random;

/// Settings of both programs other than arguments.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) goflags: Vec<String>,
    pub(crate) goarch: &'static str,
    pub(crate) env: Vec<(&'static str, &'static str)>,
    /// Working directory of commands, below the tree.
    pub(crate) dir: String,
    /// Reach that directory through a symbolic link.
    pub(crate) through_link: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            goflags: Vec::new(),
            goarch: "amd64",
            env: Vec::new(),
            dir: String::new(),
            through_link: false,
        }
    }
}

/// A file as it was: its contents, or nothing.
type Saved = (PathBuf, Option<Vec<u8>>);

/// The tree and all that steps change.
pub(crate) struct World {
    pub(crate) random: Random,
    pub(crate) root: PathBuf,
    pub(crate) src: PathBuf,
    pub(crate) tree: Tree,
    pub(crate) setting: Setting,
    /// Saved files that later steps restore, because their change broke the build.
    pub(crate) undo: Vec<Vec<Saved>>,
    /// Grows with each name that is made.
    pub(crate) counter: u64,
}

impl World {
    /// Writes the tree below `root`.
    pub(crate) fn new(root: &Path, tree: Tree, seed: u64) -> Result<Self, String> {
        let mut world = Self {
            random: Random::new(seed),
            root: root.to_owned(),
            src: root.join("src"),
            tree,
            setting: Setting::default(),
            undo: Vec::new(),
            counter: 0,
        };
        files::make_dir(&world.src)?;
        std::os::unix::fs::symlink("src", root.join("link")).map_err(at(root))?;
        world.restore()?;
        if world.tree.shape.has_git() {
            world.git("git init -q && git add -A && git commit -q -m one && git tag v1.0.0")?;
        }
        Ok(world)
    }

    /// Restores the generated state of all files, except git's own.
    pub(crate) fn restore(&mut self) -> Result<(), String> {
        for path in self.files() {
            let name = self.name(&path);
            if self
                .tree
                .files
                .binary_search_by(|file| file.0.cmp(&name))
                .is_err()
            {
                remove(&path)?;
            }
        }
        for (name, text) in &self.tree.files {
            let path = self.src.join(name);
            if fs::read(&path).ok().as_deref() != Some(text.as_bytes()) || path.is_symlink() {
                remove(&path)?;
                make_parent(&path)?;
                files::write(&path, text)?;
            }
        }
        self.undo.clear();
        remove(&self.root.join("go.work"))?;
        self.setting = Setting::default();
        Ok(())
    }

    /// Runs a shell script in the tree.
    pub(crate) fn git(&mut self, script: &str) -> Result<(), String> {
        self.counter += 1;
        let date = format!(
            "2024-02-03T04:{:02}:{:02}Z",
            self.counter / 60 % 60,
            self.counter % 60
        );
        let home = self.root.join("git-home");
        files::make_dir(&home)?;
        let output = Command::new("sh")
            .args(["-c", script])
            .current_dir(&self.src)
            .env("HOME", &home)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(identity(&date))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("sh: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!("{script}: {}: {stderr}", output.status))
    }

    /// Returns the path of a file in the tree, relative to it.
    pub(crate) fn name(&self, path: &Path) -> String {
        let name = path.strip_prefix(&self.src).unwrap_or(path);
        name.display().to_string()
    }

    /// Returns all files of the tree, sorted, without git's own.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        walk(&self.src, &mut files);
        files.sort();
        files
    }

    /// Returns the Go files of packages whose contents may be changed.
    pub(crate) fn go_files(&self) -> Vec<PathBuf> {
        self.named(&|name| name.ends_with(".go"))
    }

    /// Returns the files whose names satisfy `wanted`.
    pub(crate) fn named(&self, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
        let mut files = self.files();
        files.retain(|path| wanted(&self.name(path)));
        files
    }

    /// Picks a file.
    pub(crate) fn pick(&mut self, files: &[PathBuf]) -> Option<PathBuf> {
        match files {
            [] => None,
            files => Some(self.random.pick(files).clone()),
        }
    }

    /// Returns a name that was not used yet.
    pub(crate) fn fresh(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{}", self.counter)
    }

    /// Saves the present files, to be restored later.
    pub(crate) fn save(&mut self, paths: &[PathBuf]) {
        let saved = paths.iter().map(|path| (path.clone(), fs::read(path).ok()));
        self.undo.push(saved.collect());
    }

    /// Restores the files that were saved last; false without saved files.
    pub(crate) fn put_back(&mut self) -> Result<bool, String> {
        let Some(saved) = self.undo.pop() else {
            return Ok(false);
        };
        for (path, bytes) in saved {
            match bytes {
                Some(bytes) => {
                    // Its present content is not retained.
                    make_parent(&path)?;
                    if path.is_symlink() {
                        remove(&path)?;
                    }
                    files::write(&path, bytes)?;
                }
                None => remove(&path)?,
            }
        }
        Ok(true)
    }

    /// Writes a file in one of the ways in which files are written; returns which.
    pub(crate) fn put(&mut self, path: &Path, bytes: &[u8]) -> Result<&'static str, String> {
        let times = fs::metadata(path).ok();
        let size = times.as_ref().map(fs::Metadata::len);
        let way = match self.random.below(5) {
            way @ (1 | 3) if hides_from_index(path, bytes) => way - 1,
            way => way,
        };
        let keeps_times = matches!(way, 1 | 3) && times.is_some();
        let failed = at(path);
        match way {
            0 | 1 => files::write(path, bytes)?,
            2 | 3 => {
                let other = path.with_extension("tmp-new");
                files::write(&other, bytes)?;
                fs::rename(&other, path).map_err(&failed)?;
            }
            _ => {
                remove(path)?;
                files::write(path, bytes)?;
            }
        }
        if let (true, Some(times)) = (keeps_times, times) {
            set_mtime(path, times.modified().map_err(&failed)?)?;
        }
        let same_size = size == u64::try_from(bytes.len()).ok();
        Ok(match (way, same_size) {
            (0, _) => "written in place",
            (1, true) => "written in place, size and mtime kept",
            (1, false) => "written in place, mtime kept",
            (2, _) => "renamed over",
            (3, true) => "renamed over, size and mtime kept",
            (3, false) => "renamed over, mtime kept",
            _ => "removed and written",
        })
    }
}

/// Reports whether the official command would still use its module index after a change of a Go
/// file with an unchanged time: the size stays, and the indexed data of the file changes.
fn hides_from_index(path: &Path, bytes: &[u8]) -> bool {
    let is_go = path.extension().is_some_and(|extension| extension == "go");
    let Some(old) = fs::read(path).ok().filter(|_| is_go) else {
        return false;
    };
    old.len() == bytes.len() && indexed(&old) != indexed(bytes)
}

/// Returns the lines of a Go file that determine its data in the module index: the lines before the
/// first declaration, and directives.
fn indexed(bytes: &[u8]) -> Vec<&[u8]> {
    let declarations: [&[u8]; 4] = [b"func ", b"type ", b"var ", b"const "];
    let mut is_header = true;
    let mut lines = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        is_header &= !declarations.iter().any(|word| line.starts_with(word));
        if is_header || line.starts_with(b"//go:") {
            lines.push(line);
        }
    }
    lines
}

/// Returns the variables for the author and the date of commits.
pub(crate) fn identity(date: &str) -> [(&'static str, String); 6] {
    [
        ("GIT_AUTHOR_NAME", "Gopher".to_owned()),
        ("GIT_AUTHOR_EMAIL", "gopher@example.com".to_owned()),
        ("GIT_COMMITTER_NAME", "Gopher".to_owned()),
        ("GIT_COMMITTER_EMAIL", "gopher@example.com".to_owned()),
        ("GIT_AUTHOR_DATE", date.to_owned()),
        ("GIT_COMMITTER_DATE", date.to_owned()),
    ]
}

/// Sets the time of a file.
pub(crate) fn set_mtime(path: &Path, time: SystemTime) -> Result<(), String> {
    let failed = at(path);
    // Directories cannot be opened for writing, and need not be.
    let file = File::open(path).map_err(&failed)?;
    file.set_times(FileTimes::new().set_modified(time))
        .map_err(failed)
}

/// Makes the directory of a file.
pub(crate) fn make_parent(path: &Path) -> Result<(), String> {
    let parent = path.parent().unwrap_or(path);
    if parent.is_symlink() || parent.is_file() {
        remove(parent)?;
    }
    files::make_dir(parent)
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if entry.file_name() != ".git" {
                walk(&path, files);
            }
        } else {
            files.push(path);
        }
    }
}
