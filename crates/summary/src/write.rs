//! Makes the summary of a package.
//!
//! Strings, packages and types are numbered in order of first use, from the exported names in their
//! order, so equal declarations have equal summaries.
//! Counterpart: cmd/compile/internal/noder/unified.go (`writePkgStub`), for another format.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::DefaultHashBuilder;
use hashbrown::HashMap;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::ShownPlace;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::Types;

use crate::bytes::Bytes;

/// The first bytes of a summary; another format begins with others.
pub const FORMAT: &str = "vamosum2";

/// The absence of an index: there are never that many strings.
const NO_NUMBER: u32 = u32::MAX;

/// The kinds of objects.
pub(crate) const CONST: u8 = 0;
pub(crate) const TYPE: u8 = 1;
pub(crate) const VAR: u8 = 2;
pub(crate) const FUNC: u8 = 3;

/// Returns the file, line and column of a position in the package, as messages show it.
pub type PositionLookup<'p> = dyn Fn(Pos) -> Option<ShownPlace> + 'p;

/// Returns the summary of the package `pkg`, which was checked without an error.
pub fn write(types: &Types, pkg: PkgId, place: &PositionLookup<'_>) -> Vec<u8> {
    let mut writer = Writer {
        types,
        own: pkg,
        place,
        strings: Table::default(),
        name_numbers: Vec::new(),
        last_file: None,
        packages: Vec::new(),
        package_numbers: HashMap::new(),
        type_numbers: HashMap::new(),
        queue: Vec::new(),
        records: Vec::new(),
    };
    writer.package(pkg);
    let scope = types.scope(types.package(pkg).scope);
    let mut names: Vec<(Name, ObjId)> = scope.elems().to_vec();
    names.retain(|(name, _)| is_exported(types.text(*name)));
    names.sort_by(|a, b| types.text(a.0).cmp(types.text(b.0)));
    let mut objects = Vec::new();
    for (name, obj) in names {
        objects.push((name, writer.object_record(obj)));
    }
    while writer.records.len() < writer.queue.len() {
        let typ = writer.queue[writer.records.len()];
        let mut out = Bytes::default();
        writer.record(&mut out, typ);
        writer.records.push(out.0);
        // Other packages can also find an unexported type by its name.
        if let Some(obj) = writer.hidden_name(typ) {
            let name = types.object(obj).name;
            objects.push((name, writer.object_record(obj)));
        }
    }
    objects.sort_by(|a, b| types.text(a.0).cmp(types.text(b.0)));
    let mut imports = Bytes::default();
    imports.len(types.package(pkg).imports.len());
    for import in &types.package(pkg).imports {
        let number = writer.package(*import);
        imports.number(number);
    }
    let names: Vec<u32> = objects
        .iter()
        .map(|(name, _)| writer.name_number(*name))
        .collect();
    let objects: Vec<Vec<u8>> = objects.into_iter().map(|(_, record)| record).collect();
    writer.finish(&names, &objects, &imports)
}

/// Reports whether a name is exported.
pub(crate) fn is_exported(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// Strings by number.
#[derive(Default)]
pub(crate) struct Table {
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    list: Vec<Vec<u8>>,
}

impl Table {
    pub(crate) fn number(&mut self, text: &[u8]) -> u32 {
        let list = &self.list;
        let hash = |text: &[u8]| self.hasher.hash_one(text);
        let entry = self.numbers.entry(
            hash(text),
            |number| list[*number as usize] == text,
            |number| hash(&list[*number as usize]),
        );
        match entry {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let number = list.len() as u32;
                new.insert(number);
                self.list.push(text.to_vec());
                number
            }
        }
    }
}

/// A summary under construction.
pub(crate) struct Writer<'t> {
    pub(crate) types: &'t Types,
    pub(crate) own: PkgId,
    place: &'t PositionLookup<'t>,
    strings: Table,
    /// The indices of names, by name; [`NO_NUMBER`] for names that have not been written.
    name_numbers: Vec<u32>,
    /// The file of the last position, and its index: most positions are in the file of the previous
    /// one.
    last_file: Option<(Arc<str>, u32)>,
    packages: Vec<PkgId>,
    package_numbers: HashMap<PkgId, u64>,
    type_numbers: HashMap<TypeId, u64>,
    /// All types with an index.
    queue: Vec<TypeId>,
    /// The records of written types.
    records: Vec<Vec<u8>>,
}

impl Writer<'_> {
    pub(crate) fn string(&mut self, out: &mut Bytes, text: &[u8]) {
        let number = self.strings.number(text);
        out.number(u64::from(number));
    }

    pub(crate) fn name(&mut self, out: &mut Bytes, name: Name) {
        let number = self.name_number(name);
        out.number(u64::from(number));
    }

    fn name_number(&mut self, name: Name) -> u32 {
        let index = name.index();
        if self.name_numbers.len() <= index {
            self.name_numbers.resize(index + 1, NO_NUMBER);
        }
        if self.name_numbers[index] == NO_NUMBER {
            let text = self.types.text(name);
            self.name_numbers[index] = self.strings.number(text.as_bytes());
        }
        self.name_numbers[index]
    }

    fn package(&mut self, pkg: PkgId) -> u64 {
        let next = self.packages.len() as u64;
        let number = *self.package_numbers.entry(pkg).or_insert(next);
        if number == next {
            self.packages.push(pkg);
        }
        number
    }

    /// Writes the package of an object: 0 for none, or its index plus one.
    pub(crate) fn package_of(&mut self, out: &mut Bytes, pkg: Option<PkgId>) {
        let number = pkg.map_or(0, |pkg| 1 + self.package(pkg));
        out.number(number);
    }

    pub(crate) fn pos(&mut self, out: &mut Bytes, pos: Pos) {
        let place = self.types.shown_place(pos);
        let Some(place) = place.or_else(|| (self.place)(pos)) else {
            out.number(0);
            return;
        };
        // A line of zero means that there is no position.
        out.number(u64::from(place.line.max(1)));
        out.number(u64::from(place.column));
        let file = self.file(&place.file);
        out.number(u64::from(file));
        out.flag(place.physical.is_some());
        if let Some(physical) = &place.physical {
            out.number(u64::from(physical.line));
            out.number(u64::from(physical.column));
            let file = self.file(&physical.file);
            out.number(u64::from(file));
        }
    }

    /// Returns the index of a file's name.
    fn file(&mut self, name: &Arc<str>) -> u32 {
        match &self.last_file {
            Some((last, number)) if Arc::ptr_eq(last, name) => *number,
            _ => {
                let number = self.strings.number(name.as_bytes());
                self.last_file = Some((name.clone(), number));
                number
            }
        }
    }

    /// Writes a type by its index: predeclared types come first.
    pub(crate) fn typ(&mut self, out: &mut Bytes, typ: TypeId) {
        let predeclared = self.types.predeclared() as u64;
        if (typ.index() as u64) < predeclared {
            out.number(typ.index() as u64);
            return;
        }
        let next = self.queue.len() as u64;
        let number = *self.type_numbers.entry(typ).or_insert(next);
        if number == next {
            self.queue.push(typ);
        }
        out.number(predeclared + number);
    }

    /// Writes a type that may be missing: 0, or its index plus one.
    pub(crate) fn opt_type(&mut self, out: &mut Bytes, typ: Option<TypeId>) {
        out.flag(typ.is_some());
        if let Some(typ) = typ {
            self.typ(out, typ);
        }
    }

    /// Returns the name of a type that the package declares at package level without exporting it.
    fn hidden_name(&self, typ: TypeId) -> Option<ObjId> {
        let obj = match self.get(typ) {
            Type::Named(named) if named.inst.is_none() => named.obj,
            Type::Alias(alias) if alias.targs.is_empty() => alias.obj,
            _ => return None,
        };
        let object = self.types.object(obj);
        let is_own = object.pkg == Some(self.own) && self.is_declared(obj);
        (is_own && !is_exported(self.types.text(object.name))).then_some(obj)
    }

    fn object_record(&mut self, obj: ObjId) -> Vec<u8> {
        let mut out = Bytes::default();
        let types = self.types;
        let object = types.object(obj);
        let typ = object.typ.unwrap_or(vamos_types::typ::INVALID);
        let kind = match &object.kind {
            ObjectKind::Const { .. } => CONST,
            ObjectKind::TypeName => TYPE,
            ObjectKind::Func { .. } => FUNC,
            _ => VAR,
        };
        out.0.push(kind);
        self.pos(&mut out, object.pos);
        self.typ(&mut out, typ);
        if let ObjectKind::Const { val } = &object.kind {
            out.value(val);
        }
        out.0
    }

    /// Reports whether a type's name is declared at package level by another package, so that
    /// its summary has it.
    pub(crate) fn is_foreign(&self, obj: ObjId) -> bool {
        let pkg = self.types.object(obj).pkg;
        pkg.is_some_and(|pkg| pkg != self.own) && self.is_declared(obj)
    }

    /// Reports whether a type's name is declared at package level, and not in a function.
    pub(crate) fn is_declared(&self, obj: ObjId) -> bool {
        let object = self.types.object(obj);
        object.pkg.is_some_and(|pkg| {
            let scope = self.types.package(pkg).scope;
            self.types.lookup(scope, object.name) == Some(obj)
        })
    }

    /// Assembles the summary.
    fn finish(mut self, names: &[u32], objects: &[Vec<u8>], imports: &Bytes) -> Vec<u8> {
        let mut packages = Bytes::default();
        packages.len(self.packages.len());
        for pkg in std::mem::take(&mut self.packages) {
            let package = self.types.package(pkg);
            self.name(&mut packages, package.path);
            self.name(&mut packages, package.name);
        }
        let mut out = Bytes(FORMAT.into());
        let mut offsets = |blobs: &[Vec<u8>]| {
            let mut ends = Vec::with_capacity(4 * blobs.len() + 4);
            ends.extend((blobs.len() as u32).to_le_bytes());
            let mut end = 0_u32;
            for blob in blobs {
                end += blob.len() as u32;
                ends.extend(end.to_le_bytes());
            }
            out.0.extend(ends);
            for blob in blobs {
                out.0.extend_from_slice(blob);
            }
        };
        let names: Vec<Vec<u8>> = names
            .iter()
            .map(|name| name.to_le_bytes().to_vec())
            .collect();
        offsets(&self.strings.list);
        offsets(&names);
        offsets(objects);
        offsets(&self.records);
        offsets(&[packages.0, imports.0.clone()]);
        out.0
    }

    /// Returns a type.
    pub(crate) fn get(&self, typ: TypeId) -> &Type {
        self.types.get(typ)
    }
}
