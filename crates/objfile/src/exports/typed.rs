//! The elements of export data for readers of types alone, such as analysers of source code.
//!
//! They read neither bodies of functions, nor extensions of objects, nor the second root, which
//! lists bodies.
//! Counterpart: go/internal/gcimporter/ureader.go.

use vamos_base::Digest;
use vamos_base::Sha256;

use super::data::ExportData;
use super::data::Section;

/// The sections whose elements they read.
const READ: [Section; 7] = [
    Section::String,
    Section::PosBase,
    Section::Pkg,
    Section::Name,
    Section::Type,
    Section::Obj,
    Section::ObjDict,
];

/// Returns the hash of the elements for readers of types alone: every element of their sections,
/// positions included, and the first root. `None` for damaged data.
pub fn typed_digest(exports: &ExportData<'_>) -> Option<Digest> {
    let mut hash = Sha256::new();
    hash.update(&exports.version().to_le_bytes());
    let root = exports.bytes((Section::Meta, 0))?;
    hash.update(&(root.len() as u64).to_le_bytes());
    hash.update(root);
    for section in READ {
        let (lengths, bytes) = exports.whole(section)?;
        hash.update(&(lengths.len() as u64).to_le_bytes());
        hash.update(&lengths);
        hash.update(bytes);
    }
    Some(hash.finish())
}
