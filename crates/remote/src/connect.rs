//! Opens the connection to a server.
//!
//! Counterpart: none.

use tokio::net::TcpStream;

use crate::Endpoint;
use crate::RemoteError;

/// Connects to a server.
pub(crate) async fn connect(endpoint: &Endpoint) -> Result<TcpStream, RemoteError> {
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
