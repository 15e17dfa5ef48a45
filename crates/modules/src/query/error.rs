//! The errors of version queries, in the official command's words.
//!
//! None of these is a "not found" error: the proxy has the module, so the next proxy is not tried.
//! Counterpart: cmd/go/internal/modload (query.go, modfile.go, error types).

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;
use vamos_modfile::ModuleError;

/// The reason why a query has no answer.
#[derive(Clone, Debug)]
pub enum QueryError {
    /// The module exists, but no version matches (`NoMatchingVersionError`).
    NoMatchingVersion {
        /// The query.
        query: String,
        /// The version in use; may be empty or `none`.
        current: String,
    },
    /// `patch` for a module that is not in use (`NoPatchBaseError`).
    NoPatchBase {
        /// The module path.
        path: String,
    },
    /// The pattern does not begin with a module path (`WildcardInFirstElementError`).
    WildcardInFirstElement {
        /// The pattern.
        pattern: String,
        /// The query.
        query: String,
    },
    /// The module exists, but not the package (`PackageNotInModuleError`).
    PackageNotInModule(NotInModule),
    /// The query asks for another version of a main module (`QueryMatchesMainModulesError`).
    MatchesMainModules {
        /// Paths of the main modules.
        main_modules: Vec<String>,
        /// The pattern.
        pattern: String,
        /// The query.
        query: String,
        /// True if the pattern is the path of a main module.
        pattern_is_module: bool,
    },
    /// The query asks for another version of packages in a main module
    /// (`QueryMatchesPackagesInMainModuleError`).
    MatchesPackagesInMainModule {
        /// The pattern.
        pattern: String,
        /// The query.
        query: String,
        /// The packages.
        packages: Vec<String>,
    },
    /// The author retracted the version (`ModuleRetractedError`).
    Retracted {
        /// The reasons, if the author gave any.
        rationale: Vec<String>,
    },
    /// A main module excludes the version (`excludedError`).
    Excluded,
}

/// A module that was found, but lacks the package.
#[derive(Clone, Debug, Default)]
pub struct NotInModule {
    /// The main modules, if these lack it.
    pub main_modules: Vec<ModuleVersion>,
    /// The module.
    pub module: ModuleVersion,
    /// Its replacement.
    pub replacement: Option<ModuleVersion>,
    /// The query.
    pub query: String,
    /// The import path or pattern.
    pub pattern: String,
}

impl QueryError {
    /// Returns the innermost query error of an error.
    pub fn of(error: &ModuleError) -> Option<&Self> {
        error.find_other()
    }

    /// Reports whether a version exists but is disallowed (`ErrDisallowed`).
    fn is_disallowed(&self) -> bool {
        matches!(self, Self::Retracted { .. } | Self::Excluded)
    }
}

/// Reports whether an error disallows a version that exists (`ErrDisallowed`).
pub fn is_disallowed(error: &ModuleError) -> bool {
    QueryError::of(error).is_some_and(QueryError::is_disallowed)
}

impl Error for QueryError {}

impl From<QueryError> for ModuleError {
    fn from(error: QueryError) -> Self {
        ModuleError::Other(Arc::new(error))
    }
}

impl fmt::Display for NotInModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.pattern.contains("...") {
            "packages matching"
        } else {
            "package"
        };
        let pattern = &self.pattern;
        match &self.main_modules[..] {
            [] => {}
            [main] => return write!(f, "main module ({main}) does not contain {what} {pattern}"),
            _ => return write!(f, "workspace modules do not contain {what} {pattern}"),
        }
        let ModuleVersion { path, version, .. } = &self.module;
        let query = &self.query;
        write!(f, "module {path}@{query} found")?;
        match &self.replacement {
            Some(new) if query == version => write!(f, " (replaced by {new})")?,
            Some(new) => write!(f, " ({version}, replaced by {new})")?,
            None if query != version => write!(f, " ({version})")?,
            None => {}
        }
        write!(f, ", but does not contain {what} {pattern}")
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMatchingVersion { query, current } => {
                write!(f, "no matching versions for query {}", quote(query))?;
                let is_relative = query == "upgrade" || query == "patch";
                if is_relative && !current.is_empty() && current != "none" {
                    write!(f, " (current version is {current})")?;
                }
                Ok(())
            }
            Self::NoPatchBase { path } => write!(
                f,
                "can't query version \"patch\" of module {path}: no existing version is required"
            ),
            Self::WildcardInFirstElement { pattern, query } => write!(
                f,
                "no modules to query for {pattern}@{query} because first path element contains a wildcard"
            ),
            Self::PackageNotInModule(error) => error.fmt(f),
            Self::MatchesMainModules {
                main_modules,
                pattern,
                query,
                pattern_is_module,
            } => {
                let query = quote(query);
                if *pattern_is_module {
                    return write!(
                        f,
                        "can't request version {query} of the main module ({pattern})"
                    );
                }
                let plural = if main_modules.len() > 1 { "s" } else { "" };
                write!(
                    f,
                    "can't request version {query} of pattern {} that includes the main module{plural} ({})",
                    quote(pattern),
                    main_modules.join(", ")
                )
            }
            Self::MatchesPackagesInMainModule {
                pattern,
                query,
                packages,
            } => match &packages[..] {
                [package] if is_meta_package(pattern) || pattern.contains("...") => write!(
                    f,
                    "pattern {pattern} matches package {package} in the main module, so can't request version {query}"
                ),
                [package] => write!(
                    f,
                    "package {package} is in the main module, so can't request version {query}"
                ),
                _ => write!(
                    f,
                    "pattern {pattern} matches {} packages in the main module, so can't request version {query}",
                    packages.len()
                ),
            },
            Self::Retracted { rationale } => {
                f.write_str(RETRACTED)?;
                match rationale.first() {
                    Some(first) => write!(f, ": {}", short_message(first, RETRACTED)),
                    None => Ok(()),
                }
            }
            Self::Excluded => f.write_str("excluded by go.mod"),
        }
    }
}

/// The text for a retraction without a reason.
pub const RETRACTED: &str = "retracted by module author";

fn is_meta_package(pattern: &str) -> bool {
    matches!(pattern, "std" | "cmd" | "tool" | "work" | "all")
}

/// Returns a text from another module's go.mod in a form suitable for a terminal (`ShortMessage`).
pub fn short_message<'a>(message: &'a str, or_else: &'a str) -> &'a str {
    const MAX_LEN: usize = 500;
    let line = message.split('\n').next().unwrap_or_default().trim();
    if line.is_empty() {
        or_else
    } else if line.len() > MAX_LEN {
        "(message omitted: too long)"
    } else if !line.chars().all(is_graphic_or_space) {
        "(message omitted: contains non-printable characters)"
    } else {
        line
    }
}

/// Go's `unicode.IsGraphic` and `unicode.IsSpace`: printable characters, and all spaces.
fn is_graphic_or_space(c: char) -> bool {
    c.is_whitespace() || vamos_base::golang::quote::is_print(c)
}
