//! Instances of generic types and functions.
//!
//! Counterpart: cmd/compile/internal/types2/instantiate.go.

use crate::Types;
use crate::algebra::findings::Finding;
use crate::algebra::maker::Maker;
use crate::algebra::subst::SubstMap;
use crate::data::Type;
use crate::id::TypeId;
use crate::pos::Pos;
use crate::predeclared::typ;

impl Types {
    /// Returns the instance of a generic type or function; the invalid type after an error.
    pub fn instance(&mut self, pos: Pos, orig: TypeId, targs: &[TypeId]) -> TypeId {
        self.make_instance(Maker::CHECKER, pos, orig, targs)
    }

    /// Returns the instance of a generic type for an imported declaration (`Instantiate`).
    pub fn imported_instance(&mut self, orig: TypeId, targs: &[TypeId]) -> TypeId {
        self.make_instance(Maker::IMPORTER, Pos::NONE, orig, targs)
    }

    /// Returns an instance that a maker needs.
    pub(crate) fn make_instance(
        &mut self,
        maker: Maker,
        pos: Pos,
        orig: TypeId,
        targs: &[TypeId],
    ) -> TypeId {
        let hash = self.instance_hash(orig, targs);
        if let Some(instance) = self.find_for(maker, hash, orig, targs) {
            return instance;
        }
        let instance = match self.get(orig) {
            Type::Named(_) => self.new_named_instance(maker, pos, orig, targs),
            Type::Alias(alias) => {
                let count = alias.tparams.len();
                if count != targs.len() {
                    return self.wrong_count(pos, orig, count, targs.len());
                }
                if count == 0 {
                    return orig;
                }
                self.new_alias_instance(maker, pos, orig, targs)
            }
            Type::Signature(sig) => {
                let tparams = sig.tparams.clone();
                if tparams.len() != targs.len() {
                    return self.wrong_count(pos, orig, tparams.len(), targs.len());
                }
                if tparams.is_empty() {
                    return orig;
                }
                let smap = SubstMap::new(&tparams, targs);
                let mut sig = self.subst_for(maker, pos, orig, &smap);
                if sig == orig {
                    let copy = self.get(orig).clone();
                    sig = self.add(copy);
                }
                // It is not generic any more.
                self.signature_mut(sig).tparams = Box::default();
                sig
            }
            other => unreachable!("only types and functions are generic: {other:?}"),
        };
        self.share_for(maker, hash, orig, targs, instance)
    }

    /// Records that there are too many or too few type arguments; returns the invalid type.
    fn wrong_count(&mut self, pos: Pos, generic: TypeId, want: usize, got: usize) -> TypeId {
        self.algebra.findings.push(Finding::TypeArgCount {
            pos,
            generic,
            want,
            got,
        });
        typ::INVALID
    }
}
