//! Values to write into the entries of a unit's functions, recorded while they are scanned.
//!
//! Relocations are many and scattered over the objects, so reading them is the main cost. The scan
//! reads them once and records them in a word each, in the order of functions; targets are numbers
//! in a list of the unit, of which most are used often.
//! Counterpart: none; upstream reads relocations again.

use vamos_objfile::goobj::SymRef;

use crate::loader::Sym;

/// The end of a function's patches.
const END: u64 = 0;
/// The place of a target, whose number is in the low half.
const PLACE: u64 = 1;
/// As [`PLACE`], with a number to add in the next word.
const PLACE_AND: u64 = 2;
/// The number of the function itself, in as many bytes as the low half has.
const FUNC: u64 = 3;
/// A relocation that is applied as it is; its index is in the low half.
const OTHER: u64 = 4;

/// The bit of a word where the offset begins; [`OFF_BITS`] follow, and then the tag.
const OFF_AT: u32 = 32;
const OFF_BITS: u32 = 28;

/// One patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patch {
    /// The place of a target and a number to add, in 4 bytes.
    Place { off: usize, target: usize, add: i64 },
    /// The number of the function itself, in `len` bytes.
    Func { off: usize, len: usize },
    /// The relocation with this index.
    Other(usize),
}

/// The patches of all functions of a unit.
#[derive(Debug, Default)]
pub(super) struct Patches {
    /// A tag, an offset and a number each.
    words: Vec<u64>,
    /// Targets of patches.
    pub targets: Vec<Sym>,
}

impl Patches {
    /// Returns a cursor at the first function.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor(self.words.iter())
    }

    /// Adds a target; returns its number.
    pub(super) fn add_target(&mut self, sym: Sym) -> u32 {
        self.targets.push(sym);
        self.targets.len() as u32 - 1
    }

    /// Makes room for the patches of a function that has `relocs` relocations.
    pub(super) fn reserve(&mut self, relocs: usize) {
        self.words.reserve(2 * relocs + 1);
    }

    /// Records an offset of 4 bytes; returns false if that is not possible.
    #[inline]
    pub(super) fn place(&mut self, off: i32, target: u32, add: i64) -> bool {
        if add == 0 {
            return self.push(PLACE, off, target);
        }
        let is_noted = self.push(PLACE_AND, off, target);
        if is_noted {
            self.words.push(add.cast_unsigned());
        }
        is_noted
    }

    /// Records the number of the function in `len` bytes; returns false if that is not possible.
    #[inline]
    pub(super) fn func(&mut self, off: i32, len: u8) -> bool {
        self.push(FUNC, off, u32::from(len))
    }

    /// Records a relocation by its index.
    pub(super) fn other(&mut self, index: usize) {
        self.push(OTHER, 0, index as u32);
    }

    /// Ends a function.
    pub(super) fn end(&mut self) {
        self.push(END, 0, 0);
    }

    #[inline]
    fn push(&mut self, tag: u64, off: i32, number: u32) -> bool {
        let off = u64::from(off.cast_unsigned());
        let fits = off >> OFF_BITS == 0;
        if fits {
            let word = tag << (OFF_AT + OFF_BITS) | off << OFF_AT | u64::from(number);
            self.words.push(word);
        }
        fits
    }
}

/// Reads patches, function after function.
pub(super) struct Cursor<'p>(std::slice::Iter<'p, u64>);

impl Cursor<'_> {
    /// Returns the next patch of the function; `None` at its end, after which the next
    /// function follows.
    #[inline]
    pub(super) fn next_patch(&mut self) -> Option<Patch> {
        let &word = self.0.next()?;
        let tag = word >> (OFF_AT + OFF_BITS);
        let off = (word >> OFF_AT) as usize & ((1 << OFF_BITS) - 1);
        let number = word as u32 as usize;
        Some(match tag {
            PLACE => Patch::Place {
                off,
                target: number,
                add: 0,
            },
            PLACE_AND => Patch::Place {
                off,
                target: number,
                add: self.0.next()?.cast_signed(),
            },
            FUNC => Patch::Func { off, len: number },
            OTHER => Patch::Other(number),
            _ => return None,
        })
    }
}

const KNOWN: usize = 1024;

/// A reference of an object that was resolved.
#[derive(Clone, Copy, Default)]
struct ResolvedTarget {
    /// The object, plus 1.
    obj: u32,
    target: SymRef,
    /// The number of the target.
    number: u32,
}

/// References that a unit had lately, and the numbers of their targets.
pub(super) struct KnownTargets(Box<[ResolvedTarget; KNOWN]>);

impl KnownTargets {
    pub(super) fn new() -> Self {
        Self(Box::new([ResolvedTarget::default(); KNOWN]))
    }

    /// Forgets all, for another unit.
    pub(super) fn clear(&mut self) {
        self.0.fill(ResolvedTarget::default());
    }

    #[inline]
    fn slot(target: SymRef) -> usize {
        let hash = (target.sym ^ target.pkg.rotate_left(20)).wrapping_mul(0x9e37_79b9);
        (hash >> 22) as usize % KNOWN
    }

    /// Returns the number of a target of this object, if it is known.
    #[inline]
    pub(super) fn find(&self, obj: u32, target: SymRef) -> Option<u32> {
        let known = &self.0[Self::slot(target)];
        (known.obj == obj + 1 && known.target == target).then_some(known.number)
    }

    /// Remembers the number of a target of this object.
    #[inline]
    pub(super) fn insert(&mut self, obj: u32, target: SymRef, number: u32) {
        self.0[Self::slot(target)] = ResolvedTarget {
            obj: obj + 1,
            target,
            number,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_read_in_order() {
        let mut patches = Patches::default();
        let target = patches.add_target(Sym(9));
        assert!(patches.place(300, target, 0));
        assert!(patches.func(304, 2));
        assert!(!patches.place(-1, target, 0), "it is before the symbol");
        patches.other(7);
        assert!(patches.place(400, target, -3));
        patches.end();
        assert!(patches.func(1, 4));
        patches.end();
        let mut cursor = patches.cursor();
        let mut all = Vec::new();
        for _ in 0..2 {
            while let Some(patch) = cursor.next_patch() {
                all.push(patch);
            }
        }
        let place = |off, add| Patch::Place {
            off,
            target: 0,
            add,
        };
        let func = |off, len| Patch::Func { off, len };
        let want = [
            place(300, 0),
            func(304, 2),
            Patch::Other(7),
            place(400, -3),
            func(1, 4),
        ];
        assert_eq!(all, want);
    }

    #[test]
    fn targets_are_known_by_object() {
        let mut known = KnownTargets::new();
        let target = SymRef { pkg: 1, sym: 2 };
        assert_eq!(known.find(0, target), None);
        known.insert(0, target, 5);
        assert_eq!(known.find(0, target), Some(5));
        assert_eq!(known.find(1, target), None);
        known.clear();
        assert_eq!(known.find(0, target), None);
    }
}
