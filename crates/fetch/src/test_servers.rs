//! The servers of upstream's script tests, which stand for others: `TESTGO_VCSTEST_*`.
//!
//! Counterpart: cmd/go/internal/web/intercept, cmd/go/internal/vcweb/vcstest (`Hosts`).

use std::sync::Arc;

use vamos_net::Detour;
use vamos_net::Url;

/// The hosts that the test servers stand for.
const HOSTS: [&str; 1] = ["vcs-test.golang.org"];

/// The test servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestServers {
    /// Host and port of the server for HTTP.
    pub http: String,
    /// Host and port of the server for HTTPS.
    pub https: String,
    /// The file with its certificate.
    pub certificate: String,
}

impl TestServers {
    /// Returns the address of a repository, whose own address begins with the host.
    pub(crate) fn repository(&self, repo: &str) -> Option<String> {
        let rest = HOSTS.iter().find_map(|host| {
            let rest = repo.strip_prefix(host)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        })?;
        Some(format!("http://{}{rest}", self.http))
    }

    /// Returns the function that leads connections to these servers.
    pub(crate) fn detour(self) -> Detour {
        Arc::new(move |url: &Url| {
            let server = match url.scheme.as_str() {
                "http" => &self.http,
                "https" => &self.https,
                _ => return None,
            };
            HOSTS.contains(&url.host.as_str()).then(|| server.clone())
        })
    }
}
