//! The flags of `go mod edit` that add and drop lines.
//!
//! Upstream checks them in the order of the command line, and ends at the first invalid one.
//! Counterpart: cmd/go/internal/modcmd/edit.go (`flag*`, `parse*`),
//! cmd/go/internal/modload/list.go (`ParsePathVersion`).

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::VersionInterval;
use vamos_modfile::is_directory_path;
use vamos_modfile::must_quote;

use super::EditError;
use super::FlagProblem;

/// A flag that changes the file, with its value as typed.
#[derive(Clone, Debug)]
pub struct EditFlag {
    name: &'static str,
    arg: String,
    edit: Edit,
}

/// A change of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Sets a godebug key to a value.
    Godebug(String, String),
    /// Drops a godebug key.
    DropGodebug(String),
    /// Requires a version.
    Require(ModuleVersion),
    /// Drops the requirements on a module.
    DropRequire(String),
    /// Excludes a version.
    Exclude(ModuleVersion),
    /// Drops an exclusion.
    DropExclude(ModuleVersion),
    /// Replaces the first by the second.
    Replace(ModuleVersion, ModuleVersion),
    /// Drops a replacement.
    DropReplace(ModuleVersion),
    /// Retracts versions.
    Retract(VersionInterval),
    /// Drops a retraction.
    DropRetract(VersionInterval),
    /// Adds a tool.
    Tool(String),
    /// Drops a tool.
    DropTool(String),
    /// Ignores a directory.
    Ignore(String),
    /// No longer ignores a directory.
    DropIgnore(String),
}

impl EditFlag {
    /// Parses the value of the flag with this name; `None` if there is no such flag.
    pub fn parse(name: &'static str, arg: &str) -> Option<Result<Self, EditError>> {
        let edit = match name {
            "godebug" => parse_godebug(arg).map(|(key, value)| Edit::Godebug(key, value)),
            "dropgodebug" => Ok(Edit::DropGodebug(arg.to_owned())),
            "require" => parse_path_version(arg).map(Edit::Require),
            "droprequire" => parse_path(arg).map(Edit::DropRequire),
            "exclude" => parse_path_version(arg).map(Edit::Exclude),
            "dropexclude" => parse_path_version(arg).map(Edit::DropExclude),
            "replace" => {
                parse_replace(arg, Directory::Whole).map(|(old, new)| Edit::Replace(old, new))
            }
            "dropreplace" => parse_side("old", arg, Directory::Whole).map(Edit::DropReplace),
            "retract" => parse_interval(arg).map(Edit::Retract),
            "dropretract" => parse_interval(arg).map(Edit::DropRetract),
            "tool" => parse_path(arg).map(Edit::Tool),
            "droptool" => parse_path(arg).map(Edit::DropTool),
            "ignore" => Ok(Edit::Ignore(arg.to_owned())),
            "dropignore" => Ok(Edit::DropIgnore(arg.to_owned())),
            _ => return None,
        };
        let arg = arg.to_owned();
        Some(match edit {
            Ok(edit) => Ok(Self { name, arg, edit }),
            Err(problem) => Err(EditError::Flag {
                flag: name,
                arg,
                problem,
            }),
        })
    }

    /// Applies the change.
    pub(super) fn apply(&self, file: &mut GoMod) -> Result<(), EditError> {
        let refused = |error| EditError::Flag {
            flag: self.name,
            arg: self.arg.clone(),
            problem: FlagProblem::Refused(error),
        };
        match &self.edit {
            Edit::Godebug(key, value) => file.add_godebug(key, value),
            Edit::DropGodebug(key) => file.drop_godebug(key),
            Edit::Require(m) => file.add_require(&m.path, &m.version),
            Edit::DropRequire(path) => file.drop_require(path),
            Edit::Exclude(m) => return file.add_exclude(&m.path, &m.version).map_err(refused),
            Edit::DropExclude(m) => file.drop_exclude(&m.path, &m.version),
            Edit::Replace(old, new) => file.add_replace(old, new),
            Edit::DropReplace(old) => file.drop_replace(old),
            Edit::Retract(interval) => return file.add_retract(interval, "").map_err(refused),
            Edit::DropRetract(interval) => file.drop_retract(interval),
            Edit::Tool(path) => file.add_tool(path),
            Edit::DropTool(path) => file.drop_tool(path),
            Edit::Ignore(path) => file.add_ignore(path),
            Edit::DropIgnore(path) => file.drop_ignore(path),
        }
        Ok(())
    }
}

/// Reports whether a word is allowed as a version. It may also be a branch or revision, which the
/// next go command resolves.
fn is_allowed_version(arg: &str) -> bool {
    !must_quote(arg)
}

/// Splits at the first `@` (`modload.ParsePathVersion`).
fn cut_version(arg: &str) -> Result<Option<(&str, &str)>, FlagProblem> {
    let cut = arg.split_once('@');
    if let Some((_, version)) = cut
        && version.starts_with(['-', '/'])
    {
        return Err(FlagProblem::Query(version.to_owned()));
    }
    Ok(cut)
}

fn parse_path_version(arg: &str) -> Result<ModuleVersion, FlagProblem> {
    let (path, version) = cut_version(arg)?.ok_or(FlagProblem::NeedsVersion)?;
    let (path, version) = (path.trim(), version.trim());
    module::check_import_path(path).map_err(|error| FlagProblem::Path("", error))?;
    if !is_allowed_version(version) {
        return Err(FlagProblem::Version(version.to_owned()));
    }
    Ok(ModuleVersion::new(path, version))
}

fn parse_path(arg: &str) -> Result<String, FlagProblem> {
    if arg.contains('@') {
        return Err(FlagProblem::NeedsJustPath);
    }
    module::check_import_path(arg).map_err(|error| FlagProblem::Path("", error))?;
    Ok(arg.to_owned())
}

/// The rule for a directory on one side of a replacement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Directory {
    /// It must not be a directory.
    Refused,
    /// It may be a directory, without a version.
    Whole,
    /// It may be a directory; a version follows the first `@`, as for modules.
    WithVersion,
}

/// Parses `path[@version]` on one side of a replacement.
pub(crate) fn parse_side(
    side: &'static str,
    arg: &str,
    directory: Directory,
) -> Result<ModuleVersion, FlagProblem> {
    if directory == Directory::Whole && is_directory_path(arg) {
        return Ok(ModuleVersion::unversioned(arg));
    }
    let (path, version) = match cut_version(arg)? {
        None => (arg, ""),
        Some((path, version)) => (path.trim(), version.trim()),
    };
    if directory != Directory::WithVersion || !is_directory_path(path) {
        module::check_import_path(path).map_err(|error| FlagProblem::Path(side, error))?;
    }
    if path != arg && !is_allowed_version(version) {
        return Err(FlagProblem::SideVersion(side, version.to_owned()));
    }
    Ok(ModuleVersion::new(path, version))
}

/// Parses `old[@version]=new[@version]`; `directory` is about the new side.
pub(crate) fn parse_replace(
    arg: &str,
    directory: Directory,
) -> Result<(ModuleVersion, ModuleVersion), FlagProblem> {
    let (old, new) = arg.split_once('=').ok_or(FlagProblem::NeedsSeparator)?;
    let (old, new) = (old.trim(), new.trim());
    if new.starts_with('>') {
        return Err(FlagProblem::Arrow);
    }
    let old = parse_side("old", old, Directory::Refused)?;
    let replacement = parse_side("new", new, directory)?;
    if replacement.path == new && !is_directory_path(new) {
        return Err(FlagProblem::NeedsDirectory);
    }
    Ok((old, replacement))
}

/// Parses `v1.2.3` or `[v1.2.3,v1.4.5]`.
fn parse_interval(arg: &str) -> Result<VersionInterval, FlagProblem> {
    let Some(rest) = arg.strip_prefix('[') else {
        if !is_allowed_version(arg) {
            return Err(FlagProblem::Retracted(arg.to_owned()));
        }
        return Ok(VersionInterval {
            low: arg.to_owned(),
            high: arg.to_owned(),
        });
    };
    let bad = || FlagProblem::Interval(arg.to_owned());
    let bounds = rest.strip_suffix(']').ok_or_else(bad)?;
    let (low, high) = bounds.split_once(',').ok_or_else(bad)?;
    let (low, high) = (low.trim(), high.trim());
    if !is_allowed_version(low) || !is_allowed_version(high) {
        return Err(bad());
    }
    Ok(VersionInterval {
        low: low.to_owned(),
        high: high.to_owned(),
    })
}

/// Parses `key=value`.
pub(crate) fn parse_godebug(arg: &str) -> Result<(String, String), FlagProblem> {
    match arg.split_once('=') {
        Some((key, value)) if !arg.contains(['"', '`', '\'', ',']) => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err(FlagProblem::NeedsKeyValue),
    }
}
