//! The content of what was read of export data.
//!
//! An element's content is its data and the content of what it refers to; objects are
//! referred to by their names, so the content of one object does not include that of others.
//! Two export data with equal contents give a compilation that reads no more than that the
//! same answers.
//! Counterpart: none; docs/cutoff.md states what this rests on.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::Digest;
use vamos_base::Sha256;

use super::data::ExportData;
use super::data::Reference;
use super::data::Section;
use super::names::Names;
use super::places;
use super::places::Scope;
use super::read_set::Item;
use super::read_set::ReadSet;
use super::read_set::Reads;
use super::read_set::body_hash;
use super::read_set::file_hash;

/// Types, bodies and lists of imports are not nested deeper in real code; deeper ones are damage.
const MAX_DEPTH: u32 = 500;

/// What is known of a compilation beside what it read of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Importer {
    /// The hashes of the names of all objects that it read of any import: export data that
    /// have the body of one of them matter even if it was read elsewhere, or nowhere.
    pub objects: HashSet<u64>,
    /// The hashes of the names of all functions whose bodies it read of any import: the body
    /// of a function may be in other export data than its declaration.
    pub bodies: HashSet<u64>,
    /// The hashes of the names of the files that its own export data or its line tables have
    /// places in; `None` if other places of the imports may be in its object as well.
    pub files: Option<HashSet<u64>>,
    /// It may have wrappers of imported methods, which copy the places of parameters.
    pub has_wrappers: bool,
}

/// Returns the hash of what `set` lists of the export data of a package; `None` if some of it
/// is missing.
pub fn content(
    package: &str,
    exports: &ExportData<'_>,
    names: &Names,
    set: &ReadSet,
    importer: &Importer,
) -> Option<Digest> {
    Walk::new(package, exports, names, importer).content(set)
}

/// Returns the same hash where these elements were read; `None` also if one of them is not
/// part of what `set` lists.
pub fn content_read(
    package: &str,
    exports: &ExportData<'_>,
    names: &Names,
    set: &ReadSet,
    importer: &Importer,
    reads: &Reads<'_>,
) -> Option<Digest> {
    let mut walk = Walk::new(package, exports, names, importer);
    let content = walk.content(set)?;
    // Names are read of all objects; texts and packages say nothing by themselves.
    let sections = [
        Section::PosBase,
        Section::Type,
        Section::Obj,
        Section::ObjExt,
        Section::ObjDict,
        Section::Body,
    ];
    let is_covered = sections.into_iter().all(|section| {
        let mut places = (0..exports.len(section)).filter_map(|at| exports.place((section, at)));
        places.all(|place| !reads.has(place) || walk.contents.contains_key(&place))
    });
    is_covered.then_some(content)
}

/// Returns the hashes of the names of the files that export data have places in.
pub fn files(exports: &ExportData<'_>) -> Option<HashSet<u64>> {
    let bases = 0..exports.len(Section::PosBase);
    let hash = |index| exports.file(index).map(|(file, _)| file_hash(file));
    bases.map(hash).collect()
}

/// Returns the hashes of the names of files as an object has them.
pub fn file_hashes<'f>(files: impl IntoIterator<Item = &'f [u8]>) -> HashSet<u64> {
    files.into_iter().map(file_hash).collect()
}

struct Walk<'w, 'a> {
    package: &'w str,
    exports: &'w ExportData<'a>,
    names: &'w Names,
    importer: &'w Importer,
    /// The contents of elements, by place.
    contents: HashMap<usize, Digest>,
    /// The bases of places, numbered in the order in which they are met.
    bases: HashMap<u32, u32>,
    depth: u32,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(
        package: &'w str,
        exports: &'w ExportData<'a>,
        names: &'w Names,
        importer: &'w Importer,
    ) -> Self {
        Self {
            package,
            exports,
            names,
            importer,
            contents: HashMap::new(),
            bases: HashMap::new(),
            depth: 0,
        }
    }

    fn content(&mut self, set: &ReadSet) -> Option<Digest> {
        let importer = self.importer;
        let mut hash = Sha256::new();
        hash.update(&[u8::from(self.names.initialises())]);
        // The package with its imports, which the importer's own export data repeat.
        let own = self.exports.own_package()?;
        hash.update(&self.element((Section::Pkg, own))?.0);
        for function in self.names.available(&importer.objects) {
            hash.update(&function.to_le_bytes());
        }
        for item in &set.items {
            hash.update(&item.name.to_le_bytes());
            hash.update(&[item.parts]);
            if item.parts == 0 {
                let body = self.names.body(item.name)?;
                hash.update(&self.element((Section::Body, body))?.0);
            } else {
                let index = self.names.object(item.name)?;
                let (path, name) = self.exports.name(index)?;
                let body = body_hash(self.package, path, name);
                if !importer.bodies.contains(&body) && item.parts & Item::BODY == 0 {
                    self.placeless(index);
                }
                self.object(&mut hash, index, item.parts)?;
            }
        }
        Some(hash.finish())
    }

    /// Adds the parts of an object.
    fn object(&mut self, hash: &mut Sha256, index: u32, parts: u8) -> Option<()> {
        hash.update(&self.element((Section::Name, index))?.0);
        for (part, section) in [
            (Item::OBJ, Section::Obj),
            (Item::EXT, Section::ObjExt),
            (Item::DICT, Section::ObjDict),
        ] {
            if parts & part != 0 {
                hash.update(&self.element((section, index))?.0);
            }
        }
        if parts & Item::BODY != 0 {
            let extension = self.exports.element((Section::ObjExt, index))?;
            for reference in extension.references {
                if reference.0 == Section::Body {
                    hash.update(&self.element(reference)?.0);
                }
            }
        }
        Some(())
    }

    /// Sets the content of an object whose body was not read, if its place does not matter
    /// then: its content is without the place.
    fn placeless(&mut self, index: u32) -> Option<()> {
        let scope = self.scope(self.exports.name(index)?)?;
        if self.exports.is_generic(index)? {
            return None;
        }
        let element = self.exports.element((Section::Obj, index))?;
        let data = places::of_declaration(self.exports.kind(index)?, &element, &scope)?;
        let place = self.exports.place((Section::Obj, index))?;
        let content = self.hash(Section::Obj, &element.references, &data)?;
        self.contents.insert(place, content);
        Some(())
    }

    /// Returns which places do not count in the declaration of this name, or in a type; `None`
    /// if all do.
    fn scope(&self, (path, name): (&'a [u8], &'a [u8])) -> Option<Elsewhere<'w, 'a>> {
        Some(Elsewhere {
            package: self.package,
            exports: self.exports,
            importer: self.importer,
            files: self.importer.files.as_ref()?,
            path,
            name,
        })
    }

    /// Returns the content of an element.
    fn element(&mut self, reference: Reference) -> Option<Digest> {
        let place = self.exports.place(reference)?;
        if let Some(known) = self.contents.get(&place) {
            return Some(*known);
        }
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let content = if reference.0 == Section::String {
            Digest::of(self.exports.bytes(reference)?)
        } else {
            let element = self.exports.element(reference)?;
            let scope = || {
                self.scope((b"", b""))
                    .filter(|_| reference.0 == Section::Type)
            };
            let data = scope().and_then(|scope| places::of_type(&element, &scope));
            let data = data.as_deref().unwrap_or(element.data);
            self.hash(reference.0, &element.references, data)?
        };
        self.depth -= 1;
        self.contents.insert(place, content);
        Some(content)
    }

    /// Returns the content of an element of `section` with these references and data.
    fn hash(&mut self, section: Section, references: &[Reference], data: &[u8]) -> Option<Digest> {
        let mut hash = Sha256::new();
        hash.update(&(references.len() as u64).to_le_bytes());
        for &referred in references {
            hash.update(&[referred.0 as u8]);
            if referred.0 == Section::PosBase {
                // The compiler numbers the files; two elements may be the same file.
                let count = self.bases.len() as u32;
                let number = *self.bases.entry(referred.1).or_insert(count);
                hash.update(&number.to_le_bytes());
            }
            match (section, referred.0) {
                (_, Section::Obj) => {
                    hash.update(&self.element((Section::Name, referred.1))?.0);
                }
                // Reading the extension of an object does not read its body.
                (Section::ObjExt, Section::Body) => {}
                _ => hash.update(&self.element(referred)?.0),
            }
        }
        hash.update(data);
        Some(hash.finish())
    }
}

/// The places that do not count for an importer.
struct Elsewhere<'w, 'a> {
    package: &'w str,
    exports: &'w ExportData<'a>,
    importer: &'w Importer,
    files: &'w HashSet<u64>,
    /// The package path and the name of the type whose methods these are.
    path: &'a [u8],
    name: &'a [u8],
}

impl Scope for Elsewhere<'_, '_> {
    fn is_elsewhere(&self, base: u32) -> bool {
        let file = self.exports.file(base);
        file.is_some_and(|(file, is_whole)| is_whole && !self.files.contains(&file_hash(file)))
    }

    fn counts(&self, method: u32) -> bool {
        let Some(method) = self.exports.bytes((Section::String, method)) else {
            return true;
        };
        let is_read = |[open, close]: [&[u8]; 2]| {
            let name = [open, self.name, close, method].concat();
            let body = body_hash(self.package, self.path, &name);
            self.importer.bodies.contains(&body)
        };
        let forms: [[&[u8]; 2]; 2] = [[b"", b"."], [b"(*", b")."]];
        self.importer.has_wrappers || forms.into_iter().any(is_read)
    }
}
