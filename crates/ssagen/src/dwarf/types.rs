//! Types of variables: their names in symbols.
//!
//! Counterpart: cmd/compile/internal/types/type.go (`TypeSymName`), alg.go (`TypeHasNoAlg`).

use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use super::vars::Var;
use crate::refusal::Refusal;

/// The most levels of types inside each other.
const DEEPEST: u32 = 1000;

/// The types of a function.
#[derive(Clone, Copy)]
pub(super) struct Types<'a> {
    pub(super) package: &'a Package,
    /// The function that has types of its own, if there is one.
    pub(super) func: Option<&'a Func>,
}

impl<'a> Types<'a> {
    /// Returns a type.
    pub(super) fn get(self, id: TypeId) -> Result<&'a Type, Refusal> {
        let ty = match self.func {
            Some(func) => func.ty(self.package, id),
            None => self.package.ty(id),
        };
        ty.ok_or(Refusal::Invalid("type of a variable"))
    }

    /// Returns the name of a variable's type in symbols, without the prefix.
    pub(super) fn name_of(self, var: &Var<'_>) -> Result<String, Refusal> {
        let ty = self.get(var.ty)?;
        let has_none = match var.has_no_algorithms {
            Some(has_none) => has_none,
            None => self.has_no_algorithms(ty, DEEPEST)?,
        };
        if has_none {
            return Ok(format!("noalg.{}", ty.link_text));
        }
        Ok(ty.link_text.clone())
    }

    /// Reports whether the type of a variable that the back end made, or a part of the type, has no
    /// functions for comparisons and hashes. Such arrays are only in structs without them.
    fn has_no_algorithms(self, ty: &Type, depth: u32) -> Result<bool, Refusal> {
        let depth = depth.checked_sub(1);
        let depth = depth.ok_or(Refusal::Invalid("deep type"))?;
        if ty.kind == kind::ARRAY {
            return self.has_no_algorithms(self.get(ty.elem)?, depth);
        }
        if ty.has_no_algorithms() {
            return Ok(true);
        }
        if ty.kind == kind::STRUCT {
            for field in &ty.components {
                if self.has_no_algorithms(self.get(field.ty)?, depth)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_ir::debug::Declaration;
    use vamos_ir::debug::InlinedFunction;
    use vamos_ir::debug::InlinedVariable;

    use crate::dwarf::vars::VarTable;

    #[test]
    fn equal_spellings_may_have_two_names() {
        let mut package = Package::default();
        let ty = package.add_type(Type {
            link_text: "[2]string".to_owned(),
            kind: kind::ARRAY,
            elem: TypeId(2),
            flags: 1 << 8,
            ..Type::default()
        });
        package.add_type(Type::default());
        let types = Types {
            package: &package,
            func: None,
        };
        let variable = |has_no_algorithms| InlinedVariable {
            ty,
            declaration: Declaration {
                has_no_algorithms,
                ..Declaration::default()
            },
            ..InlinedVariable::default()
        };
        let function = InlinedFunction {
            variables: vec![variable(true), variable(false)],
            ..InlinedFunction::default()
        };
        let table = VarTable::of_inlined(&function);
        let name = |var: &Var<'_>| types.name_of(var).expect("a known type");
        assert_eq!(name(table.get(0)), "noalg.[2]string");
        assert_eq!(name(table.get(1)), "[2]string");
        let mut made = table.get(0).clone();
        made.has_no_algorithms = None;
        assert_eq!(name(&made), "[2]string");
    }
}
