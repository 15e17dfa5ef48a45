//! What can be wrong with a module, a version or one of their files.
//!
//! Go chains error values; here the chain is the nesting of one enum, so that callers can ask for
//! the kind they care about. `Display` is what the official command prints after `go: `.
//! Counterpart: module.ModuleError and friends, mvs.BuildListError, errors of cmd/go/internal/modload.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use vamos_base::golang::module::Invalid;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;

use crate::Origin;
use crate::gover::TooNewError;
use crate::syntax::Position;

/// An error about modules; cheap enough to clone that a memo can hold it.
#[derive(Clone, Debug)]
pub enum ModuleError {
    /// Something is wrong with this module version.
    At {
        /// The module and version; version may be empty.
        module: ModuleVersion,
        /// What is wrong.
        err: Box<ModuleError>,
    },
    /// A version is not valid or does not fit its path.
    InvalidVersion {
        /// The version as written.
        version: String,
        /// Whether it was to be a pseudo-version.
        pseudo: bool,
        /// What is wrong.
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
    /// A place in go.mod or go.work.
    Syntax(Box<SyntaxError>),
    /// Everything found wrong with one file.
    List(Vec<SyntaxError>),
    /// A newer Go is needed.
    TooNew(Box<TooNewError>),
    /// The graph could not be read; holds the path of requirements to the failing module.
    BuildList(Box<BuildListError>),
    /// go.sum lacks the sum that the build would have to check.
    SumMissing {
        /// What to do about it; may be empty.
        suggestion: String,
    },
    /// go.mod would have to change, and may not.
    GoModDirty {
        /// The effective `-mod`.
        mod_flag: &'static str,
        /// Whether that was set by the user.
        is_explicit: bool,
        /// Why it is the default; may be empty.
        reason: String,
    },
    /// The module's file is not on disk, and this run may or must fetch it first.
    NeedsDownload(Box<NeedsDownload>),
    /// A message that no caller distinguishes from others.
    Message(String),
    /// An error that ends the command, whatever was asked for (`base.Fatal`). What wraps it is
    /// not printed; see [`ModuleError::find_fatal`].
    Fatal(Arc<FatalError>),
    /// Text in front of another error (`%w`).
    Context {
        /// What comes before the error, separator included.
        before: String,
        /// The error.
        err: Box<ModuleError>,
    },
    /// What was asked for does not exist (`fs.ErrNotExist`, a proxy's 404 or 410).
    NotExist(Box<ModuleError>),
    /// An error that holds as long as a repository has what it had.
    Traced {
        /// What it had; absent if that is not known.
        origin: Option<Box<Origin>>,
        /// The error.
        err: Box<ModuleError>,
    },
    /// Several errors, one per line (errors.Join).
    Joined(Vec<ModuleError>),
    /// An error of another crate.
    Other(Arc<dyn Error + Send + Sync>),
}

/// An error at a place in a file.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// Name of the file as given to the parser.
    pub filename: String,
    /// Where; line 0 when not known.
    pub pos: Position,
    /// The directive, where the text is to name it.
    pub verb: String,
    /// The module path, where the text is to name it.
    pub mod_path: String,
    /// What is wrong.
    pub err: ModuleError,
}

/// A file of a module version that is not on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedsDownload {
    /// The module version, replacements applied.
    pub module: ModuleVersion,
    /// What is missing: `mod`, `zip`, `info`.
    pub suffix: &'static str,
    /// What to say when it cannot be fetched.
    pub message: String,
}

/// An error while reading requirements, with the modules that led there.
#[derive(Clone, Debug)]
pub struct BuildListError {
    /// The error.
    pub err: ModuleError,
    /// From a root to the module with the error, and why each leads to the next.
    pub stack: Vec<(ModuleVersion, &'static str)>,
}

impl ModuleError {
    /// Returns an error that ends the command.
    pub fn fatal(error: FatalError) -> Self {
        ModuleError::Fatal(Arc::new(error))
    }

    /// Returns the first error in the chain that ends the command. Upstream prints it where it
    /// finds it: without prefix, module or import in front of it, once, and whether or not errors
    /// are tolerated.
    pub fn find_fatal(&self) -> Option<&Arc<FatalError>> {
        match self {
            ModuleError::Fatal(error) => Some(error),
            ModuleError::Joined(list) => list.iter().find_map(ModuleError::find_fatal),
            other => other.inner()?.find_fatal(),
        }
    }

    /// An error that is only text.
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

    /// Attributes the error to a module version, unless it already is (module.VersionError).
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

    /// The outermost attribution to a module version, and what was wrong with it.
    pub fn find_at(&self) -> Option<(&ModuleVersion, &ModuleError)> {
        let mut err = self;
        loop {
            if let ModuleError::At { module, err } = err {
                return Some((module, err));
            }
            err = err.inner()?;
        }
    }

    /// The first too-new error in the chain.
    pub fn too_new(&self) -> Option<&TooNewError> {
        match self {
            ModuleError::TooNew(e) => Some(e),
            ModuleError::Joined(list) => list.iter().find_map(ModuleError::too_new),
            other => other.inner()?.too_new(),
        }
    }

    /// Whether a missing sum is at the bottom of this.
    pub fn is_sum_missing(&self) -> bool {
        match self {
            ModuleError::SumMissing { .. } => true,
            ModuleError::Joined(list) => list.iter().any(ModuleError::is_sum_missing),
            other => other.inner().is_some_and(ModuleError::is_sum_missing),
        }
    }

    /// Whether something does not exist, so that another place may have it.
    pub fn is_not_exist(&self) -> bool {
        match self {
            ModuleError::NotExist(_) => true,
            ModuleError::Joined(list) => list.iter().any(ModuleError::is_not_exist),
            other => other.inner().is_some_and(ModuleError::is_not_exist),
        }
    }

    /// The error of another crate at the bottom of this, if it is a `T` (`errors.As`).
    pub fn find_other<T: Error + 'static>(&self) -> Option<&T> {
        match self {
            ModuleError::Other(err) => err.downcast_ref(),
            other => other.inner()?.find_other(),
        }
    }

    /// Whether a version is malformed or does not fit its path.
    pub fn is_invalid_version(&self) -> bool {
        match self {
            ModuleError::InvalidVersion { .. } => true,
            other => other.inner().is_some_and(ModuleError::is_invalid_version),
        }
    }

    /// The first file in the chain that was not on disk.
    pub fn needs_download(&self) -> Option<&NeedsDownload> {
        match self {
            ModuleError::NeedsDownload(e) => Some(e),
            ModuleError::Joined(list) => list.iter().find_map(ModuleError::needs_download),
            other => other.inner()?.needs_download(),
        }
    }

    /// Returns what the error depends on in a repository.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            ModuleError::Traced { origin, .. } => origin.as_deref(),
            other => other.inner()?.origin(),
        }
    }

    /// Returns the error without the record of what it depends on.
    pub fn untraced(&self) -> &ModuleError {
        match self {
            ModuleError::Traced { err, .. } => err.untraced(),
            other => other,
        }
    }

    /// Records what the error depends on in a repository, at its bottom: what it is
    /// attributed to stays outside.
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

    /// The error this one wraps.
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

/// An error that ends the command (`base.Fatal`); prints as the whole message, which has no
/// `go: ` in front of it unless the text begins so.
#[derive(Clone, Debug)]
pub enum FatalError {
    /// A line of go.sum is malformed.
    MalformedSum {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// How many fields it has.
        fields: usize,
    },
    /// A hash is not the one that go.sum lists.
    SumMismatch {
        /// The module, as go.sum names it.
        module: ModuleVersion,
        /// The hash of what was downloaded.
        hash: String,
        /// `go.sum` or `go.work.sum`, or the file's path.
        file: String,
        /// The hash that is listed.
        listed: String,
    },
    /// A module cannot be verified.
    Verifying(ModuleError),
    /// The module cache cannot be used; this one does have the prefix.
    ModuleCache(ModuleError),
    /// An error with a text of its own.
    Other(Arc<dyn Error + Send + Sync>),
}

/// What is printed behind the hashes that differ.
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
            // Only the scanner stops in the middle of a line; other errors have no useful column.
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

    /// The module where the error occurred.
    pub fn module(&self) -> Option<&ModuleVersion> {
        self.stack.last().map(|(m, _)| m)
    }
}

impl fmt::Display for BuildListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Modules without version at the front are main modules: naming them adds nothing.
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
