//! Selection of the positions of declarations and types that count for an importer.
//!
//! Counterpart: none; docs/cutoff.md states the assumptions.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::Sha256;

use super::data::Element;
use super::data::ExportData;
use super::data::Reference;
use super::data::Section;
use super::positions;
use super::positions::Form;
use super::positions::Location;
use super::positions::Places;
use super::read_set::body_hash;
use super::read_set::file_hash;
use super::read_set::method_hash;

/// Facts about a compilation other than its reads of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Importer {
    /// The hashes of the names of all objects that it read of any import: export data that have one
    /// of them, or its body, matter even if it was read from other export data, or from none.
    pub objects: HashSet<u64>,
    /// The hashes of the names of all functions whose bodies it read of any import: the body
    /// of a function may be in other export data than its declaration.
    pub bodies: HashSet<u64>,
    /// The hashes of the names of the files whose places count; `None` if all do.
    pub files: Option<HashSet<u64>>,
    /// The methods of which its object has wrappers, which copy the places of parameters; `None`
    /// if these may be all.
    pub wrapped: Option<Wrapped>,
    /// The numbers of symbols don't count.
    pub ignores_numbers: bool,
    /// True if imports of packages do not count.
    pub ignores_packages: bool,
}

/// Methods of which an object has wrappers, by the hashes of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrapped {
    /// The names of all; they may be methods of interfaces.
    pub names: HashSet<u64>,
    /// The declared methods that these call, as `T.M`.
    pub called: HashSet<u64>,
    /// The names of methods whose callees are unknown.
    pub unclear: HashSet<u64>,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// The hash of the file's name.
    pub file: u64,
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
}

/// A file's base.
#[derive(Clone, Copy)]
pub(super) struct Base {
    /// Bases are numbered in the order in which they are met.
    pub(super) number: u32,
    /// The hash of the file's name.
    pub(super) file: u64,
    /// Lines are counted from the beginning of the file.
    pub(super) is_whole: bool,
}

/// The places of an import's export data.
pub(super) struct Counted<'w, 'a> {
    package: &'w str,
    exports: &'w ExportData<'a>,
    pub(super) importer: &'w Importer,
    bases: HashMap<u32, Base>,
    /// All places of declarations and types.
    pub(super) spots: Vec<Spot>,
    /// The hashes of the names of files with places that are not among these, or with lines
    /// that are not counted from the beginning of the file.
    pub(super) other_files: HashSet<u64>,
    /// The positions of methods of interfaces: the base's number and the sort key.
    sorted: Vec<(u32, u64)>,
    /// The body of the object at hand was read.
    pub(super) has_body: bool,
}

impl<'w, 'a> Counted<'w, 'a> {
    pub(super) fn new(
        package: &'w str,
        exports: &'w ExportData<'a>,
        importer: &'w Importer,
    ) -> Self {
        Self {
            package,
            exports,
            importer,
            bases: HashMap::new(),
            spots: Vec::new(),
            other_files: HashSet::new(),
            sorted: Vec::new(),
            has_body: false,
        }
    }

    /// Returns a base.
    pub(super) fn base(&mut self, index: u32) -> Option<Base> {
        if let Some(known) = self.bases.get(&index) {
            return Some(*known);
        }
        let (file, is_whole) = self.exports.file(index)?;
        let base = Base {
            number: self.bases.len() as u32,
            file: file_hash(file),
            is_whole,
        };
        self.bases.insert(index, base);
        Some(base)
    }

    /// Returns the data of an element with the places that do not count set to zero; an inner
    /// `None` if it has no places, or its form is another one.
    #[expect(
        clippy::option_option,
        reason = "damage is not the same as other forms"
    )]
    pub(super) fn without(
        &mut self,
        (section, index): Reference,
        element: &Element<'a>,
    ) -> Option<Option<Vec<u8>>> {
        let mut bases = element.references.iter();
        if !bases.any(|(section, _)| *section == Section::PosBase)
            || !matches!(section, Section::Obj | Section::Type)
        {
            return Some(None);
        }
        for &(section, base) in &element.references {
            if section == Section::PosBase {
                self.base(base)?;
            }
        }
        let before = self.spots.len();
        let data = if section == Section::Obj {
            let (path, name) = self.exports.name(index)?;
            let (around, parameters) = self.exports.type_parameters(index)?;
            let body = body_hash(self.package, path, name);
            let is_read = self.has_body || self.importer.bodies.contains(&body);
            let mut element_places = ElementPlaces {
                all_count: around != 0 || parameters != 0 || is_read,
                places: self,
                path,
                name,
            };
            let form = Form::of(element_places.places.exports, index)?;
            positions::of_declaration(form, element, &mut element_places)
        } else {
            let mut element_places = ElementPlaces {
                all_count: false,
                places: self,
                path: b"",
                name: b"",
            };
            positions::of_type(element, &mut element_places)
        };
        if data.is_none() {
            self.spots.truncate(before);
            for &(section, base) in &element.references {
                if section == Section::PosBase {
                    let file = self.base(base)?.file;
                    self.other_files.insert(file);
                }
            }
        }
        Some(data)
    }

    /// Adds the order of the methods of interfaces, by which the compiler sorts these.
    pub(super) fn add_order(&self, hash: &mut Sha256) {
        let mut order = self.sorted.clone();
        order.sort_unstable();
        order.dedup();
        for place in &self.sorted {
            let rank = order.partition_point(|other| other < place) as u64;
            hash.update(&rank.to_le_bytes());
        }
    }
}

/// The largest line and the largest column that the compiler keeps apart.
const MAX_LINE: u64 = (1 << 20) - 2;
const MAX_COLUMN: u64 = (1 << 8) - 1;

/// Returns the sort key by which the compiler orders two positions with the same base.
fn compared(line: u64, column: u64) -> u64 {
    if line >= MAX_LINE {
        MAX_LINE << 8
    } else {
        line << 8 | column.min(MAX_COLUMN)
    }
}

/// The places of an element.
struct ElementPlaces<'e, 'w, 'a> {
    places: &'e mut Counted<'w, 'a>,
    all_count: bool,
    /// The package path and the name of the type whose methods these are.
    path: &'a [u8],
    name: &'a [u8],
}

impl Places for ElementPlaces<'_, '_, '_> {
    fn replace(&mut self, place: Location) -> [u64; 2] {
        let kept = [place.line, place.column];
        let Some(base) = self.places.base(place.base) else {
            return kept;
        };
        let [line, column] = kept;
        let file = base.file;
        self.places.spots.push(Spot { file, line, column });
        if !base.is_whole {
            self.places.other_files.insert(file);
        }
        if place.is_sorted_by {
            let compared = compared(line, column);
            self.places.sorted.push((base.number, compared));
        }
        let files = self.places.importer.files.as_ref();
        let is_elsewhere = files.is_some_and(|files| base.is_whole && !files.contains(&file));
        let counts = !is_elsewhere
            || self.all_count
            || place.method.is_some_and(|method| self.counts(method));
        if counts { kept } else { [0, 0] }
    }
}

impl ElementPlaces<'_, '_, '_> {
    /// Reports whether the places of the method with this name (a text's index) count.
    fn counts(&self, method: u32) -> bool {
        let Counted {
            package,
            exports,
            importer,
            ..
        } = &self.places;
        let Some(method) = exports.bytes((Section::String, method)) else {
            return true;
        };
        let Some(wrapped) = &importer.wrapped else {
            return true;
        };
        let name = method_hash(method);
        // A method of an interface has no type of its own.
        let is_wrapped = match self.name {
            b"" => wrapped.names.contains(&name),
            receiver => {
                let declared = method_hash(&[receiver, b".", method].concat());
                wrapped.called.contains(&declared) || wrapped.unclear.contains(&name)
            }
        };
        let is_read = |[open, close]: [&[u8]; 2]| {
            let name = [open, self.name, close, method].concat();
            importer
                .bodies
                .contains(&body_hash(package, self.path, &name))
        };
        let forms: [[&[u8]; 2]; 2] = [[b"", b"."], [b"(*", b")."]];
        is_wrapped || forms.into_iter().any(is_read)
    }
}
