//! Instances of generic functions.
//!
//! Counterpart: cmd/compile/internal/types2/call.go.

use vamos_types::Name;
use vamos_types::Pos;
use vamos_types::Signature;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VarKind;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::expr::Target;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use crate::problem::Problem;
use vamos_types::Facts;

impl Checker<'_> {
    /// Instantiates a generic function with the explicit type arguments of `inst`, an index
    /// expression, and the types inferred from `target`. Returns the explicit type arguments if
    /// they are not enough and `infers` is not set; `x` is unchanged then.
    pub(crate) fn func_inst(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &mut Operand,
        inst: Option<NodeRef>,
        infers: bool,
    ) -> Option<Vec<TypeId>> {
        debug_assert!(target.is_some() || inst.is_some());
        let mut error_pos = pos;
        if let Some(inst) = inst {
            error_pos = self.source.pos(inst);
            x.expr = Some(inst);
        }
        let has_version = self.verify_version(error_pos, GoVersion(18), "function instantiation");
        let mut xlist = Vec::new();
        let mut targs = Vec::new();
        if let Some(inst) = inst {
            xlist = self.source.index_list(inst);
            let Some(listed) = self.type_list(&xlist) else {
                x.invalidate();
                return None;
            };
            targs = listed;
        }
        let sig = x.typ;
        let tparams = self.types.signature(sig).tparams.to_vec();
        let (got, want) = (targs.len(), tparams.len());
        if got > want {
            let text = format!("got {got} type arguments but want {want}");
            self.error_at(xlist[got - 1], Code::WrongTypeArgCount, text);
            x.invalidate();
            return None;
        }
        if got < want {
            if !infers {
                return Some(targs);
            }
            if target.is_some() && has_version && !self.allow_version(GoVersion(21)) {
                let kind = match inst {
                    Some(_) => "partially",
                    None => "implicitly",
                };
                let what = format!("{kind} instantiated function in assignment");
                self.version_error(error_pos, GoVersion(21), &what);
            }
            let Some(all) = self.infer_instance(target, pos, x, &tparams, &targs) else {
                x.invalidate();
                return None;
            };
            targs = all;
        }
        debug_assert_eq!(targs.len(), want);
        let expr = x.expr();
        x.typ = self.instantiate_signature(self.source.pos(expr), expr, sig, &targs, &xlist);
        x.mode = Mode::Value;
        None
    }

    /// Infers the type arguments of a function that are not listed: assigning it to a target is
    /// like a call of a function with these type parameters and a parameter of its type.
    fn infer_instance(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &Operand,
        tparams: &[TypeId],
        listed: &[TypeId],
    ) -> Option<Vec<TypeId>> {
        let mut args = Vec::new();
        let mut params = None;
        if let Some(target) = target {
            let own = self.types.signature(x.typ);
            let sig = Signature {
                params: own.params,
                results: own.results,
                is_variadic: own.is_variadic,
                ..Signature::default()
            };
            let sig = self.types.add(Type::Signature(Box::new(sig)));
            let at = self.source.pos(x.expr());
            let param =
                self.types
                    .new_var(VarKind::Param, at, Some(self.pkg), Name::EMPTY, Some(sig));
            params = Some(self.types.add(Type::Tuple {
                vars: Box::new([param]),
            }));
            let desc = self.types.intern(&target.desc);
            args.push(Operand {
                mode: Mode::Value,
                expr: Some(self.source.new_name(at, desc)),
                typ: target.sig,
                ..Operand::new()
            });
        }
        let (tparams, params) = match params {
            Some(params) => {
                let (tparams, params) = self.types.rename_tparams(pos, tparams, params);
                (tparams, Some(params))
            }
            None => {
                // Only the type parameters are renamed.
                let (tparams, _) =
                    self.types
                        .rename_tparams(pos, tparams, vamos_types::typ::INVALID);
                (tparams, None)
            }
        };
        let mut targs: Vec<Option<TypeId>> = listed.iter().copied().map(Some).collect();
        targs.resize(tparams.len(), None);
        let mut problem = Problem::new(Code::CannotInferTypeArgs);
        let is_reverse = target.is_some();
        let all = self.infer(
            pos,
            &tparams,
            &targs,
            params,
            &args,
            is_reverse,
            &mut problem,
        );
        if all.is_none() && !problem.is_empty() {
            self.report(problem);
        }
        all
    }

    /// Returns the type of an instance of a generic function, records it for `expr`, and has its
    /// type arguments verified later. `xlist` are the expressions of type arguments, as far as
    /// they are listed.
    pub(crate) fn instantiate_signature(
        &mut self,
        pos: Pos,
        expr: NodeRef,
        sig: TypeId,
        targs: &[TypeId],
        xlist: &[NodeRef],
    ) -> TypeId {
        let inst = self.types.instance(pos, sig, targs);
        debug_assert!(xlist.len() <= targs.len());
        self.record_instance(expr, targs, inst);
        self.later(Delayed::VerifyFuncInstance {
            pos,
            sig,
            targs: targs.into(),
            xlist: xlist.into(),
        });
        inst
    }

    /// Checks that type arguments satisfy the constraints of a function's type parameters.
    pub(crate) fn later_verify_func_instance(
        &mut self,
        pos: Pos,
        sig: TypeId,
        targs: &[TypeId],
        xlist: &[NodeRef],
    ) {
        let tparams = self.types.signature(sig).tparams.to_vec();
        match self.queries().verify(pos, &tparams, targs) {
            Err((i, text)) => {
                let at = xlist.get(i).map_or(pos, |e| self.start(*e));
                self.soft_error(at, Code::InvalidTypeArg, text);
            }
            Ok(()) => self.mono_record_instance(pos, &tparams, targs, xlist),
        }
    }
}
