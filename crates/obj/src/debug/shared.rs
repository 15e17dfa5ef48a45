//! Entries that all copies of a function share.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`PutAbstractFunc`, `putAbstractVar`).

use vamos_base::golang::pdqsort;

use super::abbrev;
use super::data::DebugData;
use super::info::Variable;
use crate::ids::SymId;
use crate::options::Release;

/// The value of `DW_AT_inline` of an entry that copies refer to.
const INLINED: u8 = 1;

/// The entry that all copies of a function share.
#[derive(Clone, Debug, Default)]
pub struct AbstractEntry {
    pub(crate) content: DebugData,
    /// The numbers of its variables, and their offsets.
    pub(crate) children: Vec<(i32, i32)>,
}

/// A function with a name and a place, whose copies share an entry.
#[derive(Clone, Copy, Debug)]
pub struct Subprogram<'a> {
    /// The name of its symbol.
    pub name: &'a str,
    /// The line of the declaration.
    pub line: u32,
    /// True if other packages see it.
    pub is_external: bool,
}

/// Makes the entry that all copies of a function share. It has those of the variables that are in
/// such entries.
pub fn abstract_entry(
    release: Release,
    function: Subprogram<'_>,
    used_types: &[SymId],
    variables: &[&Variable],
) -> AbstractEntry {
    let mut out = AbstractEntry::default();
    let content = &mut out.content;
    content.put_used_types(used_types);
    content.put_byte(abbrev::FUNCTION_ABSTRACT);
    content.put_text(&release.debug_name(function.name));
    content.put_byte(INLINED);
    content.put_number(function.line.into());
    content.put_flag(function.is_external);
    let variables = variables.iter().copied();
    let mut variables: Vec<&Variable> = variables.filter(|var| var.is_in_abstract).collect();
    pdqsort::sort_func(&mut variables, |a, b| a.child_index.cmp(&b.child_index));
    for variable in variables {
        let offset = content.data.len() as i32;
        out.children.push((variable.child_index, offset));
        put_abstract(content, variable);
    }
    content.put_byte(0);
    out
}

/// Adds a variable of the entry that all copies of a function share.
fn put_abstract(out: &mut DebugData, variable: &Variable) {
    out.put_byte(match variable.is_parameter {
        true => abbrev::ABSTRACT_PARAMETER,
        false => abbrev::ABSTRACT_VARIABLE,
    });
    out.put_text(&variable.name);
    match variable.is_parameter {
        true => out.put_flag(variable.is_result),
        false => out.put_number(variable.line.into()),
    }
    out.put_reference(variable.type_entry, 0);
}
