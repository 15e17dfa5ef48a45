//! Wildcard patterns that name directories.
//!
//! Counterpart: cmd/go/internal/search/search.go (`MatchDirs`).

use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::PathError;
use vamos_fsys::inside::in_dir;
use vamos_modfile::GoMod;

use super::absolute::absolute;
use super::config::ModuleConfig;
use super::directory_error::DirectoryError;
use super::import_error::ImportError;
use super::tree;
use super::tree::Dir;
use super::tree::Event;
use super::tree::Step;
use super::tree::WalkItem;
use super::tree::below;
use super::tree::is_hidden;
use crate::pattern::IgnorePatterns;
use crate::pattern::Match;
use crate::pattern::match_pattern;

/// Finds the directories that match a wildcard pattern.
pub(crate) struct DirPatterns<'s, 'a> {
    pub config: &'s ModuleConfig<'a>,
}

impl DirPatterns<'_, '_> {
    /// Adds the directories that match a wildcard pattern (`MatchDirs`).
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
        let root = absolute(&self.config.ctx.cwd, dir);
        let mod_root = mod_root_of(mod_roots, &root, m);
        let ignore = self.ignored_below(mod_root);
        if let Err(error) = self.config.ctx.files.stat(&root) {
            let error = PathError {
                op: "lstat",
                path: path::with_separator(dir).into_owned(),
                ..error
            };
            m.add_error(error.into());
            return;
        }
        // Names are built from the directory as the pattern spells it.
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
        let ctx = self.config.ctx;
        if matches!(path::base(&top), element if is_hidden(element) && element != "." && element != "..")
        {
            return;
        }
        let visit = |dir: &Dir<'_>| self.visit_dir(dir, mod_root, &ignore, &name_if_matching);
        let found = tree::walk(&*ctx.files, &ctx.pool, &ctx.cancel, &root, visit);
        for WalkItem { rel, value } in found {
            match value {
                Event::Package(name) => m.dirs.push(name.into()),
                Event::Line(line) => self.config.messages.warn(line),
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

    /// Visits one directory of a walk.
    fn visit_dir(
        &self,
        dir: &Dir<'_>,
        mod_root: &str,
        ignore: &IgnorePatterns,
        name_if_matching: &dyn Fn(&str) -> Option<String>,
    ) -> Step<Event> {
        let ctx = self.config.ctx;
        let is_top = dir.rel.is_empty();
        let found = |value| WalkItem {
            rel: dir.rel.to_owned(),
            value,
        };
        let mut step = Step::nothing();
        let in_module = if mod_root.is_empty() {
            None
        } else {
            in_dir(&*ctx.files, dir.path, mod_root)
        };
        if in_module.is_some_and(|rel| ignore.should_ignore(&rel)) {
            if ctx.flags.report.x {
                step.found.push(found(Event::Line(format!(
                    "# ignoring directory {}",
                    dir.path
                ))));
            }
            return step;
        }
        if ctx.dirs.is_lone_package(&ctx.build_context, dir.path) {
            step.found
                .extend(name_if_matching(dir.rel).map(|name| found(Event::Package(name))));
            return step;
        }
        let entries = match dir.listing() {
            Ok(entries) => entries,
            Err(error) => {
                // The directory is reported before it is listed.
                step.found
                    .extend(name_if_matching(dir.rel).map(|name| found(Event::Package(name))));
                step.found.push(found(Event::Error(error)));
                return step;
            }
        };
        let mut has_go = false;
        for entry in entries.iter() {
            match entry.kind {
                FileKind::Dir if is_hidden(&entry.name) => {}
                FileKind::Dir => step.enter.push(entry.name.clone()),
                _ if entry.name == "go.mod" && !is_top && self.config.roots.enabled => {
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
            && ctx.dirs.may_be_package(&ctx.build_context, dir.path)
        {
            step.found.push(found(Event::Package(name)));
        }
        step
    }

    fn is_file(&self, dir: &str, name: &str) -> bool {
        let meta = self.config.ctx.files.stat(&below(dir, name));
        meta.is_ok_and(|meta| !meta.is_dir())
    }

    /// Returns the ignore directives of the go.mod in a directory.
    fn ignored_below(&self, mod_root: &str) -> IgnorePatterns {
        if mod_root.is_empty() {
            return IgnorePatterns::default();
        }
        // With -modfile, the go.mod in the packages' directory counts.
        let main = self
            .config
            .main_modules()
            .iter()
            .find(|main| main.root == mod_root);
        if self.config.ctx.flags.modules.modfile.is_empty()
            && let Some(file) = main.and_then(|main| main.mod_file.as_ref())
        {
            return IgnorePatterns::new(file.ignore.iter().map(|line| line.path.as_str()));
        }
        let bytes = self.config.ctx.files.read(&below(mod_root, "go.mod"));
        let file = bytes
            .ok()
            .and_then(|bytes| GoMod::parse("go.mod", &bytes, None).ok());
        let lines = file.as_ref().map_or(&[][..], |file| &file.ignore);
        IgnorePatterns::new(lines.iter().map(|line| line.path.as_str()))
    }
}

/// Returns the root of the module that contains a directory; the last matching one.
fn mod_root_of<'r>(mod_roots: &'r [String], dir: &str, m: &mut Match) -> &'r str {
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
    m.add_error(ImportError::Directory(DirectoryError::OutsideRoots {
        dir: dir.to_owned(),
        roots: mod_roots.to_vec(),
    }));
    // Upstream continues without ignore directives.
    ""
}
