//! Signatures of results, and the trusted keys.
//!
//! Without keys every result on the server is trusted, as in other clients of such caches. With
//! keys a result is trusted only if one of them signed its key, its values and its note. The
//! signature is in the action result next to the values, and in the manifest as well.
//! Counterpart: none.

use ring::signature::ED25519;
use ring::signature::Ed25519KeyPair;
use ring::signature::UnparsedPublicKey;

use crate::RemoteError;

/// The length of a public key in bytes.
const KEY: usize = 32;

/// The trusted keys, and the signing key of this machine.
#[derive(Default)]
pub struct Trust {
    keys: Vec<[u8; KEY]>,
    signer: Option<Ed25519KeyPair>,
}

impl Trust {
    /// Trusts results that one of these keys signed, given in hex, or all results if there are
    /// none.
    pub fn with_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self, RemoteError> {
        let parse = |text: &str| {
            let key = vamos_base::Digest::from_hex(text.as_bytes());
            // A public key is as long as a digest.
            key.map(|key| key.0).ok_or_else(|| RemoteError::Key {
                key: text.to_owned(),
            })
        };
        let keys: Result<_, _> = keys.into_iter().map(parse).collect();
        Ok(Self {
            keys: keys?,
            signer: None,
        })
    }

    /// Signs results with a private key, in the form of PKCS #8 (DER).
    pub fn signing_with(mut self, pkcs8: &[u8]) -> Result<Self, RemoteError> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8);
        let pair = pair.map_err(|error| RemoteError::PrivateKey {
            problem: error.to_string(),
        })?;
        self.signer = Some(pair);
        Ok(self)
    }

    /// Returns the number of trusted keys; without keys all results are trusted.
    pub(crate) fn key_count(&self) -> usize {
        self.keys.len()
    }

    /// Reports whether results of this machine are signed.
    pub(crate) fn signs(&self) -> bool {
        self.signer.is_some()
    }

    /// Returns the signature of a result, given as bytes; empty without a private key.
    pub(crate) fn sign(&self, result: &[u8]) -> Vec<u8> {
        let sign = |pair: &Ed25519KeyPair| pair.sign(result).as_ref().to_vec();
        self.signer.as_ref().map(sign).unwrap_or_default()
    }

    /// Reports whether a result with this signature may be used.
    pub(crate) fn accepts(&self, result: &[u8], signature: &[u8]) -> bool {
        let is_signed_by = |key: &[u8; KEY]| {
            let key = UnparsedPublicKey::new(&ED25519, key);
            key.verify(result, signature).is_ok()
        };
        self.keys.is_empty() || self.keys.iter().any(is_signed_by)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use ring::signature::KeyPair;

    use super::*;

    /// Returns a private key, and its public key in hex.
    pub(crate) fn pair(number: u8) -> (Vec<u8>, String) {
        // RFC 8410: the private key is 32 bytes after this head.
        let mut pkcs8 =
            b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
        pkcs8.extend([number; KEY]);
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).unwrap();
        let public = pair.public_key().as_ref().iter();
        (pkcs8, public.map(|byte| format!("{byte:02x}")).collect())
    }

    #[test]
    fn only_results_signed_by_a_key_are_accepted() {
        let (private, public) = pair(1);
        let other = pair(2).1;
        let signer = Trust::default().signing_with(&private).unwrap();
        let signature = signer.sign(b"result");
        let reader = Trust::with_keys([other.as_str(), &public]).unwrap();
        assert!(reader.accepts(b"result", &signature));
        assert!(!reader.accepts(b"poison", &signature));
        assert!(!reader.accepts(b"result", b""));
        let stranger = Trust::with_keys([other.as_str()]).unwrap();
        assert!(!stranger.accepts(b"result", &signature));
        assert!(Trust::default().accepts(b"poison", b""));
    }

    #[test]
    fn a_key_of_openssl_signs() {
        // `openssl genpkey -algorithm ed25519 -outform DER`, version 3.0.
        let private = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20\
            \x9c\x5e\xad\x54\x82\x04\x34\xa2\xe3\x24\xbb\x9e\x47\xdc\x73\x11\
            \xe8\x00\x7e\x97\x86\x20\x89\xab\x50\xe6\xbd\xc5\x34\x1f\xe9\xce";
        let public = "869c744a8f8b8c67c72673758a34599607ec7bc49151d8b7516fb073f6edfdae";
        let signer = Trust::default().signing_with(private).unwrap();
        let reader = Trust::with_keys([public]).unwrap();
        assert!(reader.accepts(b"result", &signer.sign(b"result")));
    }

    #[test]
    fn malformed_keys_are_errors() {
        assert!(Trust::with_keys(["00"]).is_err());
        assert!(Trust::default().signing_with(b"key").is_err());
    }
}
