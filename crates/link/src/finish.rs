//! Input of the last pass, which writes headers and tables in each format.
//!
//! Counterpart: cmd/link/internal/ld/asmb.go (`asmb2`), which sees the whole link.

use vamos_sched::Pool;

use crate::inputs::Host;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;

/// Input of the last pass other than the layout and the tables of the format.
#[derive(Clone, Copy)]
pub(crate) struct Input<'l, 'a> {
    /// All symbols.
    pub(crate) ldr: &'l Loader<'a>,
    /// The flags.
    pub(crate) options: &'l Options,
    /// Queries about the host, for the dynamic linker's path.
    pub(crate) host: &'l dyn Host,
    /// The threads.
    pub(crate) pool: &'l Pool,
    /// All functions by address.
    pub(crate) funcs: &'l [Sym],
    /// All data in the order of the output.
    pub(crate) data: &'l [Sym],
    /// The dynamic linker that a flag or a directive chose, or an empty string.
    pub(crate) interpreter: &'l str,
    /// The program's ID for the system's tools: the content of `.note.gnu.build-id`, or a UUID;
    /// empty for none.
    pub(crate) build_id: &'l [u8],
}
