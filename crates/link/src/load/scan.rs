//! Looks at the symbols of one object, apart from all others.
//!
//! What does not depend on other objects is found here, for all objects at once: hashes of
//! names, attributes, and the few symbols that need more care.
//! Counterpart: cmd/link/internal/loader/loader.go (`preloadSyms`, `loadObjRefs`).

use hashbrown::HashMap;
use vamos_objfile::goobj::SymRecord;
use vamos_objfile::goobj::flag;
use vamos_objfile::goobj::flag2;

use super::key::Key;
use super::key::SHARDS;
use super::shards::Shards;
use crate::error::Stop;
use crate::loader::ABI_INTERNAL;
use crate::loader::Hash;
use crate::loader::Names;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Version;
use crate::loader::align_bits;
use crate::profile::Profile;

/// The symbol is not visible outside its shared library.
pub(super) const LOCAL: u8 = 1;
/// The symbol is a type that is converted to an interface.
pub(super) const USED_IN_IFACE: u8 = 2;

/// The hash of a definition that is not found by its name.
const NO_NAME: Hash = Hash { hash: 0, check: 0 };

/// What all objects share.
pub(super) struct Context<'c, 'a> {
    pub(super) names: &'c Names<'a>,
    pub(super) profile: &'static Profile,
    /// Functions and variables that the compiler knows by number: number and ABI.
    pub(super) builtins: HashMap<&'static [u8], (usize, u16)>,
    /// The library of package runtime.
    pub(super) runtime: Option<u32>,
}

/// What an object has.
#[derive(Default)]
pub(super) struct Scan {
    /// Hashes of names: of definitions that are found by name, and of references.
    pub(super) hashes: Vec<Hash>,
    /// Definitions that are found by name, by shard: indices of `hashes`.
    pub(super) definitions: Shards,
    /// References by shard: indices of `hashes` behind the definitions.
    pub(super) references: Shards,
    /// Packages that some name may belong to, by their first object.
    pub(super) packages: Vec<ObjIndex>,
    /// Symbols that `//go:linkname` refers to, by local index.
    pub(super) linknames: Vec<u32>,
    /// Definitions that the compiler knows by number: local index and number.
    pub(super) builtins: Vec<(u32, usize)>,
    /// Attributes of definitions of the package, where they have any.
    pub(super) marks: Vec<(u32, u8)>,
    /// Alignments of definitions of the package.
    pub(super) aligns: Vec<u8>,
    /// What decides of definitions that are found by content, first those of short content.
    /// Tables are filled in no order: a copy in one place is read faster than records.
    pub(super) hashed: Vec<Facts>,
    /// Definitions of short content: indices.
    pub(super) contents64: Shards,
    /// Definitions that are found by a hash of their content, by shard: indices.
    pub(super) contents: Shards,
}

/// What decides of a definition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) size: u32,
    pub(super) align: u8,
    pub(super) marks: u8,
}

impl Facts {
    fn new(record: SymRecord<'_>) -> Self {
        Self {
            size: record.size(),
            align: align_bits(record.align()),
            marks: marks(record),
        }
    }
}

/// Returns the attributes that every copy of a symbol adds.
pub(super) fn marks(record: SymRecord<'_>) -> u8 {
    let is_local = record.flag() & flag::LOCAL != 0;
    let is_used = record.flag2() & flag2::USED_IN_IFACE != 0;
    u8::from(is_local) * LOCAL + u8::from(is_used) * USED_IN_IFACE
}

/// Returns the version of a name with this ABI.
pub(super) fn version(abi: u16, own: Version) -> Version {
    match abi {
        SymRecord::ABI_STATIC => own,
        abi => Version::from(abi),
    }
}

/// Looks at an object.
pub(super) fn scan(context: &Context<'_, '_>, obj: &Object<'_>) -> Result<Scan, Stop> {
    let counts = obj.counts;
    let mut out = Scan {
        aligns: Vec::with_capacity(counts.pkg as usize),
        hashed: Vec::with_capacity((counts.hashed64 + counts.hashed) as usize),
        hashes: Vec::with_capacity((counts.non_pkg + counts.refs) as usize),
        ..Scan::default()
    };
    let is_runtime = Some(obj.lib) == context.runtime;
    for local in 0..counts.pkg {
        let Some(record) = obj.reader.sym(local) else {
            break;
        };
        out.aligns.push(align_bits(record.align()));
        let marks = marks(record);
        if marks != 0 {
            out.marks.push((local, marks));
        }
        if is_runtime {
            let name = obj.reader.name(record);
            out.add_builtin(context, is_runtime, local, name, record);
        }
    }
    let locals = counts.pkg..counts.defs() - counts.non_pkg;
    out.hashed
        .extend(locals.filter_map(|local| obj.reader.sym(local).map(Facts::new)));
    out.contents64 = Shards::new(obj.reader.hashes64(), SHARDS, |key| Some(key.shard()));
    out.contents = Shards::new(obj.reader.hashes(), SHARDS, |key| Some(key.shard()));
    named(context, obj, is_runtime, &mut out)?;
    let (definitions, references) = out
        .hashes
        .split_at(out.hashes.len().min(counts.non_pkg as usize));
    let shard = |name: Hash| (name.hash != NO_NAME.hash).then(|| Names::shard(name.hash));
    out.definitions = Shards::new(definitions, Names::SHARDS, shard);
    out.references = Shards::new(references, Names::SHARDS, shard);
    Ok(out)
}

/// Looks at definitions and references that are found by name.
fn named(
    context: &Context<'_, '_>,
    obj: &Object<'_>,
    is_runtime: bool,
    out: &mut Scan,
) -> Result<(), Stop> {
    let counts = obj.counts;
    let profile = context.profile;
    let linkname = flag2::LINKNAME | profile.linkname_std;
    let checks_all = profile.checks_assembly_linknames && obj.is_from_assembly();
    let mut last: &[u8] = &[];
    for local in counts.defs() - counts.non_pkg..counts.all() {
        let Some(record) = obj.reader.sym(local) else {
            break;
        };
        let is_definition = local < counts.defs();
        let name = obj.reader.name(record);
        let abi = record.abi();
        let is_static = abi == SymRecord::ABI_STATIC;
        if !is_static && i32::from(abi) > ABI_INTERNAL {
            return Err(Stop::Fatal(format!("invalid symbol ABI: {abi}")));
        }
        let is_linkname = record.flag2() & linkname != 0;
        if is_definition {
            // A variable without content is a reference if it has this mark. Names without
            // a dot are those of C.
            if is_linkname && obj.reader.data(local).is_empty() && name.contains(&b'.') {
                out.linknames.push(local);
            }
            out.add_builtin(context, is_runtime, local, name, record);
            if is_static || name.is_empty() {
                out.hashes.push(NO_NAME);
                continue;
            }
        } else if is_linkname || checks_all {
            out.linknames.push(local);
        }
        let version = version(abi, obj.version);
        out.hashes.push(context.names.full_hash(name, version));
        // Neighbours are often of one package. A longer path would have a slash more.
        let rest = name.strip_prefix(last).unwrap_or_default();
        let is_known = !last.is_empty() && rest.starts_with(b".") && !rest.contains(&b'/');
        if !is_known {
            for (path, first) in context.names.packages_of(name) {
                last = path;
                if !out.packages.contains(&first) {
                    out.packages.push(first);
                }
            }
        }
    }
    Ok(())
}

impl Scan {
    /// Notes the definition of a function or variable that the compiler knows by number.
    fn add_builtin(
        &mut self,
        context: &Context<'_, '_>,
        is_runtime: bool,
        local: u32,
        name: &[u8],
        record: SymRecord<'_>,
    ) {
        if (name.starts_with(b"runtime.") || is_runtime && name.starts_with(b"type:"))
            && let Some(&(number, abi)) = context.builtins.get(name)
            && abi == record.abi()
        {
            self.builtins.push((local, number));
        }
    }
}
