//! The fields of modules, for JSON and for templates.
//!
//! Counterpart: cmd/go/internal/modinfo/info.go (`ModulePublic`),
//! cmd/go/internal/modfetch/codehost/codehost.go (`Origin`).

use std::borrow::Cow;
use std::sync::Arc;

use vamos_base::golang::json::Writer;
use vamos_base::golang::time::Time;
use vamos_load::package::ModuleFault;
use vamos_load::package::ModulePublic;
use vamos_modfile::source::Origin;

use crate::tmpl::Object;
use crate::tmpl::Value;

/// The fields, in the struct's order.
const FIELDS: &[&str] = &[
    "Path",
    "Version",
    "Query",
    "Versions",
    "Replace",
    "Time",
    "Update",
    "Main",
    "Indirect",
    "Dir",
    "GoMod",
    "GoVersion",
    "Retracted",
    "Deprecated",
    "Error",
    "Sum",
    "GoModSum",
    "Origin",
    "Reuse",
];

/// Writes the fields of a module that `wants` names, those without value left out.
pub(super) fn write_fields(module: &ModulePublic, wants: &dyn Fn(&str) -> bool, out: &mut Writer) {
    out.begin_object();
    for name in FIELDS.iter().filter(|name| wants(name)) {
        write_field(module, name, out);
    }
    out.end_object();
}

/// Writes a module with all its fields.
pub(super) fn write_module(module: &ModulePublic, out: &mut Writer) {
    write_fields(module, &|_| true, out);
}

fn write_field(module: &ModulePublic, name: &str, out: &mut Writer) {
    let part = |part: &Option<Arc<ModulePublic>>, out: &mut Writer| {
        if let Some(part) = part {
            out.key(name);
            write_module(part, out);
        }
    };
    match name {
        "Replace" => part(&module.replace, out),
        "Update" => part(&module.update, out),
        "Time" => {
            if let Some(time) = &module.time {
                out.string_field(name, time);
            }
        }
        "Error" => {
            if let Some(ModuleFault { err }) = &module.error {
                out.key(name);
                out.begin_object();
                out.string_field("Err", err);
                out.end_object();
            }
        }
        "Origin" => {
            if let Some(origin) = &module.origin {
                out.key(name);
                out.begin_object();
                for (name, value) in origin_fields(origin) {
                    text_member(out, name, value);
                }
                out.end_object();
            }
        }
        _ => match module.field(name) {
            Some(Value::Str(text)) => text_member(out, name, &text),
            Some(Value::Bool(flag)) => flag_member(out, name, flag),
            Some(Value::Strings(list)) => list_member(out, name, list),
            _ => {}
        },
    }
}

impl Object for ModulePublic {
    fn type_name(&self) -> &'static str {
        "modinfo.ModulePublic"
    }

    fn field(&self, name: &str) -> Option<Value<'_>> {
        fn text(text: &str) -> Value<'_> {
            Value::Str(Cow::Borrowed(text))
        }
        fn module(module: &Option<Arc<ModulePublic>>) -> Value<'_> {
            match module {
                Some(module) => Value::Object(&**module),
                None => Value::Nil("modinfo.ModulePublic"),
            }
        }
        Some(match name {
            "Path" => text(&self.path),
            "Version" => text(&self.version),
            "Query" => text(&self.query),
            "Versions" => Value::Strings(&self.versions),
            "Replace" => module(&self.replace),
            "Time" => match &self.time {
                Some(time) => shown_time(time),
                None => Value::Nil("time.Time"),
            },
            "Update" => module(&self.update),
            "Main" => Value::Bool(self.main),
            "Indirect" => Value::Bool(self.indirect),
            "Dir" => text(&self.dir),
            "GoMod" => text(&self.go_mod),
            "GoVersion" => text(&self.go_version),
            "Retracted" => Value::Strings(&self.retracted),
            "Deprecated" => text(&self.deprecated),
            "Error" => match &self.error {
                Some(error) => Value::Object(error),
                None => Value::Nil("modinfo.ModuleError"),
            },
            "Sum" => text(&self.sum),
            "GoModSum" => text(&self.go_mod_sum),
            "Origin" => match &self.origin {
                Some(origin) => Value::Object(origin),
                None => Value::Nil("codehost.Origin"),
            },
            "Reuse" => Value::Bool(false),
            "String" => Value::Str(Cow::Owned(module_text(self))),
            _ => return None,
        })
    }

    fn text(&self) -> Option<String> {
        Some(module_text(self))
    }
}

/// What printing a module shows (`ModulePublic.String`).
fn module_text(module: &ModulePublic) -> String {
    let mut text = String::new();
    push_versions(&mut text, module);
    if let Some(replace) = &module.replace {
        text += " => ";
        push_versions(&mut text, replace);
    }
    text
}

fn push_versions(text: &mut String, module: &ModulePublic) {
    let retracted = |module: &ModulePublic| match module.retracted.is_empty() {
        true => "",
        false => " (retracted)",
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

/// A time as it was read from JSON.
fn shown_time(text: &str) -> Value<'_> {
    match Time::parse_rfc3339(text) {
        Some((time, offset)) => Value::Time(time, offset),
        None => Value::Str(Cow::Borrowed(text)),
    }
}

impl Object for ModuleFault {
    fn type_name(&self) -> &'static str {
        "modinfo.ModuleError"
    }

    fn field(&self, name: &str) -> Option<Value<'_>> {
        (name == "Err").then(|| Value::Str(Cow::Borrowed(&self.err)))
    }

    fn text(&self) -> Option<String> {
        None
    }

    fn names(&self) -> Vec<&'static str> {
        vec!["Err"]
    }
}

/// The fields of an origin, in the struct's order.
fn origin_fields(origin: &Origin) -> [(&'static str, &str); 8] {
    [
        ("VCS", &origin.vcs),
        ("URL", &origin.url),
        ("Subdir", &origin.subdir),
        ("Hash", &origin.hash),
        ("TagPrefix", &origin.tag_prefix),
        ("TagSum", &origin.tag_sum),
        ("Ref", &origin.ref_name),
        ("RepoSum", &origin.repo_sum),
    ]
}

impl Object for Origin {
    fn type_name(&self) -> &'static str {
        "codehost.Origin"
    }

    fn field(&self, name: &str) -> Option<Value<'_>> {
        let mut fields = origin_fields(self).into_iter();
        let (_, text) = fields.find(|(field, _)| *field == name)?;
        Some(Value::Str(Cow::Borrowed(text)))
    }

    fn text(&self) -> Option<String> {
        None
    }

    fn names(&self) -> Vec<&'static str> {
        origin_fields(self).map(|(name, _)| name).to_vec()
    }
}

pub(super) fn text_member(out: &mut Writer, name: &str, text: &str) {
    if !text.is_empty() {
        out.string_field(name, text);
    }
}

pub(super) fn flag_member(out: &mut Writer, name: &str, flag: bool) {
    if flag {
        out.bool_field(name, true);
    }
}

pub(super) fn list_member(out: &mut Writer, name: &str, list: &[String]) {
    if !list.is_empty() {
        out.strings_field(name, list);
    }
}
