//! Texts on numbers of values and on their types.
//!
//! Counterpart: cmd/compile/internal/types2/assignments.go.

use vamos_ast::Node;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Operand;
use crate::problem::Problem;
use vamos_types::Texts;

/// The dots after the last type of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dots {
    /// Nothing.
    None,
    /// The last type belongs to a variadic parameter.
    Parameter,
    /// The last type belongs to an argument with dots.
    Argument,
}

/// Returns a number of things: `1 variable`, `2 variables`.
pub(crate) fn measure(count: usize, unit: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// Returns the types of operands.
pub(crate) fn operand_types(list: &[Operand]) -> Vec<TypeId> {
    list.iter().map(|x| x.typ).collect()
}

impl Checker<'_> {
    /// Returns types for messages: `(int, ...string)`. Untyped numbers are shown as `number`, for
    /// which of them it is decides nothing.
    pub(crate) fn types_summary(&mut self, list: &[TypeId], dots: Dots) -> String {
        let mut parts = Vec::new();
        for (i, t) in list.iter().copied().enumerate() {
            let mut text = if !self.types.is_valid(t) {
                "unknown type".to_owned()
            } else if !self.types.is_untyped(t) {
                self.type_text(t)
            } else if self.types.is_numeric(t) {
                "number".to_owned()
            } else {
                self.types.basic_name(t).replace("untyped ", "")
            };
            if i + 1 == list.len() {
                match dots {
                    Dots::None => {}
                    Dots::Parameter => {
                        if let Type::Slice { elem } = *self.types.get(t) {
                            text = self.type_text(elem);
                        }
                        text.insert_str(0, "...");
                    }
                    Dots::Argument => text += "...",
                }
            }
            parts.push(text);
        }
        format!("({})", parts.join(", "))
    }

    /// Reports that there are other numbers of variables and values.
    pub(crate) fn assign_error(&mut self, rhs: &[NodeRef], l: usize, r: usize) {
        let vars = measure(l, "variable");
        let vals = measure(r, "value");
        let first = rhs[0];
        let mut text = format!("assignment mismatch: {vars} but {vals}");
        if let [only] = rhs {
            let call = self.source.unparen(*only);
            if let Node::Call { fun: Some(fun), .. } = self.source.node(call) {
                let fun = self.expr_text(call.at(fun));
                text = format!("assignment mismatch: {vars} but {fun} returns {vals}");
            }
        }
        self.error_at(first, Code::WrongAssignCount, text);
    }

    /// Reports that a `return` statement has a wrong number of values.
    pub(crate) fn return_error(&mut self, stmt: NodeRef, lhs: &[ObjId], rhs: &[Operand]) {
        let (at, qualifier) = if let Some(extra) = rhs.get(lhs.len()) {
            (self.operand_pos(extra), "too many")
        } else if let Some(last) = rhs.last() {
            (self.operand_pos(last), "not enough")
        } else {
            (self.start(stmt), "not enough")
        };
        let have = self.types_summary(&operand_types(rhs), Dots::None);
        let want = self.types.var_types(lhs);
        let want = self.types_summary(&want, Dots::None);
        let mut problem = Problem::new(Code::WrongResultCount);
        problem.add(at, format!("{qualifier} return values"));
        problem.add(Pos::NONE, format!("have {have}"));
        problem.add(Pos::NONE, format!("want {want}"));
        self.report(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::measure;

    #[test]
    fn one_is_no_plural() {
        let texts = [0, 1, 2].map(|count| measure(count, "value"));
        assert_eq!(texts, ["0 values", "1 value", "2 values"]);
    }
}
