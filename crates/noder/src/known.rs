//! The elements that exist, and facts about expressions.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`pkgWriter`).

use hashbrown::HashMap;
use vamos_check::Mode;
use vamos_constant::Value;
use vamos_types::BaseId;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::TypeId;

/// The base of positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BaseKey {
    /// A file of the package, and the number of a line directive, 0 for none.
    Own(usize, u32),
    /// A base of an imported package.
    Foreign(BaseId),
}

/// The indices of elements.
#[derive(Debug, Default)]
pub(crate) struct Indices {
    pub(crate) bases: HashMap<BaseKey, u32>,
    /// Packages; the universe has no number.
    pub(crate) packages: HashMap<Option<PkgId>, u32>,
    pub(crate) types: HashMap<TypeId, u32>,
    pub(crate) objects: HashMap<ObjId, u32>,
}

/// The mode, type and value of an expression.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) mode: Mode,
    pub(crate) typ: TypeId,
    /// The value of a constant.
    pub(crate) value: Option<Value>,
}

impl Known {
    /// Reports whether the expression is a type.
    pub(crate) fn is_type(&self) -> bool {
        self.mode == Mode::TypExpr
    }

    /// Reports whether the expression is a function of the language.
    pub(crate) fn is_builtin(&self) -> bool {
        self.mode == Mode::Builtin
    }

    /// Reports whether the expression has a value.
    pub(crate) fn is_value(&self) -> bool {
        !matches!(
            self.mode,
            Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::TypExpr
        )
    }
}
