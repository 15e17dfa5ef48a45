//! The digest of all inputs of a tool's results.
//!
//! Counterpart: none.

use std::env;
use std::fs;
use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;

use xxhash_rust::xxh3::Xxh3;

use crate::variables;

/// A digest of several values, each with its length. It need not be cryptographic: the inputs come
/// from our own tests. All archives that a package imports are read for each run of a tool, so the
/// digest must be as fast as reading.
pub(crate) struct Key {
    digest: Xxh3,
    /// The prefix of paths that does not change results.
    goroot: Option<String>,
}

impl Key {
    /// Begins with the operation and the environment.
    pub(crate) fn of(what: &str) -> Self {
        Self::begin(what, None)
    }

    /// Like `of`, for a package of the standard library of the SDK at `goroot`: the compiler
    /// writes `$GOROOT` for that path.
    pub(crate) fn of_std(what: &str, goroot: &Path) -> Self {
        let is_it = env::var_os("GOROOT").is_some_and(|root| root == goroot.as_os_str());
        let goroot = goroot.to_str().filter(|_| is_it);
        Self::begin(what, goroot.map(str::to_owned))
    }

    /// Begins with the operation, for a program that does not read variables of Go.
    pub(crate) fn without_variables(what: &str) -> Self {
        let mut key = Self {
            digest: Xxh3::new(),
            goroot: None,
        };
        key.add(what.as_bytes());
        key
    }

    fn begin(what: &str, goroot: Option<String>) -> Self {
        let mut key = Self {
            goroot,
            ..Self::without_variables(what)
        };
        for value in variables::values() {
            match value.to_str() {
                Some(value) => key.add(key.without_goroot(value).as_bytes()),
                None => key.add(value.as_encoded_bytes()),
            }
        }
        key
    }

    /// Returns a path with `$GOROOT` for the SDK's.
    fn without_goroot(&self, path: &str) -> String {
        let goroot = self.goroot.as_deref();
        let below = goroot.and_then(|goroot| path.strip_prefix(goroot));
        match below.filter(|below| below.is_empty() || below.starts_with(['/', '='])) {
            Some(below) => format!("$GOROOT{below}"),
            None => path.to_owned(),
        }
    }

    /// Adds the working directory, for relative names.
    pub(crate) fn add_working_dir(&mut self) -> io::Result<()> {
        self.add(env::var_os("PWD").unwrap_or_default().as_encoded_bytes());
        self.add(env::current_dir()?.as_os_str().as_encoded_bytes());
        Ok(())
    }

    pub(crate) fn add(&mut self, value: &[u8]) {
        self.digest.update(&value.len().to_le_bytes());
        self.digest.update(value);
    }

    /// Adds the content of a file, which is read in parts: memory for whole archives would take
    /// longer than the digest.
    pub(crate) fn add_file(&mut self, file: &Path) -> io::Result<()> {
        let mut file = fs::File::open(file)?;
        let mut content = Xxh3::new();
        let mut part = [0; 32 << 10];
        loop {
            match file.read(&mut part)? {
                0 => break,
                len => content.update(&part[..len]),
            }
        }
        self.add(&content.digest128().to_le_bytes());
        Ok(())
    }

    /// Adds a path, with OBJ for the object directory, which has another name in each run.
    pub(crate) fn add_path(&mut self, path: &str, obj: &str) {
        let below = path.strip_prefix(obj).filter(|rest| rest.starts_with('/'));
        match below {
            Some(below) => self.add(format!("OBJ{below}").as_bytes()),
            None => self.add(self.without_goroot(path).as_bytes()),
        }
    }

    /// Adds the rewrites of `-trimpath` with OBJ for the object directory.
    pub(crate) fn add_rewrites(&mut self, rewrites: &str, obj: &str) {
        let renamed = rewrites.split(';').map(|rewrite| {
            let to = rewrite.strip_prefix(obj).filter(|to| to.starts_with("=>"));
            to.map_or_else(|| self.without_goroot(rewrite), |to| format!("OBJ{to}"))
        });
        self.add(renamed.collect::<Vec<_>>().join(";").as_bytes());
    }

    /// Adds the lines of an import configuration, with the content of the archives.
    pub(crate) fn add_importcfg(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let import = line.strip_prefix("packagefile ");
            match import.and_then(|import| import.split_once('=')) {
                Some((path, archive)) => {
                    self.add(b"packagefile");
                    self.add(path.as_bytes());
                    self.add_file(Path::new(archive))?;
                }
                None => self.add(line.as_bytes()),
            }
        }
        Ok(())
    }

    /// Adds the headers of a directory, which may be missing.
    pub(crate) fn add_headers(&mut self, dir: &Path) -> io::Result<()> {
        let mut headers: Vec<PathBuf> = fs::read_dir(dir)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "h"))
            .collect();
        headers.sort();
        for header in headers {
            self.add(header.file_name().unwrap_or_default().as_encoded_bytes());
            self.add_file(&header)?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> String {
        format!("{:032x}", self.digest.digest128())
    }
}
