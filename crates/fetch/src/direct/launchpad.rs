//! Launchpad, whose repositories follow from the path if its server does not return them.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`vcsPathsAfterDynamic`, `launchpadVCS`).

use vamos_net::Url;
use vamos_vcs::System;

use super::known_hosts::is_word;
use super::origins::Origins;
use super::root::RepoRoot;

/// The root in a path: a project with or without a series, or a user's branch.
#[derive(Debug, PartialEq, Eq)]
enum Root<'p> {
    Project(&'p str),
    /// The element after the project may also be a directory in the project's own branch.
    Series(&'p str, &'p str),
    Branch([&'p str; 3]),
}

/// Returns the root of an import path.
fn parse(path: &str) -> Option<Root<'_>> {
    let rest = path.strip_prefix("launchpad.net/")?;
    let elements: Vec<&str> = rest.split('/').collect();
    let (root, packages) = match elements[..] {
        [user, project, branch, ref packages @ ..] if user.starts_with('~') => {
            let is_user = user.strip_prefix('~').is_some_and(is_word);
            let fits = is_user && (project == "+junk" || is_word(project)) && is_word(branch);
            (
                fits.then_some(Root::Branch([user, project, branch]))?,
                packages,
            )
        }
        [project] => (Root::Project(project), &[][..]),
        [project, series, ref packages @ ..] => (Root::Series(project, series), packages),
        [] => return None,
    };
    let is_root = match root {
        Root::Project(project) => is_word(project),
        Root::Series(project, series) => is_word(project) && is_word(series),
        Root::Branch(_) => true,
    };
    (is_root && packages.iter().all(|element| is_word(element))).then_some(root)
}

impl Origins {
    /// Finds the repository of an import path on Launchpad.
    pub(super) fn launchpad_root(&self, path: &str) -> Option<RepoRoot> {
        if !self.knows(System::Bzr) {
            return None;
        }
        let place = match parse(path)? {
            Root::Project(project) => project.to_owned(),
            Root::Branch(elements) => elements.join("/"),
            Root::Series(project, series) => {
                let place = format!("{project}/{series}");
                let url = format!("https://code.launchpad.net/{place}/.bzr/branch-format");
                let url = Url::parse(&url).ok()?;
                match self.web.get_bytes(&url, 64 << 10) {
                    Ok(_) => place,
                    Err(_) => project.to_owned(),
                }
            }
        };
        let root = format!("launchpad.net/{place}");
        self.check_govcs(System::Bzr, &root).ok()?;
        Some(RepoRoot {
            repo: format!("https://{root}"),
            root,
            subdir: String::new(),
            system: Some(System::Bzr),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Root;
    use super::parse;

    #[test]
    fn paths() {
        for (path, want) in [
            ("launchpad.net/p", Some(Root::Project("p"))),
            ("launchpad.net/p/s", Some(Root::Series("p", "s"))),
            ("launchpad.net/p/s/d/e", Some(Root::Series("p", "s"))),
            (
                "launchpad.net/~u/+junk/b/d",
                Some(Root::Branch(["~u", "+junk", "b"])),
            ),
            ("launchpad.net/~u/p", None),
            ("launchpad.net/p/+x", None),
            ("launchpad.net", None),
            ("launchpad.network/p", None),
        ] {
            assert_eq!(parse(path), want, "{path}");
        }
    }
}
