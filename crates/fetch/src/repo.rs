//! Where a module is looked for: at a proxy, or nowhere.
//!
//! Counterpart: cmd/go/internal/modfetch/repo.go (`lookup`, `errRepo`).

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::NeedsDownload;

use crate::Config;
use crate::proxies::USE_PROXY;
use crate::proxy_repo::ProxyRepo;

/// A place to look for one module.
pub(crate) enum Repo {
    /// At a proxy.
    Proxy(Box<ProxyRepo>),
    /// The module must not be looked up, or its path is invalid.
    Error(ModuleError),
    /// In its version control repository.
    Direct(String),
}

impl Repo {
    /// Returns where the entry `proxy` of GOPROXY looks for `path`.
    pub(crate) fn look_up(config: &Config, proxy: &str, path: &str) -> Self {
        if module::match_prefix_patterns(&config.gonoproxy, path) {
            return match proxy {
                "noproxy" | "direct" => Self::Direct(path.to_owned()),
                _ => Self::Error(not_exist("disabled by GOPRIVATE/GONOPROXY")),
            };
        }
        match proxy {
            "off" => Self::Error(not_exist("module lookup disabled by GOPROXY=off")),
            "direct" => Self::Direct(path.to_owned()),
            "noproxy" => Self::Error(not_exist(USE_PROXY)),
            url => match ProxyRepo::new(url, path) {
                Ok(repo) => Self::Proxy(Box::new(repo)),
                Err(error) => Self::Error(error),
            },
        }
    }

    /// Returns the proxy, or the error for every request.
    pub(crate) fn proxy(&self, version: &str) -> Result<&ProxyRepo, ModuleError> {
        match self {
            Self::Proxy(repo) => Ok(repo),
            Self::Error(error) => Err(error.clone()),
            Self::Direct(path) => Err(ModuleError::NeedsDownload(Box::new(NeedsDownload {
                module: ModuleVersion::new(path.as_str(), version),
                suffix: "vcs",
                message: format!("{path} is at its origin only"),
            }))),
        }
    }
}

fn not_exist(text: &str) -> ModuleError {
    ModuleError::NotExist(Box::new(ModuleError::message(text)))
}
