//! Borrowed structs of other crates as objects of templates.
//!
//! [`Object`] and most of the structs belong to other crates, so a type of this crate
//! connects them.
//! Counterpart: none; reflection shows templates any struct.

use std::any::Any;
use std::rc::Rc;

use vamos_tmpl::Handle;
use vamos_tmpl::Object;
use vamos_tmpl::Value;

/// A struct whose fields templates can read.
pub(super) trait Shown {
    /// Returns the value of the field with this index.
    fn field(&self, at: usize) -> Value<'_>;
    /// Returns the result of its `Error` or `String` method.
    fn text(&self) -> Option<String> {
        None
    }
    /// Returns the struct itself, if a method needs it.
    fn any(&self) -> Option<&dyn Any> {
        None
    }
}

/// A borrowed struct.
struct View<'a, T>(&'a T);

impl<'a, T: Shown> Object<'a> for View<'a, T> {
    fn field(&self, at: usize) -> Value<'a> {
        self.0.field(at)
    }

    fn text(&self) -> Option<String> {
        self.0.text()
    }

    fn any(&self) -> Option<&'a dyn Any> {
        self.0.any()
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }
}

/// Returns a handle of a struct.
pub(super) fn handle<T: Shown>(of: &T) -> Handle<'_> {
    Rc::new(View(of))
}
