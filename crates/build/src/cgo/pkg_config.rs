//! Flags from pkg-config.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`getPkgConfigFlags`,
//! `splitPkgConfigOutput`).

use vamos_base::golang::os_str;
use vamos_jobs::Command;

use super::compiler::words_of;
use super::linker_flags::LocalFiles;
use super::security::check_compiler_flags;
use super::security::check_linker_flags;
use super::security::check_pkg_config_flags;
use super::security::is_pkg_config_name;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::flag_error::FlagError;
use crate::run::Run;
use crate::shell::ToolEnd;

/// Flags for the compilers, and for the linker.
type CompilerAndLinker = (Vec<String>, Vec<String>);

/// Runs pkg-config, if the package names libraries for it.
pub(super) fn pkg_config(
    run: &Run<'_>,
    action: ActionRef,
) -> Result<CompilerAndLinker, BuildError> {
    let package = run.package(action);
    if package.cgo.pkg_config.is_empty() {
        return Ok(CompilerAndLinker::default());
    }
    let env = run.cx().env;
    let default = env.sdk.tables().map_or_else(
        || "pkg-config".to_owned(),
        vamos_goenv::Sdk::default_pkg_config,
    );
    let program = words_of(env, "PKG_CONFIG", &default)?.into_iter().next();
    let program = program.unwrap_or_default();
    // Flags may be anywhere in the directive; here they precede `--`.
    let (flags, packages): (Vec<String>, Vec<String>) = package
        .cgo
        .pkg_config
        .iter()
        .filter(|word| *word != "--")
        .cloned()
        .partition(|word| word.starts_with("--"));
    let release = env.sdk.release;
    let mut names = packages.iter();
    if let Some(name) = names.find(|name| !is_pkg_config_name(release, name)) {
        let name = name.clone();
        return Err(BuildError::Flag(FlagError::PackageName { name }));
    }
    let checked = match release.checks_pkg_config_flags() {
        true => check_pkg_config_flags(env, "pkg-config", &flags),
        false => check_compiler_flags(env, "CFLAGS", "pkg-config --cflags", &flags),
    };
    checked.map_err(BuildError::Flag)?;
    let ask = |what: &str| ask_pkg_config(run, action, &program, what, &flags, &packages);
    let cflags = ask("--cflags")?;
    check_compiler_flags(env, "CFLAGS", "pkg-config --cflags", &cflags)
        .map_err(BuildError::Flag)?;
    let ldflags = ask("--libs")?;
    let local = LocalFiles::new(env, run.cx().cwd);
    check_linker_flags(env, &local, "LDFLAGS", "pkg-config --libs", &ldflags)
        .map_err(BuildError::Flag)?;
    Ok((cflags, ldflags))
}

fn ask_pkg_config(
    run: &Run<'_>,
    action: ActionRef,
    program: &str,
    what: &str,
    flags: &[String],
    packages: &[String],
) -> Result<Vec<String>, BuildError> {
    let shell = run.shell(action);
    let mut words = vec![program.to_owned(), what.to_owned()];
    words.extend_from_slice(flags);
    words.push("--".to_owned());
    words.extend_from_slice(packages);
    let command = Command {
        words,
        dir: run.package(action).dir.as_str().to_owned(),
        env: Vec::new(),
    };
    let ToolEnd { output, error, .. } = shell.run_on_host(&command)?;
    if let Some(error) = error {
        let (flags, packages) = (flags.join(" "), packages.join(" "));
        let desc = format!("{program} {what} {flags} -- {packages}");
        shell.report(&desc, "", &output, Some(error))?;
    }
    split_output(&output).map_err(BuildError::Flag)
}

/// Splits output into words as a shell does; expansions are errors.
fn split_output(output: &[u8]) -> Result<Vec<String>, FlagError> {
    let output = os_str::decode(output);
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_quoted = false;
    let mut is_escaped = false;
    let mut quote = None;
    for c in output.trim().chars() {
        if is_escaped {
            is_escaped = false;
            if quote == Some('"') && !matches!(c, '$' | '`' | '"' | '\\' | '\n') {
                // Inside double quotes only these can be escaped; this is a plain backslash.
                word.push('\\');
                word.push(c);
            } else if c != '\n' {
                word.push(c);
            }
            continue;
        }
        if quote == Some(c) {
            quote = None;
            continue;
        }
        let is_plain = match quote {
            Some('\'') => true,
            Some(_) => !matches!(c, '`' | '$' | '\\'),
            None => false,
        };
        if is_plain {
            word.push(c);
            continue;
        }
        match c {
            '|' | '&' | ';' | '<' | '>' | '(' | ')' | '$' | '`' => {
                return Err(FlagError::ShellCharacter { character: c });
            }
            '\\' => is_escaped = true,
            '"' | '\'' => {
                quote = Some(c);
                was_quoted = true;
            }
            ' ' | '\t' | '\n' => {
                if was_quoted || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                was_quoted = false;
            }
            _ => word.push(c),
        }
    }
    if quote.is_some() {
        return Err(FlagError::UnterminatedQuote);
    }
    if is_escaped {
        return Err(FlagError::BrokenEscape);
    }
    if was_quoted || !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::split_output;

    #[test]
    fn words_are_split_as_by_a_shell() {
        for (output, words) in [
            ("", &[][..]),
            (" \n\t", &[]),
            ("-I/x -lfoo\n", &["-I/x", "-lfoo"]),
            (r"-I/a\ b", &["-I/a b"]),
            (r#"'-I/a b' "" -DX"#, &["-I/a b", "", "-DX"]),
            (r#"-DX=\"y\""#, &[r#"-DX="y""#]),
            (r#""a\b" "a\"b""#, &[r"a\b", r#"a"b"#]),
            (r"'a\b'", &[r"a\b"]),
            ("a\\\nb", &["ab"]),
            ("'$x;'", &["$x;"]),
            ("a\rb", &["a\rb"]),
        ] {
            assert_eq!(split_output(output.as_bytes()).unwrap(), words, "{output}");
        }
    }

    #[test]
    fn what_a_shell_would_expand_is_refused() {
        let error = |output: &str| split_output(output.as_bytes()).unwrap_err().to_string();
        let text = "unexpected shell character '$' in pkgconf output";
        assert_eq!(error("-I$x"), text);
        assert!(error("\"`x`\"").contains("'`'"));
        assert!(error("a;b").contains("';'"));
        let text = "unterminated quoted string in pkgconf output";
        assert_eq!(error("\"a\\"), text);
        assert!(error("a\\").starts_with("broken character escaping"));
    }
}
