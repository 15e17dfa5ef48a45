//! Checks whether a server answers, and finds the source of the credentials for a host, without
//! fetching anything and without prompting the user.
//!
//! Counterpart: none; the official command finds out when it fails.

use std::sync::Arc;
use std::time::Duration;

use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;
use vamos_net::Limits;
use vamos_net::Url;

use crate::Config;
use crate::Parts;
use crate::ProbeAnswer;
use crate::Web;
use crate::WebError;
use crate::auth::logins_of_netrc;
use crate::sumdb;

/// The time limit for each step of a probe.
const PATIENCE: Duration = Duration::from_secs(5);

/// The source of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    /// The `.netrc` file has a login for the host.
    Netrc,
    /// A program in GOAUTH.
    GoAuth,
    /// Git calls a credential helper.
    GitHelper,
    /// Git uses another address, such as one of SSH.
    GitRewrite,
}

/// Sends requests to servers and searches for credentials.
pub struct Probe<'a> {
    config: &'a Config,
    web: Web,
    executor: Arc<LocalExecutor>,
}

impl<'a> Probe<'a> {
    /// Uses the settings of downloads, with short time limits.
    pub fn new(config: &'a Config, parts: Parts) -> Self {
        let executor = Arc::clone(&parts.executor);
        let mut patient = config.clone();
        patient.connections.limits = Limits {
            connect: PATIENCE,
            handshake: PATIENCE,
            answer: PATIENCE,
            stall: PATIENCE,
        };
        Self {
            config,
            web: Web::new(&patient, parts),
            executor,
        }
    }

    /// Sends one request for a URL. Any status is an answer.
    pub fn ask(&self, url: &str) -> Result<ProbeAnswer, WebError> {
        let url = Url::parse(url).map_err(WebError::Net)?;
        self.web.probe(&url)
    }

    /// Returns the source of the credentials for a host. Only git's configuration and the names in
    /// the `.netrc` file are read; no secret is requested.
    pub fn credentials(&self, host: &str) -> Option<CredentialSource> {
        let methods: Vec<&str> = self
            .config
            .credentials
            .goauth
            .split(';')
            .map(str::trim)
            .collect();
        let netrc = uncached::read(&self.config.credentials.netrc).unwrap_or_default();
        let hosts = logins_of_netrc(&String::from_utf8_lossy(&netrc));
        if methods.contains(&"netrc") && hosts.iter().any(|known| known == host) {
            return Some(CredentialSource::Netrc);
        }
        let is_other = |method: &&str| !matches!(*method, "" | "off" | "netrc");
        if methods.iter().any(is_other) {
            return Some(CredentialSource::GoAuth);
        }
        credentials_of_git(&self.git_config().unwrap_or_default(), host)
    }

    /// Returns the name of the checksum database and its address in GOSUMDB.
    pub fn checksum_database(&self) -> Result<(String, Option<String>), String> {
        let source = sumdb::settings::source(&self.config.sumdb.gosumdb);
        let source = source.map_err(|error| error.to_string())?;
        Ok((source.verifier.name().to_owned(), source.address))
    }

    /// Reports whether git can be run.
    pub fn has_git(&self) -> bool {
        look_path("git", &self.config.origins.path).is_ok()
    }

    fn git_config(&self) -> Option<String> {
        let argv = [
            look_path("git", &self.config.origins.path).ok()?,
            "config".to_owned(),
            "--get-regexp".to_owned(),
            "^(credential|url)\\.".to_owned(),
        ];
        let spawn = Spawn {
            argv: argv.to_vec(),
            env: Arc::from(self.config.origins.env.as_slice()),
            extra_env: Vec::new(),
            dir: self.config.credentials.cwd.clone(),
            streams: Streams::Separate,
        };
        let outcome = self.executor.run_fed(&spawn, b"", self.web.cancel());
        Some(String::from_utf8_lossy(&outcome.ok()?.stdout).into_owned())
    }
}

/// Finds a host in lines of `git config --get-regexp`: a key and its value.
fn credentials_of_git(config: &str, host: &str) -> Option<CredentialSource> {
    let of_host = |address: &str| {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
        rest.split(['/', ':']).next() == Some(host)
    };
    let mut found = None;
    for line in config.lines() {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        if key.starts_with("url.") && key.ends_with(".insteadof") {
            if of_host(value) {
                return Some(CredentialSource::GitRewrite);
            }
        } else if let Some(rest) = key.strip_prefix("credential.") {
            let applies = match rest.strip_suffix(".helper") {
                Some(address) => of_host(address),
                None => rest == "helper",
            };
            // An empty helper removes the previous ones.
            if applies {
                found = (!value.is_empty()).then_some(CredentialSource::GitHelper);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::CredentialSource;
    use super::credentials_of_git;

    #[test]
    fn helpers_and_other_addresses() {
        let (helper, rewrite) = (CredentialSource::GitHelper, CredentialSource::GitRewrite);
        for (config, found) in [
            ("", None),
            ("credential.helper store\n", Some(helper)),
            ("credential.helper store\ncredential.helper \n", None),
            (
                "credential.https://h.example.helper !gh auth\n",
                Some(helper),
            ),
            ("credential.https://other.example.helper x\n", None),
            ("credential.usehttppath true\n", None),
            (
                "url.git@h.example:.insteadof https://h.example/\n",
                Some(rewrite),
            ),
            (
                "url.ssh://git@h.example/.insteadof https://h.example/team\n",
                Some(rewrite),
            ),
            (
                "url.git@other.example:.insteadof https://other.example/\n",
                None,
            ),
        ] {
            assert_eq!(credentials_of_git(config, "h.example"), found, "{config}");
        }
    }
}
