//! Interned names.
//!
//! Counterpart: none; upstream compares strings.

use hashbrown::HashMap;

/// A name, which equals another if their texts are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(u32);

impl Name {
    /// The empty name.
    pub const EMPTY: Self = Self(0);
    /// `_`.
    pub const BLANK: Self = Self(1);
}

/// The texts of names.
#[derive(Debug)]
pub(crate) struct Names {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self {
            texts: Vec::new(),
            numbers: HashMap::new(),
        };
        names.intern("");
        names.intern("_");
        names
    }

    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(number) = self.numbers.get(text) {
            return Name(*number);
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        Name(number)
    }

    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied().map(Name)
    }

    pub(crate) fn text(&self, name: Name) -> &str {
        &self.texts[name.0 as usize]
    }
}
