//! Objects: constants, functions, types, variables.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`objIdx`, `doObj`, `objDict`).

use vamos_objfile::exports::Section;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::dict::Dict;
use crate::dict::DictId;
use crate::dict::ObjInfo;
use crate::dict::SelectorInfo;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::writer::Writer;

/// The kinds of objects.
const ALIAS: u64 = 0;
const CONST: u64 = 1;
const TYPE: u64 = 2;
const FUNC: u64 = 3;
const VAR: u64 = 4;
const STUB: u64 = 5;

impl Writer<'_, '_> {
    /// Writes a use of an object with its type arguments.
    pub(crate) fn obj(&mut self, w: &mut Element, obj: ObjId, explicits: &[TypeId]) -> Result<()> {
        let info = self.obj_inst_idx(obj, explicits, w.dict)?;
        self.obj_info(w, &info);
        Ok(())
    }

    /// Writes a use of a written object.
    pub(crate) fn obj_info(&mut self, w: &mut Element, info: &ObjInfo) {
        w.encoder.reference(Section::Obj, info.index);
        w.len(info.explicits.len());
        for explicit in &info.explicits {
            self.typ_info(w, *explicit);
        }
    }

    /// Returns a written object with its type arguments.
    pub(crate) fn obj_inst_idx(
        &mut self,
        obj: ObjId,
        explicits: &[TypeId],
        dict: Option<DictId>,
    ) -> Result<ObjInfo> {
        let explicits = explicits.iter().map(|typ| self.typ_idx(*typ, dict));
        let explicits = explicits.collect::<Result<_>>()?;
        let index = self.obj_idx(obj)?;
        Ok(ObjInfo { index, explicits })
    }

    /// Returns the index of an object, which is written if it was not: four elements with the same
    /// index.
    fn obj_idx(&mut self, obj: ObjId) -> Result<u32> {
        if let Some(index) = self.indices.objects.get(&obj) {
            return Ok(*index);
        }
        self.step()?;
        let mut dict = Dict::default();
        if let Some(decl) = self.decls.types.get(&obj).filter(|_| self.is_defined(obj)) {
            dict.implicits = decl.implicits.to_vec();
        }
        if self.is_generic_method(obj) {
            dict.receivers = self.recv_type_params(obj);
        }
        self.dicts.push(dict);
        let dict = Some(self.dicts.len() - 1);
        let mut w = self.begin(Section::Obj, dict);
        let mut ext = self.begin(Section::ObjExt, dict);
        let mut name = self.begin(Section::Name, None);
        let mut last = self.begin(Section::ObjDict, dict);
        self.indices.objects.insert(obj, w.encoder.index());
        let code = self.do_obj(&mut w, &mut ext, obj)?;
        self.end(&mut w);
        self.end(&mut ext);
        self.qualified_ident(&mut name, obj)?;
        name.code(code);
        self.end(&mut name);
        self.obj_dict(&mut last, obj)?;
        Ok(self.end(&mut last))
    }

    /// Writes the two elements of an object itself; returns its kind.
    fn do_obj(&mut self, w: &mut Element, ext: &mut Element, obj: ObjId) -> Result<u64> {
        let object = self.types().object(obj);
        if object.pkg != Some(self.pkg) {
            return Ok(STUB);
        }
        let pos = object.pos;
        let kind = object.kind.clone();
        let typ = self.types().obj_type(obj);
        match kind {
            ObjectKind::Const { val } => {
                self.pos(w, pos)?;
                self.typ(w, typ)?;
                self.value(w, &val)?;
                Ok(CONST)
            }
            ObjectKind::Func { .. } => {
                self.function(w, ext, obj, typ)?;
                Ok(FUNC)
            }
            ObjectKind::TypeName if self.types().is_alias(obj) => {
                self.pos(w, pos)?;
                let (params, rhs) = match self.types().get(typ) {
                    Type::Alias(alias) => (alias.tparams.to_vec(), alias.from_rhs.unwrap_or(typ)),
                    _ => (Vec::new(), typ),
                };
                self.type_param_names(w, &params)?;
                self.typ(w, rhs)?;
                Ok(ALIAS)
            }
            ObjectKind::TypeName => {
                self.defined_type(w, ext, obj, typ)?;
                Ok(TYPE)
            }
            ObjectKind::Var { .. } => {
                self.pos(w, pos)?;
                self.typ(w, typ)?;
                self.linkname(ext, obj);
                Ok(VAR)
            }
            _ => Err(Error::unexpected("object", pos)),
        }
    }

    fn function(
        &mut self,
        w: &mut Element,
        ext: &mut Element,
        obj: ObjId,
        typ: TypeId,
    ) -> Result<()> {
        let decl = self.func_decl(obj)?;
        let pos = self.types().object(obj).pos;
        let sig = self.sig(typ)?;
        let (recv, rparams, tparams) = (sig.recv, sig.rparams.to_vec(), sig.tparams.to_vec());
        self.pos(w, pos)?;
        if let Some(recv) = recv.filter(|_| self.is_generic_method(obj)) {
            w.bool(true);
            self.selector(w, obj)?;
            self.type_param_names(w, &rparams)?;
            self.param(w, recv)?;
            self.method_number(w, obj);
        } else if self.has_generic_methods() {
            w.bool(false);
        }
        self.type_param_names(w, &tparams)?;
        self.signature(w, typ)?;
        self.node_pos(w, decl)?;
        self.func_ext(ext, obj, decl)
    }

    /// Writes the place of a method in the source.
    fn method_number(&mut self, w: &mut Element, obj: ObjId) {
        if self.has_method_order() {
            let origin = self.types().object_origin(obj);
            let place = self.decls.method_order.get(&origin);
            w.len(place.copied().unwrap_or(0));
        }
    }

    fn defined_type(
        &mut self,
        w: &mut Element,
        ext: &mut Element,
        obj: ObjId,
        typ: TypeId,
    ) -> Result<()> {
        let pos = self.types().object(obj).pos;
        let params = self.types_mut().type_params(typ);
        let flags = self.type_flags(obj)?;
        self.pos(w, pos)?;
        self.type_param_names(w, &params)?;
        ext.int(flags.into());
        // The numbers of its symbols are not known.
        ext.int(-1);
        ext.int(-1);
        let under = self.types_mut().under(typ);
        self.typ(w, under)?;
        let methods: Vec<ObjId> = match self.types().get(typ) {
            Type::Named(named) => named.methods.iter().flatten().copied().collect(),
            _ => return Err(Error::unexpected("type", pos)),
        };
        for (place, method) in methods.iter().enumerate() {
            self.decls.method_order.insert(*method, place);
        }
        let (generic, plain): (Vec<ObjId>, Vec<ObjId>) = methods
            .into_iter()
            .partition(|method| self.is_generic_method(*method));
        w.len(plain.len());
        for method in plain {
            self.method(w, ext, method)?;
        }
        if self.has_generic_methods() {
            w.len(generic.len());
            for method in generic {
                let index = self.obj_idx(method)?;
                w.encoder.reference(Section::Obj, index);
            }
        }
        Ok(())
    }

    fn method(&mut self, w: &mut Element, ext: &mut Element, method: ObjId) -> Result<()> {
        let decl = self.func_decl(method)?;
        let pos = self.types().object(method).pos;
        let typ = self.types().obj_type(method);
        let sig = self.sig(typ)?;
        let (recv, params) = (sig.recv, sig.rparams.to_vec());
        let recv = recv.ok_or_else(|| Error::unexpected("method without a receiver", pos))?;
        self.method_number(w, method);
        self.pos(w, pos)?;
        self.selector(w, method)?;
        self.type_param_names(w, &params)?;
        self.param(w, recv)?;
        self.signature(w, typ)?;
        self.node_pos(w, decl)?;
        self.func_ext(ext, method, decl)
    }

    /// Writes the dictionary of an object, whose types and bodies are written.
    fn obj_dict(&mut self, w: &mut Element, obj: ObjId) -> Result<()> {
        let receivers = self.recv_type_params(obj);
        let own = self.obj_type_params(obj);
        let implicits = self.dict(w)?.implicits.clone();
        w.len(implicits.len());
        if self.has_generic_methods() {
            w.len(receivers.len());
        }
        w.len(own.len());
        for param in receivers.iter().chain(&own) {
            let bound = self.types().type_param(*param).bound;
            let missing = || Error::unexpected("type parameter without a constraint", Pos::NONE);
            self.typ(w, bound.ok_or_else(missing)?)?;
        }
        let derived = self.dict(w)?.derived.clone();
        w.len(derived.len());
        for index in derived {
            w.encoder.reference(Section::Type, index);
        }
        for param in implicits.iter().chain(&receivers).chain(&own) {
            let constraint = self.types_mut().under(*param);
            let is_basic = self.types_mut().is_method_set(constraint);
            w.bool(is_basic);
        }
        self.runtime_dict(w)
    }

    /// Writes the part of a dictionary that exists at run time.
    fn runtime_dict(&mut self, w: &mut Element) -> Result<()> {
        let dict = std::mem::take(self.dict(w)?);
        w.len(dict.method_exprs.items.len());
        for (param, method) in dict.method_exprs.items {
            w.len(param);
            self.selector_info(w, method);
        }
        w.len(dict.subdicts.items.len());
        for info in &dict.subdicts.items {
            self.obj_info(w, info);
        }
        w.len(dict.rtypes.items.len());
        for info in dict.rtypes.items {
            self.typ_info(w, info);
        }
        w.len(dict.itabs.items.len());
        for (typ, iface) in dict.itabs.items {
            self.typ_info(w, typ);
            self.typ_info(w, iface);
        }
        Ok(())
    }

    fn type_param_names(&mut self, w: &mut Element, params: &[TypeId]) -> Result<()> {
        for param in params {
            let obj = self.types().type_param(*param).obj;
            let pos = self.types().object(obj).pos;
            self.pos(w, pos)?;
            self.local_ident(w, obj)?;
        }
        Ok(())
    }

    /// Writes the name of an object of a package, or of a type that a function declares.
    fn qualified_ident(&mut self, w: &mut Element, obj: ObjId) -> Result<()> {
        let pkg = self.types().object(obj).pkg;
        let mut name = self.types().name_of(obj).to_owned();
        let decl = self.decls.types.get(&obj).filter(|_| self.is_defined(obj));
        if let Some(decl) = decl.filter(|decl| decl.generation != 0) {
            name = format!("{name}·{}", decl.generation);
        }
        if self.is_generic_method(obj) {
            name = self.method_name(obj, &name);
        }
        self.pkg(w, pkg)?;
        self.text(w, &name);
        Ok(())
    }

    /// Returns the name of a method with type parameters of its own: it has the receiver's type.
    fn method_name(&self, obj: ObjId, name: &str) -> String {
        let sig = self.types().obj_type(obj);
        let recv = self.types().signature(sig).recv;
        let recv = recv.map(|recv| self.types().obj_type(recv));
        let Some(recv) = recv else {
            return name.to_owned();
        };
        let (base, is_pointer) = self.types().deref(recv);
        let named = self.types().as_named(base);
        let base = named.map_or("", |named| {
            self.types().name_of(self.types().named_obj(named))
        });
        if is_pointer {
            format!("(*{base}).{name}")
        } else {
            format!("{base}.{name}")
        }
    }

    /// Writes the name of a local object.
    pub(crate) fn local_ident(&mut self, w: &mut Element, obj: ObjId) -> Result<()> {
        let pkg = self.types().object(obj).pkg;
        let name = self.types().name_of(obj).to_owned();
        self.pkg(w, pkg)?;
        self.text(w, &name);
        Ok(())
    }

    /// Writes the name of a field or method.
    pub(crate) fn selector(&mut self, w: &mut Element, obj: ObjId) -> Result<()> {
        let info = self.selector_idx(obj)?;
        self.selector_info(w, info);
        Ok(())
    }

    fn selector_info(&mut self, w: &mut Element, info: SelectorInfo) {
        w.encoder.reference(Section::Pkg, info.pkg);
        w.encoder.reference(Section::String, info.name);
    }

    /// Returns the written name of a field or method.
    pub(crate) fn selector_idx(&mut self, obj: ObjId) -> Result<SelectorInfo> {
        let pkg = self.pkg_idx(self.types().object(obj).pkg)?;
        let name = self.types().name_of(obj).to_owned();
        let name = self.all.string(&vamos_base::golang::os_str::encode(&name));
        Ok(SelectorInfo { pkg, name })
    }
}
