//! The numbers of symbols in extensions of objects, which only the compiler reads.
//!
//! The compiler numbers the functions and the data of a package at its end, and importers refer to
//! them by these numbers. So a new function or variable changes the numbers of others. An importer
//! that reads them copies them into its object, and only their presence affects its decisions.
//! Counterpart: cmd/compile/internal/noder/linker.go (`relocFuncExt`, `relocTypeExt`,
//! `relocVarExt`, `lsymIdx`), writer.go (`funcExt`, `typeExt`).

use hashbrown::HashMap;
use vamos_base::Digest;

use super::data::Element;
use super::data::ExportData;
use super::data::Kind;
use super::data::Section;
use super::data::number;
use super::positions;
use super::positions::Form;
use crate::goobj::escape_path;

/// A symbol as the objects of importers refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    /// The hash of the path of the package that defines it ([`package_hash`]).
    pub package: Digest,
    /// Its number among the definitions there.
    pub number: u32,
}

/// Returns the hash of a package path as objects have it ([`escape_path`]). Unlike other hashes of
/// names it must not collide: a symbol would get the number of another one.
pub fn package_hash(escaped: &[u8]) -> Digest {
    Digest::of(escaped)
}

/// The numbers of symbols in an import's export data.
pub(super) struct Numbers<'w, 'a> {
    package: &'w str,
    exports: &'w ExportData<'a>,
    /// Numbers are left out.
    is_on: bool,
    /// The hashes of package paths.
    packages: HashMap<&'a [u8], Digest>,
    /// The symbols whose numbers were left out.
    pub(super) symbols: Vec<Symbol>,
}

impl<'w, 'a> Numbers<'w, 'a> {
    pub(super) fn new(package: &'w str, exports: &'w ExportData<'a>, is_on: bool) -> Self {
        Self {
            package,
            exports,
            is_on,
            packages: HashMap::new(),
            symbols: Vec::new(),
        }
    }

    /// Returns the data of an object's extension, with zero for each number; `None` if numbers
    /// count, or the form is unknown.
    pub(super) fn without(&mut self, object: u32, element: &Element<'a>) -> Option<Vec<u8>> {
        if !self.is_on || element.data.is_empty() {
            return None;
        }
        let form = Form::of(self.exports, object)?;
        let parameters = match form.kind {
            Kind::Function | Kind::Type => {
                let declaration = self.exports.element((Section::Obj, object))?;
                positions::parameters(form, &declaration)?
            }
            _ => Vec::new(),
        };
        let mut extension = Extension::new(element, form.may_have_generic_methods);
        extension.of_object(form.kind, &parameters)?;
        let (path, _name) = self.exports.name(object)?;
        let package = self.package(path)?;
        let numbers = extension.numbers.into_iter();
        self.symbols
            .extend(numbers.map(|number| Symbol { package, number }));
        Some(extension.out)
    }

    /// Returns the hash of a package path; an empty one is the path of the import.
    fn package(&mut self, path: &'a [u8]) -> Option<Digest> {
        if let Some(known) = self.packages.get(path) {
            return Some(*known);
        }
        let full = if path.is_empty() {
            self.package
        } else {
            std::str::from_utf8(path).ok()?
        };
        let hash = package_hash(escape_path(full).as_bytes());
        self.packages.insert(path, hash);
        Some(hash)
    }
}

/// The extension of an object, while it is copied.
pub(super) struct Extension<'e, 'a> {
    element: &'e Element<'a>,
    rest: &'a [u8],
    /// A name that was set by `//go:linkname` has a mark, since Go 1.27.
    names_have_marks: bool,
    pub(super) out: Vec<u8>,
    pub(super) numbers: Vec<u32>,
}

impl<'e, 'a> Extension<'e, 'a> {
    pub(super) fn new(element: &'e Element<'a>, names_have_marks: bool) -> Self {
        Self {
            element,
            rest: element.data,
            names_have_marks,
            out: Vec::with_capacity(element.data.len()),
            numbers: Vec::new(),
        }
    }

    /// Copies everything. `parameters` has the number of parameters of the function, or of each
    /// method of the type.
    pub(super) fn of_object(&mut self, kind: Kind, parameters: &[u64]) -> Option<()> {
        match (kind, parameters) {
            (Kind::Function, &[parameters]) => self.function(parameters)?,
            (Kind::Type, methods) => {
                let _pragma = self.copied()?;
                let _type_and_pointer = [self.symbol()?, self.symbol()?];
                for parameters in methods {
                    self.function(parameters.checked_add(1)?)?;
                }
            }
            // Of constants there is nothing.
            (Kind::Plain, []) => self.name()?,
            _ => return None,
        }
        self.rest.is_empty().then_some(())
    }

    /// Copies a function or method with `parameters` parameters, the receiver included.
    fn function(&mut self, parameters: u64) -> Option<()> {
        let _pragma = self.copied()?;
        self.name()?;
        let is_compiled = self.copied()?;
        if is_compiled == 0 {
            return self.reference(Section::Body);
        }
        let _abi = self.copied()?;
        for _escape_analysis in 0..parameters {
            self.reference(Section::String)?;
        }
        let is_inlinable = self.copied()?;
        if is_inlinable != 0 {
            let _cost_and_results = [self.copied()?, self.copied()?];
        }
        (is_compiled == 1 && is_inlinable <= 1).then_some(())
    }

    /// Copies the number of a function or variable, or the name that it has instead.
    fn name(&mut self) -> Option<()> {
        if self.symbol()? {
            return Some(());
        }
        self.reference(Section::String)?;
        if self.names_have_marks {
            let _is_of_standard_library = self.copied()?;
        }
        Some(())
    }

    /// Copies zero instead of a symbol's number; reports whether it has one.
    fn symbol(&mut self) -> Option<bool> {
        // A signed number: the sign is its lowest bit, and the bits of -1 are inverted.
        let encoded = number(&mut self.rest)?;
        if encoded == 1 {
            self.out.push(1);
            return Some(false);
        }
        let symbol = u32::try_from(encoded / 2).ok()?;
        if !encoded.is_multiple_of(2) || symbol > i32::MAX as u32 {
            return None;
        }
        self.numbers.push(symbol);
        self.out.push(0);
        Some(true)
    }

    /// Copies a number of another kind.
    fn copied(&mut self) -> Option<u64> {
        let before = self.rest;
        let number = number(&mut self.rest)?;
        let len = before.len() - self.rest.len();
        self.out.extend_from_slice(&before[..len]);
        Some(number)
    }

    /// Copies a reference.
    fn reference(&mut self, section: Section) -> Option<()> {
        let at = usize::try_from(self.copied()?).ok()?;
        let &(found, _) = self.element.references.get(at)?;
        (found == section).then_some(())
    }
}
