//! Functions of the host that the linker calls.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`findLibPathCmd`), elf.go (`doelf`).

use vamos_base::Cancel;
use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Leftovers;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::uncached;
use vamos_goenv::GoEnv;
use vamos_link::Host;

/// The host of a link: its files, relative to a directory, and its C compiler.
pub struct LinkHost<'a> {
    /// The directory of relative names.
    pub dir: String,
    /// The environment of the C compiler.
    pub env: &'a GoEnv,
    /// Runs the C compiler.
    pub executor: &'a dyn Executor,
    /// Requests the C compiler to end.
    pub cancel: Cancel,
    /// Receives values that are freed after the end of the command.
    pub leftovers: &'a Leftovers,
}

/// Returns the path of a file that a link in a directory names.
pub(super) fn locate(dir: &str, name: &str) -> String {
    if path::is_abs(name) {
        name.to_owned()
    } else {
        path::join(&[dir, name])
    }
}

impl LinkHost<'_> {
    /// Returns the path of a file that the link names.
    pub fn locate(&self, name: &str) -> String {
        locate(&self.dir, name)
    }

    /// Calls a function with a file that the link names; an error has that name.
    pub(super) fn open<T>(
        &self,
        name: &str,
        open: impl FnOnce(&str) -> Result<T, PathError>,
    ) -> Result<T, String> {
        let path = match name {
            // Names no file, and not the directory itself.
            "" => String::new(),
            name => self.locate(name),
        };
        open(&path).map_err(|error| {
            let path = name.to_owned();
            PathError { path, ..error }.to_string()
        })
    }
}

impl Host for LinkHost<'_> {
    fn exists(&self, path: &str) -> bool {
        uncached::stat(&self.locate(path)).is_ok()
    }

    fn compiler_library(&self, compiler: &[String], flag: &str) -> String {
        let mut argv = compiler.to_vec();
        argv.push(flag.to_owned());
        let spawn = Spawn {
            argv,
            env: self.env.vars.tools.clone().into(),
            extra_env: Vec::new(),
            dir: self.dir.clone(),
            streams: Streams::Merged,
        };
        match self.executor.run(&spawn, &self.cancel) {
            Ok(outcome) if outcome.exit.is_success() => {
                String::from_utf8_lossy(&outcome.stdout).trim().to_owned()
            }
            // Upstream links without the library, and reports the undefined symbols.
            _ => "none".to_owned(),
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.open(path, uncached::read)
    }
}
