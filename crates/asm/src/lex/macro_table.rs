//! The macros that are defined.
//!
//! A header that has only definitions is stored as a whole: each is read when its name is used.
//! Most headers have nothing else, and a file uses few of the hundreds of names in the one that the
//! compiler writes.
//! Counterpart: cmd/asm/internal/lex/input.go (`Input.macros`).

use std::rc::Rc;
use std::sync::Arc;

use super::lexed::Lexed;
use super::token::Macro;
use super::token::Tok;
use super::token::Word;
use super::token::Words;

/// Macros by name.
#[derive(Debug, Default)]
pub(super) struct Macros {
    /// The states of names, by word.
    known: Vec<Known>,
    /// The names that were defined or used, with repetitions.
    defined: Vec<Word>,
    headers: Vec<Arc<Lexed>>,
    /// True if a name was removed, which a header may still have.
    has_removed: bool,
}

/// The state of a name.
#[derive(Clone, Debug, Default)]
enum Known {
    /// A header may define it.
    #[default]
    Unread,
    /// It is not defined.
    Absent,
    /// It is a macro.
    Defined(Rc<Macro>),
}

impl Macros {
    /// Returns the macro of this name.
    pub(super) fn get(&mut self, name: Word, words: &mut Words) -> Option<Rc<Macro>> {
        match self.known.get(name.0 as usize) {
            Some(Known::Absent) => return None,
            Some(Known::Defined(definition)) => return Some(Rc::clone(definition)),
            _ => {}
        }
        let found = self.read(name, words);
        match &found {
            Some(definition) => self.insert(Rc::clone(definition)),
            None => self.set(name, Known::Absent),
        }
        found
    }

    /// Returns true if there is certainly no macro of this name.
    #[inline]
    pub(super) fn is_absent(&self, name: Word) -> bool {
        matches!(self.known.get(name.0 as usize), Some(Known::Absent))
    }

    /// Returns true if there is a macro of this name.
    pub(super) fn contains(&mut self, name: Word, words: &mut Words) -> bool {
        self.get(name, words).is_some()
    }

    /// Reads a definition in one of the headers.
    fn read(&self, name: Word, words: &mut Words) -> Option<Rc<Macro>> {
        let key = words.key(name);
        let mut headers = self.headers.iter();
        let (header, mut at) =
            headers.find_map(|header| Some((header, header.definition(key)?)))?;
        let mut tokens = Vec::new();
        loop {
            let place = header.token(at);
            if place.tok == Tok::char('\n') || place.tok == Tok::EOF {
                break;
            }
            let (text, hash) = header.text(place.text);
            let text = words.add_bytes(text, hash);
            tokens.push(words.token(place.tok, text));
            at += 1;
        }
        let args = None;
        Some(Rc::new(Macro { name, args, tokens }))
    }

    fn set(&mut self, name: Word, known: Known) {
        let index = name.0 as usize;
        if self.known.len() <= index {
            self.known.resize(index + 1, Known::Unread);
        }
        self.known[index] = known;
    }

    /// Adds a macro.
    pub(super) fn insert(&mut self, definition: Rc<Macro>) {
        let name = definition.name;
        self.defined.push(name);
        self.set(name, Known::Defined(definition));
    }

    /// Removes a macro.
    pub(super) fn remove(&mut self, name: Word) {
        self.has_removed = true;
        self.set(name, Known::Absent);
    }

    /// Adds all definitions of a header; returns false if it has something else or a name that
    /// may be defined already.
    pub(super) fn add_header(&mut self, header: &Arc<Lexed>, words: &Words) -> bool {
        if self.has_removed || !header.has_only_definitions() {
            return false;
        }
        let mut defined = self.defined.iter();
        let is_redefined = defined.any(|name| header.definition(words.key(*name)).is_some());
        let mut headers = self.headers.iter();
        if is_redefined || headers.any(|known| known.shares_definition(header)) {
            return false;
        }
        self.headers.push(Arc::clone(header));
        for known in &mut self.known {
            if matches!(known, Known::Absent) {
                *known = Known::Unread;
            }
        }
        true
    }
}
