//! The texts of objects.
//!
//! Counterpart: cmd/compile/internal/types2/object.go (`writeObject`), lookup.go (`funcString`).

use vamos_base::golang::quote;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::format::Qualifier;
use crate::typestring::TypeWriter;

impl Checker<'_> {
    /// Returns an object as messages show it (`ObjectString`).
    pub(crate) fn object_text(&mut self, obj: ObjId) -> String {
        let qualifier = Qualifier::Messages;
        let mut w = TypeWriter::new(qualifier);
        let object = self.types.object(obj);
        let (name, pkg, t) = (object.name, object.pkg, object.typ);
        let is_type_name = object.is_type_name();
        let mut shown = t;
        w.text += match object.kind {
            ObjectKind::PkgName { imported } => return self.package_name_text(obj, imported),
            ObjectKind::Const { .. } => "const",
            ObjectKind::TypeName if t.is_some_and(|t| self.types.is_type_param(t)) => {
                "type parameter"
            }
            ObjectKind::TypeName => "type",
            ObjectKind::Var { .. } if object.is_field() => "field",
            ObjectKind::Var { .. } => "var",
            ObjectKind::Func { .. } => {
                w.text += "func ";
                self.write_func_name(&mut w, obj, qualifier);
                if let Some(t) = t {
                    self.write_signature(&mut w, t);
                }
                return w.text;
            }
            ObjectKind::Label => {
                shown = None;
                "label"
            }
            ObjectKind::Builtin(_) => {
                shown = None;
                "builtin"
            }
            ObjectKind::Nil => return "nil".to_owned(),
        };
        w.text.push(' ');
        let scope = pkg.map(|pkg| self.types.package(pkg).scope);
        if scope.is_some_and(|scope| self.types.lookup(scope, name) == Some(obj)) {
            w.text += &self.package_prefix(pkg, qualifier);
        }
        w.text += self.types.text(name);
        let Some(t) = shown else {
            return w.text;
        };
        let shown = if is_type_name {
            self.write_declaration(&mut w, obj, t)
        } else {
            Some(t)
        };
        let Some(shown) = shown else {
            return w.text;
        };
        w.text.push(' ');
        // The type of `any` would be shown as `any`.
        if obj == self.types.universe().any {
            w.text += "interface{}";
        } else {
            self.write_type(&mut w, shown);
        }
        w.text
    }

    /// Writes type parameters and the sign of aliases; returns the type to be shown.
    fn write_declaration(&mut self, w: &mut TypeWriter, obj: ObjId, t: TypeId) -> Option<TypeId> {
        match self.types.get(t) {
            Type::Basic(_) => return None,
            Type::Named(_) | Type::Alias(_) | Type::Signature(_) => {
                let tparams = self.types.type_params(t);
                if !tparams.is_empty() {
                    self.write_tparams(w, &tparams);
                }
            }
            _ => {}
        }
        if self.types.is_alias(obj) {
            w.text += " =";
            return match self.types.get(t) {
                Type::Alias(alias) => Some(alias.from_rhs.unwrap_or(typ::INVALID)),
                _ => Some(t),
            };
        }
        match self.types.get(t) {
            Type::TypeParam(_) => Some(self.types.tparam_bound(t)),
            _ => Some(self.types.under(t)),
        }
    }

    fn package_name_text(&mut self, obj: ObjId, imported: PkgId) -> String {
        let name = self.types.name_of(obj);
        let path = self.types.text(self.types.package(imported).path);
        if path.is_empty() || path == name {
            format!("package {name}")
        } else {
            format!("package {name} ({})", quote::quote(path))
        }
    }

    /// Writes the name of a function with its receiver or package.
    fn write_func_name(&mut self, w: &mut TypeWriter, func: ObjId, qualifier: Qualifier) {
        let object = self.types.object(func);
        let pkg = object.pkg;
        let Some(sig) = object.typ else {
            w.text += self.types.name_of(func);
            return;
        };
        match self.types.signature(sig).recv {
            Some(recv) => {
                let recv = self.types.obj_type(recv);
                w.text.push('(');
                match self.types.get(recv) {
                    Type::Interface(_) => w.text += "interface",
                    _ => self.write_type(w, recv),
                }
                w.text += ").";
            }
            None => w.text += &self.package_prefix(pkg, qualifier),
        }
        w.text += self.types.name_of(func);
    }

    /// Returns name and type of a function (`funcString`); with `pkg_info`, the packages of names
    /// are shown that tell two of them apart.
    pub(crate) fn func_text(&mut self, func: ObjId, pkg_info: bool) -> String {
        let qualifier = if pkg_info {
            Qualifier::Path
        } else {
            Qualifier::Messages
        };
        let mut w = TypeWriter::new(qualifier);
        w.text += self.types.name_of(func);
        w.has_pkg_info = pkg_info;
        w.has_param_names = false;
        if let Some(sig) = self.types.object(func).typ {
            self.write_signature(&mut w, sig);
        }
        w.text
    }
}
