//! Scan of the named symbols of one object, independently of other objects.
//!
//! Facts that do not depend on other objects are found here, for all objects at once: hashes of
//! names, attributes, and the few symbols that need more care.
//! Counterpart: cmd/link/internal/loader/loader.go (`preloadSyms`, `loadObjRefs`).

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_objfile::goobj::SymRecord;
use vamos_objfile::goobj::flag;
use vamos_objfile::goobj::flag2;

use super::key::Key;
use super::leads::Leads;
use super::leads::Paths;
use super::shards::Shards;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI_INTERNAL;
use crate::loader::Names;
use crate::loader::Object;
use crate::loader::Version;
use crate::loader::align_bits;
use crate::profile::Profile;

/// The symbol is not visible outside its shared library.
pub(super) const LOCAL: u8 = 1;
/// The symbol is a type that is converted to an interface.
pub(super) const USED_IN_IFACE: u8 = 2;
/// Several objects may define the symbol.
pub(super) const DUP_OK: u8 = 4;

/// Data common to all objects.
pub(super) struct Context<'c, 'a> {
    pub(super) names: &'c Names<'a>,
    pub(super) profile: &'static Profile,
    /// Functions and variables that the compiler refers to by number: number and ABI.
    pub(super) builtins: HashMap<&'static [u8], (usize, u16)>,
    /// The library of package runtime.
    pub(super) runtime: Option<u32>,
}

/// Scan of an object.
#[derive(Clone, Default)]
pub(super) struct Scan {
    /// Data that only the search for equal symbols needs: most of the memory.
    pub(super) tables: Arc<Tables>,
    /// Number of definitions that cannot be found by name or content.
    pub(super) unnamed: u32,
    /// Packages of the link to which some name may belong.
    pub(super) leads: Leads,
    /// Symbols that `//go:linkname` refers to, by local index.
    pub(super) linknames: Vec<u32>,
    /// Definitions that the compiler refers to by number: local index and number.
    pub(super) builtins: Vec<(u32, usize)>,
    /// Some name has the version of this object, which another link gives to others.
    pub(super) has_own_names: bool,
}

/// The symbols of an object that others may have too.
#[derive(Default)]
pub(super) struct Tables {
    /// Definitions that are found by short content.
    pub(super) short: Shards<Content<[u8; 8]>>,
    /// Definitions that are found by the hash of their content, by shard.
    pub(super) hashed: Shards<Content<[u8; 16]>>,
    /// Definitions that are found by name, by shard.
    pub(super) definitions: Shards<Name>,
    /// References by shard.
    pub(super) references: Shards<Name>,
    /// Packages to which some name may belong.
    pub(super) paths: Paths,
}

/// A definition that is found by name, or a reference.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Name {
    pub(super) hash: u64,
    /// See [`crate::loader::Hash`].
    pub(super) check: u32,
    pub(super) local: u32,
    /// The size of a definition.
    pub(super) size: u32,
    /// The alignment of a definition.
    pub(super) align: u8,
    pub(super) marks: u8,
}

/// A definition that is found by its content.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Content<K> {
    pub(super) key: K,
    pub(super) local: u32,
    pub(super) size: u32,
    pub(super) align: u8,
    pub(super) marks: u8,
}

/// Returns the attributes that every copy of a symbol adds.
#[inline]
pub(super) fn marks(record: SymRecord<'_>) -> u8 {
    let is_local = record.flag() & flag::LOCAL != 0;
    let is_used = record.flag2() & flag2::USED_IN_IFACE != 0;
    u8::from(is_local) * LOCAL + u8::from(is_used) * USED_IN_IFACE
}

/// Alignment for a record that stock refuses or crashes with.
pub(super) const DAMAGED: u8 = u8::MAX;

/// Returns the alignment of a definition in the form of [`align_bits`], or [`DAMAGED`].
#[inline]
pub(super) fn align(record: SymRecord<'_>, profile: &Profile) -> u8 {
    let align = record.align();
    let is_odd = align & align.wrapping_sub(1) != 0 || align > i32::MAX.unsigned_abs();
    let is_strange = usize::from(record.kind()) >= SymKind::IN_OBJECTS
        // Stock keeps such functions alive for any processor; compilers mark none for these.
        || record.flag2() & profile.linknames.wasm_export != 0;
    if is_odd || !has_abi(record) || is_strange {
        return DAMAGED;
    }
    align_bits(align)
}

/// Returns the version of a name with this ABI.
pub(super) fn version(abi: u16, own: Version) -> Version {
    match abi {
        SymRecord::ABI_STATIC => own,
        abi => Version::from(abi),
    }
}

impl Context<'_, '_> {
    /// Returns true for an object of package runtime.
    pub(super) fn is_runtime(&self, obj: &Object<'_>) -> bool {
        Some(obj.lib) == self.runtime
    }
}

/// Scans an object, except for the packages that its names refer to.
pub(super) fn scan(context: &Context<'_, '_>, obj: &Object<'_>) -> Result<Scan, Stop> {
    let mut out = Scan::default();
    let is_runtime = context.is_runtime(obj);
    if is_runtime {
        for local in 0..obj.counts.pkg {
            let Some(record) = obj.reader.sym(local) else {
                break;
            };
            let name = obj.reader.name(record);
            out.add_builtin(context, is_runtime, local, name, record);
        }
    }
    let sort =
        |names: Vec<Name>| Shards::new(&names, Names::SHARDS, |name| Names::shard(name.hash));
    let mut paths = Paths::default();
    let definitions = sort(definitions(context, obj, is_runtime, &mut out, &mut paths)?);
    let references = sort(references(context, obj, &mut out, &mut paths)?);
    paths.finish();
    out.tables = Arc::new(Tables {
        short: contents(obj, context.profile),
        hashed: contents(obj, context.profile),
        definitions,
        references,
        paths,
    });
    Ok(out)
}

/// Scans definitions that are found by their content: once, for all shards.
fn contents<K: Key>(obj: &Object<'_>, profile: &Profile) -> Shards<Content<K>> {
    let start = K::start(&obj.counts);
    let keys = K::of(&obj.reader);
    // Without a record there is no symbol.
    let len = (obj.counts.all().saturating_sub(start) as usize).min(keys.len());
    let keys = keys.get(..len).unwrap_or_default();
    Shards::place(
        keys,
        K::SHARDS,
        |key| key.shard(),
        |at, &key| {
            let local = start + at as u32;
            let record = obj.reader.sym(local);
            Content {
                key,
                local,
                size: record.map_or(0, |record| record.size()),
                align: record.map_or(DAMAGED, |record| align(record, profile)),
                marks: record.map_or(0, marks),
            }
        },
    )
}

/// Scans definitions that are found by name.
fn definitions(
    context: &Context<'_, '_>,
    obj: &Object<'_>,
    is_runtime: bool,
    out: &mut Scan,
    paths: &mut Paths,
) -> Result<Vec<Name>, Stop> {
    let counts = obj.counts;
    let linkname = flag2::LINKNAME | context.profile.linknames.std_only;
    let mut names = Vec::with_capacity(counts.non_pkg as usize);
    for local in counts.defs() - counts.non_pkg..counts.defs() {
        let Some(record) = obj.reader.sym(local) else {
            break;
        };
        let name = obj.reader.name(record);
        check_abi(record)?;
        // A variable without content is a reference if it has this mark. Names without a dot belong
        // to C.
        if record.flag2() & linkname != 0
            && obj.reader.data(local).is_empty()
            && name.contains(&b'.')
        {
            out.linknames.push(local);
        }
        out.add_builtin(context, is_runtime, local, name, record);
        if record.abi() == SymRecord::ABI_STATIC || name.is_empty() {
            out.unnamed += 1;
            continue;
        }
        let hash = context
            .names
            .full_hash(name, version(record.abi(), obj.version));
        paths.add(context.names, name);
        names.push(Name {
            hash: hash.hash,
            check: hash.check,
            local,
            size: record.size(),
            align: align(record, context.profile),
            marks: marks(record) + u8::from(record.is_dup_ok()) * DUP_OK,
        });
    }
    Ok(names)
}

/// Scans references.
fn references(
    context: &Context<'_, '_>,
    obj: &Object<'_>,
    out: &mut Scan,
    paths: &mut Paths,
) -> Result<Vec<Name>, Stop> {
    let counts = obj.counts;
    let profile = context.profile;
    let linkname = flag2::LINKNAME | profile.linknames.std_only;
    let checks_all = profile.linknames.checks_assembly && obj.is_from_assembly();
    let mut names = Vec::with_capacity(counts.refs as usize);
    for local in counts.defs()..counts.all() {
        let Some(record) = obj.reader.sym(local) else {
            break;
        };
        check_abi(record)?;
        if record.flag2() & linkname != 0 || checks_all {
            out.linknames.push(local);
        }
        out.has_own_names |= record.abi() == SymRecord::ABI_STATIC;
        let name = obj.reader.name(record);
        let hash = context
            .names
            .full_hash(name, version(record.abi(), obj.version));
        paths.add(context.names, name);
        names.push(Name {
            hash: hash.hash,
            check: hash.check,
            local,
            // References do not affect the alignment.
            size: 0,
            align: 0,
            marks: marks(record),
        });
    }
    Ok(names)
}

fn has_abi(record: SymRecord<'_>) -> bool {
    let abi = record.abi();
    abi == SymRecord::ABI_STATIC || i32::from(abi) <= ABI_INTERNAL
}

fn check_abi(record: SymRecord<'_>) -> Result<(), Stop> {
    if has_abi(record) {
        Ok(())
    } else {
        let abi = record.abi();
        Err(Stop::Fatal(format!("invalid symbol ABI: {abi}")))
    }
}

impl Scan {
    /// Drops the data that only the search for equal symbols needs, unless other links use it.
    pub(super) fn drop_names(&mut self) {
        self.tables = Arc::default();
    }

    /// Records the definition of a function or variable that the compiler refers to by number.
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
