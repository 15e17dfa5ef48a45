//! Reads objects.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`objIdx`, `method`), for another format.

use std::sync::Arc;

use vamos_base::golang::line_directive::LineDirective;
use vamos_types::BaseId;
use vamos_types::ForeignBase;
use vamos_types::ForeignPlace;
use vamos_types::Name;
use vamos_types::Named;
use vamos_types::ObjId;
use vamos_types::Object;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;

use crate::bytes::Cursor;
use crate::state::Load;
use crate::state::Pending;
use crate::summary::OBJECTS;
use crate::summary::TYPES;
use crate::write::CONST;
use crate::write::FUNC;
use crate::write::TYPE;
use crate::write::VAR;

/// The kind of imported functions.
pub(crate) const FUNCTION: ObjectKind = ObjectKind::Func {
    has_ptr_recv: false,
    origin: None,
};

impl Load<'_> {
    /// Reads an exported object.
    pub(crate) fn object(&mut self, unit: usize, index: usize, name: Name) -> Option<ObjId> {
        let summary = self.state().units[unit].summary.clone();
        let mut cursor = Cursor::new(summary.entry(OBJECTS, index)?, 0);
        let kind = cursor.byte()?;
        let pos = self.pos(&mut cursor, unit)?;
        let typ = self.typ(&mut cursor, unit)?;
        let pkg = self.state().units[unit].pkg;
        let scope = self.types.package(pkg).scope;
        let kind = match kind {
            CONST => ObjectKind::Const {
                val: cursor.value()?,
            },
            FUNC => FUNCTION,
            VAR => ObjectKind::Var {
                kind: VarKind::Package,
                is_embedded: false,
                origin: None,
            },
            TYPE => {
                // Reading the type has declared the name.
                if let Some(obj) = self.types.lookup(scope, name) {
                    return Some(obj);
                }
                ObjectKind::TypeName
            }
            _ => return None,
        };
        let mut object = Object::new(kind, pos, Some(pkg), name);
        object.typ = Some(typ);
        let obj = self.types.add_object(object);
        self.types.insert(scope, obj);
        Some(obj)
    }

    pub(crate) fn name(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Name> {
        let number = cursor.small()?;
        let own = &self.state().units[unit];
        if let Some(name) = own.names.get(&number) {
            return Some(*name);
        }
        let summary = own.summary.clone();
        let name = self.types.intern(summary.text(number)?);
        self.state_mut().units[unit].names.insert(number, name);
        Some(name)
    }

    /// Reads the package of an object; the inner result is `None` for the universe.
    pub(crate) fn package_of(&self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Option<PkgId>> {
        match cursor.small()? {
            0 => Some(None),
            number => {
                let packages = &self.state().units[unit].packages;
                Some(Some(*packages.get(number as usize - 1)?))
            }
        }
    }

    pub(crate) fn pos(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Pos> {
        let line = cursor.small()?;
        if line == 0 {
            return Some(Pos::NONE);
        }
        let column = cursor.small()?;
        let number = cursor.small()?;
        let base = self.base(unit, number)?;
        if !cursor.flag()? {
            return Some(self.types.add_place(ForeignPlace { base, line, column }));
        }
        // The directive that gives this place is not known, but one that begins there has the same
        // effect on it.
        let (own_line, own_column) = (cursor.small()?, cursor.small()?);
        let number = cursor.small()?;
        let within = self.base(unit, number)?;
        let directive = LineDirective {
            at_line: own_line.into(),
            at_column: own_column.into(),
            line: line.into(),
            column: column.into(),
        };
        let file = self.types.base(base).file.clone();
        let base = self.types.add_base(ForeignBase {
            file,
            directive: Some((Some(within), directive)),
        });
        Some(self.types.add_place(ForeignPlace {
            base,
            line: own_line,
            column: own_column,
        }))
    }

    /// Returns the origin of line numbers of a file without directives, by the index of its name.
    fn base(&mut self, unit: usize, number: u32) -> Option<BaseId> {
        if let Some(base) = self.state().units[unit].files.get(&number) {
            return Some(*base);
        }
        let file: Arc<str> = self.state().units[unit].summary.text(number)?.into();
        let base = self.types.add_base(ForeignBase {
            file,
            directive: None,
        });
        self.state_mut().units[unit].files.insert(number, base);
        Some(base)
    }

    /// Reads the name of a type, and declares it in its package's scope if it is at package level;
    /// declarations in functions are in no scope.
    pub(crate) fn type_name(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<ObjId> {
        let pkg = self.package_of(cursor, unit)?;
        let name = self.name(cursor, unit)?;
        let is_declared = cursor.flag()?;
        let pos = self.pos(cursor, unit)?;
        let object = Object::new(ObjectKind::TypeName, pos, pkg, name);
        let obj = self.types.add_object(object);
        if let Some(pkg) = pkg.filter(|_| is_declared) {
            let scope = self.types.package(pkg).scope;
            self.types.insert(scope, obj);
        }
        Some(obj)
    }

    /// Adds a defined type whose record continues at the cursor.
    pub(crate) fn named(&mut self, obj: ObjId, pending: Pending) -> TypeId {
        let mut named = Named::new(obj);
        named.is_imported = true;
        let typ = self.types.add(Type::Named(Box::new(named)));
        self.types.object_mut(obj).typ = Some(typ);
        self.state_mut().pending.insert(typ, pending);
        typ
    }

    /// Reads the rest of a defined type.
    pub(crate) fn complete(&mut self, typ: TypeId) {
        let Some(pending) = self.state_mut().pending.remove(&typ) else {
            return;
        };
        if self.nested(|load| load.rest_of(typ, pending)).is_none() {
            let named = self.types.named_mut(typ);
            named.from_rhs = Some(vamos_types::typ::INVALID);
            named.underlying = named.from_rhs;
        }
    }

    fn rest_of(&mut self, typ: TypeId, pending: Pending) -> Option<()> {
        let Pending { unit, index, at } = pending;
        let summary = self.state().units[unit].summary.clone();
        let mut cursor = Cursor::new(summary.entry(TYPES, index)?, at);
        let tparams = self.type_params(&mut cursor, unit)?;
        self.types.named_mut(typ).tparams = tparams;
        let underlying = Some(self.opt_type(&mut cursor, unit)??);
        let named = self.types.named_mut(typ);
        named.from_rhs = underlying;
        named.underlying = underlying;
        let methods = self.methods(&mut cursor, unit)?;
        let named = self.types.named_mut(typ);
        named.methods = methods.into_iter().map(Some).collect();
        Some(())
    }

    /// Reads methods.
    pub(crate) fn methods(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<Vec<ObjId>> {
        let mut methods = Vec::new();
        for _ in 0..cursor.len()? {
            let name = self.name(cursor, unit)?;
            let pkg = self.package_of(cursor, unit)?;
            let pos = self.pos(cursor, unit)?;
            let mut object = Object::new(FUNCTION, pos, pkg, name);
            if cursor.flag()? {
                let rparams = self.list(cursor, unit)?;
                let recv = if cursor.flag()? {
                    Some(self.var(cursor, unit)?)
                } else {
                    None
                };
                let mut signature = self.signature(cursor, unit)?;
                signature.rparams = rparams;
                signature.recv = recv;
                let signature = Type::Signature(Box::new(signature));
                object.typ = Some(self.types.add(signature));
            }
            methods.push(self.types.add_object(object));
        }
        Some(methods)
    }

    /// Reads a field, parameter or result.
    pub(crate) fn var(&mut self, cursor: &mut Cursor<'_>, unit: usize) -> Option<ObjId> {
        let name = self.name(cursor, unit)?;
        let pkg = self.package_of(cursor, unit)?;
        let pos = self.pos(cursor, unit)?;
        let kind = cursor.byte()?;
        let kinds = [
            VarKind::Package,
            VarKind::Local,
            VarKind::Recv,
            VarKind::Param,
            VarKind::Result,
            VarKind::Field,
        ];
        let kind = ObjectKind::Var {
            kind: *kinds.get(usize::from(kind / 2))?,
            is_embedded: kind % 2 == 1,
            origin: None,
        };
        let mut object = Object::new(kind, pos, pkg, name);
        object.typ = Some(self.typ(cursor, unit)?);
        Some(self.types.add_object(object))
    }
}
