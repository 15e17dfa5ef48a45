//! The input of children that get none.
//!
//! Counterpart: os/exec (`Cmd.childStdin`).

use std::fs::File;
use std::process::Stdio;

use super::SpawnError;
use crate::PathError;

/// Go's `os.DevNull`.
const NULL: &str = "/dev/null";

/// Opens the input of a child without input. Unlike for [`Stdio::null`], the error contains the
/// name of the file: containers may lack it.
pub(super) fn no_input() -> Result<Stdio, SpawnError> {
    match File::open(NULL) {
        Ok(file) => Ok(file.into()),
        Err(error) => Err(SpawnError::NoInput(PathError::new("open", NULL, &error))),
    }
}
