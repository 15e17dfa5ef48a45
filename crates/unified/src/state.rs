//! Progress in reading the imports of one package.
//!
//! Counterpart: cmd/compile/internal/importer/ureader.go (`pkgReader`).

use std::fmt;
use std::sync::Arc;

use hashbrown::HashMap;
use vamos_objfile::exports::Contents;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Reference;
use vamos_objfile::exports::Section;
use vamos_types::BaseId;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::TypeId;
use vamos_types::Types;

use crate::cursor::Cursor;
use crate::dict::Dict;
use crate::found::Bytes;
use crate::found::Found;
use crate::found::export_data;
use crate::tag::Tag;

/// Progress in reading imports.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The export data that are open.
    pub(crate) units: Vec<Unit>,
    /// The packages that were imported, by path.
    pub(crate) imported: HashMap<String, PkgId>,
    /// All packages that export data name, by path.
    pub(crate) packages: HashMap<String, PkgId>,
    /// Objects without a lookup so far.
    pub(crate) lazy: HashMap<(PkgId, Name), Lazy>,
    /// All package-level names.
    pub(crate) names: HashMap<PkgId, Vec<Name>>,
    /// Defined types of which only the name was read.
    pub(crate) pending: HashMap<TypeId, Pending>,
    /// Number of type parameters read so far.
    pub(crate) type_params: u32,
    pub(crate) depth: u32,
}

/// An object without a lookup so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lazy {
    pub(crate) unit: usize,
    pub(crate) index: u32,
    pub(crate) tag: Tag,
}

/// The rest of the element of a defined type.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) lazy: Lazy,
    /// Number of unread bytes of the element.
    pub(crate) left: usize,
    pub(crate) dict: Dict,
}

/// The export data of a package.
pub(crate) struct Unit {
    /// The path of the package.
    pub(crate) path: String,
    pub(crate) data: Arc<Data>,
    pub(crate) bases: Vec<Option<BaseId>>,
    /// The packages by index; the universe has an empty inner option.
    pub(crate) packages: Vec<Option<Option<PkgId>>>,
    pub(crate) types: Vec<Option<TypeId>>,
    /// A bit for each element that was read.
    pub(crate) reads: Vec<u64>,
}

impl fmt::Debug for Unit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.path)
    }
}

/// The bytes of export data.
pub(crate) struct Data {
    bytes: Bytes,
    place: (usize, usize),
    contents: Contents,
}

impl Data {
    /// Opens the export data of an archive.
    fn open(bytes: Bytes) -> Option<Self> {
        let place = export_data((*bytes).as_ref())?;
        let contents = {
            let data = (*bytes).as_ref().get(place.0..place.1)?;
            let export = ExportData::open(data)?;
            if !VERSIONS.contains(&export.version()) {
                return None;
            }
            export.contents()
        };
        Some(Self {
            bytes,
            place,
            contents,
        })
    }

    /// Returns the elements.
    pub(crate) fn export(&self) -> Option<ExportData<'_>> {
        let data = (*self.bytes).as_ref().get(self.place.0..self.place.1)?;
        self.contents.of(data)
    }
}

/// A read into a store whose loader has a [`State`].
pub(crate) struct Load<'l> {
    pub(crate) types: &'l mut Types,
}

/// The supported versions of the format: Go 1.25 and 1.26; Go 1.27.0 and 1.27.1; Go 1.27.2 and
/// later.
const VERSIONS: [u32; 3] = [2, WITH_GENERIC_METHODS, WITH_METHOD_ORDER];

/// Since this version methods may have type parameters.
const WITH_GENERIC_METHODS: u32 = 4;

/// Since this version methods have their places in the source.
const WITH_METHOD_ORDER: u32 = 5;

/// Reports whether methods may have type parameters.
pub(crate) fn has_generic_methods(export: &ExportData<'_>) -> bool {
    export.version() >= WITH_GENERIC_METHODS
}

/// Reports whether methods have a number for their order in the source.
pub(crate) fn has_method_order(export: &ExportData<'_>) -> bool {
    export.version() >= WITH_METHOD_ORDER
}

/// Nesting limit of types. Real code stays below it; deeper types are damage.
const MAX_DEPTH: u32 = 400;

impl Load<'_> {
    /// Returns the progress so far.
    pub(crate) fn state(&self) -> &State {
        let state = self.types.loader_data();
        state.expect("the importer has set it")
    }

    /// Returns the progress so far, to change it.
    pub(crate) fn state_mut(&mut self) -> &mut State {
        let state = self.types.loader_data_mut();
        state.expect("the importer has set it")
    }

    /// Returns the bytes of export data.
    pub(crate) fn data(&self, unit: usize) -> Arc<Data> {
        self.state().units[unit].data.clone()
    }

    /// Opens an element, and records that it is read.
    pub(crate) fn open<'d>(
        &mut self,
        export: &'d ExportData<'d>,
        unit: usize,
        reference: Reference,
    ) -> Option<Cursor<'d>> {
        let place = export.place(reference)?;
        let words = &mut self.state_mut().units[unit].reads;
        *words.get_mut(place / 64)? |= 1 << (place % 64);
        Cursor::open(export, unit, reference)
    }

    /// Runs a read that may nest.
    pub(crate) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.state().depth >= MAX_DEPTH {
            return None;
        }
        self.state_mut().depth += 1;
        let result = read(self);
        self.state_mut().depth -= 1;
        result
    }

    /// Opens the export data of a package and lists its declarations (`ReadPackage`).
    pub(crate) fn package(&mut self, found: &Found) -> Option<PkgId> {
        let data = Arc::new(Data::open(found.bytes.clone())?);
        let export = data.export()?;
        let unit = self.state().units.len();
        let len = |section| export.len(section) as usize;
        self.state_mut().units.push(Unit {
            path: found.path.clone(),
            data: data.clone(),
            bases: vec![None; len(Section::PosBase)],
            packages: vec![None; len(Section::Pkg)],
            types: vec![None; len(Section::Type)],
            reads: vec![0; export.all().div_ceil(64)],
        });
        let mut cursor = self.open(&export, unit, (Section::Meta, 0))?;
        let pkg = self.pkg(&mut cursor)??;
        for _ in 0..cursor.len()? {
            let index = cursor.reference(Section::Obj)?;
            self.declare(&export, unit, index)?;
            cursor.number()?;
        }
        self.types.package_mut(pkg).is_complete = true;
        Some(pkg)
    }

    /// Reads a package; the universe gives an empty inner result.
    pub(crate) fn pkg(&mut self, cursor: &mut Cursor<'_>) -> Option<Option<PkgId>> {
        let index = cursor.reference(Section::Pkg)?;
        self.pkg_at(cursor.unit, index)
    }

    fn pkg_at(&mut self, unit: usize, index: u32) -> Option<Option<PkgId>> {
        let known = *self.state().units[unit].packages.get(index as usize)?;
        if known.is_some() {
            return known;
        }
        let pkg = self.nested(|load| load.read_pkg(unit, index))?;
        self.state_mut().units[unit].packages[index as usize] = Some(pkg);
        Some(pkg)
    }

    fn read_pkg(&mut self, unit: usize, index: u32) -> Option<Option<PkgId>> {
        let data = self.data(unit);
        let export = data.export()?;
        let mut cursor = self.open(&export, unit, (Section::Pkg, index))?;
        let path = match cursor.text()? {
            "" => self.state().units[unit].path.clone(),
            "builtin" => return Some(None),
            "unsafe" => return Some(Some(self.types.universe().unsafe_pkg)),
            path => path.to_owned(),
        };
        if let Some(pkg) = self.state().packages.get(&path) {
            return Some(Some(*pkg));
        }
        let name = self.types.intern(cursor.text()?);
        let path_name = self.types.intern(&path);
        let universe = self.types.universe().scope;
        let scope = self.types.new_scope(Some(universe), Pos::NONE, Pos::NONE);
        let pkg = self.types.add_package(path_name, name, scope);
        self.state_mut().packages.insert(path, pkg);
        let mut imports = Vec::new();
        for _ in 0..cursor.len()? {
            imports.extend(self.pkg(&mut cursor)?);
        }
        self.types.package_mut(pkg).imports = imports;
        Some(Some(pkg))
    }

    /// Records an object with its package and its name (`objIdx`). Objects of the universe and
    /// names that are already present are not recorded.
    pub(crate) fn declare(
        &mut self,
        export: &ExportData<'_>,
        unit: usize,
        index: u32,
    ) -> Option<(Option<PkgId>, Name)> {
        let mut cursor = self.open(export, unit, (Section::Name, index))?;
        let pkg = self.pkg(&mut cursor)?;
        let name = self.types.intern(cursor.text()?);
        let tag = Tag::of(cursor.number()?)?;
        let Some(own) = pkg.filter(|_| tag != Tag::Stub) else {
            return Some((pkg, name));
        };
        let scope = self.types.package(own).scope;
        let is_known = self.types.lookup(scope, name).is_some();
        if !is_known && !self.state().lazy.contains_key(&(own, name)) {
            let lazy = Lazy { unit, index, tag };
            self.state_mut().lazy.insert((own, name), lazy);
            self.state_mut().names.entry(own).or_default().push(name);
        }
        Some((pkg, name))
    }

    /// Returns a package-level object, or an object of the universe.
    pub(crate) fn lookup(&mut self, pkg: Option<PkgId>, name: Name) -> Option<ObjId> {
        let Some(pkg) = pkg else {
            return self.types.lookup(self.types.universe().scope, name);
        };
        let scope = self.types.package(pkg).scope;
        if let Some(obj) = self.types.lookup(scope, name) {
            return Some(obj);
        }
        let lazy = self.state_mut().lazy.remove(&(pkg, name))?;
        let obj = self.nested(|load| load.object(lazy, pkg, name))?;
        self.types.insert(scope, obj);
        Some(obj)
    }
}
