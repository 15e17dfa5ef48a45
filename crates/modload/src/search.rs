//! Patterns for import paths in modules: wildcards, `work`, `all`.
//!
//! Counterpart: cmd/go/internal/modload/search.go (`matchPackages`).

use hashbrown::HashMap;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::trace;
use vamos_fsys::DirEntry;
use vamos_fsys::FileKind;
use vamos_fsys::PathError;
use vamos_modules::ModFlag;

use super::goroot_search::SeenPaths;
use super::goroot_search::ignored_std;
use super::import_error::ImportError;
use super::package_dir::scan_dir;
use super::state::State;
use super::tree;
use super::tree::Dir;
use super::tree::Event;
use super::tree::Step;
use super::tree::WalkItem;
use super::tree::below;
use super::tree::is_hidden;
use crate::dirpkg::ScanError;
use crate::pattern::Glob;
use crate::pattern::IgnorePatterns;
use crate::pattern::Match;
use crate::pattern::TreeGlob;
use crate::pattern::match_pattern;
use crate::pattern::tree_can_match_pattern;

/// The names that a pattern may match; a meta name matches all.
struct Names {
    glob: Option<(Glob, TreeGlob)>,
    has_wildcard: bool,
}

impl Names {
    fn new(m: &Match) -> Self {
        let glob = (!m.is_meta()).then(|| {
            (
                match_pattern(&m.pattern),
                tree_can_match_pattern(&m.pattern),
            )
        });
        Self {
            glob,
            has_wildcard: m.pattern.contains("..."),
        }
    }

    fn matches(&self, name: &str) -> bool {
        self.glob
            .as_ref()
            .is_none_or(|(glob, _)| glob.matches(name))
    }

    fn tree_can_match(&self, name: &str) -> bool {
        self.glob
            .as_ref()
            .is_none_or(|(_, tree)| tree.matches(name))
    }
}

/// One tree to walk.
struct Tree<'t> {
    root: &'t str,
    /// The prefix of import paths below it.
    prefix: &'t str,
    /// True if vendor directories are not entered.
    prune_vendor: bool,
    /// True if other modules are not entered.
    prune_go_mod: bool,
    ignore: Option<&'t IgnorePatterns>,
    /// True if upstream would use an index of it instead.
    is_indexed: bool,
}

/// Finds the packages of selected modules that match a pattern.
pub(crate) struct PackageSearch<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    /// True if files count regardless of their build tags.
    pub(crate) any_tags: bool,
}

impl PackageSearch<'_, '_> {
    /// Adds the packages of a wildcard or meta pattern in these modules (`matchPackages`).
    pub(crate) fn match_packages(
        &self,
        m: &mut Match,
        include_std: bool,
        modules: &[ModuleVersion],
    ) {
        let mut span = trace::span(|| "modload.matchPackages".to_owned());
        let names = Names::new(m);
        let mut have = ignored_std(self.state.config.ctx);
        m.pkgs.clear();
        if self.state.config.mod_flag() != ModFlag::Vendor {
            let can_match = |m: &&ModuleVersion| {
                !gover::is_toolchain(&m.path)
                    && names.tree_can_match(&m.path)
                    && self.state.config.main.get(&m.path).is_none()
            };
            let modules = modules.iter().filter(can_match);
            self.state.files.fetch_missing(&self.state.config, modules);
        }
        let ignore = self.ignore_patterns(&names, modules);
        let mut walk = |m: &mut Match, tree: &Tree<'_>| {
            let mut walk = || self.walk_packages(m, &names, tree, &mut have);
            if tree.is_indexed {
                walk();
            } else {
                trace::within(|| format!("walkPkgs {}", tree.root), walk);
            }
        };
        if include_std {
            let mut std = Tree {
                root: &self.state.config.goroot_src,
                prefix: "",
                prune_vendor: false,
                prune_go_mod: true,
                ignore: ignore.get(&self.state.config.goroot_src),
                is_indexed: false,
            };
            walk(m, &std);
            if names.tree_can_match("cmd") {
                let root = below(&self.state.config.goroot_src, "cmd");
                std = Tree {
                    root: &root,
                    prefix: "cmd",
                    ignore: ignore.get(&root),
                    ..std
                };
                walk(m, &std);
            }
        }
        for (root, prefix, is_local, is_vendor) in self.roots_to_walk(m, &names, modules) {
            let tree = Tree {
                root: &root,
                prefix: &prefix,
                prune_vendor: true,
                prune_go_mod: is_local && !is_vendor,
                ignore: ignore.get(&root),
                is_indexed: !is_local && self.state.config.ctx.build_context.indexed,
            };
            walk(m, &tree);
        }
        m.pkgs.sort_unstable();
        span.done();
    }

    /// Returns root, import path prefix, and whether it is local, of each module that may match;
    /// the vendor directory is the last.
    fn roots_to_walk(
        &self,
        m: &mut Match,
        names: &Names,
        modules: &[ModuleVersion],
    ) -> Vec<(String, String, bool, bool)> {
        let mut roots = Vec::new();
        if self.state.config.mod_flag() == ModFlag::Vendor {
            for main in self
                .state
                .config
                .main_modules()
                .iter()
                .filter(|main| !main.root.is_empty())
            {
                roots.push((main.root.clone(), main.path_prefix.clone(), true, false));
            }
            if self.state.config.has_mod_root() {
                roots.push((self.state.config.vendor_dir(), String::new(), true, true));
            }
            return roots;
        }
        for module in modules {
            if gover::is_toolchain(&module.path) || !names.tree_can_match(&module.path) {
                continue;
            }
            if let Some(main) = self.state.config.main.get(&module.path) {
                if !main.root.is_empty() {
                    roots.push((main.root.clone(), main.path_prefix.clone(), true, false));
                }
                continue;
            }
            match self.state.fetch(module) {
                Ok(found) => roots.push((
                    found.root.to_string(),
                    module.path.clone(),
                    found.is_local,
                    false,
                )),
                Err(error) => m.add_error(ImportError::Module(error)),
            }
        }
        roots
    }

    /// Walks one tree and adds the packages that match.
    fn walk_packages(&self, m: &mut Match, names: &Names, tree: &Tree<'_>, have: &mut SeenPaths) {
        let ctx = self.state.config.ctx;
        let seen = &*have;
        let visit = |dir: &Dir<'_>| self.visit_tree_dir(dir, names, tree, seen);
        let found = tree::walk(&*ctx.files, &ctx.pool, &ctx.cancel, tree.root, visit);
        for WalkItem { rel, value } in found {
            match value {
                Event::Package(name) => {
                    if have.insert(name.clone()) {
                        m.pkgs.push(name.into());
                    }
                }
                Event::Line(line) => self.state.config.messages.warn(line),
                Event::Error(error) => {
                    // Upstream walks from a root with a slash at its end.
                    let error = if rel.is_empty() {
                        PathError {
                            op: "lstat",
                            path: format!("{}/", error.path),
                            ..error
                        }
                    } else {
                        error
                    };
                    m.add_error(error.into());
                }
            }
        }
    }

    fn visit_tree_dir(
        &self,
        dir: &Dir<'_>,
        names: &Names,
        tree: &Tree<'_>,
        have: &SeenPaths,
    ) -> Step<Event> {
        let mut step = Step::nothing();
        let found = |rel: &str, value| WalkItem {
            rel: rel.to_owned(),
            value,
        };
        let is_root = dir.rel.is_empty();
        let name = path::join(&[tree.prefix, dir.rel]);
        let skip_name = is_root && tree.prefix.is_empty();
        if !skip_name && !names.tree_can_match(&name) {
            return step;
        }
        let entries = match dir.listing() {
            Ok(entries) => entries,
            Err(error) => {
                if !is_root && names.matches(&name) {
                    step.found.push(found(dir.rel, Event::Package(name)));
                }
                step.found.push(found(dir.rel, Event::Error(error)));
                return step;
            }
        };
        if tree.prune_go_mod && !is_root && self.is_other_module(dir.path, &entries) {
            return Step::nothing();
        }
        let has_go = entries
            .iter()
            .any(|entry| entry.kind != FileKind::Dir && entry.name.ends_with(".go"));
        // Packages deeper in a vendor directory cannot be imported by this name.
        let is_vendor = !is_root && path::base(dir.rel) == "vendor";
        for entry in entries.iter() {
            let is_dir = entry.kind == FileKind::Dir;
            if !is_dir && entry.kind != FileKind::Symlink || is_vendor && tree.prune_vendor {
                continue;
            }
            let rel = below(dir.rel, &entry.name);
            if is_hidden(&entry.name) {
                continue;
            }
            if tree.ignore.is_some_and(|ignore| ignore.should_ignore(&rel)) {
                if self.state.config.ctx.flags.report.x {
                    let line = format!("# ignoring directory {}", below(dir.path, &entry.name));
                    step.found.push(found(&rel, Event::Line(line)));
                }
                continue;
            }
            if !names.tree_can_match(&path::join(&[tree.prefix, &rel])) {
                continue;
            }
            if is_dir {
                step.enter.push(entry.name.clone());
            } else if names.has_wildcard {
                step.found.extend(
                    self.symlink_warning(dir.path, &entry.name)
                        .map(|line| found(&rel, Event::Line(line))),
                );
            }
        }
        if has_go
            && !skip_name
            && !have.contains(&name)
            && names.matches(&name)
            && self.is_package(dir.path)
        {
            step.found.push(found(dir.rel, Event::Package(name)));
        }
        step
    }

    /// Reports whether a directory has a go.mod on disk. Upstream ignores the overlay
    /// here.
    fn is_other_module(&self, dir: &str, entries: &[DirEntry]) -> bool {
        let files = &*self.state.config.ctx.files;
        if !self.state.config.ctx.flags.sources.overlay.is_empty() {
            let file = below(dir, "go.mod");
            if files.is_replaced(&file) {
                return files.eval_symlinks(&file).is_ok();
            }
        }
        entries.iter().any(|entry| {
            entry.name == "go.mod"
                && entry.kind != FileKind::Dir
                && files
                    .stat(&below(dir, "go.mod"))
                    .is_ok_and(|meta| !meta.is_dir())
        })
    }

    /// Links are not followed; a link to a directory gives a warning.
    fn symlink_warning(&self, dir: &str, name: &str) -> Option<String> {
        let file = below(dir, name);
        self.state
            .config
            .ctx
            .files
            .is_dir(&file)
            .then(|| format!("warning: ignoring symlink {file}"))
    }

    /// Reports whether a directory's files make a package, valid or broken.
    fn is_package(&self, dir: &str) -> bool {
        !matches!(
            scan_dir(self.state.config.ctx, dir, self.any_tags),
            Err(ScanError::NoGo)
        )
    }

    /// Returns the ignore directives by module root (`parseIgnorePatterns`).
    fn ignore_patterns(
        &self,
        names: &Names,
        modules: &[ModuleVersion],
    ) -> HashMap<String, IgnorePatterns> {
        let mut map = HashMap::new();
        for module in modules {
            if gover::is_toolchain(&module.path) || !names.tree_can_match(&module.path) {
                continue;
            }
            if let Some(main) = self.state.config.main.get(&module.path) {
                if let Some(index) = &main.index
                    && !main.root.is_empty()
                {
                    let ignore = index.ignore.iter().map(String::as_str);
                    map.insert(main.root.clone(), IgnorePatterns::new(ignore));
                }
                continue;
            }
            // Vendored modules have no go.mod.
            if self.state.config.mod_flag() == ModFlag::Vendor {
                continue;
            }
            if let (Ok(found), Ok(summary)) =
                (self.state.fetch(module), self.state.go_mod_summary(module))
            {
                let ignore = summary.ignore.iter().map(String::as_str);
                map.insert(found.root.to_string(), IgnorePatterns::new(ignore));
            }
        }
        map
    }
}
