//! Module zips: their members, the rules they must keep, their bytes and hashes.
//!
//! Reads what `archive/zip` reads: stored and deflated members, zip64, a directory at the end. All
//! sizes are checked against the actual bytes, and no member becomes longer than its directory
//! entry allows. Writes exactly the bytes that `archive/zip` writes; the caller provides the
//! compressor. Must not know: files, network, go.mod. Main types: [`Archive`], [`Member`],
//! [`ZipError`].
//! Counterpart: golang.org/x/mod/zip (`Unzip`, `Create`), archive/zip.

mod bytes;
mod check;
mod create;
mod directory;
pub mod dirhash;
mod error;
mod member;
mod writer;

pub use check::MAX_GO_MOD;
pub use check::MAX_ZIP_FILE;
pub use check::check;
pub use check::check_limits;
pub use create::Candidate;
pub use create::Content;
pub use create::Recipe;
pub use create::create;
pub use directory::Archive;
pub use error::ZipError;
pub use member::Member;
pub use member::MemberKind;

use vamos_base::golang::module::ModuleVersion;

/// A file of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipFile {
    /// Its path below the module's directory.
    pub name: String,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// Returns the files of a module's zip in its order.
pub fn module_files(zip: &[u8], module: &ModuleVersion) -> Result<Vec<ZipFile>, ZipError> {
    let archive = Archive::read(zip)?;
    check(&archive, module)?;
    let prefix = format!("{}@{}/", module.path, module.version);
    let mut files = Vec::new();
    for member in &archive.members {
        let name = member
            .name
            .strip_prefix(prefix.as_str())
            .unwrap_or_default();
        if name.is_empty() || name.ends_with('/') {
            continue;
        }
        let data = member.unpack(zip)?;
        files.push(ZipFile {
            name: name.to_owned(),
            data,
        });
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
