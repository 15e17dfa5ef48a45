//! Whether an action's result is there already: in its place, or in the cache.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`useCache`, `showStdout`), exec.go
//! (`checkCacheForBuild`, `cacheSrcFiles`, `loadCachedCompiledGoFiles`).

use vamos_base::golang::os_str;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_fsys::fresh;
use vamos_objfile::build_id;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::cover::metadata_file;
use crate::error::BuildError;
use crate::library::HEADER;
use crate::recipe::Imports;
use crate::recipe::Sink;
use crate::runner::Running;

/// What is left to be done for a package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Need {
    /// The archive.
    pub(crate) build: bool,
    /// The list of Go files that the compiler gets (`list -compiled`).
    pub(crate) compiled_go_files: bool,
    /// The header for C programs.
    pub(crate) cgo_header: bool,
    /// The metadata that instrumenting for coverage leaves.
    pub(crate) cover_metadata: bool,
}

impl Running<'_> {
    /// Finds out what is to be done for the package of `check`, and readies its object
    /// directory if anything is.
    pub(crate) fn check_cache(
        &self,
        check: ActionRef,
        installed_or_build: ActionRef,
    ) -> Result<(), BuildError> {
        let build = self.plan.build_behind(installed_or_build);
        let mut need = self.needed(check, build)?;
        if need != Need::default() {
            self.begin_work();
            self.prepare_build(check, build)?;
        }
        // The cache is asked only for what is wanted.
        if !need.build && need.cgo_header {
            need.cgo_header = !self.load_made(build, HEADER);
        }
        if !need.build && need.cover_metadata {
            let name = metadata_file(self.package(build));
            need.cover_metadata = !name.is_some_and(|name| self.load_made(build, &name));
        }
        if need == Need::default() {
            self.crowd.note(false);
        }
        self.state(build).need = need;
        Ok(())
    }

    fn needed(&self, check: ActionRef, build: ActionRef) -> Result<Need, BuildError> {
        let package = self.package(check);
        let list = &self.cx.list;
        let wants_build = !list.is_list && self.plan.get(build).needs_build || list.needs_export;
        let mut need = Need {
            build: wants_build,
            compiled_go_files: list.needs_compiled_go_files,
            cgo_header: self.needs_header(build),
            cover_metadata: package.request.cover_metadata,
        };
        if package.binary_only {
            return Ok(need);
        }
        let id = self.action_id_of(&format!("build {}", package.import_path), |sink| {
            self.write_build_recipe(check, sink, Imports::Contents)
        })?;
        if self.use_cache(build, id, &package.request.target, need.build)? {
            // Kept, in case that something else has to be made after all.
            self.state(build).output = Some(String::new());
            need.build = false;
            self.note_hit(check, build);
            if list.needs_export {
                let (built, build_id) = {
                    let state = self.state(build);
                    (state.built.clone(), state.build_id.clone())
                };
                let mut note = self.note(check);
                note.export = Some(built);
                note.build_id = Some(build_id);
            }
        }
        // Also where the archive is not cached: `list -compiled -find` asks for no more.
        if need.compiled_go_files && self.load_compiled_go_files(build).is_ok() {
            need.compiled_go_files = false;
        }
        Ok(need)
    }

    fn prepare_build(&self, check: ActionRef, build: ActionRef) -> Result<(), BuildError> {
        let package = self.package(check);
        if !self.cx.env.release.has_check_cache_actions() {
            // Looking into the cache was where building began.
            self.announce(build);
        }
        if let Some(error) = &package.problems.error {
            return Err(BuildError::Package {
                named: error.names_package.then(|| package.import_path.clone()),
                text: error.to_string(),
            });
        }
        if package.binary_only {
            let mut note = self.note(check);
            note.set_stale("binary-only packages are no longer supported");
            return Err(BuildError::BinaryOnly);
        }
        if let Some(module) = &package.module
            && !self.allows(&module.go_version)
        {
            let version = module.go_version.clone();
            return Err(BuildError::NewerGo { version });
        }
        let complaints = self.godebug_complaints(package);
        if !complaints.is_empty() {
            // Only that there is an error counts: the text is what is shown.
            let error = Some(BuildError::Message("invalid directive".to_owned()));
            self.shell(build)
                .report("", "", complaints.as_bytes(), error)?;
        }
        self.shell(check).make_dirs(&self.plan.get(build).objdir)
    }

    /// Returns the key of something that belongs to an action.
    fn subkey(&self, action: ActionRef, desc: &str) -> ActionId {
        self.cx.hasher.subkey(&self.state(action).action_id, desc)
    }

    /// Hashes a recipe.
    pub(crate) fn action_id_of(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Sink) -> Result<(), BuildError>,
    ) -> Result<ActionId, BuildError> {
        let mut hash = self.cx.hasher.hash(name);
        write(&mut hash)?;
        Ok(hash.action_id())
    }

    /// Tries to satisfy an action with what is there. If so, its build ID and what was
    /// built are set; else it has a temporary build ID, and its output is kept from now
    /// on (`useCache`).
    pub(crate) fn use_cache(
        &self,
        action: ActionRef,
        id: ActionId,
        target: &str,
        print_output: bool,
    ) -> Result<bool, BuildError> {
        let short = id.0.short();
        {
            // The second half stands for the content, which is not known yet.
            let main = (self.plan.get(action).mode == ActionMode::Link)
                .then(|| self.state(self.plan.get(action).deps[0]).build_id.clone());
            let mut state = self.state(action);
            state.action_id = id;
            state.build_id = match main {
                Some(main) => format!("{short}/{main}/{short}"),
                None => format!("{short}/{short}"),
            };
        }
        if self.cx.flags.rebuild_all {
            if self.plan.get(action).package.is_some() {
                self.note(action).set_stale("build -a flag in use");
            }
            self.state(action).output = Some(String::new());
            return Ok(false);
        }
        let is_hit = self.use_target(action, &short, target, print_output)?
            || self.use_entry(action, id, target, print_output);
        if !is_hit {
            self.explain_miss(action);
            self.state(action).output = Some(String::new());
        }
        Ok(is_hit)
    }

    /// Looks at the file that an earlier build left in the target's place.
    fn use_target(
        &self,
        action: ActionRef,
        short: &str,
        target: &str,
        print_output: bool,
    ) -> Result<bool, BuildError> {
        if target.is_empty() {
            return Ok(false);
        }
        let found = self.read_build_id(target);
        if build_id::action_id(&found) == short && found.len() > short.len() {
            let mut state = self.state(action);
            state.build_id = found;
            target.clone_into(&mut state.built);
            return Ok(true);
        }
        if self.cx.list.needs_export || self.plan.get(action).mode != ActionMode::Build {
            return Ok(false);
        }
        let [link] = self.triggers[action.index()][..] else {
            return Ok(false);
        };
        if self.plan.get(link).mode != ActionMode::Link {
            return Ok(false);
        }
        self.use_executable(action, link, &found, print_output)
    }

    /// The package is wanted only to be linked. If the executable that is there was
    /// linked from this very package, and linking it now would give the same, there is
    /// no need for the package either: its content ID stands in the executable.
    fn use_executable(
        &self,
        action: ActionRef,
        link: ActionRef,
        found: &str,
        print_output: bool,
    ) -> Result<bool, BuildError> {
        let parts: Vec<&str> = found.split('/').collect();
        let [link_id, main_id, main_content, _] = parts[..] else {
            return Ok(false);
        };
        let temporary = self.state(action).build_id.clone();
        if main_id != build_id::action_id(&temporary) {
            return Ok(false);
        }
        self.state(action).build_id = format!("{main_id}/{main_content}");
        let package = self.package(link);
        let id = self.action_id_of(&format!("link {}", package.import_path), |sink| {
            self.write_link_recipe(link, sink)
        })?;
        if link_id != id.0.short() {
            self.state(action).build_id = temporary;
            return Ok(false);
        }
        if print_output {
            self.show_stored(action, "stdout");
            self.show_stored(action, "link-stdout");
        }
        // Not a file: the link step will not ask for it.
        "DO NOT USE - main build pseudo-cache built".clone_into(&mut self.state(action).built);
        Ok(true)
    }

    /// Looks into the cache.
    fn use_entry(&self, action: ActionRef, id: ActionId, target: &str, print_output: bool) -> bool {
        let cache = self.cx.cache;
        if self.plan.get(action).mode == ActionMode::Preprocess {
            // A preprocessed profile has no place for a build ID.
            let Some((file, _)) = cache.get_file(&id) else {
                return false;
            };
            self.state(action).built = file;
            return true;
        }
        let read = |file: &str| self.try_read_build_id(file);
        let Some((file, found, is_remembered)) = cache.get_text(&id, &read) else {
            return false;
        };
        if print_output {
            if self.plan.get(action).mode == ActionMode::Link {
                // What the linker said is kept under the main package's ID.
                for dep in &self.plan.get(action).deps {
                    self.show_stored(*dep, "link-stdout");
                }
            } else {
                self.show_stored(action, "stdout");
            }
        }
        let mut state = self.state(action);
        state.built = file;
        state.build_id = found;
        state.is_remembered = is_remembered;
        drop(state);
        if !target.is_empty() {
            self.note(action)
                .force_stale("not installed but available in build cache");
        }
        true
    }

    fn explain_miss(&self, action: ActionRef) {
        let Some(id) = self.plan.get(action).package else {
            return;
        };
        if self.note(action).is_stale() {
            return;
        }
        let mut reason = "build ID mismatch".to_owned();
        if self.cx.list.is_list {
            for import in &self.graph.get(id).imports.ids {
                let theirs = match *import == id {
                    // A package that imports itself is stale already.
                    true => Some(reason.clone()),
                    false => self.note_of(*import).stale_reason(),
                };
                let Some(theirs) = theirs else { continue };
                if theirs.starts_with("stale dependency: ") {
                    reason = theirs;
                    break;
                }
                if reason.starts_with("build ID mismatch") {
                    let path = &self.graph.get(*import).import_path;
                    reason = format!("stale dependency: {path}");
                }
            }
        }
        self.note(action).set_stale(&reason);
    }

    /// Shows what an action said when it was really done.
    fn show_stored(&self, action: ActionRef, key: &str) {
        let id = self.subkey(action, key);
        // Tools are silent as a rule.
        let Some((text, entry)) = self.cx.cache.get_bytes(&id) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        let shell = self.shell(action);
        if shell.shows() {
            let file = self.cx.cache.output_file(&entry.output);
            let words = join_unambiguously(&["cat", &file]);
            shell.show("", &format!("{words}  # internal"));
        }
        if !shell.is_dry() {
            shell.print(&os_str::decode(&text));
        }
    }

    /// Shows what was kept of an action's output.
    pub(crate) fn flush_output(&self, action: ActionRef) {
        let output = self.state(action).output.take();
        if let Some(output) = output
            && !output.is_empty()
        {
            self.shell(action).print(&output);
        }
    }

    /// Stores bytes beside an action's result. They save work, so a cache that cannot
    /// be written is no error.
    pub(crate) fn put_beside(&self, action: ActionRef, key: &str, bytes: &[u8]) {
        let id = self.subkey(action, key);
        let _ = self.cx.cache.put_bytes(&id, bytes);
    }

    /// Stores a file that an action made in its object directory beside its result
    /// (`cacheObjdirFile`).
    pub(crate) fn put_made(&self, action: ActionRef, name: &str) -> Result<(), BuildError> {
        let file = format!("{}{name}", self.plan.get(action).objdir);
        self.put_beside(action, name, &fresh::read(&file)?);
        Ok(())
    }

    /// Copies what an earlier build made beside its result to the object directory;
    /// reports whether it was there (`loadCachedObjdirFile`).
    fn load_made(&self, build: ActionRef, name: &str) -> bool {
        let Some((cached, _)) = self.cx.cache.get_file(&self.subkey(build, name)) else {
            return false;
        };
        let file = format!("{}{name}", self.plan.get(build).objdir);
        let copied = self.shell(build).copy_file(&file, &cached, 0o666, true);
        copied.is_ok()
    }

    /// Tells list which Go files the compiler got.
    pub(crate) fn load_compiled_go_files(&self, build: ActionRef) -> Result<(), BuildError> {
        let why = self.cx.cache.miss_reason();
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        let missing = |name: &str| {
            BuildError::Message(format!(
                "loading compiled Go files from cache: reading {name}: cache entry not found{why}"
            ))
        };
        let list = self.subkey(build, "srcfiles");
        let Some((list, _)) = self.cx.cache.get_bytes(&list) else {
            return Err(missing("srcfiles list"));
        };
        let mut files = Vec::new();
        for name in os_str::decode(&list).split('\n') {
            if !name.ends_with(".go") {
                continue;
            }
            match name.strip_prefix("./") {
                Some(source) => files.push(source.to_owned()),
                None => match self.cx.cache.get_file(&self.subkey(build, name)) {
                    Some((file, _)) => files.push(file),
                    None => return Err(missing(name)),
                },
            }
        }
        self.note(build).compiled_go_files = Some(files);
        Ok(())
    }
}
