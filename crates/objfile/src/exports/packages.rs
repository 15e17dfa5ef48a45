//! The packages in export data, each with the packages that it imports.
//!
//! Export data list the imports of a package and all that these import. The compiler's linker copies
//! these lists before everything else, in the order of the imports. So after a package has got a
//! new import, the export data of its importers have other lists and other indexes of packages
//! and texts, and are otherwise the same.
//! Counterpart: cmd/compile/internal/noder/linker.go (`relocPkg`), writer.go (`pkgIdx`).

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_base::Sha256;

use super::data::ExportData;
use super::data::Reference;
use super::data::Section;
use super::data::number;
use super::write;
use super::write::Writer;

/// Nesting limit of imports. Real code stays below it; deeper imports are damage.
const MAX_DEPTH: u32 = 2_000;

/// A package, by path.
type Path<'a> = &'a [u8];

/// The name of a package, and the packages that it imports.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Imports<'a> {
    /// `None` for packages without a declaration: `unsafe` and the universe.
    name: Option<&'a [u8]>,
    paths: Vec<Path<'a>>,
}

/// Packages with their imports.
#[derive(Debug, Default)]
struct Packages<'a>(HashMap<Path<'a>, Imports<'a>>);

impl<'a> Packages<'a> {
    /// Adds the packages of export data; `None` if one of them has other imports than before.
    fn add(&mut self, exports: &ExportData<'a>) -> Option<()> {
        for index in 0..exports.len(Section::Pkg) {
            let (path, imports) = imports(exports, index)?;
            let entry = self.0.entry(path);
            if *entry.or_insert_with(|| imports.clone()) != imports {
                return None;
            }
        }
        Some(())
    }
}

/// Returns the path of a package and its imports.
fn imports<'a>(exports: &ExportData<'a>, index: u32) -> Option<(Path<'a>, Imports<'a>)> {
    let element = exports.element((Section::Pkg, index))?;
    let mut data = element.data;
    let path = element.reference(&mut data, Section::String)?;
    let path = exports.bytes((Section::String, path))?;
    if data.is_empty() {
        let (name, paths) = (None, Vec::new());
        return Some((path, Imports { name, paths }));
    }
    let name = element.reference(&mut data, Section::String)?;
    let name = Some(exports.bytes((Section::String, name))?);
    let count = number(&mut data)?;
    let mut paths = Vec::new();
    for _ in 0..count {
        let import = element.reference(&mut data, Section::Pkg)?;
        paths.push(exports.package(import)?);
    }
    data.is_empty().then_some((path, Imports { name, paths }))
}

/// Returns the hash of all packages in export data, with their imports.
pub(super) fn packages_digest(exports: &ExportData<'_>) -> Option<Digest> {
    let mut hash = Sha256::new();
    let mut add = |text: &[u8]| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    for index in 0..exports.len(Section::Pkg) {
        let (path, Imports { name, paths }) = imports(exports, index)?;
        add(path);
        add(name.unwrap_or_default());
        add(&(paths.len() as u64).to_le_bytes());
        paths.into_iter().for_each(&mut add);
    }
    Some(hash.finish())
}

/// Returns the export data of a package that compiling would write if its imports have these
/// export data, and are the same but for the lists of packages; `None` if that is not known.
pub fn with_packages(own: &[u8], imports: &[&ExportData<'_>]) -> Option<Vec<u8>> {
    let exports = ExportData::open(own)?;
    let (mut old, mut new) = (Packages::default(), Packages::default());
    old.add(&exports)?;
    for import in imports {
        new.add(import)?;
    }
    let root = exports.package(exports.own_package()?)?;
    let before = Lists::of(root, |path| old.0.get(path))?;
    let after = Lists::of(root, |path| {
        // The package's own imports come from its sources.
        let new = (path != root).then(|| new.0.get(path)).flatten();
        new.or_else(|| old.0.get(path))
    })?;
    Renumbered::of(&exports, &before, &after)?.write(own)
}

/// The lists of packages that the linker copies before everything else.
struct Lists<'a> {
    /// The packages in order, each with its element: references and data.
    elements: Vec<(Vec<Reference>, Vec<u8>)>,
    packages: HashMap<Path<'a>, u32>,
    /// The texts in order.
    texts: Vec<&'a [u8]>,
    by_text: HashMap<&'a [u8], u32>,
    depth: u32,
}

impl<'a> Lists<'a> {
    /// Returns the lists of a package and all that it imports.
    fn of<'p>(root: Path<'a>, imports: impl Fn(Path<'a>) -> Option<&'p Imports<'a>>) -> Option<Self>
    where
        'a: 'p,
    {
        let mut lists = Self {
            elements: Vec::new(),
            packages: HashMap::new(),
            texts: Vec::new(),
            by_text: HashMap::new(),
            depth: 0,
        };
        lists.add(root, b"", &imports)?;
        Some(lists)
    }

    /// Adds a package, whose sources have another path if it is the root.
    fn add<'p>(
        &mut self,
        path: Path<'a>,
        written: &'a [u8],
        imports: &impl Fn(Path<'a>) -> Option<&'p Imports<'a>>,
    ) -> Option<u32>
    where
        'a: 'p,
    {
        if let Some(known) = self.packages.get(path) {
            return Some(*known);
        }
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let index = self.elements.len() as u32;
        self.packages.insert(path, index);
        self.elements.push(Default::default());
        let Imports { name, paths } = imports(path)?;
        let (mut references, mut data) = (Vec::with_capacity(paths.len() + 3), Vec::new());
        references.push((Section::String, self.text(written)));
        if let Some(name) = name {
            let name = (Section::String, self.text(name));
            refer(&mut references, &mut data, name);
            write::put_number(&mut data, paths.len() as u64);
            for import in paths {
                let import = (Section::Pkg, self.add(import, import, imports)?);
                refer(&mut references, &mut data, import);
            }
        }
        // The path is written again with each copy, at the end of the references.
        let mut head = Vec::new();
        write::put_number(&mut head, references.len() as u64);
        head.extend(data);
        references.push((Section::String, self.text(path)));
        *self.elements.get_mut(index as usize)? = (references, head);
        self.depth -= 1;
        Some(index)
    }

    /// Returns the index of a text.
    fn text(&mut self, text: &'a [u8]) -> u32 {
        let next = self.texts.len() as u32;
        let index = *self.by_text.entry(text).or_insert(next);
        if index == next {
            self.texts.push(text);
        }
        index
    }
}

/// Writes a reference, which is listed once.
fn refer(references: &mut Vec<Reference>, data: &mut Vec<u8>, to: Reference) {
    let known = references.iter().position(|known| *known == to);
    let at = known.unwrap_or(references.len());
    if at == references.len() {
        references.push(to);
    }
    write::put_number(data, at as u64);
}

/// Export data with other lists of packages.
struct Renumbered<'r, 'a> {
    exports: &'r ExportData<'a>,
    lists: &'r Lists<'a>,
    /// The new index of each package and of each text; `None` for removed ones.
    packages: Vec<Option<u32>>,
    texts: Vec<Option<u32>>,
    /// The elements after the lists: indexes of packages, and texts.
    more_packages: Vec<u32>,
    more_texts: Vec<&'a [u8]>,
}

impl<'r, 'a> Renumbered<'r, 'a> {
    fn of(exports: &'r ExportData<'a>, before: &Lists<'a>, after: &'r Lists<'a>) -> Option<Self> {
        let mut all = Self {
            exports,
            lists: after,
            packages: Vec::new(),
            texts: Vec::new(),
            more_packages: Vec::new(),
            more_texts: Vec::new(),
        };
        for index in 0..exports.len(Section::Pkg) {
            let path = exports.package(index)?;
            let new = after.packages.get(path).copied();
            let is_behind = new.is_none() && !before.packages.contains_key(path);
            let next = (after.elements.len() + all.more_packages.len()) as u32;
            all.packages.push(new.or(is_behind.then_some(next)));
            all.more_packages.extend(is_behind.then_some(index));
        }
        for index in 0..exports.len(Section::String) {
            let text = exports.bytes((Section::String, index))?;
            let new = after.by_text.get(text).copied();
            let is_behind = new.is_none() && !before.by_text.contains_key(text);
            let next = (after.texts.len() + all.more_texts.len()) as u32;
            all.texts.push(new.or(is_behind.then_some(next)));
            all.more_texts.extend(is_behind.then_some(text));
        }
        Some(all)
    }

    fn write(&self, own: &[u8]) -> Option<Vec<u8>> {
        let mut out = Writer::like(own)?;
        for section in Section::ALL {
            match section {
                Section::String => {
                    for text in self.lists.texts.iter().chain(&self.more_texts) {
                        out.element(section, &[text])?;
                    }
                }
                Section::Pkg => {
                    for (references, data) in &self.lists.elements {
                        out.element(section, &[&write::references(references), data])?;
                    }
                    for &index in &self.more_packages {
                        self.copy((section, index), &mut out)?;
                    }
                }
                _ => {
                    for index in 0..self.exports.len(section) {
                        self.copy((section, index), &mut out)?;
                    }
                }
            }
        }
        Some(out.finish())
    }

    /// Writes an element with the new indexes of packages and texts. `None` if it refers to a
    /// removed one: its new index depends on the first reference to it.
    fn copy(&self, reference: Reference, out: &mut Writer<'_>) -> Option<()> {
        let mut element = self.exports.element(reference)?;
        for (section, index) in &mut element.references {
            let new = match section {
                Section::String => &self.texts,
                Section::Pkg => &self.packages,
                _ => continue,
            };
            *index = new.get(*index as usize).copied().flatten()?;
        }
        let references = write::references(&element.references);
        out.element(reference.0, &[&references, element.data])
    }
}
