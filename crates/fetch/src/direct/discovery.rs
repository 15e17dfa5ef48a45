//! Finds repositories by a request to the server in the import path.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`repoRootForImportDynamic`,
//! `metaImportsForPrefix`, `matchGoImport`).

use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_modfile::ModuleError;
use vamos_net::Url;
use vamos_vcs::System;

use super::meta::GoImport;
use super::meta::PROXY;
use super::meta::go_imports;
use super::origins::Origins;
use super::root::RepoRoot;
use crate::Event;
use crate::web::Page;
use crate::web::Security;

fn message(text: String) -> ModuleError {
    ModuleError::Message(text)
}

/// Returns the address, without a scheme, for a request about an import path.
fn address(import: &str) -> Result<Url, ModuleError> {
    let (host, rest) = import.split_at(import.find('/').unwrap_or(import.len()));
    if !host.contains('.') {
        return Err(message(
            "import path does not begin with hostname".to_owned(),
        ));
    }
    let mut url = Url::default();
    host.clone_into(&mut url.host);
    let rest = if rest.is_empty() { "/" } else { rest };
    rest.clone_into(&mut url.path);
    url.query = Some("go-get=1".to_owned());
    Ok(url)
}

/// The reason why no tag matches an import path.
enum Mismatch {
    /// Tags for other import paths.
    Others(String),
    /// Several tags match.
    Ambiguous(String),
}

/// Returns the tag for an import path.
fn choose<'a>(tags: &'a [GoImport], import: &str) -> Result<&'a GoImport, Mismatch> {
    let fits = |tag: &&GoImport| path::has_path_prefix(import, &tag.prefix);
    let mut fitting = tags.iter().filter(fits);
    let Some(first) = fitting.next() else {
        let others = tags
            .iter()
            .map(|tag| format!("meta tag {} did not match import path {import}", tag.prefix));
        return Err(Mismatch::Others(others.collect::<Vec<_>>().join(", ")));
    };
    match fitting.next() {
        // Tags for proxies are first, and suffice.
        Some(second) if first.system != PROXY || second.system == PROXY => {
            let import = quote(import);
            Err(Mismatch::Ambiguous(format!(
                "multiple meta tags match import path {import}"
            )))
        }
        _ => Ok(first),
    }
}

/// Returns the tags of a page; an error status only matters for a page without tags.
fn tags_of(page: &Page, what: &str) -> Result<Vec<GoImport>, ModuleError> {
    let tags = go_imports(&page.body);
    let is_empty = !matches!(&tags, Ok(tags) if !tags.is_empty());
    if is_empty && let Some(error) = &page.error {
        return Err(error.clone().into());
    }
    tags.map_err(|error| message(format!("parsing {what}: {error}")))
}

impl Origins {
    /// Finds the repository of an import path by its go-import tags.
    pub(super) fn dynamic_root(
        &self,
        import: &str,
        security: Security,
    ) -> Result<RepoRoot, ModuleError> {
        let url = address(import)?;
        let page = self.web.get_page(&url, security).map_err(|error| {
            let scheme = match security {
                Security::Insecure => "http/",
                Security::SecureOnly => "",
            };
            message(format!("{scheme}https fetch: {error}"))
        })?;
        let tags = tags_of(&page, import)?;
        let tag = choose(&tags, import).map_err(|error| {
            message(match error {
                Mismatch::Ambiguous(text) => {
                    // Upstream's address has no scheme here.
                    format!("parse //{}: {text}", without_scheme(&url))
                }
                Mismatch::Others(text) => {
                    format!("parse {}: no go-import meta tags ({text})", page.url)
                }
            })
        })?;
        self.tell(|| {
            let GoImport {
                prefix,
                system,
                repo,
                subdir,
            } = tag;
            let [import, prefix, system, repo, subdir] =
                [import, prefix, system, repo, subdir].map(quote);
            let at = without_scheme(&url);
            format!(
                "get {import}: found meta tag vcs.metaImport{{Prefix:{prefix}, VCS:{system}, RepoRoot:{repo}, SubDir:{subdir}}} at //{at}"
            )
        });
        if tag.prefix != import {
            self.tell(|| {
                let import = quote(import);
                format!("get {import}: verifying non-authoritative meta tag")
            });
            self.verify(tag, import, &page, security)?;
        }
        self.root_of_tag(tag, &page, security)
    }

    /// Prints a step of discovery (`-v`).
    fn tell(&self, line: impl FnOnce() -> String) {
        if self.settings.is_verbose {
            self.web.events().event(Event::Line(&line()));
        }
    }

    /// Fails unless the server of a prefix has the same tag as a page below it: others may have
    /// written that page.
    fn verify(
        &self,
        tag: &GoImport,
        import: &str,
        page: &Page,
        security: Security,
    ) -> Result<(), ModuleError> {
        let prefix = &tag.prefix;
        let (url, tags) = self.pages.get_or(prefix, || {
            let url = address(prefix)?;
            let page = self.web.get_page(&url, security);
            let page = page.map_err(|error| message(format!("fetching {prefix}: {error}")))?;
            let tags = tags_of(&page, &page.url)?;
            if tags.is_empty() {
                return Err(message(format!(
                    "fetching {prefix}: no go-import meta tag found in {}",
                    page.url
                )));
            }
            Ok((format!("//{}", without_scheme(&url)), tags))
        })?;
        match choose(&tags, import) {
            Ok(same) if same == tag => Ok(()),
            _ => Err(message(format!(
                "{} and {url} disagree about go-import for {prefix}",
                page.url
            ))),
        }
    }

    fn root_of_tag(
        &self,
        tag: &GoImport,
        page: &Page,
        security: Security,
    ) -> Result<RepoRoot, ModuleError> {
        let at = &page.url;
        let bad_subdir = match tag.subdir.as_bytes().first() {
            Some(b'/') => Some("leading slash"),
            Some(b'-') => Some("leading hyphen"),
            _ => None,
        };
        if let Some(why) = bad_subdir {
            let subdir = quote(&tag.subdir);
            return Err(message(format!(
                "{at}: invalid subdirectory {subdir}: {why}"
            )));
        }
        let bad_repo = match Url::parse(&tag.repo) {
            Err(error) => Some(error.to_string()),
            Ok(url) if url.scheme.is_empty() => Some("no scheme".to_owned()),
            Ok(url) if url.scheme == "file" => Some("file scheme disallowed".to_owned()),
            Ok(_) => None,
        };
        if let Some(why) = bad_repo {
            let repo = quote(&tag.repo);
            return Err(message(format!("{at}: invalid repo root {repo}: {why}")));
        }
        let system = System::by_command(&tag.system).filter(|&system| self.knows(system));
        let mut repo = None;
        if let Some(system) = system {
            self.check_govcs(system, &tag.prefix)?;
            repo = self.test_repository(system, &tag.repo, security);
        } else if tag.system != PROXY {
            let system = quote(&tag.system);
            return Err(message(format!("{at}: unknown vcs {system}")));
        }
        Ok(RepoRoot {
            repo: repo.unwrap_or_else(|| tag.repo.clone()),
            root: tag.prefix.clone(),
            subdir: tag.subdir.clone(),
            system,
        })
    }
}

/// Returns an address as upstream shows it without a scheme and its slashes.
fn without_scheme(url: &Url) -> String {
    format!("{}{}?go-get=1", url.host, url.path)
}
