//! The checksum database's formats: signed notes, and a transparency log in tiles.
//!
//! Owns: keys and signatures ([`note`]), trees, tiles, records and proofs ([`tlog`]). Tiles are
//! read and saved through traits. Must not know: network, files, go.sum. Main types:
//! [`note::Verifier`], [`tlog::Tree`], [`tlog::reader::TileHashReader`].
//! Counterpart: golang.org/x/mod/sumdb/note, golang.org/x/mod/sumdb/tlog.

pub mod note;
pub mod tlog;
