//! The HTTP client: persistent connections, redirections, proxies.
//!
//! One client serves all threads of a run. A connection stays open when its response was read to
//! the end, and is reused for the next request to the same host. If the server closed it in the
//! meantime, the request is sent once more on a new connection, as in upstream.
//! Counterpart: net/http/client.go (`Client.do`), transport.go (`Transport.roundTrip`),
//! cmd/go/internal/web/http.go (`securityPreservingHTTPClient`).

use std::collections::HashMap;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use rustls::ClientConfig;
use vamos_base::Cancel;
use vamos_base::golang::base64;

use crate::dial;
use crate::error::Cause;
use crate::error::Error;
use crate::error::cause_of;
use crate::http1;
use crate::http1::Framing;
use crate::http1::Head;
use crate::http1::Headers;
use crate::http1::USER_AGENT;
use crate::limits::Limits;
use crate::names::NameServer;
use crate::names::Names;
use crate::names::Resolver;
use crate::names::system_resolver;
use crate::proxy::ProxyConfig;
use crate::tls;
use crate::tls::Stream;
use crate::url::Url;
use crate::verifier::Roots;
use crate::verifier::Trust;

/// Returns the certificates that the machine trusts, as PEM; called before the first encrypted
/// connection.
pub type Certificates = Arc<dyn Fn() -> Vec<Vec<u8>> + Send + Sync>;

/// Returns the host and port to connect to for a URL, if it is not the URL's own.
pub type Detour = Arc<dyn Fn(&Url) -> Option<String> + Send + Sync>;

/// The settings of a client.
#[derive(Clone)]
pub struct Config {
    /// Time limits.
    pub limits: Limits,
    /// Set when the user interrupts.
    pub cancel: Cancel,
    /// The proxies of requests.
    pub proxy: ProxyConfig,
    /// The trusted certificates.
    pub certificates: Certificates,
    /// The name server in errors of lookups.
    pub name_server: NameServer,
    /// The user agent of requests, but not of tunnels.
    pub user_agent: &'static str,
    /// True if any certificate is accepted, and redirections from `https` to `http` are followed.
    pub is_insecure: bool,
    /// Replacements of servers, in tests.
    pub detour: Option<Detour>,
}

/// An HTTP client.
pub struct Client {
    config: Config,
    tls: OnceLock<Arc<ClientConfig>>,
    names: Arc<Names>,
    pool: Arc<Pool>,
}

/// Idle connections by their destinations.
#[derive(Default)]
struct Pool(Mutex<HashMap<String, Vec<BufReader<Stream>>>>);

impl Pool {
    /// Returns a usable connection, the last used one first.
    fn take(&self, place: &str) -> Option<BufReader<Stream>> {
        loop {
            let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let mut found = idle.get_mut(place)?.pop()?;
            drop(idle);
            if found.buffer().is_empty() && found.get_mut().is_quiet() {
                return Some(found);
            }
        }
    }

    fn keep(&self, place: &str, connection: BufReader<Stream>) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.entry(place.to_owned()).or_default().push(connection);
    }
}

/// A response; its body is read with [`Response::read`].
pub struct Response {
    /// The address of the last request, after redirections.
    pub url: Url,
    /// `HTTP/1.1`.
    pub proto: String,
    /// `404`.
    pub code: u16,
    /// `404 Not Found`, as the server sent it.
    pub status: String,
    /// The fields.
    pub headers: Headers,
    body: Body,
}

struct Body {
    connection: Option<BufReader<Stream>>,
    framing: Framing,
    keeps: bool,
    place: String,
    pool: Arc<Pool>,
}

impl Body {
    /// Returns the connection to the pool if it can be reused.
    fn finish(&mut self) {
        if let Some(connection) = self.connection.take()
            && self.keeps
        {
            self.pool.keep(&self.place, connection);
        }
    }
}

impl Read for Body {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let Some(connection) = &mut self.connection else {
            return Ok(0);
        };
        let count = http1::read_body(connection, &mut self.framing, buf);
        if count.is_err() {
            self.connection = None;
        } else if self.framing == Framing::Done {
            self.finish();
        }
        count
    }
}

impl Response {
    /// Reads some of the body (`Read`). An error is returned by later calls as well.
    pub fn read(&mut self, buf: &mut [u8]) -> Result<usize, Error> {
        self.body.read(buf).map_err(|error| Error::Request {
            op: "read",
            url: self.url.redacted(),
            cause: cause_of(&error, || "read".to_owned()),
        })
    }

    /// Returns the length of the body if the server sent it (`Content-Length`).
    pub fn length(&self) -> Option<u64> {
        match self.body.framing {
            Framing::Length(length) => Some(length),
            Framing::Done => Some(0),
            _ => None,
        }
    }

    /// Reads the whole body, which must not be longer than `limit`.
    pub fn read_all(&mut self, limit: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 16 << 10];
        loop {
            let count = self.read(&mut chunk)?;
            if count == 0 {
                return Ok(bytes);
            }
            if bytes.len() + count > limit {
                return Err(Error::Request {
                    op: "read",
                    url: self.url.redacted(),
                    cause: Cause::TooLarge,
                });
            }
            bytes.extend_from_slice(&chunk[..count]);
        }
    }
}

impl Client {
    /// Returns a client without connections, which uses the system's resolver.
    pub fn new(config: Config) -> Self {
        Self::with_resolver(config, system_resolver())
    }

    /// Returns a client with its own resolver, for tests.
    pub(crate) fn with_resolver(config: Config, resolver: Resolver) -> Self {
        let names = Names::new(resolver, Arc::clone(&config.name_server));
        Self {
            config,
            tls: OnceLock::new(),
            names: Arc::new(names),
            pool: Arc::default(),
        }
    }

    /// Sends a GET request and follows redirections; from `https` to `http` only if the client
    /// is insecure.
    pub fn get(&self, url: &Url, headers: &Headers) -> Result<Response, Error> {
        let op = "Get";
        let failed = |url: String, cause| Error::Request { op, url, cause };
        let mut at = url.clone();
        for hop in 0.. {
            let answer = self.round_trip(&at, url, headers);
            let mut response = answer.map_err(|cause| failed(at.without_password(), cause))?;
            let location = response.headers.get("Location").to_owned();
            if !matches!(response.code, 301 | 302 | 303 | 307 | 308) || location.is_empty() {
                return Ok(response);
            }
            let next = at.resolve(&location).map_err(|error| {
                let cause = Cause::Location {
                    location: location.clone(),
                    error: Box::new(error),
                };
                failed(at.without_password(), cause)
            })?;
            if url.scheme == "https" && next.scheme != "https" && !self.config.is_insecure {
                let (from, to) = (at.to_string(), next.to_string());
                return Err(failed(location, Cause::InsecureRedirect { from, to }));
            }
            if hop >= 9 {
                return Err(failed(location, Cause::TooManyRedirects));
            }
            // A short body is read, so that the connection can be reused.
            let _ = response.read(&mut [0; 2048]);
            at = next;
        }
        unreachable!("the loop ends after ten redirections")
    }

    /// Sends one request and reads the head of the answer.
    fn round_trip(&self, url: &Url, first: &Url, headers: &Headers) -> Result<Response, Cause> {
        if !matches!(url.scheme.as_str(), "http" | "https") {
            let scheme = vamos_base::golang::quote::quote(&url.scheme);
            return Err(Cause::Dial(format!("unsupported protocol scheme {scheme}")));
        }
        if url.host.is_empty() {
            return Err(Cause::Dial("http: no Host in request URL".to_owned()));
        }
        let proxy = self.config.proxy.proxy_for(url).map_err(Cause::Dial)?;
        let mut fields = Headers::default();
        for (name, value) in headers.iter() {
            // Credentials are not sent to another site.
            let is_secret = ["Authorization", "Cookie", "Www-Authenticate"]
                .iter()
                .any(|secret| secret.eq_ignore_ascii_case(name));
            if !is_secret || is_same_site(first, url) {
                fields.push(name, value);
            }
        }
        if let (Some(user), "") = (&url.user, fields.get("Authorization")) {
            fields.push("Authorization", &basic(user));
        }
        let plain_proxy = proxy.as_ref().filter(|_| url.scheme == "http");
        let target = match plain_proxy {
            Some(proxy) => {
                if let Some(user) = &proxy.user {
                    fields.push("Proxy-Authorization", &basic(user));
                }
                format!("http://{}{}", url.host, url.request_uri())
            }
            None => url.request_uri(),
        };
        let bytes = http1::request("GET", &target, &url.host, self.config.user_agent, &fields);
        let via = proxy.as_ref().map_or_else(String::new, Url::to_string);
        let detour = self.config.detour.as_ref();
        let host = detour.and_then(|detour| detour(url));
        let mut to = url.clone();
        if let Some(host) = host {
            to.host = host;
        }
        let place = match plain_proxy {
            Some(_) => via,
            None => format!("{via} {}://{}", to.scheme, to.host),
        };
        loop {
            let kept = self.pool.take(&place);
            let is_kept = kept.is_some();
            let connection = match kept {
                Some(connection) => connection,
                None => BufReader::with_capacity(32 << 10, self.connect(&to, proxy.as_ref())?),
            };
            match self.exchange(connection, &bytes) {
                Ok((head, connection)) => {
                    return Ok(self.response(url, place, head, connection));
                }
                // The server closed the connection while it was idle.
                Err(cause) if is_kept && cause.is_transient() => {}
                Err(cause) => return Err(cause),
            }
        }
    }

    fn exchange(
        &self,
        mut connection: BufReader<Stream>,
        request: &[u8],
    ) -> Result<(Head, BufReader<Stream>), Cause> {
        let broken = |error: io::Error| cause_of(&error, || "write".to_owned());
        let socket = connection.get_mut().socket();
        socket.patience = self.config.limits.answer;
        socket.complaint = "net/http: timeout awaiting response headers";
        let stream = connection.get_mut();
        stream.write_all(request).map_err(broken)?;
        stream.flush().map_err(broken)?;
        let head = http1::read_head(&mut connection, "GET")?;
        let socket = connection.get_mut().socket();
        socket.patience = self.config.limits.stall;
        socket.complaint = "i/o timeout";
        Ok((head, connection))
    }

    fn response(
        &self,
        url: &Url,
        place: String,
        head: Head,
        connection: BufReader<Stream>,
    ) -> Response {
        let mut body = Body {
            connection: Some(connection),
            framing: head.framing,
            keeps: head.keeps,
            place,
            pool: Arc::clone(&self.pool),
        };
        if body.framing == Framing::Done {
            body.finish();
        }
        Response {
            url: url.clone(),
            proto: head.proto,
            code: head.code,
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    /// Opens a connection to the proxy, or to the address itself.
    fn connect(&self, url: &Url, proxy: Option<&Url>) -> Result<Stream, Cause> {
        let Config { limits, cancel, .. } = &self.config;
        let hop = proxy.unwrap_or(url);
        let socket = dial::dial(&self.names, hop.hostname(), hop.port(), limits, cancel);
        let socket = socket.map_err(|cause| match (proxy, cause) {
            (Some(_), Cause::Dial(text)) => match text.strip_prefix("dial ") {
                Some(rest) => Cause::Dial(format!("proxyconnect {rest}")),
                None => Cause::Dial(text),
            },
            (_, cause) => cause,
        })?;
        if url.scheme != "https" {
            return Ok(Stream::Plain(socket));
        }
        let socket = match proxy {
            Some(proxy) => self.tunnel(socket, url, proxy)?,
            None => socket,
        };
        self.encrypt(socket, url.hostname())
    }

    fn encrypt(&self, mut socket: dial::Socket, host: &str) -> Result<Stream, Cause> {
        socket.patience = self.config.limits.handshake;
        socket.complaint = "net/http: TLS handshake timeout";
        let config = self.tls.get_or_init(|| {
            tls::config(if self.config.is_insecure {
                Trust::Anything
            } else {
                Trust::Roots(Roots::read(&(self.config.certificates)()))
            })
        });
        tls::connect(config, host, socket)
    }

    /// Opens a tunnel through a proxy (`CONNECT`).
    fn tunnel(&self, socket: dial::Socket, url: &Url, proxy: &Url) -> Result<dial::Socket, Cause> {
        let place = format!("{}:{}", bracketed(url.hostname()), url.port());
        let mut fields = Headers::default();
        if let Some(user) = &proxy.user {
            fields.push("Proxy-Authorization", &basic(user));
        }
        let bytes = http1::request("CONNECT", &place, &place, USER_AGENT, &fields);
        let mut stream = BufReader::with_capacity(1, Stream::Plain(socket));
        let broken = |error: io::Error| cause_of(&error, || "write".to_owned());
        stream.get_mut().write_all(&bytes).map_err(broken)?;
        let head = http1::read_head(&mut stream, "CONNECT")?;
        if head.code != 200 {
            let reason = head.status.split_once(' ').map_or("", |(_, reason)| reason);
            return Err(Cause::Dial(match reason {
                "" => "unknown status code".to_owned(),
                reason => reason.to_owned(),
            }));
        }
        match stream.into_inner() {
            Stream::Plain(socket) => Ok(socket),
            Stream::Tls(_) => Err(Cause::Dial("tunnel in a tunnel".to_owned())),
        }
    }
}

fn bracketed(host: &str) -> String {
    if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

/// Returns the value of the `Authorization` field for a user and password.
pub fn basic((user, password): &(String, Option<String>)) -> String {
    let pair = format!("{user}:{}", password.as_deref().unwrap_or_default());
    let pair = vamos_base::golang::os_str::encode(&pair);
    format!("Basic {}", base64::encode(&pair))
}

/// Reports whether credentials for the first address may be sent to the second
/// (`shouldCopyHeaderOnRedirect`).
fn is_same_site(first: &Url, second: &Url) -> bool {
    let (first, second) = (first.hostname(), second.hostname());
    let is_below = |rest: &str| rest.ends_with('.') && !second.contains(':');
    first.eq_ignore_ascii_case(second) || second.strip_suffix(first).is_some_and(is_below)
}

#[cfg(test)]
mod tests;
