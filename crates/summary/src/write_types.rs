//! Writes types.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`typIdx`, `structType`, `signature`, …), for
//! another format.

use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Signature;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::bytes::Bytes;
use crate::write::Writer;

/// The kinds of types.
pub(crate) mod tag {
    pub(crate) const FOREIGN: u8 = 0;
    pub(crate) const ARRAY: u8 = 1;
    pub(crate) const SLICE: u8 = 2;
    pub(crate) const STRUCT: u8 = 3;
    pub(crate) const POINTER: u8 = 4;
    pub(crate) const TUPLE: u8 = 5;
    pub(crate) const SIGNATURE: u8 = 6;
    pub(crate) const UNION: u8 = 7;
    pub(crate) const INTERFACE: u8 = 8;
    pub(crate) const MAP: u8 = 9;
    pub(crate) const CHAN: u8 = 10;
    pub(crate) const NAMED: u8 = 11;
    pub(crate) const INSTANCE: u8 = 12;
    pub(crate) const TYPE_PARAM: u8 = 13;
    pub(crate) const ALIAS: u8 = 14;
}

impl Writer<'_> {
    /// Writes the record of a type.
    pub(crate) fn record(&mut self, out: &mut Bytes, typ: TypeId) {
        let mut plain = |tag: u8| out.0.push(tag);
        match self.get(typ).clone() {
            Type::Basic(_) => plain(u8::MAX),
            Type::Array { elem, len } => {
                plain(tag::ARRAY);
                out.signed(len);
                self.typ(out, elem);
            }
            Type::Slice { elem } => {
                plain(tag::SLICE);
                self.typ(out, elem);
            }
            Type::Struct(fields) => {
                plain(tag::STRUCT);
                self.vars(out, &fields.fields);
                out.len(fields.tags.len());
                for text in &fields.tags {
                    self.string(out, text);
                }
            }
            Type::Pointer { elem } => {
                plain(tag::POINTER);
                self.typ(out, elem);
            }
            Type::Tuple { vars } => {
                plain(tag::TUPLE);
                self.vars(out, &vars);
            }
            Type::Signature(signature) => {
                plain(tag::SIGNATURE);
                self.signature(out, &signature);
            }
            Type::Union { terms } => {
                plain(tag::UNION);
                out.len(terms.len());
                for term in &terms {
                    out.flag(term.tilde);
                    self.opt_type(out, term.typ);
                }
            }
            Type::Interface(interface) => {
                plain(tag::INTERFACE);
                out.flag(interface.is_implicit);
                self.methods(out, interface.methods.iter().copied());
                out.len(interface.embeddeds.len());
                for (at, embedded) in interface.embeddeds.iter().enumerate() {
                    self.typ(out, *embedded);
                    let pos = interface.embed_pos.get(at).copied();
                    self.pos(out, pos.unwrap_or_default());
                }
            }
            Type::Map { key, elem } => {
                plain(tag::MAP);
                self.typ(out, key);
                self.typ(out, elem);
            }
            Type::Chan { dir, elem } => {
                plain(tag::CHAN);
                out.0.push(dir as u8);
                self.typ(out, elem);
            }
            Type::TypeParam(param) => {
                plain(tag::TYPE_PARAM);
                self.type_name(out, param.obj);
                out.number(u64::from(param.index.unwrap_or(0)));
                self.opt_type(out, param.bound);
            }
            Type::Named(_) | Type::Alias(_) => self.declared(out, typ),
        }
    }

    /// Writes a defined type, an alias or an instance.
    fn declared(&mut self, out: &mut Bytes, typ: TypeId) {
        match self.get(typ).clone() {
            Type::Named(named) => {
                if let Some(instance) = &named.inst {
                    // Without its position, as in export data: the position would be its first use.
                    out.0.push(tag::INSTANCE);
                    self.typ(out, instance.orig);
                    self.list(out, &instance.targs);
                    return;
                }
                if self.foreign(out, named.obj) {
                    return;
                }
                out.0.push(tag::NAMED);
                self.type_name(out, named.obj);
                // The rest is read on demand.
                self.list(out, &named.tparams);
                self.opt_type(out, named.underlying.or(named.from_rhs));
                self.methods(out, named.methods.iter().flatten().copied());
            }
            Type::Alias(alias) => {
                if alias.targs.is_empty() && self.foreign(out, alias.obj) {
                    return;
                }
                out.0.push(tag::ALIAS);
                self.type_name(out, alias.obj);
                self.list(out, &alias.tparams);
                self.list(out, &alias.targs);
                let orig = Some(alias.orig).filter(|orig| *orig != typ);
                self.opt_type(out, orig);
                self.opt_type(out, alias.from_rhs);
            }
            _ => {}
        }
    }

    /// Writes a reference by name if another package declares the object, and reports whether it
    /// does.
    fn foreign(&mut self, out: &mut Bytes, obj: ObjId) -> bool {
        let is_foreign = self.is_foreign(obj);
        if is_foreign {
            out.0.push(tag::FOREIGN);
            let object = self.types.object(obj);
            self.package_of(out, object.pkg);
            self.name(out, object.name);
        }
        is_foreign
    }

    /// Writes the name of a type.
    fn type_name(&mut self, out: &mut Bytes, obj: ObjId) {
        let object = self.types.object(obj);
        self.package_of(out, object.pkg);
        self.name(out, object.name);
        out.flag(self.is_declared(obj));
        self.pos(out, object.pos);
    }

    pub(crate) fn list(&mut self, out: &mut Bytes, types: &[TypeId]) {
        out.len(types.len());
        for typ in types {
            self.typ(out, *typ);
        }
    }

    /// Writes fields, parameters or results.
    fn vars(&mut self, out: &mut Bytes, vars: &[ObjId]) {
        out.len(vars.len());
        for var in vars {
            self.var(out, *var);
        }
    }

    fn var(&mut self, out: &mut Bytes, var: ObjId) {
        let object = self.types.object(var);
        self.name(out, object.name);
        self.package_of(out, object.pkg);
        self.pos(out, object.pos);
        let (kind, is_embedded) = match &object.kind {
            ObjectKind::Var {
                kind, is_embedded, ..
            } => (*kind as u8, *is_embedded),
            _ => (0, false),
        };
        out.0.push(kind * 2 + u8::from(is_embedded));
        self.typ(out, object.typ.unwrap_or(vamos_types::typ::INVALID));
    }

    fn signature(&mut self, out: &mut Bytes, signature: &Signature) {
        self.list(out, &signature.tparams);
        self.opt_type(out, signature.params);
        self.opt_type(out, signature.results);
        out.flag(signature.is_variadic);
    }

    /// Writes methods with their receivers, if these have their own names or types.
    fn methods(&mut self, out: &mut Bytes, methods: impl Iterator<Item = ObjId>) {
        let methods: Vec<ObjId> = methods.collect();
        out.len(methods.len());
        for method in methods {
            let types = self.types;
            let object = types.object(method);
            self.name(out, object.name);
            self.package_of(out, object.pkg);
            self.pos(out, object.pos);
            let Some(Type::Signature(signature)) = object.typ.map(|typ| types.get(typ)) else {
                out.flag(false);
                continue;
            };
            out.flag(true);
            self.list(out, &signature.rparams);
            let recv = signature.recv.filter(|recv| {
                let typ = types.object(*recv).typ;
                !matches!(typ.map(|typ| types.get(typ)), Some(Type::Interface(_)))
            });
            out.flag(recv.is_some());
            if let Some(recv) = recv {
                self.var(out, recv);
            }
            self.signature(out, signature);
        }
    }
}
