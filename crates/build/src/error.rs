//! Errors of builds.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`cmdError`), exec.go, init.go.

use std::error::Error;
use std::sync::Arc;

use vamos_base::ErrorClass;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::quote::quote;
use vamos_cache::CacheError;
use vamos_fsys::PathError;
use vamos_fsys::proc::LookPathError;
use vamos_goenv::EnvError;
use vamos_goenv::cgo::CompilerError;
use vamos_goenv::tool_id::ToolIdError;
use vamos_objfile::build_id::BuildIdError;

use crate::flag_error::FlagError;
use crate::mode_error::InstrumentationError;
use crate::mode_error::ModeError;

/// An error of a build; prints as the go command does, without the `go: ` prefix.
#[derive(Clone, Debug)]
pub enum BuildError {
    /// A tool failed with output.
    Tool(ToolError),
    /// A file operation failed.
    Path(PathError),
    /// Loading this package failed; the text is the loader's own.
    Package {
        /// Import path of the package, where the text is sure to name it.
        named: Option<ImportPath>,
        /// The text.
        text: String,
    },
    /// The package has no Go files that apply.
    NoGo {
        /// The loader's text.
        text: String,
    },
    /// A tool failed without output.
    Exit {
        /// The command's first word.
        program: String,
        /// Its end in Go's words, such as `exit status 1`.
        status: String,
    },
    /// The module requires a newer release.
    NewerGo {
        /// The go version that it requires.
        version: String,
    },
    /// A package without sources.
    BinaryOnly,
    /// An argument that tools interpret as a response file.
    BadArgument {
        /// The argument.
        argument: String,
        /// The command that contains it, quoted.
        command: String,
    },
    /// The output is a directory.
    OutputIsDir {
        /// Its path.
        path: String,
    },
    /// The output exists and is not something that a build makes.
    OutputIsNoObject {
        /// Its path.
        path: String,
    },
    /// Copying a file failed.
    Copy {
        /// The source path.
        from: String,
        /// The target path; `None` if the error names it.
        to: Option<String>,
        /// The cause.
        error: PathError,
    },
    /// An install action failed.
    Install {
        /// The command: `build`, `install`.
        command: String,
        /// The package's import path.
        import_path: ImportPath,
        /// The cause.
        error: Box<BuildError>,
    },
    /// C sources in a package that does not use cgo.
    CWithoutCgo {
        /// The first of them.
        file: String,
    },
    /// A tool does not print its version; its stderr is shown first.
    ToolId(ToolIdError),
    /// Packages cannot be built in the way that flags ask for.
    Mode(ModeError),
    /// Code cannot be instrumented.
    Instrumentation(InstrumentationError),
    /// The release cannot build for the platform.
    Target(EnvError),
    /// `-tags` has a comma between words.
    TagsWithComma,
    /// `-p` is not positive.
    Parallel {
        /// Its value.
        count: i64,
    },
    /// A setting of a C compiler is invalid.
    Compiler(CompilerError),
    /// A setting that is a list of words cannot be split.
    Words {
        /// The variable.
        name: String,
        /// Its value.
        value: String,
        /// The rule that it breaks.
        rule: String,
    },
    /// The words of the C compiler cannot be joined to one.
    Unquotable {
        /// The rule that they break.
        rule: String,
    },
    /// A flag for C, or the output of pkg-config, is refused.
    Flag(FlagError),
    /// Assembly for Go's own assembler in a package that uses cgo.
    GoAssembly {
        /// The file.
        file: String,
    },
    /// A `//go:debug` line is invalid; the complaints are shown as output.
    Directive,
    /// A tool that should print nothing has printed something; not shown.
    NotSilent,
    /// A package has no configuration for vet.
    NoVetConfig,
    /// The vet tool reports that it failed.
    Vet {
        /// Its message.
        message: String,
    },
    /// A reused or prepared result of vamos differs from the result of a tool.
    Verify(VerifyError),
    /// A build ID does not have the length of the one that it replaces.
    BuildIdLength {
        /// The build ID that is replaced.
        old: String,
        /// The part that is new.
        new: String,
    },
    /// A build ID cannot be read or set.
    BuildId(Arc<BuildIdError>),
    /// The build cache refuses something.
    Cache {
        /// The attempted operation, for the text; may be empty.
        attempt: &'static str,
        /// The error.
        error: CacheError,
    },
    /// A package is not in the official command's index, where nothing can be stored.
    Index(PathError),
    /// `-debug-actiongraph` would overwrite a source file.
    ActionGraphFile {
        /// The file.
        file: String,
    },
    /// The list of Go files, or one of them, is not in the cache any more.
    CompiledFiles {
        /// The name of the missing thing.
        name: String,
        /// Why the cache lacks entries, if that is known.
        why: Option<&'static str>,
    },
    /// A program was not found.
    LookPath(LookPathError),
    /// Arguments that are too long cannot be written to a file.
    ResponseFile(PathError),
    /// The work directory cannot be made.
    WorkDir(PathError),
    /// Packages of one shared library are installed below different roots.
    DifferentRoots {
        /// The import paths of two such packages.
        packages: [ImportPath; 2],
        /// Their roots.
        roots: [String; 2],
    },
    /// A shared library, or a package in it, cannot be read.
    Library(Arc<dyn Error + Send + Sync>),
    /// An error of an executor, or of a user of this crate.
    Other(Arc<dyn Error + Send + Sync>),
    /// An error that was shown before.
    Shown,
    /// vamos cannot do this yet.
    Unimplemented(&'static str),
    /// The run was interrupted.
    Cancelled,
}

/// The output of a tool that failed, ready to be shown (`cmdError`).
#[derive(Clone, Debug)]
pub struct ToolError {
    /// The description of the action, for the header.
    pub desc: String,
    /// The output, paths rewritten.
    pub text: String,
    /// The package's import path, or empty.
    pub import_path: ImportPath,
    /// True if `desc` does not name the import path.
    pub needs_path: bool,
}

impl std::fmt::Display for ToolError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.needs_path {
            write!(f, "# {}\n# [{}]\n", self.import_path, self.desc)?;
        } else {
            writeln!(f, "# {}", self.desc)?;
        }
        f.write_str(&self.text)
    }
}

impl BuildError {
    /// Returns the import path that the error's text is sure to name
    /// (`load.ImportPathError`).
    pub(crate) fn import_path(&self) -> Option<&str> {
        match self {
            Self::Tool(error) => Some(&error.import_path),
            Self::Package { named, .. } => named.as_deref(),
            _ => None,
        }
    }

    /// Reports whether the go command prints `go: ` before this error.
    pub fn has_prefix(&self) -> bool {
        match self {
            Self::Mode(_) | Self::DifferentRoots { .. } | Self::Library(_) | Self::Index(_) => {
                false
            }
            Self::Instrumentation(error) => error.has_prefix(),
            _ => true,
        }
    }

    /// Returns the kind of cause.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Instrumentation(_)
            | Self::Target(_)
            | Self::TagsWithComma
            | Self::ToolId(ToolIdError::Missing { .. }) => ErrorClass::Usage,
            Self::Unimplemented(_) => ErrorClass::Unimplemented,
            Self::Verify(_) | Self::BuildIdLength { .. } => ErrorClass::Bug,
            Self::Path(_)
            | Self::Copy { .. }
            | Self::Cache { .. }
            | Self::Index(_)
            | Self::LookPath(_)
            | Self::ResponseFile(_)
            | Self::WorkDir(_)
            | Self::ToolId(_)
            | Self::Install { .. }
            | Self::Cancelled => ErrorClass::Environment,
            _ => ErrorClass::User,
        }
    }
}

/// A difference that a setting such as `VAMOS_CUTOFF=verify` has found.
#[derive(Clone, Debug)]
pub enum VerifyError {
    /// Early export data are not the final ones.
    EarlyExports,
    /// An archive is not the stored one.
    Archive {
        /// The package.
        package: ImportPath,
        /// The first byte that differs.
        at: usize,
    },
    /// The vet tool finds something else than before.
    Vet {
        /// The package.
        package: ImportPath,
    },
    /// A program is not the one that was linked before.
    Program {
        /// The main package.
        package: ImportPath,
    },
    /// A check of a package finds something else than the compiler.
    Check {
        /// The package.
        package: ImportPath,
        /// The errors that the check finds; empty for none.
        ours: String,
        /// The output of the compiler.
        theirs: String,
    },
}

impl std::fmt::Display for VerifyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::EarlyExports => f.write_str(
                "vamos: VAMOS_COMPILER=verify: early export data differs from the final one; \
                 please report this",
            ),
            Self::Archive { package, at } => write!(
                f,
                "vamos: VAMOS_CUTOFF=verify: {package}: compiling gives an archive that differs \
                 from the stored one from byte {at} on; please report this"
            ),
            Self::Vet { package } => write!(
                f,
                "vamos: VAMOS_CUTOFF=verify: {package}: vetting finds something else than before; \
                 please report this"
            ),
            Self::Program { package } => write!(
                f,
                "vamos: VAMOS_CUTOFF=verify: {package}: linking gives other bytes than before; \
                 please report this"
            ),
            Self::Check {
                package,
                ours,
                theirs,
            } => write!(
                f,
                "vamos: VAMOS_CHECK=verify: {package}: the check finds something else than the \
                 compiler; please report this\n{ours}-- the compiler\n{theirs}"
            ),
        }
    }
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tool(error) => write!(f, "{error}"),
            Self::Path(error) | Self::Index(error) => write!(f, "{error}"),
            Self::Package { text, .. } | Self::NoGo { text } => f.write_str(text),
            Self::Exit { program, status } => write!(f, "{program}: {status}"),
            Self::NewerGo { version } => write!(f, "module requires Go {version} or later"),
            Self::BinaryOnly => f.write_str("binary-only packages are no longer supported"),
            Self::BadArgument { argument, command } => {
                write!(
                    f,
                    "invalid command-line argument {argument} in command: {command}"
                )
            }
            Self::OutputIsDir { path } => {
                let path = quote(path);
                write!(f, "build output {path} already exists and is a directory")
            }
            Self::OutputIsNoObject { path } => {
                let path = quote(path);
                write!(
                    f,
                    "build output {path} already exists and is not an object file"
                )
            }
            Self::Copy {
                from,
                to: None,
                error,
            } => write!(f, "copying {from}: {error}"),
            Self::Copy {
                from,
                to: Some(to),
                error,
            } => {
                write!(f, "copying {from} to {to}: {error}")
            }
            Self::Install {
                command,
                import_path,
                error,
            } => {
                let space = if import_path.is_empty() { "" } else { " " };
                write!(f, "go {command}{space}{import_path}: {error}")
            }
            Self::CWithoutCgo { file } => {
                write!(f, "{file}: C source files not supported without cgo")
            }
            Self::ToolId(error) => write!(f, "{error}"),
            Self::Mode(error) => write!(f, "{error}"),
            Self::Instrumentation(error) => write!(f, "{error}"),
            Self::Target(error) => write!(f, "{error}"),
            Self::TagsWithComma => f.write_str("-tags space-separated list contains comma"),
            // Upstream's text has a line end of its own.
            Self::Parallel { count } => writeln!(f, "-p must be a positive integer: {count}"),
            Self::Compiler(error) => write!(f, "{error}"),
            Self::Words { name, value, rule } => write!(
                f,
                "could not parse environment variable {name} with value {}: {rule}",
                quote(value)
            ),
            Self::Unquotable { rule } => f.write_str(rule),
            Self::Flag(error) => write!(f, "{error}"),
            Self::GoAssembly { file } => {
                write!(f, "package using cgo has Go assembly file {file}")
            }
            Self::Directive => f.write_str("invalid directive"),
            Self::NotSilent => f.write_str("unexpected output"),
            Self::NoVetConfig => f.write_str("vet config not found"),
            Self::Vet { message } => f.write_str(message),
            Self::Verify(error) => write!(f, "{error}"),
            Self::BuildIdLength { old, new } => write!(
                f,
                "internal error: build ID length mismatch {old:?} vs {new:?}"
            ),
            Self::BuildId(error) => write!(f, "{error}"),
            Self::Cache { attempt: "", error } => write!(f, "{error}"),
            Self::Cache { attempt, error } => write!(f, "{attempt}: {error}"),
            // Upstream's text has a line end of its own.
            Self::ActionGraphFile { file } => {
                writeln!(f, "refusing to write action graph to {file}")
            }
            Self::CompiledFiles { name, why } => {
                write!(
                    f,
                    "loading compiled Go files from cache: reading {name}: cache entry not found"
                )?;
                match why {
                    Some(why) => write!(f, ": {why}"),
                    None => Ok(()),
                }
            }
            Self::LookPath(error) => write!(f, "{error}"),
            Self::ResponseFile(error) => {
                write!(f, "error writing long arguments to response file: {error}")
            }
            Self::WorkDir(error) => write!(f, "creating work dir: {error}"),
            Self::DifferentRoots {
                packages: [first, other],
                roots: [first_root, other_root],
            } => write!(
                f,
                "installing shared library: cannot use packages {first} and {other} from different roots {first_root} and {other_root}"
            ),
            Self::Library(error) | Self::Other(error) => write!(f, "{error}"),
            Self::Shown => f.write_str("shown before"),
            Self::Unimplemented(what) => write!(f, "{what}: not implemented yet"),
            Self::Cancelled => f.write_str("interrupted"),
        }
    }
}

impl Error for BuildError {}

impl From<PathError> for BuildError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}
