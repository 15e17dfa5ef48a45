//! The texts of objects.
//!
//! Counterpart: cmd/compile/internal/types2/object.go (`writeObject`), lookup.go (`funcString`).

use crate::ObjId;
use crate::ObjectKind;
use crate::PkgId;
use crate::Type;
use crate::TypeId;
use crate::typ;
use vamos_base::golang::quote;

use crate::Types;
use crate::algebra::format::Qualifier;
use crate::algebra::typestring::TypeWriter;

impl Types {
    /// Returns an object as messages show it (`ObjectString`).
    pub(crate) fn object_writer(&mut self, obj: ObjId) -> TypeWriter {
        let qualifier = Qualifier::Messages;
        let mut w = TypeWriter::new(qualifier);
        let object = self.object(obj);
        let (name, pkg, t) = (object.name, object.pkg, object.typ);
        let is_type_name = object.is_type_name();
        let mut shown = t;
        w.text += match object.kind {
            ObjectKind::PkgName { imported } => {
                w.text = self.package_name_text(obj, imported);
                return w;
            }
            ObjectKind::Const { .. } => "const",
            ObjectKind::TypeName if t.is_some_and(|t| self.is_type_param(t)) => "type parameter",
            ObjectKind::TypeName => "type",
            ObjectKind::Var { .. } if object.is_field() => "field",
            ObjectKind::Var { .. } => "var",
            ObjectKind::Func { .. } => {
                w.text += "func ";
                self.write_func_name(&mut w, obj, qualifier);
                if let Some(t) = t {
                    self.write_signature(&mut w, t);
                }
                return w;
            }
            ObjectKind::Label => {
                shown = None;
                "label"
            }
            ObjectKind::Builtin(_) => {
                shown = None;
                "builtin"
            }
            ObjectKind::Nil => {
                w.text += "nil";
                return w;
            }
        };
        w.text.push(' ');
        let scope = pkg.map(|pkg| self.package(pkg).scope);
        if scope.is_some_and(|scope| self.lookup(scope, name) == Some(obj)) {
            w.text += &self.package_prefix(pkg, qualifier);
        }
        w.text += self.text(name);
        let Some(t) = shown else {
            return w;
        };
        let shown = if is_type_name {
            self.write_declaration(&mut w, obj, t)
        } else {
            Some(t)
        };
        let Some(shown) = shown else {
            return w;
        };
        w.text.push(' ');
        // The type of `any` would be shown as `any`.
        if obj == self.universe().any {
            w.text += "interface{}";
        } else {
            self.write_type(&mut w, shown);
        }
        w
    }

    /// Writes type parameters and the sign of aliases; returns the type to be shown.
    fn write_declaration(&mut self, w: &mut TypeWriter, obj: ObjId, t: TypeId) -> Option<TypeId> {
        match self.get(t) {
            Type::Basic(_) => return None,
            Type::Named(_) | Type::Alias(_) | Type::Signature(_) => {
                let tparams = self.type_params(t);
                if !tparams.is_empty() {
                    self.write_tparams(w, &tparams);
                }
            }
            _ => {}
        }
        if self.is_alias(obj) {
            w.text += " =";
            return match self.get(t) {
                Type::Alias(alias) => Some(alias.from_rhs.unwrap_or(typ::INVALID)),
                _ => Some(t),
            };
        }
        match self.get(t) {
            Type::TypeParam(_) => Some(self.tparam_bound(t)),
            _ => Some(self.under(t)),
        }
    }

    fn package_name_text(&mut self, obj: ObjId, imported: PkgId) -> String {
        let name = self.name_of(obj);
        let path = self.text(self.package(imported).path);
        if path.is_empty() || path == name {
            format!("package {name}")
        } else {
            format!("package {name} ({})", quote::quote(path))
        }
    }

    /// Writes the name of a function with its receiver or package.
    fn write_func_name(&mut self, w: &mut TypeWriter, func: ObjId, qualifier: Qualifier) {
        let object = self.object(func);
        let pkg = object.pkg;
        let Some(sig) = object.typ else {
            w.text += self.name_of(func);
            return;
        };
        match self.signature(sig).recv {
            Some(recv) => {
                let recv = self.obj_type(recv);
                w.text.push('(');
                match self.get(recv) {
                    Type::Interface(_) => w.text += "interface",
                    _ => self.write_type(w, recv),
                }
                w.text += ").";
            }
            None => w.text += &self.package_prefix(pkg, qualifier),
        }
        w.text += self.name_of(func);
    }

    /// Returns name and type of a function (`funcString`); with `pkg_info`, the packages of names
    /// are shown that tell two of them apart.
    pub(crate) fn func_writer(&mut self, func: ObjId, pkg_info: bool) -> TypeWriter {
        let qualifier = if pkg_info {
            Qualifier::Path
        } else {
            Qualifier::Messages
        };
        let mut w = TypeWriter::new(qualifier);
        w.text += self.name_of(func);
        w.has_pkg_info = pkg_info;
        w.has_param_names = false;
        if let Some(sig) = self.object(func).typ {
            self.write_signature(&mut w, sig);
        }
        w
    }
}
