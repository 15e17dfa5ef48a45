//! Signed notes: a text, and under it the signatures of servers whose keys are known.
//!
//! A note is opened with the one key that a client trusts. Signatures by others are ignored, but
//! they must have the form of signatures.
//! Counterpart: golang.org/x/mod/sumdb/note.

use std::fmt;

use ring::signature::ED25519;
use ring::signature::Ed25519KeyPair;
use ring::signature::UnparsedPublicKey;
use vamos_base::Sha256;
use vamos_base::golang::base64;

/// The only supported kind of key, as the first byte of an encoded one.
const ALGORITHM_ED25519: u8 = 1;

/// The maximum number of signatures; a note with more is malformed.
const MAX_SIGNATURES: usize = 100;

/// The prefix of a line with a signature.
const SIGNATURE_PREFIX: &str = "\u{2014} ";

/// The error of an encoded key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It does not have the form of a key.
    Malformed,
    /// Its algorithm is not supported.
    Algorithm,
    /// Its short hash does not match its name and key.
    Hash,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyError::Malformed => "malformed verifier id",
            KeyError::Algorithm => "unknown verifier algorithm",
            KeyError::Hash => "invalid verifier hash",
        })
    }
}

impl std::error::Error for KeyError {}

/// The error of a signed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// It does not have the form of a signed note.
    Malformed,
    /// The trusted key is named, but did not make the signature.
    Signature {
        /// Name and hash of the key.
        key: String,
    },
    /// The trusted key did not sign it.
    Unverified,
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoteError::Malformed => f.write_str("malformed note"),
            NoteError::Signature { key } => write!(f, "invalid signature for key {key}"),
            NoteError::Unverified => f.write_str("note has no verifiable signatures"),
        }
    }
}

impl std::error::Error for NoteError {}

/// A server's public key; its short hash is computed from its name and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    hash: u32,
    key: [u8; 32],
}

impl Verifier {
    /// Parses `name+hash+key` (`note.NewVerifier`).
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, rest) = text.split_once('+').unwrap_or((text, ""));
        let (hash, key) = rest.split_once('+').unwrap_or((rest, ""));
        let (hash, key) = decode_key(name, hash, key).ok_or(KeyError::Malformed)?;
        if hash != key_hash(name, &key) {
            return Err(KeyError::Hash);
        }
        let (&algorithm, key) = key.split_first().ok_or(KeyError::Malformed)?;
        if algorithm != ALGORITHM_ED25519 {
            return Err(KeyError::Algorithm);
        }
        let key = key.try_into().map_err(|_| KeyError::Malformed)?;
        let name = name.to_owned();
        Ok(Self { name, hash, key })
    }

    /// Returns the server's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reports whether this key made `signature` of `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, &self.key);
        key.verify(message, signature).is_ok()
    }
}

/// A server's private key.
pub struct Signer {
    name: String,
    hash: u32,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// Parses `PRIVATE+KEY+name+hash+seed` (`note.NewSigner`).
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text
            .strip_prefix("PRIVATE+KEY+")
            .ok_or(KeyError::Malformed)?;
        let (name, rest) = text.split_once('+').unwrap_or((text, ""));
        let (hash, seed) = rest.split_once('+').unwrap_or((rest, ""));
        let (hash, seed) = decode_key(name, hash, seed).ok_or(KeyError::Malformed)?;
        let (&algorithm, seed) = seed.split_first().ok_or(KeyError::Malformed)?;
        if algorithm != ALGORITHM_ED25519 {
            return Err(KeyError::Algorithm);
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Malformed)?;
        if hash != key_hash(name, &public_key(&pair)) {
            return Err(KeyError::Hash);
        }
        let name = name.to_owned();
        Ok(Self { name, hash, pair })
    }

    /// Returns the key of a server from 32 secret bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_valid_name(name) {
            return Err(KeyError::Malformed);
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Malformed)?;
        let hash = key_hash(name, &public_key(&pair));
        let name = name.to_owned();
        Ok(Self { name, hash, pair })
    }

    /// Returns the public key in the form that [`Verifier::parse`] reads.
    pub fn verifier_key(&self) -> String {
        let key = base64::encode(&public_key(&self.pair));
        format!("{}+{:08x}+{key}", self.name, self.hash)
    }

    /// Returns the line with this key's signature of `text`.
    fn signature_line(&self, text: &str) -> String {
        let mut bytes = self.hash.to_be_bytes().to_vec();
        bytes.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        let bytes = base64::encode(&bytes);
        format!("{SIGNATURE_PREFIX}{} {bytes}\n", self.name)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

fn public_key(pair: &Ed25519KeyPair) -> Vec<u8> {
    use ring::signature::KeyPair as _;
    let mut key = vec![ALGORITHM_ED25519];
    key.extend_from_slice(pair.public_key().as_ref());
    key
}

fn key_hash(name: &str, key: &[u8]) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update(b"\n");
    hasher.update(key);
    let [a, b, c, d, ..] = hasher.finish().0;
    u32::from_be_bytes([a, b, c, d])
}

/// Checks the parts of an encoded key and decodes the short hash and the key.
fn decode_key(name: &str, hash: &str, key: &str) -> Option<(u32, Vec<u8>)> {
    let is_hex = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let key = base64::decode(key.as_bytes())?;
    if !is_hex || !is_valid_name(name) || key.is_empty() {
        return None;
    }
    Some((u32::from_str_radix(hash, 16).ok()?, key))
}

fn is_valid_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

/// Opens a note and returns its text, which the owner of `known` has signed (`note.Open`).
pub fn open<'m>(message: &'m [u8], known: &Verifier) -> Result<&'m str, NoteError> {
    let message = std::str::from_utf8(message).map_err(|_| NoteError::Malformed)?;
    if message.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(NoteError::Malformed);
    }
    let split = message.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, signatures) = (&message[..=split], &message[split + 2..]);
    if !signatures.ends_with('\n') {
        return Err(NoteError::Malformed);
    }
    let mut is_verified = false;
    for (i, line) in signatures.split_terminator('\n').enumerate() {
        let (name, hash, signature) = parse_signature(line).ok_or(NoteError::Malformed)?;
        if i >= MAX_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        // A second signature by the same key is skipped, like signatures by other keys.
        if is_verified || name != known.name || hash != known.hash {
            continue;
        }
        if !known.verify(text.as_bytes(), &signature) {
            let key = format!("{name}+{hash:08x}");
            return Err(NoteError::Signature { key });
        }
        is_verified = true;
    }
    if is_verified {
        Ok(text)
    } else {
        Err(NoteError::Unverified)
    }
}

fn parse_signature(line: &str) -> Option<(&str, u32, Vec<u8>)> {
    let line = line.strip_prefix(SIGNATURE_PREFIX)?;
    let (name, encoded) = line.split_once(' ').unwrap_or((line, ""));
    let bytes = base64::decode(encoded.as_bytes())?;
    let (hash, signature) = bytes.split_first_chunk()?;
    if !is_valid_name(name) || signature.is_empty() {
        return None;
    }
    Some((name, u32::from_be_bytes(*hash), signature.to_vec()))
}

/// Signs a text, which ends in a newline, with all of the keys (`note.Sign`).
pub fn sign(text: &str, signers: &[&Signer]) -> Result<Vec<u8>, NoteError> {
    if !text.ends_with('\n') {
        return Err(NoteError::Malformed);
    }
    let mut message = format!("{text}\n");
    for signer in signers {
        message.push_str(&signer.signature_line(text));
    }
    Ok(message.into_bytes())
}

#[cfg(test)]
mod tests;
