//! Descriptions of modules for `go list` and build info.
//!
//! Counterpart: cmd/go/internal/modload/build.go.

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modcache::Suffix;
use vamos_modules::ModFlag;
use vamos_modules::ModuleSource;
use vamos_modules::Requirements;

use super::config::ModuleConfig;
use super::state::State;
use super::version_facts::ListMode;
use super::version_facts::VersionFacts;
use super::version_facts::fault;
use super::version_facts::time_of;
use crate::module_public::ModulePublic;

/// The go version of a go.mod without a go line.
const DEFAULT_GO_MOD_VERSION: &str = "1.16";

/// Describes modules.
#[derive(Clone, Copy)]
pub(crate) struct ModuleInfos<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    /// The requested data.
    pub(crate) mode: ListMode,
}

impl ModuleInfos<'_, '_> {
    /// Returns the description of a module of the build list (`moduleInfo`).
    pub(crate) fn module_info(&self, m: &ModuleVersion, rs: &Requirements) -> ModulePublic {
        if m.version.is_empty() && self.state.config.is_main_module(&m.path) {
            return self.main_module_info(m);
        }
        let mut info = ModulePublic {
            path: m.path.as_str().into(),
            version: m.version.as_str().into(),
            indirect: !rs.is_direct(&m.path),
            ..ModulePublic::default()
        };
        let is_vendor = self.state.config.mod_flag() == ModFlag::Vendor;
        if is_vendor {
            info.go_version = vendored_go_version(&self.state.config, m);
        }
        let Some(new) = self.state.config.main.replacement(m) else {
            if !is_vendor {
                self.complete_from_cache(&mut info, true);
            }
            return info;
        };
        let mut replace = ModulePublic {
            path: new.path.as_str().into(),
            version: new.version.as_str().into(),
            go_version: info.go_version.clone(),
            ..ModulePublic::default()
        };
        if new.version.is_empty() {
            replace.dir = self.state.config.replacement_dir(&new).into();
            replace.go_mod = path::join(&[&replace.dir, "go.mod"]);
        }
        if !is_vendor {
            self.complete_from_cache(&mut replace, true);
            info.dir.clone_from(&replace.dir);
            info.go_mod.clone_from(&replace.go_mod);
            info.retracted.clone_from(&replace.retracted);
        }
        info.go_version.clone_from(&replace.go_version);
        info.replace = Some(Arc::new(replace));
        info
    }

    /// Returns the description of an explicit version, without its replacement.
    pub(super) fn version_info(&self, m: &ModuleVersion) -> ModulePublic {
        if m.version.is_empty() && self.state.config.is_main_module(&m.path) {
            return self.main_module_info(m);
        }
        let mut info = ModulePublic {
            path: m.path.as_str().into(),
            version: m.version.as_str().into(),
            ..ModulePublic::default()
        };
        self.complete_from_cache(&mut info, false);
        info
    }

    fn main_module_info(&self, m: &ModuleVersion) -> ModulePublic {
        let mut info = ModulePublic {
            path: m.path.as_str().into(),
            main: true,
            go_version: raw_go_version(self.state, m),
            ..ModulePublic::default()
        };
        if let Some(root) = self.state.config.main_module_root(&m.path) {
            info.dir = root.into();
            info.go_mod = match self.state.config.ctx.flags.modules.modfile.as_str() {
                "" => path::join(&[root, "go.mod"]),
                file => file.to_owned(),
            };
        }
        info
    }

    /// Adds the data about a module in the module cache, at proxies or in a replacement directory
    /// (`completeFromModCache`). If `is_required`, go.sum must have its hash.
    fn complete_from_cache(&self, info: &mut ModulePublic, is_required: bool) {
        if gover::is_toolchain(&info.path) {
            return;
        }
        let files = &*self.state.config.ctx.files;
        let m = ModuleVersion::new(info.path.as_str(), info.version.as_str());
        let has_version = !m.version.is_empty();
        let needs_sums = is_required && has_version && self.state.config.must_have_sums();
        if has_version && self.state.config.ctx.policy.shows_version_times {
            self.complete_time(info, &m);
        }
        // A `.info` file may name another version, of which go.sum has no hash.
        let found = ModuleVersion::new(info.path.as_str(), info.version.as_str());
        let go_mod_ok = !needs_sums || self.state.files.cache.have_go_mod_sum(&found);
        let zip_ok = !needs_sums || self.state.files.cache.have_sum(&found);
        if info.go_version.is_empty()
            && go_mod_ok
            && let Ok(summary) = self.state.go_mod(&m)
            && summary.too_new.is_none()
        {
            info.go_version.clone_from(&summary.go_version);
        }
        if !has_version {
            return;
        }
        if go_mod_ok {
            let file = self.state.files.cache.cache_path(&m, Suffix::Mod);
            let is_file = |file: &String| files.stamp(file).is_ok_and(|meta| meta.is_file());
            if let Some(file) = file.ok().filter(is_file) {
                info.go_mod = file;
            }
            let sum = self.state.files.cache.sums.recorded(files, &m.go_mod_key());
            info.go_mod_sum = sum.unwrap_or_default();
        }
        if zip_ok {
            if let (dir, Ok(_)) = self.state.files.cache.download_dir(&m) {
                info.dir = dir.into();
            }
            info.sum = self
                .state
                .files
                .cache
                .sums
                .recorded(files, &m)
                .unwrap_or_default();
        }
        if self.mode.retracted {
            let queries = self.state.queries();
            VersionFacts { queries }.add_retraction(info);
        }
    }

    /// Adds the time of a version.
    fn complete_time(&self, info: &mut ModulePublic, m: &ModuleVersion) {
        let is_vendor = self.state.config.mod_flag() == ModFlag::Vendor;
        if !is_vendor && let Some(rev) = self.state.files.cache.version_info(m) {
            info.time = Some(time_of(&rev));
        } else if is_vendor || self.state.files.cache.can_fetch() {
            match self.state.queries().query(&m.path, &m.version, "", None) {
                Ok(rev) => {
                    info.version = rev.version.as_str().into();
                    info.time = Some(time_of(&rev));
                }
                Err(error) => info.error = Some(fault(&error)),
            }
        }
    }
}

/// Returns the go version of a module's go.mod, or an empty string if it is unknown
/// (`rawGoVersion`).
pub(crate) fn raw_go_version(state: &State<'_>, m: &ModuleVersion) -> String {
    let config = &state.config;
    if m.version.is_empty()
        && let Some(main) = config.main.get(&m.path)
    {
        let Some(index) = &main.index else {
            return config.main_go_version().to_owned();
        };
        return match index.go_version.as_str() {
            "" if config.in_workspace_mode() => String::new(),
            "" if config.mod_flag() == ModFlag::Mod => config.local.version.clone(),
            "" => DEFAULT_GO_MOD_VERSION.to_owned(),
            version => version.to_owned(),
        };
    }
    if m.path.is_empty() {
        return String::new();
    }
    if config.mod_flag() == ModFlag::Vendor {
        return vendored_go_version(config, m);
    }
    let summary = state.go_mod_summary(m);
    summary.map_or_else(|_| String::new(), |summary| summary.go_version.clone())
}

fn vendored_go_version(config: &ModuleConfig<'_>, m: &ModuleVersion) -> String {
    let meta = config.vendor.as_ref().and_then(|txt| txt.meta(m));
    meta.map_or_else(String::new, |meta| meta.go_version.clone())
}
