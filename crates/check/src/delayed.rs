//! Checks that are deferred until types are set up.
//!
//! Upstream stores closures; here each is a [`Delayed`] with the captured variables as data. They
//! run in the order in which they were queued. At its end a statement runs the checks that it has
//! queued, so the queue is also a stack.
//! Counterpart: cmd/compile/internal/types2/check.go (`later`, `processDelayed`).

use crate::checker::Checker;
use crate::checker::Delayed;

impl Checker<'_> {
    /// Queues a check with the language version that is valid now; returns its place in the
    /// queue, where it stays until it is done.
    pub(crate) fn later(&mut self, action: Delayed) -> usize {
        self.report_findings();
        self.work.delayed.push((self.env.version, Some(action)));
        self.work.delayed.len() - 1
    }

    /// Returns the number of queued checks.
    pub(crate) fn delayed_len(&mut self) -> usize {
        self.report_findings();
        self.work.delayed.len()
    }

    /// Runs the queued checks from index `top` on, including the ones that they queue.
    pub(crate) fn process_delayed(&mut self, top: usize) {
        self.report_findings();
        let version = self.env.version;
        let mut at = top;
        while let Some((action_version, action)) = self.work.delayed.get_mut(at) {
            let (action_version, action) = (*action_version, action.take());
            self.set_version(action_version);
            if let Some(action) = action {
                self.run(action);
                self.report_findings();
            }
            at += 1;
        }
        self.work.delayed.truncate(top);
        self.set_version(version);
    }

    /// Runs one check.
    fn run(&mut self, action: Delayed) {
        match action {
            Delayed::FuncBody { decl, sig, body } => self.func_body(Some(decl), sig, body, None),
            Delayed::FuncLit {
                decl,
                iota,
                sig,
                body,
            } => self.func_body(decl, sig, body, iota.map(|iota| *iota)),
            Delayed::TypeDecl {
                obj,
                decl,
                rhs,
                has_version_error,
            } => self.later_type_decl(obj, decl, rhs, has_version_error),
            Delayed::FieldUniqueness { base } => self.check_field_uniqueness(base),
            Delayed::VarType { expr, typ } => self.later_var_type(expr, typ),
            Delayed::MapKey { expr, key } => self.later_map_key(expr, key),
            Delayed::Instance {
                generic,
                args,
                targs,
                inst,
            } => self.later_instance(generic, &args, &targs, inst),
            Delayed::DuplicateMethod {
                pos,
                method,
                other,
                other_pos,
            } => self.later_duplicate_method(pos, method, other, other_pos),
            Delayed::EmbeddedField { pos, typ } => self.later_embedded_field(pos, typ),
            Delayed::InterfaceTypeSet { pos, typ } => {
                self.types.compute_interface_type_set(pos, typ);
            }
            Delayed::UnionTerms { exprs, terms } => self.later_union_terms(&exprs, &terms),
            Delayed::Receiver { base, recv } => self.valid_recv(base, recv),
            Delayed::VerifyFuncInstance {
                pos,
                sig,
                targs,
                xlist,
            } => self.later_verify_func_instance(pos, sig, &targs, &xlist),
        }
    }
}
