//! The output for a downloaded module.
//!
//! Counterpart: cmd/go/internal/modcmd/download.go (`ModuleJSON`).

use vamos_base::golang::json::Writer;
use vamos_base::golang::names::ModulePath;
use vamos_base::golang::names::Version;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modload::Downloaded;
use vamos_modload::module_public::ModulePublic;

/// A module, and its files in the module cache.
#[derive(Clone, Debug, Default)]
pub(super) struct ModuleRow {
    path: ModulePath,
    version: Version,
    query: String,
    /// The error; may be empty.
    pub(super) error: String,
    files: Downloaded,
    origin: Option<Origin>,
    reuse: bool,
}

impl ModuleRow {
    /// A module, with the result of its download.
    pub(super) fn new(info: &ModulePublic, files: Downloaded) -> Self {
        let error = files.error.as_ref().map(ToString::to_string);
        Self {
            path: info.path.clone(),
            version: info.version.clone(),
            query: info.query.clone(),
            error: error.unwrap_or_default(),
            files,
            origin: info.origin.clone(),
            reuse: info.reuse,
        }
    }

    /// A module whose version could not be determined.
    pub(super) fn failed(info: &ModulePublic, error: String) -> Self {
        Self {
            error,
            ..Self::new(info, Downloaded::default())
        }
    }

    /// Returns the error of the download itself.
    pub(super) fn cause(&self) -> Option<&ModuleError> {
        self.files.error.as_ref()
    }

    /// Returns the module as indented JSON with a newline at the end.
    pub(super) fn to_json(&self) -> String {
        let mut w = Writer::indented("", "\t");
        w.begin_object();
        let files = &self.files;
        fields(
            &mut w,
            &[
                ("Path", &self.path),
                ("Version", &self.version),
                ("Query", &self.query),
                ("Error", &self.error),
                ("Info", &files.info),
                ("GoMod", &files.go_mod),
                ("Zip", &files.zip),
                ("Dir", &files.dir),
                ("Sum", &files.sum),
                ("GoModSum", &files.go_mod_sum),
            ],
        );
        if let Some(origin) = &self.origin {
            w.key("Origin");
            origin.write_json(&mut w);
        }
        if self.reuse {
            w.bool_field("Reuse", true);
        }
        w.end_object();
        w.newline();
        w.finish_string()
    }
}

/// Writes the fields that are not empty.
fn fields(w: &mut Writer, fields: &[(&str, &str)]) {
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        w.string_field(name, value);
    }
}
