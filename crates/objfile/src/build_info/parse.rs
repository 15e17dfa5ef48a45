//! Reading the text form of build information.
//!
//! Counterpart: runtime/debug/mod.go (`ParseBuildInfo`).

use vamos_base::golang::quote;

use super::BuildInfo;
use super::Module;
use super::must_quote_key;
use super::must_quote_value;

/// An error in build information, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    line: usize,
    cause: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, cause } = self;
        write!(f, "could not parse Go build info: line {line}: {cause}")
    }
}

impl std::error::Error for ParseError {}

/// The module to which a replacement line applies.
#[derive(Clone, Copy)]
enum Last {
    Nothing,
    Main,
    Dep,
}

/// Parses the text form. The toolchain's version is not part of it; unknown lines are
/// skipped, and so is a last line without its newline.
pub fn parse(text: &str) -> Result<BuildInfo, ParseError> {
    let mut info = BuildInfo::default();
    let mut last = Last::Nothing;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let Some(line) = line.strip_suffix('\n') else {
            break;
        };
        parse_line(line, &mut info, &mut last).map_err(|cause| ParseError {
            line: index + 1,
            cause,
        })?;
    }
    Ok(info)
}

fn parse_line(line: &str, info: &mut BuildInfo, last: &mut Last) -> Result<(), String> {
    let Some((word, rest)) = line.split_once('\t') else {
        return Ok(());
    };
    match word {
        "path" => rest.clone_into(&mut info.path),
        "mod" => {
            *last = Last::Main;
            info.main = module(rest)?;
        }
        "dep" => {
            info.deps.push(module(rest)?);
            *last = Last::Dep;
        }
        "=>" => {
            let columns: Vec<_> = rest.split('\t').collect();
            let [path, version, sum] = columns.as_slice() else {
                let count = columns.len();
                return Err(format!("expected 3 columns for replacement; got {count}"));
            };
            let target = match last {
                Last::Nothing => None,
                Last::Main => Some(&mut info.main),
                Last::Dep => info.deps.last_mut(),
            };
            let target =
                target.ok_or_else(|| "replacement with no module on previous line".to_owned())?;
            target.replace = Some(Box::new(Module {
                path: (*path).to_owned(),
                version: (*version).to_owned(),
                sum: (*sum).to_owned(),
                replace: None,
            }));
            *last = Last::Nothing;
        }
        "build" => info.settings.push(setting(rest)?),
        _ => {}
    }
    Ok(())
}

fn module(columns: &str) -> Result<Module, String> {
    let columns: Vec<_> = columns.split('\t').collect();
    let (path, version, sum) = match columns.as_slice() {
        [path, version] => (path, version, ""),
        [path, version, sum] => (path, version, *sum),
        _ => {
            let count = columns.len();
            return Err(format!("expected 2 or 3 columns; got {count}"));
        }
    };
    Ok(Module {
        path: (*path).to_owned(),
        version: (*version).to_owned(),
        sum: sum.to_owned(),
        replace: None,
    })
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (key, raw) = match text.as_bytes().first() {
        None => return Err("build line missing '='".to_owned()),
        Some(b'=') => return Err("build line with missing key".to_owned()),
        Some(b'`' | b'"') => quoted_key(text)?,
        Some(_) => {
            let pair = text.split_once('=');
            let (key, raw) = pair.ok_or_else(|| "build line missing '=' after key".to_owned())?;
            if must_quote_key(key) {
                let key = quote::quote(key);
                return Err(format!("unquoted key {key} must be quoted"));
            }
            (key.to_owned(), raw)
        }
    };
    let value = if raw.starts_with(['`', '"']) {
        quote::unquote(raw).ok_or_else(|| "invalid quoted value in build line".to_owned())?
    } else if must_quote_value(raw) {
        let raw = quote::quote(raw);
        return Err(format!("unquoted value {raw} must be quoted"));
    } else {
        raw.to_owned()
    };
    Ok((key, value))
}

fn quoted_key(text: &str) -> Result<(String, &str), String> {
    let prefix = quote::quoted_prefix(text);
    let raw = prefix.ok_or_else(|| "invalid quoted key in build line".to_owned())?;
    let rest = &text[raw.len()..];
    let Some(&next) = rest.as_bytes().first() else {
        return Err("build line missing '=' after quoted key".to_owned());
    };
    if next != b'=' {
        let next = quote::quote_char(next.into());
        return Err(format!("unexpected character after quoted key: {next}"));
    }
    Ok((quote::unquote(raw).unwrap_or_default(), &rest[1..]))
}
