//! The versions that match a query.
//!
//! Counterpart: cmd/go/internal/modload (query.go, `queryMatcher`).

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;
use vamos_modfile::ModuleError;

use super::QueryError;

/// A parsed query for the versions of one module.
#[derive(Debug)]
pub(super) struct Matcher<'q> {
    path: &'q str,
    /// The prefix of versions; may be empty.
    pub(super) prefix: String,
    bound: Option<Bound<'q>>,
    /// True if the query is a single version, which can be looked up directly.
    pub(super) can_stat: bool,
    /// True if the lowest match is the best.
    pub(super) prefer_lower: bool,
    /// True if a revision without tag is acceptable.
    pub(super) may_use_latest: bool,
    /// True if `+incompatible` versions have the same preference as others.
    pub(super) prefer_incompatible: bool,
}

#[derive(Clone, Copy, Debug)]
struct Bound<'q> {
    relation: Relation,
    version: &'q str,
}

#[derive(Clone, Copy, Debug)]
enum Relation {
    Lower,
    AtMost,
    Equal,
    AtLeast,
    Higher,
}

/// The kind of a query.
pub(super) enum Parsed<'q> {
    /// One that selects among versions.
    Versions(Matcher<'q>),
    /// The name of a revision.
    Revision,
}

/// Reports whether a query is a revision or one version, rather than a selection among versions
/// (`IsRevisionQuery`).
pub fn is_revision_query(path: &str, query: &str) -> bool {
    !(matches!(query, "latest" | "upgrade" | "patch")
        || query.starts_with(['<', '>'])
        || gover::mod_is_valid(path, query) && gover::mod_is_prefix(path, query))
}

impl<'q> Matcher<'q> {
    /// Parses a query (`newQueryMatcher`).
    pub(super) fn parse(
        path: &'q str,
        query: &'q str,
        current: &'q str,
    ) -> Result<Parsed<'q>, ModuleError> {
        let mut this = Matcher {
            path,
            prefix: String::new(),
            bound: None,
            can_stat: false,
            prefer_lower: false,
            may_use_latest: false,
            prefer_incompatible: current.ends_with("+incompatible"),
        };
        let has_current = !current.is_empty() && current != "none";
        match query {
            "latest" => this.may_use_latest = true,
            "upgrade" if !has_current => this.may_use_latest = true,
            "patch" if !has_current => {
                let path = path.to_owned();
                return Err(QueryError::NoPatchBase { path }.into());
            }
            "upgrade" | "patch" => {
                this.may_use_latest = module::is_pseudo_version(current);
                if query == "patch" {
                    this.prefix = gover::mod_major_minor(path, current) + ".";
                }
                this.bound = Some(Bound {
                    relation: Relation::AtLeast,
                    version: current,
                });
            }
            _ => {
                if let Some((relation, version)) = relation(query) {
                    this.set_relation(query, relation, version)?;
                } else if gover::mod_is_valid(path, query) {
                    this.set_version(query);
                } else {
                    return Ok(Parsed::Revision);
                }
            }
        }
        Ok(Parsed::Versions(this))
    }

    fn set_relation(
        &mut self,
        query: &str,
        relation: Relation,
        version: &'q str,
    ) -> Result<(), ModuleError> {
        let refuse = |what: &str| {
            let (version, query) = (quote(version), quote(query));
            Err(ModuleError::Message(format!(
                "{what} semantic version {version} in range {query}"
            )))
        };
        if !gover::mod_is_valid(self.path, version) {
            return refuse("invalid");
        }
        // Whether `<=v1.2` allows v1.2.3 is ambiguous: `@v1.2` might mean v1.2.3.
        let is_open = matches!(relation, Relation::AtMost | Relation::Higher);
        if is_open && gover::mod_is_prefix(self.path, version) {
            return refuse("ambiguous");
        }
        self.prefer_lower = matches!(relation, Relation::AtLeast | Relation::Higher);
        self.prefer_incompatible |= !self.matches_major(version);
        self.bound = Some(Bound { relation, version });
        Ok(())
    }

    fn set_version(&mut self, query: &'q str) {
        let relation = if gover::mod_is_prefix(self.path, query) {
            self.prefix = format!("{query}.");
            // Without lower versions than v1.2.0, such as its prereleases (go.dev/issue/31972).
            Relation::AtLeast
        } else {
            self.can_stat = true;
            self.prefix = semver::canonical(query);
            Relation::Equal
        };
        self.bound = Some(Bound {
            relation,
            version: query,
        });
        self.prefer_incompatible |= !self.matches_major(query);
    }

    fn matches_major(&self, version: &str) -> bool {
        module::split_path_version(self.path)
            .is_some_and(|(_, major)| module::match_path_major(version, major))
    }

    /// Reports whether a version matches, whether or not it is allowed (`allowsVersion`).
    pub(super) fn fits(&self, version: &str) -> bool {
        if !version.starts_with(&self.prefix) {
            // 1.21 also matches the prefix `1.21.`.
            let is_language = gover::is_toolchain(self.path)
                && self.prefix.strip_suffix('.').unwrap_or(&self.prefix) == version;
            if !is_language {
                return false;
            }
        }
        let Some(bound) = self.bound else { return true };
        let order = gover::mod_compare(self.path, version, bound.version);
        match bound.relation {
            Relation::Lower => order == Ordering::Less,
            Relation::AtMost => order != Ordering::Greater,
            Relation::Equal => order == Ordering::Equal,
            Relation::AtLeast => order != Ordering::Less,
            Relation::Higher => order == Ordering::Greater,
        }
    }
}

fn relation(query: &str) -> Option<(Relation, &str)> {
    let signs = [
        ("<=", Relation::AtMost),
        ("<", Relation::Lower),
        (">=", Relation::AtLeast),
        (">", Relation::Higher),
    ];
    signs
        .into_iter()
        .find_map(|(sign, relation)| Some((relation, query.strip_prefix(sign)?)))
}
