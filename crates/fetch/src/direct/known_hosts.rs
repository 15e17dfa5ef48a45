//! Hosts whose repositories follow from the import path, and paths that contain the name of a
//! system.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go (`vcsPaths`).

use vamos_base::golang::quote::quote;
use vamos_vcs::System;

/// A repository that follows from a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostedRepo {
    /// The import path of its root.
    pub(super) root: String,
    /// Its system.
    pub(super) system: System,
    /// Its address.
    pub(super) address: Address,
}

/// The address of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// This URL.
    Url(String),
    /// This host and path, with a scheme that must be found.
    AnyScheme(String),
}

/// A host.
struct Host {
    /// The elements that paths begin with.
    prefix: &'static str,
    /// The predicates for the further elements of the root.
    elements: &'static [fn(&str) -> bool],
    /// True if more elements may follow the root.
    has_packages: bool,
    /// True if `.git` at the end of the root is an error.
    refuses_suffix: bool,
    system: System,
}

const HOSTS: &[Host] = &[
    Host {
        prefix: "github.com",
        elements: &[is_word, is_word],
        has_packages: true,
        refuses_suffix: true,
        system: System::Git,
    },
    Host {
        prefix: "bitbucket.org",
        elements: &[is_word, is_word],
        has_packages: true,
        refuses_suffix: true,
        system: System::Git,
    },
    Host {
        prefix: "hub.jazz.net/git",
        elements: &[is_lower, is_word],
        has_packages: true,
        refuses_suffix: true,
        system: System::Git,
    },
    Host {
        prefix: "git.apache.org",
        elements: &[is_git_name],
        has_packages: true,
        refuses_suffix: false,
        system: System::Git,
    },
    Host {
        prefix: "git.openstack.org",
        elements: &[is_word, is_word],
        has_packages: true,
        refuses_suffix: false,
        system: System::Git,
    },
    Host {
        prefix: "chiselapp.com",
        elements: &[is_user, is_alphanumeric, is_repository, is_word],
        has_packages: false,
        refuses_suffix: false,
        system: System::Fossil,
    },
];

fn all(text: &str, is_allowed: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is_allowed)
}

/// `[\w.\-]+`
pub(super) fn is_word(element: &str) -> bool {
    all(element, |c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}

fn is_lower(element: &str) -> bool {
    all(element, |c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

fn is_alphanumeric(element: &str) -> bool {
    all(element, |c| c.is_ascii_alphanumeric())
}

fn is_git_name(element: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c);
    let name = element.strip_suffix(".git");
    name.is_some_and(|name| all(name, is_allowed))
}

fn is_user(element: &str) -> bool {
    element == "user"
}

fn is_repository(element: &str) -> bool {
    element == "repository"
}

/// Finds the repository of an import path; `None` if it does not follow from the path. The error is
/// the whole text. `is_known` reports whether a path can contain the name of a system.
pub(super) fn find(
    path: &str,
    is_known: impl Fn(System) -> bool,
) -> Option<Result<HostedRepo, String>> {
    for host in HOSTS {
        let rest = path.strip_prefix(host.prefix);
        let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
            continue;
        };
        return Some(host.root(path, rest));
    }
    named(path, is_known).map(Ok)
}

impl Host {
    fn root(&self, path: &str, rest: &str) -> Result<HostedRepo, String> {
        let prefix = self.prefix;
        let invalid = || format!("invalid {prefix} import path {}", quote(path));
        let elements: Vec<&str> = rest.split('/').skip(1).collect();
        let count = self.elements.len();
        if elements.len() < count || elements.len() > count && !self.has_packages {
            return Err(invalid());
        }
        let (root, packages) = elements.split_at(count);
        let fits = root.iter().zip(self.elements).all(|(e, fits)| fits(e));
        if !fits || !packages.iter().all(|element| is_word(element)) {
            return Err(invalid());
        }
        let root = format!("{prefix}/{}", root.join("/"));
        let repo = format!("https://{root}");
        let suffixes = [".hg", ".git", ".svn", ".bzr", ".fossil"];
        if self.refuses_suffix && suffixes.iter().any(|suffix| repo.ends_with(suffix)) {
            return Err(format!("invalid version control suffix in {prefix}/ path"));
        }
        Ok(HostedRepo {
            root,
            system: self.system,
            address: Address::Url(repo),
        })
    }
}

/// Finds a repository by an element that ends in the name of a system, as
/// `host.example/path/repo.git/package`. The host need not be at the beginning.
fn named(path: &str, is_known: impl Fn(System) -> bool) -> Option<HostedRepo> {
    let elements: Vec<&str> = path.split('/').collect();
    for start in 0..elements.len() {
        let Some(host) = host_in(elements[start]) else {
            continue;
        };
        let rest = &elements[start + 1..];
        if !rest
            .iter()
            .all(|e| is_word(e.strip_prefix('~').unwrap_or(e)))
        {
            continue;
        }
        for (at, element) in rest.iter().enumerate() {
            let Some((name, suffix)) = element.rsplit_once('.') else {
                continue;
            };
            let Some(system) = System::by_command(suffix).filter(|&system| is_known(system)) else {
                continue;
            };
            if !is_word(name.strip_prefix('~').unwrap_or(name)) {
                continue;
            }
            let dirs: String = rest[..at].iter().map(|dir| format!("/{dir}")).collect();
            let repo = format!("{host}{dirs}/{name}");
            return Some(HostedRepo {
                root: format!("{repo}.{suffix}"),
                system,
                // The name of a repository has the suffix, the address does not.
                address: Address::AnyScheme(repo),
            });
        }
    }
    None
}

/// Returns the longest end of an element that is a host name with a dot, with its port.
fn host_in(element: &str) -> Option<&str> {
    let (name, port) = match element.split_once(':') {
        Some((name, port)) if all(port, |c| c.is_ascii_digit()) => (name, port.len() + 1),
        Some(_) => return None,
        None => (element, 0),
    };
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    let start = name.rfind(|c: char| !is_allowed(c));
    let start = start.map_or(0, |at| {
        at + name[at..].chars().next().map_or(1, char::len_utf8)
    });
    let host = &name[start..];
    let has_dot = host.len() > 2 && host[1..host.len() - 1].contains('.');
    has_dot.then(|| &element[start..name.len() + port])
}

#[cfg(test)]
mod tests {
    use super::Address;
    use super::find;
    use vamos_vcs::System;

    fn found(path: &str) -> String {
        match find(path, |system| system != System::Bzr) {
            None => "ask".to_owned(),
            Some(Err(text)) => text,
            Some(Ok(known)) => match known.address {
                Address::Url(url) => format!("{} {url}", known.root),
                Address::AnyScheme(rest) => {
                    format!("{} {} {rest}", known.root, known.system.command())
                }
            },
        }
    }

    #[test]
    fn paths() {
        for (path, want) in [
            ("github.com/a/b", "github.com/a/b https://github.com/a/b"),
            (
                "github.com/a/b/c/d",
                "github.com/a/b https://github.com/a/b",
            ),
            (
                "github.com/a",
                "invalid github.com import path \"github.com/a\"",
            ),
            (
                "github.com",
                "invalid github.com import path \"github.com\"",
            ),
            (
                "github.com/a/b.git",
                "invalid version control suffix in github.com/ path",
            ),
            ("github.community/a/b", "ask"),
            (
                "git.apache.org/x.git/y",
                "git.apache.org/x.git https://git.apache.org/x.git",
            ),
            (
                "chiselapp.com/user/a/repository/r",
                "chiselapp.com/user/a/repository/r https://chiselapp.com/user/a/repository/r",
            ),
            (
                "chiselapp.com/user/a/repository/r/s",
                "invalid chiselapp.com import path \"chiselapp.com/user/a/repository/r/s\"",
            ),
            ("x.y/~a/r.git/p", "x.y/~a/r.git git x.y/~a/r"),
            ("x.y:80/r.hg", "x.y:80/r.hg hg x.y:80/r"),
            ("x.y/r.git.git/p", "x.y/r.git.git git x.y/r.git"),
            ("x.y/.git/p", "ask"),
            ("x.y/r.mod", "ask"),
            ("x.y/r.bzr", "ask"),
            ("localhost/r.git", "ask"),
            ("x.y/a b/r.git", "ask"),
            ("Ex.y/r.svn", "x.y/r.svn svn x.y/r"),
        ] {
            assert_eq!(found(path), want, "{path}");
        }
    }
}
