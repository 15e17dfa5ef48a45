//! The source for a module: a proxy, its origin, or none.
//!
//! Counterpart: cmd/go/internal/modfetch/repo.go (`Repo`, `lookup`, `errRepo`).

use vamos_base::golang::module;
use vamos_modfile::ModuleError;
use vamos_modfile::RevInfo;
use vamos_modules::source::Versions;

use crate::Config;
use crate::Web;
use crate::direct::DirectRepo;
use crate::direct::Origin;
use crate::direct::Origins;
use crate::proxies::USE_PROXY;
use crate::proxy_repo::ProxyRepo;
use crate::web::Sink;

type Answer<T> = Result<T, ModuleError>;

/// A source for one module.
pub(crate) enum Repo {
    /// A proxy.
    Proxy(Box<ProxyRepo>),
    /// Its repository.
    Direct(Box<DirectRepo>),
    /// The module must not be looked up, or cannot be found.
    Error(ModuleError),
}

impl Repo {
    /// Returns the source for `path` of the entry `proxy` of GOPROXY.
    pub(crate) fn look_up(config: &Config, origins: &Origins, proxy: &str, path: &str) -> Self {
        if module::match_prefix_patterns(&config.gonoproxy, path) {
            return match proxy {
                "noproxy" | "direct" => Self::direct(config, origins, path),
                _ => Self::Error(not_exist("disabled by GOPRIVATE/GONOPROXY")),
            };
        }
        match proxy {
            "off" => Self::Error(not_exist("module lookup disabled by GOPROXY=off")),
            "direct" => Self::direct(config, origins, path),
            "noproxy" => Self::Error(not_exist(USE_PROXY)),
            url => Self::at_proxy(config, url, path),
        }
    }

    fn at_proxy(config: &Config, url: &str, path: &str) -> Self {
        match ProxyRepo::new(url, path, config.release) {
            Ok(repo) => Self::Proxy(Box::new(repo)),
            Err(error) => Self::Error(error),
        }
    }

    fn direct(config: &Config, origins: &Origins, path: &str) -> Self {
        match origins.find(path) {
            Ok(Origin::Repo(repo)) => Self::Direct(Box::new(repo)),
            Ok(Origin::Proxy(url)) => Self::at_proxy(config, &url, path),
            Err(error) => Self::Error(error),
        }
    }

    /// Returns the released versions that begin with `prefix`.
    pub(crate) fn versions(&self, web: &Web, prefix: &str) -> Answer<Versions> {
        match self {
            Self::Proxy(repo) => repo.versions(web, prefix),
            Self::Direct(repo) => repo.versions(prefix),
            Self::Error(error) => Err(error.clone()),
        }
    }

    /// Returns the version for a revision.
    pub(crate) fn stat(&self, web: &Web, rev: &str) -> Answer<RevInfo> {
        match self {
            Self::Proxy(repo) => repo.stat(web, rev),
            Self::Direct(repo) => repo.stat(rev),
            Self::Error(error) => Err(error.clone()),
        }
    }

    /// Fails unless an answer that depended on `old` would be the same now.
    pub(crate) fn check_reuse(&self, old: &vamos_modfile::Origin) -> Answer<()> {
        let changed = || ModuleError::message("the origin has changed");
        match self {
            Self::Direct(repo) if repo.can_reuse(old) => Ok(()),
            Self::Direct(_) => Err(changed()),
            Self::Proxy(_) => Err(ModuleError::message("proxy does not support CheckReuse")),
            Self::Error(error) => Err(error.clone()),
        }
    }

    /// Returns the latest version without regard to tags.
    pub(crate) fn latest(&self, web: &Web) -> Answer<RevInfo> {
        match self {
            Self::Proxy(repo) => repo.latest(web),
            Self::Direct(repo) => repo.latest(),
            Self::Error(error) => Err(error.clone()),
        }
    }

    /// Returns a version's go.mod.
    pub(crate) fn go_mod(&self, web: &Web, version: &str) -> Answer<Vec<u8>> {
        match self {
            Self::Proxy(repo) => repo.go_mod(web, version),
            Self::Direct(repo) => repo.go_mod(version),
            Self::Error(error) => Err(error.clone()),
        }
    }

    /// Writes a version's zip into `sink`.
    pub(crate) fn zip(
        &self,
        web: &Web,
        config: &Config,
        version: &str,
        sink: &mut dyn Sink,
    ) -> Answer<()> {
        match self {
            Self::Proxy(repo) => repo.zip(web, version, sink),
            Self::Direct(repo) => repo.zip(config, version, sink),
            Self::Error(error) => Err(error.clone()),
        }
    }
}

fn not_exist(text: &str) -> ModuleError {
    ModuleError::NotExist(Box::new(ModuleError::message(text)))
}
