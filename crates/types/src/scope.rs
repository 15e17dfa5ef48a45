//! Scopes.
//!
//! Counterpart: cmd/compile/internal/types2/scope.go.

use hashbrown::HashMap;

use crate::id::ObjId;
use crate::id::ScopeId;
use crate::names::Name;
use crate::pos::Pos;

/// Scopes with more objects than this have a table.
const FEW: usize = 8;

/// A set of objects by name, with links to the scopes around and in it.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The scope around it.
    pub parent: Option<ScopeId>,
    /// The nearest scope around it that has objects: most blocks have none.
    pub(crate) around: Option<ScopeId>,
    /// The scopes in it, in the order of the source.
    pub children: Vec<ScopeId>,
    /// Start of the scope; unknown for packages.
    pub pos: Pos,
    /// End of the scope.
    pub end: Pos,
    /// True for the scope of a function.
    pub is_func: bool,
    elems: Vec<(Name, ObjId)>,
    /// The indices in `elems` by name, if there are more than a few. Behind a pointer: there are
    /// more scopes than functions, and few have a table.
    table: Option<Box<HashMap<Name, u32>>>,
}

impl Scope {
    /// Returns the object of a name in this scope.
    pub fn get(&self, name: Name) -> Option<ObjId> {
        let Some(table) = &self.table else {
            let found = self.elems.iter().find(|(own, _)| *own == name);
            return found.map(|(_, obj)| *obj);
        };
        let index = *table.get(&name)?;
        Some(self.elems[index as usize].1)
    }

    /// Returns the nearest scope around this one that has objects.
    pub fn around(&self) -> Option<ScopeId> {
        self.around
    }

    /// Adds an object under a name that is not here.
    pub(crate) fn add(&mut self, name: Name, obj: ObjId) {
        self.elems.push((name, obj));
        if let Some(table) = &mut self.table {
            table.insert(name, self.elems.len() as u32 - 1);
        } else if self.elems.len() > FEW {
            let names = self.elems.iter().zip(0..);
            let table = names.map(|((name, _), at)| (*name, at)).collect();
            self.table = Some(Box::new(table));
        }
    }

    /// Returns the objects in the order in which they were added.
    pub fn elems(&self) -> &[(Name, ObjId)] {
        &self.elems
    }
}
