//! Index expressions.
//!
//! Counterpart: cmd/compile/internal/types2/index.go.

use vamos_ast::Node;
use vamos_constant::Kind;
use vamos_types::BasicInfo;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::INVALID_ARG;
use crate::problem::INVALID_OP;

/// The operand of an index expression.
#[derive(Clone, Copy)]
struct Indexed {
    /// The type of a map's keys; `None` for others than maps.
    key: Option<TypeId>,
    elem: TypeId,
    /// The length; negative if unknown.
    length: i64,
    /// The mode of an element.
    mode: Mode,
}

impl Checker<'_> {
    /// Checks an index expression; returns true for an instance of a function, which the caller
    /// must make.
    pub(crate) fn index_expr(&mut self, x: &mut Operand, e: NodeRef) -> bool {
        let Node::Index {
            x: operand,
            index: index_node,
        } = self.source.node(e)
        else {
            unreachable!("the node is an index expression");
        };
        self.expr_or_type(x, e.part(operand), true);
        match x.mode {
            Mode::Invalid => {
                self.use_expr(e.opt(index_node));
                return false;
            }
            Mode::TypExpr => {
                x.invalidate();
                x.typ = self.var_type(e);
                if self.types.is_valid(x.typ) {
                    x.mode = Mode::TypExpr;
                }
                return false;
            }
            Mode::Value => {
                let under = self.types.under(x.typ);
                if matches!(self.types.get(under), Type::Signature(sig) if !sig.tparams.is_empty())
                {
                    return true;
                }
            }
            _ => {}
        }
        self.non_generic(None, x);
        if x.mode == Mode::Invalid {
            return false;
        }
        if !self.is_index_complete(x.typ) {
            x.invalidate();
            return false;
        }
        let indexed = if self.types.is_type_param(x.typ) {
            self.indexed_param(x)
        } else {
            let under = self.types.under(x.typ);
            self.indexed(x, under)
        };
        let Some(indexed) = indexed else {
            let text = format!("cannot index {}", self.operand_text(x));
            self.error(self.source.pos(e), Code::NonSliceableOperand, text);
            self.use_expr(e.opt(index_node));
            x.invalidate();
            return false;
        };
        if indexed.key.is_none() {
            x.mode = indexed.mode;
            x.typ = indexed.elem;
        }
        let Some(index) = self.single_index(e) else {
            x.invalidate();
            return false;
        };
        match indexed.key {
            Some(key) => {
                let mut key_operand = Operand::new();
                self.assigned_expr(&mut key_operand, index, None);
                self.assignment(&mut key_operand, Some(key), "map index");
                // The type of the element is known even if the key is wrong.
                x.mode = Mode::MapIndex;
                x.typ = indexed.elem;
                x.expr = Some(e);
            }
            None => {
                self.index(index, indexed.length);
            }
        }
        false
    }

    /// Reports whether the type of an indexed operand is complete, with its pointer base, keys and
    /// elements.
    fn is_index_complete(&mut self, typ: TypeId) -> bool {
        if !self.is_complete(typ) {
            return false;
        }
        let under = self.types.under(typ);
        match *self.types.get(under) {
            Type::Pointer { elem } | Type::Map { elem, .. } => self.is_complete(elem),
            _ => true,
        }
    }

    /// Returns the index properties of an operand with an underlying type; `None` if it cannot be
    /// indexed.
    fn indexed(&mut self, x: &Operand, under: TypeId) -> Option<Indexed> {
        let mut found = Indexed {
            key: None,
            elem: typ::BYTE,
            length: -1,
            mode: Mode::Variable,
        };
        match *self.types.get(under) {
            Type::Basic(kind) if kind.info().has(BasicInfo::STRING) => {
                if x.mode == Mode::Constant {
                    found.length = x.val.string_val().len() as i64;
                }
                found.mode = Mode::Value;
            }
            Type::Array { elem, len } => {
                found.elem = elem;
                found.length = len;
                if x.mode != Mode::Variable {
                    found.mode = Mode::Value;
                }
            }
            Type::Pointer { elem } => {
                let base = self.types.under(elem);
                let Type::Array { elem, len } = *self.types.get(base) else {
                    return None;
                };
                found.elem = elem;
                found.length = len;
            }
            Type::Slice { elem } => found.elem = elem,
            Type::Map { key, elem } => {
                found.key = Some(key);
                found.elem = elem;
            }
            _ => return None,
        }
        Some(found)
    }

    /// Returns the index properties of an operand whose type is a type parameter: all its types
    /// must have the same elements, and the same keys if they are maps.
    fn indexed_param(&mut self, x: &Operand) -> Option<Indexed> {
        let mut all: Option<Indexed> = None;
        for (_, under) in self.types.typeset(x.typ) {
            let next = self.indexed(x, under)?;
            let Some(all) = &mut all else {
                all = Some(next);
                continue;
            };
            let has_same_key = match (all.key, next.key) {
                (None, None) => true,
                (Some(key), Some(next)) => self.types.identical(key, next),
                _ => false,
            };
            if !has_same_key || !self.types.identical(all.elem, next.elem) {
                return None;
            }
            if next.length >= 0 && next.length < all.length {
                all.length = next.length;
            }
            if next.mode == Mode::Value {
                all.mode = Mode::Value;
            }
        }
        all
    }

    /// Returns the index of an index expression. Reports a missing index, and more than one.
    fn single_index(&mut self, e: NodeRef) -> Option<NodeRef> {
        let Node::Index { x, index } = self.source.node(e) else {
            unreachable!("the node is an index expression");
        };
        let Some(index) = e.opt(index) else {
            let text = format!("missing index for {}", self.expr_text(e.part(x)));
            self.error_at(e, Code::InvalidSyntaxTree, text);
            return None;
        };
        let Node::List { elems } = self.source.node(index) else {
            return Some(index);
        };
        let elems = self.source.list(index, elems);
        let [first, second, ..] = elems[..] else {
            let shown = self.expr_text(e);
            let count = elems.len();
            let text = format!(
                "invalid use of ListExpr for index expression {shown} with {count} indices"
            );
            self.error_at(e, Code::InvalidSyntaxTree, text);
            return None;
        };
        let text = format!("{INVALID_OP}more than one index");
        self.error_at(second, Code::InvalidIndex, text);
        Some(first)
    }

    /// Checks an index that is below `max`, unless that is negative. Returns its type, the
    /// invalid one after an error, and the value of a constant, else a negative number.
    pub(crate) fn index(&mut self, index: NodeRef, max: i64) -> (TypeId, i64) {
        const WRONG: (TypeId, i64) = (typ::INVALID, -1);
        let mut x = Operand::new();
        self.expr(None, &mut x, index);
        if !self.is_valid_index(&mut x, Code::InvalidIndex, "index", false) {
            return WRONG;
        }
        if x.mode != Mode::Constant {
            return (x.typ, -1);
        }
        if x.val.kind() == Kind::Unknown {
            return WRONG;
        }
        let val = x.val.int64_val().expect("an index fits into int");
        if max >= 0 && val >= max {
            let text = format!("{INVALID_ARG}index {} out of bounds [0:{max}]", x.val);
            self.error(self.operand_pos(&x), Code::InvalidIndex, text);
            return WRONG;
        }
        (x.typ, val)
    }

    /// Reports whether an operand can be an index; reports an error if not.
    pub(crate) fn is_valid_index(
        &mut self,
        x: &mut Operand,
        code: Code,
        what: &str,
        allows_negative: bool,
    ) -> bool {
        if x.mode == Mode::Invalid {
            return false;
        }
        self.convert_untyped(x, typ::INT);
        if x.mode == Mode::Invalid {
            return false;
        }
        let wrong = if !self.types.all_integer(x.typ) {
            "must be integer"
        } else if x.mode != Mode::Constant {
            return true;
        } else if !allows_negative && x.val.sign() < 0 {
            "must not be negative"
        } else {
            let val = x.val.clone();
            if self.representable_const(&val, typ::INT, Some(&mut x.val)) {
                return true;
            }
            "overflows int"
        };
        let text = format!("{INVALID_ARG}{what} {} {wrong}", self.operand_text(x));
        self.error(self.operand_pos(x), code, text);
        false
    }
}
