//! Types.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`typIdx`).

use vamos_objfile::exports::Section;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::dict::DictId;
use crate::dict::TypeInfo;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::writer::Writer;

/// The kinds of types.
const BASIC: u64 = 0;
const NAMED: u64 = 1;
const POINTER: u64 = 2;
const SLICE: u64 = 3;
const ARRAY: u64 = 4;
const CHAN: u64 = 5;
const MAP: u64 = 6;
const SIGNATURE: u64 = 7;
const STRUCT: u64 = 8;
const INTERFACE: u64 = 9;
const UNION: u64 = 10;
const TYPE_PARAM: u64 = 11;

impl Writer<'_, '_> {
    /// Writes a use of a type.
    pub(crate) fn typ(&mut self, w: &mut Element, typ: TypeId) -> Result<()> {
        let info = self.typ_idx(typ, w.dict)?;
        self.typ_info(w, info);
        Ok(())
    }

    /// Writes a use of a written type.
    pub(crate) fn typ_info(&mut self, w: &mut Element, info: TypeInfo) {
        if w.bool(info.is_derived) {
            w.len(info.index as usize);
            w.is_derived = true;
        } else {
            w.encoder.reference(Section::Type, info.index);
        }
    }

    /// Returns a type without the aliases of functions around it, which may share their names.
    fn without_local_aliases(&self, mut typ: TypeId) -> TypeId {
        while let Type::Alias(alias) = self.types().get(typ) {
            let (orig, rhs) = (alias.orig, alias.from_rhs);
            let obj = self.types().alias(orig).obj;
            let Some(rhs) = rhs.filter(|_| !self.is_global(obj)) else {
                break;
            };
            typ = rhs;
        }
        // Releases whose messages show the meaning of `any` have one empty interface.
        if typ == typ::PLAIN_INTERFACE && self.types().release().shows_meaning_of_any() {
            return typ::EMPTY_INTERFACE;
        }
        typ
    }

    /// Returns a written type, which is written if it was not.
    pub(crate) fn typ_idx(&mut self, typ: TypeId, dict: Option<DictId>) -> Result<TypeInfo> {
        let typ = self.without_local_aliases(typ);
        if let Some(index) = self.indices.types.get(&typ) {
            return Ok(TypeInfo {
                index: *index,
                is_derived: false,
            });
        }
        let derived = dict.and_then(|dict| self.dicts[dict].derived_index.get(&typ));
        if let Some(index) = derived {
            return Ok(TypeInfo {
                index: *index,
                is_derived: true,
            });
        }
        self.step()?;
        let mut w = self.begin(Section::Type, dict);
        self.type_element(&mut w, typ)?;
        let index = self.end(&mut w);
        if !w.is_derived {
            self.indices.types.insert(typ, index);
            return Ok(TypeInfo {
                index,
                is_derived: false,
            });
        }
        let dict = self.dict(&w)?;
        let place = dict.derived.len() as u32;
        dict.derived.push(index);
        dict.derived_index.insert(typ, place);
        Ok(TypeInfo {
            index: place,
            is_derived: true,
        })
    }

    fn type_element(&mut self, w: &mut Element, own: TypeId) -> Result<()> {
        match self.types().get(own).clone() {
            Type::Basic(kind) => self.basic(w, own, kind as usize),
            Type::Named(_) => {
                w.code(NAMED);
                let obj = self.types().named_obj(own);
                let targs = self.types().type_args(own);
                self.named_type(w, obj, &targs)
            }
            Type::Alias(alias) => {
                w.code(NAMED);
                let obj = self.types().alias(alias.orig).obj;
                self.named_type(w, obj, &alias.targs)
            }
            Type::TypeParam(_) => {
                w.is_derived = true;
                w.code(TYPE_PARAM);
                let index = self.type_param_index(w, own)?;
                w.len(index);
                Ok(())
            }
            Type::Array { elem, len } => {
                w.code(ARRAY);
                w.encoder.number(len as u64);
                self.typ(w, elem)
            }
            Type::Chan { dir, elem } => {
                w.code(CHAN);
                w.len(dir as usize);
                self.typ(w, elem)
            }
            Type::Map { key, elem } => {
                w.code(MAP);
                self.typ(w, key)?;
                self.typ(w, elem)
            }
            Type::Pointer { elem } => {
                w.code(POINTER);
                self.typ(w, elem)
            }
            Type::Signature(_) => {
                w.code(SIGNATURE);
                self.signature(w, own)
            }
            Type::Slice { elem } => {
                w.code(SLICE);
                self.typ(w, elem)
            }
            Type::Struct(_) => {
                w.code(STRUCT);
                self.struct_type(w, own)
            }
            Type::Interface(_) if own == typ::EMPTY_INTERFACE => {
                w.code(NAMED);
                let any = self.types().universe().any;
                self.obj(w, any, &[])
            }
            Type::Interface(_) => {
                w.code(INTERFACE);
                self.interface_type(w, own)
            }
            Type::Union { terms } => {
                w.code(UNION);
                w.len(terms.len());
                for term in terms {
                    w.bool(term.tilde);
                    let missing = Error::unexpected("term without a type", Pos::NONE);
                    self.typ(w, term.typ.ok_or(missing)?)?;
                }
                Ok(())
            }
            Type::Tuple { .. } => Err(Error::unexpected("tuple", Pos::NONE)),
        }
    }

    fn basic(&mut self, w: &mut Element, own: TypeId, kind: usize) -> Result<()> {
        if ![typ::BYTE, typ::RUNE].contains(&own) {
            w.code(BASIC);
            w.len(kind);
            return Ok(());
        }
        // `byte` and `rune` are uses of their names.
        let universe = self.types().universe().scope;
        let name = self.types().find_name(self.types().basic_name(own));
        let obj = name.and_then(|name| self.types().lookup(universe, name));
        w.code(NAMED);
        let missing = Error::unexpected("predeclared type", Pos::NONE);
        self.named_type(w, obj.ok_or(missing)?, &[])
    }

    /// Returns the index of a type parameter in the dictionary.
    pub(crate) fn type_param_index(&mut self, w: &Element, param: TypeId) -> Result<usize> {
        let own = self.types().type_param(param).index.unwrap_or(0);
        Ok(self.dict(w)?.type_param_index(param, own as usize))
    }

    /// Writes a use of a defined type, which depends on the type parameters around it.
    fn named_type(&mut self, w: &mut Element, obj: ObjId, targs: &[TypeId]) -> Result<()> {
        if self.has_implicit_params(obj) {
            w.is_derived = true;
        }
        self.obj(w, obj, targs)
    }

    fn struct_type(&mut self, w: &mut Element, own: TypeId) -> Result<()> {
        let fields = self.types().struct_type(own).fields.clone();
        w.len(fields.len());
        for (index, field) in fields.into_iter().enumerate() {
            let object = self.types().object(field);
            let (pos, is_embedded) = (object.pos, object.is_embedded());
            let typ = self.types().obj_type(field);
            self.pos(w, pos)?;
            self.selector(w, field)?;
            self.typ(w, typ)?;
            let tag = self.checker.types().struct_type(own).tag(index);
            w.encoder.string(&mut self.all, tag);
            w.bool(is_embedded);
        }
        Ok(())
    }

    fn interface_type(&mut self, w: &mut Element, own: TypeId) -> Result<()> {
        let interface = self.types().interface(own);
        let methods = interface.methods.clone();
        let embeddeds = interface.embeddeds.clone();
        let is_implicit = interface.is_implicit;
        if embeddeds.is_empty() && !self.types_mut().is_method_set(own) {
            // The meaning of `comparable` is written as an interface that embeds it.
            w.len(0);
            w.len(1);
            w.bool(false);
            return self.typ(w, typ::COMPARABLE);
        }
        w.len(methods.len());
        w.len(embeddeds.len());
        if methods.is_empty() && embeddeds.len() == 1 {
            w.bool(is_implicit);
        }
        for method in methods {
            let pos = self.types().object(method).pos;
            let sig = self.types().obj_type(method);
            self.pos(w, pos)?;
            self.selector(w, method)?;
            self.signature(w, sig)?;
        }
        for embedded in embeddeds {
            self.typ(w, embedded)?;
        }
        Ok(())
    }

    /// Writes parameters and results of a function's type.
    pub(crate) fn signature(&mut self, w: &mut Element, own: TypeId) -> Result<()> {
        let sig = self.sig(own)?;
        let (params, results, is_variadic) = (sig.params, sig.results, sig.is_variadic);
        for tuple in [params, results] {
            let vars = self.types().vars(tuple).to_vec();
            w.len(vars.len());
            for var in vars {
                self.param(w, var)?;
            }
        }
        w.bool(is_variadic);
        Ok(())
    }

    /// Writes a parameter.
    pub(crate) fn param(&mut self, w: &mut Element, param: ObjId) -> Result<()> {
        let pos = self.types().object(param).pos;
        let typ = self.types().obj_type(param);
        self.pos(w, pos)?;
        self.local_ident(w, param)?;
        self.typ(w, typ)
    }
}
