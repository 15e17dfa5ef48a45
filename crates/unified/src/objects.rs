//! Package-level objects, and methods.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`objIdx`, `method`).

use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Section;
use vamos_types::Alias;
use vamos_types::Name;
use vamos_types::Named;
use vamos_types::ObjId;
use vamos_types::Object;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::TypeParam;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::constants;
use crate::cursor::Cursor;
use crate::dict::Dict;
use crate::dict::Owner;
use crate::state::Lazy;
use crate::state::Load;
use crate::state::Pending;
use crate::state::has_generic_methods;
use crate::state::has_method_order;
use crate::tag::Tag;

/// The first id of imported type parameters, apart from the ids of the package's own.
const FIRST_TYPE_PARAM: u32 = 1 << 30;

impl Load<'_> {
    /// Reads an object on its first lookup.
    pub(crate) fn object(&mut self, lazy: Lazy, pkg: PkgId, name: Name) -> Option<ObjId> {
        let Lazy { unit, index, tag } = lazy;
        let data = self.data(unit);
        let export = data.export()?;
        let mut dict = self.dict(&export, unit, index)?;
        let mut cursor = self.open(&export, unit, (Section::Obj, index))?;
        let pos = self.pos(&mut cursor)?;
        let typed = |kind, typ| {
            let mut object = Object::new(kind, pos, Some(pkg), name);
            object.typ = Some(typ);
            object
        };
        let object = match tag {
            Tag::Alias => {
                let tparams = self.type_params(&mut cursor, &mut dict, Owner::Object)?;
                let rhs = self.typ(&mut cursor, &mut dict)?;
                let obj = Object::new(ObjectKind::TypeName, pos, Some(pkg), name);
                let obj = self.types.add_object(obj);
                self.alias(obj, rhs, tparams);
                return Some(obj);
            }
            Tag::Const => {
                let typ = self.typ(&mut cursor, &mut dict)?;
                let val = constants::value(&mut cursor)?;
                typed(ObjectKind::Const { val }, typ)
            }
            Tag::Func => {
                // Methods are read with their types.
                if has_generic_methods(&export) && cursor.bool()? {
                    return None;
                }
                let tparams = self.type_params(&mut cursor, &mut dict, Owner::Object)?;
                let signature =
                    self.signature(&mut cursor, &mut dict, None, Box::default(), tparams)?;
                typed(FUNC, signature)
            }
            Tag::Var => {
                let typ = self.typ(&mut cursor, &mut dict)?;
                typed(var_kind(VarKind::Package, false), typ)
            }
            Tag::Type => {
                let obj = Object::new(ObjectKind::TypeName, pos, Some(pkg), name);
                let obj = self.types.add_object(obj);
                let named = self.named(obj);
                let left = cursor.left();
                let pending = Pending { lazy, left, dict };
                self.state_mut().pending.insert(named, pending);
                return Some(obj);
            }
            Tag::Stub => return None,
        };
        Some(self.types.add_object(object))
    }

    /// Adds a defined type of which nothing else is read yet.
    fn named(&mut self, obj: ObjId) -> TypeId {
        let mut named = Named::new(obj);
        named.is_imported = true;
        let named = self.types.add(Type::Named(Box::new(named)));
        self.types.object_mut(obj).typ = Some(named);
        named
    }

    /// Adds an alias; a generic one has type parameters.
    fn alias(&mut self, obj: ObjId, rhs: TypeId, tparams: Box<[TypeId]>) {
        let actual = self.types.unalias(rhs);
        let alias = self.types.add(Type::Alias(Box::new(Alias {
            obj,
            orig: rhs,
            tparams,
            targs: Box::default(),
            from_rhs: Some(rhs),
            actual: Some(actual),
        })));
        self.types.alias_mut(alias).orig = alias;
        self.types.object_mut(obj).typ = Some(alias);
    }

    /// Reads the unread rest of a defined type.
    pub(crate) fn complete(&mut self, named: TypeId) {
        let Some(pending) = self.state_mut().pending.remove(&named) else {
            return;
        };
        if self.nested(|load| load.rest_of(named, pending)).is_none() {
            // The data are damaged.
            let typ = self.types.named_mut(named);
            typ.from_rhs = typ.from_rhs.or(Some(typ::INVALID));
            typ.underlying = typ.underlying.or(Some(typ::INVALID));
        }
    }

    fn rest_of(&mut self, named: TypeId, pending: Pending) -> Option<()> {
        let Pending {
            lazy,
            left,
            mut dict,
        } = pending;
        let data = self.data(lazy.unit);
        let export = data.export()?;
        let mut cursor = self.open(&export, lazy.unit, (Section::Obj, lazy.index))?;
        cursor.skip_to(left)?;
        // Bounds that are set now may need this very type, so its parameters come first.
        let tparams = self.type_params(&mut cursor, &mut dict, Owner::Object)?;
        self.types.named_mut(named).tparams = tparams;
        let rhs = self.typ(&mut cursor, &mut dict)?;
        let underlying = self.underlying(rhs);
        let typ = self.types.named_mut(named);
        typ.from_rhs = Some(underlying);
        typ.underlying = Some(underlying);
        let is_ordered = has_method_order(&export);
        let mut methods = Vec::new();
        for _ in 0..cursor.len()? {
            let place = if is_ordered { cursor.index()? } else { 0 };
            methods.push((place, self.method(&mut cursor, &mut dict)?));
        }
        if has_generic_methods(&export) {
            for _ in 0..cursor.len()? {
                let index = cursor.reference(Section::Obj)?;
                methods.push(self.generic_method(&export, lazy.unit, index)?);
            }
            methods.sort_by_key(|(place, _)| *place);
        }
        let methods = methods.into_iter().map(|(_, method)| Some(method));
        self.types.named_mut(named).methods = methods.collect();
        Some(())
    }

    /// Reads a method that has type parameters of its own, and its place among the methods; 0 if
    /// the places are not known.
    fn generic_method(
        &mut self,
        export: &ExportData<'_>,
        unit: usize,
        index: u32,
    ) -> Option<(usize, ObjId)> {
        let mut dict = self.dict(export, unit, index)?;
        let dict = &mut dict;
        let cursor = &mut self.open(export, unit, (Section::Obj, index))?;
        let pos = self.pos(cursor)?;
        if !cursor.bool()? {
            return None;
        }
        let (pkg, name) = self.ident(cursor)?;
        let rparams = self.type_params(cursor, dict, Owner::Receiver)?;
        let recv = self.param(cursor, dict, VarKind::Recv)?;
        let place = if has_method_order(export) {
            cursor.index()?
        } else {
            0
        };
        let tparams = self.type_params(cursor, dict, Owner::Object)?;
        let signature = self.signature(cursor, dict, Some(recv), rparams, tparams)?;
        let method = self.add_object(FUNC, pos, pkg, name, signature);
        Some((place, method))
    }

    /// Returns the underlying type of a type that is a right side.
    fn underlying(&mut self, typ: TypeId) -> TypeId {
        let typ = self.types.unalias(typ);
        let Type::Named(_) = self.types.get(typ) else {
            return typ;
        };
        if self.types.named(typ).is_imported {
            self.types.named_mut(typ).is_imported = false;
            self.complete(typ);
        }
        self.types.named(typ).underlying.unwrap_or(typ)
    }

    fn method(&mut self, cursor: &mut Cursor<'_>, dict: &mut Dict) -> Option<ObjId> {
        let pos = self.pos(cursor)?;
        let (pkg, name) = self.ident(cursor)?;
        let rparams = self.type_params(cursor, dict, Owner::Object)?;
        let recv = self.param(cursor, dict, VarKind::Recv)?;
        let signature = self.signature(cursor, dict, Some(recv), rparams, Box::default())?;
        self.skip_pos(cursor)?;
        Some(self.add_object(FUNC, pos, pkg, name, signature))
    }

    /// Reads a position that is not needed.
    fn skip_pos(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.bool()? {
            cursor.reference(Section::PosBase)?;
            let _line_and_column = [cursor.number()?, cursor.number()?];
        }
        Some(())
    }

    /// Reads a package and a name.
    pub(crate) fn ident(&mut self, cursor: &mut Cursor<'_>) -> Option<(Option<PkgId>, Name)> {
        let pkg = self.pkg(cursor)?;
        let name = self.types.intern(cursor.text()?);
        Some((pkg, name))
    }

    /// Reads type parameters, which the dictionary then has.
    pub(crate) fn type_params(
        &mut self,
        cursor: &mut Cursor<'_>,
        dict: &mut Dict,
        owner: Owner,
    ) -> Option<Box<[TypeId]>> {
        let params = dict.params_mut(owner);
        params.list.clear();
        for index in 0..params.bounds.len() {
            let pos = self.pos(cursor)?;
            let (pkg, name) = self.ident(cursor)?;
            let obj = Object::new(ObjectKind::TypeName, pos, pkg, name);
            let obj = self.types.add_object(obj);
            let param = TypeParam {
                id: FIRST_TYPE_PARAM + self.state().type_params,
                obj,
                index: u32::try_from(index).ok(),
                bound: None,
            };
            self.state_mut().type_params += 1;
            let param = self.types.add(Type::TypeParam(Box::new(param)));
            self.types.object_mut(obj).typ = Some(param);
            params.list.push(param);
        }
        let tparams: Box<[TypeId]> = params.list.as_slice().into();
        for (at, param) in tparams.iter().enumerate() {
            let bound = dict.params_mut(owner).bounds[at];
            let bound = self.typ_at(cursor.unit, bound, dict)?;
            self.types.type_param_mut(*param).bound = Some(bound);
        }
        Some(tparams)
    }

    /// Adds an object that has a type.
    pub(crate) fn add_object(
        &mut self,
        kind: ObjectKind,
        pos: Pos,
        pkg: Option<PkgId>,
        name: Name,
        typ: TypeId,
    ) -> ObjId {
        let mut object = Object::new(kind, pos, pkg, name);
        object.typ = Some(typ);
        self.types.add_object(object)
    }
}

/// A function or method of an import.
pub(crate) const FUNC: ObjectKind = ObjectKind::Func {
    has_ptr_recv: false,
    origin: None,
};

/// Returns the kind of a variable.
pub(crate) fn var_kind(kind: VarKind, is_embedded: bool) -> ObjectKind {
    ObjectKind::Var {
        kind,
        is_embedded,
        origin: None,
    }
}
