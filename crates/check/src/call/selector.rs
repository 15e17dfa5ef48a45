//! Selectors of fields and methods.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

use vamos_ast::Node;
use vamos_types::DroppedRecv;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::Type;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::info::Selection;
use crate::info::SelectionKind;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Facts;
use vamos_types::Texts;

/// A selector as it is written in the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selector {
    pub(super) node: NodeRef,
    /// The operand before the dot.
    pub(super) base: NodeRef,
    /// The name's node.
    pub(super) sel: NodeRef,
    pub(super) name: Name,
}

/// The selected object, and the path to it.
#[derive(Clone, Debug)]
pub(super) struct SelectedObject {
    pub(super) obj: ObjId,
    pub(super) index: Vec<usize>,
    pub(super) is_indirect: bool,
}

impl Checker<'_> {
    /// Checks a selector, `e`; reports values if a type is wanted.
    pub(crate) fn selector(&mut self, x: &mut Operand, e: NodeRef, wants_type: bool) {
        let Node::Selector { x: base, sel } = self.source.node(e) else {
            unreachable!("the caller has seen a selector");
        };
        let sel = e.part(sel);
        let selector = Selector {
            node: e,
            base: e.part(base),
            sel,
            name: self.name(sel),
        };
        let is_right = match self.package_of(selector.base) {
            Some(pkg_name) => self.qualified(x, selector, pkg_name),
            None => self.select(x, selector, wants_type).is_some(),
        };
        if !is_right {
            x.invalidate();
            x.typ = typ::INVALID;
        }
        x.expr = Some(e);
    }

    /// Checks a selector of a field or method; returns nothing after an error.
    fn select(&mut self, x: &mut Operand, e: Selector, wants_type: bool) -> Option<()> {
        self.expr_or_type(x, e.base, false);
        match x.mode {
            Mode::Builtin => {
                let what = self.operand_text(x);
                let text = format!("invalid use of {what} in selector expression");
                self.error(self.source.pos(e.node), Code::UncalledBuiltin, text);
                return None;
            }
            Mode::Invalid => return None,
            _ => {}
        }
        if !self.is_complete(x.typ) {
            return None;
        }
        // The receiver's type may not be set up where a type is wanted; no selector of a value
        // is a type in any case.
        if wants_type {
            let text = format!("{} is not a type", self.expr_text(e.node));
            self.error_at(e.sel, Code::NotAType, text);
            return None;
        }
        // A pointer is followed.
        let under = self.types.under(x.typ);
        if let Type::Pointer { elem } = *self.types.get(under)
            && !self.is_complete(elem)
        {
            return None;
        }
        let found = self.find_selected(x, e)?;
        let is_method = self.types.object(found.obj).is_func();
        if is_method {
            // Its type may not be known yet.
            self.obj_decl(found.obj);
        }
        if x.mode == Mode::TypExpr {
            return self.method_expr(x, e, &found, is_method);
        }
        let recv = x.typ;
        let obj_type = self.types.object(found.obj).typ.unwrap_or(typ::INVALID);
        if is_method {
            x.mode = Mode::Value;
            let mut sig = self.types.signature(obj_type).clone();
            sig.dropped_recv = sig
                .recv
                .take()
                .map_or(DroppedRecv::None, DroppedRecv::Value);
            x.typ = self.types.add(Type::Signature(Box::new(sig)));
            self.record_selected(e, SelectionKind::MethodVal, recv, &found);
            self.add_decl_dep(found.obj);
        } else {
            self.record_selected(e, SelectionKind::FieldVal, recv, &found);
            x.mode = if x.mode == Mode::Variable || found.is_indirect {
                Mode::Variable
            } else {
                Mode::Value
            };
            x.typ = obj_type;
        }
        Some(())
    }

    pub(super) fn record_selected(
        &mut self,
        e: Selector,
        kind: SelectionKind,
        recv: vamos_types::TypeId,
        found: &SelectedObject,
    ) {
        if !self.config.keeps_info {
            return;
        }
        let selection = Selection {
            kind,
            recv,
            obj: found.obj,
            index: found.index.clone(),
            is_indirect: found.is_indirect,
        };
        self.record_selection(e.node, selection);
    }

    /// Returns the object that a selector selects; reports an error if it is missing.
    fn find_selected(&mut self, x: &Operand, e: Selector) -> Option<SelectedObject> {
        let is_variable = x.mode == Mode::Variable;
        let pkg = Some(self.pkg);
        let (obj, index, is_indirect) =
            self.queries()
                .lookup_field_or_method(x.typ, is_variable, pkg, e.name, false);
        if let Some(obj) = obj {
            return Some(SelectedObject {
                obj,
                index: index.unwrap_or_default(),
                is_indirect,
            });
        }
        let under = self.types.under(x.typ);
        if !self.types.is_valid(under) {
            return None;
        }
        let base = self.expr_text(x.expr());
        let sel = self.types.text(e.name).to_owned();
        if index.is_some() {
            let text = format!("ambiguous selector {base}.{sel}");
            self.error_at(e.sel, Code::AmbiguousSelector, text);
            return None;
        }
        if is_indirect {
            let t = self.type_text(x.typ);
            let text = match x.mode {
                Mode::TypExpr => format!(
                    "invalid method expression {t}.{sel} (needs pointer receiver (*{t}).{sel})"
                ),
                _ => format!("cannot call pointer method {sel} on {t}"),
            };
            self.error_at(e.sel, Code::InvalidMethodExpr, text);
            return None;
        }
        let why = if self.queries().is_interface_ptr(x.typ) {
            self.queries().interface_ptr_error(x.typ)
        } else {
            let (alt, _, _) =
                self.queries()
                    .lookup_field_or_method(x.typ, is_variable, pkg, e.name, true);
            self.lookup_error(x.typ, e.name, alt, false)
        };
        let text = format!("{base}.{sel} undefined ({why})");
        self.error_at(e.sel, Code::MissingFieldOrMethod, text);
        None
    }

    /// Returns the package that an expression names, if it does.
    fn package_of(&mut self, base: NodeRef) -> Option<ObjId> {
        if !self.source.is_name(base) {
            return None;
        }
        let name = self.name(base);
        let obj = self.lookup(name)?;
        matches!(self.types.object(obj).kind, ObjectKind::PkgName { .. }).then_some(obj)
    }
}
