//! Resolves queries such as `latest`, `v1.2`, `<v2` or a branch to a version.
//!
//! Everything here is pure over [`QuerySource`]. A query is sent to one proxy after the other, as a
//! whole each time.
//! Counterpart: cmd/go/internal/modload (query.go; modfile.go, `CheckAllowed`,
//! `CheckRetractions`, `CheckDeprecation`; mvs.go, `versions`).

mod allowed;
mod error;
mod matcher;
mod origin;
mod packages;
mod repos;
mod reuse;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use vamos_base::golang::quote::quote;
use vamos_base::golang::time::Time;
use vamos_base::trace;

pub use error::NotInModule;
pub use error::QueryError;
pub use error::RETRACTED;
pub use error::is_disallowed;
pub use error::short_message;
pub use matcher::is_revision_query;
pub use origin::merge_origin;
pub use packages::Matched;
pub use packages::PackageFinder;
pub use packages::PatternResult;
pub use packages::QueryResult;
pub use packages::Search;
pub use repos::wildcard_version;

use super::ModFlag;
use super::ModuleContext;
use crate::source::AskProxy;
use crate::source::VersionRepos;
use matcher::Matcher;
use matcher::Parsed;
use repos::Repo;
use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;
use vamos_modfile::auto_quote;

/// Decides whether a version may be used (`AllowedFunc`): it may not if [`is_disallowed`] is true
/// for the error; any other error means that the check failed.
pub type Allowed<'a> = &'a (dyn Fn(&ModuleVersion) -> Result<(), ModuleError> + Sync);

/// The source of the answers to queries.
pub trait QuerySource: Sync {
    /// Sends a query to each proxy in turn
    /// ([`ModuleFetcher::try_proxies`](crate::source::ModuleFetcher::try_proxies)).
    fn try_proxies(&self, ask: AskProxy<'_>) -> Result<(), ModuleError>;

    /// Returns the bytes of the go.mod of `m`, without replacement (`rawGoModData`).
    fn go_mod_data(&self, m: &ModuleVersion) -> Result<Arc<[u8]>, ModuleError>;

    /// Returns the result of `compute` for the module `path`; computes it once.
    fn remember_latest(
        &self,
        path: &str,
        compute: &dyn Fn() -> Result<ModuleVersion, ModuleError>,
    ) -> Result<ModuleVersion, ModuleError>;
}

/// Answers queries.
#[derive(Clone, Copy)]
pub struct Queries<'a> {
    /// The main modules, and the settings for the use of modules.
    pub modules: ModuleContext<'a>,
    /// The source of answers.
    pub source: &'a dyn QuerySource,
}

/// The parts of one query.
#[derive(Clone, Copy)]
struct Question<'q> {
    path: &'q str,
    query: &'q str,
    current: &'q str,
    allowed: Option<Allowed<'q>>,
    /// An earlier answer.
    old: Option<&'q RevInfo>,
}

impl Question<'_> {
    /// Fails with the reason if a version is known to be disallowed.
    fn refuse(&self, version: &str) -> Result<(), ModuleError> {
        let Some(allowed) = self.allowed else {
            return Ok(());
        };
        match allowed(&ModuleVersion::new(self.path, version)) {
            Err(error) if is_disallowed(&error) => Err(error),
            _ => Ok(()),
        }
    }

    fn accepts(&self, matcher: &Matcher<'_>, version: &str) -> bool {
        matcher.fits(version) && self.refuse(version).is_ok()
    }

    /// Reports whether the query must not lead to an older version.
    fn is_upgrade(&self) -> bool {
        matches!(self.query, "upgrade" | "patch")
    }
}

impl Queries<'_> {
    /// Finds the version of module `path` for a query (`Query`). `current` is the version in use,
    /// `none`, or empty if it is irrelevant.
    pub fn query(
        &self,
        path: &str,
        query: &str,
        current: &str,
        allowed: Option<Allowed<'_>>,
    ) -> Result<Arc<RevInfo>, ModuleError> {
        self.query_again(path, query, current, allowed, None)
    }

    /// Like `query`, with an earlier answer, which is returned if its dependencies have not changed
    /// (`queryReuse`).
    pub fn query_again(
        &self,
        path: &str,
        query: &str,
        current: &str,
        allowed: Option<Allowed<'_>>,
        old: Option<&RevInfo>,
    ) -> Result<Arc<RevInfo>, ModuleError> {
        let question = Question {
            path,
            query,
            current,
            allowed,
            old,
        };
        let mut found = None;
        let ask = || {
            self.source.try_proxies(&mut |repos| {
                found = Some(self.query_proxy(repos, question)?);
                Ok(())
            })
        };
        trace::within(|| format!("modload.Query {path}"), ask)?;
        Ok(found.expect("some proxy answered"))
    }

    /// Reports whether an answer to a query that depended on `old` would be the same now
    /// (`checkReuse`).
    pub fn can_reuse(&self, path: &str, query: &str, old: &Origin) -> bool {
        let checked = self.source.try_proxies(&mut |repos| {
            let repo = Repo::look_up(repos, path, self.modules.main)?;
            reuse::check(&repo, path, query, old)
        });
        checked.is_ok()
    }

    /// Queries one proxy (`queryProxy`).
    fn query_proxy(
        &self,
        repos: &dyn VersionRepos,
        question: Question<'_>,
    ) -> Result<Arc<RevInfo>, ModuleError> {
        let name = || format!("modload.queryProxy {} {}", question.path, question.query);
        trace::within(name, || self.answer(repos, question))
    }

    fn answer(
        &self,
        repos: &dyn VersionRepos,
        question: Question<'_>,
    ) -> Result<Arc<RevInfo>, ModuleError> {
        let Question {
            path,
            query,
            current,
            ..
        } = question;
        let has_current = !current.is_empty() && current != "none";
        if has_current && !gover::mod_is_valid(path, current) {
            return Err(ModuleError::Message(format!(
                "invalid previous version {path}@{current}"
            )));
        }
        if self.modules.settings.mod_flag == ModFlag::Vendor {
            return Err(self.disabled("cannot query module due to"));
        }
        let main = self.modules.main;
        if main.contains(path) && question.is_upgrade() {
            question.refuse("").map_err(|error| ModuleError::Context {
                before: "internal error: main module version is not allowed: ".to_owned(),
                err: Box::new(error),
            })?;
            return Ok(Arc::default());
        }
        if matches!(path, "std" | "cmd") {
            let (query, path) = (quote(query), quote(path));
            return Err(ModuleError::Message(format!(
                "can't query specific version ({query}) of standard-library module {path}"
            )));
        }
        let repo = Repo::look_up(repos, path, main)?;
        if let Some(old) = question.old
            && let Some(origin) = &old.origin
            && reuse::check(&repo, path, query, origin).is_ok()
        {
            return Ok(Arc::new(old.clone()));
        }
        match Matcher::parse(path, query, current)? {
            Parsed::Versions(matcher) if !matcher.can_stat => {
                self.select(&repo, question, &matcher)
            }
            _ => {
                let info = stat_any_form(&repo, query)?;
                question.refuse(&info.version)?;
                Ok(info)
            }
        }
    }

    /// Returns the error of an operation that `-mod=vendor` forbids.
    fn disabled(&self, what: &str) -> ModuleError {
        let settings = self.modules.settings;
        let mod_flag = settings.mod_flag.as_str();
        ModuleError::Message(match settings.reason.as_str() {
            "" => format!("{what} -mod={mod_flag}"),
            reason => format!("{what} -mod={mod_flag}\n\t({reason})"),
        })
    }

    /// Selects among the versions of a module.
    fn select(
        &self,
        repo: &Repo<'_>,
        question: Question<'_>,
        matcher: &Matcher<'_>,
    ) -> Result<Arc<RevInfo>, ModuleError> {
        let versions = repo.versions(&matcher.prefix)?;
        let mut origin = versions.origin.clone();
        let found = self.select_among(repo, question, matcher, &versions.list, &mut origin);
        let info = found.map_err(|error| error.traced(origin.as_ref()))?;
        if info.origin == origin {
            return Ok(info);
        }
        Ok(Arc::new(RevInfo {
            origin,
            ..(*info).clone()
        }))
    }

    fn select_among(
        &self,
        repo: &Repo<'_>,
        question: Question<'_>,
        matcher: &Matcher<'_>,
        versions: &[String],
        origin: &mut Option<Origin>,
    ) -> Result<Arc<RevInfo>, ModuleError> {
        let Question { query, current, .. } = question;
        let (releases, prereleases) = self.filter(question, matcher, versions)?;
        let best = |list: &[&str]| {
            if matcher.prefer_lower {
                list.first().map(|v| (*v).to_owned())
            } else {
                list.last().map(|v| (*v).to_owned())
            }
        };
        if let Some(version) = best(&releases).or_else(|| best(&prereleases)) {
            return look_up(repo, question, &version, origin);
        }
        if matcher.may_use_latest {
            let latest = repo.latest();
            depend(origin, &latest);
            match latest {
                Ok(latest) if question.accepts(matcher, &latest.version) => {
                    return look_up(repo, question, &latest.version, origin);
                }
                Err(error) if !error.is_not_exist() => return Err(error),
                _ => {}
            }
        }
        if question.is_upgrade() && !current.is_empty() && current != "none" {
            question.refuse(current)?;
            return look_up(repo, question, current, origin);
        }
        Err(QueryError::NoMatchingVersion {
            query: query.to_owned(),
            current: current.to_owned(),
        }
        .into())
    }

    /// Partitions the allowed versions into releases and prereleases, without `+incompatible` ones
    /// if there are others (`filterVersions`).
    fn filter<'v>(
        &self,
        question: Question<'_>,
        matcher: &Matcher<'_>,
        versions: &'v [String],
    ) -> Result<(Vec<&'v str>, Vec<&'v str>), ModuleError> {
        let path = question.path;
        let mut needs_incompatible = matcher.prefer_incompatible;
        let mut last_compatible = "";
        let (mut releases, mut prereleases) = (Vec::new(), Vec::new());
        for version in versions.iter().map(String::as_str) {
            if !question.accepts(matcher, version) {
                continue;
            }
            if !needs_incompatible {
                if !version.ends_with("+incompatible") {
                    last_compatible = version;
                } else if !last_compatible.is_empty() {
                    // An author with a go.mod there uses modules: a higher major version that is
                    // not in the path belongs to another module.
                    let m = ModuleVersion::new(path, last_compatible);
                    if self.has_go_mod(&m)? {
                        break;
                    }
                    needs_incompatible = true;
                }
            }
            if gover::mod_is_prerelease(path, version) {
                prereleases.push(version);
            } else {
                releases.push(version);
            }
        }
        Ok((releases, prereleases))
    }

    /// Reports whether a version seems to have its own go.mod (`versionHasGoMod`).
    fn has_go_mod(&self, m: &ModuleVersion) -> Result<bool, ModuleError> {
        let data = self.source.go_mod_data(m)?;
        let made_up = format!("module {}\n", auto_quote(&m.path));
        Ok(*data != *made_up.as_bytes())
    }

    /// Returns the allowed released versions of a module, and the origin of the list (`versions`).
    pub fn versions(
        &self,
        path: &str,
        allowed: Allowed<'_>,
    ) -> Result<(Vec<String>, Option<Origin>), ModuleError> {
        let mut found = None;
        self.source.try_proxies(&mut |repos| {
            let repo = Repo::look_up(repos, path, self.modules.main)?;
            let all = repo.versions("")?;
            let mut list = Vec::new();
            for version in &all.list {
                match allowed(&ModuleVersion::new(path, version.as_str())) {
                    Ok(()) => list.push(version.clone()),
                    Err(error) if is_disallowed(&error) => {}
                    Err(error) => return Err(error),
                }
            }
            found = Some((list, all.origin.clone()));
            Ok(())
        })?;
        Ok(found.expect("some proxy answered"))
    }
}

/// Looks up a revision, and then the version without metadata.
fn stat_any_form(repo: &Repo<'_>, query: &str) -> Result<Arc<RevInfo>, ModuleError> {
    let first = match repo.stat(query) {
        Ok(info) => return Ok(info),
        Err(error) => error,
    };
    let canonical = module::canonical_version(query);
    if canonical.is_empty() || canonical == query {
        return Err(first);
    }
    match repo.stat(&canonical) {
        Ok(info) => Ok(info),
        Err(error) if error.is_not_exist() => Err(first),
        Err(error) => Err(error),
    }
}

/// Describes the selected version, unless the one in use is newer. A pseudo-version of a branch
/// without tags may be lower than an older release, so it is compared by its time.
fn look_up(
    repo: &Repo<'_>,
    question: Question<'_>,
    version: &str,
    origin: &mut Option<Origin>,
) -> Result<Arc<RevInfo>, ModuleError> {
    let mut ask = |version: &str| {
        let info = repo.stat(version);
        depend(origin, &info);
        info
    };
    let info = ask(version)?;
    let current = question.current;
    if question.is_upgrade() && module::is_pseudo_version(current) && is_older(&info.time, current)
    {
        question.refuse(current)?;
        return ask(current);
    }
    Ok(info)
}

/// Adds the origin of an answer, which an error may also have.
fn depend(origin: &mut Option<Origin>, answer: &Result<Arc<RevInfo>, ModuleError>) {
    let other = match answer {
        Ok(info) => info.origin.as_ref(),
        // Other errors carry no information about the origin.
        Err(error) if error.origin().is_none() => return,
        Err(error) => error.origin(),
    };
    *origin = merge_origin(origin.as_ref(), other);
}

/// Reports whether a time is before the time of a pseudo-version.
fn is_older(time: &str, pseudo: &str) -> bool {
    let time = Time::parse_rfc3339(time).map(|(time, _)| time);
    let stamp = module::pseudo_version_time(pseudo);
    match (time, stamp) {
        // Both without fractions of seconds, because the stamp has none.
        (Some(time), Ok(stamp)) => time.pseudo_version_stamp() < stamp,
        _ => false,
    }
}
