//! Methods of types as functions.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

use vamos_types::DroppedRecv;
use vamos_types::Name;
use vamos_types::Signature;
use vamos_types::Type;
use vamos_types::VarKind;

use crate::call::selector::SelectedObject;
use crate::call::selector::Selector;
use crate::checker::Checker;
use crate::code::Code;
use crate::info::SelectionKind;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;

impl Checker<'_> {
    /// Makes `x`, a type, the function that a method of it is: the receiver is its first
    /// parameter. Returns nothing after an error.
    pub(super) fn method_expr(
        &mut self,
        x: &mut Operand,
        e: Selector,
        found: &SelectedObject,
        is_method: bool,
    ) -> Option<()> {
        let recv = x.typ;
        if !is_method && self.config.release.explains_fields_of_types() {
            let sel = self.types.text(e.name).to_owned();
            let t = self.type_text(recv);
            let text = format!("operand for field selector {sel} must be value of type {t}");
            self.error_at(e.base, Code::MissingFieldOrMethod, text);
            return None;
        }
        if !is_method {
            let base = self.expr_text(x.expr());
            let sel = self.types.text(e.name).to_owned();
            let t = self.type_text(recv);
            let text = format!("{base}.{sel} undefined (type {t} has no method {sel})");
            self.error_at(e.sel, Code::MissingFieldOrMethod, text);
            return None;
        }
        self.record_selected(e, SelectionKind::MethodExpr, recv, found);
        let method = self.types.object(found.obj);
        let sig = method
            .typ
            .expect("methods have types once they are declared");
        let sig = self.types.signature(sig).clone();
        let Some(own_recv) = sig.recv else {
            let text = "illegal cycle in method declaration";
            self.error_at(e.node, Code::InvalidDeclCycle, text);
            return None;
        };
        let mut params = self.types.vars(sig.params).to_vec();
        // Either all parameters have names or none has.
        let own_recv = self.types.object(own_recv);
        let first = params.first().map(|first| self.types.object(*first).name);
        let name = match first {
            None | Some(Name::EMPTY) => Name::EMPTY,
            Some(_) if own_recv.name == Name::EMPTY => Name::BLANK,
            Some(_) => own_recv.name,
        };
        let (pos, pkg) = (own_recv.pos, own_recv.pkg);
        let param = self
            .types
            .new_var(VarKind::Param, pos, pkg, name, Some(recv));
        params.insert(0, param);
        let params = self.types.add(Type::Tuple {
            vars: params.into(),
        });
        x.mode = Mode::Value;
        x.typ = self.types.add(Type::Signature(Box::new(Signature {
            tparams: sig.tparams,
            params: Some(params),
            results: sig.results,
            is_variadic: sig.is_variadic,
            dropped_recv: DroppedRecv::FirstParam,
            ..Signature::default()
        })));
        self.add_decl_dep(found.obj);
        Some(())
    }
}
