//! Reads types.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`typIdx`, `structType`, `signature`, …),
//! for another format.

use std::sync::Arc;

use vamos_types::Alias;
use vamos_types::ChanDir;
use vamos_types::Instance;
use vamos_types::Interface;
use vamos_types::Named;
use vamos_types::ObjId;
use vamos_types::Object;
use vamos_types::ObjectKind;
use vamos_types::Pos;
use vamos_types::Signature;
use vamos_types::Struct;
use vamos_types::Term;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::TypeParam;
use vamos_types::VarKind;

use crate::bytes::Cursor;
use crate::state::Load;
use crate::state::Pending;
use crate::summary::TYPES;
use crate::write_types::tag;

/// The first id of imported type parameters, to distinguish them from the package's own.
const FIRST_TYPE_PARAM: u32 = 1 << 30;

impl Load<'_> {
    /// Reads the index of a type, and the type if it was not read yet.
    pub(crate) fn typ(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<TypeId> {
        let number = cursor.small()? as usize;
        match number.checked_sub(self.types.predeclared()) {
            None => self.types.nth_predeclared(number),
            Some(index) => self.nested(|load| load.type_at(unit, index)),
        }
    }

    /// Reads a type that may be missing.
    pub(crate) fn opt_type(
        &mut self,
        cursor: &mut Cursor<'_>,
        unit: usize,
    ) -> Option<Option<TypeId>> {
        Some(if cursor.flag()? {
            Some(self.typ(cursor, unit)?)
        } else {
            None
        })
    }

    pub(crate) fn list(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Box<[TypeId]>> {
        let len = cursor.len()?;
        (0..len).map(|_| self.typ(cursor, unit)).collect()
    }

    /// Returns the type parameters of a declaration; `None` if there are other types among them.
    pub(crate) fn type_params(
        &mut self,
        cursor: &mut Cursor<'_>,
        unit: usize,
    ) -> Option<Box<[TypeId]>> {
        let list = self.list(cursor, unit)?;
        let mut types = list.iter().map(|typ| self.types.get(*typ));
        let is_right = types.all(|typ| matches!(typ, Type::TypeParam(_)));
        is_right.then_some(list)
    }

    /// Returns a type by its index in the summary.
    pub(crate) fn type_at(&mut self, unit: usize, index: usize) -> Option<TypeId> {
        if let Some(typ) = *self.state().units[unit].types.get(index)? {
            return Some(typ);
        }
        let summary = self.state().units[unit].summary.clone();
        let mut cursor = Cursor::new(summary.entry(TYPES, index)?, 0);
        let typ = match cursor.byte()? {
            tag::FOREIGN => {
                let pkg = self.package_of(&mut cursor, unit)??;
                let name = self.name(&mut cursor, unit)?;
                let obj = self.lookup(pkg, name)?;
                self.types.object(obj).typ?
            }
            tag::NAMED => {
                let obj = self.type_name(&mut cursor, unit)?;
                let at = cursor.at();
                self.named(obj, Pending { unit, index, at })
            }
            tag::INSTANCE => self.instance(&mut cursor, unit)?,
            tag::TYPE_PARAM => return self.type_param(&mut cursor, unit, index),
            tag::ALIAS => self.alias(&mut cursor, unit)?,
            tag::INTERFACE => self.interface(&mut cursor, unit)?,
            tag => {
                let typ = self.literal(tag, &mut cursor, unit)?;
                self.types.add(typ)
            }
        };
        // A recursive type was read by the nested read.
        let slot = &mut self.state_mut().units[unit].types[index];
        Some(*slot.get_or_insert(typ))
    }

    /// Reads a type literal.
    fn literal(&mut self, tag: u8, cursor: &mut Cursor<'_>, unit: usize) -> Option<Type> {
        Some(match tag {
            tag::ARRAY => Type::Array {
                len: cursor.signed()?,
                elem: self.typ(cursor, unit)?,
            },
            tag::SLICE => Type::Slice {
                elem: self.typ(cursor, unit)?,
            },
            tag::POINTER => Type::Pointer {
                elem: self.typ(cursor, unit)?,
            },
            tag::MAP => Type::Map {
                key: self.typ(cursor, unit)?,
                elem: self.typ(cursor, unit)?,
            },
            tag::CHAN => Type::Chan {
                dir: match cursor.byte()? {
                    0 => ChanDir::SendRecv,
                    1 => ChanDir::SendOnly,
                    _ => ChanDir::RecvOnly,
                },
                elem: self.typ(cursor, unit)?,
            },
            tag::TUPLE => Type::Tuple {
                vars: self.vars(cursor, unit)?,
            },
            tag::STRUCT => {
                let fields = self.vars(cursor, unit)?;
                let tags = (0..cursor.len()?).map(|_| {
                    let number = cursor.small()?;
                    let text = self.state().units[unit].summary.string(number)?;
                    Some(Arc::from(text))
                });
                let tags = tags.collect::<Option<_>>()?;
                Type::Struct(Struct { fields, tags })
            }
            tag::SIGNATURE => Type::Signature(Box::new(self.signature(cursor, unit)?)),
            tag::UNION => {
                let terms = (0..cursor.len()?).map(|_| {
                    Some(Term {
                        tilde: cursor.flag()?,
                        typ: self.opt_type(cursor, unit)?,
                    })
                });
                Type::Union {
                    terms: terms.collect::<Option<_>>()?,
                }
            }
            _ => return None,
        })
    }

    fn vars(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Box<[ObjId]>> {
        let len = cursor.len()?;
        (0..len).map(|_| self.var(cursor, unit)).collect()
    }

    /// Reads a function type; `None` if it is variadic without a parameter.
    pub(crate) fn signature(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Signature> {
        let signature = Signature {
            tparams: self.type_params(cursor, unit)?,
            params: self.tuple(cursor, unit)?,
            results: self.tuple(cursor, unit)?,
            is_variadic: cursor.flag()?,
            ..Signature::default()
        };
        let params = signature.params.map(|params| self.types.get(params));
        let has_params = matches!(params, Some(Type::Tuple { vars }) if !vars.is_empty());
        (has_params || !signature.is_variadic).then_some(signature)
    }

    /// Returns parameters or results, which may be missing; `None` if they are another type.
    fn tuple(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Option<TypeId>> {
        let tuple = self.opt_type(cursor, unit)?;
        let is_other = |typ: TypeId| !matches!(self.types.get(typ), Type::Tuple { .. });
        (!tuple.is_some_and(is_other)).then_some(tuple)
    }

    fn interface(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<TypeId> {
        let is_implicit = cursor.flag()?;
        let methods = self.methods(cursor, unit)?;
        let mut interface = Interface {
            methods,
            is_implicit,
            is_complete: true,
            ..Interface::default()
        };
        for _ in 0..cursor.len()? {
            interface.embeddeds.push(self.typ(cursor, unit)?);
            interface.embed_pos.push(self.pos(cursor, unit)?);
        }
        let methods = interface.methods.clone();
        let typ = self.types.add(Type::Interface(Box::new(interface)));
        for method in methods {
            self.receive(method, typ)?;
        }
        Some(typ)
    }

    /// Sets the receiver of an interface's method, if it has none.
    fn receive(&mut self, method: ObjId, interface: TypeId) -> Option<()> {
        let object = self.types.object(method);
        let (pos, pkg, signature) = (object.pos, object.pkg, object.typ?);
        if self.types.signature(signature).recv.is_some() {
            return Some(());
        }
        let kind = ObjectKind::Var {
            kind: VarKind::Recv,
            is_embedded: false,
            origin: None,
        };
        let mut recv = Object::new(kind, pos, pkg, vamos_types::Name::EMPTY);
        recv.typ = Some(interface);
        let recv = self.types.add_object(recv);
        self.types.signature_mut(signature).recv = Some(recv);
        Some(())
    }

    fn instance(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<TypeId> {
        let orig = self.typ(cursor, unit)?;
        let targs = self.list(cursor, unit)?;
        let Type::Named(generic) = self.types.get(orig) else {
            return None;
        };
        let name = self.types.object(generic.obj);
        let name = Object::new(ObjectKind::TypeName, Pos::NONE, name.pkg, name.name);
        let obj = self.types.add_object(name);
        let mut named = Named::new(obj);
        named.inst = Some(Box::new(Instance::new(orig, targs)));
        let typ = self.types.add(Type::Named(Box::new(named)));
        self.types.object_mut(obj).typ = Some(typ);
        Some(typ)
    }

    /// Reads a type parameter. It is added before its constraint is read, which may refer to it.
    fn type_param(&mut self, cursor: &mut Cursor<'_>, unit: usize, index: usize) -> Option<TypeId> {
        let obj = self.type_name(cursor, unit)?;
        let own_index = cursor.small()?;
        self.state_mut().type_params += 1;
        let typ = self.types.add(Type::TypeParam(Box::new(TypeParam {
            id: FIRST_TYPE_PARAM + self.state().type_params,
            obj,
            index: Some(own_index),
            bound: None,
        })));
        self.types.object_mut(obj).typ = Some(typ);
        self.state_mut().units[unit].types[index] = Some(typ);
        let bound = self.opt_type(cursor, unit)?;
        self.types.type_param_mut(typ).bound = bound;
        Some(typ)
    }

    fn alias(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<TypeId> {
        let obj = self.type_name(cursor, unit)?;
        let tparams = self.type_params(cursor, unit)?;
        let targs = self.list(cursor, unit)?;
        let orig = self.opt_type(cursor, unit)?;
        let from_rhs = self.opt_type(cursor, unit)?;
        let actual = match from_rhs.map(|rhs| self.types.get(rhs)) {
            Some(Type::Alias(alias)) => alias.actual,
            _ => from_rhs,
        };
        let typ = self.types.add(Type::Alias(Box::new(Alias {
            obj,
            orig: vamos_types::typ::INVALID,
            tparams,
            targs,
            from_rhs,
            actual,
        })));
        self.types.alias_mut(typ).orig = orig.unwrap_or(typ);
        self.types.object_mut(obj).typ = Some(typ);
        Some(typ)
    }
}
