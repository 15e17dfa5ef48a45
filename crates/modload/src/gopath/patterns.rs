//! Patterns in GOPATH mode: import paths are matched against the trees of GOROOT and GOPATH,
//! directories are converted to import paths if they have one.
//!
//! Counterpart: cmd/go/internal/search/search.go (`ImportPaths`, `MatchPackages`).

use hashbrown::HashSet;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::PathError;

use super::Gopath;
use crate::Modules;
use crate::absolute::absolute;
use crate::dir_patterns::DirPatterns;
use crate::goroot_search::GorootSearch;
use crate::pattern::Glob;
use crate::pattern::Match;
use crate::pattern::TreeGlob;
use crate::pattern::clean_patterns;
use crate::pattern::match_pattern;
use crate::pattern::tree_can_match_pattern;
use crate::pattern_matcher::warn_unmatched;
use crate::tree;
use crate::tree::Dir;
use crate::tree::Step;
use crate::tree::WalkItem;
use crate::tree::below;
use crate::tree::is_hidden;

/// An item of a walk.
enum Event {
    /// A directory, by import path; whether it is a package that matches.
    Dir(String, bool),
    /// A line for stderr.
    Line(String),
    /// An error that ends the walk here.
    Error(PathError),
}

/// A pattern with wildcards, compiled; a meta name matches all.
struct Names<'m> {
    pattern: &'m str,
    glob: Option<(Glob, TreeGlob)>,
}

impl Names<'_> {
    fn matches(&self, name: &str) -> bool {
        let glob = self.glob.as_ref();
        glob.is_none_or(|(glob, _)| glob.matches(name))
    }

    fn tree_can_match(&self, name: &str) -> bool {
        let glob = self.glob.as_ref();
        glob.is_none_or(|(_, tree)| tree.matches(name))
    }
}

impl Gopath<'_> {
    /// Returns the matches of the patterns of a command line (`ImportPaths`).
    pub fn import_paths(&self, modules: &Modules<'_>, patterns: &[String]) -> Vec<Match> {
        let clean = clean_patterns(patterns);
        let matches: Vec<Match> = clean
            .iter()
            .map(|pattern| self.import_path(modules, pattern))
            .collect();
        warn_unmatched(&modules.config().messages, &matches);
        matches
    }

    fn import_path(&self, modules: &Modules<'_>, pattern: &str) -> Match {
        let mut m = Match::new(pattern);
        if m.is_local() {
            if m.is_literal() {
                m.dirs = vec![pattern.into()];
            } else {
                let config = modules.config();
                DirPatterns { config }.match_dirs(&[], &mut m);
            }
            let dirs = m.dirs.iter();
            m.pkgs = dirs.map(|dir| self.path_of_dir(dir)).collect();
        } else if m.is_literal() {
            m.pkgs = vec![pattern.into()];
        } else if matches!(pattern, "std" | "cmd") {
            let config = modules.config();
            GorootSearch { config }.match_goroot(&mut m);
        } else {
            self.match_packages(modules, &mut m);
        }
        m
    }

    /// Returns the import path of a directory in a pattern, or the directory itself.
    fn path_of_dir(&self, dir: &str) -> ImportPath {
        let place = self.place_of_dir(&absolute(&self.ctx.cwd, dir));
        match place.import_path.as_str() {
            "." => dir.into(),
            _ => place.import_path,
        }
    }

    /// Adds the packages of all trees that match a pattern.
    fn match_packages(&self, modules: &Modules<'_>, m: &mut Match) {
        let pattern = m.pattern.clone();
        let glob =
            (!m.is_meta()).then(|| (match_pattern(&pattern), tree_can_match_pattern(&pattern)));
        let names = Names {
            pattern: &pattern,
            glob,
        };
        // A directory hides others of its name in later trees, even if it is not a package.
        let mut have = HashSet::from(["builtin".to_owned()]);
        if !self.ctx.env.target.cgo_enabled {
            have.insert("runtime/cgo".to_owned());
        }
        let in_gopath = self.roots.iter().map(|root| path::join(&[root, "src"]));
        let trees: Vec<String> = std::iter::once(self.goroot_src.clone())
            .chain(in_gopath)
            .filter(|src| self.is_dir(src))
            .collect();
        for src in trees {
            self.match_tree(modules, m, &names, &src, &mut have);
        }
    }

    fn match_tree(
        &self,
        modules: &Modules<'_>,
        m: &mut Match,
        names: &Names<'_>,
        src: &str,
        have: &mut HashSet<String>,
    ) {
        let ctx = self.ctx;
        let seen = &*have;
        let visit = |dir: &Dir<'_>| self.visit(dir, names, seen);
        let found = tree::walk(&*ctx.files, &ctx.pool, &ctx.cancel, src, visit);
        for WalkItem { value, .. } in found {
            match value {
                Event::Dir(name, is_match) => {
                    if is_match {
                        m.pkgs.push(name.as_str().into());
                    }
                    have.insert(name);
                }
                Event::Line(line) => modules.config().messages.warn(line),
                Event::Error(error) => {
                    m.add_error(error.into());
                    return;
                }
            }
        }
    }

    fn visit(&self, dir: &Dir<'_>, names: &Names<'_>, have: &HashSet<String>) -> Step<Event> {
        let mut step = Step::nothing();
        let found = |rel: &str, value| WalkItem {
            rel: rel.to_owned(),
            value,
        };
        let is_root = dir.rel.is_empty();
        let listing = dir.listing();
        let has_go = listing.as_ref().map_or(true, |entries| {
            let mut files = entries.iter().filter(|entry| entry.kind != FileKind::Dir);
            files.any(|entry| entry.name.ends_with(".go"))
        });
        if !is_root && !have.contains(dir.rel) {
            let is_match = has_go && names.matches(dir.rel) && self.is_package(dir.path);
            let event = Event::Dir(dir.rel.to_owned(), is_match);
            step.found.push(found(dir.rel, event));
        }
        let entries = match listing {
            Ok(entries) => entries,
            Err(error) => {
                step.found.push(found(dir.rel, Event::Error(error)));
                return step;
            }
        };
        for entry in entries.iter() {
            let is_dir = entry.kind == FileKind::Dir;
            if !is_dir && entry.kind != FileKind::Symlink || is_hidden(&entry.name) {
                continue;
            }
            let rel = below(dir.rel, &entry.name);
            if !names.tree_can_match(&rel) {
                continue;
            }
            if is_dir {
                step.enter.push(entry.name.clone());
            } else if names.pattern.contains("...") {
                let file = below(dir.path, &entry.name);
                if self.is_dir(&file) {
                    let line = format!("warning: ignoring symlink {file}");
                    step.found.push(found(&rel, Event::Line(line)));
                }
            }
        }
        step
    }

    fn is_package(&self, dir: &str) -> bool {
        let ctx = self.ctx;
        ctx.dirs.may_be_package(&ctx.build_context, dir)
    }
}
