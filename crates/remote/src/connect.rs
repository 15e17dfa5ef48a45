//! Opens the connection to a server.
//!
//! Counterpart: none.

use std::future::Future;
use std::pin::Pin;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::Endpoint;
use crate::RemoteError;

/// How long connecting may take.
pub(crate) const CONNECT: Duration = Duration::from_millis(2000);

/// Connects to a server.
pub(crate) struct Connector {
    endpoint: Endpoint,
}

impl Connector {
    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = RemoteError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, RemoteError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), RemoteError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let endpoint = self.endpoint.clone();
        Box::pin(async move {
            let made = tokio::time::timeout(CONNECT, connect(&endpoint)).await;
            let too_late = |_| RemoteError::TimedOut {
                method: "connect",
                after: CONNECT,
            };
            made.map_err(too_late)?.map(TokioIo::new)
        })
    }
}

async fn connect(endpoint: &Endpoint) -> Result<TcpStream, RemoteError> {
    let failed = |error: std::io::Error| RemoteError::Connect(error.to_string());
    if endpoint.is_tls {
        return Err(RemoteError::Connect("TLS is not implemented".to_owned()));
    }
    let address = (endpoint.host.as_str(), endpoint.port);
    let stream = TcpStream::connect(address).await.map_err(failed)?;
    // Small requests are not to wait for the answers to earlier ones.
    stream.set_nodelay(true).map_err(failed)?;
    Ok(stream)
}
