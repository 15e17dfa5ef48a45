//! The arguments of `go vet` and `go fix`: flags of the build, of the command, and of the tool,
//! which lists its own.
//!
//! Counterpart: cmd/go/internal/vet/vetflag.go.

use std::collections::BTreeMap;

use vamos_base::golang::path;
use vamos_base::golang::strconv::parse_bool;
use vamos_base::golang::strconv::parse_int;
use vamos_release::Release;

use super::tool_flags;
use crate::flags::FlagError;
use crate::flags::Kind;
use crate::flags::Line;
use crate::flags::Parsed;
use crate::flags::SetByName;
use crate::flags::TypedFlags;
use crate::flags::VetArguments;
use crate::flags::check_goflags;
use crate::flags::one::One;
use crate::flags::one::parse_one;
use crate::flags::parse_line;
use crate::flags::set_goflags;
use crate::flags::table;

/// All flags of one of the commands.
struct AllFlags<'a> {
    /// The name of the command.
    command: &'static str,
    release: Release,
    build: TypedFlags<'a>,
    own: VetArguments,
    /// The tool's flags, and whether they may stand without a value.
    of_tool: BTreeMap<String, bool>,
    /// The tool's flags that were set, and their last values.
    values: BTreeMap<String, String>,
}

impl AllFlags<'_> {
    /// Returns the kind of a flag that is the command's own.
    fn own_kind(&self, name: &str) -> Option<Kind> {
        let is_vet = self.command == "vet";
        if name.strip_suffix("tool") == Some(self.command) {
            return Some(Kind::Text);
        }
        match name {
            _ if !self.release.fixes_by_vetting() => None,
            "diff" | "json" => Some(Kind::Bool),
            "fix" if is_vet => Some(Kind::Bool),
            "fix" => Some(Kind::Text),
            "c" => Some(Kind::Int),
            _ => None,
        }
    }

    /// Sets a flag; returns its value as Go prints it.
    fn set_any(&mut self, name: &str, value: &str) -> Result<String, String> {
        if let Some(kind) = self.own_kind(name) {
            kind.check(value, self.build.local_go)?;
            let is_true = parse_bool(value) == Some(true);
            match name {
                "diff" => self.own.diff = is_true,
                "json" => self.own.json = is_true,
                "c" => self.own.context = parse_int(value)?,
                "fix" if kind == Kind::Bool => self.own.fix = is_true,
                "fix" => value.clone_into(&mut self.own.fixes),
                _ => {}
            }
            return Ok(printed(kind, value));
        }
        if let Some(spec) = self.build.set.get(name) {
            self.build.set(name, value)?;
            return Ok(printed(spec.kind, value));
        }
        let kind = match self.of_tool.get(name) {
            Some(true) => Kind::Bool,
            _ => Kind::Text,
        };
        kind.check(value, self.build.local_go)?;
        Ok(printed(kind, value))
    }
}

/// Returns the value of a flag as Go prints it.
fn printed(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Bool => (parse_bool(value) == Some(true)).to_string(),
        Kind::Tags => "<TagsFlag>".to_owned(),
        _ => value.to_owned(),
    }
}

impl SetByName for AllFlags<'_> {
    fn is_bool(&self, name: &str) -> Option<bool> {
        let own = self.own_kind(name).map(Kind::is_bool);
        let build = || self.build.is_bool(name);
        own.or_else(build)
            .or_else(|| self.of_tool.get(name).copied())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let printed = self.set_any(name, value)?;
        if self.of_tool.contains_key(name) {
            self.values.insert(name.to_owned(), printed);
        }
        Ok(())
    }
}

/// Parses the command line of `go vet`.
pub(crate) fn parse(line: &Line<'_>) -> Result<Parsed, FlagError> {
    parse_as("vet", line)
}

/// Parses the command line of `go fix`.
pub(crate) fn parse_fix(line: &Line<'_>) -> Result<Parsed, FlagError> {
    if line.env.sdk.release.fixes_by_vetting() {
        return parse_as("fix", line);
    }
    check(line, &BTreeMap::new())?;
    parse_line(&Line {
        set: table::OLD_FIX,
        ..*line
    })
}

/// Checks that $GOFLAGS has flags of commands and of the tool only.
fn check(line: &Line<'_>, of_tool: &BTreeMap<String, bool>) -> Result<(), FlagError> {
    let is_known = |name: &str| (line.is_known)(name) || of_tool.contains_key(name);
    check_goflags(line.goflags, is_known)
        .map_err(|error| FlagError::ending(1, format!("go: {error}\n")))
}

fn parse_as(command: &'static str, line: &Line<'_>) -> Result<Parsed, FlagError> {
    let release = line.env.sdk.release;
    let (tool, typed_tool) = find_tool(command, line)?;
    let mut of_tool = tool_flags::ask(&tool, line)?;
    if release.fixes_by_vetting() {
        // The command implements it itself.
        of_tool.remove("c");
    }
    check(line, &of_tool)?;
    let mut flags = AllFlags {
        command,
        release,
        build: TypedFlags {
            set: table::VET_BUILD,
            local_go: &line.env.sdk.local.version,
            typed: Vec::new(),
        },
        own: VetArguments::default(),
        of_tool,
        values: BTreeMap::new(),
    };
    set_goflags(&mut flags, line.goflags)?;
    let mut from_goflags = std::mem::take(&mut flags.values);
    let usage = |message: String| {
        let shown = typed_tool.clone();
        let shown = shown.unwrap_or_else(|| format!("go tool {command}"));
        let note = format!(
            "Run '{shown} help' for a full list of flags and analyzers.\n\
             Run '{shown} -help' for an overview.\n"
        );
        FlagError::new(message).with_note(note)
    };
    let mut explicit = Vec::new();
    let mut rest = line.args;
    while let Some(first) = rest.first() {
        match parse_one(&mut flags, rest) {
            One::Help => return Err(usage(String::new())),
            One::Terminator => {
                rest = &rest[1..];
                break;
            }
            One::Other => break,
            One::Unknown { .. } => {
                let name = first.trim_start_matches('-');
                let name = name.split_once('=').map_or(name, |(name, _)| name);
                return Err(usage(format!("flag provided but not defined: -{name}")));
            }
            One::Invalid(message) => return Err(usage(message)),
            One::Set { name, used } => {
                if flags.of_tool.contains_key(&name) {
                    explicit.extend_from_slice(&rest[..used]);
                    from_goflags.remove(&name);
                }
                rest = &rest[used..];
            }
        }
    }
    let from_goflags = from_goflags.iter();
    let mut passed: Vec<String> = from_goflags
        .map(|(name, value)| format!("-{name}={value}"))
        .collect();
    passed.append(&mut explicit);
    let is_named = typed_tool.is_some() || command != "vet";
    Ok(Parsed {
        flags: flags.build.typed,
        args: rest.to_vec(),
        vet: Some(Box::new(VetArguments {
            tool: if is_named { tool } else { String::new() },
            passed,
            ..flags.own
        })),
        ..Parsed::default()
    })
}

/// Returns the path of the tool, and the user's text for it. It is searched for in all arguments,
/// because only the tool can tell which of them are flags.
fn find_tool(command: &str, line: &Line<'_>) -> Result<(String, Option<String>), FlagError> {
    let names = [format!("-{command}tool"), format!("--{command}tool")];
    let mut typed = None;
    let mut args = line.args.iter();
    while let Some(arg) = args.next() {
        if names.contains(arg) {
            let Some(value) = args.next() else {
                return Err(FlagError::ending(1, format!("{arg} requires a filename\n")));
            };
            typed = Some(value.clone());
            break;
        }
        if let Some((name, value)) = arg.split_once('=')
            && names.iter().any(|known| known == name)
        {
            typed = Some(value.to_owned());
            break;
        }
    }
    let typed = typed.filter(|tool| !tool.is_empty());
    if let Some(tool) = &typed {
        let absolute = match path::is_abs(tool) {
            true => path::clean(tool),
            false => path::join(&[line.cwd, tool]),
        };
        return Ok((absolute, typed));
    }
    Ok((tool_flags::sdk_tool(command, line)?, None))
}

#[cfg(test)]
mod tests {
    use super::printed;
    use crate::flags::Kind;

    #[test]
    fn values_are_printed_as_go_prints_them() {
        assert_eq!(printed(Kind::Bool, "1"), "true");
        assert_eq!(printed(Kind::Bool, "F"), "false");
        assert_eq!(printed(Kind::Tags, "a,b"), "<TagsFlag>");
        assert_eq!(printed(Kind::Text, "x"), "x");
    }
}
