//! The variables of `env` that take the C compiler to know.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go (`ExtraEnvVarsCostly`),
//! cmd/go/internal/work/init.go (`BuildInit`).

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_base::golang::quoted;
use vamos_cache::DefaultDir;
use vamos_cache::LocalStore;
use vamos_goenv::EnvVar;

use crate::error::CliError;
use crate::gcc::Gcc;
use crate::invocation::Invocation;
use crate::wiring::env_error;

/// What cgo compiles with where the user says nothing.
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
    let sdk = ctx.env.sdk();
    let default = sdk.map_or_else(String::new, |sdk| {
        sdk.default_cc(&ctx.env.goos, &ctx.env.goarch)
    });
    let compiler = words(ctx, "CC", &default)?;
    let is_dry = ctx.parsed.is_set("n");
    let work_dir = if is_dry {
        "$WORK".to_owned()
    } else {
        work_dir(ctx)
    };
    if ctx.parsed.is_set("x") && !is_dry {
        ctx.output.stderr(&format!("WORK={work_dir}\n"));
    }
    let store = if is_dry { None } else { Some(open_cache(ctx)?) };
    let command = Gcc::new(ctx, compiler, &work_dir, store.as_ref()).command(".");
    Ok(command.get(3..).unwrap_or_default().to_vec())
}

/// A name as upstream's for the directory of temporary files. Nothing is kept in it
/// here, so it is not made.
fn work_dir(ctx: &Invocation) -> String {
    let unique = vamos_fsys::atomic::temp_path("", "");
    let number = Digest::of(unique.as_bytes()).0[..4]
        .iter()
        .fold(0_u32, |n, &byte| n << 8 | u32::from(byte));
    path::join(&[&ctx.env.tmpdir, &format!("go-build{number}")])
}

fn open_cache(ctx: &Invocation) -> Result<LocalStore, CliError> {
    let place = DefaultDir {
        dir: ctx.env.gocache.clone(),
        is_changed: false,
        error: Some(ctx.env.gocache_error.clone()).filter(|error| !error.is_empty()),
    };
    vamos_cache::open_default(&place, vamos_cache::system_clock())
        .map_err(|error| CliError::Fatal(error.to_string()))
}
