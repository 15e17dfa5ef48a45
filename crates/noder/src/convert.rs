//! Conversions that the language implies, and descriptors of types.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`multiExpr`, `convertExpr`, `rtype`, `itab`).

use vamos_check::NodeRef;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::dict::TypeInfo;
use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::expressions::CONVERT;
use crate::writer::Writer;

/// The places to which values are assigned.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Targets<'t> {
    /// Places of an assignment.
    Places(&'t [NodeRef]),
    /// Variables in a tuple.
    Vars(Option<TypeId>),
    /// Parameters in a tuple, the last of which takes any number of arguments of its element type.
    Variadic(Option<TypeId>),
}

impl Writer<'_, '_> {
    /// Returns the type of the target with an index; `None` if values are not converted to it.
    fn target(&self, targets: Targets<'_>, index: usize, at: NodeRef) -> Result<Option<TypeId>> {
        let missing = || Error::unexpected("value", self.trees.pos(at));
        let vars = match targets {
            Targets::Places(places) => {
                return self.place_type(*places.get(index).ok_or_else(missing)?);
            }
            Targets::Vars(vars) | Targets::Variadic(vars) => self.types().vars(vars),
        };
        let last = vars.len().saturating_sub(1);
        let is_rest = matches!(targets, Targets::Variadic(_)) && index >= last;
        let var = vars.get(if is_rest { last } else { index });
        let typ = self.types().obj_type(*var.ok_or_else(missing)?);
        match (is_rest, self.types().get(typ)) {
            (false, _) => Ok(Some(typ)),
            (true, Type::Slice { elem }) => Ok(Some(*elem)),
            (true, _) => Err(missing()),
        }
    }

    /// Writes expressions, each converted to the type of its target; or one that has several
    /// values.
    pub(crate) fn multi_expr(
        &mut self,
        w: &mut Element,
        at: NodeRef,
        targets: Targets<'_>,
        exprs: &[NodeRef],
    ) -> Result<()> {
        if let [expr] = *exprs
            && let Type::Tuple { vars } = self.types().get(self.type_of(expr)?)
        {
            let vars = vars.clone();
            w.bool(true);
            self.node_pos(w, at)?;
            self.expr(w, expr)?;
            w.len(vars.len());
            for (index, var) in vars.into_iter().enumerate() {
                let src = self.types().obj_type(var);
                self.typ(w, src)?;
                let dst = self.target(targets, index, at)?;
                let dst = dst.filter(|dst| !self.types_mut().identical(src, *dst));
                w.bool(dst.is_some());
                if let Some(dst) = dst {
                    self.typ(w, dst)?;
                    self.conv_rtti(w, src, dst)?;
                }
            }
            return Ok(());
        }
        w.bool(false);
        w.len(exprs.len());
        for (index, expr) in exprs.iter().enumerate() {
            let dst = self.target(targets, index, at)?;
            self.implicit_conv(w, dst, *expr)?;
        }
        Ok(())
    }

    /// Writes an expression that is converted to a type where it has another one.
    pub(crate) fn implicit_conv(
        &mut self,
        w: &mut Element,
        dst: Option<TypeId>,
        expr: NodeRef,
    ) -> Result<()> {
        let expr = self.current(expr);
        let src = self.type_of(expr)?;
        match dst.filter(|dst| !self.types_mut().identical(src, *dst)) {
            None => self.expr(w, expr),
            Some(dst) => self.conversion(w, dst, expr, true),
        }
    }

    /// Writes a conversion.
    pub(crate) fn conversion(
        &mut self,
        w: &mut Element,
        dst: TypeId,
        expr: NodeRef,
        is_implicit: bool,
    ) -> Result<()> {
        let src = self.type_of(expr)?;
        let is_identical = self.types_mut().identical(src, dst);
        w.code(CONVERT);
        w.bool(is_implicit);
        self.typ(w, dst)?;
        self.node_pos(w, expr)?;
        self.conv_rtti(w, src, dst)?;
        let is_param = self.types().is_type_param(dst);
        w.bool(is_param);
        w.bool(is_identical);
        self.expr(w, expr)
    }

    /// Writes the descriptors that a conversion may need.
    pub(crate) fn conv_rtti(&mut self, w: &mut Element, src: TypeId, dst: TypeId) -> Result<()> {
        self.itab(w, src, dst)
    }

    fn itab(&mut self, w: &mut Element, typ: TypeId, iface: TypeId) -> Result<()> {
        let [typ, iface] = [typ, iface].map(|typ| self.types().default_type(typ));
        let typ = self.typ_idx(typ, w.dict)?;
        let iface = self.typ_idx(iface, w.dict)?;
        self.rtype_info(w, typ)?;
        self.rtype_info(w, iface)?;
        if w.bool(typ.is_derived || iface.is_derived) {
            let place = self.dict(w)?.itab(typ, iface);
            w.len(place);
        }
        Ok(())
    }

    /// Writes the descriptor of a type.
    pub(crate) fn rtype(&mut self, w: &mut Element, typ: TypeId) -> Result<()> {
        let typ = self.types().default_type(typ);
        let info = self.typ_idx(typ, w.dict)?;
        self.rtype_info(w, info)
    }

    fn rtype_info(&mut self, w: &mut Element, info: TypeInfo) -> Result<()> {
        if w.bool(info.is_derived) {
            let place = self.dict(w)?.rtype(info);
            w.len(place);
        } else {
            self.typ_info(w, info);
        }
        Ok(())
    }

    /// Writes a type expression that is used at run time; `iface` is the type of the operand that is
    /// asserted to have the type.
    pub(crate) fn expr_type(
        &mut self,
        w: &mut Element,
        iface: Option<TypeId>,
        expr: NodeRef,
    ) -> Result<()> {
        let typ = self.known(expr)?.typ;
        self.node_pos(w, expr)?;
        let iface = iface.filter(|iface| {
            let under = self.types_mut().under(*iface);
            !self.types_mut().is_empty_interface(under)
        });
        w.bool(iface.is_some());
        match iface {
            Some(iface) => self.itab(w, typ, iface),
            None => {
                self.rtype(w, typ)?;
                let info = self.typ_idx(typ, w.dict)?;
                w.bool(info.is_derived);
                Ok(())
            }
        }
    }
}
