//! The content of the elements of export data that were read.
//!
//! An element's content is its data and the content of its references. References to objects are by
//! name, so the content of one object does not include other objects. For export data with equal
//! contents, a compilation that reads no other elements gives the same output.
//! Counterpart: none; docs/cutoff.md states the assumptions.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::Digest;
use vamos_base::Sha256;

use super::data::ExportData;
use super::data::Reference;
use super::data::Section;
use super::names::Names;
use super::numbers::Numbers;
use super::numbers::Symbol;
use super::read_set::Item;
use super::read_set::ReadSet;
use super::read_set::Reads;
use super::read_set::file_hash;
use super::read_set::method_hash;
use super::relocated::Counted;
use super::relocated::Importer;
use super::relocated::Spot;

/// Nesting limit of types, bodies and lists of imports. Real code stays below it; deeper ones are
/// damage.
const MAX_DEPTH: u32 = 500;

/// The content of an import that a compilation read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The hash of the significant content.
    pub digest: Digest,
    /// The positions of declarations and types, in an order that depends on the hashed content
    /// alone.
    pub spots: Vec<Spot>,
    /// The hashes of the names of files with other places.
    pub other_files: HashSet<u64>,
    /// The symbols whose numbers were left out, in such an order, too.
    pub symbols: Vec<Symbol>,
}

/// Returns the content of the items of `set` in the export data of a package; `None` if some of
/// them are missing.
pub fn content(
    package: &str,
    exports: &ExportData<'_>,
    names: &Names,
    set: &ReadSet,
    importer: &Importer,
) -> Option<Content> {
    let mut walk = Walk::new(package, exports, names, importer);
    walk.content(set)?;
    Some(walk.finish())
}

/// Like [`content`], for these elements that were read; `None` also if one of them is not part of
/// the items of `set`.
pub fn content_read(
    package: &str,
    exports: &ExportData<'_>,
    names: &Names,
    set: &ReadSet,
    importer: &Importer,
    reads: &Reads<'_>,
) -> Option<Content> {
    let mut walk = Walk::new(package, exports, names, importer);
    walk.content(set)?;
    // Names are read of all objects; texts and packages have no meaning on their own.
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
    is_covered.then(|| walk.finish())
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

/// Returns the hashes of the names of methods, or of `T.M`.
pub fn method_hashes<M: AsRef<[u8]>>(methods: impl IntoIterator<Item = M>) -> HashSet<u64> {
    let methods = methods.into_iter();
    methods.map(|method| method_hash(method.as_ref())).collect()
}

struct Walk<'w, 'a> {
    exports: &'w ExportData<'a>,
    names: &'w Names,
    places: Counted<'w, 'a>,
    numbers: Numbers<'w, 'a>,
    /// Hash of the items of the set.
    hash: Sha256,
    /// Hash of the repeated elements: the importer's own export data have an element once for each
    /// element that it is made of.
    repeated: Sha256,
    /// The contents of elements, by place, with their number.
    contents: HashMap<usize, (u32, Digest)>,
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
            exports,
            names,
            places: Counted::new(package, exports, importer),
            numbers: Numbers::new(package, exports, importer.ignores_numbers),
            hash: Sha256::new(),
            repeated: Sha256::new(),
            contents: HashMap::new(),
            depth: 0,
        }
    }

    fn content(&mut self, set: &ReadSet) -> Option<()> {
        let importer = self.places.importer;
        self.hash.update(&self.exports.version().to_le_bytes());
        self.hash.update(&[u8::from(self.names.initialises())]);
        // The package with its imports, which the importer's own export data repeat, unless they are
        // replaced there.
        let own = self.exports.own_package()?;
        self.add((Section::Pkg, own))?;
        for function in self.names.available(&importer.objects) {
            self.hash.update(&function.to_le_bytes());
        }
        // Of several imports that have an object, the compiler uses the first or the last.
        for object in self.names.known(&importer.objects) {
            self.hash.update(&object.to_le_bytes());
        }
        // The importer's file scope has all of these names, used or not.
        if set.has_all_names {
            for object in self.names.exported() {
                self.hash.update(&object.to_le_bytes());
            }
        }
        for item in &set.items {
            self.hash.update(&item.name.to_le_bytes());
            self.hash.update(&[item.parts]);
            if item.parts == 0 {
                let body = self.names.body(item.name)?;
                self.add((Section::Body, body))?;
            } else {
                let index = self.names.object(item.name)?;
                self.object(index, item.parts)?;
            }
        }
        Some(())
    }

    fn finish(mut self) -> Content {
        self.hash.update(&self.repeated.finish().0);
        self.places.add_order(&mut self.hash);
        Content {
            digest: self.hash.finish(),
            spots: self.places.spots,
            other_files: self.places.other_files,
            symbols: self.numbers.symbols,
        }
    }

    /// Adds the parts of an object.
    fn object(&mut self, index: u32, parts: u8) -> Option<()> {
        self.add((Section::Name, index))?;
        self.places.has_body = parts & Item::BODY != 0;
        for (part, section) in [
            (Item::OBJ, Section::Obj),
            (Item::EXT, Section::ObjExt),
            (Item::DICT, Section::ObjDict),
        ] {
            if parts & part != 0 {
                self.add((section, index))?;
            }
        }
        if parts & Item::BODY != 0 {
            let extension = self.exports.element((Section::ObjExt, index))?;
            for reference in extension.references {
                if reference.0 == Section::Body {
                    self.add(reference)?;
                }
            }
        }
        Some(())
    }

    /// Adds an element.
    fn add(&mut self, reference: Reference) -> Option<()> {
        let content = self.element(reference)?;
        self.hash.update(&content.0);
        Some(())
    }

    /// Returns the content of an element.
    fn element(&mut self, reference: Reference) -> Option<Digest> {
        let place = self.exports.place(reference)?;
        if let Some((number, known)) = self.contents.get(&place) {
            self.repeated.update(&number.to_le_bytes());
            return Some(*known);
        }
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let content = if reference.0 == Section::String {
            Digest::of(self.exports.bytes(reference)?)
        } else if reference.0 == Section::Pkg && self.places.importer.ignores_packages {
            self.package(reference.1)?
        } else {
            let element = self.exports.element(reference)?;
            let data = match reference {
                (Section::ObjExt, object) => self.numbers.without(object, &element),
                _ => self.places.without(reference, &element)?,
            };
            let data = data.as_deref().unwrap_or(element.data);
            self.hash(reference.0, &element.references, data)?
        };
        self.depth -= 1;
        let number = self.contents.len() as u32;
        self.repeated.update(&u32::MAX.to_le_bytes());
        self.contents.insert(place, (number, content));
        Some(content)
    }

    /// Returns the content of a package without its imports. Its name counts: it is in the strings
    /// of types, and the importer refers to the package by it.
    fn package(&self, index: u32) -> Option<Digest> {
        let path = self.exports.package(index)?;
        let name = self.exports.package_name(index)?.unwrap_or_default();
        let mut hash = Sha256::new();
        hash.update(&(path.len() as u64).to_le_bytes());
        hash.update(path);
        hash.update(name);
        Some(hash.finish())
    }

    /// Returns the content of an element of `section` with these references and data.
    fn hash(&mut self, section: Section, references: &[Reference], data: &[u8]) -> Option<Digest> {
        let mut hash = Sha256::new();
        hash.update(&(references.len() as u64).to_le_bytes());
        for &referred in references {
            hash.update(&[referred.0 as u8]);
            if referred.0 == Section::PosBase {
                // The compiler numbers the files; two elements may be the same file.
                let number = self.places.base(referred.1)?.number;
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
