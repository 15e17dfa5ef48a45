//! The selection of an HTTP proxy for a request.
//!
//! Counterpart: golang.org/x/net/http/httpproxy.

use std::net::IpAddr;

use crate::url::Url;

/// The values of the variables (`HTTP_PROXY` or `http_proxy`, …).
#[derive(Clone, Debug, Default)]
pub struct ProxyConfig {
    /// The proxy for `http` addresses.
    pub http: String,
    /// The proxy for `https` addresses.
    pub https: String,
    /// Hosts, domains, addresses and ranges that are reached without a proxy.
    pub no_proxy: String,
    /// True if this is a CGI process (`REQUEST_METHOD`): then the headers of a request could have
    /// set the first.
    pub is_cgi: bool,
}

impl ProxyConfig {
    /// Returns the proxy for an address, if there is one.
    pub fn proxy_for(&self, url: &Url) -> Result<Option<Url>, String> {
        let text = if url.scheme == "https" {
            &self.https
        } else {
            &self.http
        };
        if text.is_empty() {
            return Ok(None);
        }
        let parsed = Url::parse(text).ok();
        let whole = parsed.filter(|url| !url.scheme.is_empty() && !url.host.is_empty());
        let Some(proxy) = whole.or_else(|| Url::parse(&format!("http://{text}")).ok()) else {
            return Ok(None);
        };
        if url.scheme == "http" && self.is_cgi {
            return Err(
                "refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy"
                    .to_owned(),
            );
        }
        Ok(self.is_used_for(url).then_some(proxy))
    }

    fn is_used_for(&self, url: &Url) -> bool {
        let host = url.hostname().to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        if host == "localhost" || address.is_some_and(|address| address.is_loopback()) {
            return false;
        }
        let entries = self
            .no_proxy
            .split(',')
            .map(|entry| entry.trim().to_ascii_lowercase());
        !entries
            .filter(|entry| !entry.is_empty())
            .any(|entry| matches(&entry, &host, address, url.port()))
    }
}

/// Reports whether an entry of NO_PROXY matches a host and port.
fn matches(entry: &str, host: &str, address: Option<IpAddr>, port: &str) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some((network, bits)) = entry.split_once('/')
        && let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>())
    {
        return address.is_some_and(|address| is_in(address, network, bits));
    }
    let is_bare = entry.parse::<IpAddr>().is_ok();
    let (name, entry_port) = match entry.rsplit_once(':') {
        Some((name, port)) if !is_bare && !port.contains(']') => (name, port),
        _ => (entry, ""),
    };
    if !entry_port.is_empty() && entry_port != port {
        return false;
    }
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if let Ok(want) = name.parse::<IpAddr>() {
        return address == Some(want);
    }
    if name.is_empty() || address.is_some() {
        return false;
    }
    let name = name
        .strip_prefix('*')
        .filter(|rest| rest.starts_with('.'))
        .unwrap_or(name);
    match name.strip_prefix('.') {
        Some(_) => host.ends_with(name),
        None => {
            host == name
                || host
                    .strip_suffix(name)
                    .is_some_and(|rest| rest.ends_with('.'))
        }
    }
}

fn is_in(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let shifted =
        |value: u128, width: u32| value.checked_shr(width.saturating_sub(bits)).unwrap_or(0);
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => {
            bits <= 32 && shifted(a.to_bits().into(), 32) == shifted(n.to_bits().into(), 32)
        }
        (IpAddr::V6(a), IpAddr::V6(n)) => {
            bits <= 128 && shifted(a.to_bits(), 128) == shifted(n.to_bits(), 128)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::ProxyConfig;
    use crate::url::Url;

    #[test]
    fn who_is_asked_directly() {
        let config = ProxyConfig {
            http: "proxy:3128".to_owned(),
            https: "http://me:pw@secure:1".to_owned(),
            no_proxy: "a.com, .b.com,*.c.com:8080,10.0.0.0/8,192.168.1.1:81,[::5]".to_owned(),
            is_cgi: false,
        };
        let host = |url: &str| {
            let found = config.proxy_for(&Url::parse(url).unwrap()).unwrap();
            found.map_or_else(String::new, |proxy| proxy.host)
        };
        assert_eq!(host("http://x.org/"), "proxy:3128");
        assert_eq!(host("https://x.org/"), "secure:1");
        for direct in [
            "http://localhost:8/",
            "http://127.0.0.9/",
            "http://[::1]/",
            "http://a.com/",
            "http://x.a.com/",
            "http://x.b.com/",
            "http://x.c.com:8080/",
            "http://10.1.2.3/",
            "http://192.168.1.1:81/",
            "http://[::5]/",
        ] {
            assert_eq!(host(direct), "", "{direct}");
        }
        for through in [
            "http://xa.com/",
            "http://b.com/",
            "http://x.c.com/",
            "http://11.1.2.3/",
            "http://192.168.1.1/",
        ] {
            assert_eq!(host(through), "proxy:3128", "{through}");
        }
        let config = ProxyConfig {
            is_cgi: true,
            ..config
        };
        assert!(
            config
                .proxy_for(&Url::parse("http://x.org/").unwrap())
                .is_err()
        );
    }
}
