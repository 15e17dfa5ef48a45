//! The index of packages that the official command keeps in the build cache.
//!
//! vamos has no use for it. But where nothing can be stored, the official command fails if the
//! index of a package is missing, so a build that has something to store there fails, too.
//! Counterpart: cmd/go/internal/modindex/read.go (`GetPackage`, `moduleHash`, `dirHash`).

use hashbrown::HashSet;
use vamos_base::golang::path;
use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;
use vamos_cache::ActionId;
use vamos_cache::system_clock;
use vamos_fsys::FileKind;
use vamos_fsys::PathError;
use vamos_fsys::local_zone;
use vamos_load::Package;

use crate::context::Context;
use crate::error::BuildError;
use crate::run::Run;

/// The version of the format, as it is part of keys.
const VERSION: &str = "go index v2";

/// Files that are younger may change without another time.
const SETTLED_NS: i128 = 2_000_000_000;

const NS: i128 = 1_000_000_000;

/// Fails if the file system has refused to store something, and a package of the command is not in
/// the index.
pub(crate) fn require(run: &Run<'_>) -> Result<(), BuildError> {
    let cx = run.cx();
    let Some(local) = cx.cache.capabilities().local else {
        return Ok(());
    };
    let Some(refusal) = local.refusal() else {
        return Ok(());
    };
    let missing = run.missing_index.get_or_init(|| {
        let key = missing_key(run)?;
        Some(local.entry_file(&key))
    });
    match missing {
        None => Ok(()),
        Some(path) => Err(BuildError::Index(PathError {
            op: "open",
            path: path.clone(),
            ..refusal.clone()
        })),
    }
}

/// Returns the first key without an entry: packages of the command line come first.
fn missing_key(run: &Run<'_>) -> Option<ActionId> {
    let (cx, graph) = (run.cx(), run.graph);
    if cx.env.godebug("goindex") == "0" {
        return None;
    }
    let zone = local_zone(cx.env.vars.tool("TZ"), &cx.env.sdk.goroot);
    let roots = graph.roots.iter().map(|id| graph.get(*id));
    let mut seen = HashSet::new();
    roots
        .chain(graph.packages.iter())
        .filter(|package| seen.insert(package.dir.to_string()))
        .filter_map(|package| key(cx, package, &zone))
        .find(|key| cx.cache.get(key).is_none())
}

/// Returns the key of the index that has a package; `None` if none has it. Indexes of the standard
/// library are only used to find its packages.
fn key(cx: &Context<'_>, package: &Package, zone: &Location) -> Option<ActionId> {
    let module = package.module.as_deref()?;
    let (root, dir) = (&*module.dir, &*package.dir);
    if package.origin.goroot || path::in_dir(dir, root).is_none() {
        return None;
    }
    let mut hash = cx.hasher.hash("moduleIndex");
    let version = &cx.env.sdk.version;
    if path::in_dir(root, &cx.env.dirs.gomodcache).is_some() {
        writeln!(hash, "module index {version} {VERSION} {root}");
        return Some(hash.action_id());
    }
    writeln!(hash, "modroot {root}");
    writeln!(hash, "package {version} {VERSION} {dir}");
    let now_ns = (system_clock())();
    for entry in cx.files.read_dir(dir).ok()?.iter() {
        match entry.kind {
            FileKind::Dir => continue,
            FileKind::File => {}
            _ => return None,
        }
        let meta = cx.files.lstat(&path::join(&[dir, &entry.name])).ok()?;
        if meta.mtime_ns > now_ns - SETTLED_NS {
            return None;
        }
        let seconds = i64::try_from(meta.mtime_ns.div_euclid(NS)).ok()?;
        let nanos = i64::try_from(meta.mtime_ns.rem_euclid(NS)).ok()?;
        let time = Time::from_unix(seconds, nanos).go_string(zone);
        writeln!(hash, "file {} {time} {}", entry.name, meta.size);
    }
    Some(hash.action_id())
}
