//! Unions of types in constraints.
//!
//! Counterpart: cmd/compile/internal/types2/union.go.

use vamos_ast::Node;
use vamos_ast::Operator;
use vamos_constant::Value;
use vamos_types::Term;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::sources::Sources;
use vamos_types::Texts;

/// The most terms that a union may have: the time of some operations grows with their square.
const MAX_TERMS: usize = 100;

impl Checker<'_> {
    /// Returns the union or the single type that an expression denotes (`parseUnion`).
    pub(crate) fn parse_union(&mut self, e: NodeRef) -> TypeId {
        let (unions, exprs) = self.source.flatten_union(e);
        let mut terms: Vec<Term> = Vec::new();
        let mut union = typ::INVALID;
        for (index, expr) in exprs.iter().enumerate() {
            let term = self.parse_tilde(*expr);
            if exprs.len() == 1 && !term.tilde {
                return term.typ.unwrap_or(typ::INVALID);
            }
            if terms.len() < MAX_TERMS {
                terms.push(term);
                union = self.types.new_union(&terms);
            } else if self.types.is_valid(union) {
                let text = format!(
                    "cannot handle more than {MAX_TERMS} union terms (implementation limitation)"
                );
                self.error_at(*expr, Code::InvalidUnion, text);
                union = typ::INVALID;
            }
            if index > 0 {
                let part = unions[index - 1];
                self.record_type_and_value(part, Mode::TypExpr, union, &Value::UNKNOWN);
            }
        }
        if self.types.is_valid(union) {
            self.later(Delayed::UnionTerms {
                exprs: exprs.into(),
                terms: terms.into(),
            });
        }
        union
    }

    /// Returns the term that an expression denotes (`parseTilde`).
    fn parse_tilde(&mut self, e: NodeRef) -> Term {
        let (x, tilde) = match self.source.node(e) {
            Node::Operation {
                op: Operator::Tilde,
                x: Some(x),
                ..
            } => (e.at(x), true),
            _ => (e, false),
        };
        let mut own = self.typ(x);
        if self.types.is_type_param(own) {
            let text = if tilde {
                format!(
                    "type in term {} cannot be a type parameter",
                    self.expr_text(e)
                )
            } else {
                "term cannot be a type parameter".to_owned()
            };
            self.error_at(x, Code::MisplacedTypeParam, text);
            own = typ::INVALID;
        }
        let term = Term {
            tilde,
            typ: Some(own),
        };
        if tilde && self.config.keeps_info {
            let union = self.types.new_union(&[term]);
            self.record_type_and_value(e, Mode::TypExpr, union, &Value::UNKNOWN);
        }
        term
    }

    /// Reports terms that are not allowed, or that overlap others.
    pub(crate) fn later_union_terms(&mut self, exprs: &[NodeRef], terms: &[Term]) {
        for (index, term) in terms.iter().copied().enumerate() {
            let own = term.typ.unwrap_or(typ::INVALID);
            if !self.types.is_valid(own) {
                continue;
            }
            let expr = exprs[index];
            let under = self.types.under(own);
            let is_interface = matches!(self.types.get(under), Type::Interface(_));
            if term.tilde {
                let cause = if is_interface {
                    format!("{} is an interface", self.type_text(own))
                } else if !self.types.identical(under, own) {
                    let (own, under) = (self.type_text(own), self.type_text(under));
                    format!("underlying type of {own} is {under}")
                } else {
                    String::new()
                };
                if !cause.is_empty() {
                    let text = format!("invalid use of ~ ({cause})");
                    self.error_at(expr, Code::InvalidUnion, text);
                    continue;
                }
            }
            if is_interface {
                self.check_interface_term(expr, term, own, under);
                continue;
            }
            if let Some(other) = self.types.overlapping_term(&terms[..index], term) {
                let (own, other) = (self.terms_text(&[term]), self.terms_text(&[other]));
                let text = format!("overlapping terms {own} and {other}");
                self.soft_error(self.start(expr), Code::InvalidUnion, text);
            }
        }
    }

    /// Reports an interface that may not be a term of a union.
    fn check_interface_term(&mut self, expr: NodeRef, term: Term, own: TypeId, under: TypeId) {
        let set = self.types.type_set(under);
        let text = if !set.methods.is_empty() {
            let text = self.terms_text(&[term]);
            format!("cannot use {text} in union ({text} contains methods)")
        } else if own == typ::COMPARABLE {
            "cannot use comparable in union".to_owned()
        } else if set.is_comparable {
            let text = self.terms_text(&[term]);
            format!("cannot use {text} in union ({text} embeds comparable)")
        } else {
            return;
        };
        self.error_at(expr, Code::InvalidUnion, text);
    }
}

impl Sources<'_> {
    /// Returns the unions of an expression `A | B | C` from the innermost on, and its terms.
    fn flatten_union(&self, e: NodeRef) -> (Vec<NodeRef>, Vec<NodeRef>) {
        let mut unions = Vec::new();
        let mut exprs = Vec::new();
        let mut left = e;
        while let Node::Operation {
            op: Operator::Or,
            x: Some(x),
            y: Some(y),
        } = self.node(left)
        {
            unions.push(left);
            exprs.push(left.at(y));
            left = left.at(x);
        }
        exprs.push(left);
        unions.reverse();
        exprs.reverse();
        (unions, exprs)
    }
}
