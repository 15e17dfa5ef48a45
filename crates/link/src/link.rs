//! What a link is given.
//!
//! Counterpart: cmd/link/internal/ld/link.go (`Link`), target.go.

use vamos_sched::Pool;

use crate::image::OutputFile;
use crate::inputs::Host;
use crate::inputs::Inputs;
use crate::options::Options;

/// What a link is given. No pass changes it.
#[derive(Clone, Copy)]
pub struct Link<'a> {
    /// What is linked, and how.
    pub options: &'a Options,
    /// The files.
    pub inputs: &'a Inputs<'a>,
    /// The host's answers.
    pub host: &'a dyn Host,
    /// The threads that passes may use.
    pub pool: &'a Pool,
    /// Where the executable goes.
    pub output: &'a dyn OutputFile,
}
