//! Calls and conversions.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

mod arguments;
mod instances;
mod lists;
mod method;
mod qualified;
mod selector;
mod uses;

use vamos_ast::Node;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::builtins::builtin_kind;
use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::expr::ExprKind;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;
use crate::sources::Sources;
use vamos_types::Texts;
use vamos_types::TypeError;

/// A call as it is written in the source.
#[derive(Clone, Debug)]
struct Call {
    node: NodeRef,
    fun: NodeRef,
    args: Vec<NodeRef>,
    has_dots: bool,
}

impl Checker<'_> {
    /// Checks a call or conversion.
    pub(crate) fn call_expr(&mut self, x: &mut Operand, call: NodeRef) -> ExprKind {
        let call = self.source.call_parts(call);
        let mut inst = None;
        if matches!(self.source.node(call.fun), Node::Index { .. }) {
            if self.index_expr(x, call.fun) {
                // The arguments may be needed to infer the rest of the type arguments.
                inst = Some(call.fun);
            }
            x.expr = Some(call.fun);
            self.record(x);
        } else {
            self.expr_or_type(x, call.fun, true);
        }
        let kind = match x.mode {
            Mode::Invalid => {
                self.use_exprs(&call.args);
                ExprKind::Statement
            }
            Mode::TypExpr => {
                self.convert_call(x, &call);
                ExprKind::Conversion
            }
            Mode::Builtin => {
                let id = x.id.expect("builtins have ids");
                if !self.builtin(x, call.node, id) {
                    x.invalidate();
                }
                if !matches!(x.mode, Mode::Invalid | Mode::Constant) {
                    self.env.has_call_or_recv = true;
                }
                builtin_kind(id)
            }
            _ => {
                self.func_call(x, &call, inst);
                ExprKind::Statement
            }
        };
        x.expr = Some(call.node);
        kind
    }

    /// Checks a conversion to the type that `x` is.
    fn convert_call(&mut self, x: &mut Operand, call: &Call) {
        self.non_generic(None, x);
        if x.mode == Mode::Invalid {
            return;
        }
        let to = x.typ;
        x.invalidate();
        if !self.is_complete(to) {
            return;
        }
        match call.args[..] {
            [] => {
                let text = format!("missing argument in conversion to {}", self.type_text(to));
                self.error_at(call.node, Code::WrongArgCount, text);
            }
            [arg] => {
                let target = if self.config.release.infers_functions_in_all_assignments() {
                    self.new_target(Some(to), "conversion")
                } else {
                    None
                };
                self.expr(target.as_ref(), x, arg);
                if x.mode == Mode::Invalid {
                    return;
                }
                let under = self.types.under(to);
                let is_interface = matches!(self.types.get(under), Type::Interface(_));
                if is_interface && !self.types.is_type_param(to) && !self.types.is_method_set(under)
                {
                    let to = self.type_text(to);
                    let text = format!(
                        "cannot use interface {to} in conversion (contains specific type \
                         constraints or is comparable)"
                    );
                    return self.error_at(call.node, Code::MisplacedConstraintIface, text);
                }
                if call.has_dots {
                    let to = self.type_text(to);
                    let text = format!("invalid use of ... in conversion to {to}");
                    return self.error_at(arg, Code::BadDotDotDotSyntax, text);
                }
                self.conversion(x, to);
            }
            [.., last] => {
                self.use_exprs(&call.args);
                let text = format!("too many arguments in conversion to {}", self.type_text(to));
                self.error_at(last, Code::WrongArgCount, text);
            }
        }
    }

    /// Returns the function type of the called operand; reports an operand that is no function.
    fn callee(&mut self, x: &mut Operand) -> Option<TypeId> {
        let common = self.types.common_under_if(x.typ, |types, pair| {
            let (t, u) = pair?;
            match types.get(u) {
                Type::Signature(_) => None,
                _ => Some(TypeError::new("%s is not a function", &[t])),
            }
        });
        match common {
            Ok(sig) => Some(sig),
            Err(err) => {
                let what = self.operand_text(x);
                let cause = self.type_error_text(&err);
                let text = format!("{INVALID_OP}cannot call {what}: {cause}");
                self.error(self.operand_pos(x), Code::InvalidCall, text);
                x.invalidate();
                None
            }
        }
    }

    /// Checks a call of a function or method. `inst` is the index expression if the function is
    /// generic and type arguments are listed.
    fn func_call(&mut self, x: &mut Operand, call: &Call, inst: Option<NodeRef>) {
        let is_cgo = x.mode == Mode::CgoFunc;
        let Some(mut sig) = self.callee(x) else {
            return;
        };
        let was_generic = !self.types.signature(sig).tparams.is_empty();
        let mut xlist = Vec::new();
        let mut targs = Vec::new();
        if let Some(inst) = inst {
            xlist = self.source.index_list(inst);
            let Some(listed) = self.type_list(&xlist) else {
                self.use_exprs(&call.args);
                x.invalidate();
                return;
            };
            targs = listed;
            let (got, want) = (targs.len(), self.types.signature(sig).tparams.len());
            if got > want {
                let text = format!("got {got} type arguments but want {want}");
                self.error_at(xlist[want], Code::WrongTypeArgCount, text);
                self.use_exprs(&call.args);
                x.invalidate();
                return;
            }
            // With all type arguments there is a type to record even if arguments are wrong.
            if got == want && want > 0 {
                let at = self.start(inst);
                self.verify_version(at, GoVersion(18), "function instantiation");
                sig = self.instantiate_signature(self.source.pos(inst), inst, sig, &targs, &xlist);
                targs.clear();
                xlist.clear();
            }
        }
        let (mut args, atargs) = self.generic_expr_list(&call.args);
        sig = self.arguments(call.node, sig, &targs, &xlist, &mut args, &atargs);
        let signature = self.types.signature(sig);
        let (is_generic, results) = (!signature.tparams.is_empty(), signature.results);
        if was_generic && !is_generic {
            self.record_type_and_value(call.fun, Mode::Value, sig, &vamos_constant::Value::UNKNOWN);
        }
        match *self.types.vars(results) {
            [] => x.mode = Mode::NoValue,
            [result] => {
                x.mode = if is_cgo { Mode::CommaErr } else { Mode::Value };
                x.typ = self.types.var_types(&[result])[0];
                if !self.is_complete(x.typ) {
                    x.invalidate();
                    return;
                }
            }
            [_, ..] => {
                x.mode = Mode::Value;
                x.typ = results.expect("there are results");
            }
        }
        self.env.has_call_or_recv = true;
        // Without all type arguments the type of the result is not known.
        if x.mode == Mode::Value && is_generic {
            let tparams = self.types.signature(sig).tparams.to_vec();
            if self.types.is_parameterized(&tparams, x.typ) {
                x.invalidate();
            }
        }
    }
}

impl Sources<'_> {
    fn call_parts(&self, call: NodeRef) -> Call {
        let Node::Call {
            fun,
            args,
            has_dots,
        } = self.node(call)
        else {
            unreachable!("the caller has seen a call");
        };
        Call {
            node: call,
            fun: call.part(fun),
            args: self.list(call, args),
            has_dots,
        }
    }

    /// Returns the expressions in the brackets of an index expression.
    fn index_list(&self, inst: NodeRef) -> Vec<NodeRef> {
        match self.node(inst) {
            Node::Index { index, .. } => self.unpack_list(inst.opt(index)),
            _ => Vec::new(),
        }
    }
}
