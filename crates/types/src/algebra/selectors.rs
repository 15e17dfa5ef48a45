//! Fields and methods by name.
//!
//! Counterpart: cmd/compile/internal/types2/lookup.go.

use crate::Name;
use crate::ObjId;
use crate::PkgId;
use crate::Type;
use crate::TypeId;
use hashbrown::HashMap;

use crate::Facts;
use crate::Queries;
use crate::algebra::unify::Unifier;

/// Comparison of methods.
#[derive(Debug)]
pub enum Equivalence<'u> {
    /// They must be identical.
    Identical,
    /// They must unify exactly.
    Unify(&'u mut Unifier),
}

/// A field or method, the indices that lead to it, and true if a pointer was dereferenced.
pub type LookupResult = (Option<ObjId>, Option<Vec<usize>>, bool);

/// Nothing was found.
const NOTHING: LookupResult = (None, None, false);

/// An embedded type.
#[derive(Clone, Debug)]
struct EmbeddedType {
    typ: TypeId,
    /// The indices of the fields that lead to it.
    index: Vec<usize>,
    /// True if a pointer was dereferenced on the path.
    is_indirect: bool,
    /// True if the type occurs several times at this depth.
    is_multiple: bool,
}

/// Defined types that were there at a smaller depth.
#[derive(Debug, Default)]
struct Seen {
    all: Vec<TypeId>,
    instances: Vec<TypeId>,
}

/// Result of the search at the current depth.
#[derive(Debug, Default)]
struct Level {
    obj: Option<ObjId>,
    index: Vec<usize>,
    is_indirect: bool,
    /// The types embedded there.
    next: Vec<EmbeddedType>,
}

impl Level {
    /// Records an object found in an embedded type; an error if it is not the only one.
    fn find(&mut self, obj: ObjId, at: usize, embedded: &EmbeddedType) -> Result<(), Vec<usize>> {
        let mut index = embedded.index.clone();
        index.push(at);
        if self.obj.is_some() || embedded.is_multiple {
            return Err(index);
        }
        self.obj = Some(obj);
        self.index = index;
        self.is_indirect = embedded.is_indirect;
        Ok(())
    }
}

impl<F: Facts> Queries<'_, F> {
    /// Returns a field or method, the indices that lead to it, and true if a pointer was
    /// dereferenced (`lookupFieldOrMethod`). Without an object, indices lead to an ambiguous one,
    /// and the flag is set if a method needs a pointer.
    pub fn lookup_field_or_method(
        &mut self,
        t: TypeId,
        is_addressable: bool,
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> LookupResult {
        // A defined pointer type has the fields of its base type, but no methods.
        if let Some(named) = self.types().as_named(t) {
            let u = self.types_mut().named_under(named);
            if matches!(self.types().get(u), Type::Pointer { .. }) {
                let found = self.find_field_or_method(u, false, pkg, name, fold_case);
                return match found.0 {
                    Some(obj) if self.types().object(obj).is_func() => NOTHING,
                    _ => found,
                };
            }
        }
        self.find_field_or_method(t, is_addressable, pkg, name, fold_case)
    }

    /// Like [`Queries::lookup_field_or_method`], but finds no fields through defined pointer types
    /// (`lookupFieldOrMethodImpl`).
    pub fn find_field_or_method(
        &mut self,
        t: TypeId,
        is_addressable: bool,
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> LookupResult {
        if name == Name::BLANK {
            return NOTHING;
        }
        let (base, is_ptr) = self.types().deref(t);
        // A pointer to an interface has no methods.
        if is_ptr && self.types_mut().is_interface(base) {
            return NOTHING;
        }
        let mut current = vec![EmbeddedType {
            typ: base,
            index: Vec::new(),
            is_indirect: is_ptr,
            is_multiple: false,
        }];
        let mut seen = Seen::default();
        while !current.is_empty() {
            let mut level = Level::default();
            for embedded in &current {
                let result =
                    self.find_in_type(embedded, &mut seen, &mut level, (pkg, name, fold_case));
                if let Err(index) = result {
                    return (None, Some(index), false);
                }
            }
            if let Some(obj) = level.obj {
                let needs_ptr = self.types().object(obj).is_func()
                    && !level.is_indirect
                    && !is_addressable
                    && self.types().has_ptr_recv(obj);
                return if needs_ptr {
                    (None, None, true)
                } else {
                    (Some(obj), Some(level.index), level.is_indirect)
                };
            }
            current = self.consolidate_multiples(level.next);
        }
        NOTHING
    }

    /// Searches a name in one type, and records the type's embedded types; the error has the
    /// indices of an ambiguous object.
    fn find_in_type(
        &mut self,
        embedded: &EmbeddedType,
        seen: &mut Seen,
        level: &mut Level,
        (pkg, name, fold_case): (Option<PkgId>, Name, bool),
    ) -> Result<(), Vec<usize>> {
        if let Some(named) = self.types().as_named(embedded.typ) {
            // A type that was there at a smaller depth hides this one. Instances may be identical
            // without being the same.
            if self.was_seen(seen, named) {
                return Ok(());
            }
            if let Some((at, method)) = self.lookup_named_method(named, pkg, name, fold_case) {
                return level.find(method, at, embedded);
            }
        }
        let u = self.types_mut().under(embedded.typ);
        match self.types().get(u) {
            Type::Struct(fields) => {
                for at in 0..fields.fields.len() {
                    let field = self.types().struct_type(u).fields[at];
                    if self.types().same_id(field, pkg, name, fold_case) {
                        level.find(field, at, embedded)?;
                        continue;
                    }
                    // The next depth only matters while nothing is found.
                    if level.obj.is_none() && self.types().object(field).is_embedded() {
                        let (typ, is_ptr) = self.types().deref(self.types().obj_type(field));
                        let mut index = embedded.index.clone();
                        index.push(at);
                        level.next.push(EmbeddedType {
                            typ,
                            index,
                            is_indirect: embedded.is_indirect || is_ptr,
                            is_multiple: embedded.is_multiple,
                        });
                    }
                }
            }
            Type::Interface(_) => {
                let set = self.types_mut().type_set(u);
                if let Some((at, method)) = self.types().type_set_method(&set, pkg, name, fold_case)
                {
                    level.find(method, at, embedded)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Reports whether a defined type was seen; records it if not (`instanceLookup`).
    fn was_seen(&mut self, seen: &mut Seen, named: TypeId) -> bool {
        self.types().spend(seen.all.len() / 16);
        if seen.all.contains(&named) {
            return true;
        }
        seen.all.push(named);
        if !self.types().is_instance(named) {
            return false;
        }
        let was_seen =
            (seen.instances.iter()).any(|other| self.types_mut().identical(named, *other));
        seen.instances.push(named);
        was_seen
    }

    /// Merges entries with identical types. A defined type that is no instance is identical only to
    /// itself, so it is found by its number: a struct may embed many.
    fn consolidate_multiples(&mut self, list: Vec<EmbeddedType>) -> Vec<EmbeddedType> {
        if list.len() <= 1 {
            return list;
        }
        let mut unique: Vec<EmbeddedType> = Vec::with_capacity(list.len());
        let mut defined: HashMap<TypeId, usize> = HashMap::new();
        let mut others: Vec<usize> = Vec::new();
        for embedded in list {
            let named = self.types().as_named(embedded.typ);
            let named = named.filter(|named| !self.types().is_instance(*named));
            let same = if let Some(named) = named {
                defined.get(&named).copied()
            } else {
                self.types().spend(others.len());
                let mut others = others.iter().copied();
                others.find(|at| self.types_mut().identical(unique[*at].typ, embedded.typ))
            };
            if let Some(at) = same {
                unique[at].is_multiple = true;
                continue;
            }
            match named {
                Some(named) => drop(defined.insert(named, unique.len())),
                None => others.push(unique.len()),
            }
            unique.push(embedded);
        }
        unique
    }
}
