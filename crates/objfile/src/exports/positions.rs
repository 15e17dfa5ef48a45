//! The positions in declarations and types.
//!
//! If no code is made for a declaration, the compiler needs its position only for messages, and, if
//! it is exported again, for the export data. docs/cutoff.md has the conditions.
//! Counterpart: cmd/compile/internal/noder/writer.go (`doObj`, `method`, `signature`, `structType`,
//! `interfaceType`).

use super::data::Element;
use super::data::ExportData;
use super::data::Kind;
use super::data::Section;
use super::data::number;
use super::write::put_number;

/// First numbers of the elements of types that have positions.
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
    /// True for the position of a method of an interface.
    pub(super) is_sorted_by: bool,
}

/// Replacement of positions.
pub(super) trait Places {
    /// Returns the line and the column to write.
    fn replace(&mut self, place: Location) -> [u64; 2];
}

/// The form of a declaration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) kind: Kind,
    /// Number of its own type parameters.
    pub(super) parameters: u64,
    /// The version has marks for methods with type parameters of their own.
    pub(super) may_have_generic_methods: bool,
    /// True if methods have their places in the source.
    pub(super) has_method_order: bool,
}

impl Form {
    /// Returns the form of an object's declaration.
    pub(super) fn of(exports: &ExportData<'_>, object: u32) -> Option<Self> {
        let (_around, parameters) = exports.type_parameters(object)?;
        Some(Self {
            kind: exports.kind(object)?,
            parameters,
            may_have_generic_methods: exports.may_have_generic_methods(),
            has_method_order: exports.has_method_order(),
        })
    }
}

/// Returns the data of a declaration with other lines and columns; `None` if the form is
/// another one.
pub(super) fn of_declaration(
    form: Form,
    element: &Element<'_>,
    places: &mut impl Places,
) -> Option<Vec<u8>> {
    let mut rewrite = Rewrite::new(element, places);
    rewrite.declaration(form)?;
    Some(rewrite.out)
}

/// Returns the number of parameters of a declared function, or of each method of a declared type,
/// without receivers; `None` if the form is another one.
pub(super) fn parameters(form: Form, element: &Element<'_>) -> Option<Vec<u64>> {
    let mut kept = Unchanged;
    let mut rewrite = Rewrite::new(element, &mut kept);
    rewrite.declaration(form)?;
    Some(rewrite.parameters)
}

/// Leaves places as they are.
struct Unchanged;

impl Places for Unchanged {
    fn replace(&mut self, place: Location) -> [u64; 2] {
        [place.line, place.column]
    }
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
    /// Number of parameters of each copied signature.
    parameters: Vec<u64>,
}

impl<'r, 'a, P: Places> Rewrite<'r, 'a, P> {
    fn new(element: &'r Element<'a>, places: &'r mut P) -> Self {
        Self {
            element,
            rest: element.data,
            out: Vec::with_capacity(element.data.len()),
            places,
            method: None,
            parameters: Vec::new(),
        }
    }

    /// Copies a declaration.
    fn declaration(&mut self, form: Form) -> Option<()> {
        let Form {
            kind,
            parameters,
            may_have_generic_methods,
            has_method_order,
        } = form;
        self.place()?;
        match kind {
            Kind::Other => return None,
            Kind::Plain => self.out.extend_from_slice(std::mem::take(&mut self.rest)),
            Kind::Alias => {
                self.type_parameters(parameters)?;
                self.type_use()?;
            }
            Kind::Type => {
                self.type_parameters(parameters)?;
                self.type_use()?;
                for _ in 0..self.number()? {
                    if has_method_order {
                        let _order = self.number()?;
                    }
                    self.method(parameters)?;
                }
                if may_have_generic_methods && self.number()? != 0 {
                    return None;
                }
            }
            Kind::Function => {
                if may_have_generic_methods && self.number()? != 0 {
                    return None;
                }
                self.type_parameters(parameters)?;
                self.signature()?;
                self.place()?;
            }
        }
        self.rest.is_empty().then_some(())
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
        let parameters = self.number()?;
        self.parameters.push(parameters);
        for _ in 0..parameters {
            self.parameter()?;
        }
        for _results in 0..self.number()? {
            self.parameter()?;
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

    /// Returns the index of the name's text that follows a position, and copies nothing.
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
            put_number(&mut self.out, number);
        }
        Some(())
    }
}
