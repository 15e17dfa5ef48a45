//! The packages of GOROOT/src that match the patterns `std` and `cmd`.
//!
//! Counterpart: cmd/go/internal/search/search.go (`MatchPackages`).

use hashbrown::HashSet;
use vamos_base::golang::path;
use vamos_fsys::FileKind;

use super::config::ModuleConfig;
use super::tree;
use super::tree::Dir;
use super::tree::Event;
use super::tree::Step;
use super::tree::WalkItem;
use super::tree::below;
use super::tree::is_hidden;
use crate::context::LoadContext;
use crate::dirpkg::DirError;
use crate::pattern::Match;
use crate::pattern::is_standard_import_path;

/// Import paths that are already found, or left out.
pub(crate) type SeenPaths = HashSet<String>;

/// Returns the import paths that a walk over std does not treat as packages.
pub(crate) fn ignored_std(ctx: &LoadContext<'_>) -> SeenPaths {
    let mut have = SeenPaths::from(["builtin".to_owned()]);
    if !ctx.env.target.cgo_enabled {
        have.insert("runtime/cgo".to_owned());
    }
    have
}

/// Finds the packages of GOROOT/src.
pub(crate) struct GorootSearch<'s, 'a> {
    pub config: &'s ModuleConfig<'a>,
}

impl GorootSearch<'_, '_> {
    /// Sets the packages of `std` or `cmd` (`MatchPackages`): none if GOROOT has no directory `src`.
    pub(crate) fn match_goroot(&self, m: &mut Match) {
        m.pkgs.clear();
        if !self.config.ctx.files.is_dir(&self.config.goroot_src) {
            return;
        }
        let is_std = m.pattern == "std";
        let root = if is_std {
            self.config.goroot_src.clone()
        } else {
            below(&self.config.goroot_src, "cmd")
        };
        let prefix = if is_std { "" } else { "cmd" };
        let have = ignored_std(self.config.ctx);
        let ctx = self.config.ctx;
        let visit = |dir: &Dir<'_>| self.visit_goroot_dir(dir, prefix, &have);
        let found = tree::walk(&*ctx.files, &ctx.pool, &ctx.cancel, &root, visit);
        for WalkItem { value, .. } in found {
            match value {
                Event::Package(name) => m.pkgs.push(name.into()),
                Event::Line(line) => self.config.messages.warn(line),
                Event::Error(error) => {
                    m.add_error(error.into());
                    return;
                }
            }
        }
    }

    fn visit_goroot_dir(&self, dir: &Dir<'_>, prefix: &str, have: &SeenPaths) -> Step<Event> {
        let mut step = Step::nothing();
        let name = path::join(&[prefix, dir.rel]);
        let found = |value| WalkItem {
            rel: dir.rel.to_owned(),
            value,
        };
        let entries = match dir.listing() {
            Ok(entries) => entries,
            Err(error) => {
                step.found.push(found(Event::Error(error)));
                return step;
            }
        };
        let is_root = dir.rel.is_empty();
        let mut has_go = false;
        for entry in entries.iter() {
            if entry.kind != FileKind::Dir {
                has_go |= entry.name.ends_with(".go");
                continue;
            }
            // `std` is only the standard library: no commands, and no paths with a dot.
            let is_foreign = is_root
                && prefix.is_empty()
                && (entry.name == "cmd" || !is_standard_import_path(&entry.name));
            if !is_hidden(&entry.name) && !is_foreign {
                step.enter.push(entry.name.clone());
            }
        }
        let is_named = !(is_root && prefix.is_empty());
        if has_go
            && is_named
            && !have.contains(&name)
            && self.is_goroot_package(dir.path, &name, prefix)
        {
            step.found.push(found(Event::Package(name)));
        }
        step
    }

    fn is_goroot_package(&self, dir: &str, name: &str, prefix: &str) -> bool {
        let (package, error) = self
            .config
            .ctx
            .dirs
            .import_dir(&self.config.ctx.build_context, dir);
        if matches!(error, Some(DirError::NoGo { .. })) {
            return false;
        }
        // Commands among the vendored packages are not part of cmd.
        !(prefix == "cmd" && name.starts_with("cmd/vendor") && package.name == "main")
    }
}
