//! `go mod edit`: reads a go.mod, changes it, and shows it or writes it back.
//!
//! Counterpart: cmd/go/internal/modcmd/edit.go (`runEdit`).

mod error;
mod flag;

use crate::commit::Commit;
pub use error::EditError;
use error::FlagProblem;
pub(crate) use flag::Directory;
pub use flag::Edit;
pub use flag::EditFlag;
pub(crate) use flag::parse_godebug;
pub(crate) use flag::parse_replace;
pub(crate) use flag::parse_side;
use vamos_base::golang::module;
use vamos_fsys::lock;
use vamos_modfile::GoMod;
use vamos_modfile::JsonStyle;
use vamos_modfile::is_go_version;
use vamos_modfile::is_toolchain_name;
use vamos_modules::check_reserved_module_path;
use vamos_release::Release;

/// The flags of `go mod edit`; a flag that is not given is empty.
#[derive(Clone, Debug, Default)]
pub struct EditRequest {
    /// `-module`.
    pub module: String,
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
    pub edits: Vec<EditFlag>,
    /// The release that determines the output and the checks.
    pub release: Release,
    /// The version of Go that error texts recommend (`gover.Local`).
    pub local_go: String,
}

impl EditRequest {
    /// Checks the flags against each other, before the file is determined.
    pub fn check(&self) -> Result<(), EditError> {
        let texts = [&self.module, &self.go, &self.toolchain];
        let has_flags = texts.iter().any(|text| !text.is_empty())
            || self.json
            || self.print
            || self.fmt
            || !self.edits.is_empty();
        if !has_flags {
            return Err(EditError::NoFlags);
        }
        if self.json && self.print {
            return Err(EditError::JsonAndPrint);
        }
        Ok(())
    }

    /// Checks the values of the flags that set a single line.
    fn check_values(&self) -> Result<(), EditError> {
        if !self.module.is_empty() {
            module::check_import_path(&self.module)
                .map_err(|error| EditError::Module(error.into()))?;
            if self.release.refuses_reserved_module_paths() {
                check_reserved_module_path(&self.module).map_err(EditError::Module)?;
            }
        }
        let is_given = |text: &str| !text.is_empty() && text != "none";
        if is_given(&self.go) && !is_go_version(&self.go) {
            return Err(EditError::Go {
                example: self.local_go.clone(),
            });
        }
        if is_given(&self.toolchain) && !is_toolchain_name(&self.toolchain) {
            return Err(EditError::Toolchain {
                example: self.local_go.clone(),
            });
        }
        Ok(())
    }

    /// Applies the changes, in upstream's order: the single lines first.
    fn apply(&self, file: &mut GoMod) -> Result<(), EditError> {
        if !self.module.is_empty() {
            file.add_module_stmt(&self.module);
        }
        match self.go.as_str() {
            "" => {}
            "none" => file.drop_go_stmt(),
            version => file.add_go_stmt(version).map_err(EditError::Internal)?,
        }
        match self.toolchain.as_str() {
            "" => {}
            "none" => file.drop_toolchain_stmt(),
            name => file.add_toolchain_stmt(name).map_err(EditError::Internal)?,
        }
        for edit in &self.edits {
            edit.apply(file)?;
        }
        file.sort_blocks();
        file.cleanup();
        Ok(())
    }
}

/// The file after its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The text to be shown; nothing was written.
    Show(Vec<u8>),
    /// The file was written back.
    Written,
}

/// Edits the file of this name; `shorten` shortens the name for messages. The change is made under
/// the lock in `gomodcache` that old go commands use.
pub fn edit(
    request: &EditRequest,
    file: &str,
    gomodcache: &str,
    shorten: &dyn Fn(&str) -> String,
) -> Result<Edited, EditError> {
    request.check_values()?;
    let data = lock::read(file)?;
    let mut parsed = GoMod::parse(file, &data, None).map_err(|error| EditError::Parse {
        file: shorten(file),
        error,
    })?;
    request.apply(&mut parsed)?;
    if request.json {
        return Ok(Edited::Show(parsed.to_json(json_style(request.release))));
    }
    let out = parsed.format();
    if request.print {
        return Ok(Edited::Show(out));
    }
    Commit::begin(gomodcache).change(file, |now| {
        if now == data {
            Ok(Some(out))
        } else {
            Err(EditError::Changed)
        }
    })?;
    Ok(Edited::Written)
}

/// Returns the JSON format of a go.mod or go.work in this release.
pub(crate) fn json_style(release: Release) -> JsonStyle {
    JsonStyle {
        has_godebug: release.has_godebug_in_mod_json(),
        omits_empty: release.omits_empty_in_mod_json(),
    }
}
