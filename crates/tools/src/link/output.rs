//! The output of a link: a temporary file in the directory of the output, memory where there can be
//! none, or a file in its final place if the system's linker wrote it.
//!
//! The linker writes the parts of the temporary file as it makes them; when the link has succeeded
//! the file is hashed, gets its final build ID and is renamed.
//! Counterpart: cmd/link/internal/ld/outbuf.go, cmd/go/internal/work/buildid.go (`updateBuildID`).

use vamos_fsys::PathError;
use vamos_fsys::work;
use vamos_link::FipsObject;
use vamos_objfile::ReadAt;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Patch;
use vamos_sched::Pool;

use super::archives::Opened;
use super::host::LinkHost;
use super::partial::Partial;
use super::placed::Placed;
use super::regular::is_regular;

/// The inputs of a link, which are not needed any more. Unmapping them takes about as long as
/// hashing the output, so that is done concurrently, or after the end of the command.
pub type MappedInputs = Vec<Result<Opened, String>>;

/// The output of a link.
#[derive(Debug)]
pub struct Output {
    pub(super) path: String,
    /// The bytes.
    pub(super) content: Content,
    /// The file of `-fipso`, which is written during the link, unless it is only compared.
    pub(super) fips_object: Option<FipsObject>,
}

/// The bytes of a finished link.
#[derive(Debug)]
pub(super) enum Content {
    /// In a file that is renamed at the end.
    Temp(Partial),
    /// In its place already.
    Placed(Placed),
    /// Here.
    Memory(Vec<u8>),
}

impl Output {
    /// Returns the path, as `-o` named it, below the link's directory.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Finishes the file. A regular file appears whole or not at
    /// all, unless it is in its place already; other files, such as devices, are written to.
    /// `patches` returns other changes of the bytes; meanwhile another thread drops the `inputs`.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn write(
        self,
        host: &LinkHost<'_>,
        pool: &Pool,
        inputs: MappedInputs,
        patches: impl FnOnce(&dyn ReadAt) -> Vec<Patch>,
    ) -> Result<(), PathError> {
        let target = host.locate(&self.path);
        match self.content {
            Content::Temp(partial) => {
                partial.check()?;
                let found = beside_freeing(host, pool, inputs, || patches(&partial));
                partial.finish(&found, &target, host.leftovers)?;
            }
            Content::Placed(placed) => {
                let found = beside_freeing(host, pool, inputs, || placed.patches(patches));
                placed.finish(&found)?;
            }
            Content::Memory(mut bytes) => {
                let patches = patches(&bytes);
                // They are inside: they were found in these bytes.
                let _ = build_id::apply(&mut bytes, &patches);
                if is_regular(&target) {
                    work::write_mode(&target, &bytes, 0o775)?;
                } else {
                    work::write(&target, &bytes)?;
                }
            }
        }
        Ok(())
    }
}

/// Returns the result of `work`. Meanwhile another thread unmaps the inputs, unless they stay mapped
/// until the end of the command.
fn beside_freeing<R>(
    host: &LinkHost<'_>,
    pool: &Pool,
    inputs: MappedInputs,
    work: impl FnOnce() -> R,
) -> R {
    let bytes: usize = inputs.iter().flatten().map(Opened::len).sum();
    match host.leftovers.take(inputs, bytes as u64) {
        Some(inputs) => pool.both(|| drop(inputs), work),
        None => work(),
    }
}
