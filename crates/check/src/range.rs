//! `for` statements with a `range` clause.
//!
//! Counterpart: cmd/compile/internal/types2/range.go.

use vamos_ast::Node;
use vamos_constant::Value;
use vamos_types::IteratorError;
use vamos_types::Name;
use vamos_types::RangeError;
use vamos_types::RangeTypes;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;

/// Parts of a `for` statement with a `range` clause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RangeParts {
    pub(crate) stmt: NodeRef,
    /// The first variable.
    pub(crate) key: Option<NodeRef>,
    pub(crate) value: Option<NodeRef>,
    /// A third one, which is an error.
    pub(crate) extra: Option<NodeRef>,
    /// The range expression.
    pub(crate) x: NodeRef,
    /// True if the variables are declared.
    pub(crate) is_def: bool,
    pub(crate) body: NodeRef,
}

/// The beginning of messages on functions that are no iterators.
const MUST_BE: &str = "func must be func(yield func(...) bool): ";

impl Checker<'_> {
    /// Checks a `for` statement with a `range` clause.
    pub(crate) fn range_stmt(&mut self, parts: RangeParts) {
        let mut x = Operand::new();
        self.env.has_call_or_recv = false;
        self.expr(None, &mut x, parts.x);
        if x.mode != Mode::Invalid && parts.value.is_none() && !self.env.has_call_or_recv {
            self.record_constant_len(&x, parts.x);
        }
        let mut types = RangeTypes::default();
        if x.mode != Mode::Invalid {
            types = self.range_types(&x, &parts);
        }
        // The variables belong to the loop, the range expression does not.
        self.open_scope(parts.stmt);
        let is_over_int = self.types.is_integer(x.typ);
        let types = [types.key, types.value];
        if parts.is_def {
            self.declare_range_vars(&parts, types, &mut x, is_over_int);
        } else if parts.key.is_some() {
            self.assign_range_vars(&parts, types, &mut x, is_over_int);
        } else if is_over_int {
            // A constant must be representable even if no variable gets it.
            self.assignment(&mut x, None, "range clause");
        }
        self.stmt(parts.body);
        self.close_scope();
    }

    /// Records the length of an array that is not evaluated for its length alone.
    fn record_constant_len(&mut self, x: &Operand, mut e: NodeRef) {
        let under = self.types.under(x.typ);
        let array = self.types.array_ptr_deref(under);
        let Type::Array { len, .. } = *self.types.get(array) else {
            return;
        };
        while let Node::Paren { x: Some(inner) } = self.source.node(e) {
            e = e.at(inner);
        }
        let len = Operand {
            mode: Mode::Constant,
            expr: Some(e),
            typ: typ::INT,
            val: Value::from(len),
            id: x.id,
        };
        self.record(&len);
    }

    /// Returns the types of the variables; reports an invalid range expression, and superfluous
    /// variables.
    fn range_types(&mut self, x: &Operand, parts: &RangeParts) -> RangeTypes {
        let invalid = RangeTypes::new(typ::INVALID, typ::INVALID);
        let (types, problem) = match self.types.range_key_val(x.typ) {
            Err(error) => {
                let cause = self.range_error_text(&error);
                let what = self.operand_text(x);
                let mut text = format!("cannot range over {what}");
                let mut types = RangeTypes::default();
                if let Some(cause) = cause {
                    types = invalid;
                    if !cause.is_empty() {
                        text += ": ";
                        text += &cause;
                    }
                }
                let at = self.operand_pos(x);
                self.soft_error(at, Code::InvalidRangeExpr, text);
                return types;
            }
            Ok(types) => match (types, parts) {
                (RangeTypes { key: None, .. }, RangeParts { key: Some(at), .. }) => {
                    let what = self.operand_text(x);
                    let text = format!("range over {what} permits no iteration variables");
                    (types, Some((*at, text)))
                }
                (
                    RangeTypes { value: None, .. },
                    RangeParts {
                        value: Some(at), ..
                    },
                ) => {
                    let what = self.operand_text(x);
                    let text = format!("range over {what} permits only one iteration variable");
                    (types, Some((*at, text)))
                }
                (
                    _,
                    RangeParts {
                        extra: Some(at), ..
                    },
                ) => {
                    let text = "range clause permits at most two iteration variables";
                    (types, Some((*at, text.to_owned())))
                }
                _ => (types, None),
            },
        };
        if let Some((at, text)) = problem {
            self.soft_error(self.start(at), Code::InvalidIterVar, text);
        }
        types
    }

    fn declare_range_vars(
        &mut self,
        parts: &RangeParts,
        types: [Option<TypeId>; 2],
        x: &mut Operand,
        is_over_int: bool,
    ) {
        let mut vars = Vec::new();
        for (lhs, typ) in [parts.key, parts.value].into_iter().zip(types) {
            let Some(lhs) = lhs else {
                continue;
            };
            let obj = if self.source.is_name(lhs) {
                let name = self.name(lhs);
                let obj = self.new_local(self.source.pos(lhs), name, None);
                self.record_def(lhs, Some(obj));
                if name != Name::BLANK {
                    vars.push(obj);
                }
                obj
            } else {
                let text = format!("cannot declare {}", self.expr_text(lhs));
                self.error_at(lhs, Code::InvalidSyntaxTree, text);
                self.new_local(self.source.pos(lhs), Name::BLANK, None)
            };
            match typ {
                None | Some(typ::INVALID) => {
                    self.types.object_mut(obj).typ = Some(typ::INVALID);
                    self.usage.vars.insert(obj);
                }
                Some(_) if is_over_int => self.init_var(obj, x, "range clause"),
                Some(typ) => {
                    let mut y = range_operand(lhs, typ);
                    self.init_var(obj, &mut y, "assignment");
                }
            }
        }
        if vars.is_empty() {
            let text = "no new variables on left side of :=";
            return self.error_at(parts.stmt, Code::NoNewVar, text);
        }
        let scope = self.env.scope.expect("the loop's scope is open");
        for obj in vars {
            self.declare(scope, None, obj, self.source.pos(parts.body));
        }
    }

    fn assign_range_vars(
        &mut self,
        parts: &RangeParts,
        types: [Option<TypeId>; 2],
        x: &mut Operand,
        is_over_int: bool,
    ) {
        for (lhs, typ) in [parts.key, parts.value].into_iter().zip(types) {
            let (Some(lhs), Some(typ)) = (lhs, typ) else {
                continue;
            };
            if typ == typ::INVALID {
                continue;
            }
            if !is_over_int {
                let mut y = range_operand(lhs, typ);
                self.assign_operand(lhs, &mut y, "assignment");
                continue;
            }
            self.assign_operand(lhs, x, "range clause");
            // A constant has the variable's type now.
            if x.mode != Mode::Invalid && !self.types.is_integer(x.typ) {
                let typ = self.type_text(x.typ);
                let text = format!("cannot use iteration variable of type {typ}");
                self.soft_error(self.start(lhs), Code::InvalidRangeExpr, text);
            }
        }
    }

    /// Returns the explanation of a type that cannot be iterated over; none if it is just no type
    /// for that.
    fn range_error_text(&mut self, error: &RangeError) -> Option<String> {
        Some(match error {
            RangeError::OtherType => return None,
            RangeError::Types(error) => self.type_error_text(error),
            RangeError::NeedsVersion(minor) => format!("requires go1.{minor} or later"),
            RangeError::Func(IteratorError::VariadicYield(callback)) => {
                let callback = self.type_text(*callback);
                format!("yield func of type {callback} cannot be variadic")
            }
            RangeError::Func(error) => format!("{MUST_BE}{}", self.iterator_error_text(error)),
        })
    }

    fn iterator_error_text(&mut self, error: &IteratorError) -> String {
        let text = match error {
            IteratorError::Parameters => "wrong argument count",
            IteratorError::Results => "unexpected results",
            IteratorError::YieldTypes(error) => {
                return format!("in yield type, {}", self.type_error_text(error));
            }
            IteratorError::NoYield => "argument is not func",
            IteratorError::YieldParameters => "yield func has too many parameters",
            IteratorError::YieldBoolean => "yield func returns user-defined boolean, not bool",
            IteratorError::YieldResult | IteratorError::VariadicYield(_) => {
                "yield func does not return bool"
            }
        };
        text.to_owned()
    }
}

/// Returns the operand that a variable gets in each iteration; it is shown as the variable.
fn range_operand(lhs: NodeRef, typ: TypeId) -> Operand {
    Operand {
        mode: Mode::Value,
        expr: Some(lhs),
        typ,
        ..Operand::new()
    }
}
