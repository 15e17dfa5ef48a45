//! Facts of functions from which their debug information follows, and the reader of their dumps.
//!
//! Counterpart: cmd/compile/internal/ir/func.go (`Mark`, `Parents`, `Inline`), name.go.

use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use crate::read::pos;

/// A position at which another scope begins or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The position.
    pub pos: Pos,
    /// The scope from there on; 0: the function.
    pub scope: u32,
}

/// The lexical scopes of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// The scope around each scope, from number 1 on. It has a lower number.
    pub parents: Vec<u32>,
    /// The marks, in the order of the source.
    pub marks: Vec<Mark>,
}

/// The properties of a declaration that variables of the tables do not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The position of the declaration; a closure has its variables from another function.
    pub pos: Pos,
    /// The entry of the dictionary, from 1 on, that has the type; 0: none.
    pub dictionary_index: u16,
    /// It was a parameter or result of an inlined function.
    pub is_inlined_parameter: bool,
    /// It was a local variable of an inlined function.
    pub is_inlined_local: bool,
    /// Its type is the one of an untyped constant.
    pub is_untyped: bool,
    /// Its type has no functions for comparisons and hashes. The tables have one number for types of
    /// one spelling.
    pub has_no_algorithms: bool,
}

/// Facts of a function that is compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DebugFacts {
    /// Inlined calls are described. They are not in functions that are made last.
    pub describes_inlined: bool,
    /// The lexical scopes.
    pub scopes: Scopes,
    /// The declarations of its variables.
    pub declarations: Vec<(NameId, Declaration)>,
    /// The variables before anything was inlined into the function, if it was itself inlined, in the
    /// order of [`InlinedFunction::variables`].
    pub before_inlining: Vec<NameId>,
}

/// A variable of an inlined function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlinedVariable {
    /// The name.
    pub text: String,
    /// The class, as [`vamos_ssa::Name::class`].
    pub class: u32,
    /// The type; 0: it has none.
    pub ty: TypeId,
    /// The position.
    pub pos: Pos,
    /// The declaration.
    pub declaration: Declaration,
}

/// A function that was inlined, as it was before anything was inlined into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlinedFunction {
    /// The symbol.
    pub sym: SymId,
    /// The position.
    pub pos: Pos,
    /// Other packages do not see it.
    pub is_static: bool,
    /// The lexical scopes.
    pub scopes: Scopes,
    /// The parameters, results and local variables.
    pub variables: Vec<InlinedVariable>,
}

/// Reads the facts of a function that is compiled.
pub fn facts(content: &[u8]) -> Result<DebugFacts, DumpError> {
    let mut cursor = Cursor::new(content);
    let facts = DebugFacts {
        describes_inlined: cursor.uint()? & 1 != 0,
        scopes: scopes(&mut cursor)?,
        declarations: cursor.list(|cursor| Ok((name(cursor)?, declaration(cursor)?)))?,
        before_inlining: cursor.list(name)?,
    };
    cursor.finish()?;
    Ok(facts)
}

/// Reads a function that was inlined.
pub fn inlined_function(content: &[u8]) -> Result<InlinedFunction, DumpError> {
    let mut cursor = Cursor::new(content);
    let function = InlinedFunction {
        sym: SymId(cursor.narrow()?),
        pos: pos(&mut cursor)?,
        is_static: cursor.uint()? & 1 != 0,
        scopes: scopes(&mut cursor)?,
        variables: cursor.list(inlined_variable)?,
    };
    cursor.finish()?;
    Ok(function)
}

fn name(cursor: &mut Cursor<'_>) -> Result<NameId, DumpError> {
    Ok(NameId(cursor.narrow()?))
}

fn scopes(cursor: &mut Cursor<'_>) -> Result<Scopes, DumpError> {
    let parents: Vec<u32> = cursor.list(Cursor::narrow)?;
    let marks = cursor.list(|cursor| {
        Ok(Mark {
            pos: pos(cursor)?,
            scope: cursor.narrow()?,
        })
    })?;
    let is_tree = parents
        .iter()
        .zip(0_u32..)
        .all(|(parent, at)| *parent <= at);
    let is_known = |mark: &Mark| mark.scope as usize <= parents.len();
    if !is_tree || !marks.iter().all(is_known) {
        return Err(DumpError::Range);
    }
    Ok(Scopes { parents, marks })
}

fn declaration(cursor: &mut Cursor<'_>) -> Result<Declaration, DumpError> {
    let pos = pos(cursor)?;
    let dictionary_index = cursor.narrow()?;
    let bits = cursor.uint()?;
    let bit = |number: u32| bits >> number & 1 != 0;
    Ok(Declaration {
        pos,
        dictionary_index,
        is_inlined_parameter: bit(0),
        is_inlined_local: bit(1),
        is_untyped: bit(2),
        has_no_algorithms: bit(3),
    })
}

fn inlined_variable(cursor: &mut Cursor<'_>) -> Result<InlinedVariable, DumpError> {
    Ok(InlinedVariable {
        text: cursor.text()?,
        class: cursor.narrow()?,
        ty: TypeId(cursor.narrow()?),
        pos: pos(cursor)?,
        declaration: declaration(cursor)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_and_declarations_are_read() {
        let bytes = [1, 2, 0, 1, 1, 3, 9, 2, 1, 7, 3, 8, 4, 6, 1, 7];
        let found = facts(&bytes).expect("a valid dump");
        assert!(found.describes_inlined);
        assert_eq!(found.scopes.parents, [0, 1]);
        let mark = Mark {
            pos: Pos { base: 3, lico: 9 },
            scope: 2,
        };
        assert_eq!(found.scopes.marks, [mark]);
        let declaration = Declaration {
            pos: Pos { base: 3, lico: 8 },
            dictionary_index: 4,
            is_inlined_parameter: false,
            is_inlined_local: true,
            is_untyped: true,
            has_no_algorithms: false,
        };
        assert_eq!(found.declarations, [(NameId(7), declaration)]);
        assert_eq!(found.before_inlining, [NameId(7)]);
    }

    #[test]
    fn inlined_functions_are_read() {
        let bytes = [5, 3, 9, 1, 0, 0, 1, 1, b'x', 4, 2, 3, 8, 3, 8, 0, 0];
        let found = inlined_function(&bytes).expect("a valid dump");
        assert_eq!((found.sym, found.is_static), (SymId(5), true));
        let [variable] = &*found.variables else {
            panic!("one variable");
        };
        assert_eq!((&*variable.text, variable.class), ("x", 4));
        assert_eq!(variable.ty, TypeId(2));
    }

    #[test]
    fn scopes_that_are_no_tree_are_refused() {
        let own_parent = [1, 1, 1, 0, 0, 0];
        assert_eq!(facts(&own_parent).err(), Some(DumpError::Range));
        let unknown = [1, 0, 1, 3, 9, 1, 0, 0];
        assert_eq!(facts(&unknown).err(), Some(DumpError::Range));
    }
}
