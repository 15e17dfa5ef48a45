//! The places in declarations and types.
//!
//! Where no code is made of a declaration, the compiler needs its place only for messages, and
//! where it is exported again, for the export data. docs/cutoff.md has the conditions.
//! Counterpart: cmd/compile/internal/noder/writer.go (`doObj`, `method`, `signature`,
//! `structType`, `interfaceType`).

use super::data::Element;
use super::data::Kind;
use super::data::Section;
use super::data::number;

/// How the elements of types begin that have places.
const SIGNATURE: u64 = 7;
const STRUCT: u64 = 8;
const INTERFACE: u64 = 9;

/// A place in an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// The file's base.
    pub(super) base: u32,
    pub(super) line: u64,
    pub(super) column: u64,
    /// The name (a text's index) of the method that it is part of.
    pub(super) method: Option<u32>,
    /// It is that of a method of an interface.
    pub(super) is_sorted_by: bool,
}

/// Decides what is written instead of places.
pub(super) trait Places {
    /// Returns the line and the column to write.
    fn replace(&mut self, place: Location) -> [u64; 2];
}

/// How a declaration is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) kind: Kind,
    /// How many type parameters it has of its own.
    pub(super) parameters: u64,
    /// The version has marks for methods with type parameters of their own.
    pub(super) may_have_generic_methods: bool,
}

/// Returns the data of a declaration with other lines and columns; `None` if the form is
/// another one.
pub(super) fn of_declaration(
    form: Form,
    element: &Element<'_>,
    places: &mut impl Places,
) -> Option<Vec<u8>> {
    let Form {
        kind,
        parameters,
        may_have_generic_methods,
    } = form;
    let mut rewrite = Rewrite::new(element, places);
    rewrite.place()?;
    match kind {
        Kind::Other => return None,
        Kind::Plain => {
            rewrite.out.extend_from_slice(rewrite.rest);
            return Some(rewrite.out);
        }
        Kind::Alias => {
            rewrite.type_parameters(parameters)?;
            rewrite.type_use()?;
        }
        Kind::Type => {
            rewrite.type_parameters(parameters)?;
            rewrite.type_use()?;
            for _ in 0..rewrite.number()? {
                if may_have_generic_methods {
                    let _order = rewrite.number()?;
                }
                rewrite.method(parameters)?;
            }
            if may_have_generic_methods && rewrite.number()? != 0 {
                return None;
            }
        }
        Kind::Function => {
            if may_have_generic_methods && rewrite.number()? != 0 {
                return None;
            }
            rewrite.type_parameters(parameters)?;
            rewrite.signature()?;
            rewrite.place()?;
        }
    }
    rewrite.rest.is_empty().then_some(rewrite.out)
}

/// Returns the data of a type in the same way, if it is one with places.
pub(super) fn of_type(element: &Element<'_>, places: &mut impl Places) -> Option<Vec<u8>> {
    let mut rewrite = Rewrite::new(element, places);
    match rewrite.number()? {
        SIGNATURE => rewrite.signature()?,
        STRUCT => {
            for _ in 0..rewrite.number()? {
                rewrite.field()?;
            }
        }
        INTERFACE => rewrite.interface()?,
        _ => return None,
    }
    rewrite.rest.is_empty().then_some(rewrite.out)
}

struct Rewrite<'r, 'a, P> {
    element: &'r Element<'a>,
    rest: &'a [u8],
    out: Vec<u8>,
    places: &'r mut P,
    /// The name of the method that is being copied.
    method: Option<u32>,
}

impl<'r, 'a, P: Places> Rewrite<'r, 'a, P> {
    fn new(element: &'r Element<'a>, places: &'r mut P) -> Self {
        Self {
            element,
            rest: element.data,
            out: Vec::with_capacity(element.data.len()),
            places,
            method: None,
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

    /// Copies the places and names of type parameters.
    fn type_parameters(&mut self, count: u64) -> Option<()> {
        for _ in 0..count {
            self.place()?;
            self.name()?;
        }
        Some(())
    }

    /// Copies parameters and results.
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

    fn method(&mut self, parameters: u64) -> Option<()> {
        self.method = Some(self.name_behind_place()?);
        self.place()?;
        self.name()?;
        self.type_parameters(parameters)?;
        self.parameter()?;
        self.signature()?;
        self.place()?;
        self.method = None;
        Some(())
    }

    fn interface(&mut self) -> Option<()> {
        let (methods, embedded) = (self.number()?, self.number()?);
        if (methods, embedded) == (0, 1) {
            let _is_implicit = self.number()?;
        }
        for _ in 0..methods {
            self.method = Some(self.name_behind_place()?);
            self.place_of(true)?;
            self.name()?;
            self.signature()?;
            self.method = None;
        }
        for _ in 0..embedded {
            self.type_use()?;
        }
        Some(())
    }

    /// Returns the index of the name's text that comes behind a place, and copies nothing.
    fn name_behind_place(&self) -> Option<u32> {
        let mut rest = self.rest;
        let has_place = number(&mut rest)? != 0;
        for _ in 0..if has_place { 3 } else { 0 } {
            number(&mut rest)?;
        }
        self.element.reference(&mut rest, Section::Pkg)?;
        self.element.reference(&mut rest, Section::String)
    }

    /// Copies a name with its package.
    fn name(&mut self) -> Option<()> {
        self.reference(Section::Pkg)?;
        self.reference(Section::String).map(|_| ())
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
            1 => self.number().map(|_| ()),
            _ => None,
        }
    }

    fn place(&mut self) -> Option<()> {
        self.place_of(false)
    }

    /// Copies a place with another line and column.
    fn place_of(&mut self, is_sorted_by: bool) -> Option<()> {
        if self.number()? == 0 {
            return Some(());
        }
        let place = Location {
            base: self.reference(Section::PosBase)?,
            line: number(&mut self.rest)?,
            column: number(&mut self.rest)?,
            method: self.method,
            is_sorted_by,
        };
        for number in self.places.replace(place) {
            append(&mut self.out, number);
        }
        Some(())
    }
}

/// Appends a number as [`number`] reads it.
pub(super) fn append(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets lines and columns to zero, but those of one method, and lists the places.
    #[derive(Default)]
    struct Zero {
        method: Option<u32>,
        found: Vec<Location>,
    }

    impl Places for Zero {
        fn replace(&mut self, place: Location) -> [u64; 2] {
            self.found.push(place);
            match place.method.is_some() && place.method == self.method {
                true => [place.line, place.column],
                false => [0, 0],
            }
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

    fn declared(kind: Kind, parameters: u64, data: &[u8], zero: &mut Zero) -> Option<Vec<u8>> {
        let form = Form {
            kind,
            parameters,
            may_have_generic_methods: false,
        };
        of_declaration(form, &element(data), zero)
    }

    /// The same as Go 1.27 writes it.
    fn declared_since_27(kind: Kind, data: &[u8], zero: &mut Zero) -> Option<Vec<u8>> {
        let form = Form {
            kind,
            parameters: 0,
            may_have_generic_methods: true,
        };
        of_declaration(form, &element(data), zero)
    }

    /// Requires that only lines make a difference.
    fn lines_do_not_count(
        of: impl Fn(&[u8], &mut Zero) -> Option<Vec<u8>>,
        data: impl Fn(u8) -> Vec<u8>,
    ) {
        let mut zero = Zero::default();
        let (one, other) = (data(10), data(99));
        let written = of(&one, &mut zero).unwrap();
        assert!(!zero.found.is_empty());
        assert_eq!(Some(&written), of(&other, &mut zero).as_ref());
        for len in 0..one.len() {
            assert_eq!(of(&one[..len], &mut zero), None, "{len}");
        }
        assert_eq!(of(&[&one[..], &[0]].concat(), &mut zero), None);
    }

    #[test]
    fn places_of_functions() {
        let function = |line: u8| [&place(line)[..], &signature(line), &place(line + 1)].concat();
        let of = |data: &[u8], zero: &mut Zero| declared(Kind::Function, 0, data, zero);
        lines_do_not_count(of, function);
        // Another type is another content.
        let zero = &mut Zero::default();
        let mut typed = function(10);
        typed[12] = 1;
        assert_ne!(of(&typed, zero), of(&function(10), zero));
        // Of constants and variables only the first place is known.
        let first = [&[1, 0, 0, 0][..], &function(10)[4..]].concat();
        assert_eq!(declared(Kind::Plain, 0, &function(10), zero), Some(first));
        assert_eq!(declared(Kind::Other, 0, &function(10), zero), None);
        // Type parameters, and a parameter's type that is made of them.
        let generic = |line: u8| {
            let mut signature = signature(line);
            signature[7] = 1;
            let parameter = [&place(line)[..], &[1, 2]].concat();
            [&place(line)[..], &parameter, &signature, &place(line)].concat()
        };
        lines_do_not_count(
            |data, zero| declared(Kind::Function, 1, data, zero),
            generic,
        );
        let alias = |line: u8| [&place(line)[..], &[0, 3]].concat();
        lines_do_not_count(|data, zero| declared(Kind::Alias, 0, data, zero), alias);
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
        let of = |data: &[u8], zero: &mut Zero| declared(Kind::Type, 0, data, zero);
        lines_do_not_count(of, declaration);
        let counted = || Zero {
            method: Some(1),
            ..Zero::default()
        };
        assert_ne!(
            of(&declaration(10), &mut counted()),
            of(&declaration(11), &mut counted())
        );
        let mut moved = declaration(10);
        moved[2] = 11;
        assert_eq!(
            of(&moved, &mut counted()),
            of(&declaration(10), &mut counted())
        );
    }

    #[test]
    fn places_of_declarations_since_go_1_27() {
        let function = |line: u8, is_method: u8| {
            [
                &place(line)[..],
                &[is_method],
                &signature(line),
                &place(line),
            ]
            .concat()
        };
        let of = |data: &[u8], zero: &mut Zero| declared_since_27(Kind::Function, data, zero);
        lines_do_not_count(of, |line| function(line, 0));
        assert_eq!(of(&function(1, 1), &mut Zero::default()), None);

        let declaration = |line: u8, generic_methods: u8| {
            let receiver = [&place(line)[..], &[1, 2, 0, 3]].concat();
            let method = [
                &[5][..],
                &place(line),
                &[1, 2],
                &receiver,
                &signature(line),
                &place(line),
            ];
            let methods = [&[1][..], &method.concat(), &[generic_methods]].concat();
            [&place(line)[..], &[0, 3], &methods].concat()
        };
        let of = |data: &[u8], zero: &mut Zero| declared_since_27(Kind::Type, data, zero);
        lines_do_not_count(of, |line| declaration(line, 0));
        assert_eq!(of(&declaration(1, 1), &mut Zero::default()), None);
    }

    #[test]
    fn places_in_types() {
        let of = |data: &[u8], zero: &mut Zero| of_type(&element(data), zero);
        lines_do_not_count(of, |line| [&[7], &signature(line)[..]].concat());
        let field = |line: u8| [&place(line)[..], &[1, 2, 0, 3, 2, 0]].concat();
        lines_do_not_count(of, |line| {
            [&[8, 2], &field(line)[..], &field(line)].concat()
        });
        let interface = |line: u8| {
            let method = [&place(line)[..], &[1, 2], &signature(line)].concat();
            [&[9, 1, 1], &method[..], &[0, 3]].concat()
        };
        lines_do_not_count(of, interface);
        let mut zero = Zero::default();
        of(&interface(5), &mut zero);
        let found: Vec<_> = zero
            .found
            .iter()
            .map(|place| (place.method, place.is_sorted_by))
            .collect();
        assert_eq!(found, [(Some(1), true), (Some(1), false)]);
        assert_eq!(of(&[3, 0, 3], &mut zero), None);
    }

    #[test]
    fn numbers() {
        for value in [0, 1, 0x7f, 0x80, 0x3fff, 0x4000, u64::MAX] {
            let mut out = Vec::new();
            append(&mut out, value);
            assert_eq!(number(&mut &out[..]), Some(value));
        }
    }
}
