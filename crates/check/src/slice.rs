//! Slice expressions.
//!
//! Counterpart: cmd/compile/internal/types2/index.go (`sliceExpr`).

use vamos_ast::Node;
use vamos_types::BasicInfo;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_OP;
use vamos_types::Texts;

impl Checker<'_> {
    /// Checks a slice expression.
    pub(crate) fn slice_expr(&mut self, x: &mut Operand, e: NodeRef) {
        let Node::Slice {
            x: operand,
            index,
            is_full,
        } = self.source.node(e)
        else {
            unreachable!("the node is a slice expression");
        };
        let index = index.map(|index| e.opt(index));
        self.expr(None, x, e.part(operand));
        if x.mode == Mode::Invalid {
            for index in index {
                self.use_expr(index);
            }
            return;
        }
        let Some(under) = self.sliced_type(x) else {
            x.invalidate();
            return;
        };
        let own = self.types.under(x.typ);
        if let Type::Pointer { elem } = *self.types.get(own)
            && !self.is_complete(elem)
        {
            x.invalidate();
            return;
        }
        if is_full && self.types.is_string(under) {
            let text = format!("{INVALID_OP}3-index slice of string");
            self.error_at(index[2].unwrap_or(e), Code::InvalidSliceExpr, text);
            x.invalidate();
            return;
        }
        let Some(length) = self.slice_result(x, under) else {
            x.invalidate();
            return;
        };
        x.mode = Mode::Value;
        if is_full && (index[1].is_none() || index[2].is_none()) {
            let text = "2nd and 3rd index required in 3-index slice";
            self.error_at(e, Code::InvalidSyntaxTree, text);
            x.invalidate();
            return;
        }
        self.slice_indices(index, length);
    }

    /// Returns the underlying type that all types of an operand have that is sliced; reports
    /// types that differ.
    fn sliced_type(&mut self, x: &Operand) -> Option<TypeId> {
        let set = self.types.typeset(x.typ);
        let mut has_string = false;
        let mut common: Option<(TypeId, TypeId)> = None;
        if set.is_empty() {
            let operand = self.operand_text(x);
            let typ = self.type_text(x.typ);
            let text = format!("cannot slice {operand}: no specific type in {typ}");
            self.error(self.operand_pos(x), Code::NonSliceableOperand, text);
        }
        for (own, mut under) in set {
            // Strings are slices of bytes.
            if self.types.is_string(under) {
                under = self.types.add(Type::Slice { elem: typ::BYTE });
                has_string = true;
            }
            let Some((first, first_under)) = common else {
                common = Some((own, under));
                continue;
            };
            if !self.types.identical(first_under, under) {
                let operand = self.operand_text(x);
                let first = self.type_text(first);
                let own = self.type_text(own);
                let text = format!(
                    "cannot slice {operand}: {first} and {own} have different underlying types"
                );
                self.error(self.operand_pos(x), Code::NonSliceableOperand, text);
                common = None;
                break;
            }
        }
        if has_string {
            return if self.types.is_type_param(x.typ) {
                Some(typ::STRING)
            } else {
                Some(self.types.under(x.typ))
            };
        }
        common.map(|(_, under)| under)
    }

    /// Sets the type of an operand to the type of a slice of it; returns its length, negative if
    /// unknown. Reports operands that cannot be sliced.
    fn slice_result(&mut self, x: &mut Operand, under: TypeId) -> Option<i64> {
        let (elem, length) = match *self.types.get(under) {
            Type::Basic(kind) if kind.info().has(BasicInfo::STRING) => {
                let length = match x.mode {
                    Mode::Constant => x.val.string_val().len() as i64,
                    _ => -1,
                };
                if self.types.is_untyped(x.typ) {
                    x.typ = typ::STRING;
                }
                return Some(length);
            }
            Type::Array { elem, len } if x.mode == Mode::Variable => (elem, len),
            Type::Array { .. } => {
                let operand = self.operand_text(x);
                let text = format!("cannot slice unaddressable value {operand}");
                self.error(self.operand_pos(x), Code::NonSliceableOperand, text);
                return None;
            }
            Type::Pointer { elem } => {
                let base = self.types.under(elem);
                match *self.types.get(base) {
                    Type::Array { elem, len } => (elem, len),
                    _ => return self.cannot_slice(x),
                }
            }
            Type::Slice { .. } => return Some(-1),
            _ => return self.cannot_slice(x),
        };
        x.typ = self.types.add(Type::Slice { elem });
        Some(length)
    }

    /// Reports an operand that cannot be sliced.
    fn cannot_slice(&mut self, x: &Operand) -> Option<i64> {
        let text = format!("cannot slice {}", self.operand_text(x));
        self.error(self.operand_pos(x), Code::NonSliceableOperand, text);
        None
    }

    /// Checks the indices of a slice expression. The capacity is only known where it is the
    /// length.
    fn slice_indices(&mut self, exprs: [Option<NodeRef>; 3], length: i64) {
        let mut indices = [-1; 3];
        for (place, expr) in exprs.into_iter().enumerate() {
            indices[place] = match expr {
                Some(expr) => {
                    let max = if length >= 0 { length + 1 } else { -1 };
                    let (_, val) = self.index(expr, max);
                    val.max(-1)
                }
                None if place == 0 => 0,
                None => length.max(-1),
            };
        }
        for first in 0..2 {
            for second in first + 1..3 {
                let (x, y) = (indices[first], indices[second]);
                if x <= 0 || y < 0 || y >= x {
                    continue;
                }
                // An index that is less than another one is not omitted.
                let expr = exprs[second].expect("the value comes from the expression");
                let text = format!("invalid slice indices: {y} < {x}");
                self.error_at(expr, Code::SwappedSliceIndices, text);
                return;
            }
        }
    }
}
