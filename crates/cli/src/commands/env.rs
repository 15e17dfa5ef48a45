//! `env`: prints the Go environment, or edits the user's env file.
//!
//! Counterpart: cmd/go/internal/envcmd/env.go.

use vamos_base::golang::json;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::lock;
use vamos_fsys::uncached;
use vamos_goenv::EnvVar;
use vamos_goenv::env_edit;
use vamos_goenv::env_edit::Edit;
use vamos_goenv::module_vars::module_vars;

use super::env_cgo;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use crate::json::for_release;
use crate::wiring::env_error;

/// Runs the command.
pub(crate) fn run(ctx: &Invocation) -> Result<i32, CliError> {
    let is_set = |flag| ctx.parsed.is_set(flag);
    let (json, unset, write) = (is_set(Flag::Json), is_set(Flag::U), is_set(Flag::W));
    for (both, text) in [
        (json && unset, "cannot use -json with -u"),
        (json && write, "cannot use -json with -w"),
        (unset && write, "cannot use -u with -w"),
    ] {
        if both {
            return Err(CliError::go(text));
        }
    }
    // Edits come before the check of the configuration, so that they can repair it.
    if write {
        let mut warn = |line: &str| ctx.output.log(line);
        let edit = Edit::write(&ctx.env, &ctx.parsed.args, &mut warn);
        return save(ctx, &edit.map_err(CliError::go)?);
    }
    if unset {
        let edit = Edit::unset(&ctx.env, &ctx.parsed.args);
        return save(ctx, &edit.map_err(CliError::go)?);
    }
    ctx.env
        .check_config()
        .map_err(|error| env_error(&error, &ctx.output))?;
    let names = &ctx.parsed.args;
    if let Some(name) = names.iter().find(|name| name.contains('=')) {
        return Err(CliError::go(format_args!(
            "invalid variable name {} (use -w to set variable)",
            quote(name)
        )));
    }
    let vars = all_vars(ctx, names)?;
    print(ctx, vars, json, is_set(Flag::Changed))
}

/// The variables of every command, GOMOD and GOWORK, and the variables that need a C compiler if
/// they are requested.
fn all_vars(ctx: &Invocation, names: &[String]) -> Result<Vec<EnvVar>, CliError> {
    let mut vars = ctx.env.vars.listed.clone();
    let warn = |line: &str| ctx.output.log(line);
    let module_vars = module_vars(&ctx.env, &*ctx.disk, &ctx.process.cwd, &warn);
    vars.extend(module_vars.map_err(|error| env_error(&error, &ctx.output))?);
    let costly = |name: &String| {
        matches!(
            name.as_str(),
            "CGO_CFLAGS"
                | "CGO_CPPFLAGS"
                | "CGO_CXXFLAGS"
                | "CGO_FFLAGS"
                | "CGO_LDFLAGS"
                | "PKG_CONFIG"
                | "GOGCCFLAGS"
        )
    };
    if names.is_empty() || names.iter().any(costly) {
        vars.extend(env_cgo::vars(ctx)?);
    }
    Ok(vars)
}

/// A variable that does not count as changed.
fn plain(name: &str, value: String) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value,
        changed: false,
    }
}

/// The value of a name: from the list, else of any setting of the go command.
fn value(ctx: &Invocation, vars: &[EnvVar], name: &str) -> String {
    if let Some(var) = vars.iter().find(|var| var.name == name) {
        return var.value.clone();
    }
    if ctx.env.is_setting(name) {
        return ctx.env.get(name).to_owned();
    }
    String::new()
}

fn print(
    ctx: &Invocation,
    mut vars: Vec<EnvVar>,
    json: bool,
    changed: bool,
) -> Result<i32, CliError> {
    let names = &ctx.parsed.args;
    if !names.is_empty() && changed {
        let of_name = |name: &String| vars.iter().find(|var| var.name == *name).cloned();
        vars = names.iter().filter_map(of_name).collect();
    } else if !names.is_empty() && json {
        let of_name = |name: &String| plain(name, value(ctx, &vars, name));
        vars = names.iter().map(of_name).collect();
    } else if !names.is_empty() {
        let lines = names.iter().map(|name| value(ctx, &vars, name) + "\n");
        ctx.output.stdout(&lines.collect::<String>());
        return Ok(0);
    }
    let mut vars = sorted(vars);
    if json {
        vars.retain(|var| var.changed || !changed);
        // A repeated name is one key.
        vars.dedup_by(|a, b| a.name == b.name);
        let text = as_json(&vars);
        let text = for_release(text.as_bytes(), ctx.env.sdk.release);
        let written = ctx.output.try_stdout(&text);
        return written.map(|()| 0).map_err(CliError::go);
    }
    let (text, error) = as_text(&vars, changed);
    ctx.output.stdout(&text);
    error.map_or(Ok(0), Err)
}

/// Returns the lines of sorted variables before the first variable that cannot be printed, and its
/// error.
fn as_text(vars: &[EnvVar], changed: bool) -> (String, Option<CliError>) {
    let mut text = String::new();
    for var in vars {
        if var.value.contains('\0') {
            let error = CliError::go(format_args!(
                "internal error: encountered null byte in environment variable {} on non-plan9 platform",
                var.name
            ));
            return (text, Some(error));
        }
        if var.changed || !changed {
            text += &format!("{}={}\n", var.name, shell_quote(&var.value));
        }
    }
    (text, None)
}

/// Returns the output of `go env` without arguments.
pub(super) fn listing(ctx: &Invocation) -> Result<String, CliError> {
    let vars = sorted(all_vars(ctx, &[])?);
    match as_text(&vars, false) {
        (text, None) => Ok(text),
        (_, Some(error)) => Err(error),
    }
}

/// Sorts variables, without the hidden one.
fn sorted(mut vars: Vec<EnvVar>) -> Vec<EnvVar> {
    vars.sort_by(|a, b| a.name.cmp(&b.name));
    vars.retain(|var| var.name != "TERM");
    vars
}

fn as_json(vars: &[EnvVar]) -> String {
    let mut writer = json::Writer::indented("", "\t");
    writer.begin_object();
    for var in vars {
        writer.string_field(&var.name, &var.value);
    }
    writer.end_object();
    writer.newline();
    writer.finish_string()
}

/// A word for a POSIX shell. Bytes that are not UTF-8 become U+FFFD, as upstream.
fn shell_quote(text: &str) -> String {
    format!("'{}'", os_str::lossy(text).replace('\'', r"'\''"))
}

/// Rewrites the env file. It is written in place, because it may be a symbolic link.
fn save(ctx: &Invocation, edit: &Edit) -> Result<i32, CliError> {
    let file = env_edit::env_file(&ctx.env);
    let file =
        file.map_err(|error| CliError::go(format_args!("cannot find go env config: {error}")))?;
    let text = match uncached::read(&file) {
        Ok(bytes) => os_str::decode(&bytes),
        Err(error) if error.is_not_exist() && !edit.needs_file() => String::new(),
        Err(error) => {
            return Err(CliError::go(format_args!("reading go env config: {error}")));
        }
    };
    let text = edit.apply(&text);
    let bytes = os_str::encode(&text);
    const MODE: u32 = 0o666;
    if lock::write(&file, &bytes, MODE).is_ok() {
        return Ok(0);
    }
    // The directory may be missing; if it cannot be created, the write fails with the error.
    let _ = uncached::make_dirs(&path::dir(&file));
    match lock::write(&file, &bytes, MODE) {
        Ok(()) => Ok(0),
        Err(error) => Err(CliError::go(format_args!("writing go env config: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(shell_quote("a b"), "'a b'");
        assert_eq!(shell_quote("it's"), r"'it'\''s'");
    }

    #[test]
    fn json_is_an_object_with_tabs() {
        let vars = [plain("A", "<x>".to_owned()), plain("B", String::new())];
        assert_eq!(
            as_json(&vars),
            "{\n\t\"A\": \"\\u003cx\\u003e\",\n\t\"B\": \"\"\n}\n"
        );
        assert_eq!(as_json(&[]), "{}\n");
    }
}
