//! One package: from its directory's data to all the facts that `go list` and the build use, in the
//! official order of steps, for the first error wins.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`Package.load`, `copyBuild`, `setError`).

use std::rc::Rc;
use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_base::golang::path::join;
use vamos_base::golang::quote::quote;
use vamos_modload::dirpkg::DirPackage;
use vamos_modload::embed::resolve_embed;
use vamos_modload::godebug::GodebugInputs;
use vamos_modload::godebug::GodebugTable;
use vamos_modload::godebug::default_godebug;
use vamos_modload::gopath::dir_to_import_path;
use vamos_modload::package_error::PackageError;
use vamos_modload::package_error::PackageErrorKind;
use vamos_modload::pattern::is_standard_import_path;

use crate::package::Package;
use crate::package::PackageId;
use crate::pkg::checks::fold_dup;
use crate::pkg::checks::safe_arg;
use crate::pkg::checks::to_fold;
use crate::pkg::data::PackageData;
use crate::pkg::errors;
use crate::pkg::implicit::AugmentedImports;
use crate::pkg::implicit::SIMD_BRIDGE;
use crate::pkg::implicit::augment_imports;
use crate::pkg::implicit::has_simd;
use crate::pkg::import_stack::Site;
use crate::pkg::loader::PackageLoader;
use crate::pkg::options::Described;
use crate::pkg::reason::Reason;
use crate::pkg::targets;
use crate::pkg::targets::TargetDir;
use crate::pkg::targets::TargetInputs;

/// The import path of a package made of files named on the command line.
pub(crate) const COMMAND_LINE_ARGUMENTS: &str = "command-line-arguments";

/// A step's result: an error if loading of the package ends.
type Step<T> = Result<T, LoadFailed>;

/// Loading of the package ends here; its error is set.
struct LoadFailed;

impl PackageLoader<'_> {
    /// Loads the package at its position in the graph, and all its imports. `path` is the path
    /// under which it was requested, which is shown in import stacks.
    pub(crate) fn load(
        &mut self,
        id: PackageId,
        mut package: Package,
        path: &str,
        import_pos: Option<Site<'_>>,
        data: &Rc<PackageData>,
    ) {
        self.copy_data(&mut package, data);
        let prepared = self.prepare(&mut package, path, import_pos, data);
        let Ok(imports) = prepared else {
            *self.graph.get_mut(id) = package;
            return;
        };
        // Errors from here on are this package's own, not the importer's.
        self.stack.push(path, import_pos);
        self.describe(&mut package, data);
        let checked = self.check_files(&mut package, path);
        *self.graph.get_mut(id) = package;
        if checked.is_ok() {
            self.load_imports(id, imports, data);
            self.finish(id, path);
        }
        self.stack.pop();
    }

    /// Copies the results of the directory's scan (`copyBuild`).
    fn copy_data(&self, package: &mut Package, data: &PackageData) {
        let build = &*data.build;
        package.facts.dir.clone_from(&data.dir);
        package.facts.import_path = if package.cmdline.files {
            COMMAND_LINE_ARGUMENTS.into()
        } else {
            data.import_path.clone()
        };
        package.facts.orig_import_path.clone_from(&data.import_path);
        package.facts.origin.root.clone_from(&data.root);
        package
            .facts
            .origin
            .conflict_dir
            .clone_from(&data.conflict_dir);
        package.facts.origin.goroot = data.goroot;
        package.facts.origin.gopath_mode = self.gopath.is_some();
        if package.origin.local && package.origin.gopath_mode {
            package.facts.origin.local_prefix = dir_to_import_path(&package.dir);
        }
        package.facts.origin.standard = data.goroot
            && !data.import_path.is_empty()
            && is_standard_import_path(&data.import_path);
        copy_files(package, build);
        if self.ctx.flags.instrument.msan {
            // Objects cannot be both with and without the sanitizer; take it that
            // they are without.
            package.facts.files.syso.clear();
        }
        if self.opts.ignore_imports {
            package.facts.imports.paths.clear();
            package.facts.imports.raw.clear();
            package.facts.tests.imports.clear();
            package.facts.xtests.imports.clear();
        }
        package.facts.build = Some(Arc::clone(&data.build));
    }

    /// Sets the first error of a package; with the position of the import if the package is not yet
    /// on the stack.
    fn set_error(
        &self,
        package: &mut Package,
        path: &str,
        import_pos: Option<Site<'_>>,
        text: String,
    ) {
        if package.problems.error.is_some() {
            return;
        }
        let mut error = PackageError {
            import_stack: self.stack.snapshot(),
            err: text,
            ..PackageError::default()
        };
        if self.stack.top().is_some_and(|top| top != path) {
            errors::set_pos(&mut error, import_pos, &self.ctx.cwd);
        }
        package.facts.problems.error = Some(Arc::new(error));
        package.facts.problems.incomplete = true;
    }

    /// The steps whose errors are the importer's: data, target, implicit imports and
    /// the import path itself.
    fn prepare(
        &mut self,
        package: &mut Package,
        path: &str,
        import_pos: Option<Site<'_>>,
        data: &PackageData,
    ) -> Step<AugmentedImports> {
        if let Some(error) = &data.error {
            let cwd = &self.ctx.cwd;
            errors::set_data_error(package, error, path, &mut self.stack, import_pos, cwd);
        }
        if package.name == "main"
            && targets::target_dir_of(package, &package.orig_import_path) == TargetDir::StalePath
        {
            let old = &package.orig_import_path;
            let new = old.replacen("code.google.com/p/go.", "golang.org/x/", 1);
            let text = format!("the {old} command has moved; use {new} instead.");
            self.set_error(package, path, import_pos, text);
            return Err(LoadFailed);
        }
        let (env, flags) = (self.ctx.env, self.ctx.flags);
        let (root, archive) = data.archives(&flags.mode.pkgdir, &self.ctx.cwd);
        let inputs = TargetInputs {
            bin_dir: &data.bin_dir,
            pkg_target_root: &root,
            pkg_obj: &archive,
        };
        let is_installed = targets::set_target(package, env, flags, &inputs);
        if flags.mode.linkshared && is_installed {
            self.set_shlib(package, path, import_pos, &root);
        }
        package.request.target_root = root.into_owned();
        let mut imports = AugmentedImports::default();
        if !self.opts.ignore_imports {
            let ldflags = self
                .ldflags
                .args_for(self.modules, package, &package.orig_import_path);
            match augment_imports(package, env, flags, ldflags) {
                Ok(augmented) => imports = augmented,
                Err(text) => {
                    self.set_error(package, path, import_pos, text);
                    return Err(LoadFailed);
                }
            }
        }
        self.check_import_path(package, path, import_pos)?;
        Ok(imports)
    }

    /// Determines the shared library that a package was installed in: its name is in a file next to
    /// the package's archive.
    fn set_shlib(
        &self,
        package: &mut Package,
        path: &str,
        import_pos: Option<Site<'_>>,
        root: &str,
    ) {
        let file = format!("{}.shlibname", join(&[root, &package.orig_import_path]));
        match self.ctx.files.read(&file) {
            Ok(name) => package.request.shlib = join(&[root, os_str::decode(&name).trim()]),
            Err(error) if error.is_not_exist() => {}
            Err(error) => {
                let text = format!("reading shlibname: {error}");
                self.set_error(package, path, import_pos, text);
            }
        }
    }

    fn check_import_path(
        &mut self,
        package: &mut Package,
        path: &str,
        import_pos: Option<Site<'_>>,
    ) -> Step<()> {
        let own = package.orig_import_path.as_str();
        let fold = to_fold(own);
        match self.folded.get(&*fold) {
            None => {
                self.folded.insert(fold.into_owned(), own.to_owned());
            }
            Some(other) if other != own => {
                let text = format!(
                    "case-insensitive import collision: {} and {}",
                    quote(own),
                    quote(other)
                );
                self.set_error(package, path, import_pos, text);
                return Err(LoadFailed);
            }
            Some(_) => {}
        }
        if !safe_arg(own) {
            let text = format!("invalid import path {}", quote(own));
            self.set_error(package, path, import_pos, text);
            return Err(LoadFailed);
        }
        Ok(())
    }

    /// Sets module, default GODEBUG and embedded files.
    fn describe(&mut self, package: &mut Package, data: &PackageData) {
        package.facts.module = self
            .modules
            .packages()
            .package_module_info(&package.import_path);
        if package.name == "main" {
            package.facts.default_godebug = self.default_godebug(package);
        }
        if self.opts.suppress_embed_files || package.embeds.patterns.is_empty() {
            return;
        }
        let files = &*self.ctx.files;
        let follow_links = self.embed_follows_links;
        match resolve_embed(files, &package.dir, &package.embeds.patterns, follow_links) {
            Ok((embed_files, patterns)) => {
                self.ctx.dirs.note_embedded(&package.dir, &embed_files);
                package.facts.embeds.files = embed_files;
                package.facts.embeds.by_pattern = patterns;
            }
            Err(error) => {
                package.facts.problems.incomplete = true;
                let is_first = package.problems.error.is_none();
                // The package is on the stack under its own name: no position yet.
                self.set_error(package, "", None, error.to_string());
                let positions = data.build.places().embeds.get(&error.pattern);
                let pos = positions.and_then(|all| all.first()).map(Site::At);
                if let Some(set) = &mut package.facts.problems.error {
                    let set = Arc::make_mut(set);
                    errors::set_pos(set, pos, &self.ctx.cwd);
                    if is_first {
                        set.kind = PackageErrorKind::Embed;
                    }
                }
            }
        }
    }

    pub(crate) fn default_godebug(&mut self, package: &Package) -> String {
        let table = Rc::clone(self.godebugs.get_or_insert_with(|| {
            let file = format!("{}/internal/godebugs/table.go", self.ctx.goroot_src());
            let text = self.ctx.files.read(&file);
            Rc::new(text.map_or_else(
                |_| GodebugTable::default(),
                |bytes| GodebugTable::parse(&String::from_utf8_lossy(&bytes)),
            ))
        }));
        let module_version = package.module.as_ref().map(|module| {
            if module.go_version.is_empty() {
                // The last version before GODEBUG defaults depended on it.
                "1.20"
            } else {
                module.go_version.as_str()
            }
        });
        let main_version;
        let go_version = match module_version {
            Some(version) if self.opts.outside_module => version,
            _ => {
                main_version = self.modules.main_go_version();
                &main_version
            }
        };
        default_godebug(
            &table,
            &GodebugInputs {
                go_version,
                local: self.ctx.local_go_version(),
                fips_enabled: !self.fips_version.is_empty(),
                module_settings: &self.modules.main_godebugs(),
                directives: &package.directives,
            },
        )
    }

    /// Rejects names that collide or that a tool might interpret as a flag.
    fn check_files(&self, package: &mut Package, path: &str) -> Step<()> {
        let bad = {
            let files = package.all_files();
            if let Some((first, second)) = fold_dup(&files) {
                Some(format!(
                    "case-insensitive file name collision: {} and {}",
                    quote(first),
                    quote(second)
                ))
            } else if let Some(file) = files
                .iter()
                .find(|file| !safe_arg(file) || file.starts_with("_cgo_"))
            {
                Some(format!("invalid input file name {}", quote(file)))
            } else {
                let import_path = package.orig_import_path.trim_end_matches('/');
                let name = import_path.rsplit('/').next().unwrap_or(import_path);
                if !safe_arg(name) {
                    Some(format!("invalid input directory name {}", quote(name)))
                } else if package.dir.contains(['\r', '\n']) {
                    Some(format!("invalid package directory {}", quote(&package.dir)))
                } else {
                    None
                }
            }
        };
        let Some(text) = bad else {
            return Ok(());
        };
        self.set_error(package, path, None, text);
        Err(LoadFailed)
    }

    fn load_imports(&mut self, id: PackageId, imports: AugmentedImports, data: &PackageData) {
        let package = self.graph.get(id);
        let explicit = package.imports.paths.len();
        let needs_bridge = has_simd(self.ctx.env, &package.imports.paths);
        let mut ids = Vec::with_capacity(imports.paths.len());
        for (at, path) in imports.paths.iter().enumerate() {
            if path == "C" {
                continue;
            }
            if let Some(imported) = self.settled_import(path, id) {
                ids.push(imported);
                continue;
            }
            let site = Some(Site::First(&data.build, path));
            let reason = match path.as_str() {
                SIMD_BRIDGE if needs_bridge => Reason::Bridge,
                _ => Reason::Import,
            };
            let (imported, error) = self.load_import(path, Some(id), site, reason);
            ids.push(imported);
            let dependency = self.graph.get(imported);
            let is_incomplete = dependency.problems.incomplete;
            let renamed = (dependency.import_path != *path).then(|| dependency.import_path.clone());
            let package = self.graph.get_mut(id);
            if let Some(error) = error
                && package.problems.error.is_none()
            {
                package.facts.problems.error = Some(Arc::new(error));
                package.facts.problems.incomplete = true;
            }
            if let Some(renamed) = renamed
                && at < explicit
            {
                package.facts.imports.paths[at] = renamed.into_string();
            }
            package.facts.problems.incomplete |= is_incomplete;
        }
        let package = self.graph.get_mut(id);
        package.facts.imports.ids = ids;
        package.facts.imports.compiled = imports.compiled;
        self.set_complete(id);
    }

    /// Computes the build info of a main package.
    pub(crate) fn describe_main(&mut self, id: PackageId) {
        self.build_infos.describe(&mut self.graph, id);
    }

    /// The steps after the imports: build info, and sources that need cgo.
    fn finish(&mut self, id: PackageId, path: &str) {
        let package = self.graph.get(id);
        let wants_info = package.problems.error.is_none()
            && package.name == "main"
            && !package.request.force_library
            && !package.problems.incomplete
            && self.opts.build_info == Described::All;
        if wants_info {
            self.describe_main(id);
        }
        let cgo_enabled = self.source.build.cgo_enabled;
        let package = self.graph.get_mut(id);
        if !cgo_enabled {
            package.facts.files.c.clear();
            package.facts.files.cxx.clear();
            package.facts.files.m.clear();
            package.facts.files.swig.clear();
            package.facts.files.swig_cxx.clear();
        }
        if package.uses_cgo() || package.uses_swig() {
            return;
        }
        let kinds = [
            ("C", &package.files.c),
            ("C++", &package.files.cxx),
            ("Objective-C", &package.files.m),
            ("Fortran", &package.files.f),
        ];
        let Some((language, files)) = kinds.iter().find(|(_, files)| !files.is_empty()) else {
            return;
        };
        let text = format!(
            "{language} source files not allowed when not using cgo or SWIG: {}",
            files.join(" ")
        );
        let mut package = std::mem::take(self.graph.get_mut(id));
        self.set_error(&mut package, path, None, text);
        *self.graph.get_mut(id) = package;
    }
}

/// Copies the files of the directory's scan.
fn copy_files(package: &mut Package, build: &DirPackage) {
    let facts = &mut package.facts;
    facts.name.clone_from(&build.name);
    facts.doc.clone_from(&build.doc);
    facts.import_comment.clone_from(&build.import_comment);
    facts.binary_only = build.binary_only;
    facts.files = build.files.clone();
    facts.cgo = build.cgo.clone().into();
    facts.imports.paths.clone_from(&build.imports);
    facts.imports.raw.clone_from(&build.imports);
    facts.tests = build.tests.clone().into();
    facts.xtests = build.xtests.clone().into();
    if !build.embed_patterns.is_empty() {
        facts.embeds.patterns.clone_from(&build.embed_patterns);
    }
    let directives = build.directives.iter();
    facts.directives = directives
        .map(|directive| (directive.text.clone(), directive.position.to_string()))
        .collect();
}

impl Package {
    /// Reports whether the package needs cgo.
    pub fn uses_cgo(&self) -> bool {
        !self.files.cgo.is_empty()
    }

    /// Reports whether the package needs SWIG.
    pub fn uses_swig(&self) -> bool {
        !self.files.swig.is_empty() || !self.files.swig_cxx.is_empty()
    }

    /// Reports whether the package exists for tests only.
    pub fn is_test_only(&self) -> bool {
        let has_tests = !self.tests.go.is_empty() || !self.xtests.go.is_empty();
        !self.request.for_test.is_empty()
            || (has_tests && self.files.go.is_empty() && self.files.cgo.is_empty())
    }

    /// Returns the names of all files that were considered, embedded ones included.
    pub fn all_files(&self) -> Vec<&str> {
        let lists = [
            &self.files.go,
            &self.files.cgo,
            &self.files.ignored_go,
            &self.files.ignored_other,
            &self.files.c,
            &self.files.cxx,
            &self.files.m,
            &self.files.h,
            &self.files.f,
            &self.files.s,
            &self.files.swig,
            &self.files.swig_cxx,
            &self.files.syso,
            &self.tests.go,
            &self.xtests.go,
        ];
        let mut files: Vec<&str> = lists.into_iter().flatten().map(String::as_str).collect();
        let own = files.len();
        for file in &self.embeds.files {
            let is_listed = !file.contains('/') && files[..own].contains(&file.as_str());
            if !is_listed {
                files.push(file);
            }
        }
        files
    }
}
