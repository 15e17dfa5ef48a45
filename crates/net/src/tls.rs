//! TLS over a socket.
//!
//! Counterpart: crypto/tls (`Client`), crypto/x509 (`Verify`); the texts of their errors.

use std::io;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;

use rustls::CertificateError;
use rustls::ClientConfig;
use rustls::ClientConnection;
use rustls::StreamOwned;
use rustls::pki_types::ServerName;

use crate::dial::Socket;
use crate::error::Cause;
use crate::error::cause_of;
use crate::verifier::Trust;
use crate::verifier::Verifier;

/// A connection, plain or encrypted.
#[derive(Debug)]
pub(crate) enum Stream {
    /// Without TLS.
    Plain(Socket),
    /// With TLS.
    Tls(Box<StreamOwned<ClientConnection, Socket>>),
}

impl Stream {
    /// Returns the socket below.
    pub(crate) fn socket(&mut self) -> &mut Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => &mut stream.sock,
        }
    }

    /// Reports whether another request may be sent.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.socket().is_quiet()
    }
}

impl Read for Stream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buf),
            Self::Tls(stream) => stream.read(buf),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(buf),
            Self::Tls(stream) => stream.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

/// Returns the configuration of all connections of a client.
pub(crate) fn config(trust: Trust) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(trust, provider.signature_verification_algorithms);
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has both versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Arc::new(config)
}

/// Encrypts a connection to `host`.
pub(crate) fn connect(
    config: &Arc<ClientConfig>,
    host: &str,
    mut socket: Socket,
) -> Result<Stream, Cause> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| Cause::Dial(format!("tls: invalid server name {host}")))?;
    let mut session = ClientConnection::new(Arc::clone(config), name)
        .map_err(|error| Cause::Dial(text(&error, host)))?;
    while session.is_handshaking() {
        if let Err(error) = session.complete_io(&mut socket) {
            let inner = error.get_ref();
            let tls = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
            return Err(match tls {
                Some(tls) => Cause::Dial(text(tls, host)),
                None => match cause_of(&error, || format!("tls {host}")) {
                    Cause::Broken(text) if text == "unexpected EOF" => {
                        Cause::Broken("EOF".to_owned())
                    }
                    cause => cause,
                },
            });
        }
    }
    Ok(Stream::Tls(Box::new(StreamOwned::new(session, socket))))
}

/// Returns Go's text of a handshake error.
fn text(error: &rustls::Error, host: &str) -> String {
    let certificate = |text: &str| format!("tls: failed to verify certificate: x509: {text}");
    match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            // The others are chains that are not accepted.
            CertificateError::UnknownIssuer | CertificateError::Other(_) => {
                certificate("certificate signed by unknown authority")
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                certificate("certificate has expired or is not yet valid")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                certificate("certificate has expired or is not yet valid")
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                certificate(&format!("certificate is not valid for {host}"))
            }
            reason => certificate(&reason.to_string()),
        },
        rustls::Error::AlertReceived(alert) => format!("remote error: tls: {alert:?}"),
        // A server that does not speak TLS.
        rustls::Error::InvalidMessage(_) => {
            "tls: first record does not look like a TLS handshake".to_owned()
        }
        error => format!("tls: {error}"),
    }
}
