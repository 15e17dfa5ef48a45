//! Words for the errors that the algebra of types finds.
//!
//! Upstream reports them while it computes type sets and instances. They are taken before anything
//! that depends on the order of errors or of deferred checks, or on the environment.
//! Counterpart: cmd/compile/internal/types2/typeset.go.

use vamos_types::Finding;
use vamos_types::MAX_TERM_COUNT;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::VersionNeed;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::problem::Problem;
use vamos_types::Texts;

impl Checker<'_> {
    /// Reports the findings since the last call.
    #[inline]
    pub(crate) fn report_findings(&mut self) {
        if self.types.has_findings() {
            for finding in self.types.take_findings() {
                self.report_finding(&finding);
            }
        }
    }

    fn report_finding(&mut self, finding: &Finding) {
        match *finding {
            Finding::DuplicateMethod {
                pos,
                method,
                other_pos,
            } => self.report_duplicate_method(pos, method, other_pos),
            Finding::EmbeddedTwice {
                pos,
                method,
                other,
                other_pos,
            } => {
                self.later(Delayed::DuplicateMethod {
                    pos,
                    method,
                    other,
                    other_pos,
                });
            }
            Finding::NeedsVersion { pos, need, typ } => {
                let element = match need {
                    VersionNeed::ConstraintInterface => "constraint interface",
                    VersionNeed::InterfaceElement => "interface element",
                    VersionNeed::NonInterfaceType => "non-interface type",
                };
                let text = format!("embedding {element} {}", self.type_text(typ));
                self.version_error(pos, GoVersion(18), text);
            }
            Finding::TooManyTerms { pos } => {
                let text = format!(
                    "cannot handle more than {MAX_TERM_COUNT} union terms \
                     (implementation limitation)"
                );
                self.error(pos, Code::InvalidUnion, text);
            }
            Finding::TypeArgCount {
                pos,
                generic,
                want,
                got,
            } => {
                let name = self.generic_name(generic);
                self.validate_targ_len(pos, &name, want, got);
            }
        }
    }

    /// Reports an error if there are too many or too few type arguments.
    pub(crate) fn validate_targ_len(
        &mut self,
        pos: Pos,
        name: &str,
        want: usize,
        got: usize,
    ) -> bool {
        if got == want {
            return true;
        }
        let quality = if got < want { "not enough" } else { "too many" };
        let text = format!("{quality} type arguments for type {name}: have {got}, want {want}");
        self.error(pos, Code::WrongTypeArgCount, text);
        false
    }

    /// Returns a generic type or function as errors about its type arguments name it.
    fn generic_name(&mut self, generic: TypeId) -> String {
        match self.types.get(generic) {
            Type::Alias(alias) => self.types.name_of(alias.obj).to_owned(),
            _ => self.type_text_full(generic),
        }
    }

    /// Reports a method that is embedded twice with different types ([`Delayed::DuplicateMethod`]).
    pub(crate) fn later_duplicate_method(
        &mut self,
        pos: Pos,
        method: ObjId,
        other: ObjId,
        other_pos: Pos,
    ) {
        let (a, b) = (self.types.obj_type(method), self.types.obj_type(other));
        if pos.is_known() && !self.allow_version(GoVersion(14)) || !self.types.identical(a, b) {
            self.report_duplicate_method(pos, method, other_pos);
        }
    }

    fn report_duplicate_method(&mut self, pos: Pos, method: ObjId, other_pos: Pos) {
        let name = self.types.name_of(method).to_owned();
        let mut problem = Problem::new(Code::DuplicateDecl);
        problem.add(pos, format!("duplicate method {name}"));
        problem.add(other_pos, format!("other declaration of method {name}"));
        self.report(problem);
    }
}
