//! The hashes of content-addressable symbols, after symbols that they refer to got new numbers.
//!
//! A hash covers the numbers of the symbols that the content refers to. Its other inputs are not
//! fully determined by the object: the section that the symbol is meant for, and the order in which
//! relocations were added. So a hash is recomputed only if the old one can be reproduced.
//! Counterpart: cmd/internal/obj/objfile.go (`contentHash`).

use hashbrown::HashMap;

use crate::goobj::ContentHasher;
use crate::goobj::HashedTarget;
use crate::goobj::Reader;
use crate::goobj::RelocRecord;
use crate::goobj::SymRef;
use crate::goobj::escape_path;
use crate::goobj::pkg_idx;

/// A hash of content.
type ContentHash = [u8; 16];

/// Content refers to content no deeper in real objects.
const MAX_DEPTH: u32 = 100;

/// The sections that a symbol may be meant for: tables by program counter, of functions, types,
/// and any other.
const SECTIONS: [u8; 4] = [0, b'F', b'T', b'P'];

/// The hashes of an object's content.
pub(super) struct Hashes<'h, 'a> {
    reader: &'h Reader<'a>,
    /// The new numbers.
    numbers: &'h HashMap<SymRef, u32>,
    /// Possible names of the package in names of symbols.
    own: [Vec<u8>; 2],
    packages: Vec<&'a [u8]>,
    /// The computed new hashes by index; `None` if the hash does not change.
    known: HashMap<u32, Option<ContentHash>>,
}

/// One way to hash a symbol.
#[derive(Clone, Copy)]
struct Recipe<'r> {
    section: u8,
    /// The name of the package itself.
    own: &'r [u8],
    /// The name of a function is part of the hash, since Go 1.27.
    has_name: bool,
}

impl<'h, 'a> Hashes<'h, 'a> {
    pub(super) fn new(
        reader: &'h Reader<'a>,
        path: &str,
        numbers: &'h HashMap<SymRef, u32>,
    ) -> Self {
        Self {
            reader,
            numbers,
            own: [
                escape_path(path).into_owned().into_bytes(),
                b"main".to_vec(),
            ],
            packages: reader.packages().collect(),
            known: HashMap::new(),
        }
    }

    /// Returns the hashes that change, each with its place in the object; `None` if one cannot be
    /// made.
    pub(super) fn changed(mut self) -> Option<Vec<(usize, ContentHash)>> {
        let mut changed = Vec::new();
        if self.numbers.is_empty() {
            return Some(changed);
        }
        for index in 0..self.reader.counts().hashed {
            if let Some(hash) = self.hash(index, 0)? {
                changed.push((self.reader.hash_place(index), hash));
            }
        }
        Some(changed)
    }

    /// Returns the new hash of the definition with this index; an inner `None` if nothing changes.
    #[expect(clippy::option_option, reason = "unknown is not the same as unchanged")]
    fn hash(&mut self, index: u32, depth: u32) -> Option<Option<ContentHash>> {
        if let Some(known) = self.known.get(&index) {
            return Some(*known);
        }
        let mut is_changed = false;
        for target in self.targets(index)? {
            is_changed |= match target.pkg {
                // A function that calls itself.
                pkg_idx::HASHED if target.sym == index => false,
                pkg_idx::HASHED if depth < MAX_DEPTH => self.hash(target.sym, depth + 1)?.is_some(),
                pkg_idx::HASHED => return None,
                _ => self.numbers.contains_key(&target),
            };
        }
        let hash = if is_changed {
            Some(self.made_again(index)?)
        } else {
            None
        };
        self.known.insert(index, hash);
        Some(hash)
    }

    /// Returns the new hash, computed like the old one.
    fn made_again(&self, index: u32) -> Option<ContentHash> {
        let old = *self.reader.hashes().get(index as usize)?;
        for section in SECTIONS {
            for own in &self.own {
                for has_name in [false, true] {
                    let recipe = Recipe {
                        section,
                        own,
                        has_name,
                    };
                    if self.made(index, recipe, false)? == old {
                        return self.made(index, recipe, true);
                    }
                }
            }
        }
        None
    }

    /// Returns the hash by this recipe, with the old or the new numbers.
    fn made(&self, index: u32, recipe: Recipe<'_>, is_new: bool) -> Option<ContentHash> {
        let local = self.local(index)?;
        let symbol = self.reader.sym(local)?;
        let mut hash = ContentHasher::new(symbol.size().into(), recipe.section);
        if recipe.has_name {
            for part in without_inline_hash(self.reader.name(symbol)) {
                hash.name(part);
            }
        }
        hash.data(self.reader.data(local));
        for record in self.reader.relocs(local) {
            let reloc = RelocRecord::new(record);
            let target = if reloc.sym() == self_reference(index) {
                HashedTarget::Itself
            } else {
                self.target(reloc.sym(), recipe, is_new)?
            };
            let (size, kind) = (reloc.size(), reloc.kind());
            hash.reloc(reloc.offset(), size, kind, reloc.addend(), target);
        }
        Some(hash.finish())
    }

    /// Returns the hash input for a symbol to which the content refers.
    fn target<'s>(
        &'s self,
        target: SymRef,
        recipe: Recipe<'s>,
        is_new: bool,
    ) -> Option<HashedTarget<'s>> {
        let at = target.sym as usize;
        Some(match target.pkg {
            pkg_idx::INVALID => HashedTarget::Nothing,
            pkg_idx::HASHED64 => HashedTarget::Short(self.reader.hashes64().get(at)?),
            pkg_idx::HASHED => {
                let new = self.known.get(&target.sym).and_then(Option::as_ref);
                let old = self.reader.hashes().get(at)?;
                HashedTarget::Content(new.filter(|_| is_new).unwrap_or(old))
            }
            pkg_idx::NONE => {
                let symbol = self.reader.sym(self.reader.local(target)?)?;
                HashedTarget::Name(self.reader.name(symbol))
            }
            pkg_idx::BUILTIN => HashedTarget::Builtin(target.sym),
            pkg_idx::SELF => HashedTarget::Numbered(recipe.own, target.sym),
            package => {
                let new = self.numbers.get(&target).filter(|_| is_new);
                let path = self.packages.get(package as usize)?;
                HashedTarget::Numbered(path, *new.unwrap_or(&target.sym))
            }
        })
    }

    /// Returns the references of the definition with this index.
    fn targets(&self, index: u32) -> Option<Vec<SymRef>> {
        let records = self.reader.relocs(self.local(index)?).iter();
        Some(
            records
                .map(|record| RelocRecord::new(record).sym())
                .collect(),
        )
    }

    fn local(&self, index: u32) -> Option<u32> {
        self.reader.local(self_reference(index))
    }
}

/// Returns an object's reference to its own hashed symbol with this index.
fn self_reference(index: u32) -> SymRef {
    SymRef {
        pkg: pkg_idx::HASHED,
        sym: index,
    }
}

/// The length of the hash in the name of a function that was inlined, in base64.
const INLINE_HASH: usize = 12;

/// Returns a function's name in parts, without the hash `#...#` that copies of it differ in.
fn without_inline_hash(name: &[u8]) -> [&[u8]; 2] {
    let cut = || {
        let start = name.iter().position(|byte| *byte == b'#')?;
        let (before, rest) = (name.get(..start)?, name.get(start + 1..)?);
        let is_hash = rest.get(INLINE_HASH) == Some(&b'#');
        is_hash.then(|| [before, &rest[INLINE_HASH + 1..]])
    };
    cut().unwrap_or([name, b""])
}
