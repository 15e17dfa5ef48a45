//! Changes of an attacker with write access to the server, in the format of the server's store. The
//! messages are defined once more here, as an attacker would.
//!
//! Counterpart: none.

use prost::Message;
use ring::signature::Ed25519KeyPair;
use ring::signature::KeyPair;
use vamos_base::Digest;

/// Kind of forged result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forgery {
    /// Other bytes, not signed.
    Unsigned,
    /// Other bytes, signed by another key.
    OtherKey,
    /// The signature of this action with the values of another one.
    OtherValues,
    /// The signed result of another action.
    Replayed,
    /// Other bytes for the compiler's output and the list of sources only.
    Beside,
    /// Other bytes for the note of an executable only.
    Note,
    /// Other bytes, signed by the trusted key, which a reader must accept.
    Trusted,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct WireDigest {
    #[prost(string, tag = "1")]
    pub(super) hash: String,
    #[prost(int64, tag = "2")]
    pub(super) size: i64,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct File {
    #[prost(string, tag = "1")]
    pub(super) path: String,
    #[prost(message, optional, tag = "2")]
    pub(super) digest: Option<WireDigest>,
}

/// An action result.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Stored {
    #[prost(message, repeated, tag = "2")]
    pub(super) files: Vec<File>,
    #[prost(bytes = "vec", tag = "5")]
    pub(super) extra: Vec<u8>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Extra {
    #[prost(bytes = "vec", tag = "1")]
    note: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    signature: Vec<u8>,
}

/// A list of results.
#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct Manifest {
    #[prost(message, repeated, tag = "1")]
    pub(super) rows: Vec<ManifestRow>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct ManifestRow {
    #[prost(int32, tag = "1")]
    pub(super) kind: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) id: Vec<u8>,
    #[prost(message, repeated, tag = "3")]
    pub(super) values: Vec<ManifestValue>,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) extra: Vec<u8>,
}

#[derive(Clone, PartialEq, Eq, Message)]
pub(super) struct ManifestValue {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(bytes = "vec", tag = "2")]
    digest: Vec<u8>,
    #[prost(uint64, tag = "3")]
    size: u64,
}

impl ManifestRow {
    /// Returns the name of the result on the server.
    pub(super) fn action(&self) -> String {
        let kind = if self.kind == 1 { "entry" } else { "file" };
        let id: String = self.id.iter().map(|byte| format!("{byte:02x}")).collect();
        Digest::of(format!("vamos 2 {kind} {id}").as_bytes()).hex()
    }

    /// Returns the row with the values of a result.
    pub(super) fn with(&self, result: &Stored) -> Self {
        let value = |file: &File| {
            let digest = file.digest.clone().unwrap_or_default();
            let hash = Digest::from_hex(digest.hash.as_bytes());
            ManifestValue {
                name: name(&file.path).to_owned(),
                digest: hash.map(|hash| hash.0.to_vec()).unwrap_or_default(),
                size: u64::try_from(digest.size).unwrap_or(0),
            }
        };
        Self {
            kind: self.kind,
            id: self.id.clone(),
            values: result.files.iter().map(value).collect(),
            extra: result.extra.clone(),
        }
    }
}

fn name(path: &str) -> &str {
    path.strip_prefix("beside/").unwrap_or_default()
}

/// A key pair.
pub(super) struct Key {
    pair: Ed25519KeyPair,
    /// The private key as PKCS #8.
    pub(super) private: Vec<u8>,
}

impl Key {
    /// Returns the pair of this seed.
    pub(super) fn new(seed: u8) -> Result<Self, String> {
        // RFC 8410: 32 bytes after this head.
        let head = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
        let private = [&head[..], &[seed; 32]].concat();
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&private);
        let pair = pair.map_err(|error| format!("key: {error}"))?;
        Ok(Self { pair, private })
    }

    /// Returns the public key in hex.
    pub(super) fn public(&self) -> String {
        let bytes = self.pair.public_key().as_ref().iter();
        bytes.map(|byte| format!("{byte:02x}")).collect()
    }

    /// Returns the parts of a result other than files, signed for an action.
    fn extra(&self, of: &ManifestRow, files: &[File], note: &[u8]) -> Vec<u8> {
        let mut text = b"vamos result 2\0".to_vec();
        text.push(u8::try_from(of.kind).unwrap_or(0));
        text.extend(&of.id);
        text.extend((files.len() as u64).to_be_bytes());
        for file in files {
            let (name, digest) = (name(&file.path), file.digest.clone().unwrap_or_default());
            text.extend((name.len() as u64).to_be_bytes());
            text.extend(name.as_bytes());
            let hash = Digest::from_hex(digest.hash.as_bytes());
            text.extend(hash.map(|hash| hash.0).unwrap_or_default());
            text.extend(digest.size.to_be_bytes());
        }
        text.extend((note.len() as u64).to_be_bytes());
        text.extend(note);
        let extra = Extra {
            note: note.to_vec(),
            signature: self.pair.sign(&text).as_ref().to_vec(),
        };
        extra.encode_to_vec()
    }
}

/// The keys of a forgery.
pub(super) struct Keys<'a> {
    pub(super) trusted: &'a Key,
    pub(super) other: &'a Key,
}

/// Forges a result. `next` is another action's result; `poison` returns the digest of other bytes,
/// which it stores.
pub(super) fn forge(
    forgery: Forgery,
    (row, own): (&ManifestRow, &Stored),
    next: &Stored,
    keys: &Keys<'_>,
    poison: &mut dyn FnMut(&WireDigest) -> Result<WireDigest, String>,
) -> Result<Stored, String> {
    let extra = Extra::decode(&*own.extra).map_err(|error| error.to_string())?;
    let mut change = |is_changed: fn(&str) -> bool| -> Result<Vec<File>, String> {
        let mut files = own.files.clone();
        for file in files.iter_mut().filter(|file| is_changed(&file.path)) {
            file.digest = Some(poison(&file.digest.clone().unwrap_or_default())?);
        }
        Ok(files)
    };
    let signed = |key: &Key, files: Vec<File>| Stored {
        extra: key.extra(row, &files, &extra.note),
        files,
    };
    Ok(match forgery {
        Forgery::Unsigned => Stored {
            files: change(|_| true)?,
            extra: Extra {
                note: extra.note,
                signature: Vec::new(),
            }
            .encode_to_vec(),
        },
        Forgery::OtherKey => signed(keys.other, change(|_| true)?),
        Forgery::Trusted => signed(keys.trusted, change(|_| true)?),
        Forgery::OtherValues => Stored {
            files: next.files.clone(),
            extra: own.extra.clone(),
        },
        Forgery::Replayed => next.clone(),
        Forgery::Beside => Stored {
            files: change(|path| path.starts_with("beside/"))?,
            extra: own.extra.clone(),
        },
        Forgery::Note => Stored {
            files: own.files.clone(),
            extra: Extra {
                note: [&extra.note[..], b"!"].concat(),
                signature: extra.signature,
            }
            .encode_to_vec(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_forgery_changes_the_result() {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            digest: Some(WireDigest {
                hash: Digest::of(text.as_bytes()).hex(),
                size: 7,
            }),
        };
        let (trusted, other) = (Key::new(1).unwrap(), Key::new(2).unwrap());
        let keys = Keys {
            trusted: &trusted,
            other: &other,
        };
        let row = ManifestRow {
            kind: 1,
            id: vec![5; 32],
            ..ManifestRow::default()
        };
        let result = |text: &str| {
            let files = vec![file("beside/stdout", ""), file("result", text)];
            Stored {
                extra: trusted.extra(&row, &files, b""),
                files,
            }
        };
        let (own, next) = (result("own"), result("next"));
        let mut count = 0;
        let mut poison = |digest: &WireDigest| {
            count += 1;
            Ok(WireDigest {
                hash: Digest::of(digest.hash.as_bytes()).hex(),
                size: 8,
            })
        };
        for forgery in [
            Forgery::Unsigned,
            Forgery::OtherKey,
            Forgery::OtherValues,
            Forgery::Replayed,
            Forgery::Beside,
            Forgery::Note,
            Forgery::Trusted,
        ] {
            let forged = forge(forgery, (&row, &own), &next, &keys, &mut poison).unwrap();
            assert_ne!(forged, own, "{forgery:?}");
        }
        assert_eq!(count, 7);
    }
}
