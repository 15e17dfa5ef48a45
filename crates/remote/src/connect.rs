//! Opens the connection to a server: through a proxy if one is set, and with TLS if the address
//! requires it.
//!
//! Counterpart: none; net/http (`Transport.dialConn`) for the connection through a proxy.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;
use std::task::Context;
use std::task::Poll;

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWrite;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tower_service::Service;
use vamos_fsys::uncached;
use vamos_net::Url;
use vamos_net::basic;
use vamos_net::client_config;
use vamos_net::handshake_text;

use crate::Connection;
use crate::Endpoint;
use crate::RemoteError;

/// The longest answer of a proxy.
const MAX_HEAD: usize = 8 << 10;

/// A connection, plain or encrypted.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Opens connections to a server.
pub(crate) struct Connector(Arc<Route>);

/// The route to a server.
struct Route {
    endpoint: Endpoint,
    connection: Connection,
    /// Created for the first connection.
    tls: OnceLock<Result<TlsConnector, RemoteError>>,
}

impl Connector {
    pub(crate) fn new(endpoint: Endpoint, connection: Connection) -> Self {
        Self(Arc::new(Route {
            endpoint,
            connection,
            tls: OnceLock::new(),
        }))
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Box<dyn Duplex>>;
    type Error = RemoteError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, RemoteError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), RemoteError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let route = Arc::clone(&self.0);
        Box::pin(async move {
            let after = route.connection.timeouts.answer();
            let made = tokio::time::timeout(after, route.open()).await;
            let too_late = |_| RemoteError::TimedOut {
                method: "connect",
                after,
            };
            made.map_err(too_late)?.map(TokioIo::new)
        })
    }
}

fn failed(error: &io::Error) -> RemoteError {
    RemoteError::Connect(error.to_string())
}

impl Route {
    async fn open(&self) -> Result<Box<dyn Duplex>, RemoteError> {
        let stream = match self.proxy()? {
            None => dial(&self.endpoint.host, self.endpoint.port).await?,
            Some(proxy) => self.tunnel(&proxy).await?,
        };
        if !self.endpoint.is_tls {
            return Ok(Box::new(stream));
        }
        let tls = self.tls.get_or_init(|| tls(&self.connection)).clone()?;
        let host = &self.endpoint.host;
        let name = ServerName::try_from(host.clone());
        let name = name.map_err(|error| RemoteError::Connect(error.to_string()))?;
        let encrypted = tls.connect(name, stream).await;
        let stream = encrypted.map_err(|error| match handshake_text(&error, host) {
            Some(text) => RemoteError::Connect(text),
            None => failed(&error),
        })?;
        Ok(Box::new(stream))
    }

    /// Returns the proxy for the server. All calls use one connection, so a tunnel is needed even
    /// without TLS.
    fn proxy(&self) -> Result<Option<Url>, RemoteError> {
        let invalid = |text| RemoteError::Connect(text);
        let url = Url::parse(&format!("https://{}/", self.endpoint.authority()));
        let url = url.map_err(|error| invalid(error.to_string()))?;
        self.connection.proxies.proxy_for(&url).map_err(invalid)
    }

    async fn tunnel(&self, proxy: &Url) -> Result<TcpStream, RemoteError> {
        let problem = |text: &str| {
            let place = format!("{}:{}", proxy.hostname(), proxy.port());
            RemoteError::Connect(format!("proxy {place}: {text}"))
        };
        let port = proxy.port().parse();
        let port = port.map_err(|_| problem("invalid port"))?;
        let stream = dial(proxy.hostname(), port).await;
        let mut stream = stream.map_err(|error| match error {
            RemoteError::Connect(text) => problem(&text),
            error => error,
        })?;
        let place = self.endpoint.authority();
        let mut request = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n");
        if let Some(user) = &proxy.user {
            request.push_str(&format!("Proxy-Authorization: {}\r\n", basic(user)));
        }
        request.push_str("\r\n");
        let io = |error: io::Error| problem(&error.to_string());
        stream.write_all(request.as_bytes()).await.map_err(io)?;
        let mut head = Vec::new();
        // The bytes after the head belong to the server.
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.map_err(io)?);
            if head.len() > MAX_HEAD {
                return Err(problem("malformed response"));
            }
        }
        let head = String::from_utf8_lossy(&head);
        let status = head.lines().next().unwrap_or_default();
        match status.split(' ').nth(1) {
            Some("200") => Ok(stream),
            _ => Err(problem(&status.replace(char::is_control, " "))),
        }
    }
}

async fn dial(host: &str, port: u16) -> Result<TcpStream, RemoteError> {
    let stream = TcpStream::connect((host, port)).await;
    let stream = stream.map_err(|error| failed(&error))?;
    // Small requests must not wait for the answers to earlier ones.
    stream.set_nodelay(true).map_err(|error| failed(&error))?;
    Ok(stream)
}

/// Reads the certificates.
fn tls(connection: &Connection) -> Result<TlsConnector, RemoteError> {
    let read = |file: &str| {
        let bytes = uncached::read(file);
        bytes.map_err(|error| RemoteError::Connect(error.to_string()))
    };
    let authorities = match (&connection.authorities, &connection.system_authorities) {
        (Some(file), _) => vec![read(file)?],
        (None, Some(system)) => system(),
        (None, None) => Vec::new(),
    };
    let identity = connection.identity.as_ref();
    let identity = identity.map(|files| Ok((read(&files.certificate)?, read(&files.key)?)));
    let identity = identity.transpose()?;
    let identity = identity.as_ref().map(|(cert, key)| (&cert[..], &key[..]));
    let config = client_config(&authorities, identity, "h2");
    config
        .map(TlsConnector::from)
        .map_err(|text| RemoteError::Connect(format!("tls: {text}")))
}
