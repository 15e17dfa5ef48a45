//! Interned names.
//!
//! Counterpart: none; upstream compares strings.

use std::hash::BuildHasher as _;

use hashbrown::DefaultHashBuilder;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// A name, which equals another if their texts are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(u32);

impl Name {
    /// The empty name.
    pub const EMPTY: Self = Self(0);
    /// `_`.
    pub const BLANK: Self = Self(1);

    /// Returns its number among the names of a store, from 0 on.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The texts of names, one after the other: each package that is checked has a store of its own,
/// with thousands of them.
#[derive(Debug)]
pub(crate) struct Names {
    texts: String,
    /// End offset of each text.
    ends: Vec<usize>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self {
            texts: String::new(),
            ends: Vec::new(),
            numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        };
        names.intern("");
        names.intern("_");
        names
    }

    pub(crate) fn intern(&mut self, text: &str) -> Name {
        let (texts, ends) = (&mut self.texts, &mut self.ends);
        let hash = |text: &str| self.hasher.hash_one(text);
        let entry = self.numbers.entry(
            hash(text),
            |number| text_of(texts, ends, *number) == text,
            |number| hash(text_of(texts, ends, *number)),
        );
        match entry {
            Entry::Occupied(known) => Name(*known.get()),
            Entry::Vacant(new) => {
                let number = ends.len() as u32;
                new.insert(number);
                texts.push_str(text);
                ends.push(texts.len());
                Name(number)
            }
        }
    }

    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        let is_it = |number: &u32| text_of(&self.texts, &self.ends, *number) == text;
        let number = self.numbers.find(self.hasher.hash_one(text), is_it);
        number.copied().map(Name)
    }

    pub(crate) fn text(&self, name: Name) -> &str {
        text_of(&self.texts, &self.ends, name.0)
    }
}

fn text_of<'t>(texts: &'t str, ends: &[usize], number: u32) -> &'t str {
    let at = number as usize;
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    &texts[start..ends[at]]
}
