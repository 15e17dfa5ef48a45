//! Literals of composite types and functions, and the ends of type expressions.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`compLit`, `funcLit`), quirks.go.

use vamos_ast::ListId;
use vamos_ast::Node;
use vamos_check::NodeRef;
use vamos_objfile::exports::Section;
use vamos_types::Facts as _;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::expressions::COMP_LIT;
use crate::expressions::FUNC_LIT;
use crate::trees::opt;
use crate::writer::Writer;

/// An element of a composite literal.
#[derive(Clone, Copy, Debug)]
struct Elem {
    key: Option<NodeRef>,
    value: NodeRef,
}

impl Writer<'_, '_> {
    /// Writes a composite literal.
    pub(crate) fn comp_lit(&mut self, w: &mut Element, lit: NodeRef) -> Result<()> {
        let wrong = || Error::unexpected("literal", self.trees.pos(lit));
        let Node::CompositeLit { elems, .. } = self.trees.node(lit) else {
            return Err(wrong());
        };
        let elems = self.elems(lit, elems)?;
        let mut typ = self.type_of(lit)?;
        w.code(COMP_LIT);
        self.node_pos(w, lit)?;
        self.typ(w, typ)?;
        let mut core = self.core_type(typ);
        if let Some(&Type::Pointer { elem }) = core.map(|core| self.types().get(core)) {
            typ = elem;
            core = self.core_type(typ);
        }
        let missing = || Error::unexpected("type of a literal", self.trees.pos(lit));
        let core = core.ok_or_else(missing)?;
        let is_compact = self.has_generic_methods();
        match *self.types().get(core) {
            Type::Array { elem, .. } | Type::Slice { elem } if is_compact => {
                self.array_elems(w, elem, &elems)
            }
            Type::Array { elem, .. } | Type::Slice { elem } => {
                self.keyed_elems(w, None, elem, &elems)
            }
            Type::Map { key, elem } => {
                self.rtype(w, typ)?;
                if is_compact {
                    self.map_elems(w, key, elem, &elems)
                } else {
                    self.keyed_elems(w, Some(key), elem, &elems)
                }
            }
            Type::Struct(_) if is_compact => self.struct_elems(w, core, &elems),
            Type::Struct(_) => self.fields(w, core, &elems),
            _ => Err(missing()),
        }
    }

    fn elems(&self, lit: NodeRef, elems: ListId) -> Result<Vec<Elem>> {
        let elem = |node: NodeRef| match self.trees.node(node) {
            Node::KeyValue { key, value } => Ok(Elem {
                key: Some(self.trees.part(node, key)?),
                value: self.trees.part(node, value)?,
            }),
            _ => Ok(Elem {
                key: None,
                value: node,
            }),
        };
        self.trees.list(lit, elems).into_iter().map(elem).collect()
    }

    /// Writes the elements of an array, a slice or a map, each of which may have a key.
    fn keyed_elems(
        &mut self,
        w: &mut Element,
        key_type: Option<TypeId>,
        elem_type: TypeId,
        elems: &[Elem],
    ) -> Result<()> {
        w.len(elems.len());
        for elem in elems {
            w.bool(elem.key.is_some());
            if let Some(key) = elem.key {
                self.node_pos(w, key)?;
                self.implicit_conv(w, key_type, key)?;
            }
            self.implicit_conv(w, Some(elem_type), elem.value)?;
        }
        Ok(())
    }

    /// Writes the elements of a struct, each with the index of its field.
    fn fields(&mut self, w: &mut Element, own: TypeId, elems: &[Elem]) -> Result<()> {
        w.len(elems.len());
        for (at, elem) in elems.iter().enumerate() {
            let shown = elem.key.unwrap_or(elem.value);
            self.node_pos(w, shown)?;
            let used = elem.key.and_then(|key| self.used(key));
            let fields = &self.types().struct_type(own).fields;
            let index = match used {
                Some(used) => position_from(fields, at, used),
                None => Some(at),
            };
            let missing = || Error::unexpected("field", self.trees.pos(shown));
            let index = index.ok_or_else(missing)?;
            let field = *fields.get(index).ok_or_else(missing)?;
            let typ = self.types().obj_type(field);
            w.len(index);
            self.implicit_conv(w, Some(typ), elem.value)?;
        }
        Ok(())
    }

    /// Writes the elements of an array or a slice, without marks if none has a key.
    fn array_elems(&mut self, w: &mut Element, elem_type: TypeId, elems: &[Elem]) -> Result<()> {
        let has_keys = elems.iter().any(|elem| elem.key.is_some());
        w.int(signed_len(elems, has_keys));
        for elem in elems {
            if has_keys {
                w.bool(elem.key.is_some());
            }
            if let Some(key) = elem.key {
                self.node_pos(w, key)?;
                self.implicit_conv(w, None, key)?;
            }
            self.implicit_conv(w, Some(elem_type), elem.value)?;
        }
        Ok(())
    }

    fn map_elems(
        &mut self,
        w: &mut Element,
        key_type: TypeId,
        elem_type: TypeId,
        elems: &[Elem],
    ) -> Result<()> {
        w.int(signed_len(elems, true));
        for elem in elems {
            let missing = || Error::unexpected("element", self.trees.pos(elem.value));
            let key = elem.key.ok_or_else(missing)?;
            self.node_pos(w, key)?;
            self.implicit_conv(w, Some(key_type), key)?;
            self.implicit_conv(w, Some(elem_type), elem.value)?;
        }
        Ok(())
    }

    /// Writes the elements of a struct: all with keys, which may be promoted fields, or none.
    fn struct_elems(&mut self, w: &mut Element, own: TypeId, elems: &[Elem]) -> Result<()> {
        let has_keys = elems.iter().any(|elem| elem.key.is_some());
        w.int(signed_len(elems, has_keys));
        for (at, elem) in elems.iter().enumerate() {
            let missing = Error::unexpected("field", self.trees.pos(elem.value));
            let Some(key) = elem.key else {
                self.node_pos(w, elem.value)?;
                let field = self.types().struct_type(own).fields.get(at);
                let typ = self.types().obj_type(*field.ok_or(missing)?);
                self.implicit_conv(w, Some(typ), elem.value)?;
                continue;
            };
            self.node_pos(w, key)?;
            let (field, index) = self.keyed_field(own, key, at).ok_or(missing)?;
            if index.len() > 1 {
                w.int(-(index.len() as i64));
            }
            for place in index {
                w.int(place as i64);
            }
            let typ = self.types().obj_type(field);
            self.implicit_conv(w, Some(typ), elem.value)?;
        }
        Ok(())
    }

    /// Returns a field of a struct by its name in the literal's element with an index, and the
    /// indices that lead to it.
    fn keyed_field(&mut self, own: TypeId, key: NodeRef, at: usize) -> Option<(ObjId, Vec<usize>)> {
        let used = self.used(key)?;
        if let Some(index) = position_from(&self.types().struct_type(own).fields, at, used) {
            return Some((used, vec![index]));
        }
        let name = self.types().find_name(&self.trees.name(key))?;
        let pkg = Some(self.pkg);
        let mut queries = self.checker.queries();
        let (obj, index, _) = queries.lookup_field_or_method(own, false, pkg, name, false);
        Some((obj?, index?))
    }

    /// Writes a function literal.
    pub(crate) fn func_lit(&mut self, w: &mut Element, lit: NodeRef) -> Result<()> {
        let Node::FuncLit { body, .. } = self.trees.node(lit) else {
            return Err(Error::unexpected("literal", self.trees.pos(lit)));
        };
        let sig = self.type_of(lit)?;
        w.code(FUNC_LIT);
        let (body, captured) = self.body_idx(sig, opt(lit, body), w.dict)?;
        self.node_pos(w, lit)?;
        self.signature(w, sig)?;
        w.bool(self.made.loop_bodies.contains(&lit));
        w.len(captured.len());
        for (pos, obj) in captured {
            self.pos(w, pos)?;
            self.use_local(w, pos, obj);
        }
        w.encoder.reference(Section::Body, body);
        Ok(())
    }

    /// Returns the position of the last part of a type expression, as the compiler computes it for
    /// variables of clauses.
    pub(crate) fn type_expr_end(&self, expr: NodeRef) -> Result<Pos> {
        let mut at = expr;
        loop {
            let next = match self.trees.node(at) {
                Node::Name | Node::StructType { .. } => None,
                Node::Selector { x, .. } => return Ok(self.trees.pos(self.trees.part(at, x)?)),
                Node::Paren { x } | Node::Operation { x, y: None, .. } => x,
                Node::ArrayType { elem, .. }
                | Node::ChanType { elem, .. }
                | Node::DotsType { elem }
                | Node::SliceType { elem } => elem,
                Node::MapType { value, .. } => value,
                Node::InterfaceType { methods } => {
                    self.last_field_type(at, methods).map(NodeRef::id)
                }
                Node::FuncType { params, results } => {
                    let last = self.last_field_type(at, results);
                    let last = last.or_else(|| self.last_field_type(at, params));
                    last.map(NodeRef::id)
                }
                Node::Index { index, .. } => {
                    let last = self.trees.unpack(opt(at, index)).pop();
                    last.map(NodeRef::id)
                }
                _ => return Err(Error::unexpected("type", self.trees.pos(at))),
            };
            match next {
                Some(next) => at = crate::trees::at(at, next),
                None => return Ok(self.trees.pos(at)),
            }
        }
    }

    fn last_field_type(&self, of: NodeRef, fields: ListId) -> Option<NodeRef> {
        let last = self.trees.list(of, fields).pop()?;
        match self.trees.node(last) {
            Node::Field { typ, .. } => opt(last, typ),
            _ => None,
        }
    }
}

/// Returns the index of a field: most literals have the order of the type, so the search begins at
/// an element's own index.
fn position_from(fields: &[ObjId], at: usize, field: ObjId) -> Option<usize> {
    let (before, after) = fields.split_at_checked(at).unwrap_or((fields, &[]));
    let found = after.iter().position(|other| *other == field);
    let found = found.map(|place| at + place);
    found.or_else(|| before.iter().position(|other| *other == field))
}

/// Returns the number of elements, below zero if they have keys.
fn signed_len(elems: &[Elem], has_keys: bool) -> i64 {
    let len = elems.len() as i64;
    if has_keys { -len } else { len }
}
