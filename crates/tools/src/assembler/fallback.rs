//! Reasons to run the SDK's assembler, and panics of vamos's own.
//!
//! A panic is a mistake in vamos. It is caught, and the SDK's assembler does the job.
//! Counterpart: none; upstream's assembler is always a child.

use std::fmt;

use vamos_sched::guarded as catch_panic;

/// Reason to run the SDK's assembler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The system, by GOOS.
    System {
        /// GOOS.
        goos: String,
    },
    /// The processor, by GOARCH.
    Processor {
        /// GOARCH.
        goarch: String,
    },
    /// A variant of the processor.
    Variant {
        /// The name of the variable, such as GOAMD64.
        name: String,
        /// Its value.
        value: String,
    },
    /// The SDK's assembler has other sources than those with which vamos was compared.
    UnknownAssembler {
        /// The difference.
        reason: String,
    },
    /// A flag that is not supported.
    Flag(vamos_asm::Unsupported),
    /// A flag that the release does not have.
    FlagOfOtherRelease {
        /// The flag.
        flag: &'static str,
    },
    /// A file or directory whose name is not UTF-8.
    Name,
    /// The usage text is printed.
    Usage,
    /// The SDK's assembler panics.
    Panic,
    /// The file has errors, or a listing is printed.
    Output,
    /// vamos's assembler has panicked.
    Broken {
        /// The files that were assembled.
        files: String,
        /// The panic's text and place.
        cause: String,
    },
}

impl fmt::Display for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_mistake() {
            f.write_str("assembled by the SDK's assembler: ")?;
        }
        match self {
            Self::System { goos } => write!(f, "GOOS={goos}"),
            Self::Processor { goarch } => write!(f, "GOARCH={goarch}"),
            Self::Variant { name, value } => write!(f, "{name}={value}"),
            Self::UnknownAssembler { reason } => f.write_str(reason),
            Self::Flag(reason) => reason.fmt(f),
            Self::FlagOfOtherRelease { flag } => write!(f, "the flag {flag}"),
            Self::Name => f.write_str("a name that is not UTF-8"),
            Self::Usage => f.write_str("the usage text"),
            Self::Panic => f.write_str("it panics"),
            Self::Output => f.write_str("there are errors, or a listing"),
            Self::Broken { files, cause } => write!(
                f,
                "internal error while assembling {files}: {cause}; the SDK's assembler runs \
                 instead. Please report this. VAMOS_ASM=stock always uses the SDK's assembler"
            ),
        }
    }
}

impl std::error::Error for Fallback {}

impl Fallback {
    /// Reports whether the user is informed even without a request for reasons.
    pub fn is_mistake(&self) -> bool {
        matches!(self, Self::Broken { .. })
    }
}

/// Assembles, and catches a panic.
pub(super) fn guarded<T>(files: &str, assemble: impl FnOnce() -> T) -> Result<T, Fallback> {
    catch_panic(assemble).map_err(|cause| Fallback::Broken {
        files: files.to_owned(),
        cause,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_reason() {
        assert_eq!(guarded("a.s", || 7), Ok(7));
        let broken = guarded("a.s", || -> u8 { panic!("no {}", "row") });
        let broken = broken.expect_err("a panic");
        assert!(broken.is_mistake());
        assert_eq!(
            broken.to_string(),
            "internal error while assembling a.s: no row; the SDK's assembler runs instead. Please \
             report this. VAMOS_ASM=stock always uses the SDK's assembler"
        );
        let goarch = "386".to_owned();
        let reason = Fallback::Processor { goarch };
        assert!(!reason.is_mistake());
        assert_eq!(
            reason.to_string(),
            "assembled by the SDK's assembler: GOARCH=386"
        );
    }
}
