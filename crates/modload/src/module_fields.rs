//! The fields of modules: one table for JSON and for templates.
//!
//! Counterpart: cmd/go/internal/modinfo/info.go (`ModulePublic`),
//! cmd/go/internal/modfetch/codehost/codehost.go (`Origin`).

use vamos_base::golang::json::Writer;
use vamos_modfile::Origin;

use crate::module_public::ModuleFault;
use crate::module_public::ModulePublic;

/// The value of a module's field.
pub enum ModuleField<'a> {
    /// A string.
    Text(&'a str),
    /// A boolean.
    Flag(bool),
    /// A list of strings.
    List(&'a [String]),
    /// Another module.
    Module(Option<&'a ModulePublic>),
    /// A time as text.
    Time(&'a Option<String>),
    /// An error.
    Error(Option<&'a ModuleFault>),
    /// The origin of the module.
    Origin(Option<&'a Origin>),
}

/// Reads the value of a field.
pub type Getter = for<'m> fn(&'m ModulePublic) -> ModuleField<'m>;

/// The fields, in the struct's order.
pub const FIELDS: &[(&str, Getter)] = &[
    ("Path", |m| ModuleField::Text(&m.path)),
    ("Version", |m| ModuleField::Text(&m.version)),
    ("Query", |m| ModuleField::Text(&m.query)),
    ("Versions", |m| ModuleField::List(&m.versions)),
    ("Replace", |m| ModuleField::Module(m.replace.as_deref())),
    ("Time", |m| ModuleField::Time(&m.time)),
    ("Update", |m| ModuleField::Module(m.update.as_deref())),
    ("Main", |m| ModuleField::Flag(m.main)),
    ("Indirect", |m| ModuleField::Flag(m.indirect)),
    ("Dir", |m| ModuleField::Text(&m.dir)),
    ("GoMod", |m| ModuleField::Text(&m.go_mod)),
    ("GoVersion", |m| ModuleField::Text(&m.go_version)),
    ("Retracted", |m| ModuleField::List(&m.retracted)),
    ("Deprecated", |m| ModuleField::Text(&m.deprecated)),
    ("Error", |m| ModuleField::Error(m.error.as_ref())),
    ("Sum", |m| ModuleField::Text(&m.sum)),
    ("GoModSum", |m| ModuleField::Text(&m.go_mod_sum)),
    ("Origin", |m| ModuleField::Origin(m.origin.as_ref())),
    ("Reuse", |m| ModuleField::Flag(m.reuse)),
];

/// Writes the fields of a module for which `wants` is true, except for empty ones.
pub fn write_fields(module: &ModulePublic, wants: &dyn Fn(&str) -> bool, out: &mut Writer) {
    out.begin_object();
    for (name, get) in FIELDS.iter().filter(|(name, _)| wants(name)) {
        write_field(name, &get(module), out);
    }
    out.end_object();
}

/// Writes a module with all its fields.
pub fn write_module(module: &ModulePublic, out: &mut Writer) {
    write_fields(module, &|_| true, out);
}

fn write_field(name: &str, field: &ModuleField<'_>, out: &mut Writer) {
    match field {
        ModuleField::Text(text) => text_member(out, name, text),
        ModuleField::Flag(flag) => flag_member(out, name, *flag),
        ModuleField::List(list) => list_member(out, name, list),
        ModuleField::Module(Some(module)) => {
            out.key(name);
            write_module(module, out);
        }
        ModuleField::Time(Some(time)) => out.string_field(name, time),
        ModuleField::Error(Some(error)) => {
            out.key(name);
            out.begin_object();
            out.string_field("Err", &error.err);
            out.end_object();
        }
        ModuleField::Origin(Some(origin)) => {
            out.key(name);
            origin.write_json(out);
        }
        ModuleField::Module(None)
        | ModuleField::Time(None)
        | ModuleField::Error(None)
        | ModuleField::Origin(None) => {}
    }
}

/// Returns a module as text (`ModulePublic.String`).
pub fn module_text(module: &ModulePublic) -> String {
    let mut text = String::new();
    push_versions(&mut text, module);
    if let Some(replace) = &module.replace {
        text += " => ";
        push_versions(&mut text, replace);
    }
    text
}

fn push_versions(text: &mut String, module: &ModulePublic) {
    let retracted = |module: &ModulePublic| {
        if module.retracted.is_empty() {
            ""
        } else {
            " (retracted)"
        }
    };
    text.push_str(&module.path);
    if !module.version.is_empty() {
        *text += &format!(" {}{}", module.version, retracted(module));
        if let Some(update) = &module.update {
            *text += &format!(" [{}{}]", update.version, retracted(update));
        }
    }
    if !module.deprecated.is_empty() {
        text.push_str(" (deprecated)");
    }
}

/// Writes a member with a string, unless it is empty.
pub fn text_member(out: &mut Writer, name: &str, text: &str) {
    if !text.is_empty() {
        out.string_field(name, text);
    }
}

/// Writes a member with a boolean, unless it is false.
pub fn flag_member(out: &mut Writer, name: &str, flag: bool) {
    if flag {
        out.bool_field(name, true);
    }
}

/// Writes a member with a list of strings, unless it is empty.
pub fn list_member(out: &mut Writer, name: &str, list: &[String]) {
    if !list.is_empty() {
        out.strings_field(name, list);
    }
}
