//! go.mod and go.work as JSON, for `mod edit -json` and `work edit -json`.
//!
//! Counterpart: cmd/go/internal/modcmd/edit.go, cmd/go/internal/workcmd/edit.go (`editPrintJSON`).

use vamos_base::golang::json::Writer;
use vamos_base::golang::module::ModuleVersion;

use crate::directive::Godebug;
use crate::directive::Replace;
use crate::go_mod::GoMod;
use crate::go_work::GoWork;

/// Differences between releases of Go in the JSON of a go.mod.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JsonStyle {
    /// Shows the godebug settings of go.mod: since Go 1.26.
    pub has_godebug: bool,
    /// Leaves out empty lists, which are otherwise `null`, and shows the toolchain and the godebug
    /// settings of go.work: since Go 1.27.
    pub omits_empty: bool,
}

impl GoMod {
    /// Returns the file as indented JSON with a newline at the end.
    pub fn to_json(&self, style: JsonStyle) -> Vec<u8> {
        let mut w = Writer::indented("", "\t");
        w.begin_object();
        w.key("Module");
        w.begin_object();
        w.string_field("Path", self.module_path());
        optional(
            &mut w,
            "Deprecated",
            self.module.as_ref().map_or("", |m| &m.deprecated),
        );
        w.end_object();
        optional(&mut w, "Go", self.go.as_ref().map_or("", |go| &go.version));
        optional(
            &mut w,
            "Toolchain",
            self.toolchain.as_ref().map_or("", |t| &t.name),
        );
        if style.has_godebug {
            list(&mut w, "GoDebug", &self.godebug, true, godebug_fields);
        }
        let omit = style.omits_empty;
        list(&mut w, "Require", &self.require, omit, |w, r| {
            version_fields(w, &r.module);
            if r.indirect {
                w.bool_field("Indirect", true);
            }
        });
        list(&mut w, "Exclude", &self.exclude, omit, |w, x| {
            version_fields(w, &x.module);
        });
        list(&mut w, "Replace", &self.replace, omit, replace_fields);
        list(&mut w, "Retract", &self.retract, omit, |w, r| {
            optional(w, "Low", &r.interval.low);
            optional(w, "High", &r.interval.high);
            optional(w, "Rationale", &r.rationale);
        });
        list(&mut w, "Tool", &self.tool, omit, |w, t| {
            w.string_field("Path", &t.path);
        });
        list(&mut w, "Ignore", &self.ignore, omit, |w, i| {
            w.string_field("Path", &i.path);
        });
        w.end_object();
        w.newline();
        w.finish()
    }
}

impl GoWork {
    /// Returns the file as indented JSON with a newline at the end.
    pub fn to_json(&self, style: JsonStyle) -> Vec<u8> {
        let mut w = Writer::indented("", "\t");
        w.begin_object();
        optional(&mut w, "Go", self.go.as_ref().map_or("", |go| &go.version));
        let omit = style.omits_empty;
        if omit {
            let toolchain = self.toolchain.as_ref().map_or("", |t| &t.name);
            optional(&mut w, "Toolchain", toolchain);
            list(&mut w, "Godebug", &self.godebug, omit, godebug_fields);
        }
        list(&mut w, "Use", &self.uses, omit, |w, u| {
            w.string_field("DiskPath", &u.path);
            optional(w, "ModPath", &u.module_path);
        });
        list(&mut w, "Replace", &self.replace, omit, replace_fields);
        w.end_object();
        w.newline();
        w.finish()
    }
}

fn optional(w: &mut Writer, name: &str, value: &str) {
    if !value.is_empty() {
        w.string_field(name, value);
    }
}

/// Writes a list of objects; an empty one is `null` or left out.
fn list<T>(
    w: &mut Writer,
    name: &str,
    items: &[T],
    omits_empty: bool,
    fields: impl Fn(&mut Writer, &T),
) {
    if items.is_empty() && omits_empty {
        return;
    }
    w.key(name);
    if items.is_empty() {
        w.null();
        return;
    }
    w.begin_array();
    for item in items {
        w.begin_object();
        fields(w, item);
        w.end_object();
    }
    w.end_array();
}

fn godebug_fields(w: &mut Writer, godebug: &Godebug) {
    w.string_field("Key", &godebug.key);
    w.string_field("Value", &godebug.value);
}

fn version_fields(w: &mut Writer, m: &ModuleVersion) {
    w.string_field("Path", &m.path);
    optional(w, "Version", &m.version);
}

fn replace_fields(w: &mut Writer, r: &Replace) {
    for (name, m) in [("Old", &r.old), ("New", &r.new)] {
        w.key(name);
        w.begin_object();
        version_fields(w, m);
        w.end_object();
    }
}
