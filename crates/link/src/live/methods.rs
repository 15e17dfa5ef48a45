//! Methods that can be called through interfaces.
//!
//! A method waits until its signature or its name is called, or until reflection may call any
//! exported method; then its targets are live. Both sides arrive in any order, and each method is
//! examined once when it arrives and once when it becomes live.
//! Counterpart: cmd/link/internal/ld/deadcode.go (`markableMethods`, `ifaceMethod`,
//! `genericIfaceMethod`).

use hashbrown::HashMap;
use vamos_base::golang::unicode;

use crate::loader::Sym;

/// The name of a method and the type of its function: how interfaces find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signature<'l> {
    /// The name.
    pub(super) name: &'l [u8],
    /// The type descriptor of the function.
    pub(super) typ: Sym,
}

/// A method of a type that is converted to an interface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Method<'l> {
    /// Its name and type for interfaces.
    pub(super) signature: Signature<'l>,
    /// Symbols that are live if the method is: its type and its two functions.
    pub(super) targets: [Sym; 3],
}

/// A list of waiting methods: the index of its first plus one, or 0.
type List = u32;

#[derive(Debug, Default)]
struct NameState {
    is_exported: bool,
    is_called: bool,
    /// The signatures with this name.
    signatures: Vec<u32>,
}

#[derive(Debug, Default)]
struct SignatureState {
    name: u32,
    is_called: bool,
    waiting: List,
}

/// The waiting methods, and the called signatures and names.
#[derive(Debug, Default)]
pub(super) struct Methods<'l> {
    names_by_text: HashMap<&'l [u8], u32>,
    names: Vec<NameState>,
    signatures_by_key: HashMap<(u32, Sym), u32>,
    signatures: Vec<SignatureState>,
    /// Waiting methods, each with the rest of its list.
    waiting: Vec<([Sym; 3], List)>,
    /// True if reflection may call any exported method.
    is_reflecting: bool,
    /// Symbols that became live.
    live: Vec<Sym>,
}

impl<'l> Methods<'l> {
    fn name(&mut self, text: &'l [u8]) -> u32 {
        *self.names_by_text.entry(text).or_insert_with(|| {
            let first = unicode::decode(text).0;
            self.names.push(NameState {
                is_exported: first.is_some_and(unicode::is_upper),
                ..NameState::default()
            });
            self.names.len() as u32 - 1
        })
    }

    fn signature(&mut self, signature: Signature<'l>) -> u32 {
        let name = self.name(signature.name);
        let key = (name, signature.typ);
        *self.signatures_by_key.entry(key).or_insert_with(|| {
            let index = self.signatures.len() as u32;
            self.signatures.push(SignatureState {
                name,
                ..SignatureState::default()
            });
            self.names[name as usize].signatures.push(index);
            index
        })
    }

    /// Adds a method of a live type.
    pub(super) fn add(&mut self, method: Method<'l>) {
        let index = self.signature(method.signature) as usize;
        let state = &mut self.signatures[index];
        let name = &self.names[state.name as usize];
        if state.is_called || name.is_called || (self.is_reflecting && name.is_exported) {
            self.live.extend(method.targets);
            return;
        }
        self.waiting.push((method.targets, state.waiting));
        state.waiting = self.waiting.len() as List;
    }

    fn release(&mut self, signature: u32) {
        let mut list = std::mem::take(&mut self.signatures[signature as usize].waiting);
        while let Some(&(targets, rest)) = self.waiting.get((list as usize).wrapping_sub(1)) {
            self.live.extend(targets);
            list = rest;
        }
    }

    fn release_name(&mut self, name: usize) {
        for signature in std::mem::take(&mut self.names[name].signatures) {
            self.release(signature);
        }
    }

    /// Records that an interface's method is called.
    pub(super) fn call(&mut self, signature: Signature<'l>) {
        let index = self.signature(signature);
        self.signatures[index as usize].is_called = true;
        self.release(index);
    }

    /// Records that methods with this name are called, whatever their type.
    pub(super) fn call_name(&mut self, name: &'l [u8]) {
        let index = self.name(name) as usize;
        self.names[index].is_called = true;
        self.release_name(index);
    }

    /// Records that reflection may call any exported method.
    pub(super) fn reflect(&mut self) {
        if std::mem::replace(&mut self.is_reflecting, true) {
            return;
        }
        for index in 0..self.names.len() {
            if self.names[index].is_exported {
                self.release_name(index);
            }
        }
    }

    /// Returns the symbols that became live since the last call.
    pub(super) fn take_live(&mut self) -> Vec<Sym> {
        std::mem::take(&mut self.live)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(name: &'static str, typ: u32) -> Signature<'static> {
        Signature {
            name: name.as_bytes(),
            typ: Sym(typ),
        }
    }

    fn method(name: &'static str, typ: u32, target: u32) -> Method<'static> {
        Method {
            signature: signature(name, typ),
            targets: [Sym(target); 3],
        }
    }

    fn live(methods: &mut Methods<'_>) -> Vec<u32> {
        let mut live: Vec<u32> = methods.take_live().iter().map(|sym| sym.0).collect();
        live.sort_unstable();
        live.dedup();
        live
    }

    #[test]
    fn signatures_have_a_type() {
        let mut methods = Methods::default();
        methods.call(signature("Close", 1));
        methods.add(method("Close", 1, 10));
        methods.add(method("Close", 2, 11));
        methods.add(method("Read", 3, 12));
        assert_eq!(live(&mut methods), [10]);
        methods.call(signature("Close", 2));
        methods.call(signature("Read", 3));
        assert_eq!(live(&mut methods), [11, 12]);
        methods.call(signature("Read", 3));
        assert!(live(&mut methods).is_empty());
    }

    #[test]
    fn names_have_no_type() {
        let mut methods = Methods::default();
        methods.add(method("Close", 1, 10));
        methods.add(method("Close", 2, 11));
        methods.call_name(b"Close");
        methods.add(method("Close", 3, 12));
        assert_eq!(live(&mut methods), [10, 11, 12]);
    }

    #[test]
    fn reflection_finds_what_is_exported() {
        let mut methods = Methods::default();
        methods.add(method("Ähnlich", 1, 10));
        methods.add(method("close", 1, 11));
        methods.reflect();
        methods.add(method("Close", 1, 12));
        methods.add(method("_", 1, 13));
        assert_eq!(live(&mut methods), [10, 12]);
    }
}
