//! One argument of `go get`.
//!
//! Counterpart: cmd/go/internal/modget/query.go, get.go (`parseArgs`).

use std::fmt;
use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_modload::LoadContext;
use vamos_modload::LoadError;
use vamos_modload::pattern::Glob;
use vamos_modload::pattern::TreeGlob;
use vamos_modload::pattern::clean_patterns;
use vamos_modload::pattern::is_meta_package;
use vamos_modload::pattern::is_relative_path;
use vamos_modload::pattern::match_pattern;
use vamos_modload::pattern::tree_can_match_pattern;

use super::request::GetError;
use super::request::GetRequest;
use super::request::GetSink;

/// A version query for a path or pattern.
pub(super) struct Query {
    /// The argument as typed.
    pub(super) raw: String,
    /// The version as typed; may be empty.
    pub(super) raw_version: String,
    /// The text before `@`.
    pub(super) pattern: String,
    pub(super) is_local: bool,
    /// The resolved query.
    pub(super) version: String,
    glob: Option<(Glob, TreeGlob)>,
    /// True if a conflict was reported.
    pub(super) has_conflict: bool,
    /// Undecided candidates.
    pub(super) candidates: Vec<PathSet>,
    seen: HashSet<String>,
    /// The modules that answer it so far.
    pub(super) resolved: Vec<ModuleVersion>,
    pub(super) matches_packages: bool,
}

/// Modules that could answer a query for one path.
#[derive(Clone, Debug, Default)]
pub(super) struct PathSet {
    /// The package or module path.
    pub(super) path: String,
    /// Modules with the package, longest path first.
    pub(super) with_packages: Vec<ModuleVersion>,
    /// The module of that path, if the path is not a package.
    pub(super) module: Option<ModuleVersion>,
    /// The reason why no module is known.
    pub(super) error: Option<Arc<LoadError>>,
}

impl PathSet {
    /// A set of one error.
    pub(super) fn failed(error: impl Into<LoadError>) -> Self {
        Self {
            error: Some(Arc::new(error.into())),
            ..Self::default()
        }
    }

    /// A set of one module.
    pub(super) fn module(m: ModuleVersion) -> Self {
        Self {
            module: Some(m),
            ..Self::default()
        }
    }

    /// A set of one module with packages.
    pub(super) fn package(m: ModuleVersion) -> Self {
        Self {
            with_packages: vec![m],
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.with_packages.is_empty() && self.module.is_none() && self.error.is_none()
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

/// The arguments, parsed.
pub(super) struct Parsed {
    pub(super) queries: Vec<Query>,
    /// `toolchain@none`.
    pub(super) drops_toolchain: bool,
}

/// Parses the arguments, and reports errors (`parseArgs`).
pub(super) fn parse_arguments(
    ctx: &LoadContext<'_>,
    request: GetRequest<'_>,
    sink: &mut dyn GetSink,
) -> Result<Parsed, GetError> {
    let mut parsed = Parsed {
        queries: Vec::new(),
        drops_toolchain: false,
    };
    let mut failed = false;
    for arg in clean_patterns(request.args) {
        match parse(ctx, request, &arg) {
            Ok(Argument::Query(query)) => parsed.queries.push(*query),
            Ok(Argument::DropsToolchain) => parsed.drops_toolchain = true,
            Err(text) => {
                sink.say(&format!("go: {text}"));
                failed = true;
            }
        }
    }
    if failed {
        Err(GetError::Printed)
    } else {
        Ok(parsed)
    }
}

enum Argument {
    Query(Box<Query>),
    DropsToolchain,
}

fn parse(ctx: &LoadContext<'_>, request: GetRequest<'_>, arg: &str) -> Result<Argument, String> {
    let mut query = Query::new(arg, request.upgrade)?;
    query.validate()?;
    match (query.version.as_str(), query.pattern.as_str()) {
        ("none", "go") => return Err("cannot use go@none".to_owned()),
        ("none", "toolchain") => return Ok(Argument::DropsToolchain),
        _ => {}
    }
    // Without arguments, the pattern is the current directory; errors do not name it.
    if request.args.is_empty() {
        query.raw.clear();
    }
    let raw = &query.raw;
    if raw.ends_with(".go") && query.raw_version.is_empty() {
        if !raw.contains('/') {
            return Err(format!("{raw}: arguments must be package or module paths"));
        }
        let file = if path::is_abs(raw) {
            raw.clone()
        } else {
            path::join(&[&ctx.cwd, raw])
        };
        if ctx.files.stat(&file).is_ok_and(|meta| !meta.is_dir()) {
            return Err(format!(
                "{raw} exists as a file, but 'go get' requires package arguments"
            ));
        }
    }
    Ok(Argument::Query(Box::new(query)))
}

impl Query {
    /// Takes an argument apart (`newQuery`).
    fn new(raw: &str, upgrade: &str) -> Result<Self, String> {
        let (pattern, raw_version) = match raw.split_once('@') {
            None => (raw, ""),
            Some((_, version)) if version.starts_with(['-', '/']) => {
                return Err(format!("invalid module version {}", quote(version)));
            }
            Some((_, version)) if version.is_empty() || version.contains('@') => {
                return Err(format!("invalid module version syntax {}", quote(raw)));
            }
            Some(parts) => parts,
        };
        let version = match (raw_version, upgrade) {
            ("", "") => "upgrade",
            ("", upgrade) => upgrade,
            (version, _) => version,
        };
        let glob = pattern
            .contains("...")
            .then(|| (match_pattern(pattern), tree_can_match_pattern(pattern)));
        Ok(Self {
            raw: raw.to_owned(),
            raw_version: raw_version.to_owned(),
            pattern: pattern.to_owned(),
            is_local: path::is_abs(pattern) || is_relative_path(pattern),
            version: version.to_owned(),
            glob,
            has_conflict: false,
            candidates: Vec::new(),
            seen: HashSet::new(),
            resolved: Vec::new(),
            matches_packages: false,
        })
    }

    fn validate(&self) -> Result<(), String> {
        let pattern = &self.pattern;
        if self.is_local {
            if self.raw_version.is_empty() {
                return Ok(());
            }
            let version = quote(&self.raw_version);
            return Err(format!(
                "can't request explicit version {version} of path {} in main module",
                quote(pattern)
            ));
        }
        if pattern == "all" && !is_ok_for_main_module(&self.version) {
            // Upstream counts main modules, which do not exist at this time.
            return Err(format!(
                "can't request version {} of pattern \"all\" that includes the main modules",
                quote(&self.version)
            ));
        }
        if is_meta_package(pattern) && pattern != "all" && *pattern != self.raw {
            return Err(match pattern.as_str() {
                "tool" => "can't request explicit version of \"tool\" pattern".to_owned(),
                _ => format!(
                    "can't request explicit version of standard-library pattern {}",
                    quote(pattern)
                ),
            });
        }
        Ok(())
    }

    /// Names the query and the version that it led to (`ResolvedString`).
    pub(super) fn resolved_string(&self, m: &ModuleVersion) -> String {
        let (pattern, version) = (&self.pattern, &self.version);
        match (m.path == *pattern, m.version == *version) {
            (false, false) => format!("{m} (matching {pattern}@{version})"),
            (false, true) => format!("{m} (matching {self})"),
            (true, false) => format!("{pattern}@{version} ({})", m.version),
            (true, true) => self.raw.clone(),
        }
    }

    /// Reports whether the pattern has a wildcard.
    pub(super) fn is_wildcard(&self) -> bool {
        self.glob.is_some()
    }

    /// Reports whether it is a wildcard for import paths.
    pub(super) fn is_wildcard_path(&self) -> bool {
        self.is_wildcard() && !self.is_local && !is_meta_package(&self.pattern)
    }

    /// Reports whether it is one import path or module path.
    pub(super) fn is_path(&self) -> bool {
        !self.is_wildcard()
            && !self.is_local
            && !matches!(self.pattern.as_str(), "all" | "work" | "tool")
    }

    /// Reports whether a module path matches.
    pub(super) fn matches_path(&self, module_path: &str) -> bool {
        match &self.glob {
            Some((glob, _)) if !self.is_local && !gover::is_toolchain(module_path) => {
                glob.matches(module_path)
            }
            _ => module_path == self.pattern,
        }
    }

    /// Reports whether a module may have packages that match.
    pub(super) fn can_match_in_module(&self, module_path: &str) -> bool {
        if gover::is_toolchain(module_path) {
            return false;
        }
        match &self.glob {
            Some((_, tree)) => tree.matches(module_path),
            None => path::has_path_prefix(&self.pattern, module_path),
        }
    }

    /// Reports whether a path is new to this query, and records it.
    pub(super) fn is_first(&mut self, path: &str) -> bool {
        self.seen.insert(path.to_owned())
    }

    /// Reports whether a path was already handled for this query.
    pub(super) fn has_seen(&self, path: &str) -> bool {
        self.seen.contains(path)
    }

    /// Adds a set of candidates, unless it is empty.
    pub(super) fn add(&mut self, path: &str, set: PathSet) {
        if !set.is_empty() {
            let path = path.to_owned();
            self.candidates.push(PathSet { path, ..set });
        }
    }

    /// Returns an error in its printed form: after the argument, unless the error contains it
    /// (`reportError`).
    pub(super) fn error_line(&self, error: &str) -> String {
        let names_pattern = mentions(error, &self.pattern, " \t(\"`", " @:;)\"`");
        let names_version =
            || self.raw_version.is_empty() || mentions(error, &self.version, " @(\"`", " :;)\"`");
        if self.raw.is_empty() || names_pattern && names_version() {
            return format!("go: {error}");
        }
        format!("go: {self}: {error}")
    }
}

/// Reports whether a text has a word between these characters or line ends.
fn mentions(text: &str, word: &str, before: &str, after: &str) -> bool {
    let is_end =
        |side: Option<char>, allowed: &str| side.is_none_or(|c| c == '\n' || allowed.contains(c));
    text.match_indices(word).any(|(at, _)| {
        is_end(text[..at].chars().next_back(), before)
            && is_end(text[at + word.len()..].chars().next(), after)
    })
}

/// Reports whether a main module can have this version.
pub(super) fn is_ok_for_main_module(version: &str) -> bool {
    matches!(version, "upgrade" | "patch")
}
