//! From what a tool wrote to a finished result: the final build ID, and the cache.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`updateBuildID`).

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_cache::CacheError;
use vamos_cache::Finished;
use vamos_cache::OutputId;
use vamos_fsys::fresh;
use vamos_fsys::work;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;
use vamos_objfile::build_id::Patch;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::recipe::input_files;
use crate::runner::Running;

/// How archives begin.
const ARCHIVE: &[u8] = b"!<arch>\n";

impl Running<'_> {
    /// Reads the build ID of a file; empty if there is none.
    pub(crate) fn read_build_id(&self, file: &str) -> String {
        self.try_read_build_id(file).unwrap_or_default()
    }

    /// Reads the build ID of a file that has to have a place for one.
    pub(crate) fn try_read_build_id(&self, file: &str) -> Option<String> {
        // An archive has it in its first lines.
        let mut head = [0; 1024];
        let count = work::read_head(file, &mut head).ok()?;
        if head[..count].starts_with(ARCHIVE)
            && let Ok(id) = build_id::read_text(file, &&head[..count])
            && !id.is_empty()
        {
            return Some(id);
        }
        let opened = fresh::open(file).ok()?;
        build_id::read_text(file, &opened).ok()
    }

    /// Gives the result of an action that was really done its content ID, and stores
    /// what is shared of it (`updateBuildID`).
    pub(crate) fn update_build_id(
        &self,
        action: ActionRef,
        target: &str,
    ) -> Result<(), BuildError> {
        let shell = self.shell(action);
        if shell.shows() {
            let words = join_unambiguously(&["go", "tool", "buildid", "-w", target]);
            shell.show("", &format!("{words} # internal"));
            if shell.is_dry() {
                return Ok(());
            }
        }
        let is_archive = self.plan.get(action).mode == ActionMode::Build;
        let may_store = self.inputs_are_unchanged(action);
        // Archives are read once, executables may be too large to hold.
        let (mut bytes, found) = if is_archive {
            let bytes = fresh::read(target)?;
            let found = self.find_build_id(action, |id| build_id::find_and_hash(&bytes, id))?;
            (bytes, found)
        } else {
            (Vec::new(), self.linked(action, target, may_store)?)
        };
        let old = self.state(action).build_id.clone();
        let new = build_id::with_content(&old, &found.digest).ok_or_else(|| {
            let digest = found.digest.short();
            BuildError::Message(format!(
                "internal error: build ID length mismatch {old:?} vs {digest:?}"
            ))
        })?;
        self.state(action).build_id.clone_from(&new);
        if found.matches.is_empty() {
            if may_store {
                self.store_output_text(action);
            }
            // Whoever sets -buildid has an output that is nobody else's.
            return Ok(());
        }
        let patches = if is_archive {
            build_id::patches(target, &bytes, &found.matches, new.as_bytes())
        } else {
            let file = fresh::open(target)?;
            build_id::patches(target, &file, &found.matches, new.as_bytes())
        };
        let patches = patches.map_err(|error| BuildError::Message(error.to_string()))?;
        let places: Vec<(u64, &[u8])> = patches
            .iter()
            .map(|patch| (patch.offset, patch.bytes.as_slice()))
            .collect();
        apply(&mut bytes, &patches);
        if is_archive {
            self.check_cutoff(action, &bytes)?;
        }
        if may_store {
            self.store_output_text(action);
        }
        work::patch(target, &places)?;
        if is_archive {
            self.store_archive(action, target, &bytes, may_store)?;
        } else if self.plan.get(action).cache_executable && may_store {
            self.store_executable(action, target);
        }
        Ok(())
    }

    /// Finds the build ID in what was linked, hashes the rest, and remembers it.
    fn linked(
        &self,
        action: ActionRef,
        target: &str,
        may_store: bool,
    ) -> Result<Found, BuildError> {
        if let Some(found) = self.state(action).copied.take() {
            return Ok(found);
        }
        let (found, copy) = self.with_copy(action, target, may_store, || {
            let file = fresh::open(target)?;
            self.find_build_id(action, |id| build_id::find_and_hash_from(target, &file, id))
        });
        let found = found?;
        if may_store {
            self.learn_link(action, &found, copy)?;
        }
        Ok(found)
    }

    pub(crate) fn find_build_id(
        &self,
        action: ActionRef,
        find: impl FnOnce(&[u8]) -> Result<Found, build_id::BuildIdError>,
    ) -> Result<Found, BuildError> {
        let id = self.state(action).build_id.clone();
        find(id.as_bytes()).map_err(|error| BuildError::Message(error.to_string()))
    }

    /// Reports whether the files that were hashed for the action are those that the
    /// tool read: what follows from others must not enter a shared cache.
    pub(crate) fn inputs_are_unchanged(&self, action: ActionRef) -> bool {
        if !self.ids_are_true(action) {
            return false;
        }
        if self.plan.get(action).mode != ActionMode::Build {
            return true;
        }
        let package = self.package(action);
        // A file with an absolute name is the main program of a test that list shows. It
        // lies in the cache under its own hash; the recipe has only its name.
        input_files(package)
            .all(|file| path::is_abs(file) || self.is_as_hashed(&path::join(&[&package.dir, file])))
    }

    /// Reports whether the results that the action used have the build IDs that went into
    /// its action ID, also where a memory told them.
    fn ids_are_true(&self, action: ActionRef) -> bool {
        self.plan.get(action).deps.iter().all(|dep| {
            let state = self.state(*dep);
            !state.is_remembered || self.read_build_id(&state.built) == state.build_id
        })
    }

    /// Stores what the tool said: under its own ID, or for the linker under that of the
    /// main package, which is all that is known where an executable is up to date.
    pub(crate) fn store_output_text(&self, action: ActionRef) {
        let text = self.state(action).output.clone().unwrap_or_default();
        let text = os_str::encode(&text);
        if self.plan.get(action).mode == ActionMode::Build {
            self.put_beside(action, "stdout", &text);
            return;
        }
        let deps = &self.plan.get(action).deps;
        let is_main = |dep: &&ActionRef| {
            self.plan
                .package_of(self.graph, **dep)
                .is_some_and(|package| package.name == "main")
        };
        if let Some(main) = deps.iter().find(is_main) {
            self.put_beside(*main, "link-stdout", &text);
        }
    }

    /// Stores an archive, the last of what is stored of a package, and notes where it is
    /// from now on.
    fn store_archive(
        &self,
        action: ActionRef,
        target: &str,
        bytes: &[u8],
        may_store: bool,
    ) -> Result<(), BuildError> {
        let mut stored = None;
        if may_store {
            let id = self.state(action).action_id;
            match self.put_archive(id, target, bytes) {
                Ok(output) => {
                    self.learn_cutoff(action, &output, bytes);
                    stored = Some(output);
                }
                Err(error) if self.cx.list.needs_export => {
                    return Err(BuildError::Message(error.to_string()));
                }
                // Only others will have to make it again; but it may have been moved
                // before what failed.
                Err(_) if fresh::stat(target).is_err() => work::write(target, bytes)?,
                Err(_) => {}
            }
        }
        let is_moved = fresh::stat(target).is_err();
        // Where a store takes its time, only those wait for it who want to know the place.
        let is_wanted = is_moved || self.cx.flags.x || self.cx.list.needs_export;
        let stored = stored
            .filter(|_| is_wanted)
            .map(|output| self.cx.cache.output_file(&output));
        self.state(action).built = match &stored {
            Some(file) if is_moved => file.clone(),
            _ => target.to_owned(),
        };
        if let Some(file) = &stored
            && self.cx.flags.x
        {
            let words = join_unambiguously(&["cp", target, file]);
            self.shell(action).show("", &format!("{words} # internal"));
        }
        if self.cx.list.needs_export {
            let build_id = self.state(action).build_id.clone();
            let mut note = self.note(action);
            note.export = stored;
            note.build_id = Some(build_id);
        }
        Ok(())
    }

    /// Puts a finished archive into the cache. It is moved unless somebody may look for it
    /// where the compiler wrote it.
    fn put_archive(
        &self,
        id: ActionId,
        target: &str,
        bytes: &[u8],
    ) -> Result<OutputId, CacheError> {
        let flags = self.cx.flags;
        let file = Finished {
            path: target,
            digest: Digest::of(bytes),
            size: bytes.len() as u64,
            is_kept: flags.x
                || flags.work
                || !flags.toolexec.is_empty()
                // Which shows commands too.
                || !flags.debug_actiongraph.is_empty(),
        };
        self.cx.cache.put_finished(&id, &file)?;
        if flags.x || self.cx.list.needs_export {
            self.cx.cache.settle(&id)?;
        }
        Ok(OutputId(file.digest))
    }

    fn store_executable(&self, action: ActionRef, target: &str) {
        let package = self.package(action);
        let name = match package.request.exe_name.as_str() {
            "" => package.default_exec_name(),
            name => name.to_owned(),
        };
        let name = format!("{name}{}", self.cx.flags.exe_suffix(self.cx.env));
        let id = self.state(action).action_id;
        let Some(Ok(output)) = self.cx.cache.put_executable(&id, &name, target) else {
            return;
        };
        let file = self.cx.cache.output_file(&output);
        if self.cx.flags.x {
            let words = join_unambiguously(&["cp", target, &file]);
            self.shell(action).show("", &format!("{words} # internal"));
        }
        self.state(action).cached_executable = file;
    }
}

fn apply(bytes: &mut [u8], patches: &[Patch]) {
    for patch in patches {
        let start = usize::try_from(patch.offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(patch.bytes.len());
        if let Some(place) = bytes.get_mut(start..end) {
            place.copy_from_slice(&patch.bytes);
        }
    }
}
