//! The places in declarations and types.
//!
//! Where no code is made of a declaration, and it is not exported again, the compiler needs its
//! place only for messages. docs/cutoff.md has the conditions.
//! Counterpart: cmd/compile/internal/noder/writer.go (`doObj`, `method`, `signature`, `structType`).

use super::data::Element;
use super::data::Kind;
use super::data::Section;
use super::data::number;

/// How the elements of types begin that have places.
const SIGNATURE: u64 = 7;
const STRUCT: u64 = 8;

/// Which places do not count.
pub(super) trait Scope {
    /// Reports whether the file with this base has no place in the importer's archive.
    fn is_elsewhere(&self, base: u32) -> bool;

    /// Reports whether the places of the method with this name (a text's index) count.
    fn counts(&self, method: u32) -> bool;
}

/// Returns the data of a declaration with lines and columns set to zero; `None` if the form is
/// another one, or if a file is not elsewhere. The declaration must not have type parameters,
/// whose names and places would come behind its own.
pub(super) fn of_declaration(
    kind: Kind,
    element: &Element<'_>,
    scope: &impl Scope,
) -> Option<Vec<u8>> {
    let mut rewrite = Rewrite::new(element, scope);
    rewrite.place()?;
    match kind {
        Kind::Other => return None,
        Kind::Plain => {
            rewrite.out.extend_from_slice(rewrite.rest);
            return Some(rewrite.out);
        }
        Kind::Type => {
            rewrite.type_use()?;
            for _ in 0..rewrite.number()? {
                rewrite.method()?;
            }
        }
        Kind::Function => {
            rewrite.signature()?;
            rewrite.place()?;
        }
    }
    rewrite.rest.is_empty().then_some(rewrite.out)
}

/// Returns the data of a type in the same way, if it is one with places.
pub(super) fn of_type(element: &Element<'_>, scope: &impl Scope) -> Option<Vec<u8>> {
    let mut rewrite = Rewrite::new(element, scope);
    match rewrite.number()? {
        SIGNATURE => rewrite.signature()?,
        STRUCT => {
            for _ in 0..rewrite.number()? {
                rewrite.field()?;
            }
        }
        _ => return None,
    }
    rewrite.rest.is_empty().then_some(rewrite.out)
}

struct Rewrite<'r, 'a, S> {
    element: &'r Element<'a>,
    rest: &'a [u8],
    out: Vec<u8>,
    scope: &'r S,
    /// Places are copied as they are.
    counts: bool,
}

impl<'r, 'a, S: Scope> Rewrite<'r, 'a, S> {
    fn new(element: &'r Element<'a>, scope: &'r S) -> Self {
        Self {
            element,
            rest: element.data,
            out: Vec::with_capacity(element.data.len()),
            scope,
            counts: false,
        }
    }

    /// Copies a number.
    fn number(&mut self) -> Option<u64> {
        let before = self.rest;
        let number = number(&mut self.rest)?;
        self.out
            .extend_from_slice(&before[..before.len() - self.rest.len()]);
        Some(number)
    }

    /// Copies parameters and results, without their places.
    fn signature(&mut self) -> Option<()> {
        for _ in ["parameters", "results"] {
            for _ in 0..self.number()? {
                self.parameter()?;
            }
        }
        let _is_variadic = self.number()?;
        Some(())
    }

    fn parameter(&mut self) -> Option<()> {
        self.place()?;
        self.name()?;
        self.type_use()
    }

    fn field(&mut self) -> Option<()> {
        self.place()?;
        self.name()?;
        self.type_use()?;
        let _tag = self.reference(Section::String)?;
        let _is_embedded = self.number()?;
        Some(())
    }

    fn method(&mut self) -> Option<()> {
        let (start, len) = (self.rest, self.out.len());
        // The name comes behind the first place.
        self.place()?;
        let name = self.name()?;
        if self.scope.counts(name) {
            (self.rest, self.counts) = (start, true);
            self.out.truncate(len);
            self.place()?;
            self.name()?;
        }
        let receiver = self.parameter();
        let signature = receiver.and_then(|()| self.signature());
        let done = signature.and_then(|()| self.place());
        self.counts = false;
        done
    }

    /// Copies a name with its package, and returns its text's index.
    fn name(&mut self) -> Option<u32> {
        self.reference(Section::Pkg)?;
        self.reference(Section::String)
    }

    /// Copies a reference.
    fn reference(&mut self, section: Section) -> Option<u32> {
        let at = usize::try_from(self.number()?).ok()?;
        let &(found, index) = self.element.references.get(at)?;
        (found == section).then_some(index)
    }

    /// Copies the use of a type, which may be derived from type parameters.
    fn type_use(&mut self) -> Option<()> {
        match self.number()? {
            0 => self.reference(Section::Type).map(|_| ()),
            _ => None,
        }
    }

    /// Copies a place without its line and column.
    fn place(&mut self) -> Option<()> {
        if self.number()? == 0 {
            return Some(());
        }
        let base = self.reference(Section::PosBase)?;
        if !self.scope.is_elsewhere(base) {
            return None;
        }
        for _ in ["line", "column"] {
            if self.counts {
                self.number()?;
            } else {
                number(&mut self.rest)?;
                self.out.push(0);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One file is elsewhere, and the places of one method count.
    struct Only {
        base: u32,
        method: u32,
    }

    impl Scope for Only {
        fn is_elsewhere(&self, base: u32) -> bool {
            base == self.base
        }

        fn counts(&self, method: u32) -> bool {
            method == self.method
        }
    }

    fn element<'a>(data: &'a [u8]) -> Element<'a> {
        Element {
            references: vec![
                (Section::PosBase, 4),
                (Section::Pkg, 0),
                (Section::String, 1),
                (Section::Type, 2),
            ],
            data,
        }
    }

    fn place(line: u8) -> [u8; 4] {
        [1, 0, line, 7]
    }

    /// A parameter without a result.
    fn signature(line: u8) -> Vec<u8> {
        [&[1], &place(line)[..], &[1, 2, 0, 3, 0, 0]].concat()
    }

    /// Requires that only lines make a difference, and only in one file.
    fn lines_do_not_count(
        of: impl Fn(&[u8], &Only) -> Option<Vec<u8>>,
        data: impl Fn(u8) -> Vec<u8>,
    ) {
        let only = Only { base: 4, method: 9 };
        let (one, other) = (data(10), data(99));
        assert!(of(&one, &only).is_some());
        assert_eq!(of(&one, &only), of(&other, &only));
        assert_eq!(of(&one, &Only { base: 3, ..only }), None);
        for len in 0..one.len() {
            assert_eq!(of(&one[..len], &only), None, "{len}");
        }
        assert_eq!(of(&[&one[..], &[0]].concat(), &only), None);
    }

    #[test]
    fn places_of_functions() {
        let function = |line: u8| [&place(line)[..], &signature(line), &place(line + 1)].concat();
        let of = |data: &[u8], only: &Only| of_declaration(Kind::Function, &element(data), only);
        lines_do_not_count(of, function);
        // Another type is another content.
        let only = Only { base: 4, method: 9 };
        let mut typed = function(10);
        typed[12] = 1;
        assert_ne!(of(&typed, &only), of(&function(10), &only));
        // Of constants and variables only the first place does not count.
        let of = |data: &[u8]| of_declaration(Kind::Plain, &element(data), &only);
        let first = [&[1, 0, 0, 0][..], &function(10)[4..]].concat();
        assert_eq!(of(&function(10)), Some(first));
        assert_eq!(
            of_declaration(Kind::Other, &element(&function(10)), &only),
            None
        );
    }

    #[test]
    fn places_of_types() {
        let declaration = |line: u8| {
            let receiver = [&place(line)[..], &[1, 2, 0, 3]].concat();
            let method = [
                &place(line)[..],
                &[1, 2],
                &receiver,
                &signature(line),
                &place(line),
            ];
            [&place(line)[..], &[0, 3, 1], &method.concat()].concat()
        };
        let of = |data: &[u8], only: &Only| of_declaration(Kind::Type, &element(data), only);
        lines_do_not_count(of, declaration);
        let counted = Only { base: 4, method: 1 };
        assert_ne!(
            of(&declaration(10), &counted),
            of(&declaration(11), &counted)
        );
        let mut moved = declaration(10);
        moved[2] = 11;
        assert_eq!(of(&moved, &counted), of(&declaration(10), &counted));
    }

    #[test]
    fn places_in_types() {
        let of = |data: &[u8], only: &Only| of_type(&element(data), only);
        lines_do_not_count(of, |line| [&[7], &signature(line)[..]].concat());
        let field = |line: u8| [&place(line)[..], &[1, 2, 0, 3, 2, 0]].concat();
        lines_do_not_count(of, |line| {
            [&[8, 2], &field(line)[..], &field(line)].concat()
        });
        let only = Only { base: 4, method: 9 };
        // Interfaces are sorted by places.
        assert_eq!(of(&[9, 0, 0], &only), None);
        // A type that is made of type parameters.
        assert_eq!(of(&[8, 1, 1, 0, 3, 7, 1, 2, 1, 0, 2, 0], &only), None);
    }
}
