//! Inference of type arguments.
//!
//! Counterpart: cmd/compile/internal/types2/infer.go.

use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::Problem;
use vamos_types::Equivalence;
use vamos_types::Facts;
use vamos_types::SubstMap;
use vamos_types::Texts;
use vamos_types::Unifier;
use vamos_types::UnifyMode;

/// State of an inference, and the inputs of its error messages.
#[derive(Debug)]
struct Inference<'i> {
    /// The place of the call.
    pos: Pos,
    tparams: &'i [TypeId],
    args: &'i [Operand],
    /// True if a function is assigned, so that its type is the argument.
    is_reverse: bool,
    problem: &'i mut Problem,
    unifier: Unifier,
}

impl Checker<'_> {
    /// Returns all type arguments; `None` after an error, which may have been added to `problem`.
    #[expect(clippy::too_many_arguments, reason = "as upstream")]
    pub(crate) fn infer(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        params: Option<TypeId>,
        args: &[Operand],
        is_reverse: bool,
        problem: &mut Problem,
    ) -> Option<Vec<TypeId>> {
        let count = tparams.len();
        debug_assert!(count > 0 && targs.len() <= count);
        debug_assert_eq!(self.types.vars(params).len(), args.len());
        if targs.len() == count {
            let known: Option<Vec<TypeId>> = targs.iter().copied().collect();
            if known.is_some() {
                return known;
            }
        }
        // Errors on invalid arguments were reported.
        if args.iter().any(|arg| arg.mode == Mode::Invalid) {
            return None;
        }
        let mut targs = targs.to_vec();
        targs.resize(count, None);
        // With the type arguments that are known, arguments that do not fit are reported when
        // they are passed, which gives better messages.
        let smap = SubstMap::partial(tparams, &targs);
        let params = self.types.subst_tuple(Pos::NONE, params, &smap);
        let mut inference = Inference {
            pos,
            tparams,
            args,
            is_reverse,
            problem,
            unifier: Unifier::new(tparams, &targs, self.allow_version(GoVersion(21))),
        };
        let untyped = self.infer_from_arguments(&mut inference, params)?;
        while self.infer_from_constraints(&mut inference)? {}
        self.infer_from_untyped(&mut inference, params, &untyped)?;
        let mut inferred = inference.unifier.inferred(tparams);
        self.types.kill_cycles(tparams, &mut inferred);
        self.types.simplify(tparams, &targs, &mut inferred);
        let mut result = Vec::with_capacity(count);
        for (tparam, inferred) in tparams.iter().zip(inferred) {
            match inferred {
                Some(t) if !self.types.is_parameterized(tparams, t) => result.push(t),
                _ => {
                    let obj = self.types.type_param(*tparam).obj;
                    let place = self.pos_text(self.types.object(obj).pos);
                    let name = self.types.name_of(obj);
                    let text = format!("cannot infer {name} (declared at {place})");
                    inference.problem.add(pos, text);
                    return None;
                }
            }
        }
        Some(result)
    }

    /// Unifies parameters with arguments. Returns the arguments that have no type and belong to a
    /// type parameter; `None` after an error.
    fn infer_from_arguments(
        &mut self,
        i: &mut Inference<'_>,
        params: Option<TypeId>,
    ) -> Option<Vec<usize>> {
        let mut untyped = Vec::new();
        for (index, arg) in i.args.iter().enumerate() {
            let par = self.types.obj_type(self.types.vars(params)[index]);
            if !self.types.is_parameterized(i.tparams, par)
                && !self.types.is_parameterized(i.tparams, arg.typ)
            {
                continue;
            }
            if self.types.is_typed(arg.typ) {
                if !self
                    .queries()
                    .unify(&mut i.unifier, par, arg.typ, UnifyMode::ASSIGN)
                {
                    self.add_mismatch(i, par, arg);
                    return None;
                }
            } else if matches!(self.types.get(par), Type::TypeParam(_)) && !arg.is_nil() {
                // Values without a type only match a type parameter itself.
                untyped.push(index);
            }
        }
        Some(untyped)
    }

    /// Adds the error that an argument does not match its parameter.
    fn add_mismatch(&mut self, i: &mut Inference<'_>, tpar: TypeId, arg: &Operand) {
        let at = self.operand_pos(arg);
        let expr = match arg.expr {
            Some(expr) => self.expr_text(expr),
            None => "<nil>".to_owned(),
        };
        let targ_text = self.type_text(arg.typ);
        let targs = i.unifier.inferred(i.tparams);
        if targs.iter().all(Option::is_none) {
            let tpar = self.type_text(tpar);
            let names = self.type_params_text(i.tparams);
            let text =
                format!("type {targ_text} of {expr} does not match {tpar} (cannot infer {names})");
            return i.problem.add(at, text);
        }
        let smap = SubstMap::partial(i.tparams, &targs);
        let pos = arg.expr.map_or(Pos::NONE, |expr| self.source.pos(expr));
        let inferred = self.types.subst(pos, tpar, &smap);
        let tpar_text = self.type_text(tpar);
        let text = if inferred == tpar {
            format!("type {targ_text} of {expr} does not match {tpar_text}")
        } else {
            let inferred = self.type_text(inferred);
            if i.is_reverse {
                format!(
                    "inferred type {inferred} for {tpar_text} does not match \
                     type {targ_text} of {expr}"
                )
            } else {
                format!(
                    "type {targ_text} of {expr} does not match \
                     inferred type {inferred} for {tpar_text}"
                )
            }
        };
        i.problem.add(at, text);
    }

    /// Unifies type parameters with their constraints once. Returns true if that inferred anything;
    /// `None` after an error.
    fn infer_from_constraints(&mut self, i: &mut Inference<'_>) -> Option<bool> {
        let unknowns = i.unifier.unknowns();
        for tparam in i.tparams {
            let known = i.unifier.at(*tparam);
            let (core, is_single) = self.types.core_term(*tparam);
            if let Some((has_tilde, core)) = core {
                match known {
                    Some(known) => {
                        // A core type with a tilde matches all types with that underlying type, as
                        // in unification.
                        let u = &mut i.unifier;
                        if !self.queries().unify(u, known, core, UnifyMode::INEXACT) {
                            let text = self.unsatisfied_text(*tparam, known);
                            i.problem.add(i.pos, text);
                            return None;
                        }
                    }
                    None if is_single && !has_tilde => i.unifier.set(*tparam, core),
                    None => {}
                }
            }
            // The type must have the methods of the constraint, from which more types may follow.
            if let Some(known) = known {
                if self.types.is_parameterized(i.tparams, known) {
                    continue;
                }
                let mut cause = String::new();
                let constraint = self.types.iface(*tparam);
                let mut unify = Equivalence::Unify(&mut i.unifier);
                if !self.queries().has_all_methods(
                    known,
                    constraint,
                    true,
                    &mut unify,
                    Some(&mut cause),
                ) {
                    let text = self.unsatisfied_text(*tparam, known);
                    i.problem.add(i.pos, format!("{text} {cause}"));
                    return None;
                }
            }
        }
        Some(i.unifier.unknowns() != unknowns)
    }

    /// Returns the error that a type does not satisfy the constraint of a type parameter.
    fn unsatisfied_text(&mut self, tparam: TypeId, t: TypeId) -> String {
        let bound = self.types.tparam_bound(tparam);
        let (tparam, t) = (self.type_text(tparam), self.type_text(t));
        format!(
            "{tparam} (type {t}) does not satisfy {}",
            self.type_text(bound)
        )
    }

    /// Gives type parameters that have no type yet the default type of their arguments. None
    /// after an error.
    fn infer_from_untyped(
        &mut self,
        i: &mut Inference<'_>,
        params: Option<TypeId>,
        untyped: &[usize],
    ) -> Option<()> {
        let mut largest: Vec<(TypeId, TypeId)> = Vec::new();
        for index in untyped {
            let tparam = self.types.obj_type(self.types.vars(params)[*index]);
            if i.unifier.at(tparam).is_some() {
                continue;
            }
            let arg = &i.args[*index];
            let Some((_, max)) = largest.iter_mut().find(|(own, _)| *own == tparam) else {
                largest.push((tparam, arg.typ));
                continue;
            };
            match self.types.max_type(*max, arg.typ) {
                Some(new) => *max = new,
                None => {
                    let (max, other) = (self.type_text(*max), self.type_text(arg.typ));
                    let tparam = self.type_text(tparam);
                    let text =
                        format!("mismatched types {max} and {other} (cannot infer {tparam})");
                    i.problem.add(self.operand_pos(arg), text);
                    return None;
                }
            }
        }
        for (tparam, max) in largest {
            i.unifier.set(tparam, self.types.default_type(max));
        }
        Some(())
    }
}
