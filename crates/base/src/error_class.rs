//! Kinds of causes of errors, as `class()` of an error returns them.
//!
//! The class decides the exit status where upstream has no rule of its own for the command. The
//! errors that end a command have one, such as the errors of goenv, load and build.
//! Counterpart: cmd/go/internal/base/base.go (`SetExitStatus`) and the statuses in cmd/go/main.go.

/// The kind of cause that an error has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// The command line or a setting is refused before the command begins its work.
    Usage,
    /// Sources, module files or arguments of the user are wrong.
    User,
    /// The machine refuses: a file, a tool or the network.
    Environment,
    /// vamos does not implement it; the command of the SDK can.
    Unimplemented,
    /// An invariant does not hold: a defect of vamos or of the program that it follows.
    Bug,
}

impl ErrorClass {
    /// Returns the status that a command ends with because of such an error.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::User | Self::Environment | Self::Bug => 1,
            Self::Usage => 2,
            Self::Unimplemented => 3,
        }
    }
}
