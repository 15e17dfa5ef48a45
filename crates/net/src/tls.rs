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
use rustls::ConfigBuilder;
use rustls::StreamOwned;
use rustls::client::WantsClientCert;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;

use crate::dial::Socket;
use crate::error::Cause;
use crate::error::cause_of;
use crate::verifier::Roots;
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
    /// Returns the underlying socket.
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
    Arc::new(builder(trust).with_no_client_auth())
}

/// Returns the configuration of connections that the caller opens itself, for a protocol other
/// than HTTP/1.1. Authorities and the client's own certificate and key are files in PEM.
pub fn client_config(
    authorities: &[Vec<u8>],
    identity: Option<(&[u8], &[u8])>,
    protocol: &str,
) -> Result<Arc<ClientConfig>, String> {
    let roots = Roots::read(authorities);
    if roots.is_empty() {
        return Err("no certificates of authorities".to_owned());
    }
    let builder = builder(Trust::Roots(roots));
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<_, _>>();
            let chain: Vec<_> = chain.map_err(|error| format!("client certificate: {error}"))?;
            let key = PrivateKeyDer::from_pem_slice(key);
            let key = key.map_err(|error| format!("client key: {error}"))?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| format!("client certificate: {error}"))?
        }
    };
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    Ok(Arc::new(config))
}

fn builder(trust: Trust) -> ConfigBuilder<ClientConfig, WantsClientCert> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(trust, provider.signature_verification_algorithms);
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has both versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
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
            return Err(match handshake_text(&error, host) {
                Some(text) => Cause::Dial(text),
                None => match cause_of(&error, || format!("tls {host}")) {
                    Cause::UnexpectedEof => Cause::Eof,
                    cause => cause,
                },
            });
        }
    }
    Ok(Stream::Tls(Box::new(StreamOwned::new(session, socket))))
}

/// Returns Go's text of an error of a handshake; `None` if the connection failed, not TLS.
pub fn handshake_text(error: &io::Error, host: &str) -> Option<String> {
    let tls = error.get_ref()?.downcast_ref::<rustls::Error>()?;
    Some(text(tls, host))
}

fn text(error: &rustls::Error, host: &str) -> String {
    let certificate = |text: &str| format!("tls: failed to verify certificate: x509: {text}");
    match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            // The others are rejected chains.
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
