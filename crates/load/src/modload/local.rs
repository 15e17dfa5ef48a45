//! Patterns that name directories, and the import path that a directory has.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`matchLocalDirs`,
//! `resolveLocalPackage`, `pathInModuleCache`), cmd/go/internal/search/search.go
//! (`MatchDirs`).

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::PathError;
use vamos_goenv::locate::find_module_root;
use vamos_modfile::GoMod;
use vamos_modfile::gover;
use vamos_modules::BuildMod;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_sched::parallel_map;

use super::LoadError;
use super::import_error::ImportError;
use super::in_dir::absolute;
use super::in_dir::in_dir;
use super::state::State;
use super::tree;
use super::tree::Dir;
use super::tree::Found;
use super::tree::Step;
use super::tree::below;
use super::tree::is_hidden;
use crate::dirpkg::DirError;
use crate::pattern::IgnorePatterns;
use crate::pattern::Match;
use crate::pattern::match_pattern;

/// What a walk over directories comes upon.
enum Event {
    /// A directory that may hold a package.
    Package(String),
    /// A line for stderr.
    Line(String),
    /// The walk could not go on here.
    Error(PathError),
}

/// Why a directory has no import path.
#[derive(Debug)]
pub(crate) enum LocalError {
    /// It is GOROOT/src or the pseudo-package builtin: wildcards pass over it.
    Special(ImportError),
    /// Anything else.
    Other(ImportError),
}

impl From<ImportError> for LocalError {
    fn from(error: ImportError) -> Self {
        Self::Other(error)
    }
}

impl State<'_> {
    /// Fills in a pattern's directories, but does not walk where no package could have
    /// an import path (`matchLocalDirs`).
    pub(crate) fn match_local_dirs(&self, mod_roots: &[String], m: &mut Match, rs: &Requirements) {
        let Some(dots) = m.pattern.find("...") else {
            m.dirs = vec![m.pattern.clone()];
            return;
        };
        let dir = path::dir(&path::clean(&m.pattern[..dots + 3]));
        let dir = absolute(&self.ctx.cwd, &dir);
        let files = &*self.ctx.files;
        let root = find_module_root(files, &dir);
        let is_known = root.is_some_and(|root| mod_roots.contains(&root))
            || self.is_in_goroot_src(&dir)
            || self.path_in_module_cache(&dir, rs).is_some();
        if is_known {
            self.match_dirs(mod_roots, m);
            return;
        }
        let scope = match self.in_workspace_mode() {
            true => "modules listed in go.work or their selected dependencies",
            false => "main module or its selected dependencies",
        };
        let text = format!(
            "directory prefix {} does not contain {scope}",
            self.short(&dir)
        );
        m.add_error(ImportError::Text(text));
    }

    /// Fills in the directories that a wildcard pattern matches (`MatchDirs`).
    pub(crate) fn match_dirs(&self, mod_roots: &[String], m: &mut Match) {
        let mut clean = path::clean(&m.pattern);
        let mut prefix = "";
        if clean != "." && m.pattern.starts_with("./") {
            prefix = "./";
            clean = format!("./{clean}");
        }
        let glob = match_pattern(&clean);
        let dots = clean.find("...").unwrap_or(clean.len());
        let (dir, _) = path::split(&clean[..dots]);
        let root = absolute(&self.ctx.cwd, dir);
        let mod_root = self.mod_root_of(mod_roots, &root, m);
        let ignore = self.ignored_below(mod_root);
        if let Err(error) = self.ctx.files.stat(&root) {
            let error = PathError {
                op: "lstat",
                path: path::with_separator(dir).into_owned(),
                ..error
            };
            m.add_error(error.into());
            return;
        }
        // Names are built on the pattern's own spelling of the directory.
        let top = path::clean(dir);
        let name_of = |rel: &str| {
            if rel.is_empty() {
                format!("{prefix}{top}")
            } else {
                format!("{prefix}{}", path::join(&[dir, rel]))
            }
        };
        let name_if_matching = |rel: &str| {
            let name = name_of(rel);
            glob.matches(&name).then_some(name)
        };
        let ctx = self.ctx;
        if matches!(path::base(&top), element if is_hidden(element) && element != "." && element != "..")
        {
            return;
        }
        let visit = |dir: &Dir<'_>| self.visit_dir(dir, mod_root, &ignore, &name_if_matching);
        let found = tree::walk(&*ctx.files, ctx.parallelism, &ctx.cancel, &root, visit);
        for Found { rel, value } in found {
            match value {
                Event::Package(name) => m.dirs.push(name),
                Event::Line(line) => self.messages.warn(line),
                Event::Error(error) => {
                    let path = if rel.is_empty() {
                        dir.to_owned()
                    } else {
                        path::join(&[dir, &rel])
                    };
                    m.add_error(PathError { path, ..error }.into());
                    return;
                }
            }
        }
    }

    /// Returns the root of the module that a directory is in; the last that fits.
    fn mod_root_of<'r>(&self, mod_roots: &'r [String], dir: &str, m: &mut Match) -> &'r str {
        if mod_roots.is_empty() {
            return "";
        }
        let found = mod_roots
            .iter()
            .rev()
            .find(|root| !root.is_empty() && path::has_path_prefix(dir, root));
        if let Some(root) = found {
            return root;
        }
        let plural = if mod_roots.len() > 1 { "s" } else { "" };
        m.add_error(ImportError::Text(format!(
            "directory {dir} is outside module root{plural} ({})",
            mod_roots.join(", ")
        )));
        // Upstream continues without ignore directives.
        ""
    }

    /// Looks at one directory of a walk.
    fn visit_dir(
        &self,
        dir: &Dir<'_>,
        mod_root: &str,
        ignore: &IgnorePatterns,
        name_if_matching: &dyn Fn(&str) -> Option<String>,
    ) -> Step<Event> {
        let is_top = dir.rel.is_empty();
        let found = |value| Found {
            rel: dir.rel.to_owned(),
            value,
        };
        let mut step = Step::nothing();
        let in_module = if mod_root.is_empty() {
            None
        } else {
            in_dir(&*self.ctx.files, dir.path, mod_root)
        };
        if in_module.is_some_and(|rel| ignore.should_ignore(&rel)) {
            if self.ctx.flags.x {
                step.found.push(found(Event::Line(format!(
                    "# ignoring directory {}",
                    dir.path
                ))));
            }
            return step;
        }
        let entries = match dir.listing {
            Ok(entries) => entries,
            Err(error) => {
                // The directory was named before it was listed.
                step.found
                    .extend(name_if_matching(dir.rel).map(|name| found(Event::Package(name))));
                step.found.push(found(Event::Error(error.clone())));
                return step;
            }
        };
        let mut has_go = false;
        for entry in entries.iter() {
            match entry.kind {
                FileKind::Dir if is_hidden(&entry.name) => {}
                FileKind::Dir => step.enter.push(entry.name.clone()),
                _ if entry.name == "go.mod" && !is_top && self.roots.enabled => {
                    // Another module; a link to a directory would not make it one.
                    if entry.kind == FileKind::File || self.is_file(dir.path, "go.mod") {
                        return Step::nothing();
                    }
                }
                _ => has_go |= entry.name.ends_with(".go"),
            }
        }
        if has_go
            && let Some(name) = name_if_matching(dir.rel)
            && self.may_be_package(dir.path)
        {
            step.found.push(found(Event::Package(name)));
        }
        step
    }

    fn is_file(&self, dir: &str, name: &str) -> bool {
        let meta = self.ctx.files.stat(&below(dir, name));
        meta.is_ok_and(|meta| !meta.is_dir())
    }

    /// Reports whether a directory has Go files for this target, or broken ones.
    pub(crate) fn may_be_package(&self, dir: &str) -> bool {
        let ctx = self.ctx;
        ctx.dirs.may_be_package(&ctx.build_context, dir)
    }

    /// Returns the ignore directives of the go.mod in a directory.
    fn ignored_below(&self, mod_root: &str) -> IgnorePatterns {
        if mod_root.is_empty() {
            return IgnorePatterns::default();
        }
        // With -modfile, the go.mod beside the packages is what counts.
        let main = self
            .main_modules()
            .iter()
            .find(|main| main.root == mod_root);
        if self.ctx.flags.modfile.is_empty()
            && let Some(file) = main.and_then(|main| main.mod_file.as_ref())
        {
            return IgnorePatterns::new(file.ignore.iter().map(|line| line.path.as_str()));
        }
        let bytes = self.ctx.files.read(&below(mod_root, "go.mod"));
        let file = bytes
            .ok()
            .and_then(|bytes| GoMod::parse("go.mod", &bytes, None).ok());
        let lines = file.as_ref().map_or(&[][..], |file| &file.ignore);
        IgnorePatterns::new(lines.iter().map(|line| line.path.as_str()))
    }

    /// Returns the import path of a directory (`resolveLocalPackage`).
    fn resolve_local_package(&self, dir: &str, rs: &Requirements) -> Result<Resolved, LocalError> {
        if let Some(main) = self
            .main_modules()
            .iter()
            .find(|main| !main.root.is_empty() && main.root == dir)
        {
            if dir == self.goroot_src {
                return Err(special("GOROOT/src is not an importable package"));
            }
            return Ok(Resolved::settled(main.path_prefix.clone()));
        }
        if let Some(found) = self.path_in_main_modules(dir)? {
            return Ok(Resolved::settled(found));
        }
        if let Some(sub) = in_dir(&*self.ctx.files, dir, &self.goroot_src)
            && sub != "."
            && !sub.contains('@')
        {
            return not_builtin(sub.into_owned()).map(Resolved::settled);
        }
        match self.path_in_module_cache(dir, rs) {
            Some(path) => Ok(Resolved {
                path,
                is_settled: false,
            }),
            None => Err(ImportError::Text(self.outside_of_modules(dir)).into()),
        }
    }

    /// A directory without Go files, even ignored ones, is no package.
    fn check_has_package(&self, dir: &str) -> Result<(), ImportError> {
        let (package, error) = self.ctx.dirs.import_dir(&self.ctx.build_context, dir);
        let Some(error) = error.filter(|_| package.files.ignored_go.is_empty()) else {
            return Ok(());
        };
        if let Err(error) = self.ctx.files.stat(dir) {
            if error.is_not_exist() {
                let path = dir.to_owned();
                let message = "directory not found".to_owned();
                return Err(PathError {
                    path,
                    message,
                    ..error
                }
                .into());
            }
            return Err(error.into());
        }
        match error {
            DirError::NoGo { dir } => Err(ImportError::NoGo { dir }),
            _ => Ok(()),
        }
    }

    /// Returns the import path of a directory inside a main module's root, if the
    /// module has a package there.
    fn path_in_main_modules(&self, dir: &str) -> Result<Option<String>, LocalError> {
        let mut not_found: Option<(usize, ImportError)> = None;
        for main in self.main_modules() {
            let root = main.root.as_str();
            if root.is_empty()
                || !path::has_path_prefix(dir, root)
                || dir[root.len()..].contains('@')
            {
                continue;
            }
            let suffix = path::trim_path_prefix(dir, root);
            if let Some(package) = suffix.strip_prefix("vendor/") {
                return self
                    .vendored_dir(dir, package)
                    .map(Some)
                    .map_err(LocalError::from);
            }
            let prefix = main.path_prefix.as_str();
            if prefix.is_empty() {
                return not_builtin(suffix.to_owned()).map(Some);
            }
            let package = path::join(&[prefix, suffix]);
            let (_, has_go) = self.dir_in_module(&package, prefix, root, true)?;
            if has_go {
                return Ok(Some(package));
            }
            // Another main module may have it.
            if not_found
                .as_ref()
                .is_none_or(|(len, _)| prefix.len() > *len)
            {
                let text = format!(
                    "main module ({}) does not contain package {package}",
                    main.module
                );
                not_found = Some((
                    prefix.len(),
                    ImportError::NotInModule {
                        text,
                        pattern: package,
                    },
                ));
            }
        }
        match not_found {
            Some((_, error)) => Err(error.into()),
            None => Ok(None),
        }
    }

    fn vendored_dir(&self, dir: &str, package: &str) -> Result<String, ImportError> {
        if self.build_mod() != BuildMod::Vendor {
            return Err(ImportError::Text(format!(
                "without -mod=vendor, directory {dir} has no package path"
            )));
        }
        if self.vendored_module(package).is_none() {
            return Err(ImportError::Text(format!(
                "directory {dir} is not a package listed in vendor/modules.txt"
            )));
        }
        Ok(package.to_owned())
    }

    fn outside_of_modules(&self, dir: &str) -> String {
        let what = match self.short(dir).as_str() {
            "." => "current directory".to_owned(),
            short => format!("directory {short}"),
        };
        if !self.in_workspace_mode() {
            return format!("{what} outside main module or its selected dependencies");
        }
        match find_module_root(&*self.ctx.files, dir) {
            Some(root) => format!(
                "{what} is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use {}",
                self.short(&root)
            ),
            None => {
                format!("{what} outside modules listed in go.work or their selected dependencies")
            }
        }
    }

    /// Returns the import path of a directory of a selected module outside of the main
    /// ones (`pathInModuleCache`).
    fn path_in_module_cache(&self, dir: &str, rs: &Requirements) -> Option<String> {
        if rs.pruning == Pruning::Pruned {
            let roots = rs.root_modules().iter();
            let mut selected =
                roots.filter(|m| self.root_selected(rs, &m.path) == Some(m.version.as_str()));
            if let Some(found) = selected.find_map(|m| self.path_in_module(m, dir)) {
                return Some(found);
            }
        }
        let (graph, _) = self.graph(rs);
        graph
            .build_list()
            .iter()
            .find_map(|m| self.path_in_module(m, dir))
    }

    fn path_in_module(&self, m: &ModuleVersion, dir: &str) -> Option<String> {
        if gover::is_toolchain(&m.path) {
            return None;
        }
        let root = match self.replacement(m) {
            Some(new) if new.version.is_empty() => self.replacement_dir(&new),
            other => {
                let (root, extracted) = self.cache.download_dir(other.as_ref().unwrap_or(m));
                extracted.ok()?;
                root
            }
        };
        let sub = in_dir(&*self.ctx.files, dir, &root)?;
        if sub.contains("/vendor/") || sub.starts_with("vendor/") || sub.contains('@') {
            return None;
        }
        Some(path::join(&[&m.path, &sub]))
    }

    /// Translates a pattern's directories to import paths. Errors are kept if `is_last`.
    pub(crate) fn resolve_dirs(
        &self,
        m: &mut Match,
        rs: &Requirements,
        is_last: bool,
    ) -> Result<(), LoadError> {
        if m.is_settled {
            return Ok(());
        }
        let is_literal = m.is_literal();
        let resolved = parallel_map(self.ctx.parallelism, &m.dirs, |dir| {
            let dir = absolute(&self.ctx.cwd, dir);
            // What a walk found is known to be a package.
            if is_literal {
                self.check_has_package(&dir)?;
            }
            self.resolve_local_package(&dir, rs)
        });
        m.pkgs.clear();
        m.is_settled = true;
        for resolved in resolved {
            match resolved {
                Ok(Resolved { path, is_settled }) => {
                    m.pkgs.push(path);
                    m.is_settled &= is_settled;
                }
                Err(LocalError::Special(_)) if !is_literal => {}
                Err(LocalError::Special(error) | LocalError::Other(error)) => {
                    if !self.has_mod_root() {
                        return Err(self.no_main_modules_with_advice());
                    }
                    m.is_settled = false;
                    if is_last {
                        m.add_error(error);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The import path of a directory.
struct Resolved {
    path: String,
    /// Whether it holds whatever the requirements.
    is_settled: bool,
}

impl Resolved {
    fn settled(path: String) -> Self {
        Self {
            path,
            is_settled: true,
        }
    }
}

fn not_builtin(package: String) -> Result<String, LocalError> {
    if package == "builtin" {
        return Err(special(
            "\"builtin\" is a pseudo-package, not an importable package",
        ));
    }
    Ok(package)
}

fn special(text: &str) -> LocalError {
    LocalError::Special(ImportError::Text(text.to_owned()))
}
