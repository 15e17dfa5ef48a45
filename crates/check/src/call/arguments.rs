//! The arguments of calls.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;

use crate::assignments::Context;
use crate::assignments::Dots;
use crate::assignments::operand_types;
use crate::call::Call;
use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Operand;
use crate::problem::Problem;
use vamos_types::SubstMap;

/// The parameters that arguments are assigned to.
#[derive(Clone, Copy, Debug)]
struct Params {
    /// A tuple.
    tuple: Option<TypeId>,
    /// True if a variadic parameter was replaced by one for each argument.
    is_adjusted: bool,
}

impl Checker<'_> {
    /// Checks the arguments of a call of a function of type `sig`; returns the type that it has in
    /// this call. `targs` are the function's explicit type arguments, `xlist` their expressions,
    /// `atargs` the type arguments of the arguments ([`Self::generic_expr_list`]).
    pub(crate) fn arguments(
        &mut self,
        call: NodeRef,
        sig: TypeId,
        targs: &[TypeId],
        xlist: &[NodeRef],
        args: &mut [Operand],
        atargs: &[Vec<TypeId>],
    ) -> TypeId {
        let call = self.source.call_parts(call);
        let Some(params) = self.call_params(&call, sig, args) else {
            return sig;
        };
        let targs = targs.iter().copied().map(Some).collect();
        let inferred = self.infer_arguments(&call, sig, params, targs, xlist, args, atargs);
        let Some((result, params)) = inferred else {
            return sig;
        };
        let types = self.types.vars(params).to_vec();
        let types = self.types.var_types(&types);
        for (x, typ) in args.iter_mut().zip(types) {
            self.assignment_in(x, Some(typ), Context::Argument(call.fun));
        }
        result
    }

    /// Returns the parameters, as many as there are arguments; reports another number.
    fn call_params(&mut self, call: &Call, sig: TypeId, args: &[Operand]) -> Option<Params> {
        let signature = self.types.signature(sig);
        let (is_variadic, tuple) = (signature.is_variadic, signature.params);
        let vars = self.types.vars(tuple).to_vec();
        let mut params = Params {
            tuple,
            is_adjusted: false,
        };
        let mut want = vars.len();
        match (is_variadic, call.has_dots) {
            (true, true) => {
                // f(g()...) is wrong if g has several results.
                if let [only] = call.args[..]
                    && args.len() > 1
                {
                    let what = self.expr_text(only);
                    let text = format!("cannot use ... with {}-valued {what}", args.len());
                    self.error_at(call.node, Code::InvalidDotDotDot, text);
                    return None;
                }
            }
            (true, false) if args.len() + 1 >= want => {
                params = self.spread_params(&vars, args.len());
                want = args.len();
            }
            (true, false) => want -= 1,
            (false, true) => {
                let fun = self.expr_text(call.fun);
                let text = format!("cannot use ... in call to non-variadic {fun}");
                self.error_at(call.node, Code::NonVariadicDotDotDot, text);
                return None;
            }
            (false, false) => {}
        }
        if args.len() == want {
            return Some(params);
        }
        let (at, qualifier) = if let Some(extra) = args.get(want) {
            (self.operand_pos(extra), "too many")
        } else if let Some(last) = args.last() {
            (self.operand_pos(last), "not enough")
        } else {
            (self.start(call.node), "not enough")
        };
        let dots = |is: bool, dots| if is { dots } else { Dots::None };
        let have = self.types_summary(&operand_types(args), dots(call.has_dots, Dots::Argument));
        let want = self.types.var_types(&vars);
        let want = self.types_summary(&want, dots(is_variadic, Dots::Parameter));
        let fun = self.expr_text(call.fun);
        let mut problem = Problem::new(Code::WrongArgCount);
        problem.add(at, format!("{qualifier} arguments in call to {fun}"));
        problem.add(Pos::NONE, format!("have {have}"));
        problem.add(Pos::NONE, format!("want {want}"));
        self.report(problem);
        None
    }

    /// Returns parameters with the variadic one repeated for each of its arguments.
    fn spread_params(&mut self, vars: &[ObjId], count: usize) -> Params {
        let (last, fixed) = vars
            .split_last()
            .expect("variadic functions have parameters");
        let object = self.types.object(*last);
        let (pos, pkg, name) = (object.pos, object.pkg, object.name);
        let elem = match object.typ.map(|typ| self.types.get(typ)) {
            Some(Type::Slice { elem }) => *elem,
            _ => unreachable!("the type of a variadic parameter is a slice"),
        };
        let mut all = fixed.to_vec();
        while all.len() < count {
            all.push(
                self.types
                    .new_var(VarKind::Param, pos, pkg, name, Some(elem)),
            );
        }
        let tuple = (!all.is_empty()).then(|| self.types.add(Type::Tuple { vars: all.into() }));
        Params {
            tuple,
            is_adjusted: true,
        }
    }

    /// Infers the type arguments of the function and of its arguments that are not listed, all
    /// together, and instantiates both. Returns the function's type and the parameters; nothing
    /// after an error.
    #[expect(clippy::too_many_arguments, reason = "all that decides together")]
    fn infer_arguments(
        &mut self,
        call: &Call,
        sig: TypeId,
        params: Params,
        mut targs: Vec<Option<TypeId>>,
        xlist: &[NodeRef],
        args: &mut [Operand],
        atargs: &[Vec<TypeId>],
    ) -> Option<(TypeId, Option<TypeId>)> {
        let pos = self.source.pos(call.node);
        let own = self.types.signature(sig).tparams.to_vec();
        let n = own.len();
        let mut params = params;
        let mut tparams = Vec::new();
        if n > 0 {
            if !self.allow_version(GoVersion(18)) {
                let what = match self.source.node(call.fun) {
                    vamos_ast::Node::Index { .. } => "function instantiation",
                    _ => "implicit function instantiation",
                };
                self.version_error(self.start(call.node), GoVersion(18), what);
            }
            // Recursive calls would mix up parameters and arguments of the same names.
            let typ = params.tuple.unwrap_or(vamos_types::typ::INVALID);
            let (renamed, tuple) = self.types.rename_tparams(pos, &own, typ);
            tparams = renamed;
            params.tuple = params.tuple.map(|_| tuple);
            targs.resize(n, None);
        }
        let generic_args = self.generic_arguments(pos, args, atargs, &mut tparams, &mut targs);
        if let Some(first) = generic_args.first() {
            let at = self.operand_pos(&args[*first]);
            let what = "implicitly instantiated function as argument";
            self.verify_version(at, GoVersion(21), what);
        }
        if tparams.is_empty() {
            return Some((sig, params.tuple));
        }
        let mut problem = Problem::new(Code::CannotInferTypeArgs);
        let inferred = self.infer(
            pos,
            &tparams,
            &targs,
            params.tuple,
            args,
            false,
            &mut problem,
        );
        let Some(targs) = inferred else {
            if !problem.is_empty() {
                let fun = self.expr_text(call.fun);
                let text = format!("in call to {fun}, {}", self.problem_text(&problem));
                self.error(problem.pos(), Code::CannotInferTypeArgs, text);
            }
            return None;
        };
        let mut result = sig;
        if n > 0 {
            result = self.instantiate_signature(pos, call.fun, sig, &targs[..n], xlist);
            params.tuple = if params.is_adjusted {
                let smap = SubstMap::new(&tparams[..n], &targs[..n]);
                self.types.subst_tuple(pos, params.tuple, &smap)
            } else {
                self.types.signature(result).params
            };
        }
        let mut rest = &targs[n..];
        for i in generic_args {
            let arg = &mut args[i];
            let (own, others) = rest.split_at(self.types.signature(arg.typ).tparams.len());
            arg.typ = self.instantiate_signature(pos, arg.expr(), arg.typ, own, &[]);
            self.record(arg);
            rest = others;
        }
        Some((result, params.tuple))
    }

    /// Gives each argument that is a generic function type parameters of its own and adds them
    /// to `tparams`, and the listed type arguments to `targs`; returns the arguments' indices.
    fn generic_arguments(
        &mut self,
        pos: Pos,
        args: &mut [Operand],
        atargs: &[Vec<TypeId>],
        tparams: &mut Vec<TypeId>,
        targs: &mut Vec<Option<TypeId>>,
    ) -> Vec<usize> {
        let mut indices = Vec::new();
        for (i, arg) in args.iter_mut().enumerate() {
            let sig = match self.types.get(arg.typ) {
                Type::Signature(sig) if !sig.tparams.is_empty() => sig.clone(),
                _ => continue,
            };
            // The type belongs to the function's object too, which keeps it.
            let own = sig.tparams.to_vec();
            let copy = self.types.add(Type::Signature(sig));
            let (renamed, typ) = self.types.rename_tparams(pos, &own, copy);
            self.types.signature_mut(typ).tparams = renamed.clone().into();
            arg.typ = typ;
            tparams.extend(renamed);
            if let Some(listed) = atargs.get(i) {
                targs.extend(listed.iter().copied().map(Some));
            }
            targs.resize(tparams.len(), None);
            indices.push(i);
        }
        indices
    }
}
