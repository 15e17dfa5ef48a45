//! Types of the values that an iteration yields.
//!
//! Counterpart: cmd/compile/internal/types2/range.go (`rangeKeyVal`).

use crate::BasicInfo;
use crate::ChanDir;
use crate::Type;
use crate::TypeError;
use crate::TypeId;
use crate::Types;
use crate::typ;

/// The types of the variables of a `range` clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RangeTypes {
    /// The type of the first variable, if there may be one.
    pub key: Option<TypeId>,
    /// The type of the second variable, if there may be one.
    pub value: Option<TypeId>,
}

impl RangeTypes {
    /// Returns the types of two variables.
    pub fn new(key: TypeId, value: TypeId) -> Self {
        let (key, value) = (Some(key), Some(value));
        Self { key, value }
    }

    fn key_only(key: TypeId) -> Self {
        Self {
            key: Some(key),
            value: None,
        }
    }
}

/// Reason why a type cannot be iterated over.
#[derive(Clone, Debug)]
pub enum RangeError {
    /// It is no type for that.
    OtherType,
    /// The types of a type parameter have nothing in common.
    Types(TypeError),
    /// It needs the language version `1.N`.
    NeedsVersion(u32),
    /// It is a function, but no iterator.
    Func(IteratorError),
}

/// Reason why a function is no iterator.
#[derive(Clone, Debug)]
pub enum IteratorError {
    /// It has not one parameter.
    Parameters,
    /// It has results.
    Results,
    /// The types of its parameter, a type parameter, have nothing in common.
    YieldTypes(TypeError),
    /// Its parameter is no function.
    NoYield,
    /// The function that it calls has too many parameters.
    YieldParameters,
    /// The function that it calls returns another boolean type than `bool`.
    YieldBoolean,
    /// The function that it calls does not return `bool`.
    YieldResult,
    /// The function that it calls, which has this type, is variadic.
    VariadicYield(TypeId),
}

impl Types {
    /// Returns the types that iterating over a type yields.
    ///
    /// # Errors
    /// Why it cannot be iterated over.
    pub fn range_key_val(&mut self, orig: TypeId) -> Result<RangeTypes, RangeError> {
        let common = self.common_under_if(orig, |types, pair| {
            let (t, u) = pair?;
            match types.get(u) {
                Type::Chan {
                    dir: ChanDir::SendOnly,
                    ..
                } => Some(TypeError::new("receive from send-only channel %s", &[t])),
                _ => None,
            }
        });
        let under = common.map_err(RangeError::Types)?;
        let under = self.array_ptr_deref(under);
        match *self.get(under) {
            Type::Basic(kind) if kind.info().has(BasicInfo::STRING) => {
                Ok(RangeTypes::new(typ::INT, typ::RUNE))
            }
            Type::Basic(kind) if kind.info().has(BasicInfo::INTEGER) => {
                self.need_version(22)?;
                Ok(RangeTypes::key_only(orig))
            }
            Type::Array { elem, .. } | Type::Slice { elem } => Ok(RangeTypes::new(typ::INT, elem)),
            Type::Map { key, elem } => Ok(RangeTypes::new(key, elem)),
            Type::Chan { elem, .. } => Ok(RangeTypes::key_only(elem)),
            Type::Signature(_) => {
                self.need_version(23)?;
                self.range_over_func(under).map_err(RangeError::Func)
            }
            _ => Err(RangeError::OtherType),
        }
    }

    fn need_version(&self, minor: u32) -> Result<(), RangeError> {
        if self.allows_version(minor) {
            Ok(())
        } else {
            Err(RangeError::NeedsVersion(minor))
        }
    }

    /// Returns the types that a function yields that is iterated over.
    fn range_over_func(&mut self, func: TypeId) -> Result<RangeTypes, IteratorError> {
        let sig = self.signature(func);
        let (params, results) = (sig.params, sig.results);
        let &[yield_param] = self.vars(params) else {
            return Err(IteratorError::Parameters);
        };
        if !self.vars(results).is_empty() {
            return Err(IteratorError::Results);
        }
        let yield_type = self.var_types(&[yield_param])[0];
        let under = self.common_under(yield_type);
        let under = under.map_err(IteratorError::YieldTypes)?;
        let Type::Signature(callback) = self.get(under) else {
            return Err(IteratorError::NoYield);
        };
        let is_variadic = callback.is_variadic;
        let params = self.vars(callback.params).to_vec();
        let results = self.vars(callback.results).to_vec();
        if params.len() > 2 {
            return Err(IteratorError::YieldParameters);
        }
        let results = self.var_types(&results);
        match results[..] {
            [result] if self.identical(result, typ::BOOL) => {}
            [result] if self.is_boolean(result) => return Err(IteratorError::YieldBoolean),
            _ => return Err(IteratorError::YieldResult),
        }
        if is_variadic && self.release().refuses_variadic_yield() {
            return Err(IteratorError::VariadicYield(under));
        }
        let types = self.var_types(&params);
        Ok(RangeTypes {
            key: types.first().copied(),
            value: types.get(1).copied(),
        })
    }
}
