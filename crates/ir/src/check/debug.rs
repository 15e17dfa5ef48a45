//! The check of facts for debuggers.
//!
//! Counterpart: none; upstream has no facts from outside.

use vamos_ssa::Package;
use vamos_ssa::Pos;

use super::Malformed;
use super::References;
use crate::debug::DebugFacts;
use crate::debug::Declaration;
use crate::debug::InlinedFunction;
use crate::debug::Scopes;

/// Checks that the facts of a function refer to entries of the tables.
pub fn check_facts(facts: &DebugFacts, package: &Package) -> Result<(), Malformed> {
    let references = References { package };
    let declared = facts.declarations.iter().map(|(name, _)| name);
    let mut names = declared.chain(&facts.before_inlining);
    if !names.all(|name| references.has_name(*name)) {
        return Err(Malformed::Debug("unknown variable"));
    }
    let declarations = facts
        .declarations
        .iter()
        .map(|(_, declaration)| declaration);
    let positions = declarations.map(pos_of).chain(marks(&facts.scopes));
    references.check_positions(positions)
}

/// Checks that an inlined function refers to entries of the tables.
pub fn check_inlined(function: &InlinedFunction, package: &Package) -> Result<(), Malformed> {
    let references = References { package };
    if function.sym.0 == 0 || !references.has_sym(function.sym) {
        return Err(Malformed::Debug("unknown symbol"));
    }
    let variables = &function.variables;
    if !variables
        .iter()
        .all(|variable| references.has_type(variable.ty))
    {
        return Err(Malformed::Debug("unknown type"));
    }
    let positions = variables
        .iter()
        .flat_map(|variable| [variable.pos, pos_of(&variable.declaration)]);
    let positions = positions.chain(marks(&function.scopes));
    references.check_positions(positions.chain([function.pos]))
}

fn pos_of(declaration: &Declaration) -> Pos {
    declaration.pos
}

fn marks(scopes: &Scopes) -> impl Iterator<Item = Pos> {
    scopes.marks.iter().map(|mark| mark.pos)
}

impl References<'_> {
    fn check_positions(self, positions: impl Iterator<Item = Pos>) -> Result<(), Malformed> {
        let mut positions = positions;
        if positions.all(|pos| self.has_pos(pos)) {
            return Ok(());
        }
        Err(Malformed::Debug("position"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::debug::InlinedVariable;
    use crate::debug::Mark;
    use vamos_ssa::Name;
    use vamos_ssa::NameId;
    use vamos_ssa::Sym;
    use vamos_ssa::SymId;
    use vamos_ssa::Type;
    use vamos_ssa::TypeId;

    /// Returns tables with an entry of each, and bases 0 and 1.
    fn package() -> Package {
        let mut package = Package::default();
        package.add_type(Type::default());
        package.add_sym(Sym::default());
        package.add_name(Name::default());
        package.inlined_calls = vec![-1; 2];
        package
    }

    fn pos(base: u32) -> Pos {
        Pos { base, lico: 1 }
    }

    fn scopes(base: u32) -> Scopes {
        let mark = Mark {
            pos: pos(base),
            scope: 0,
        };
        Scopes {
            marks: vec![mark],
            ..Scopes::default()
        }
    }

    fn declaration(base: u32) -> Declaration {
        Declaration {
            pos: pos(base),
            ..Declaration::default()
        }
    }

    #[test]
    fn facts_refer_to_entries() {
        let package = package();
        let check = |declared, declared_base, before, mark_base| {
            let facts = DebugFacts {
                describes_inlined: true,
                scopes: scopes(mark_base),
                declarations: vec![(NameId(declared), declaration(declared_base))],
                before_inlining: vec![NameId(before)],
            };
            check_facts(&facts, &package)
        };
        assert_eq!(check(1, 1, 1, 1), Ok(()));
        let name = Err(Malformed::Debug("unknown variable"));
        assert_eq!(check(2, 1, 1, 1), name);
        assert_eq!(check(1, 1, u32::MAX, 1), name);
        let position = Err(Malformed::Debug("position"));
        assert_eq!(check(1, u32::MAX, 1, 1), position);
        assert_eq!(check(1, 1, 1, 2), position);
    }

    #[test]
    fn inlined_functions_refer_to_entries() {
        let package = package();
        let check = |sym, ty, bases: [u32; 4]| {
            let variable = InlinedVariable {
                ty: TypeId(ty),
                pos: pos(bases[0]),
                declaration: declaration(bases[1]),
                ..InlinedVariable::default()
            };
            let function = InlinedFunction {
                sym: SymId(sym),
                pos: pos(bases[2]),
                scopes: scopes(bases[3]),
                variables: vec![variable],
                ..InlinedFunction::default()
            };
            check_inlined(&function, &package)
        };
        assert_eq!(check(1, 1, [0, 1, 1, 0]), Ok(()));
        assert_eq!(check(0, 1, [1; 4]), Err(Malformed::Debug("unknown symbol")));
        assert_eq!(check(1, 2, [1; 4]), Err(Malformed::Debug("unknown type")));
        for at in 0..4 {
            let mut bases = [1; 4];
            bases[at] = u32::MAX;
            assert_eq!(check(1, 1, bases), Err(Malformed::Debug("position")));
        }
    }
}
