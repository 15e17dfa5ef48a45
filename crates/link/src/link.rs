//! Input of a link.
//!
//! Counterpart: cmd/link/internal/ld/link.go (`Link`), target.go.

use vamos_sched::Pool;

use crate::image::OutputFile;
use crate::inputs::Host;
use crate::inputs::Inputs;
use crate::options::Options;

/// Input of a link. No pass changes it.
#[derive(Clone, Copy)]
pub struct Link<'a> {
    /// Options of the link.
    pub options: &'a Options,
    /// The files.
    pub inputs: &'a Inputs<'a>,
    /// Access to the host.
    pub host: &'a dyn Host,
    /// The threads that passes may use.
    pub pool: &'a Pool,
    /// Destination of the executable.
    pub output: &'a dyn OutputFile,
}
