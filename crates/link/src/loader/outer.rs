//! Symbols inside other symbols.
//!
//! Sections of host objects contain symbols; the linker's carriers, such as `go:string.*`,
//! give one name to many. Only the first kind has a list of its members.
//! Counterpart: cmd/link/internal/loader/loader.go (`AddInteriorSym`, `SetCarrierSym`,
//! `SortSub`).

use super::Loader;
use super::Sym;

impl Loader<'_> {
    /// Returns the container; [`Sym::NONE`] without one.
    #[inline]
    pub fn outer(&self, sym: Sym) -> Sym {
        self.layout
            .outer
            .get(sym.index())
            .copied()
            .unwrap_or_default()
    }

    /// Returns the first member of a container, or the next one of its list.
    pub fn sub(&self, sym: Sym) -> Sym {
        self.extra.sub.get(&sym).copied().unwrap_or_default()
    }

    /// Returns true if the symbol lies inside the bytes of its container.
    #[inline]
    pub fn is_sub_symbol(&self, sym: Sym) -> bool {
        let outer = self.outer(sym);
        outer.is_some() && self.sub(outer).is_some()
    }

    /// Adds a symbol that lies inside the bytes of `container`.
    pub fn add_interior(&mut self, container: Sym, interior: Sym) {
        let next = self.sub(container);
        self.extra.sub.insert(interior, next);
        self.extra.sub.insert(container, interior);
        self.layout.outer[interior.index()] = container;
    }

    /// Makes `carrier` stand for the symbol in the symbol table.
    pub fn set_carrier(&mut self, sym: Sym, carrier: Sym) {
        self.layout.outer[sym.index()] = carrier;
    }

    /// Sorts the members of a container by value and returns the first; the container
    /// itself if it has none.
    pub fn sort_sub(&mut self, container: Sym) -> Sym {
        let first = self.sub(container);
        if first.is_none() {
            return container;
        }
        let next = |&sym: &Sym| Some(self.sub(sym)).filter(|next| next.is_some());
        let mut members: Vec<Sym> = std::iter::successors(Some(first), next).collect();
        members.sort_by_key(|&sym| self.value(sym));
        let mut next = Sym::NONE;
        for &sym in members.iter().rev() {
            self.extra.sub.insert(sym, next);
            next = sym;
        }
        self.extra.sub.insert(container, next);
        next
    }
}
