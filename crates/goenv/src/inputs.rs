//! The inputs of resolving the environment. They are passed as values; no process state is
//! read here.
//!
//! Counterpart: os.Environ, os.Executable, os/exec.LookPath.

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_fsys::Files;

use vamos_base::golang::path;

/// The process environment in its own order. If a name occurs twice, the first one is used,
/// as in Go's syscall package.
#[derive(Clone, Debug, Default)]
pub struct Environ {
    vars: Vec<(String, String)>,
    index: HashMap<String, usize>,
}

impl Environ {
    /// Takes the pairs in process order.
    pub fn new(vars: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut environ = Self::default();
        for (name, value) in vars {
            if !environ.index.contains_key(&name) {
                environ.index.insert(name.clone(), environ.vars.len());
                environ.vars.push((name, value));
            }
        }
        environ
    }

    /// Returns the value of a variable; unset is empty (`os.Getenv`).
    pub fn get(&self, name: &str) -> &str {
        self.index.get(name).map_or("", |&at| &self.vars[at].1)
    }

    /// Returns the value of a variable that is set and not empty.
    pub fn get_set(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Sets a variable: in place, or at the end if it is new (`os.Setenv`).
    pub fn set(&mut self, name: &str, value: &str) {
        if let Some(&at) = self.index.get(name) {
            value.clone_into(&mut self.vars[at].1);
        } else {
            self.index.insert(name.to_owned(), self.vars.len());
            self.vars.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Removes a variable (`os.Unsetenv`).
    pub fn unset(&mut self, name: &str) {
        if self.index.contains_key(name) {
            let vars = std::mem::take(&mut self.vars);
            *self = Self::new(vars.into_iter().filter(|(key, _)| key != name));
        }
    }

    /// The pairs in order (`os.Environ`).
    pub fn pairs(&self) -> &[(String, String)] {
        &self.vars
    }
}

/// Resolves all symbolic links of a path (`filepath.EvalSymlinks`).
pub type EvalSymlinks = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Returns the versions of a module that have a directory in a module cache, each with its
/// directory; takes the files, the module cache and the module's path.
pub type ExtractedVersions = fn(&dyn Files, &str, &str) -> Vec<(String, String)>;

/// The inputs of [`crate::resolve`].
#[derive(Clone)]
pub struct Inputs {
    /// The process environment.
    pub env: Environ,
    /// The working directory, as `os.Getwd` gives it (`$PWD` if that is the same directory).
    pub cwd: String,
    /// The path of the running vamos.
    pub exe: String,
    /// The file view for the SDK and configuration files: the disk, no overlay.
    pub files: Arc<dyn Files>,
    /// Symbolic link resolution on that same disk.
    pub eval_symlinks: EvalSymlinks,
    /// Lists the versions of a module in the module cache.
    pub extracted_versions: ExtractedVersions,
    /// The command line after the program name; the choice of toolchain depends on it.
    pub args: Vec<String>,
    /// True if TESTGO_* variables are honoured (`vamos-hooked`).
    pub test_hooks: bool,
}

/// Searches PATH for a program (`exec.LookPath`): a name with a slash is tried as it
/// is; a hit in a relative directory is refused.
pub fn look_path(inputs: &Inputs, name: &str) -> Option<String> {
    if name.contains('/') {
        let file = absolute(&inputs.cwd, name);
        return is_executable(inputs, &file).then(|| name.to_owned());
    }
    if name.is_empty() {
        return None;
    }
    let path_var = inputs.env.get("PATH");
    for dir in path::split_list(path_var) {
        let dir = if dir.is_empty() { "." } else { dir };
        let candidate = path::join(&[dir, name]);
        if is_executable(inputs, &absolute(&inputs.cwd, &candidate)) {
            return candidate.starts_with('/').then_some(candidate);
        }
    }
    None
}

/// Reports whether a path is a file with an executable bit.
pub(crate) fn is_executable(inputs: &Inputs, file: &str) -> bool {
    const ANY_EXECUTE: u32 = 0o111;
    inputs.files.stat(file).is_ok_and(|meta| {
        !meta.is_dir() && (std::env::consts::OS == "windows" || meta.mode & ANY_EXECUTE != 0)
    })
}

/// Makes a path absolute against a working directory (`filepath.Abs`).
pub(crate) fn absolute(cwd: &str, file: &str) -> String {
    if path::is_abs(file) {
        path::clean(file)
    } else {
        path::join(&[cwd, file])
    }
}
