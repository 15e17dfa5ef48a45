//! Variables as a debug entry has them, and their numbers in entries that copies share.
//!
//! Counterpart: cmd/compile/internal/dwarfgen/dwinl.go (`makePreinlineDclMap`, the numbers in
//! `assembleInlines`), dwarf.go (`preInliningDcls`, `closureOffset`).

use std::collections::HashMap;

use vamos_ir::debug::InlinedFunction;
use vamos_ir::debug::InlinedVariable;
use vamos_obj::Location;
use vamos_obj::PosTable;
use vamos_obj::Variable;
use vamos_ssa::NameId;

use super::SymbolOf;
use super::collect::Entry;
use super::object_pos;
use super::profile::DebugProfile;
use super::types::Types;
use super::vars::VarTable;
use super::vars::is_wanted;
use crate::input::class;
use crate::refusal::Refusal;

/// The beginning of names of debug entries.
pub(super) const PREFIX: &str = "go:info.";

/// Makes variables of entries.
pub(super) struct Maker<'a, 's> {
    pub(super) vars: &'a VarTable<'a>,
    pub(super) types: Types<'a>,
    pub(super) positions: &'a PosTable,
    /// The offset of each variable in the closure that captured it.
    pub(super) closure: HashMap<NameId, i64>,
    /// Parameters of inlined functions are parameters.
    pub(super) describes_inlined: bool,
    pub(super) symbols: SymbolOf<'s>,
}

impl Maker<'_, '_> {
    /// Returns a variable of an entry, without its number.
    pub(super) fn variable(
        &mut self,
        entry: &Entry,
        location: Location,
    ) -> Result<Variable, Refusal> {
        let var = self.vars.get(entry.var);
        let closure_offset = self.closure.get(&var.name).copied();
        let ty = self.types.name_of(var)?;
        Ok(Variable {
            name: var.text.into(),
            is_parameter: var.is_parameter(self.describes_inlined),
            is_result: var.class == class::RESULT,
            type_entry: (self.symbols)(&format!("{PREFIX}{ty}")),
            dictionary_index: var.declaration.dictionary_index,
            line: self.positions.rel_line(entry.pos),
            child_index: -1,
            is_in_abstract: false,
            closure_offset: closure_offset.unwrap_or(0),
            location,
        })
    }
}

/// Returns the variables that the entry of an inlined function has, with their places in the list of
/// all.
pub(super) fn variables_of(
    function: &InlinedFunction,
    profile: DebugProfile,
) -> impl Iterator<Item = (usize, &InlinedVariable)> {
    let variables = function.variables.iter().enumerate();
    variables.filter(move |(_, variable)| {
        let text = &*variable.text;
        let is_left_out = text == "_" || text.starts_with('.') || variable.declaration.is_untyped;
        !is_left_out && (!profile.omits_temporary || is_wanted(text))
    })
}

/// The declaration of a variable in the source: its name, and file, line and column.
type Source<'a> = (&'a str, &'a str, u32, u32);

/// Gives variables their numbers in the entry of an inlined function.
pub(super) fn number_shared<'a>(
    function: &'a InlinedFunction,
    profile: DebugProfile,
    positions: &'a PosTable,
    variables: &mut [(&Entry, &mut Variable)],
) {
    let mut numbers: HashMap<Source<'a>, i32> = HashMap::new();
    let source = |name, pos| {
        let file = positions.rel_file(pos);
        (name, file, positions.rel_line(pos), positions.rel_col(pos))
    };
    for ((_, variable), number) in variables_of(function, profile).zip(0..) {
        let source = source(&*variable.text, object_pos(variable.pos));
        numbers.entry(source).or_insert(number);
    }
    // Variables that only copies have come later.
    let mut next = numbers.len() as i32;
    for (entry, variable) in variables {
        let file = positions.rel_file(entry.pos);
        let line = positions.rel_line(entry.pos);
        let source = (&*variable.name, file, line, positions.rel_col(entry.pos));
        match numbers.get(&source).copied() {
            Some(number) => {
                variable.child_index = number;
                let is_made = variable.name.starts_with('~') || &*variable.name == "_";
                variable.is_in_abstract = !is_made;
            }
            None => {
                variable.child_index = next;
                next += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dwarf::collect::Place;
    use vamos_obj::SymbolTable;

    fn variable(text: &str, lico: u32) -> InlinedVariable {
        InlinedVariable {
            text: text.to_owned(),
            pos: vamos_ssa::Pos { base: 1, lico },
            ..InlinedVariable::default()
        }
    }

    #[test]
    fn variables_have_the_numbers_of_their_declarations() {
        let mut positions = PosTable::default();
        let file = positions.add_file("a.go", "/a.go");
        positions.pos(file, 1, 1);
        let [one, two] = [1, 2].map(|line| line << 12 | 1 << 4);
        let function = InlinedFunction {
            variables: vec![
                variable("_", one),
                variable("x", one),
                variable("x", one),
                variable("y", two),
            ],
            ..InlinedFunction::default()
        };
        let profile = DebugProfile::of(26);
        let found = variables_of(&function, profile).map(|(at, _)| at);
        assert_eq!(found.collect::<Vec<_>>(), [1, 2, 3]);
        let type_entry = SymbolTable::default().lookup("go:info.int");
        let all = [("y", two), ("~r0", two), ("x", one), ("z", one)];
        let mut list = all.map(|(text, lico)| {
            let entry = Entry {
                var: 0,
                place: Place::Unknown,
                offset: 0,
                pos: vamos_obj::Pos::from_packed(1, lico),
            };
            let variable = Variable {
                name: text.into(),
                is_parameter: false,
                is_result: false,
                type_entry,
                dictionary_index: 0,
                line: 0,
                child_index: -1,
                is_in_abstract: false,
                closure_offset: 0,
                location: Location::Unknown,
            };
            (entry, variable)
        });
        let pairs = list.iter_mut().map(|(entry, variable)| (&*entry, variable));
        let mut pairs: Vec<(&Entry, &mut Variable)> = pairs.collect();
        number_shared(&function, profile, &positions, &mut pairs);
        let found = list.map(|(_, variable)| (variable.child_index, variable.is_in_abstract));
        // Equal declarations count once.
        let expected = [(2, true), (2, false), (0, true), (3, false)];
        assert_eq!(found, expected);
    }
}
