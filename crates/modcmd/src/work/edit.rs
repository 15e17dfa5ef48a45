//! `go work edit`: reads a go.work, changes it, and shows it or writes it back.
//!
//! Counterpart: cmd/go/internal/workcmd/edit.go.

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path::short_path;
use vamos_modfile::GoWork;
use vamos_modfile::is_go_version;
use vamos_modfile::is_toolchain_name;
use vamos_modload::LoadContext;
use vamos_modload::read_go_work;
use vamos_modules::to_directory_path;

use super::WorkError;
use super::file;
use super::file::find_work_file;
use crate::edit::Directory;
use crate::edit::EditError;
use crate::edit::Edited;
use crate::edit::json_style;
use crate::edit::parse_godebug;
use crate::edit::parse_replace;
use crate::edit::parse_side;

/// A flag that changes go.work.
#[derive(Clone, Debug)]
pub struct WorkEditFlag(WorkEdit);

/// A change of go.work.
#[derive(Clone, Debug)]
enum WorkEdit {
    Godebug(String, String),
    DropGodebug(String),
    Use(String),
    DropUse(String),
    Replace(ModuleVersion, ModuleVersion),
    DropReplace(ModuleVersion),
}

impl WorkEditFlag {
    /// Parses the value of the flag with this name; `None` if there is no such flag.
    pub fn parse(name: &'static str, arg: &str) -> Option<Result<Self, EditError>> {
        let edit = match name {
            "godebug" => parse_godebug(arg).map(|(key, value)| WorkEdit::Godebug(key, value)),
            "dropgodebug" => Ok(WorkEdit::DropGodebug(arg.to_owned())),
            "use" => Ok(WorkEdit::Use(to_directory_path(arg))),
            "dropuse" => Ok(WorkEdit::DropUse(to_directory_path(arg))),
            "replace" => parse_replace(arg, Directory::WithVersion)
                .map(|(old, new)| WorkEdit::Replace(old, new)),
            "dropreplace" => {
                parse_side("old", arg, Directory::WithVersion).map(WorkEdit::DropReplace)
            }
            _ => return None,
        };
        Some(edit.map(Self).map_err(|problem| EditError::Flag {
            flag: name,
            arg: arg.to_owned(),
            problem,
        }))
    }

    fn apply(&self, work: &mut GoWork) {
        match &self.0 {
            WorkEdit::Godebug(key, value) => work.add_godebug(key, value),
            WorkEdit::DropGodebug(key) => work.drop_godebug(key),
            // The directory need not exist, and its module path is not recorded.
            WorkEdit::Use(dir) => work.add_use(dir, ""),
            WorkEdit::DropUse(dir) => work.drop_use(dir),
            WorkEdit::Replace(old, new) => work.add_replace(old, new),
            WorkEdit::DropReplace(old) => work.drop_replace(old),
        }
    }
}

/// The flags and arguments of `go work edit`; a flag that is not given is empty.
#[derive(Clone, Debug, Default)]
pub struct WorkEditRequest {
    /// `-go`; `none` drops the line.
    pub go: String,
    /// `-toolchain`; `none` drops the line.
    pub toolchain: String,
    /// `-json`: shows the file as JSON.
    pub json: bool,
    /// `-print`: shows the file.
    pub print: bool,
    /// `-fmt`: only formats the file.
    pub fmt: bool,
    /// The other flags, in the order of the command line.
    pub edits: Vec<WorkEditFlag>,
    /// The arguments: at most the file.
    pub args: Vec<String>,
}

impl WorkEditRequest {
    fn check(&self, local_go: &str) -> Result<(), WorkError> {
        let is_given = |text: &str| !text.is_empty() && text != "none";
        if is_given(&self.go) && !is_go_version(&self.go) {
            return Err(WorkError::Go {
                example: local_go.to_owned(),
            });
        }
        if is_given(&self.toolchain) && !is_toolchain_name(&self.toolchain) {
            return Err(WorkError::Toolchain {
                example: local_go.to_owned(),
            });
        }
        let has_flags = !self.go.is_empty()
            || !self.toolchain.is_empty()
            || self.json
            || self.print
            || self.fmt
            || !self.edits.is_empty();
        if has_flags {
            Ok(())
        } else {
            Err(WorkError::NoFlags)
        }
    }

    /// Applies the changes, in upstream's order: the single lines first.
    fn apply(&self, work: &mut GoWork) -> Result<(), WorkError> {
        match self.go.as_str() {
            "" => {}
            "none" => work.drop_go_stmt(),
            version => work.add_go_stmt(version).map_err(WorkError::Internal)?,
        }
        match self.toolchain.as_str() {
            "" => {}
            "none" => work.drop_toolchain_stmt(),
            name => work.add_toolchain_stmt(name).map_err(WorkError::Internal)?,
        }
        for edit in &self.edits {
            edit.apply(work);
        }
        work.sort_blocks();
        work.cleanup();
        Ok(())
    }
}

/// Edits the file of the request, else the go.work in effect.
pub fn edit_work(ctx: &LoadContext<'_>, request: &WorkEditRequest) -> Result<Edited, WorkError> {
    if request.json && request.print {
        return Err(WorkError::JsonAndPrint);
    }
    let file = match &request.args[..] {
        [] => find_work_file(ctx)?,
        [file] if file.is_empty() => return Err(WorkError::NotFound),
        [file] => file.clone(),
        _ => return Err(WorkError::TooManyArguments),
    };
    request.check(&ctx.env.sdk.local.version)?;
    let mut work = read_go_work(ctx, &file).map_err(|error| WorkError::Parse {
        file: short_path(&ctx.cwd, &file),
        error: Box::new(error),
    })?;
    request.apply(&mut work)?;
    if request.json {
        return Ok(Edited::Show(work.to_json(json_style(ctx.env.sdk.release))));
    }
    if request.print {
        return Ok(Edited::Show(work.format()));
    }
    // Upstream ignores this error as well.
    let _ = file::write(&file, &mut work);
    Ok(Edited::Written)
}
