//! The servers of upstream's script tests, which replace others: `TESTGO_VCSTEST_*`; and hosts that
//! must not be contacted in these tests.
//!
//! Counterpart: cmd/go/internal/web/intercept, cmd/go/internal/vcweb/vcstest (`Hosts`),
//! cmd/go/internal/web/http.go (`get`).

use std::net::IpAddr;
use std::sync::Arc;

use vamos_net::Detour;
use vamos_net::Url;

use crate::web_error::WebError;

/// The hosts that the test servers replace.
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
    /// True if all other machines must not be contacted (`TESTGONETWORK=panic`).
    pub is_offline: bool,
}

impl TestServers {
    /// Reads the settings of upstream's tests; `var` returns a variable of the environment.
    pub fn new<'a>(var: impl Fn(&str) -> &'a str) -> Option<Self> {
        let var = |name| var(name).to_owned();
        let http = var("TESTGO_VCSTEST_HOST");
        (!http.is_empty()).then(|| Self {
            http,
            https: var("TESTGO_VCSTEST_TLS_HOST"),
            certificate: var("TESTGO_VCSTEST_CERT"),
            is_offline: var("TESTGONETWORK") == "panic",
        })
    }

    /// Fails with upstream's text for hosts that a test must not contact.
    pub(crate) fn admit(&self, url: &Url) -> Result<(), WebError> {
        if url.host == "localhost.localdev" {
            return Err(WebError::NoTestHost {
                host: url.host.clone(),
            });
        }
        if !self.is_offline || HOSTS.contains(&url.host.as_str()) {
            return Ok(());
        }
        match url.hostname().parse::<IpAddr>() {
            Ok(ip) if ip.is_loopback() || ip.is_unspecified() => Ok(()),
            _ => Err(WebError::NetworkInTest {
                url: url.to_string(),
            }),
        }
    }

    /// Returns the path of a repository on these servers, if its address begins with a host that
    /// they replace.
    pub(crate) fn path_of<'r>(&self, repo: &'r str) -> Option<&'r str> {
        HOSTS.iter().find_map(|host| {
            let rest = repo.strip_prefix(host)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        })
    }

    /// Returns the address of a repository on these servers.
    pub(crate) fn repository(&self, path: &str) -> String {
        format!("http://{}{path}", self.http)
    }

    /// Returns the function that redirects connections to these servers.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_in_tests() {
        let mut servers = TestServers {
            http: "127.0.0.1:1".to_owned(),
            https: "127.0.0.1:2".to_owned(),
            certificate: String::new(),
            is_offline: true,
        };
        let admit = |servers: &TestServers, url: &str| {
            let admitted = servers.admit(&Url::parse(url).unwrap());
            admitted.map_err(|error| error.to_string())
        };
        for url in [
            "http://127.0.0.1:80/x",
            "http://[::1]:80/x",
            "https://0.0.0.0",
            "https://vcs-test.golang.org/git",
        ] {
            assert_eq!(admit(&servers, url), Ok(()), "{url}");
        }
        let panic = "panic: use of network: http://badurl/tile".to_owned();
        assert_eq!(admit(&servers, "http://badurl/tile"), Err(panic));
        servers.is_offline = false;
        assert_eq!(admit(&servers, "http://badurl/tile"), Ok(()));
        let local = "no such host localhost.localdev".to_owned();
        assert_eq!(admit(&servers, "https://localhost.localdev/"), Err(local));
    }
}
