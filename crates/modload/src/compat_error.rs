//! Differences in the behaviour of an older go command, and advice to prevent them.
//!
//! Counterpart: cmd/go/internal/modload/load.go (the texts of `checkTidyCompatibility`).

use std::fmt;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::names::Version;

use super::import_error::ImportError;

/// A package that an older command would load from elsewhere, or not at all.
#[derive(Clone, Debug)]
pub struct CompatMismatch {
    /// The release of the older command.
    pub compat: String,
    /// The difference.
    pub difference: Difference,
}

/// The kind of difference.
#[derive(Clone, Debug)]
pub enum Difference {
    /// It would not find the package.
    Missing {
        /// The imports that lead to the package.
        stack: String,
        /// The module that provides it.
        module: ModuleVersion,
        /// The version of that module that the older command selects.
        selected: ModuleVersion,
    },
    /// It would fail for another reason.
    Failure {
        /// The imports that lead to the package.
        stack: String,
        /// The module that provides it.
        module: ModuleVersion,
        /// The older command's error.
        error: Box<ImportError>,
    },
    /// Only the older command would find the package.
    Found {
        /// The package.
        package: ImportPath,
        /// The module where it would find it.
        module: ModuleVersion,
    },
    /// It would select another version.
    Other {
        /// The imports that lead to the package.
        stack: String,
        /// The module that provides it.
        module: ModuleVersion,
        /// The version that the older command selects.
        selected: Version,
    },
}

impl fmt::Display for CompatMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compat = &self.compat;
        match &self.difference {
            Difference::Missing {
                stack,
                module,
                selected,
            } => write!(
                f,
                "{stack} loaded from {module},\n\tbut go {compat} would fail to locate it in {selected}"
            ),
            Difference::Failure {
                stack,
                module,
                error,
            } => write!(
                f,
                "{stack} loaded from {module},\n\tbut go {compat} would fail to locate it:\n\t{error}"
            ),
            Difference::Found { package, module } => write!(
                f,
                "{package} failed to load from any module,\n\tbut go {compat} would load it from {module}"
            ),
            Difference::Other {
                stack,
                module,
                selected,
            } => write!(
                f,
                "{stack} loaded from {module},\n\tbut go {compat} would select {selected}\n"
            ),
        }
    }
}

/// The commands that would resolve mismatches.
#[derive(Clone, Debug)]
pub struct CompatAdvice {
    /// The release of the older command.
    pub compat: String,
    /// The go version of the requirements.
    pub go: String,
    /// True if `go mod tidy` needs a flag for that version.
    pub needs_go_flag: bool,
    /// True if `go mod tidy` needs a flag to check this older release.
    pub needs_compat_flag: bool,
    /// True if selecting the older command's versions would help.
    pub upgrade: bool,
    /// True if errors would have to be ignored.
    pub ignore_errors: bool,
}

impl fmt::Display for CompatAdvice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { compat, go, .. } = self;
        let go_flag = if self.needs_go_flag {
            format!(" -go={go}")
        } else {
            String::new()
        };
        let compat_flag = if self.needs_compat_flag {
            format!(" -compat={compat}")
        } else {
            String::new()
        };
        f.write_str("\n")?;
        if self.upgrade {
            let (left, e) = if self.ignore_errors {
                (", leaving some packages unresolved", " -e")
            } else {
                ("", "")
            };
            writeln!(
                f,
                "To upgrade to the versions selected by go {compat}{left}:\n\tgo mod tidy{e} -go={compat} && go mod tidy{e} -go={go}{compat_flag}"
            )?;
        } else if self.ignore_errors {
            writeln!(
                f,
                "To proceed despite packages unresolved in go {compat}:\n\tgo mod tidy -e{go_flag}{compat_flag}"
            )?;
        }
        write!(
            f,
            "If reproducibility with go {compat} is not needed:\n\tgo mod tidy{go_flag} -compat={go}\nFor information about 'go mod tidy' compatibility, see:\n\thttps://go.dev/ref/mod#graph-pruning"
        )
    }
}
