//! Uses of methods.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`recvExpr`, `methodExpr`).

use vamos_ast::Node;
use vamos_check::NodeRef;
use vamos_check::Selection;
use vamos_types::ObjId;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::dict::ObjInfo;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::expressions::METHOD_EXPR;
use crate::expressions::METHOD_VAL;
use crate::expressions::RECV;
use crate::trees::opt;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Writes a method of a value as a function.
    pub(crate) fn method_val(
        &mut self,
        w: &mut Element,
        expr: NodeRef,
        selection: &Selection,
    ) -> Result<()> {
        w.code(METHOD_VAL);
        let typ = self.recv_expr(w, expr, selection)?;
        self.node_pos(w, expr)?;
        self.method_expr(w, expr, typ, selection)
    }

    /// Writes a method of a type as a function.
    pub(crate) fn method_of_type(
        &mut self,
        w: &mut Element,
        expr: NodeRef,
        selection: &Selection,
    ) -> Result<()> {
        w.code(METHOD_EXPR);
        let (x, _) = self.selector_parts(expr)?;
        let mut typ = self.known(x)?.typ;
        self.typ(w, typ)?;
        let implicits = implicits(selection);
        w.len(implicits.len());
        for index in implicits {
            w.len(*index);
            typ = self.field_type(typ, *index)?;
        }
        typ = self.adjusted(w, typ, selection.obj)?;
        self.node_pos(w, expr)?;
        self.method_expr(w, expr, typ, selection)
    }

    /// Writes the receiver of a method, with implied fields, addresses and dereferences; returns its
    /// type.
    pub(crate) fn recv_expr(
        &mut self,
        w: &mut Element,
        expr: NodeRef,
        selection: &Selection,
    ) -> Result<TypeId> {
        let (x, _) = self.selector_parts(expr)?;
        w.code(RECV);
        self.expr(w, x)?;
        self.node_pos(w, expr)?;
        let implicits = implicits(selection);
        w.len(implicits.len());
        let mut typ = self.type_of(x)?;
        for index in implicits {
            typ = self.field_type(typ, *index)?;
            w.len(*index);
        }
        self.adjusted(w, typ, selection.obj)
    }

    /// Writes the adjustment of an operand to a method's receiver: a dereference, an address, or
    /// none. Returns the type after it.
    fn adjusted(&mut self, w: &mut Element, typ: TypeId, method: ObjId) -> Result<TypeId> {
        let recv = self.recv_type(method)?;
        let derefs = self.is_pointer_to(typ, recv);
        if w.bool(derefs) {
            return Ok(recv);
        }
        let addresses = self.is_pointer_to(recv, typ);
        w.bool(addresses);
        Ok(if addresses { recv } else { typ })
    }

    /// Returns the type of a method's receiver.
    fn recv_type(&self, method: ObjId) -> Result<TypeId> {
        let pos = self.types().object(method).pos;
        let recv = self.sig(self.types().obj_type(method))?.recv;
        let recv = recv.ok_or_else(|| Error::unexpected("method without a receiver", pos))?;
        Ok(self.types().obj_type(recv))
    }

    fn selector_parts(&self, expr: NodeRef) -> Result<(NodeRef, Option<NodeRef>)> {
        match self.trees.node(expr) {
            Node::Selector { x, sel } => Ok((self.trees.part(expr, x)?, opt(expr, sel))),
            _ => Err(Error::unexpected("selector", self.trees.pos(expr))),
        }
    }

    /// Writes a use of a method; `recv` is the type of the receiver after its adjustment.
    pub(crate) fn method_expr(
        &mut self,
        w: &mut Element,
        expr: NodeRef,
        recv: TypeId,
        selection: &Selection,
    ) -> Result<()> {
        let method = selection.obj;
        let sig = self.types().obj_type(method);
        self.typ(w, recv)?;
        let is_generic = self.is_generic_method(method);
        if self.has_generic_methods() {
            w.bool(is_generic);
        }
        if !is_generic {
            self.typ(w, sig)?;
        }
        self.node_pos(w, expr)?;
        self.selector(w, method)?;
        let actual = self.types().unalias(recv);
        let is_param = matches!(self.types().get(actual), Type::TypeParam(_));
        if w.bool(is_param) {
            let param = self.type_param_index(w, actual)?;
            let method = self.selector_idx(method)?;
            let place = self.dict(w)?.method_expr(param, method);
            w.len(place);
            return Ok(());
        }
        let info = self.method_inst(w, expr, recv, method)?;
        let (info, is_dynamic) = match info {
            Some((info, is_dynamic)) => (Some(info), is_dynamic),
            None => (None, false),
        };
        w.bool(is_dynamic);
        match info {
            Some(info) if is_dynamic => {
                let place = self.dict(w)?.subdict(info);
                w.len(place);
            }
            info => {
                let info = info.filter(|info| !info.explicits.is_empty());
                w.bool(info.is_some());
                if let Some(info) = info {
                    self.obj_info(w, &info);
                }
            }
        }
        Ok(())
    }

    /// Returns the object whose dictionary a concrete method needs, and true if that is known at run
    /// time only.
    fn method_inst(
        &mut self,
        w: &Element,
        expr: NodeRef,
        recv: TypeId,
        method: ObjId,
    ) -> Result<Option<(ObjInfo, bool)>> {
        if self.is_interface(recv) {
            return Ok(None);
        }
        let base = self.deref(recv);
        let Some(named) = self.types().as_named(base) else {
            return Ok(None);
        };
        let mut obj = self.types().named_obj(named);
        let mut targs = self.types().type_args(named);
        // Before methods could have type parameters, the types around a type counted apart.
        let is_nested = !self.has_generic_methods() && self.has_implicit_params(obj);
        if self.is_generic_method(method) {
            obj = self.types().object_origin(method);
            let (_, name) = self.selector_parts(expr)?;
            let own = name.and_then(|name| self.instance(name));
            targs.extend(own.map_or(&[][..], |(targs, _)| targs));
        }
        let info = self.obj_inst_idx(obj, &targs, w.dict)?;
        let is_dynamic = is_nested || info.is_any_derived();
        Ok(Some((info, is_dynamic)))
    }
}

/// Returns the fields that lead to the receiver of a method.
fn implicits(selection: &Selection) -> &[usize] {
    let index = &selection.index[..];
    index.split_last().map_or(&[], |(_, fields)| fields)
}
