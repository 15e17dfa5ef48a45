//! Downloads of the modules of `mod download`.
//!
//! Counterpart: cmd/go/internal/modcmd/download.go (`DownloadModule`),
//! cmd/go/internal/modload/init.go (`WriteGoMod`).

use vamos_base::golang::gover;
use vamos_base::golang::gover::EXPLICIT_INDIRECT_VERSION;
use vamos_base::golang::module::ModuleVersion;
use vamos_modcache::Suffix;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modules::source::ModuleFetcher;
use vamos_modzip::dirhash::go_mod_sum;

use super::LoadError;
use super::Modules;
use super::modcache::ModCache;

/// The files of a module in the cache; with an error, the files that were fetched before it.
#[derive(Clone, Debug, Default)]
pub struct Downloaded {
    /// The `.info` file.
    pub info: String,
    /// The `.mod` file.
    pub go_mod: String,
    /// Its hash.
    pub go_mod_sum: String,
    /// The `.zip` file.
    pub zip: String,
    /// Its hash.
    pub sum: String,
    /// The directory with the module's files.
    pub dir: String,
    /// The error that prevented the missing files.
    pub error: Option<ModuleError>,
}

impl Modules<'_> {
    /// Returns the paths of the main modules.
    pub fn main_module_paths(&self) -> Vec<&str> {
        let mains = self.state.config.main.versions().iter();
        mains.map(|m| m.path.as_str()).collect()
    }

    /// Returns the modules that `mod download` without arguments downloads: in a workspace and
    /// before go 1.17 all modules, else the modules in go.mod. Packages of the main module need no
    /// others. The whole graph is still loaded, so that other commands can load it offline.
    pub fn default_downloads(&mut self) -> Result<Vec<String>, LoadError> {
        let all = || vec!["all".to_owned()];
        if self.in_workspace_mode() {
            return Ok(all());
        }
        let file: Option<&GoMod> = self
            .state
            .config
            .main
            .single()
            .and_then(|main| main.mod_file.as_deref());
        let Some(file) = file else {
            return Ok(Vec::new());
        };
        let is_old = file
            .go
            .as_ref()
            .is_none_or(|go| gover::compare(&go.version, EXPLICIT_INDIRECT_VERSION).is_lt());
        let paths: Vec<String> = file.require.iter().map(|r| r.module.path.clone()).collect();
        if !is_old {
            self.load_mod_graph("")?;
            return Ok(paths);
        }
        Ok(if paths.is_empty() { paths } else { all() })
    }

    /// Downloads and extracts modules into the cache.
    pub fn download(&self, modules: &[ModuleVersion]) -> Result<Vec<Downloaded>, LoadError> {
        let result = self.download_all(modules);
        result.map_err(|error| self.with_warnings(error))
    }

    fn download_all(&self, modules: &[ModuleVersion]) -> Result<Vec<Downloaded>, LoadError> {
        if modules.is_empty() {
            return Ok(Vec::new());
        }
        let Some(fetcher) = self.state.config.ctx.fetcher.as_deref() else {
            let modules = modules.to_vec();
            return Err(LoadError::NeedsDownload { modules });
        };
        let download = |m: &ModuleVersion| {
            let mut out = Downloaded::default();
            let got = download_to(&self.state.files.cache, fetcher, m, &mut out);
            out.error = got.err();
            out
        };
        let downloaded = self.state.in_parallel(modules, download);
        let errors = downloaded.iter().filter_map(|out| out.error.as_ref());
        self.state.config.messages.order_fatal(errors);
        self.state.config.messages.exit_if_errors()?;
        Ok(downloaded)
    }

    /// Determines the changes of go.mod and go.sum by the downloads (`WriteGoMod`), for
    /// [`Modules::updates`].
    pub fn settle_downloads(&mut self) -> Result<(), LoadError> {
        let rs = self.requirements()?;
        self.updates = self.plan(&rs).updates()?;
        Ok(())
    }
}

/// Downloads one module.
fn download_to(
    cache: &ModCache<'_>,
    fetcher: &dyn ModuleFetcher,
    m: &ModuleVersion,
    out: &mut Downloaded,
) -> Result<(), ModuleError> {
    let check = |key: &ModuleVersion, hash: &str| cache.check_sum(key, hash);
    out.info = cache.note(fetcher.info(m))?.1;
    let go_mod = cache.note(fetcher.go_mod(m, &check))?;
    out.go_mod = cache.cache_path(m, Suffix::Mod)?;
    out.go_mod_sum = go_mod_sum(&go_mod);
    (out.zip, out.sum) = cache.note(fetcher.zip(m, &check))?;
    out.dir = cache.note(fetcher.download(m, &check))?.dir.to_string();
    Ok(())
}
