//! Underlying types, also of all types of a type parameter's type set.
//!
//! Counterpart: cmd/compile/internal/types2/under.go.

use std::borrow::Cow;

use crate::ChanDir;
use crate::ObjId;
use crate::Type;
use crate::TypeId;
use crate::typ;

use crate::Types;

/// Error about a type; its text is made when it is needed. `%s` in the format is replaced by the
/// types.
#[derive(Clone, Debug, Default)]
pub struct TypeError {
    format: Cow<'static, str>,
    types: Vec<TypeId>,
}

impl TypeError {
    /// Returns an error (`typeErrorf`); an empty format has no text.
    pub fn new(format: impl Into<Cow<'static, str>>, types: &[TypeId]) -> Self {
        Self {
            format: format.into(),
            types: types.to_vec(),
        }
    }

    /// Returns the text before the first type, and each type with the text after it.
    pub fn parts(&self) -> (&str, impl Iterator<Item = (TypeId, &str)>) {
        // Without types, `%s` stands for itself.
        let (first, rest) = match self.types.as_slice() {
            [] => (self.format.as_ref(), ""),
            _ => self.format.split_once("%s").unwrap_or((&self.format, "")),
        };
        (first, self.types.iter().copied().zip(rest.split("%s")))
    }
}

impl Types {
    /// Returns the underlying type (`t.Underlying()`).
    pub fn under(&mut self, t: TypeId) -> TypeId {
        match self.get(t) {
            Type::Named(_) => self.named_under(t),
            Type::TypeParam(_) => self.iface(t),
            Type::Alias(_) => match self.unalias(t) {
                // The alias is not set up.
                same if same == t => typ::INVALID,
                actual => self.under(actual),
            },
            _ => t,
        }
    }

    /// Returns the type of a variable, field or method that has one; else the invalid type.
    pub fn obj_type(&self, obj: ObjId) -> TypeId {
        self.object(obj).typ.unwrap_or(typ::INVALID)
    }

    /// Returns the specific types and their underlying types of a type parameter's type set, or
    /// the type itself; nothing where there are no specific types (upstream's `nil, nil`).
    pub fn typeset(&mut self, t: TypeId) -> Vec<(TypeId, TypeId)> {
        if !self.is_type_param(t) {
            let u = self.under(t);
            return vec![(t, u)];
        }
        let terms = self.specific_terms(t);
        let mut pairs = Vec::with_capacity(terms.len());
        for term in terms {
            if let Some(t) = term.typ {
                let u = if term.tilde {
                    self.unalias(t)
                } else {
                    self.under(t)
                };
                pairs.push((t, u));
            }
        }
        pairs
    }

    /// Reports whether all underlying types of the type set satisfy a condition. It is called with
    /// `None` if there are no specific types (`underIs`).
    pub fn under_is(
        &mut self,
        t: TypeId,
        mut f: impl FnMut(&mut Self, Option<TypeId>) -> bool,
    ) -> bool {
        let pairs = self.typeset(t);
        if pairs.is_empty() {
            return f(self, None);
        }
        pairs.iter().all(|(_, u)| f(self, Some(*u)))
    }

    /// Returns the common underlying type (`commonUnder(t, nil)`).
    pub fn common_under(&mut self, t: TypeId) -> Result<TypeId, TypeError> {
        self.common_under_if(t, |_, _| None)
    }

    /// Like [`Types::common_under`], with a condition for every pair of type and underlying type.
    /// It is called with `None` if there are no specific types (`commonUnder(t, cond)`). Of
    /// channels that differ in direction only, the restricted one is taken.
    pub fn common_under_if(
        &mut self,
        t: TypeId,
        mut cond: impl FnMut(&mut Self, Option<(TypeId, TypeId)>) -> Option<TypeError>,
    ) -> Result<TypeId, TypeError> {
        let pairs = self.typeset(t);
        if pairs.is_empty() {
            let err = cond(self, None);
            return Err(err.unwrap_or_else(|| TypeError::new("no specific type", &[])));
        }
        let mut common: Option<(TypeId, TypeId)> = None;
        for (t, u) in pairs {
            if let Some(err) = cond(self, Some((t, u))) {
                return Err(err);
            }
            let Some((ct, cu)) = common else {
                common = Some((t, u));
                continue;
            };
            if let (
                &Type::Chan {
                    dir: common_dir,
                    elem: common_elem,
                },
                &Type::Chan { dir, elem },
            ) = (self.get(cu), self.get(u))
            {
                if !self.identical(common_elem, elem) {
                    let format = "channels %s and %s have different element types";
                    return Err(TypeError::new(format, &[ct, t]));
                }
                if common_dir == dir {
                    // Nothing is to be done.
                } else if common_dir == ChanDir::SendRecv {
                    common = Some((t, u));
                } else if dir != ChanDir::SendRecv {
                    let format = "channels %s and %s have conflicting directions";
                    return Err(TypeError::new(format, &[ct, t]));
                }
                continue;
            }
            if !self.identical(cu, u) {
                let format = "%s and %s have different underlying types";
                return Err(TypeError::new(format, &[ct, t]));
            }
        }
        Ok(common.map_or(typ::INVALID, |(_, u)| u))
    }
}
