//! Calls of functions of the language.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go, universe.go (`predeclaredFuncs`).

use vamos_ast::Node;
use vamos_types::BuiltinId;

use crate::checker::Checker;
use crate::code::Code;
use crate::expr::ExprKind;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;

mod complex;
mod lists;
mod memory;
mod numbers;
mod pointers;
mod result;
mod slices;

/// A call that is checked.
struct Call {
    node: NodeRef,
    fun: NodeRef,
    id: BuiltinId,
    /// The arguments as they are written.
    list: Vec<NodeRef>,
    /// The arguments' operands; none of those functions whose arguments are no plain values.
    args: Vec<Operand>,
    has_dots: bool,
}

/// Returns the kind of expression that a call is (`predeclaredFuncs[id].kind`).
pub(crate) fn builtin_kind(id: BuiltinId) -> ExprKind {
    match id {
        BuiltinId::Clear
        | BuiltinId::Close
        | BuiltinId::Copy
        | BuiltinId::Delete
        | BuiltinId::Panic
        | BuiltinId::Print
        | BuiltinId::Println
        | BuiltinId::Recover => ExprKind::Statement,
        _ => ExprKind::Expression,
    }
}

/// Returns the number of arguments that a function needs, and true if it takes more.
fn arg_count(id: BuiltinId) -> (usize, bool) {
    match id {
        BuiltinId::Append | BuiltinId::Make | BuiltinId::Max | BuiltinId::Min => (1, true),
        BuiltinId::Print | BuiltinId::Println => (0, true),
        BuiltinId::Recover => (0, false),
        BuiltinId::Complex
        | BuiltinId::Copy
        | BuiltinId::Delete
        | BuiltinId::Add
        | BuiltinId::Slice
        | BuiltinId::String => (2, false),
        _ => (1, false),
    }
}

impl Checker<'_> {
    /// Checks a call of a built-in function; returns true if it is valid. Then `x` is the result,
    /// except for its expression.
    pub(crate) fn builtin(&mut self, x: &mut Operand, call: NodeRef, id: BuiltinId) -> bool {
        let Node::Call {
            fun,
            args,
            has_dots,
        } = self.source.node(call)
        else {
            unreachable!("the node is a call");
        };
        let call = Call {
            node: call,
            fun: call.part(fun),
            id,
            list: self.source.list(call, args),
            args: Vec::new(),
            has_dots,
        };
        if has_dots && id != BuiltinId::Append {
            let name = id.name();
            let text = format!("{INVALID_OP}invalid use of ... with built-in {name}");
            self.error_at(call.node, Code::InvalidDotDotDot, text);
            self.use_exprs(&call.list);
            return false;
        }
        if !matches!(id, BuiltinId::Len | BuiltinId::Cap) {
            return self.checked_builtin(x, call).is_some();
        }
        // The length of an array is a constant unless its expression has calls.
        let had_call = std::mem::replace(&mut self.env.has_call_or_recv, false);
        let is_ok = self.checked_builtin(x, call).is_some();
        self.env.has_call_or_recv = had_call;
        is_ok
    }

    /// Evaluates the arguments of a call, counts them, and checks the call.
    fn checked_builtin(&mut self, x: &mut Operand, mut call: Call) -> Option<()> {
        let is_special = matches!(
            call.id,
            BuiltinId::Make | BuiltinId::New | BuiltinId::Offsetof
        );
        let mut count = call.list.len();
        if !is_special {
            call.args = self.expr_list(&call.list);
            count = call.args.len();
            if call.args.iter().any(|arg| arg.mode == Mode::Invalid) {
                return None;
            }
            if let Some(first) = call.args.first() {
                x.clone_from(first);
            }
        }
        let (expected, is_variadic) = arg_count(call.id);
        let wrong = match count {
            _ if count < expected => Some("not enough"),
            _ if count > expected && !is_variadic => Some("too many"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            let shown = self.expr_text(call.node);
            let text = format!(
                "{INVALID_OP}{wrong} arguments for {shown} (expected {expected}, found {count})"
            );
            self.error_at(call.node, Code::WrongArgCount, text);
            return None;
        }
        match call.id {
            BuiltinId::Append => self.append(x, &mut call),
            BuiltinId::Cap | BuiltinId::Len => self.len_or_cap(x, &call),
            BuiltinId::Clear => self.clear(x, &call),
            BuiltinId::Close => self.close(x, &call),
            BuiltinId::Complex => self.complex(x, &mut call),
            BuiltinId::Copy => self.copy(x, &call),
            BuiltinId::Delete => self.delete(x, &call),
            BuiltinId::Imag | BuiltinId::Real => self.complex_part(x, &call),
            BuiltinId::Make => self.make(x, &call),
            BuiltinId::Max | BuiltinId::Min => self.min_or_max(x, &mut call),
            BuiltinId::New => self.new_variable(x, &call),
            BuiltinId::Panic => self.panic_call(x, &call),
            BuiltinId::Print | BuiltinId::Println => self.print(x, &mut call),
            BuiltinId::Recover => self.recover_call(x, &call),
            BuiltinId::Add => self.unsafe_add(x, &mut call),
            BuiltinId::Alignof => self.alignof_call(x, &call),
            BuiltinId::Offsetof => self.offsetof_call(x, &call),
            BuiltinId::Sizeof => self.sizeof_call(x, &call),
            BuiltinId::Slice => self.unsafe_slice(x, &mut call),
            BuiltinId::SliceData => self.unsafe_slice_data(x, &call),
            BuiltinId::String => self.unsafe_string(x, &mut call),
            BuiltinId::StringData => self.unsafe_string_data(x, &call),
        }?;
        debug_assert!(x.mode != Mode::Invalid);
        Some(())
    }
}
