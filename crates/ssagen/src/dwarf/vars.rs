//! The variables of a function, with the properties that their entries have.
//!
//! Counterpart: cmd/compile/internal/ir/name.go (`Name`).

use std::collections::HashMap;

use vamos_ir::debug::Declaration;
use vamos_ir::debug::InlinedFunction;
use vamos_obj::Pos;
use vamos_ssa::NameId;
use vamos_ssa::TypeId;

use super::DebugInput;
use super::object_pos;
use crate::build::name_flags;
use crate::input;
use crate::input::class;
use crate::input::var_flags;
use crate::refusal::Refusal;

/// The distance of local variables from the frame's base, in bytes: the return address and the frame
/// pointer of the caller are between them.
pub(super) const ABOVE_LOCALS: i64 = 16;

/// A variable.
#[derive(Clone, Debug)]
pub(super) struct Var<'a> {
    /// Its number; 0 for a variable of an inlined function.
    pub(super) name: NameId,
    pub(super) text: &'a str,
    pub(super) class: u32,
    pub(super) ty: TypeId,
    /// The type has no functions for comparisons and hashes, if that is known.
    pub(super) has_no_algorithms: Option<bool>,
    pub(super) pos: Pos,
    pub(super) declaration: Declaration,
    /// Its properties in the frame.
    flags: u64,
    /// The offset in the frame, in bytes.
    pub(super) offset: i64,
}

impl Var<'_> {
    /// Returns the position of the declaration.
    pub(super) fn declared_at(&self) -> Pos {
        object_pos(self.declaration.pos)
    }

    pub(super) fn is_temporary(&self) -> bool {
        self.flags & var_flags::TEMP != 0
    }

    pub(super) fn is_in_heap(&self) -> bool {
        self.flags & var_flags::IN_HEAP != 0
    }

    /// Returns the offset from the frame's base, in bytes.
    pub(super) fn base_offset(&self) -> i64 {
        base_offset(self.class, self.flags, self.offset)
    }

    /// Reports whether the variable is a parameter or result: of the function, or of an inlined one
    /// if these are described.
    pub(super) fn is_parameter(&self, describes_inlined: bool) -> bool {
        let is_inlined = describes_inlined && self.declaration.is_inlined_parameter;
        is_inlined || [class::PARAM, class::RESULT].contains(&self.class)
    }

    /// Reports whether the variable was one of an inlined function.
    pub(super) fn is_inlined(&self) -> bool {
        self.declaration.is_inlined_parameter || self.declaration.is_inlined_local
    }
}

/// Returns the offset of a variable from the frame's base, in bytes.
pub(super) fn base_offset(class: u32, flags: u64, offset: i64) -> i64 {
    let is_in_registers = flags & var_flags::RESULT_IN_REGISTERS != 0;
    if class == class::AUTO || class == class::RESULT && is_in_registers {
        return offset - ABOVE_LOCALS;
    }
    offset
}

/// Reports whether debuggers get variables of a name.
pub(super) fn is_wanted(text: &str) -> bool {
    let text = text.strip_prefix('&').unwrap_or(text);
    // Delve reads these.
    !text.starts_with('#') || text.starts_with("#yield")
}

/// Variables by index.
#[derive(Clone, Debug, Default)]
pub(super) struct VarTable<'a> {
    list: Vec<Var<'a>>,
    by_name: HashMap<NameId, u32>,
}

impl<'a> VarTable<'a> {
    /// Returns the variables of a function, with captured ones and those before inlining.
    pub(super) fn of_function(input: &DebugInput<'a>) -> Result<Self, Refusal> {
        let declarations = input.facts.declarations.iter().copied();
        let declarations: HashMap<NameId, Declaration> = declarations.collect();
        let mut table = Self::default();
        for var in input.frame.vars().iter().chain(input.frame.dropped()) {
            table.add(input, &declarations, var.name, Some(var))?;
        }
        let captured = input.ir.closure_vars.iter();
        let captured = captured.filter_map(|id| Some(input.ir.node(*id)?.name));
        let before = input.facts.before_inlining.iter().copied();
        for name in captured.chain(before).filter(|name| name.0 != 0) {
            table.add(input, &declarations, name, None)?;
        }
        Ok(table)
    }

    /// Returns the variables of a function that was inlined.
    pub(super) fn of_inlined(function: &'a InlinedFunction) -> Self {
        let list = function.variables.iter().map(|variable| Var {
            name: NameId(0),
            text: &variable.text,
            class: variable.class,
            ty: variable.ty,
            has_no_algorithms: Some(variable.declaration.has_no_algorithms),
            pos: object_pos(variable.pos),
            declaration: variable.declaration,
            flags: 0,
            offset: 0,
        });
        Self {
            list: list.collect(),
            by_name: HashMap::new(),
        }
    }

    fn add(
        &mut self,
        input: &DebugInput<'a>,
        declarations: &HashMap<NameId, Declaration>,
        name: NameId,
        var: Option<&input::Var>,
    ) -> Result<(), Refusal> {
        if self.by_name.contains_key(&name) {
            return Ok(());
        }
        let record = input.func.name(input.cx.package, name);
        let record = record.ok_or(Refusal::Variable(name.0))?;
        let [base, lico] = [record.pos.0, record.pos.1].map(u32::try_from);
        let invalid = |_| Refusal::Invalid("position of a variable");
        let pos = vamos_ssa::Pos {
            base: base.map_err(invalid)?,
            lico: lico.map_err(invalid)?,
        };
        let declaration = declarations.get(&name).copied();
        self.by_name.insert(name, self.list.len() as u32);
        self.list.push(Var {
            name,
            text: &record.text,
            class: var.map_or(record.class, |var| var.class),
            ty: record.ty,
            has_no_algorithms: declaration.map(|found| found.has_no_algorithms),
            pos: object_pos(pos),
            declaration: declaration.unwrap_or(Declaration {
                pos,
                ..Declaration::default()
            }),
            flags: var.map_or(record.flags & name_flags::OF_VARIABLES, |var| var.flags),
            offset: var.map_or(0, |var| var.offset),
        });
        Ok(())
    }

    /// Returns a variable.
    pub(super) fn get(&self, index: u32) -> &Var<'a> {
        &self.list[index as usize]
    }

    /// Returns the index of a variable.
    pub(super) fn index(&self, name: NameId) -> Result<u32, Refusal> {
        let index = self.by_name.get(&name).copied();
        index.ok_or(Refusal::Variable(name.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_compiler_are_not_wanted() {
        let names = ["x", "&x", "#state1", "&#state1", "#yield1", "&#yield1"];
        let wanted = names.map(is_wanted);
        assert_eq!(wanted, [true, true, false, false, true, true]);
    }
}
