//! Entries of the build cache that belong to an action: keys, and the entries stored with the
//! action's result.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`cacheObjdirFile`), buildid.go.

use std::cell::Cell;

use vamos_base::golang::os_str;
use vamos_cache::ActionId;
use vamos_cache::Hash;
use vamos_cache::Hasher;
use vamos_fsys::uncached;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::recipe::Sink;
use crate::run::Run;

/// Returns the key of an entry that belongs to an action with this ID.
pub(crate) fn subkey(run: &Run<'_>, id: &ActionId, desc: &str) -> ActionId {
    run.cx().hasher.subkey(id, desc)
}

/// Hashes a recipe.
pub(crate) fn hash_of(
    hasher: &Hasher,
    name: &str,
    write: impl FnOnce(&mut dyn Sink) -> Result<(), BuildError>,
) -> Result<ActionId, BuildError> {
    let mut hash = hasher.hash(name);
    write(&mut hash)?;
    Ok(hash.action_id())
}

thread_local! {
    /// A buffer per thread that collects lines: a string of its own for each recipe would be copied
    /// and moved again and again while it grows.
    static BUFFER: Cell<String> = const { Cell::new(String::new()) };
}

/// Hashes a recipe and keeps its lines.
struct Tee<'a> {
    hash: &'a mut Hash,
    lines: String,
}

impl Sink for Tee<'_> {
    fn line(&mut self, line: &str) {
        self.hash.line(line);
        self.lines.push_str(line);
    }
}

/// Hashes the recipe of an action, which the journal keeps.
pub(crate) fn action_id_of(
    run: &Run<'_>,
    action: ActionRef,
    name: &str,
    write: impl FnOnce(&mut dyn Sink) -> Result<(), BuildError>,
) -> Result<ActionId, BuildError> {
    let Some(journal) = &run.reports.journal else {
        return hash_of(run.cx().hasher, name, write);
    };
    let mut hash = run.cx().hasher.hash(name);
    let mut tee = Tee {
        hash: &mut hash,
        lines: BUFFER.take(),
    };
    tee.lines.clear();
    let written = write(&mut tee);
    let lines = tee.lines;
    if written.is_ok() {
        journal.keep_recipe(action, lines.as_str().to_owned());
    }
    BUFFER.set(lines);
    written?;
    Ok(hash.action_id())
}

/// Stores bytes with the result under an action ID. They only save work, so an error of the cache
/// is ignored.
pub(crate) fn put_beside(run: &Run<'_>, id: &ActionId, key: &str, bytes: &[u8]) {
    let id = subkey(run, id, key);
    let _ = run.cx().cache.put_bytes(&id, bytes);
}

/// Stores a file from an action's object directory with the result under an ID
/// (`cacheObjdirFile`).
pub(crate) fn put_made(
    run: &Run<'_>,
    action: ActionRef,
    id: &ActionId,
    name: &str,
) -> Result<(), BuildError> {
    let file = format!("{}{name}", run.plan.get(action).objdir);
    put_beside(run, id, name, &uncached::read(&file)?);
    Ok(())
}

/// Copies a file that an earlier build stored with its result to the object directory; reports
/// whether there was one (`loadCachedObjdirFile`).
pub(crate) fn load_made(run: &Run<'_>, build: ActionRef, id: &ActionId, name: &str) -> bool {
    let Some((cached, _)) = run.cx().cache.get_file(&subkey(run, id, name)) else {
        return false;
    };
    let file = format!("{}{name}", run.plan.get(build).objdir);
    let copied = run.shell(build).copy_file(&file, &cached, 0o666, true);
    copied.is_ok()
}

/// Stores the output of an action's tool under the action's `id`. The linker's output is stored under
/// the ID of the main package: no other ID is known if an executable is up to date.
pub(crate) fn store_output_text(run: &Run<'_>, action: ActionRef, id: &ActionId) {
    let text = run.state(action).output.clone().unwrap_or_default();
    let text = os_str::encode(&text);
    if run.plan.get(action).mode == ActionMode::Build {
        put_beside(run, id, "stdout", &text);
        return;
    }
    let deps = &run.plan.get(action).deps;
    let is_main = |dep: &&ActionRef| {
        run.plan
            .package_of(run.graph, **dep)
            .is_some_and(|package| package.name == "main")
    };
    if let Some(main) = deps.iter().find(is_main) {
        put_beside(run, &run.done(*main).action_id, "link-stdout", &text);
    }
}
