//! Export data of an importer after an edit of an import that moved lines.
//!
//! Export data are complete in themselves: they have copies of the imports' elements that the
//! package's own elements refer to, and types of expressions that are made of these. Where the
//! compilation would be the same except for positions, the copies are replaced by the elements of
//! the imports' new export data, and the positions in types by the new ones.
//! Counterpart: cmd/compile/internal/noder/linker.go.

use hashbrown::HashMap;
use hashbrown::HashSet;

use super::data::Element;
use super::data::ExportData;
use super::data::Kind;
use super::data::Reference;
use super::data::Section;
use super::names::Names;
use super::positions;
use super::positions::Location;
use super::positions::Places;
use super::read_set::Item;
use super::read_set::ReadSet;
use super::read_set::body_hash;
use super::read_set::file_hash;
use super::read_set::object_hash;
use super::relocated::Spot;
use super::write::Writer;

/// An import whose export data changed.
pub struct Rewritten<'r, 'a> {
    /// Its path.
    pub package: &'r str,
    /// Its new export data.
    pub exports: &'r ExportData<'a>,
    /// The names in these.
    pub names: &'r Names,
    /// The reads of the import. The compiler reads everything that it copies.
    pub set: &'r ReadSet,
}

/// The places of a package's own elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPlaces {
    /// The places in types.
    pub types: HashSet<Spot>,
    /// The hashes of the names of files with other places.
    pub other_files: HashSet<u64>,
}

/// Returns the places in export data that were not copied from imports.
pub fn own_places(own: &ExportData<'_>) -> Option<OwnPlaces> {
    let copied = Copied::of(own)?;
    let mut found = OwnPlaces::default();
    for section in [
        Section::Type,
        Section::Obj,
        Section::ObjExt,
        Section::ObjDict,
        Section::Body,
    ] {
        for index in 0..own.len(section) {
            if copied.has(own, (section, index))? {
                continue;
            }
            let element = own.element((section, index))?;
            let mut bases = Vec::new();
            for &(section, base) in &element.references {
                if section == Section::PosBase {
                    bases.push(own.file(base)?);
                }
            }
            let is_whole = bases.iter().all(|(_, is_whole)| *is_whole);
            let mut listed = Listed(own, Vec::new());
            let is_known = section == Section::Type
                && is_whole
                && positions::of_type(&element, &mut listed).is_some();
            if is_known {
                found.types.extend(listed.1);
            } else {
                let files = bases.iter().map(|(file, _)| file_hash(file));
                found.other_files.extend(files);
            }
        }
    }
    Some(found)
}

/// Returns the export data of a package that compiling would write if its imports have these
/// export data, and places in types have moved; `None` if more has changed, or damaged data.
pub fn renewed(
    own: &[u8],
    imports: &[Rewritten<'_, '_>],
    moved: &HashMap<Spot, [u64; 2]>,
) -> Option<Vec<u8>> {
    let mut out = Writer::like(own)?;
    let own = ExportData::open(own)?;
    let copied = Copied::of(&own)?;
    let mut data: HashMap<usize, &[u8]> = HashMap::new();
    for import in imports {
        let mut pairs = Pairs {
            own: &own,
            import,
            known: HashSet::new(),
            rest: Vec::new(),
        };
        pairs.begin(&copied)?;
        pairs.finish(&mut data)?;
    }
    for section in Section::ALL {
        for index in 0..own.len(section) {
            let reference = (section, index);
            let old = own.bytes(reference)?;
            if let Some(new) = data.get(&own.place(reference)?) {
                let element = own.element(reference)?;
                out.element(section, &[&old[..old.len() - element.data.len()], new])?;
            } else if section == Section::Type && !copied.has(&own, reference)? {
                let element = own.element(reference)?;
                let new = positions::of_type(&element, &mut Moved(&own, moved));
                let new = new.as_deref().unwrap_or(element.data);
                out.element(section, &[&old[..old.len() - element.data.len()], new])?;
            } else {
                out.element(section, &[old])?;
            }
        }
    }
    Some(out.finish())
}

/// The parts of export data that are copied from imports.
struct Copied<'a> {
    /// Objects, with package path and name.
    objects: Vec<(u32, &'a [u8], &'a [u8])>,
    /// Bodies, with package path and the function's name.
    bodies: Vec<(u32, &'a [u8], &'a [u8])>,
    /// All elements that these are made of, by place.
    elements: Vec<bool>,
}

impl<'a> Copied<'a> {
    fn of(own: &ExportData<'a>) -> Option<Self> {
        let mut copied = Self {
            objects: Vec::new(),
            bodies: Vec::new(),
            elements: vec![false; own.all()],
        };
        let package = own.package(own.own_package()?)?;
        let is_own = |path: &[u8]| path.is_empty() || path == package;
        let mut rest = Vec::new();
        for index in 0..own.len(Section::Obj) {
            let (path, name) = own.name(index)?;
            // Objects of the universe have no declaration.
            if !is_own(path) && own.kind(index)? != Kind::Other {
                copied.objects.push((index, path, name));
                rest.extend(DECLARED.map(|section| (section, index)));
            }
        }
        for (path, name, body) in own.bodies()?.1 {
            if !is_own(path) {
                copied.bodies.push((body, path, name));
                rest.push((Section::Body, body));
            }
        }
        while let Some(reference) = rest.pop() {
            let mark = copied.elements.get_mut(own.place(reference)?)?;
            if !std::mem::replace(mark, true) {
                let references = own.element(reference)?.references;
                rest.extend(
                    references
                        .into_iter()
                        .filter(|(section, _)| is_paired(*section)),
                );
            }
        }
        Some(copied)
    }

    fn has(&self, own: &ExportData<'_>, reference: Reference) -> Option<bool> {
        self.elements.get(own.place(reference)?).copied()
    }
}

/// The elements of an object other than its name.
const DECLARED: [Section; 3] = [Section::Obj, Section::ObjExt, Section::ObjDict];

/// Reports whether a referenced element is copied with the referring one. Objects have names; texts
/// and packages exist once for all imports.
fn is_paired(section: Section) -> bool {
    !matches!(section, Section::String | Section::Pkg | Section::Obj)
}

/// Maximal number of pairs for each element of the importer.
const MAX_PAIRS: usize = 8;

/// Copies, and the elements of an import that are to replace them.
struct Pairs<'p, 'a> {
    own: &'p ExportData<'a>,
    import: &'p Rewritten<'p, 'p>,
    /// Copies, by index, each with an element of the import. One copy may represent several equal
    /// ones: the import has objects of other packages from several of its own imports, and elements
    /// shared by these occur more than once.
    known: HashSet<(usize, Reference)>,
    /// Copies of which the references are not compared yet.
    rest: Vec<(Reference, Reference)>,
}

impl<'p> Pairs<'p, '_> {
    /// Finds the objects and bodies that were copied from the import.
    fn begin(&mut self, copied: &Copied<'_>) -> Option<()> {
        let Rewritten {
            package,
            exports,
            names,
            set,
        } = self.import;
        for &(index, path, name) in &copied.objects {
            let hash = object_hash(package, path, name);
            let all = Item::OBJ | Item::EXT | Item::DICT;
            if set.parts(hash).is_none_or(|parts| parts & all != all) {
                continue;
            }
            let new = names.object(hash)?;
            if exports.kind(new)? != self.own.kind(index)? {
                return None;
            }
            for section in DECLARED {
                self.add((section, index), (section, new))?;
            }
        }
        for &(body, path, name) in &copied.bodies {
            let hash = body_hash(package, path, name);
            if set.parts(hash).is_some() {
                self.add((Section::Body, body), (Section::Body, names.body(hash)?))?;
            }
        }
        Some(())
    }

    /// Pairs two elements; `None` if there are more pairs than real export data have.
    fn add(&mut self, own: Reference, new: Reference) -> Option<()> {
        if self.known.insert((self.own.place(own)?, new)) {
            self.rest.push((own, new));
        }
        (self.known.len() <= MAX_PAIRS * self.own.all()).then_some(())
    }

    /// Compares the references of the elements, and sets their new data.
    fn finish(mut self, data: &mut HashMap<usize, &'p [u8]>) -> Option<()> {
        while let Some((own, new)) = self.rest.pop() {
            let old = self.own.element(own)?;
            let element: Element<'p> = self.import.exports.element(new)?;
            if old.references.len() != element.references.len() {
                return None;
            }
            for (&old, &new) in old.references.iter().zip(&element.references) {
                self.compare(old, new)?;
            }
            if own.0 == Section::PosBase {
                if old.data != element.data {
                    return None;
                }
            } else if let Some(known) = data.insert(self.own.place(own)?, element.data)
                && known != element.data
            {
                // Two imports have different copies, or one has two.
                return None;
            }
        }
        Some(())
    }

    /// Compares two references.
    fn compare(&mut self, old: Reference, new: Reference) -> Option<()> {
        let (own, import) = (self.own, self.import.exports);
        let is_same = old.0 == new.0
            && match old.0 {
                Section::String => own.bytes(old)? == import.bytes(new)?,
                Section::Pkg => self.path(own, old.1)? == self.path(import, new.1)?,
                Section::Obj => {
                    let (old_path, old_name) = own.name(old.1)?;
                    let (path, name) = import.name(new.1)?;
                    old_name == name && old_path == self.full(path)
                }
                _ => return self.add(old, new),
            };
        is_same.then_some(())
    }

    fn path<'e>(&'e self, exports: &ExportData<'e>, package: u32) -> Option<&'e [u8]> {
        exports.package(package).map(|path| self.full(path))
    }

    /// Returns a package path; the import's own may be empty.
    fn full<'e>(&'e self, path: &'e [u8]) -> &'e [u8] {
        if path.is_empty() {
            self.import.package.as_bytes()
        } else {
            path
        }
    }
}

/// Lists places, and leaves them as they are.
struct Listed<'l, 'a>(&'l ExportData<'a>, Vec<Spot>);

impl Places for Listed<'_, '_> {
    fn replace(&mut self, place: Location) -> [u64; 2] {
        self.1.extend(spot(self.0, place));
        [place.line, place.column]
    }
}

/// Writes where places have moved to.
struct Moved<'m, 'a>(&'m ExportData<'a>, &'m HashMap<Spot, [u64; 2]>);

impl Places for Moved<'_, '_> {
    fn replace(&mut self, place: Location) -> [u64; 2] {
        let moved = spot(self.0, place).and_then(|spot| self.1.get(&spot));
        moved.copied().unwrap_or([place.line, place.column])
    }
}

/// Returns a place in a file, if its lines are counted from the beginning of the file.
fn spot(exports: &ExportData<'_>, place: Location) -> Option<Spot> {
    let (file, is_whole) = exports.file(place.base)?;
    is_whole.then(|| Spot {
        file: file_hash(file),
        line: place.line,
        column: place.column,
    })
}
