//! `#cgo` lines: flags for compilers and linker from the comment above `import "C"`.
//!
//! Counterpart: go/build/build.go (`saveCgo`, `splitQuoted`, `expandSrcDir`,
//! `makePathsAbsolute`).

use vamos_base::golang::path;
use vamos_base::golang::unicode::is_space;
use vamos_syntax::constraint;

use super::context::BuildContext;
use super::error::CgoFault;
use super::error::DirError;
use super::package::DirPackage;

/// The ASCII characters that flags may have.
const SAFE: &str = "+-.,/0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz:$@%! ~^";
const SRCDIR: &str = "${SRCDIR}";

/// Adds the flags of a comment's lines to the package. `file` is the name for errors.
pub(crate) fn save<'t>(
    context: &BuildContext,
    file: &str,
    package: &mut DirPackage,
    lines: impl Iterator<Item = &'t str>,
) -> Result<(), DirError> {
    for line in lines.filter(|line| is_cgo_line(line)) {
        save_line(context, package, line).map_err(|(fault, text)| DirError::Cgo {
            file: file.to_owned(),
            fault,
            text,
        })?;
    }
    Ok(())
}

/// Reports whether a line of a comment is a cgo line.
pub(crate) fn is_cgo_line(line: &str) -> bool {
    let line = line.trim_matches(is_space);
    line.strip_prefix("#cgo")
        .is_some_and(|rest| rest.starts_with([' ', '\t']))
}

fn save_line(
    context: &BuildContext,
    package: &mut DirPackage,
    original: &str,
) -> Result<(), (CgoFault, String)> {
    let bad_line = || (CgoFault::Line, original.to_owned());
    let line = original.trim_matches(is_space);
    let fields: Vec<&str> = fields(line).collect();
    if let [_, "nocallback" | "noescape", _] = fields.as_slice() {
        return Ok(());
    }
    let (head, tail) = line[4..]
        .trim_matches(is_space)
        .split_once(':')
        .ok_or_else(bad_line)?;
    let mut conditions: Vec<&str> = self::fields(head).collect();
    let verb = conditions.pop().ok_or_else(bad_line)?;
    if !conditions.is_empty() && !conditions.iter().any(|text| matches(context, text)) {
        return Ok(());
    }
    let mut arguments = split_quoted(tail).ok_or_else(bad_line)?;
    for argument in &mut arguments {
        let (expanded, is_safe) = expand(argument, &package.dir);
        if !is_safe {
            return Err((CgoFault::Argument, expanded));
        }
        *argument = expanded;
    }
    let list = match verb {
        "CFLAGS" => &mut package.cgo.cflags,
        "CPPFLAGS" => &mut package.cgo.cppflags,
        "CXXFLAGS" => &mut package.cgo.cxxflags,
        "FFLAGS" => &mut package.cgo.fflags,
        "LDFLAGS" => &mut package.cgo.ldflags,
        "pkg-config" => {
            package.cgo.pkg_config.append(&mut arguments);
            return Ok(());
        }
        _ => return Err((CgoFault::Verb, original.to_owned())),
    };
    make_absolute(&mut arguments, &package.dir);
    list.append(&mut arguments);
    Ok(())
}

fn fields(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|field| !field.is_empty())
}

/// Evaluates a condition in either constraint syntax (`matchAuto`).
fn matches(context: &BuildContext, text: &str) -> bool {
    let marker = if text.contains(['&', '|', '(', ')']) {
        "//go:build"
    } else {
        "// +build"
    };
    let line = format!("{marker} {text}");
    constraint::parse(line.as_bytes()).is_ok_and(|x| context.eval(&x))
}

/// Splits at white space; quotes group, a backslash escapes the next character. `None` if a quote
/// or an escape is incomplete.
fn split_quoted(text: &str) -> Option<Vec<String>> {
    let mut arguments = Vec::new();
    let mut argument = String::new();
    let mut is_escaped = false;
    let mut was_quoted = false;
    let mut quote = None;
    for c in text.chars() {
        if is_escaped {
            is_escaped = false;
        } else if c == '\\' {
            is_escaped = true;
            continue;
        } else if quote.is_some() {
            if quote == Some(c) {
                quote = None;
                continue;
            }
        } else if c == '"' || c == '\'' {
            was_quoted = true;
            quote = Some(c);
            continue;
        } else if is_space(c) {
            if was_quoted || !argument.is_empty() {
                was_quoted = false;
                arguments.push(std::mem::take(&mut argument));
            }
            continue;
        }
        argument.push(c);
    }
    if was_quoted || !argument.is_empty() {
        arguments.push(argument);
    }
    (quote.is_none() && !is_escaped).then_some(arguments)
}

fn is_safe(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| !c.is_ascii() || SAFE.contains(c))
}

/// Replaces `${SRCDIR}` by the source directory. Also returns whether the result is safe.
fn expand(text: &str, dir: &str) -> (String, bool) {
    if !text.contains(SRCDIR) {
        return (text.to_owned(), is_safe(text));
    }
    let parts_are_safe = text
        .split(SRCDIR)
        .all(|part| part.is_empty() || is_safe(part));
    let dir_is_safe = dir.is_empty() || is_safe(dir);
    let result = text.replace(SRCDIR, dir);
    let is_safe = parts_are_safe && dir_is_safe && !result.is_empty();
    (result, is_safe)
}

/// Makes the directories of `-I` and `-L` absolute: tools run in another directory.
fn make_absolute(arguments: &mut [String], dir: &str) {
    let mut is_next_path = false;
    for argument in arguments {
        if is_next_path {
            is_next_path = false;
            if !path::is_abs(argument) {
                *argument = path::join(&[dir, argument]);
            }
        } else if argument.starts_with("-I") || argument.starts_with("-L") {
            let (flag, value) = argument.split_at(2);
            if value.is_empty() {
                is_next_path = true;
            } else if !path::is_abs(value) {
                *argument = format!("{flag}{}", path::join(&[dir, value]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BuildContext;
    use super::DirPackage;
    use super::save;
    use super::split_quoted;

    fn flags(line: &str) -> Result<Vec<String>, String> {
        let context = BuildContext {
            goos: "linux".to_owned(),
            goarch: "amd64".to_owned(),
            ..BuildContext::default()
        };
        let mut package = DirPackage {
            dir: "/d".into(),
            ..DirPackage::default()
        };
        let lines = std::iter::once(line);
        match save(&context, "f.go", &mut package, lines) {
            Ok(()) => Ok([package.cgo.cflags, package.cgo.ldflags].concat()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn lines() {
        let table: &[(&str, Result<&[&str], &str>)] = &[
            (
                "#cgo CFLAGS: -DX -Ia -I b -L/c",
                Ok(&["-DX", "-I/d/a", "-I", "/d/b", "-L/c"]),
            ),
            ("  #cgo linux,amd64 !windows LDFLAGS: -lm", Ok(&["-lm"])),
            ("#cgo windows LDFLAGS: -lm", Ok(&[])),
            ("#cgo (linux&&amd64) LDFLAGS: -lm", Ok(&["-lm"])),
            ("#cgo CFLAGS: -I${SRCDIR}/x", Ok(&["-I/d/x"])),
            ("#cgo noescape f", Ok(&[])),
            ("#cgofoo", Ok(&[])),
            (
                "#cgo CFLAGS -x",
                Err("f.go: invalid #cgo line: #cgo CFLAGS -x"),
            ),
            ("#cgo : -x", Err("f.go: invalid #cgo line: #cgo : -x")),
            ("#cgo FOO: -x", Err("f.go: invalid #cgo verb: #cgo FOO: -x")),
            (
                "#cgo CFLAGS: a;b",
                Err("f.go: malformed #cgo argument: a;b"),
            ),
            (
                "#cgo CFLAGS: \"a",
                Err("f.go: invalid #cgo line: #cgo CFLAGS: \"a"),
            ),
        ];
        for (line, want) in table {
            let got = flags(line);
            let got = match &got {
                Ok(list) => Ok(list.iter().map(String::as_str).collect::<Vec<_>>()),
                Err(text) => Err(text.as_str()),
            };
            assert_eq!(got, want.map(<[&str]>::to_vec), "{line}");
        }
    }

    #[test]
    fn quoting() {
        let split = |text: &str| split_quoted(text).unwrap();
        assert_eq!(
            split(r#" a b:"c d" 'e''f'  "g\"" "#),
            ["a", "b:c d", "ef", "g\""]
        );
        assert_eq!(split("''"), [""]);
        assert_eq!(split_quoted("a\\"), None);
    }
}
