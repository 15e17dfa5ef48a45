//! Entries of functions of which only inlined copies exist.
//!
//! Counterpart: cmd/compile/internal/dwarfgen/dwinl.go (`AbstractFunc`), dwarf.go (`Info`),
//! cmd/internal/obj/dwarf.go (`SetPrecursorFunc`, `Finalize`).

use std::collections::BTreeSet;
use std::collections::HashMap;

use vamos_ir::debug::InlinedFunction;
use vamos_obj::AbstractEntry;
use vamos_obj::Link;
use vamos_obj::Location;
use vamos_obj::PosTable;
use vamos_obj::Release;
use vamos_obj::Subprogram;
use vamos_obj::SymId;
use vamos_obj::Variable;
use vamos_obj::abstract_entry;
use vamos_ssa::Package;
use vamos_ssa::debug::Debug;

use super::InlinedFunctions;
use super::abstract_name;
use super::collect::Collector;
use super::collect::Entry;
use super::collect::Rest;
use super::collect::Sources;
use super::entry::Maker;
use super::entry::number_shared;
use super::entry::variables_of;
use super::function::used_types;
use super::object_pos;
use super::profile::DebugProfile;
use super::scopes;
use super::types::Types;
use super::vars::VarTable;
use crate::refusal::Refusal;

/// Adds a function to the inlined ones.
///
/// # Errors
/// Its symbol is unknown, or another function has its name.
pub fn add_inlined(
    functions: &mut InlinedFunctions,
    function: InlinedFunction,
    package: &Package,
) -> Result<(), Refusal> {
    let sym = package.sym(function.sym);
    let name = &*sym.ok_or(Refusal::Symbol(function.sym.0))?.name;
    match functions.insert(name.into(), function) {
        Some(_) => Err(Refusal::Invalid("two inlined functions of one name")),
        None => Ok(()),
    }
}

/// Adds the entries of inlined functions that are nowhere compiled by themselves, and completes all
/// references between entries. The object has the results of all functions that describe inlined
/// calls.
pub fn add_shared_entries(
    link: &mut Link,
    inlined: &InlinedFunctions,
    package: &Package,
    profile: DebugProfile,
) -> Result<(), Refusal> {
    for (name, function) in inlined {
        let sym = link.symbols.lookup(&abstract_name(name));
        if link.has_abstract_entry(sym) {
            continue;
        }
        let Link {
            symbols,
            positions,
            options,
            ..
        } = link;
        let symbols = &mut |name: &str| symbols.lookup(name);
        let release = options.release;
        let entry = shared_entry(function, package, profile, release, positions, symbols)?;
        link.add_abstract_entry(sym, entry);
    }
    link.complete_entries();
    Ok(())
}

/// Makes the entry of a function that is nowhere compiled by itself. `symbols` returns the symbol of
/// a name.
fn shared_entry(
    function: &InlinedFunction,
    package: &Package,
    profile: DebugProfile,
    release: Release,
    positions: &PosTable,
    symbols: &mut dyn FnMut(&str) -> SymId,
) -> Result<AbstractEntry, Refusal> {
    let name = package.sym(function.sym);
    let name = &name.ok_or(Refusal::Symbol(function.sym.0))?.name;
    let vars = VarTable::of_inlined(function);
    let types = Types {
        package,
        func: None,
    };
    let mut collector = Collector {
        vars: &vars,
        types,
        profile,
        lists: &Debug::default(),
        is_unoptimized: false,
        heap: &HashMap::new(),
        entries: Vec::new(),
        used_types: BTreeSet::new(),
    };
    let before = variables_of(function, profile).map(|(at, _)| at as u32);
    collector.collect(&Sources {
        rest: Rest::BeforeInlining(before.collect()),
        ..Sources::default()
    })?;
    let Collector {
        mut entries,
        used_types: used,
        ..
    } = collector;
    entries.sort_by_key(|entry| {
        let pos = vars.get(entry.var).declared_at();
        scopes::find(&function.scopes.marks, pos, positions)
    });
    let mut maker = Maker {
        vars: &vars,
        types,
        positions,
        closure: HashMap::new(),
        describes_inlined: true,
        symbols: &mut *symbols,
    };
    let variables = entries
        .iter()
        .map(|entry| maker.variable(entry, Location::Unknown));
    let mut variables = variables.collect::<Result<Vec<Variable>, _>>()?;
    let pairs = entries.iter().zip(&mut variables);
    let mut pairs: Vec<(&Entry, &mut Variable)> = pairs.collect();
    number_shared(function, profile, positions, &mut pairs);
    let subprogram = Subprogram {
        name,
        line: positions.rel_line(object_pos(function.pos)),
        is_external: !function.is_static,
    };
    let used = used_types(&used, Vec::new(), symbols);
    let variables: Vec<&Variable> = variables.iter().collect();
    Ok(abstract_entry(release, subprogram, &used, &variables))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_ir::debug::Declaration;
    use vamos_ir::debug::InlinedVariable;
    use vamos_obj::Goos;
    use vamos_obj::Options;
    use vamos_obj::x86;
    use vamos_ssa::Sym;
    use vamos_ssa::Type;
    use vamos_ssa::TypeId;

    use crate::input::class;

    fn variable(text: &str, class: u32, line: u32) -> InlinedVariable {
        let pos = vamos_ssa::Pos {
            base: 1,
            lico: line << 12 | 1 << 4,
        };
        InlinedVariable {
            text: text.to_owned(),
            class,
            ty: TypeId(1),
            pos,
            declaration: Declaration {
                pos,
                ..Declaration::default()
            },
        }
    }

    #[test]
    fn parameters_and_named_variables_are_in_the_entry() {
        let mut package = Package::default();
        let sym = package.add_sym(Sym {
            name: "p.f".to_owned(),
            ..Sym::default()
        });
        package.add_type(Type {
            link_text: "int".to_owned(),
            flags: 1 << 3,
            ..Type::default()
        });
        let options = Options::for_compiler(Release::Go126, Goos::Linux, "p");
        let mut link = Link::new(&x86::ENCODER, options);
        let file = link.positions.add_file("a.go", "/a.go");
        link.positions.pos(file, 1, 1);
        let function = InlinedFunction {
            sym,
            pos: variable("f", 0, 3).pos,
            variables: vec![
                variable("x", class::PARAM, 3),
                variable("~r0", class::RESULT, 4),
                variable(".dict", class::PARAM, 5),
                variable("y", class::AUTO, 6),
            ],
            ..InlinedFunction::default()
        };
        let mut inlined = InlinedFunctions::new();
        let added = add_inlined(&mut inlined, function.clone(), &package);
        assert_eq!(added, Ok(()));
        let profile = DebugProfile::of(26);
        let added = add_shared_entries(&mut link, &inlined, &package, profile);
        assert_eq!(added, Ok(()));
        let again = add_inlined(&mut inlined, function, &package);
        let refused = Refusal::Invalid("two inlined functions of one name");
        assert_eq!(again, Err(refused));
        let sym = link.symbols.lookup("go:info.p.f$abstract");
        let mut expected = vec![5, b'p', b'.', b'f', 0, 1, 3, 1];
        // The result without a name is only in copies.
        expected.extend([34, b'x', 0, 0, 0, 0, 0, 0]);
        expected.extend([33, b'y', 0, 6, 0, 0, 0, 0, 0]);
        let symbol = &link.symbols[sym];
        assert_eq!(symbol.data, expected);
        let targets = symbol.relocs.iter().filter_map(|reloc| reloc.sym);
        let targets: Vec<&str> = targets.map(|sym| &*link.symbols[sym].name).collect();
        assert_eq!(targets, ["type:int", "go:info.int", "go:info.int"]);
    }
}
