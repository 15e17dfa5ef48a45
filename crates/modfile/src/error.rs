//! The errors of modules, versions and their files.
//!
//! Go chains error values; here the chain is the nesting of one enum, so that callers can match a
//! kind. `Display` prints the text of the official command after `go: `.
//! Counterpart: module.ModuleError and friends, mvs.BuildListError, errors of cmd/go/internal/modload.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use vamos_base::golang::module::Invalid;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;

use crate::Origin;
use crate::syntax::Position;
use vamos_base::golang::gover::TooNewError;

/// An error about modules; cheap to clone, so that a cache can contain it.
#[derive(Clone, Debug)]
pub enum ModuleError {
    /// An error of this module version.
    At {
        /// The module and version; version may be empty.
        module: ModuleVersion,
        /// The error.
        err: Box<ModuleError>,
    },
    /// A version is not valid or does not fit its path.
    InvalidVersion {
        /// The version as written.
        version: String,
        /// True if a pseudo-version was expected.
        pseudo: bool,
        /// The reason.
        err: Box<ModuleError>,
    },
    /// A path does not follow the naming rules.
    InvalidPath {
        /// `module`, `import`, `file` or `tool`.
        kind: &'static str,
        /// The path as written.
        path: String,
        /// The rule it breaks.
        err: String,
    },
    /// An error at a position in go.mod or go.work.
    Syntax(Box<SyntaxError>),
    /// All errors of one file.
    List(Vec<SyntaxError>),
    /// A newer Go is needed.
    TooNew(Box<TooNewError>),
    /// The graph could not be read; contains the path of requirements to the failing module.
    BuildList(Box<BuildListError>),
    /// go.sum lacks the sum that the build must check.
    SumMissing {
        /// The suggested command; may be empty.
        suggestion: String,
    },
    /// go.mod would have to change, which is not allowed.
    GoModDirty {
        /// The effective `-mod`.
        mod_flag: &'static str,
        /// True if the user set it.
        is_explicit: bool,
        /// The reason why it is the default; may be empty.
        reason: String,
    },
    /// The module's file is not on disk; this run may or must fetch it first.
    NeedsDownload(Box<NeedsDownload>),
    /// A message that no caller distinguishes from others.
    Message(String),
    /// An error that ends the command in any case (`base.Fatal`). Its wrapping errors are not
    /// printed; see [`ModuleError::find_fatal`].
    Fatal(Arc<FatalError>),
    /// Text before another error (`%w`).
    Context {
        /// The text before the error, separator included.
        before: String,
        /// The error.
        err: Box<ModuleError>,
    },
    /// The requested object does not exist (`fs.ErrNotExist`, a proxy's 404 or 410).
    NotExist(Box<ModuleError>),
    /// An error that stays valid while a repository is unchanged.
    Traced {
        /// The state of the repository; `None` if unknown.
        origin: Option<Box<Origin>>,
        /// The error.
        err: Box<ModuleError>,
    },
    /// Several errors, one per line (errors.Join).
    Joined(Vec<ModuleError>),
    /// An error of another crate.
    Other(Arc<dyn Error + Send + Sync>),
}

/// An error at a position in a file.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// Name of the file as given to the parser.
    pub filename: String,
    /// The position; line 0 when not known.
    pub pos: Position,
    /// The directive, if the text contains it.
    pub verb: String,
    /// The module path, if the text contains it.
    pub mod_path: String,
    /// The error.
    pub err: ModuleError,
}

/// A file of a module version that is not on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedsDownload {
    /// The module version, replacements applied.
    pub module: ModuleVersion,
    /// The suffix of the missing file: `mod`, `zip`, `info`.
    pub suffix: &'static str,
    /// The message if it cannot be fetched.
    pub message: String,
}

/// An error while reading requirements, with the modules that led there.
#[derive(Clone, Debug)]
pub struct BuildListError {
    /// The error.
    pub err: ModuleError,
    /// From a root to the module with the error, and the reason why each requires the next.
    pub stack: Vec<(ModuleVersion, &'static str)>,
}

impl ModuleError {
    /// Returns an error that ends the command.
    pub fn fatal(error: FatalError) -> Self {
        ModuleError::Fatal(Arc::new(error))
    }

    /// Returns the first error in the chain that ends the command. Upstream prints it at once:
    /// without prefix, module or import before it, and even if errors are tolerated.
    pub fn find_fatal(&self) -> Option<&Arc<FatalError>> {
        match self {
            ModuleError::Fatal(error) => Some(error),
            ModuleError::Joined(list) => list.iter().find_map(ModuleError::find_fatal),
            other => other.inner()?.find_fatal(),
        }
    }

    /// Returns an error that is only text.
    pub fn message(text: impl Into<String>) -> Self {
        ModuleError::Message(text.into())
    }

    /// Returns the error for a version that is not valid, with the reason.
    pub fn invalid_version(version: &str, why: impl Into<String>) -> Self {
        ModuleError::InvalidVersion {
            version: version.to_string(),
            pseudo: false,
            err: Box::new(ModuleError::Message(why.into())),
        }
    }

    /// Attributes the error to a module version, unless it already has one (module.VersionError).
    #[must_use]
    pub fn at(self, m: &ModuleVersion) -> Self {
        if self.find_at().is_some_and(|(module, _)| module == m) {
            return self;
        }
        ModuleError::At {
            module: m.clone(),
            err: Box::new(self),
        }
    }

    /// Returns the outermost attribution to a module version, and its error.
    pub fn find_at(&self) -> Option<(&ModuleVersion, &ModuleError)> {
        let mut err = self;
        loop {
            if let ModuleError::At { module, err } = err {
                return Some((module, err));
            }
            err = err.inner()?;
        }
    }

    /// Returns the first too-new error in the chain.
    pub fn too_new(&self) -> Option<&TooNewError> {
        match self {
            ModuleError::TooNew(e) => Some(e),
            ModuleError::Joined(list) => list.iter().find_map(ModuleError::too_new),
            other => other.inner()?.too_new(),
        }
    }

    /// Reports whether the innermost error is a missing sum.
    pub fn is_sum_missing(&self) -> bool {
        match self {
            ModuleError::SumMissing { .. } => true,
            ModuleError::Joined(list) => list.iter().any(ModuleError::is_sum_missing),
            other => other.inner().is_some_and(ModuleError::is_sum_missing),
        }
    }

    /// Reports whether an object does not exist, so that another source may have it.
    pub fn is_not_exist(&self) -> bool {
        match self {
            ModuleError::NotExist(_) => true,
            ModuleError::Joined(list) => list.iter().any(ModuleError::is_not_exist),
            other => other.inner().is_some_and(ModuleError::is_not_exist),
        }
    }

    /// Returns the innermost error if it is a `T` of another crate (`errors.As`).
    pub fn find_other<T: Error + 'static>(&self) -> Option<&T> {
        match self {
            ModuleError::Other(err) => err.downcast_ref(),
            other => other.inner()?.find_other(),
        }
    }

    /// Reports whether a version is malformed or does not fit its path.
    pub fn is_invalid_version(&self) -> bool {
        match self {
            ModuleError::InvalidVersion { .. } => true,
            other => other.inner().is_some_and(ModuleError::is_invalid_version),
        }
    }

    /// Returns the first file in the chain that was not on disk.
    pub fn needs_download(&self) -> Option<&NeedsDownload> {
        match self {
            ModuleError::NeedsDownload(e) => Some(e),
            ModuleError::Joined(list) => list.iter().find_map(ModuleError::needs_download),
            other => other.inner()?.needs_download(),
        }
    }

    /// Returns the state of a repository that the error depends on.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            ModuleError::Traced { origin, .. } => origin.as_deref(),
            other => other.inner()?.origin(),
        }
    }

    /// Returns the error without the record of its origin.
    pub fn untraced(&self) -> &ModuleError {
        match self {
            ModuleError::Traced { err, .. } => err.untraced(),
            other => other,
        }
    }

    /// Records the state of a repository that the error depends on. The record is innermost:
    /// attributions stay outside.
    #[must_use]
    pub fn traced(self, origin: Option<&Origin>) -> Self {
        let below = |err: Box<ModuleError>| Box::new(err.traced(origin));
        match self {
            ModuleError::At { module, err } => ModuleError::At {
                module,
                err: below(err),
            },
            ModuleError::InvalidVersion {
                version,
                pseudo,
                err,
            } => ModuleError::InvalidVersion {
                version,
                pseudo,
                err: below(err),
            },
            ModuleError::NotExist(err) => ModuleError::NotExist(below(err)),
            ModuleError::Context { before, err } => ModuleError::Context {
                before,
                err: below(err),
            },
            ModuleError::Traced { err, .. } => *below(err),
            other => ModuleError::Traced {
                origin: origin.cloned().map(Box::new),
                err: Box::new(other),
            },
        }
    }

    /// Returns the error that this one wraps.
    pub fn inner(&self) -> Option<&ModuleError> {
        match self {
            ModuleError::At { err, .. }
            | ModuleError::InvalidVersion { err, .. }
            | ModuleError::NotExist(err)
            | ModuleError::Traced { err, .. }
            | ModuleError::Context { err, .. } => Some(err),
            ModuleError::Syntax(e) => Some(&e.err),
            ModuleError::BuildList(e) => Some(&e.err),
            _ => None,
        }
    }
}

impl Error for ModuleError {}

/// An error that ends the command (`base.Fatal`); prints as the whole message, without `go: `
/// unless the text itself begins with it.
#[derive(Clone, Debug)]
pub enum FatalError {
    /// A line of go.sum is malformed.
    MalformedSum {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The number of fields.
        fields: usize,
    },
    /// A hash differs from the one in go.sum.
    SumMismatch {
        /// The module, as in go.sum.
        module: ModuleVersion,
        /// The hash of the downloaded file.
        hash: String,
        /// `go.sum` or `go.work.sum`, or the file's path.
        file: String,
        /// The hash in go.sum.
        listed: String,
    },
    /// A module cannot be verified.
    Verifying(ModuleError),
    /// The module cache cannot be used; this error does have the prefix.
    ModuleCache(ModuleError),
    /// An error with its own text.
    Other(Arc<dyn Error + Send + Sync>),
}

/// The text after the two hashes that differ.
const MISMATCH: &str = "

SECURITY ERROR
This download does NOT match an earlier download recorded in go.sum.
The bits may have been replaced on the origin server, or an attacker may
have intercepted the download attempt.

For more information, see 'go help module-auth'.
";

impl fmt::Display for FatalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MalformedSum { file, line, fields } => writeln!(
                f,
                "malformed go.sum:\n{file}:{line}: wrong number of fields {fields}"
            ),
            Self::SumMismatch {
                module: ModuleVersion { path, version },
                hash,
                file,
                listed,
            } => write!(
                f,
                "verifying {path}@{version}: checksum mismatch\n\tdownloaded: {hash}\n\t{file}:     {listed}{MISMATCH}"
            ),
            Self::Verifying(error) => write!(f, "verifying {error}"),
            Self::ModuleCache(error) => write!(f, "go: {error}"),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl Error for FatalError {}

impl fmt::Display for ModuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(fatal) = self.find_fatal() {
            return fatal.fmt(f);
        }
        match self {
            ModuleError::At { module, err } => match &**err {
                ModuleError::InvalidVersion {
                    version,
                    pseudo,
                    err,
                } => {
                    write!(
                        f,
                        "{}@{version}: invalid {}: {err}",
                        module.path,
                        noun(*pseudo)
                    )
                }
                err if module.version.is_empty() => write!(f, "module {}: {err}", module.path),
                err => write!(f, "{}@{}: {err}", module.path, module.version),
            },
            ModuleError::InvalidVersion {
                version,
                pseudo,
                err,
            } => {
                write!(f, "{} {} invalid: {err}", noun(*pseudo), quote(version))
            }
            ModuleError::InvalidPath { kind, path, err } => {
                write!(f, "malformed {kind} path {}: {err}", quote(path))
            }
            ModuleError::Syntax(e) => e.fmt(f),
            ModuleError::List(list) => join_lines(f, list),
            ModuleError::Joined(list) => join_lines(f, list),
            ModuleError::TooNew(e) => e.fmt(f),
            ModuleError::BuildList(e) => e.fmt(f),
            ModuleError::SumMissing { suggestion } => write!(f, "missing go.sum entry{suggestion}"),
            ModuleError::GoModDirty {
                mod_flag,
                is_explicit,
                reason,
            } => {
                f.write_str("updates to go.mod needed")?;
                match (is_explicit, reason.as_str()) {
                    (true, _) => write!(f, ", disabled by -mod={mod_flag}; to update it:")?,
                    (false, "") => f.write_str("; to update it:")?,
                    (false, reason) => write!(
                        f,
                        ", disabled by -mod={mod_flag}\n\t({reason})\n\tto update it:"
                    )?,
                }
                f.write_str("\n\tgo mod tidy")
            }
            ModuleError::Message(text) => f.write_str(text),
            ModuleError::Fatal(error) => error.fmt(f),
            ModuleError::NeedsDownload(e) => f.write_str(&e.message),
            ModuleError::Context { before, err } => write!(f, "{before}{err}"),
            ModuleError::NotExist(err) | ModuleError::Traced { err, .. } => err.fmt(f),
            ModuleError::Other(err) => err.fmt(f),
        }
    }
}

fn noun(pseudo: bool) -> &'static str {
    if pseudo { "pseudo-version" } else { "version" }
}

fn join_lines<T: fmt::Display>(f: &mut fmt::Formatter<'_>, list: &[T]) -> fmt::Result {
    for (i, err) in list.iter().enumerate() {
        if i > 0 {
            f.write_str("\n")?;
        }
        err.fmt(f)?;
    }
    Ok(())
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, rune, .. } = self.pos;
        if rune > 1 {
            // Only scanner errors can be in the middle of a line; other errors have no useful
            // column.
            write!(f, "{}:{line}:{rune}: ", self.filename)?;
        } else if line > 0 {
            write!(f, "{}:{line}: ", self.filename)?;
        } else if !self.filename.is_empty() {
            write!(f, "{}: ", self.filename)?;
        }
        if !self.mod_path.is_empty() {
            write!(f, "{} {}: ", self.verb, self.mod_path)?;
        } else if !self.verb.is_empty() {
            write!(f, "{}: ", self.verb)?;
        }
        self.err.fmt(f)
    }
}

impl BuildListError {
    /// Attributes an error to the last module of a path of requirements.
    pub fn new(err: ModuleError, path: Vec<ModuleVersion>) -> Self {
        BuildListError {
            err,
            stack: path.into_iter().map(|m| (m, "requires")).collect(),
        }
    }

    /// Returns the module where the error occurred.
    pub fn module(&self) -> Option<&ModuleVersion> {
        self.stack.last().map(|(m, _)| m)
    }
}

impl fmt::Display for BuildListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Modules without version at the start are main modules: their names add no information.
        let skip = self
            .stack
            .iter()
            .take_while(|(m, _)| m.version.is_empty())
            .count();
        let Some(((last, _), chain)) = self.stack[skip..].split_last() else {
            return self.err.fmt(f);
        };
        for (m, reason) in chain {
            write!(f, "{m} {reason}\n\t")?;
        }
        if let ModuleError::At { module, err } = &self.err {
            let version = match &**err {
                ModuleError::InvalidVersion { version, .. } => version,
                _ => &module.version,
            };
            if module.path == last.path && *version == last.version {
                return self.err.fmt(f);
            }
            let actual = ModuleVersion {
                path: module.path.clone(),
                version: version.clone(),
            };
            return write!(f, "{last} (replaced by {actual}): {err}");
        }
        self.err.clone().at(last).fmt(f)
    }
}

impl From<Invalid> for ModuleError {
    fn from(err: Invalid) -> Self {
        match err {
            Invalid::Path { kind, path, why } => ModuleError::InvalidPath {
                kind,
                path,
                err: why,
            },
            Invalid::Version {
                version,
                pseudo,
                why,
            } => ModuleError::InvalidVersion {
                version,
                pseudo,
                err: Box::new(ModuleError::Message(why)),
            },
            Invalid::At { path, err } => ModuleError::At {
                module: ModuleVersion::unversioned(path),
                err: Box::new(Self::from(*err)),
            },
            err @ (Invalid::Escaped { .. } | Invalid::Unescapable) => {
                ModuleError::Message(err.to_string())
            }
        }
    }
}

impl From<SyntaxError> for ModuleError {
    fn from(err: SyntaxError) -> Self {
        ModuleError::Syntax(Box::new(err))
    }
}

impl From<TooNewError> for ModuleError {
    fn from(err: TooNewError) -> Self {
        ModuleError::TooNew(Box::new(err))
    }
}
