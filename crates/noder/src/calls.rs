//! Calls.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`expr`, for calls).

use vamos_ast::Node;
use vamos_check::NodeRef;
use vamos_check::SelectionKind;
use vamos_types::ObjId;
use vamos_types::TypeId;

use crate::builtins::Builtin;
use crate::convert::Targets;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::expressions::CALL;
use crate::trees::opt;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Writes a call or a conversion.
    pub(crate) fn call_expr(&mut self, w: &mut Element, node: NodeRef) -> Result<()> {
        let call = self.trees.call(node)?;
        let known = self.known(call.fun)?;
        if known.is_type() {
            let missing = || Error::unexpected("conversion", self.trees.pos(node));
            let arg = *call.args.first().ok_or_else(missing)?;
            return self.conversion(w, known.typ, arg, false);
        }
        let mut descriptor = None;
        if known.is_builtin() {
            match self.builtin_call(w, &call)? {
                Builtin::Written => return Ok(()),
                Builtin::Call(typ) => descriptor = typ,
            }
        }
        let core = self.core_type(known.typ);
        let missing = || Error::unexpected("function", self.trees.pos(node));
        let sig = self.sig(core.ok_or_else(missing)?)?;
        let targets = if sig.is_variadic && !call.has_dots {
            Targets::Variadic(sig.params)
        } else {
            Targets::Vars(sig.params)
        };
        w.code(CALL);
        self.callee(w, call.fun)?;
        self.node_pos(w, node)?;
        self.multi_expr(w, node, targets, &call.args)?;
        w.bool(call.has_dots);
        descriptor.map_or(Ok(()), |typ| self.rtype(w, typ))
    }

    fn callee(&mut self, w: &mut Element, fun: NodeRef) -> Result<()> {
        let fun = self.trees.unparen(fun);
        let mut selector = fun;
        if let Node::Index { x, .. } = self.trees.node(fun)
            && self.has_generic_methods()
        {
            selector = opt(fun, x).unwrap_or(fun);
        }
        let selection = self.selection(selector).cloned();
        let selection = selection.filter(|found| found.kind == SelectionKind::MethodVal);
        w.bool(selection.is_some());
        if let Some(selection) = selection {
            let typ = self.recv_expr(w, selector, &selection)?;
            return self.method_expr(w, selector, typ, &selection);
        }
        let (obj, targs) = self.lookup_obj(fun)?;
        let obj = obj.filter(|_| !targs.is_empty());
        w.bool(obj.is_some());
        match obj {
            Some(obj) => {
                self.node_pos(w, fun)?;
                self.func_inst(w, obj, &targs)
            }
            None => self.expr(w, fun),
        }
    }

    /// Writes a use of an instance of a function.
    pub(crate) fn func_inst(
        &mut self,
        w: &mut Element,
        obj: ObjId,
        targs: &[TypeId],
    ) -> Result<()> {
        let info = self.obj_inst_idx(obj, targs, w.dict)?;
        if w.bool(info.is_any_derived()) {
            let place = self.dict(w)?.subdict(info);
            w.len(place);
        } else {
            self.obj_info(w, &info);
        }
        Ok(())
    }
}
