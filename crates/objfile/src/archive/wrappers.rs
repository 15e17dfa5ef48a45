//! The methods that generated methods call.
//!
//! A generated method calls the declared one by its symbol, or the method of an interface
//! through a table, which a relocation marks; or the call was inlined.
//! Counterpart: cmd/compile/internal/noder/reader.go (`addTailCall`), reflectdata
//! (`MarkUsedIfaceMethod`).

use hashbrown::HashMap;

use crate::goobj::Reader;
use crate::goobj::RelocRecord;
use crate::goobj::RelocType;
use crate::goobj::SymRef;
use crate::goobj::pkg_idx;

/// The relocations that mark calls of interfaces' methods.
const INTERFACE_CALLS: [RelocType; 2] = [RelocType::USEIFACEMETHOD, RelocType::USENAMEDMETHOD];

/// The symbols of an object that functions refer to.
pub(super) struct Targets<'r, 'a> {
    reader: &'r Reader<'a>,
    /// The names of symbols that other objects define, by package and index.
    others: HashMap<(u32, u32), &'a [u8]>,
}

impl<'r, 'a> Targets<'r, 'a> {
    pub(super) fn new(reader: &'r Reader<'a>) -> Self {
        let others = reader.ref_names();
        Self {
            reader,
            others: others
                .map(|(target, name)| ((target.pkg, target.sym), name))
                .collect(),
        }
    }

    /// Returns the declared methods that a generated method of this name calls, as `T.M`; an empty
    /// list if it calls a method of an interface. `None` if its callees are unknown.
    pub(super) fn called(&self, function: u32, name: &[u8]) -> Option<Vec<Vec<u8>>> {
        let mut called = Vec::new();
        let mut is_interface = false;
        for record in self.reader.relocs(function) {
            let reloc = RelocRecord::new(record);
            if INTERFACE_CALLS.contains(&RelocType(reloc.kind())) {
                is_interface = true;
            } else if !matches!(reloc.sym().pkg, pkg_idx::INVALID | pkg_idx::BUILTIN) {
                let target = self.name(reloc.sym())?;
                called.extend(declared(target).filter(|_| method(target) == Some(name)));
            }
        }
        (is_interface || !called.is_empty()).then_some(called)
    }

    fn name(&self, target: SymRef) -> Option<&'a [u8]> {
        match self.reader.local(target) {
            Some(local) => Some(self.reader.name(self.reader.sym(local)?)),
            None => self.others.get(&(target.pkg, target.sym)).copied(),
        }
    }
}

/// Returns `T.M` for a function's name `p.T.M` or `p.(*T).M`; `None` if the function has no
/// receiver. The result for a generic type matches no declaration.
fn declared(name: &[u8]) -> Option<Vec<u8>> {
    // Types, tables and texts.
    if name.contains(&b':') {
        return None;
    }
    let mut parts = name.rsplit(|byte| *byte == b'.');
    let (method, receiver) = (parts.next()?, parts.next()?);
    let pointer = receiver.strip_prefix(b"(*");
    let pointer = pointer.and_then(|receiver| receiver.strip_suffix(b")"));
    Some([pointer.unwrap_or(receiver), b".", method].concat())
}

/// Returns the method's name at the end of a generated function's, `M` of `p.(*T).M` and
/// `p.T.M-fm`. An unexported one may have its package before it.
pub(super) fn method(name: &[u8]) -> Option<&[u8]> {
    let name = name.strip_suffix(b"-fm").unwrap_or(name);
    let dot = name.iter().rposition(|byte| *byte == b'.')?;
    name.get(dot + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods() {
        for (name, expected) in [
            ("a/b.(*T).M", "M"),
            ("a/b.T.M-fm", "M"),
            ("a/b.u.a/d%2ec.init", "init"),
            ("go.(*struct { a/b.T }).M", "M"),
            ("a/b.T[a/c.X].M", "M"),
        ] {
            assert_eq!(method(name.as_bytes()), Some(expected.as_bytes()), "{name}");
        }
        assert_eq!(method(b"M"), None);
    }

    #[test]
    fn declarations() {
        for (name, expected) in [
            ("a/b.(*T).M", Some("T.M")),
            ("a/b%2ec.T.M", Some("T.M")),
            ("a/b.(*T).m-fm", Some("T.m-fm")),
            ("a/b.F", Some("a/b.F")),
            ("type:a/b.T.M", None),
            ("F", None),
        ] {
            let expected = expected.map(|text| text.as_bytes().to_vec());
            assert_eq!(declared(name.as_bytes()), expected, "{name}");
        }
    }
}
