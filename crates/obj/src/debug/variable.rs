//! Entries of variables.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`putvar`), putvarabbrevgen.go.

use vamos_base::golang::dwarf::put_frame_place;

use super::abbrev;
use super::info::Location;
use super::info::Variable;
use super::writer::ChildReference;
use super::writer::Writer;
use crate::ids::SymId;

/// Returns the form of a variable's entry.
fn form(variable: &Variable, is_concrete: bool) -> u8 {
    let has_no_list = !matches!(variable.location, Location::List(_));
    let first = match variable.is_parameter {
        true => abbrev::FIRST_PARAMETER,
        false => abbrev::FIRST_VARIABLE,
    };
    let kind = if is_concrete {
        0
    } else if variable.closure_offset > 0 {
        2
    } else {
        4
    };
    first + kind + u8::from(has_no_list)
}

impl Writer<'_> {
    /// Adds a variable. A concrete one refers to the same variable of `origin`, the entry that all
    /// copies share.
    pub(super) fn put_variable(&mut self, index: u32, origin: Option<SymId>) {
        let variable = &self.debug.variables[index as usize];
        self.entry.put_byte(form(variable, origin.is_some()));
        match origin {
            Some(origin) => {
                self.children.push(ChildReference {
                    reloc: self.entry.relocs.len(),
                    child: variable.child_index,
                });
                // The place in that entry may not be known yet.
                self.entry.put_reference(origin, 0);
            }
            None => self.put_description(variable),
        }
        match &variable.location {
            Location::List(entries) => {
                let offset = self.locations.data.len() as i64;
                let target = self.syms.locations;
                if let Some(target) = target {
                    self.entry.put_reference(target, offset);
                }
                self.lists().put_locations(&mut self.locations, entries);
            }
            Location::Unknown => self.entry.put_block(&[]),
            Location::Frame(offset) => {
                let mut expression = Vec::new();
                put_frame_place(&mut expression, (*offset).into());
                self.entry.put_block(&expression);
            }
        }
    }

    fn put_description(&mut self, variable: &Variable) {
        let out = &mut self.entry;
        out.put_text(&variable.name);
        if variable.is_parameter {
            out.put_flag(variable.is_result);
        }
        out.put_number(variable.line.into());
        let index = usize::from(variable.dictionary_index).checked_sub(1);
        let parametric = index.and_then(|index| self.parametric_types.get(index));
        match parametric.copied().flatten() {
            Some(offset) => out.put_reference(self.syms.entry, offset),
            None => out.put_reference(variable.type_entry, 0),
        }
        if variable.closure_offset > 0 {
            out.put_number(variable.closure_offset.cast_unsigned());
        }
    }
}
