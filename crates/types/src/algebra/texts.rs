//! The texts of types and objects, with positions as the caller shows them.
//!
//! Counterpart: cmd/compile/internal/types2/typestring.go, object.go (`ObjectString`), lookup.go
//! (`funcString`), termlist.go.

use crate::Facts;
use crate::Qualifier;
use crate::Term;
use crate::Type;
use crate::TypeError;
use crate::TypeId;
use crate::TypeWriter;
use crate::id::ObjId;

/// The texts of types and objects.
pub trait Texts: Facts {
    /// Returns a type as messages show it.
    fn type_text(&mut self, t: TypeId) -> String {
        self.type_text_with(t, Qualifier::Messages)
    }

    /// Returns a type with full package paths (`t.String()`).
    fn type_text_full(&mut self, t: TypeId) -> String {
        self.type_text_with(t, Qualifier::Path)
    }

    /// Returns a type with full package paths, except for the package itself (`RelativeTo`).
    fn type_text_relative(&mut self, t: TypeId) -> String {
        self.type_text_with(t, Qualifier::Relative)
    }

    /// Returns a type with packages as the qualifier shows them.
    fn type_text_with(&mut self, t: TypeId, qualifier: Qualifier) -> String {
        let mut w = TypeWriter::new(qualifier);
        self.types_mut().write_type(&mut w, t);
        w.finish(|pos| self.place_text(pos))
    }

    /// Returns an object as messages show it (`ObjectString`).
    fn object_text(&mut self, obj: ObjId) -> String {
        let w = self.types_mut().object_writer(obj);
        w.finish(|pos| self.place_text(pos))
    }

    /// Returns name and type of a function (`funcString`); with `pkg_info`, the packages of names
    /// are shown that tell two of them apart.
    fn func_text(&mut self, func: ObjId, pkg_info: bool) -> String {
        let w = self.types_mut().func_writer(func, pkg_info);
        w.finish(|pos| self.place_text(pos))
    }

    /// Returns the text of a list of terms, whose types have full package paths.
    fn terms_text(&mut self, list: &[Term]) -> String {
        if list.is_empty() {
            return "∅".to_owned();
        }
        let mut text = String::new();
        for (index, term) in list.iter().enumerate() {
            if index > 0 {
                text += " | ";
            }
            if term.tilde {
                text.push('~');
            }
            match term.typ {
                None => text += "𝓤",
                Some(t) => text += &self.type_text_full(t),
            }
        }
        text
    }

    /// Returns the text of an error about types (`err.format(check)`).
    fn type_error_text(&mut self, err: &TypeError) -> String {
        let (first, rest) = err.parts();
        let mut text = first.to_owned();
        for (t, piece) in rest {
            text += &self.type_text(t);
            text += piece;
        }
        text
    }

    /// Returns the names of type parameters: `P`, `P and Q`, `P, Q, and R`.
    fn type_params_text(&self, list: &[TypeId]) -> String {
        let names: Vec<&str> = list
            .iter()
            .map(|tparam| self.types().name_of(self.types().type_param(*tparam).obj))
            .collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} and {two}"),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        }
    }

    /// Returns the reason why values of a type cannot be compared; empty if there is no special
    /// one.
    fn incomparable_cause(&mut self, typ: TypeId) -> String {
        let under = self.types_mut().under(typ);
        if matches!(
            self.types().get(under),
            Type::Slice { .. } | Type::Signature(_) | Type::Map { .. }
        ) {
            return format!(
                "{} can only be compared to nil",
                self.types_mut().composite_kind(typ)
            );
        }
        match self.types_mut().comparable_type(typ, true) {
            Some(err) => self.type_error_text(&err),
            None => String::new(),
        }
    }
}

impl<F: Facts + ?Sized> Texts for F {}
