//! `go clean`: removes object files and cached files.
//!
//! Counterpart: cmd/go/internal/clean/clean.go (`runClean`).

use vamos_build::clean::CleanFlags;
use vamos_build::clean::CleanHost;
use vamos_build::clean::Cleaner;
use vamos_goenv::BuildOptions;
use vamos_goenv::locate;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go clean`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let output = &invocation.output;
    let host = CleanHost {
        print: &|text| output.stdout(text),
        log: &|line| output.log(line),
    };
    let clean_flags = CleanFlags {
        is_dry: flags.report.n,
        shows: flags.report.x,
        with_installed: invocation.parsed.is_set(Flag::I),
        with_dependencies: invocation.parsed.is_set(Flag::R),
    };
    let cleaner = Cleaner::new(host, &invocation.env, clean_flags);
    let mut clean = Clean {
        invocation,
        flags: &flags,
        cleaner,
    };
    clean.run()?;
    Ok(i32::from(clean.cleaner.has_failed()))
}

struct Clean<'a> {
    invocation: &'a Invocation,
    flags: &'a BuildOptions,
    cleaner: Cleaner<'a>,
}

impl Clean<'_> {
    fn is_set(&self, flag: Flag) -> bool {
        self.invocation.parsed.is_set(flag)
    }

    fn run(&mut self) -> Result<(), CliError> {
        let args = &self.invocation.parsed.args;
        let caches = [
            Flag::Cache,
            Flag::Testcache,
            Flag::Fuzzcache,
            Flag::Modcache,
        ];
        let wanted = caches.map(|flag| self.is_set(flag));
        let any_cache = wanted.iter().any(|is_wanted| *is_wanted);
        if !args.is_empty()
            && let Some(at) = wanted.iter().position(|is_wanted| *is_wanted)
        {
            return Err(CliError::go(format_args!(
                "clean -{} cannot be used with package arguments",
                caches[at]
            )));
        }
        let [cache, testcache, fuzzcache, modcache] = wanted;
        if !args.is_empty() || self.is_set(Flag::I) || self.is_set(Flag::R) {
            self.packages(true)?;
        } else if !any_cache {
            self.packages(false)?;
        }
        if cache {
            let dir = self.cache_dir()?;
            if dir != "off" {
                self.cleaner.cache(&dir);
            }
        }
        if testcache && !cache {
            let dir = self.cache_dir()?;
            if dir != "off" {
                self.cleaner.testcache(&dir);
            }
        }
        if modcache {
            self.cleaner.modcache().map_err(CliError::go)?;
        }
        if fuzzcache {
            super::session::require_cache(self.invocation)?;
            let dir = format!("{}/fuzz", self.cache_dir()?);
            self.cleaner.remove_all(&[dir]);
        }
        Ok(())
    }

    /// Cleans the packages that the arguments name. If they were not requested (`is_asked`),
    /// being outside of a module is not an error.
    fn packages(&mut self, is_asked: bool) -> Result<(), CliError> {
        let files = self.invocation.files(self.flags)?;
        let ctx = self.invocation.load_context(self.flags, files);
        if !is_asked && !has_mod_root(self.invocation) {
            return Ok(());
        }
        // Upstream's loader creates the cache, because it stores its module index there.
        super::session::make_cache(self.invocation)?;
        let opts = vamos_load::PackageOpts::default();
        let args = &self.invocation.parsed.args;
        let loaded = super::session::load(self.invocation, &ctx, &opts, args)?;
        for root in &loaded.graph.roots {
            self.cleaner.package(&loaded.graph, *root);
        }
        Ok(())
    }

    /// Returns GOCACHE; may be `off`.
    fn cache_dir(&self) -> Result<String, CliError> {
        let env = &self.invocation.env;
        if !env.dirs.gocache_error.is_empty() {
            return Err(CliError::go(&env.dirs.gocache_error));
        }
        Ok(env.dirs.gocache.clone())
    }
}

/// Reports whether packages are cleaned without arguments: in a main module or workspace, or
/// in GOPATH mode.
fn has_mod_root(invocation: &Invocation) -> bool {
    let (env, disk, cwd) = (&invocation.env, &*invocation.disk, &invocation.process.cwd);
    !locate::modules_enabled(env, disk, cwd)
        || locate::find_go_mod(env, disk, cwd).is_some()
        || matches!(locate::find_go_work(env, disk, cwd), Ok(Some(_)))
}
