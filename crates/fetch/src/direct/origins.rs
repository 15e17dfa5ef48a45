//! The origins of modules, found once for each path.
//!
//! Counterpart: cmd/go/internal/modfetch/repo.go (`lookupDirect`), cmd/go/internal/vcs/vcs.go.

use std::sync::Arc;
use std::sync::Mutex;

use vamos_base::golang::module;
use vamos_modfile::ModuleError;
use vamos_net::Url;
use vamos_sched::Memo;
use vamos_vcs::ModuleLocation;
use vamos_vcs::ProgramConfig;
use vamos_vcs::RemoteConfig;
use vamos_vcs::RemoteTools;
use vamos_vcs::System;
use vamos_vcs::open_remote;

use super::meta::GoImport;
use super::repo::DirectRepo;
use super::repo::SharedHost;
use crate::Config;
use crate::Event;
use crate::OriginSettings;
use crate::Parts;
use crate::test_servers::TestServers;
use crate::web::Security;
use crate::web::Web;

/// The pages of prefixes that were verified, by prefix.
pub(super) type Pages = Memo<String, Result<(String, Vec<GoImport>), ModuleError>>;

/// The origin of a module path.
pub(crate) enum Origin {
    /// A repository.
    Repo(DirectRepo),
    /// A proxy, which serves this module only.
    Proxy(String),
}

/// Finds the origins of modules.
pub(crate) struct Origins {
    pub(super) settings: OriginSettings,
    pub(super) web: Arc<Web>,
    pub(super) tools: Arc<RemoteTools>,
    pub(super) pages: Pages,
    pub(super) test_servers: Option<TestServers>,
    pub(super) hosts: Memo<(System, String), Result<SharedHost, ModuleError>>,
    /// Bazaar is not supported, since Go 1.27.
    pub(super) is_modern: bool,
}

impl Origins {
    /// Returns the origins for a configuration.
    pub(crate) fn new(config: &Config, web: &Arc<Web>, parts: Parts) -> Self {
        let Parts {
            events,
            cancel,
            executor,
        } = parts;
        let asked = Arc::clone(web);
        let OriginSettings {
            goroot,
            temp_dir,
            is_verbose,
            ..
        } = config.origins.clone();
        let is_modern = config.release.has_strict_repositories();
        let remote = RemoteConfig {
            programs: ProgramConfig {
                env: quiet(&config.origins.env),
                path: config.origins.path.clone(),
                goroot,
                shows_commands: config.shows_requests,
                is_verbose,
                is_modern,
                has_hg_sums: config.release.has_mercurial_sums(),
            },
            gomodcache: config.gomodcache.clone(),
            temp_dir,
            names_sha1: config.release.names_sha1_repositories(),
            say: Box::new(move |line| events.event(Event::Line(line))),
            is_gone: Box::new(move |url| is_gone(&asked, url)),
        };
        Self {
            settings: config.origins.clone(),
            web: Arc::clone(web),
            tools: Arc::new(RemoteTools::new(remote, executor, cancel)),
            pages: Pages::default(),
            test_servers: config.test_servers.clone(),
            hosts: Memo::default(),
            is_modern,
        }
    }

    /// Returns the address under which upstream's tests serve a repository
    /// (`interceptVCSTest`).
    pub(super) fn test_repository(
        &self,
        system: System,
        repo: &str,
        security: Security,
    ) -> Option<String> {
        let servers = self.test_servers.as_ref()?;
        let path = match repo.split_once("://") {
            Some((scheme, _))
                if security == Security::SecureOnly && !self.is_secure(system, scheme) =>
            {
                return None;
            }
            Some((_, path)) => path,
            None => repo,
        };
        let path = servers.path_of(path)?;
        let url = servers.repository(path);
        // Subversion has a separate server, which a request starts.
        let answer = (system == System::Svn).then(|| {
            let url = Url::parse(&format!("{url}?vcwebsvn=1")).ok()?;
            self.web.get_bytes(&url, 64 << 10).ok()
        });
        let server = answer.flatten().unwrap_or_default();
        Some(match String::from_utf8_lossy(&server).trim() {
            "" => url,
            server => format!("{server}{path}"),
        })
    }

    /// Finds the origin of a module (`lookupDirect`).
    pub(crate) fn find(&self, path: &str) -> Result<Origin, ModuleError> {
        let security = if module::match_prefix_patterns(&self.settings.goinsecure, path) {
            Security::Insecure
        } else {
            Security::SecureOnly
        };
        let root = self.root_of(path, security);
        // Another prefix of the path may be a module.
        let root = root.map_err(|error| ModuleError::NotExist(Box::new(error)))?;
        let Some(system) = root.system else {
            return Ok(Origin::Proxy(root.repo));
        };
        let host = self.hosts.get_or(&(system, root.repo.clone()), || {
            let opened = open_remote(&self.tools, system, &root.repo);
            opened.map(|host| Arc::new(Mutex::new(host)))
        })?;
        let place = ModuleLocation::new(&root.root, &root.subdir, path)?;
        Ok(Origin::Repo(DirectRepo::new(host, place)))
    }
}

/// Returns the environment with which git never asks for a password, unless the user's
/// environment has other settings.
pub(super) fn quiet(env: &[(String, String)]) -> Arc<[(String, String)]> {
    let mut env = env.to_vec();
    for (name, value) in [("GIT_TERMINAL_PROMPT", "0"), ("GCM_INTERACTIVE", "never")] {
        let is_set = |(key, value): &(String, String)| key == name && !value.is_empty();
        if !env.iter().any(is_set) {
            env.push((name.to_owned(), value.to_owned()));
        }
    }
    env.into()
}

/// Reports whether a server answers that an address does not exist.
pub(super) fn is_gone(web: &Web, address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let is_http = matches!(url.scheme.as_str(), "http" | "https");
    is_http && matches!(web.get_bytes(&url, 64 << 10), Err(error) if error.is_not_exist())
}
