//! The variables of `env` that need the C compiler.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go (`ExtraEnvVarsCostly`),
//! cmd/go/internal/work/init.go (`BuildInit`).

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_build::cgo::CompilerHost;
use vamos_build::cgo::Compilers;
use vamos_build::cgo::Language;
use vamos_build::work_dir;
use vamos_cache::Hasher;
use vamos_fsys::Unfinished;
use vamos_fsys::work;
use vamos_goenv::Capabilities;
use vamos_goenv::Capability;
use vamos_goenv::EnvVar;
use vamos_goenv::Profile;
use vamos_goenv::cgo;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::wiring::env_error;

/// The variables, in upstream's order.
pub(crate) fn vars(ctx: &Invocation) -> Result<Vec<EnvVar>, CliError> {
    cgo::check_compilers(&ctx.env).map_err(CliError::go)?;
    let work_dir = WorkDir::make(ctx)?;
    ctx.env
        .check_target()
        .map_err(|error| env_error(&error, &ctx.output))?;
    let mut vars = cgo::flag_vars(&ctx.env).map_err(CliError::go)?;
    vars.push(EnvVar {
        name: "GOGCCFLAGS".to_owned(),
        value: cgo::join(&gcc_flags(ctx, work_dir.name())?),
        changed: false,
    });
    Ok(vars)
}

/// GOGCCFLAGS: the C compiler's own flags, program and `-I .` left out.
fn gcc_flags(ctx: &Invocation, work_dir: &str) -> Result<Vec<String>, CliError> {
    let is_dry = ctx.parsed.is_set(Flag::N);
    if ctx.parsed.is_set(Flag::X) && !is_dry {
        ctx.output.stderr(&format!("WORK={work_dir}\n"));
    }
    let store = if is_dry {
        None
    } else {
        Some(super::build_cache::open_shared(ctx)?)
    };
    let hasher = Hasher::new(&ctx.env.sdk.version, None);
    let needed = Capabilities::of(&[Capability::CgoRecipes]);
    let profile = Profile::detect(&*ctx.disk, &ctx.env.sdk, needed);
    let shown_dir = AtomicBool::new(false);
    let compilers = Compilers::new(CompilerHost {
        env: &ctx.env,
        toolexec: &[],
        cache: store.as_deref(),
        may_store: profile.shared,
        reuses_versions: ctx.process.settings.reuse().tool_versions,
        hasher: &hasher,
        executor: &*ctx.executor,
        cancel: ctx.cancel.clone(),
        cwd: &ctx.process.cwd,
        // Commands are shown as if they ran in the work directory.
        trial_dir: &ctx.process.cwd,
        temp_dir: if is_dry { "" } else { work_dir },
        shows: ctx.parsed.is_set(Flag::X),
        is_dry,
        show: Box::new(|command| {
            if !shown_dir.swap(true, Ordering::Relaxed) {
                ctx.output.stderr("cd $WORK\n");
            }
            let command = command.replace(work_dir, "$WORK");
            ctx.output.stderr(&format!("{command}\n"));
        }),
    });
    let command = compilers
        .command(Language::C, ".", work_dir)
        .map_err(CliError::go)?;
    Ok(command.get(3..).unwrap_or_default().to_vec())
}

/// A work directory, which is removed at the end. Upstream makes one for `env`, too, and fails
/// where it cannot.
struct WorkDir {
    /// Empty with `-n`.
    dir: String,
    /// Has it removed if a signal ends the process.
    _unfinished: Option<Unfinished>,
}

impl WorkDir {
    /// Makes the directory; only its name with `-n`.
    fn make(ctx: &Invocation) -> Result<Self, CliError> {
        if ctx.parsed.is_set(Flag::N) {
            return Ok(Self {
                dir: String::new(),
                _unfinished: None,
            });
        }
        let dir = work_dir::make(&ctx.env.dirs.tmpdir, &ctx.process.cwd);
        let (dir, unfinished) = dir.map_err(CliError::go)?;
        Ok(Self {
            dir,
            _unfinished: Some(unfinished),
        })
    }

    /// Returns the name that commands show.
    fn name(&self) -> &str {
        match self.dir.as_str() {
            "" => "$WORK",
            dir => dir,
        }
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        if !self.dir.is_empty() {
            // It is empty, and in a directory for temporary files.
            let _ = work::remove_all(&self.dir);
        }
    }
}
