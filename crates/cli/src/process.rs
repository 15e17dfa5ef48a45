//! The process's arguments, environment and directory, read once here and passed down as
//! values.
//!
//! Counterpart: os.Args, os.Environ, os.Getwd, os.Executable.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::ffi::OsStringExt;

use vamos_base::golang::os_str;
use vamos_fsys::proc::end_with_parent;
use vamos_fsys::proc::executable;
use vamos_fsys::stamp::StatResult;
use vamos_fsys::stamp::stat;
use vamos_fsys::uncached;

use crate::Hooks;
use crate::env_vars;
use crate::env_vars::InvalidVariable;
use crate::env_vars::Settings;

/// Returns the name that the program was started with.
pub(crate) fn name() -> Option<OsString> {
    std::env::args_os().next()
}

/// Reports whether the program was started by this name, in any directory.
pub(crate) fn is_started_as(expected: &str) -> bool {
    let name = name().unwrap_or_default();
    std::path::Path::new(&name).file_name() == Some(expected.as_ref())
}

/// Reports whether a path leads to the running program `exe`, or to a copy of it.
pub(crate) fn is_vamos(path: &str, exe: &str) -> bool {
    let (Ok(this), Ok(own)) = (uncached::stat(path), uncached::stat(exe)) else {
        return false;
    };
    if (this.dev, this.ino) == (own.dev, own.ino) {
        return true;
    }
    let digest = |path: &str| uncached::hash_file(path).ok();
    this.size == own.size && digest(path).is_some() && digest(path) == digest(exe)
}

/// Returns the arguments after the program's name.
pub(crate) fn arguments() -> Vec<String> {
    let args = std::env::args_os().skip(1);
    args.map(|arg| os_str::decode(arg.as_bytes())).collect()
}

/// The process as it was started.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    /// Arguments after the program's name.
    pub(crate) args: Vec<String>,
    /// The environment in its own order.
    pub(crate) env: Vec<(String, String)>,
    /// The working directory; empty if it cannot be determined.
    pub(crate) cwd: String,
    /// The directory is not that in which the process was started (`-C`).
    pub(crate) is_moved: bool,
    /// Path of the running program; empty if it cannot be determined.
    pub(crate) exe: String,
    /// GOROOT, if it is no directory and the command goes on with another SDK.
    pub(crate) missing_goroot: String,
    /// It only records what compilations have read ([`crate::read_pass`]).
    pub(crate) only_reads: bool,
    /// The values of the `VAMOS_*` variables.
    pub(crate) settings: Settings,
    /// The variables of upstream's tests that count.
    pub(crate) hooks: Hooks,
}

impl Process {
    /// Reads them from the operating system; fails if a `VAMOS_*` variable has an invalid
    /// value.
    pub(crate) fn current(hooks: Hooks) -> Result<Self, InvalidVariable> {
        let args = arguments();
        let env: Vec<(String, String)> = std::env::vars_os()
            .map(|(name, value)| {
                (
                    os_str::decode(name.as_bytes()),
                    os_str::decode(value.as_bytes()),
                )
            })
            .collect();
        let exe = executable().unwrap_or_default();
        let settings = Settings::parse(&env)?;
        let mut process = Self {
            args,
            env,
            cwd: String::new(),
            is_moved: false,
            exe,
            missing_goroot: String::new(),
            only_reads: false,
            settings,
            hooks,
        };
        process.cwd = process.working_directory();
        Ok(process)
    }

    /// Reports whether the command may start a process that goes on in the background. Continuous
    /// integration stops a machine after the command, and pays for its processors.
    pub(crate) fn may_start_in_background(&self) -> bool {
        self.settings.runs_in_background && self.var("CI").is_empty() && !self.only_reads
    }

    /// Reports whether the command goes on. If `watch` runs it, it ends with `watch`, which may
    /// have been killed already. Children of the command are not watched.
    pub(crate) fn goes_on_after_start(&mut self) -> bool {
        let name = env_vars::WATCHED.name;
        let Ok(parent) = self.var(name).parse() else {
            return true;
        };
        self.env.retain(|(key, _)| key != name);
        end_with_parent(parent)
    }

    /// Returns an environment variable; unset is empty.
    pub(crate) fn var(&self, name: &str) -> &str {
        let found = self.env.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Returns `$PWD` if it names the current directory, which keeps symbolic links in the
    /// user's path, otherwise the kernel's path (`os.Getwd`).
    fn working_directory(&self) -> String {
        let pwd = self.var("PWD");
        if pwd.starts_with('/')
            && let (StatResult::There(named), StatResult::There(here)) =
                (stat(pwd, true), stat(".", true))
            && (named.dev, named.ino) == (here.dev, here.ino)
        {
            // Upstream shows an unclean path unchanged, but vamos relies on clean paths.
            return vamos_base::golang::path::clean(pwd);
        }
        std::env::current_dir().map_or_else(
            |_| String::new(),
            |path| os_str::decode(path.as_os_str().as_bytes()),
        )
    }

    /// Returns the kernel's path of the working directory.
    pub(crate) fn real_cwd(&self) -> Option<String> {
        let path = std::env::current_dir().ok()?;
        Some(os_str::decode(path.as_os_str().as_bytes()))
    }

    /// Records the symbolic links of a path for the run record, because nothing else reads
    /// them.
    fn note_links(&self, dir: &str) {
        let Some(here) = self.real_cwd().filter(|_| !dir.starts_with('/')) else {
            let _ = vamos_fsys::eval_symlinks(dir);
            return;
        };
        // The kernel's path has no symbolic links, so leading `..` can be resolved by name.
        let (mut here, mut dir) = (here, dir);
        while let Some(rest) = dir.strip_prefix("../") {
            (here, dir) = (vamos_base::golang::path::dir(&here), rest);
        }
        let _ = vamos_fsys::eval_symlinks(&format!("{}/{dir}", here.trim_end_matches('/')));
    }

    /// Changes the working directory (`-C`), and `$PWD`: Go's os.Chdir does not set it, but
    /// its Getwd then ignores it. The error is Go's text.
    pub(crate) fn change_dir(&mut self, dir: &str) -> Result<(), String> {
        self.note_links(dir);
        let path = OsString::from_vec(os_str::encode(dir).into_owned());
        if let Err(error) = std::env::set_current_dir(path) {
            return Err(vamos_fsys::PathError::new("chdir", dir, &error).to_string());
        }
        self.cwd = self.working_directory();
        self.is_moved = true;
        Ok(())
    }
}
