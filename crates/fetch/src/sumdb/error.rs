//! Errors of looking up a checksum database.
//!
//! Counterpart: golang.org/x/mod/sumdb/client.go, cmd/go/internal/modfetch/sumdb.go.

use std::fmt;

use vamos_base::golang::module::Invalid;
use vamos_base::golang::os_str;
use vamos_fsys::PathError;
use vamos_modfile::ModuleError;
use vamos_sumdb::note::KeyError;
use vamos_sumdb::note::NoteError;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::reader::TileReaderError;
use vamos_sumdb::tlog::record::RecordError;

/// The reason why a lookup has no trustworthy result.
#[derive(Clone, Debug)]
pub enum SumDbError {
    /// GOSUMDB is `off`.
    Off,
    /// GOSUMDB is empty.
    Missing,
    /// GOSUMDB has more than two fields.
    TooManyFields,
    /// GOSUMDB contains an invalid key.
    Key(KeyError),
    /// The name in the key is not a valid server address.
    Name {
        /// The URL from the name.
        url: String,
    },
    /// GOSUMDB contains an invalid URL.
    Address(vamos_net::Error),
    /// There is no directory for the latest tree head.
    NoDirectory {
        /// The reason.
        reason: String,
    },
    /// The stored latest tree head cannot be used.
    Initializing(Box<SumDbError>),
    /// This module version cannot be looked up.
    At {
        /// The module.
        path: String,
        /// The version; it may end in `/go.mod`.
        version: String,
        /// The reason.
        err: Box<SumDbError>,
    },
    /// The module's path or version is invalid, or the request failed.
    Module(ModuleError),
    /// A local file cannot be read or written.
    File(PathError),
    /// A tree head has no valid signature.
    Note {
        /// The error.
        err: NoteError,
        /// The tree head.
        note: Vec<u8>,
    },
    /// A signed note is not a tree head.
    Tree {
        /// The error.
        err: RecordError,
        /// The text of the note.
        text: String,
    },
    /// Malformed record in the server's response.
    Record(RecordError),
    /// A tree head could not be compared with another.
    Checking {
        /// Size of the older tree.
        older: u64,
        /// Size of the newer one, which may be the same.
        newer: u64,
        /// The reason.
        err: Box<SumDbError>,
    },
    /// Tiles do not belong to the tree.
    Tiles(TileReaderError),
    /// A record is not part of the latest tree.
    Beyond {
        /// The record's number.
        id: i64,
        /// The tree's size.
        size: u64,
    },
    /// A record differs from the tree's record with this number.
    Forged,
    /// The database contradicts itself.
    Misbehavior(Box<Misbehavior>),
}

impl SumDbError {
    /// Returns the report of a database's contradiction, if this error is one.
    pub fn misbehavior(&self) -> Option<&Misbehavior> {
        match self {
            SumDbError::Misbehavior(report) => Some(report),
            SumDbError::Initializing(err)
            | SumDbError::At { err, .. }
            | SumDbError::Checking { err, .. } => err.misbehavior(),
            _ => None,
        }
    }
}

impl fmt::Display for SumDbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("checksum database disabled by GOSUMDB=off"),
            Self::Missing => f.write_str("missing GOSUMDB"),
            Self::TooManyFields => f.write_str("invalid GOSUMDB: too many fields"),
            Self::Key(err) => write!(f, "invalid GOSUMDB: {err}"),
            Self::Name { url } => {
                write!(f, "invalid sumdb name (must be host[/path]): {url}")
            }
            Self::Address(error) => write!(f, "invalid GOSUMDB URL: {error}"),
            Self::NoDirectory { reason } => {
                write!(f, "could not locate sumdb file: missing $GOPATH: {reason}")
            }
            Self::Initializing(err) => write!(f, "initializing sumdb.Client: {err}"),
            Self::At { path, version, err } => write!(f, "{path}@{version}: {err}"),
            Self::Module(err) => err.fmt(f),
            Self::File(err) => err.fmt(f),
            Self::Note { err, note } => {
                write!(
                    f,
                    "reading tree note: {err}\nnote:\n{}",
                    os_str::decode(note)
                )
            }
            Self::Tree { err, text } => write!(f, "reading tree: {err}\ntree:\n{text}"),
            Self::Record(err) => err.fmt(f),
            Self::Checking { older, newer, err } if older == newer => {
                write!(f, "checking tree#{older}: {err}")
            }
            Self::Checking { older, newer, err } => {
                write!(f, "checking tree#{older} against tree#{newer}: {err}")
            }
            Self::Tiles(err) => err.fmt(f),
            Self::Beyond { id, size } => {
                write!(f, "cannot validate record {id} in tree of size {size}")
            }
            Self::Forged => f.write_str("cannot authenticate record data in server response"),
            Self::Misbehavior(_) => f.write_str("security error: misbehaving server"),
        }
    }
}

impl std::error::Error for SumDbError {}

/// A contradiction of a database; prints as the report of it, which ends the command.
#[derive(Clone, Debug)]
pub struct Misbehavior {
    /// The signed head of the older tree.
    pub older: Vec<u8>,
    /// The signed head of the newer tree.
    pub newer: Vec<u8>,
    /// The hash that the newer tree has for the size of the older one.
    pub hash: Hash,
    /// The proof of that, or the reason why it cannot be made.
    pub proof: Result<Vec<Hash>, NoProof>,
}

/// The reason why a contradiction cannot be proved.
#[derive(Clone, Debug)]
pub enum NoProof {
    /// The older tree is empty: there is only one such tree.
    Empty,
    /// The hashes of the proof cannot be read.
    Failed(Box<SumDbError>),
    /// The proof does not prove it.
    Inconsistent,
}

impl fmt::Display for Misbehavior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indented = |message: &[u8]| os_str::decode(message).replace('\n', "\n\t");
        write!(
            f,
            "SECURITY ERROR\ngo.sum database server misbehavior detected!\n\n\
             old database:\n\t{}\nnew database:\n\t{}\nproof of misbehavior:\n\t{}",
            indented(&self.older),
            indented(&self.newer),
            self.hash
        )?;
        match &self.proof {
            Ok(hashes) => hashes.iter().try_for_each(|hash| write!(f, "\n\t{hash}")),
            Err(NoProof::Empty) => {
                f.write_str("\tinternal error: tlog: invalid inputs in ProveTree\n")
            }
            Err(NoProof::Failed(error)) => writeln!(f, "\tinternal error: {error}"),
            Err(NoProof::Inconsistent) => {
                f.write_str("\tinternal error: generated inconsistent proof\n")
            }
        }
    }
}

impl std::error::Error for Misbehavior {}

impl From<TileReaderError> for SumDbError {
    fn from(err: TileReaderError) -> Self {
        SumDbError::Tiles(err)
    }
}

impl From<RecordError> for SumDbError {
    fn from(err: RecordError) -> Self {
        SumDbError::Record(err)
    }
}

impl From<ModuleError> for SumDbError {
    fn from(err: ModuleError) -> Self {
        SumDbError::Module(err)
    }
}

impl From<Invalid> for SumDbError {
    fn from(err: Invalid) -> Self {
        SumDbError::Module(err.into())
    }
}

impl From<PathError> for SumDbError {
    fn from(err: PathError) -> Self {
        SumDbError::File(err)
    }
}
