//! Prints the declarations of an imported package, as the Go program does.

use std::fmt::Write as _;

use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_bytes;
use vamos_types::ChanDir;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::Types;

/// Returns the text of all that a package declares.
pub(crate) fn dump(types: &mut Types, pkg: PkgId) -> String {
    let mut out = String::new();
    let package = types.package(pkg);
    let (name, path) = (types.text(package.name), quote(types.text(package.path)));
    writeln!(out, "package {name} {path}").unwrap();
    for name in types.imported_names(pkg) {
        // Go's importer, unlike the compiler's, leaves out types of functions.
        if types.text(name).contains('·') {
            continue;
        }
        let obj = types.lookup_imported(pkg, name).expect("it has the name");
        let typ = types.object(obj).typ.expect("it has a type");
        types.complete(typ);
        let mut dumper = Dumper {
            types,
            out: &mut out,
        };
        dumper.object(obj, typ);
    }
    out
}

struct Dumper<'d> {
    types: &'d Types,
    out: &'d mut String,
}

impl Dumper<'_> {
    fn object(&mut self, obj: ObjId, typ: TypeId) {
        let object = self.types.object(obj);
        let name = self.types.text(object.name);
        match &object.kind {
            ObjectKind::Const { val } => {
                *self.out += &format!("const {name} ");
                self.typ(typ);
                *self.out += &format!(" = {}", val.exact_string());
            }
            ObjectKind::Var { .. } => {
                *self.out += &format!("var {name} ");
                self.typ(typ);
            }
            ObjectKind::Func { .. } => {
                *self.out += &format!("func {name}");
                self.signature(typ);
            }
            ObjectKind::TypeName => return self.type_name(name, typ),
            other => panic!("{other:?}"),
        }
        self.out.push('\n');
    }

    fn type_name(&mut self, name: &str, typ: TypeId) {
        match self.types.get(typ) {
            Type::Alias(alias) => {
                *self.out += &format!("alias {name}");
                self.params(&alias.tparams);
                *self.out += " = ";
                self.typ(alias.from_rhs.expect("it is set"));
                self.out.push('\n');
            }
            Type::Named(named) => {
                *self.out += &format!("type {name}");
                self.params(&named.tparams);
                self.out.push(' ');
                self.typ(named.underlying.expect("it is complete"));
                self.out.push('\n');
                for method in named.methods.iter().flatten() {
                    let signature = self.types.object(*method).typ.expect("it is set");
                    let recv = self.types.signature(signature).recv.expect("it is set");
                    *self.out += &format!("\tfunc ({} ", self.types.name_of(recv));
                    self.typ(self.types.object(recv).typ.expect("it is set"));
                    *self.out += ") ";
                    self.selector(*method);
                    self.signature(signature);
                    self.out.push('\n');
                }
            }
            _ => {
                *self.out += &format!("type {name} ");
                self.typ(typ);
                self.out.push('\n');
            }
        }
    }

    fn selector(&mut self, obj: ObjId) {
        let object = self.types.object(obj);
        let name = self.types.text(object.name);
        if let Some(pkg) = object.pkg
            && !name.starts_with(char::is_uppercase)
        {
            let path = self.types.text(self.types.package(pkg).path);
            *self.out += &format!("{}.", quote(path));
        }
        *self.out += name;
    }

    fn params(&mut self, list: &[TypeId]) {
        if list.is_empty() {
            return;
        }
        self.out.push('[');
        for param in list {
            self.typ(*param);
            self.out.push(' ');
            self.typ(self.types.type_param(*param).bound.expect("it is set"));
            *self.out += ", ";
        }
        self.out.push(']');
    }

    fn signature(&mut self, typ: TypeId) {
        let signature = self.types.signature(typ);
        self.params(&signature.rparams);
        self.params(&signature.tparams);
        self.out.push('(');
        self.tuple(signature.params);
        self.out.push(')');
        if signature.is_variadic {
            *self.out += "...";
        }
        *self.out += " (";
        self.tuple(signature.results);
        self.out.push(')');
    }

    fn tuple(&mut self, tuple: Option<TypeId>) {
        for var in self.types.vars(tuple) {
            *self.out += &format!("{} ", self.types.name_of(*var));
            self.typ(self.types.object(*var).typ.expect("it is set"));
            *self.out += ", ";
        }
    }

    fn name(&mut self, orig: ObjId, targs: &[TypeId]) {
        let object = self.types.object(orig);
        if let Some(pkg) = object.pkg {
            let path = self.types.text(self.types.package(pkg).path);
            *self.out += &format!("{}.", quote(path));
        }
        *self.out += self.types.text(object.name);
        if targs.is_empty() {
            return;
        }
        self.out.push('[');
        for arg in targs {
            self.typ(*arg);
            *self.out += ", ";
        }
        self.out.push(']');
    }

    fn typ(&mut self, typ: TypeId) {
        match self.types.get(typ) {
            Type::Basic(_) => *self.out += self.types.basic_name(typ),
            Type::Array { elem, len } => {
                *self.out += &format!("[{len}]");
                self.typ(*elem);
            }
            Type::Slice { elem } => {
                *self.out += "[]";
                self.typ(*elem);
            }
            Type::Pointer { elem } => {
                *self.out += "*";
                self.typ(*elem);
            }
            Type::Map { key, elem } => {
                *self.out += "map[";
                self.typ(*key);
                self.out.push(']');
                self.typ(*elem);
            }
            Type::Chan { dir, elem } => {
                let dir = match dir {
                    ChanDir::SendRecv => 0,
                    ChanDir::SendOnly => 1,
                    ChanDir::RecvOnly => 2,
                };
                *self.out += &format!("chan{dir}(");
                self.typ(*elem);
                self.out.push(')');
            }
            Type::Struct(fields) => {
                *self.out += "struct{";
                for (at, field) in fields.fields.iter().enumerate() {
                    let object = self.types.object(*field);
                    if object.is_embedded() {
                        *self.out += "embedded ";
                    }
                    self.selector(*field);
                    self.out.push(' ');
                    self.typ(object.typ.expect("it is set"));
                    let tag = fields.tags.get(at).cloned().unwrap_or_default();
                    *self.out += &format!(" {}; ", quote_bytes(&tag));
                }
                self.out.push('}');
            }
            Type::Signature(_) => {
                *self.out += "func";
                self.signature(typ);
            }
            Type::Interface(interface) => {
                *self.out += "interface{";
                if interface.is_implicit {
                    *self.out += "implicit ";
                }
                for method in &interface.methods {
                    self.selector(*method);
                    self.signature(self.types.object(*method).typ.expect("it is set"));
                    *self.out += "; ";
                }
                for embedded in &interface.embeddeds {
                    *self.out += "embedded ";
                    self.typ(*embedded);
                    *self.out += "; ";
                }
                self.out.push('}');
            }
            Type::Union { terms } => {
                for term in terms {
                    if term.tilde {
                        self.out.push('~');
                    }
                    self.typ(term.typ.expect("imported terms have types"));
                    self.out.push('|');
                }
            }
            Type::Named(named) => {
                let targs = named.inst.as_ref().map_or(&[][..], |inst| &inst.targs);
                self.name(named.obj, targs);
            }
            Type::Alias(alias) => self.name(alias.obj, &alias.targs),
            Type::TypeParam(param) => {
                let name = self.types.name_of(param.obj);
                *self.out += &format!("{name}#{}", param.index.expect("it is set"));
            }
            Type::Tuple { .. } => panic!("no type of an expression"),
        }
    }
}
