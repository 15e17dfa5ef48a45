//! Short variable declarations.
//!
//! Counterpart: cmd/compile/internal/types2/assignments.go.

use hashbrown::HashSet;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::TypeId;
use vamos_types::VarKind;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;

impl Checker<'_> {
    /// Returns a new variable of a function.
    pub(crate) fn new_local(&mut self, pos: Pos, name: Name, typ: Option<TypeId>) -> ObjId {
        let pkg = Some(self.pkg);
        self.types.new_var(VarKind::Local, pos, pkg, name, typ)
    }

    /// Checks a short variable declaration; `pos` is the position of `:=`.
    pub(crate) fn short_var_decl(&mut self, pos: Pos, lhs: &[NodeRef], rhs: &[NodeRef]) {
        let top = self.delayed_len();
        let scope = self.env.scope.expect("statements are in a scope");
        let mut seen = HashSet::new();
        let mut vars = Vec::with_capacity(lhs.len());
        let mut new_vars = Vec::new();
        let mut has_error = false;
        for e in lhs.iter().copied() {
            if !self.source.is_name(e) {
                self.use_lhs(&[e]);
                let text = format!("non-name {} on left side of :=", self.expr_text(e));
                self.error_at(e, Code::BadDecl, text);
                has_error = true;
                vars.push(None);
                continue;
            }
            let name = self.name(e);
            // One name alone is not repeated.
            if name != Name::BLANK && lhs.len() > 1 && !seen.insert(name) {
                let text = format!("{} repeated on left side of :=", self.expr_text(e));
                self.error_at(e, Code::RepeatedDecl, text);
                has_error = true;
                vars.push(None);
                continue;
            }
            // A variable of the same scope is assigned to.
            if let Some(alt) = self.types.lookup(scope, name) {
                self.record_use(e, alt);
                if self.types.object(alt).is_var() {
                    vars.push(Some(alt));
                } else {
                    let text = format!("cannot assign to {}", self.expr_text(e));
                    self.error_at(e, Code::UnassignableOperand, text);
                    has_error = true;
                    vars.push(None);
                }
                continue;
            }
            let obj = self.new_local(self.source.pos(e), name, None);
            vars.push(Some(obj));
            if name != Name::BLANK {
                new_vars.push(obj);
            }
            self.record_def(e, Some(obj));
        }
        let mut all = Vec::with_capacity(lhs.len());
        for (var, e) in vars.into_iter().zip(lhs) {
            all.push(match var {
                Some(var) => var,
                None => self.new_local(self.source.pos(*e), Name::BLANK, None),
            });
        }
        self.init_vars(&all, rhs, None);
        // Function literals on the right side do not see the new variables.
        self.process_delayed(top);
        if new_vars.is_empty() && !has_error {
            self.soft_error(pos, Code::NoNewVar, "no new variables on left side of :=");
            return;
        }
        for obj in new_vars {
            self.declare(scope, None, obj, pos);
        }
    }
}
