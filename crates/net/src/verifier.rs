//! The verification of server certificates.
//!
//! Counterpart: crypto/x509/verify.go (`Certificate.Verify`), crypto/tls
//! (`Config.InsecureSkipVerify`).

use rustls::CertificateError;
use rustls::DigitallySignedStruct;
use rustls::Error;
use rustls::RootCertStore;
use rustls::SignatureScheme;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::danger::ServerCertVerified;
use rustls::client::danger::ServerCertVerifier;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::client::verify_server_name;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::crypto::verify_tls12_signature;
use rustls::crypto::verify_tls13_signature;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::UnixTime;
use rustls::pki_types::pem::PemObject;
use rustls::server::ParsedCertificate;

/// The certificates that a client trusts.
#[derive(Debug)]
pub(crate) enum Trust {
    /// Certificates of these authorities, and certificates that they signed.
    Roots(Roots),
    /// Any certificate.
    Anything,
}

/// Trusted certificates.
#[derive(Debug)]
pub(crate) struct Roots {
    authorities: RootCertStore,
    certificates: Vec<CertificateDer<'static>>,
}

impl Roots {
    /// Reports whether no certificate was read.
    pub(crate) fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Reads certificates in PEM. Anything else is skipped, as in upstream.
    pub(crate) fn read(files: &[Vec<u8>]) -> Self {
        let certificates: Vec<CertificateDer<'static>> = files
            .iter()
            .flat_map(|pem| CertificateDer::pem_slice_iter(pem).filter_map(Result::ok))
            .collect();
        let mut authorities = RootCertStore::empty();
        authorities.add_parsable_certificates(certificates.iter().cloned());
        Self {
            authorities,
            certificates,
        }
    }
}

/// Verifies certificates as Go does.
#[derive(Debug)]
pub(crate) struct Verifier {
    trust: Trust,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    /// Returns a verifier that supports these algorithms.
    pub(crate) fn new(trust: Trust, algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { trust, algorithms }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Trust::Roots(roots) = &self.trust else {
            return Ok(ServerCertVerified::assertion());
        };
        let server = ParsedCertificate::try_from(end_entity)?;
        let chain = verify_server_cert_signed_by_trust_anchor(
            &server,
            &roots.authorities,
            intermediates,
            now,
            self.algorithms.all,
        );
        match chain {
            // An authority's certificate is rejected as a server's. Go accepts it if it is itself
            // trusted, as self-signed ones are. Its dates are checked first.
            Err(Error::InvalidCertificate(CertificateError::Other(_)))
                if roots.certificates.contains(end_entity) => {}
            chain => chain?,
        }
        verify_server_name(&server, server_name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// `openssl req -x509` for modules.test: an authority, valid from 2026 to 2126.
    const AUTHORITY: &str = "\
-----BEGIN CERTIFICATE-----
MIIBnjCCAUSgAwIBAgIUc2ciStHChm+NStMn0Qb7stVF6gswCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbW9kdWxlcy50ZXN0MCAXDTI2MTEyMjA1MjYzN1oYDzIxMjYx
MDI5MDUyNjM3WjAXMRUwEwYDVQQDDAxtb2R1bGVzLnRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQ5FqGfJvlJfBq5vwiiRb3sjd0TMOUm9yqXr3KhCMeRC0Ki
cMeWnDtED/yLKh2lDwcw5X8f/DJ4cPvHcn+FExUyo2wwajAdBgNVHQ4EFgQUiFSB
NXOp9MmbdVEGq06mWIIojPAwHwYDVR0jBBgwFoAUiFSBNXOp9MmbdVEGq06mWIIo
jPAwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxtb2R1bGVzLnRlc3QwCgYI
KoZIzj0EAwIDSAAwRQIhANwTbS1vgRnNfztAcrzUuSFsL6M9dM+PNzA5Jl3foszV
AiAW2SKEDU/jSYerSQnioZGBeH8RcwJviKQNmW3t0oImiA==
-----END CERTIFICATE-----
";

    fn verify(trust: Trust, pem: &str, host: &str, year: u64) -> Result<(), Error> {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        let end_entity = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        let name = ServerName::try_from(host).unwrap();
        let now = UnixTime::since_unix_epoch(Duration::from_secs((year - 1970) * 31_557_600));
        let verifier = Verifier::new(trust, algorithms);
        let verified = verifier.verify_server_cert(&end_entity, &[], &name, &[], now);
        verified.map(|_| ())
    }

    #[test]
    fn a_trusted_certificate_may_be_that_of_an_authority() {
        let trusted = || Trust::Roots(Roots::read(&[AUTHORITY.as_bytes().to_vec()]));
        assert_eq!(verify(trusted(), AUTHORITY, "modules.test", 2030), Ok(()));
        let wrong_name = verify(trusted(), AUTHORITY, "other.test", 2030);
        assert!(matches!(
            wrong_name,
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForNameContext { .. }
            ))
        ));
        let too_late = verify(trusted(), AUTHORITY, "modules.test", 2200);
        assert!(matches!(
            too_late,
            Err(Error::InvalidCertificate(
                CertificateError::ExpiredContext { .. }
            ))
        ));
        let unknown = Trust::Roots(Roots::read(&[]));
        assert!(verify(unknown, AUTHORITY, "modules.test", 2030).is_err());
    }

    #[test]
    fn without_verification_any_certificate_will_do() {
        assert_eq!(
            verify(Trust::Anything, AUTHORITY, "other.test", 2200),
            Ok(())
        );
    }
}
