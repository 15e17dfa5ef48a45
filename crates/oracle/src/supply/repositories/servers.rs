//! The servers of the repositories, and the pages that lead to them.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;

use vamos_testkit::Proxy;
use vamos_testkit::Request;
use vamos_testkit::Response;

use super::kinds::Kind;
use super::systems::System;
use crate::service::Address;
use crate::service::Service;

/// The host of all modules. The pages of all hosts come from the HTTP proxy.
pub(super) const HOST: &str = "loop.test";

/// The running servers.
pub(super) struct Servers {
    /// They end when they are dropped.
    _services: Vec<Service>,
    /// Answers for all hosts.
    pub(super) pages: Proxy,
}

impl Servers {
    /// Serves the repositories below `root`.
    pub(super) fn start(root: &Path, kinds: &[&Kind]) -> Result<Self, String> {
        let mut services = Vec::new();
        let mut ports: BTreeMap<System, u16> = BTreeMap::new();
        let mut pages = BTreeMap::new();
        for kind in kinds {
            let port = match ports.get(&kind.system) {
                Some(port) => *port,
                None => {
                    let (service, port) = serve(kind.system, root)?;
                    services.push(service);
                    ports.insert(kind.system, port);
                    port
                }
            };
            let url = kind.system.url(port, kind.name);
            pages.insert(kind.name, page(kind, &url));
        }
        let answer = move |request: &Request| {
            // The first request for a page is for a tunnel, which does not exist: the page is then
            // requested without encryption.
            let name = request.path.split('/').next().unwrap_or_default();
            let page = pages.get(name).filter(|_| request.method == "GET")?;
            Some(Response::new(200, page.as_str()).header("Content-Type", "text/html"))
        };
        let pages = Proxy::serving().handler(answer).start();
        Ok(Self {
            _services: services,
            pages: pages.map_err(|error| format!("pages: {error}"))?,
        })
    }
}

fn page(kind: &Kind, url: &str) -> String {
    let (name, system) = (kind.name, kind.system.name());
    format!("<html><meta name=\"go-import\" content=\"{HOST}/{name} {system} {url}\"></html>\n")
}

/// Starts a server; another program may take the free port that was found, so a few are tried.
fn serve(system: System, root: &Path) -> Result<(Service, u16), String> {
    let mut failure = String::new();
    for _ in 0..3 {
        let listener = TcpListener::bind(("127.0.0.1", 0));
        let address = listener.and_then(|listener| listener.local_addr());
        let port = address.map_err(|error| error.to_string())?.port();
        match Service::start(system.argv(root, port), &Address::Port(port)) {
            Ok(service) => return Ok((service, port)),
            Err(error) => failure = error,
        }
    }
    Err(format!("{}: {failure}", system.name()))
}
