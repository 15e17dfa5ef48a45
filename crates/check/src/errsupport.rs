//! Texts of errors on selectors.
//!
//! Counterpart: cmd/compile/internal/types2/errsupport.go.

use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::TypeId;

use crate::checker::Checker;
use vamos_types::Texts;

/// Reason for a failed selector.
enum Lookup {
    /// Nothing has a similar name.
    Missing,
    /// Something has a name that is spelled otherwise.
    Misspelled,
    /// Something has a name that differs only in the case of its first letter.
    Unexported,
    /// Something has this name, but in another package.
    Inaccessible,
}

impl Checker<'_> {
    /// Returns the reason why a type has no field or method `sel`; `obj` is one that is spelled
    /// almost alike. Field names of composite literals have texts of their own.
    pub(crate) fn lookup_error(
        &mut self,
        typ: TypeId,
        sel: Name,
        obj: Option<ObjId>,
        is_struct_lit: bool,
    ) -> String {
        let case = obj.map_or(Lookup::Missing, |obj| self.lookup_case(sel, obj));
        let typ = self.type_text(typ);
        let sel = self.types.text(sel);
        let alt = obj.map_or("", |obj| self.types.name_of(obj));
        if is_struct_lit {
            let unknown = format!("unknown field {sel} in struct literal of type {typ}");
            return match case {
                Lookup::Missing => unknown,
                Lookup::Misspelled => format!("{unknown}, but does have {alt}"),
                Lookup::Unexported => format!("{unknown}, but does have unexported {alt}"),
                Lookup::Inaccessible => {
                    format!(
                        "cannot refer to unexported field {alt} in struct literal of type {typ}"
                    )
                }
            };
        }
        let what = match obj.map(|obj| &self.types.object(obj).kind) {
            Some(ObjectKind::Var { .. }) => "field",
            Some(ObjectKind::Func { .. }) => "method",
            _ => "object",
        };
        let missing = format!("type {typ} has no field or method {sel}");
        match case {
            Lookup::Missing => missing,
            Lookup::Misspelled => format!("{missing}, but does have {what} {alt}"),
            Lookup::Unexported => format!("{missing}, but does have unexported {what} {alt}"),
            Lookup::Inaccessible => format!("cannot refer to unexported {what} {alt}"),
        }
    }

    fn lookup_case(&self, sel: Name, obj: ObjId) -> Lookup {
        let object = self.types.object(obj);
        if object.pkg == Some(self.pkg) {
            return Lookup::Misspelled;
        }
        let has_same_tail = tail(self.types.text(sel)) == tail(self.types.text(object.name));
        match (
            self.types.is_exported(sel),
            self.types.is_exported(object.name),
        ) {
            (true, true) => Lookup::Misspelled,
            (true, false) if has_same_tail => Lookup::Unexported,
            (false, true) if has_same_tail => Lookup::Misspelled,
            (false, false) if sel == object.name => Lookup::Inaccessible,
            _ => Lookup::Missing,
        }
    }
}

/// Returns a text without its first character; a text of one character is returned as it is.
fn tail(text: &str) -> &str {
    let second = text.char_indices().nth(1);
    second.map_or(text, |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn tails() {
        for (text, expected) in [("", ""), ("a", "a"), ("ab", "b"), ("äbc", "bc")] {
            assert_eq!(tail(text), expected);
        }
    }
}
