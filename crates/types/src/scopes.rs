//! The scopes of a store.
//!
//! Counterpart: cmd/compile/internal/types2/scope.go.

use crate::id::ObjId;
use crate::id::ScopeId;
use crate::names::Name;
use crate::pos::Pos;
use crate::scope::Scope;
use crate::store::Types;

impl Types {
    /// Adds a scope, and adds it to its parent, unless that is the universe.
    pub fn new_scope(&mut self, parent: Option<ScopeId>, pos: Pos, end: Pos) -> ScopeId {
        let mut scope = Scope::default();
        scope.parent = parent;
        scope.around = parent.and_then(|parent| {
            let outer = self.scope(parent);
            if outer.elems().is_empty() {
                outer.around
            } else {
                Some(parent)
            }
        });
        scope.pos = pos;
        scope.end = end;
        self.scopes.push(scope);
        let id = ScopeId::at(self.scopes.len() - 1);
        let universe = self.universe.map(|universe| universe.scope);
        if let Some(parent) = parent.filter(|parent| Some(*parent) != universe) {
            self.scopes[parent.index()].children.push(id);
        }
        id
    }

    /// Returns a scope.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.index()]
    }

    /// Returns a scope to change it.
    pub fn scope_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.index()]
    }

    /// Returns the object of a name in a scope of this package or of the universe.
    pub fn lookup(&self, scope: ScopeId, name: Name) -> Option<ObjId> {
        self.scope(scope).get(name)
    }

    /// Adds an object to a scope under its name, and makes the scope its parent if it has none. If
    /// the name is taken, returns the object that has it and changes nothing.
    pub fn insert(&mut self, scope: ScopeId, obj: ObjId) -> Option<ObjId> {
        let name = self.object(obj).name;
        if let Some(other) = self.lookup(scope, name) {
            return Some(other);
        }
        let is_first = self.scope(scope).elems().is_empty();
        self.scope_mut(scope).add(name, obj);
        if is_first {
            self.surround_children(scope);
        }
        if self
            .universe
            .is_some_and(|universe| universe.scope != scope)
        {
            let at = name.index();
            if self.declared.len() <= at {
                self.declared.resize(at + 1, false);
            }
            self.declared[at] = true;
        }
        let object = self.object_mut(obj);
        object.parent = object.parent.or(Some(scope));
        None
    }

    /// Reports whether a scope besides the universe may have an object of a name.
    pub fn is_declared(&self, name: Name) -> bool {
        self.declared.get(name.index()).copied().unwrap_or(false)
    }

    /// Sets the nearest scope around the scopes in one that has got its first object.
    fn surround_children(&mut self, scope: ScopeId) {
        let mut pending = self.scope(scope).children.clone();
        while let Some(child) = pending.pop() {
            let child = self.scope_mut(child);
            child.around = Some(scope);
            if child.elems().is_empty() {
                pending.extend_from_slice(&child.children);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Object;
    use crate::object::ObjectKind;

    #[test]
    fn scopes_without_objects_are_passed_over() {
        let mut types = Types::new();
        let universe = types.universe().scope;
        let inner = |types: &mut Types, parent| {
            types.new_scope(Some(parent), Pos::default(), Pos::default())
        };
        let package = inner(&mut types, universe);
        let file = inner(&mut types, package);
        let block = inner(&mut types, file);
        let around = |types: &Types, scope| types.scope(scope).around();
        assert_eq!(around(&types, block), Some(universe));
        // Objects may come after the scopes that see them.
        let object = |types: &mut Types, scope, name: &str| {
            let name = types.intern(name);
            let obj = types.add_object(Object::new(ObjectKind::Nil, Pos::default(), None, name));
            types.insert(scope, obj);
        };
        let is_declared =
            |types: &Types, name| types.find_name(name).map(|name| types.is_declared(name));
        object(&mut types, package, "a");
        assert_eq!(
            ["a", "int"].map(|name| is_declared(&types, name)),
            [Some(true), Some(false)]
        );
        assert_eq!(
            [file, block].map(|scope| around(&types, scope)),
            [Some(package); 2]
        );
        let nested = inner(&mut types, block);
        object(&mut types, block, "b");
        assert_eq!(around(&types, nested), Some(block));
        assert_eq!(around(&types, block), Some(package));
        object(&mut types, file, "c");
        assert_eq!(
            [block, nested].map(|scope| around(&types, scope)),
            [Some(file), Some(block)]
        );
    }
}
