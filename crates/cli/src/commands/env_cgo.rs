//! The variables of `env` that need the C compiler.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go (`ExtraEnvVarsCostly`),
//! cmd/go/internal/work/init.go (`BuildInit`).

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_base::golang::quoted;
use vamos_build::cgo::CompilerHost;
use vamos_build::cgo::Compilers;
use vamos_build::cgo::Language;
use vamos_cache::Hasher;
use vamos_goenv::EnvVar;
use vamos_goenv::Profile;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::wiring::env_error;

/// cgo's default compiler flags.
const DEFAULT_FLAGS: &str = "-O2 -g";

/// The variables, in upstream's order.
pub(crate) fn vars(ctx: &Invocation) -> Result<Vec<EnvVar>, CliError> {
    check_compilers(ctx)?;
    ctx.env
        .check_target()
        .map_err(|error| env_error(&error, &ctx.output))?;
    let mut vars = Vec::new();
    for (name, default) in [
        ("CGO_CFLAGS", DEFAULT_FLAGS),
        ("CGO_CPPFLAGS", ""),
        ("CGO_CXXFLAGS", DEFAULT_FLAGS),
        ("CGO_FFLAGS", DEFAULT_FLAGS),
        ("CGO_LDFLAGS", DEFAULT_FLAGS),
    ] {
        let words = words(ctx, name, default)?;
        let value = join(&words);
        let changed = value != default;
        vars.push(var(name, value, changed));
    }
    let pkg_config = default_pkg_config(ctx);
    let words = words(ctx, "PKG_CONFIG", &pkg_config)?;
    let value = words.into_iter().next().unwrap_or_default();
    let changed = value != pkg_config;
    vars.push(var("PKG_CONFIG", value, changed));
    vars.push(var("GOGCCFLAGS", join(&gcc_flags(ctx)?), false));
    Ok(vars)
}

fn var(name: &str, value: String, changed: bool) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value,
        changed,
    }
}

fn default_pkg_config(ctx: &Invocation) -> String {
    let sdk = ctx.env.sdk();
    sdk.map_or_else(
        || "pkg-config".to_owned(),
        vamos_goenv::Sdk::default_pkg_config,
    )
}

/// The words of a setting (`envList`).
fn words(ctx: &Invocation, name: &str, default: &str) -> Result<Vec<String>, CliError> {
    let value = ctx.env.get_or(name, default);
    quoted::split(value).map_err(|error| {
        // Upstream panics with this text.
        CliError::go(format_args!(
            "could not parse environment variable {name} with value {}: {error}",
            vamos_base::golang::quote::quote(value)
        ))
    })
}

fn join(words: &[String]) -> String {
    quoted::join(words).unwrap_or_else(|_| words.join(" "))
}

/// The checks of `work.BuildInit` on compiler settings.
fn check_compilers(ctx: &Invocation) -> Result<(), CliError> {
    for name in ["CC", "CXX", "FC"] {
        let words = quoted::split(ctx.env.get(name)).map_err(|error| {
            CliError::go(format_args!(
                "{name} environment variable could not be parsed: {error}"
            ))
        })?;
        if let Some(program) = words.first()
            && !path::is_abs(program)
            && program != path::base(program)
        {
            return Err(CliError::go(format_args!(
                "{name} environment variable is relative; must be absolute path: {program}"
            )));
        }
    }
    Ok(())
}

/// GOGCCFLAGS: the C compiler's own flags, program and `-I .` left out.
fn gcc_flags(ctx: &Invocation) -> Result<Vec<String>, CliError> {
    let is_dry = ctx.parsed.is_set(Flag::N);
    let work_dir = if is_dry {
        "$WORK".to_owned()
    } else {
        work_dir(ctx)
    };
    if ctx.parsed.is_set(Flag::X) && !is_dry {
        ctx.output.stderr(&format!("WORK={work_dir}\n"));
    }
    let store = if is_dry {
        None
    } else {
        Some(super::build_cache::open_shared(ctx)?)
    };
    let hasher = Hasher::new(&ctx.env.version, None);
    let profile = Profile::detect(
        &*ctx.disk,
        &ctx.env.goroot,
        &ctx.env.version,
        ctx.env.release,
    );
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
        // The work directory is only a name here.
        trial_dir: &ctx.process.cwd,
        shows: ctx.parsed.is_set(Flag::X),
        is_dry,
        show: Box::new(|command| {
            if !shown_dir.swap(true, Ordering::Relaxed) {
                ctx.output.stderr("cd $WORK\n");
            }
            let command = command.replace(&work_dir, "$WORK");
            ctx.output.stderr(&format!("{command}\n"));
        }),
    });
    let command = compilers
        .command(Language::C, ".", &work_dir)
        .map_err(CliError::go)?;
    Ok(command.get(3..).unwrap_or_default().to_vec())
}

/// Returns a name like upstream's for the work directory. It is not created, because nothing
/// is stored in it here.
fn work_dir(ctx: &Invocation) -> String {
    let unique = vamos_fsys::atomic::temp_path("", "");
    let number = Digest::of(unique.as_bytes()).0[..4]
        .iter()
        .fold(0_u32, |n, &byte| n << 8 | u32::from(byte));
    path::join(&[&ctx.env.tmpdir, &format!("go-build{number}")])
}
