//! Instances of generic types and functions.
//!
//! Counterpart: cmd/compile/internal/types2/instantiate.go.

use crate::Pos;
use crate::Term;
use crate::Type;
use crate::TypeId;
use crate::typ;

use crate::Facts;
use crate::Queries;
use crate::SubstMap;
use crate::Texts;
use crate::algebra::selectors::Equivalence;

impl<F: Facts> Queries<'_, F> {
    /// Checks that type arguments satisfy their constraints; else the index and the cause.
    pub fn verify(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[TypeId],
    ) -> Result<(), (usize, String)> {
        let smap = SubstMap::new(tparams, targs);
        for (index, (tparam, targ)) in tparams.iter().zip(targs).enumerate() {
            // The bound becomes an interface by this.
            self.types_mut().iface(*tparam);
            let bound = self.types().tparam_bound(*tparam);
            let bound = self.types_mut().subst(pos, bound, &smap);
            let mut cause = String::new();
            if !self.implements(*targ, bound, true, Some(&mut cause)) {
                return Err((index, cause));
            }
        }
        Ok(())
    }
}

/// Query: a type and the interface that it may implement.
#[derive(Clone, Copy, Debug)]
struct Question {
    v: TypeId,
    /// The interface, as it is named.
    t: TypeId,
    is_constraint: bool,
}

impl Question {
    fn verb(self) -> &'static str {
        if self.is_constraint {
            "satisfy"
        } else {
            "implement"
        }
    }
}

/// Sets the cause, if it is wanted.
fn set(cause: Option<&mut String>, text: impl FnOnce() -> String) {
    if let Some(cause) = cause {
        *cause = text();
    }
}

impl<F: Facts> Queries<'_, F> {
    /// Reports whether V implements T, or satisfies it as a constraint.
    pub fn implements(
        &mut self,
        v: TypeId,
        t: TypeId,
        is_constraint: bool,
        mut cause: Option<&mut String>,
    ) -> bool {
        let question = Question {
            v,
            t,
            is_constraint,
        };
        let verb = question.verb();
        let (vu, tu) = (self.types_mut().under(v), self.types_mut().under(t));
        if vu == typ::INVALID || tu == typ::INVALID {
            return true;
        }
        if let &Type::Pointer { elem } = self.types().get(vu)
            && self.types_mut().under(elem) == typ::INVALID
        {
            return true;
        }
        if !matches!(self.types().get(tu), Type::Interface(_)) {
            set(cause, || self.no_interface_text(question, tu));
            return false;
        }
        if self.types_mut().is_empty_interface(tu) {
            return true;
        }
        let v_set = match self.types().get(vu) {
            Type::Interface(_) => Some(self.types_mut().type_set(vu)),
            _ => None,
        };
        if v_set.as_ref().is_some_and(|set| set.is_empty()) {
            return true;
        }
        let t_set = self.types_mut().type_set(tu);
        if t_set.is_empty() {
            set(cause, || {
                format!("cannot {verb} {} (empty type set)", self.type_text(t))
            });
            return false;
        }
        let mut identical = Equivalence::Identical;
        if !self.has_all_methods(v, t, true, &mut identical, cause.as_deref_mut()) {
            if let Some(cause) = cause {
                let (v, t) = (self.type_text(v), self.type_text(t));
                *cause = format!("{v} does not {verb} {t} {cause}");
            }
            return false;
        }
        if !t_set.has_terms() {
            return self.is_comparable_enough(question, tu, cause);
        }
        // All types of V, or V itself, must be in the set of T.
        if let Some(v_set) = v_set {
            if !self.types_mut().is_terms_subset(&v_set.terms, &t_set.terms) {
                set(cause, || {
                    let (v, t) = (self.type_text(v), self.type_text(t));
                    format!("{v} does not {verb} {t}")
                });
                return false;
            }
            return self.is_comparable_enough(question, tu, cause);
        }
        let mut alternative = None;
        for term in &t_set.terms {
            if self.types_mut().term_includes(*term, v) {
                return self.is_comparable_enough(question, tu, cause);
            }
            if alternative.is_none() && !term.tilde {
                alternative = self.alternative(*term, v);
            }
        }
        set(cause, || {
            self.missing_text(question, tu, alternative, &t_set.terms)
        });
        false
    }

    /// Returns a term's type if V would belong to the term with a tilde.
    fn alternative(&mut self, term: Term, v: TypeId) -> Option<TypeId> {
        let t = term.typ?;
        let u = self.types_mut().under(t);
        let with_tilde = Term {
            tilde: true,
            ..term
        };
        (self.types_mut().identical(t, u) && self.types_mut().term_includes(with_tilde, v))
            .then_some(t)
    }

    /// Reports whether V is comparable, if T is.
    fn is_comparable_enough(
        &mut self,
        question: Question,
        tu: TypeId,
        cause: Option<&mut String>,
    ) -> bool {
        let (v, verb) = (question.v, question.verb());
        if !self.types_mut().is_comparable_interface(tu)
            || self.types_mut().comparable_type(v, false).is_none()
        {
            return true;
        }
        // Ordinary interfaces satisfy `comparable`, though comparing them may panic.
        if question.is_constraint && self.types_mut().comparable_type(v, true).is_none() {
            if self.types().allows_version(20) {
                return true;
            }
            set(cause, || {
                let v = self.type_text(v);
                format!("{v} to {verb} comparable requires go1.20 or later")
            });
            return false;
        }
        set(cause, || {
            format!("{} does not {verb} comparable", self.type_text(v))
        });
        false
    }

    /// Returns the error that a type cannot implement a type that is no interface.
    fn no_interface_text(&mut self, question: Question, tu: TypeId) -> String {
        let (v, t) = (self.type_text(question.v), self.type_text(question.t));
        let detail = if !self.is_interface_ptr(tu) {
            format!("{t} is not an interface")
        } else if self.types().release().explains_fields_of_types() {
            self.interface_ptr_error(question.t)
        } else {
            format!("type {t} is pointer to interface, not interface")
        };
        format!("{v} does not {} {t} ({detail})", question.verb())
    }

    /// Returns the error that a type does not belong to the terms of an interface.
    fn missing_text(
        &mut self,
        question: Question,
        tu: TypeId,
        alternative: Option<TypeId>,
        terms: &[Term],
    ) -> String {
        let (v, t) = (self.type_text(question.v), self.type_text(question.t));
        let detail = if let Some(alternative) = alternative {
            let alternative = self.type_text(alternative);
            format!("possibly missing ~ for {alternative} in {t}")
        } else if self.mentions(tu, question.v) {
            format!("{t} mentions {v}, but {v} is not in the type set of {t}")
        } else {
            format!("{v} missing in {}", self.terms_text(terms))
        };
        format!("{v} does not {} {t} ({detail})", question.verb())
    }

    /// Reports whether an interface or union mentions a type.
    fn mentions(&mut self, t: TypeId, wanted: TypeId) -> bool {
        match self.types().get(t) {
            Type::Interface(interface) => {
                let embeddeds = interface.embeddeds.clone();
                embeddeds.into_iter().any(|t| self.mentions(t, wanted))
            }
            Type::Union { terms } => {
                let types: Vec<TypeId> = terms.iter().filter_map(|term| term.typ).collect();
                types.into_iter().any(|t| self.mentions(t, wanted))
            }
            _ => self.types_mut().identical(t, wanted),
        }
    }
}
