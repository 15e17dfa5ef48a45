//! Types.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`doTyp`).

use std::cmp::Ordering;

use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Section;
use vamos_types::BasicKind;
use vamos_types::ChanDir;
use vamos_types::Interface;
use vamos_types::ObjId;
use vamos_types::Signature;
use vamos_types::Struct;
use vamos_types::Term;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;
use vamos_types::typ;

use crate::cursor::Cursor;
use crate::dict::Dict;
use crate::dict::TypeParams;
use crate::dict::TypeRef;
use crate::objects::FUNC;
use crate::objects::var_kind;
use crate::state::Load;
use crate::state::has_generic_methods;

impl Load<'_> {
    /// Reads the dictionary of an object.
    pub(crate) fn dict(
        &mut self,
        export: &ExportData<'_>,
        unit: usize,
        index: u32,
    ) -> Option<Dict> {
        let mut cursor = self.open(export, unit, (Section::ObjDict, index))?;
        if cursor.number()? != 0 {
            return None;
        }
        let receivers = if has_generic_methods(export) {
            cursor.len()?
        } else {
            0
        };
        let own = cursor.len()?;
        let mut bounds = |count: usize| -> Option<Vec<TypeRef>> {
            (0..count).map(|_| type_ref(&mut cursor)).collect()
        };
        let [receiver, own] = [bounds(receivers)?, bounds(own)?].map(|bounds| TypeParams {
            bounds,
            list: Vec::new(),
        });
        let mut derived = Vec::new();
        for _ in 0..cursor.len()? {
            derived.push(cursor.reference(Section::Type)?);
        }
        Some(Dict {
            own,
            receiver,
            derived_types: vec![None; derived.len()],
            derived,
        })
    }

    /// Reads a type.
    pub(crate) fn typ(&mut self, cursor: &mut Cursor<'_>, dict: &mut Dict) -> Option<TypeId> {
        let reference = type_ref(cursor)?;
        self.typ_at(cursor.unit, reference, dict)
    }

    /// Returns a type, which is read if that was not done.
    pub(crate) fn typ_at(
        &mut self,
        unit: usize,
        reference: TypeRef,
        dict: &mut Dict,
    ) -> Option<TypeId> {
        let (known, index) = match reference {
            TypeRef::Plain(index) => (*self.state().units[unit].types.get(index as usize)?, index),
            TypeRef::Derived(at) => (*dict.derived_types.get(at)?, dict.derived[at]),
        };
        if known.is_some() {
            return known;
        }
        let typ = self.nested(|load| load.read_type(unit, index, dict))?;
        let place = match reference {
            TypeRef::Plain(index) => &mut self.state_mut().units[unit].types[index as usize],
            TypeRef::Derived(at) => &mut dict.derived_types[at],
        };
        // Reading a part of the type may have read the type itself.
        Some(*place.get_or_insert(typ))
    }

    fn read_type(&mut self, unit: usize, index: u32, dict: &mut Dict) -> Option<TypeId> {
        let data = self.data(unit);
        let export = data.export()?;
        let cursor = &mut self.open(&export, unit, (Section::Type, index))?;
        let new = match cursor.number()? {
            0 => return Some(typ::of(*BasicKind::ALL.get(cursor.index()?)?)),
            1 => return self.named_type(&export, cursor, dict),
            2 => Type::Pointer {
                elem: self.typ(cursor, dict)?,
            },
            3 => Type::Slice {
                elem: self.typ(cursor, dict)?,
            },
            4 => Type::Array {
                len: cursor.number()? as i64,
                elem: self.typ(cursor, dict)?,
            },
            5 => Type::Chan {
                dir: match cursor.number()? {
                    0 => ChanDir::SendRecv,
                    1 => ChanDir::SendOnly,
                    _ => ChanDir::RecvOnly,
                },
                elem: self.typ(cursor, dict)?,
            },
            6 => Type::Map {
                key: self.typ(cursor, dict)?,
                elem: self.typ(cursor, dict)?,
            },
            7 => return self.signature(cursor, dict, None, Box::default(), Box::default()),
            8 => self.structure(cursor, dict)?,
            9 => return self.interface(cursor, dict),
            10 => {
                let mut terms = Vec::new();
                for _ in 0..cursor.len()? {
                    let tilde = cursor.bool()?;
                    let typ = Some(self.typ(cursor, dict)?);
                    terms.push(Term { tilde, typ });
                }
                Type::Union {
                    terms: terms.into(),
                }
            }
            11 => return dict.type_param(cursor.index()?),
            _ => return None,
        };
        Some(self.types.add(new))
    }

    /// Reads a type that has a name, perhaps with type arguments.
    fn named_type(
        &mut self,
        export: &ExportData<'_>,
        cursor: &mut Cursor<'_>,
        dict: &mut Dict,
    ) -> Option<TypeId> {
        let index = cursor.reference(Section::Obj)?;
        let (pkg, name) = self.declare(export, cursor.unit, index)?;
        let obj = self.lookup(pkg, name)?;
        let mut targs = Vec::new();
        for _ in 0..cursor.len()? {
            targs.push(self.typ(cursor, dict)?);
        }
        let orig = self.types.object(obj).typ?;
        if targs.is_empty() {
            return Some(orig);
        }
        match self.types.get(orig) {
            Type::Alias(alias) if alias.tparams.len() != targs.len() => Some(typ::INVALID),
            Type::Alias(_) | Type::Named(_) => Some(self.types.imported_instance(orig, &targs)),
            _ => None,
        }
    }

    fn structure(&mut self, cursor: &mut Cursor<'_>, dict: &mut Dict) -> Option<Type> {
        let mut fields = Vec::new();
        let mut tags = Vec::new();
        for at in 0..cursor.len()? {
            let pos = self.pos(cursor)?;
            let (pkg, name) = self.ident(cursor)?;
            let typ = self.typ(cursor, dict)?;
            let tag = cursor.bytes()?;
            let kind = var_kind(VarKind::Field, cursor.bool()?);
            fields.push(self.add_object(kind, pos, pkg, name, typ));
            if !tag.is_empty() {
                tags.resize(at, [].into());
                tags.push(tag.into());
            }
        }
        Some(Type::Struct(Struct {
            fields: fields.into(),
            tags: tags.into(),
        }))
    }

    fn interface(&mut self, cursor: &mut Cursor<'_>, dict: &mut Dict) -> Option<TypeId> {
        let (method_count, embedded_count) = (cursor.len()?, cursor.len()?);
        let is_implicit = method_count == 0 && embedded_count == 1 && cursor.bool()?;
        let mut methods = Vec::new();
        for _ in 0..method_count {
            let pos = self.pos(cursor)?;
            let (pkg, name) = self.ident(cursor)?;
            let none = Box::default();
            let signature = self.signature(cursor, dict, None, none, Box::default())?;
            methods.push(self.add_object(FUNC, pos, pkg, name, signature));
        }
        let mut embeddeds = Vec::new();
        for _ in 0..embedded_count {
            embeddeds.push(self.typ(cursor, dict)?);
        }
        if methods.is_empty() && embeddeds.is_empty() {
            return Some(typ::PLAIN_INTERFACE);
        }
        methods.sort_by(|a, b| self.compare(*a, *b));
        let interface = self.types.add(Type::Interface(Box::new(Interface {
            methods: methods.clone(),
            embeddeds,
            is_implicit,
            is_complete: true,
            ..Interface::default()
        })));
        for method in methods {
            let object = self.types.object(method);
            let (pos, pkg, typ) = (object.pos, object.pkg, object.typ?);
            let kind = var_kind(VarKind::Recv, false);
            let recv = self.add_object(kind, pos, pkg, vamos_types::Name::EMPTY, interface);
            self.types.signature_mut(typ).recv = Some(recv);
        }
        Some(interface)
    }

    /// Compares two methods: exported ones first, then by name, then by package.
    fn compare(&self, a: ObjId, b: ObjId) -> Ordering {
        let key = |obj: ObjId| {
            let object = self.types.object(obj);
            let name = self.types.text(object.name);
            let is_exported = name.chars().next().is_some_and(char::is_uppercase);
            let path = match object.pkg {
                Some(pkg) if !is_exported => self.types.text(self.types.package(pkg).path),
                _ => "",
            };
            (!is_exported, name, path)
        };
        key(a).cmp(&key(b))
    }

    /// Reads a function's type.
    pub(crate) fn signature(
        &mut self,
        cursor: &mut Cursor<'_>,
        dict: &mut Dict,
        recv: Option<ObjId>,
        rparams: Box<[TypeId]>,
        tparams: Box<[TypeId]>,
    ) -> Option<TypeId> {
        let params = self.params(cursor, dict)?;
        let results = self.params(cursor, dict)?;
        let is_variadic = cursor.bool()?;
        Some(self.types.add(Type::Signature(Box::new(Signature {
            rparams,
            tparams,
            recv,
            params,
            results,
            is_variadic,
            ..Signature::default()
        }))))
    }

    /// Reads parameters or results as a tuple; empty lists have no tuple.
    fn params(&mut self, cursor: &mut Cursor<'_>, dict: &mut Dict) -> Option<Option<TypeId>> {
        let mut vars = Vec::new();
        for _ in 0..cursor.len()? {
            vars.push(self.param(cursor, dict, VarKind::Param)?);
        }
        if vars.is_empty() {
            return Some(None);
        }
        let vars = vars.into();
        Some(Some(self.types.add(Type::Tuple { vars })))
    }

    /// Reads a parameter or result.
    pub(crate) fn param(
        &mut self,
        cursor: &mut Cursor<'_>,
        dict: &mut Dict,
        kind: VarKind,
    ) -> Option<ObjId> {
        let pos = self.pos(cursor)?;
        let (pkg, name) = self.ident(cursor)?;
        let typ = self.typ(cursor, dict)?;
        Some(self.add_object(var_kind(kind, false), pos, pkg, name, typ))
    }
}

/// Reads a reference to a type.
fn type_ref(cursor: &mut Cursor<'_>) -> Option<TypeRef> {
    Some(if cursor.bool()? {
        TypeRef::Derived(cursor.index()?)
    } else {
        TypeRef::Plain(cursor.reference(Section::Type)?)
    })
}
