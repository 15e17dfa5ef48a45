//! Names that arguments and values of flags can have: packages, tools, variables, revisions.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;

/// Larger trees are completed by the shell, as files.
const MAX_DIRS: usize = 20_000;

/// Directories of commands in the SDK that `go tool` does not run.
const NO_TOOLS: [&str; 4] = ["go", "gofmt", "internal", "vendor"];

/// Names from the SDK.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// GOROOT.
    pub(super) goroot: String,
    /// The directory of its tools.
    pub(super) tool_dir: String,
    /// The variables that `go env` prints.
    pub(super) variables: Vec<String>,
}

/// Returns the tools of an SDK: the installed ones, and the ones that are built on demand.
pub(super) fn tools(files: &dyn Files, known: &Known) -> Vec<String> {
    let mut found: Vec<String> = listed(files, &known.tool_dir)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let sources = path::join(&[&known.goroot, "src/cmd"]);
    for (name, is_dir) in listed(files, &sources) {
        if is_dir && !NO_TOOLS.contains(&&*name) && has_go(files, &path::join(&[&sources, &name])) {
            found.push(name);
        }
    }
    sorted(found)
}

/// Returns branches, tags and remote branches of the repository that a directory is in.
pub(super) fn revisions(files: &dyn Files, dir: &str) -> Vec<String> {
    let Some(git) = above(dir).find_map(|dir| git_dir(files, dir)) else {
        return Vec::new();
    };
    let mut found = vec!["HEAD".to_owned()];
    for kind in ["heads", "tags", "remotes"] {
        references(files, &path::join(&[&git, "refs", kind]), "", &mut found);
    }
    let packed = read(files, &path::join(&[&git, "packed-refs"])).unwrap_or_default();
    for line in packed.lines() {
        let Some((_, name)) = line.split_once(" refs/") else {
            continue;
        };
        let short = ["heads/", "tags/", "remotes/"]
            .iter()
            .find_map(|kind| name.strip_prefix(kind));
        found.extend(short.map(str::to_owned));
    }
    sorted(found)
}

/// Returns the directory with the references of a repository: the repository's own, also in one of
/// its worktrees.
fn git_dir(files: &dyn Files, dir: &str) -> Option<String> {
    let git = path::join(&[dir, ".git"]);
    let meta = files.stat(&git).ok()?;
    if meta.is_dir() {
        return Some(git);
    }
    let text = read(files, &git)?;
    let place = resolved(dir, text.trim().strip_prefix("gitdir: ")?);
    let common = read(files, &path::join(&[&place, "commondir"]));
    Some(common.map_or(place.clone(), |common| resolved(&place, common.trim())))
}

fn references(files: &dyn Files, dir: &str, prefix: &str, found: &mut Vec<String>) {
    for (name, is_dir) in listed(files, dir) {
        let reference = format!("{prefix}{name}");
        match is_dir {
            true => {
                let below = path::join(&[dir, &name]);
                references(files, &below, &format!("{reference}/"), found);
            }
            false => found.push(reference),
        }
    }
}

/// Returns the import paths that begin with `current`: of the module that a directory is in, and
/// of the standard library.
pub(super) fn packages(
    files: &dyn Files,
    dir: &str,
    known: Option<&Known>,
    current: &str,
) -> Vec<String> {
    let mut walk = Walk {
        files,
        current,
        found: Vec::new(),
        left: MAX_DIRS,
    };
    if let Some((root, module)) = module(files, dir) {
        walk.visit(&root, &module, true);
    }
    if let Some(known) = known {
        walk.visit(&path::join(&[&known.goroot, "src"]), "", true);
    }
    sorted(walk.found)
}

/// Returns the directories that arguments of `test` name, or the current one without any.
pub(in crate::commands) fn directories(
    files: &dyn Files,
    dir: &str,
    arguments: &[&str],
) -> Vec<String> {
    if arguments.is_empty() {
        return vec![dir.to_owned()];
    }
    let mut found = Vec::new();
    for argument in arguments {
        let (argument, is_tree) = match argument.strip_suffix("...") {
            Some(start) => (start.trim_end_matches('/'), true),
            None => (*argument, false),
        };
        let place = match argument {
            "" | "." => dir.to_owned(),
            _ if argument.starts_with(['.', '/']) => resolved(dir, argument),
            _ => {
                let Some((root, module)) = module(files, dir) else {
                    continue;
                };
                let Some(below) = argument.strip_prefix(&module) else {
                    continue;
                };
                path::join(&[&root, below])
            }
        };
        match is_tree {
            true => tree(files, &place, &mut found),
            false => found.push(place),
        }
    }
    found
}

/// Adds a directory and its subdirectories that may have packages.
fn tree(files: &dyn Files, dir: &str, found: &mut Vec<String>) {
    if found.len() >= MAX_DIRS {
        return;
    }
    found.push(dir.to_owned());
    for (name, is_dir) in listed(files, dir) {
        if is_dir && may_hold_packages(&name) {
            tree(files, &path::join(&[dir, &name]), found);
        }
    }
}

/// Searches for packages whose import path begins with a text.
struct Walk<'a> {
    files: &'a dyn Files,
    current: &'a str,
    found: Vec<String>,
    left: usize,
}

impl Walk<'_> {
    fn visit(&mut self, dir: &str, import_path: &str, is_root: bool) {
        let (path, current) = (import_path, self.current);
        let may_match = path.starts_with(current) || path.is_empty() || {
            let rest = current.strip_prefix(path);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        if self.left == 0 || !may_match {
            return;
        }
        self.left -= 1;
        let entries = listed(self.files, dir);
        if !is_root && entries.iter().any(|(name, _)| name == "go.mod") {
            // Another module.
            return;
        }
        if path.starts_with(current) && !path.is_empty() && entries.iter().any(is_go) {
            self.found.push(path.to_owned());
        }
        for (name, is_dir) in entries {
            // Of the standard library these cannot be imported, or are no packages.
            let is_closed = path.is_empty() && matches!(&*name, "cmd" | "internal");
            if is_dir && may_hold_packages(&name) && !is_closed {
                let below = match path.is_empty() {
                    true => name.clone(),
                    false => format!("{path}/{name}"),
                };
                self.visit(&path::join(&[dir, &name]), &below, false);
            }
        }
    }
}

/// Returns the root and the path of the module that a directory is in.
pub(in crate::commands) fn module(files: &dyn Files, dir: &str) -> Option<(String, String)> {
    above(dir).find_map(|dir| {
        let text = read(files, &path::join(&[dir, "go.mod"]))?;
        let path = text.lines().find_map(|line| line.strip_prefix("module "))?;
        let path = path.split("//").next().unwrap_or_default().trim();
        Some((dir.to_owned(), path.trim_matches(['"', '`']).to_owned()))
    })
}

/// Returns a directory and all above it.
fn above(dir: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(dir), |dir| {
        let end = dir.rfind('/')?;
        (end > 0 || dir.len() > 1).then(|| &dir[..end.max(1)])
    })
}

fn may_hold_packages(name: &str) -> bool {
    !name.starts_with(['.', '_']) && !matches!(name, "testdata" | "vendor")
}

fn is_go((name, is_dir): &(String, bool)) -> bool {
    !is_dir && name.ends_with(".go") && !name.ends_with("_test.go")
}

fn has_go(files: &dyn Files, dir: &str) -> bool {
    listed(files, dir).iter().any(is_go)
}

/// Returns the names in a directory, and which of them are directories.
pub(in crate::commands) fn listed(files: &dyn Files, dir: &str) -> Vec<(String, bool)> {
    let entries = files.read_dir(dir).ok();
    let entries = entries.iter().flat_map(|entries| entries.iter());
    entries
        .map(|entry| (entry.name.clone(), entry.kind == FileKind::Dir))
        .collect()
}

fn read(files: &dyn Files, file: &str) -> Option<String> {
    let bytes = files.read(file).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn resolved(dir: &str, name: &str) -> String {
    match path::is_abs(name) {
        true => path::clean(name),
        false => path::join(&[dir, name]),
    }
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::Known;
    use super::directories;
    use super::packages;
    use super::revisions;
    use super::tools;

    fn files() -> MemFiles {
        let mut files = MemFiles::new();
        for (name, text) in [
            ("/m/go.mod", "// a module\nmodule example.com/m // it\n"),
            ("/m/m.go", ""),
            ("/m/pkg/util/u.go", ""),
            ("/m/pkg/testdata/no.go", ""),
            ("/m/other/go.mod", "module other\n"),
            ("/m/other/o.go", ""),
            ("/m/.git/refs/heads/main", "1\n"),
            ("/m/.git/refs/remotes/origin/dev", "1\n"),
            (
                "/m/.git/packed-refs",
                "# pack-refs\n12 refs/tags/v1.0.0\n^34\n",
            ),
            ("/w/.git", "gitdir: /m/.git/worktrees/w\n"),
            ("/m/.git/worktrees/w/commondir", "../..\n"),
            ("/go/src/fmt/print.go", ""),
            ("/go/src/internal/abi/abi.go", ""),
            ("/go/src/cmd/compile/main.go", ""),
            ("/go/src/cmd/go/main.go", ""),
            ("/go/src/cmd/relnote/relnote_test.go", ""),
            ("/go/pkg/tool/vet", ""),
        ] {
            files.insert(name, text.as_bytes());
        }
        files
    }

    fn known() -> Known {
        Known {
            goroot: "/go".to_owned(),
            tool_dir: "/go/pkg/tool".to_owned(),
            variables: Vec::new(),
        }
    }

    #[test]
    fn tools_are_those_that_run() {
        assert_eq!(tools(&files(), &known()), ["compile", "vet"]);
    }

    #[test]
    fn revisions_of_the_repository() {
        let all = ["HEAD", "main", "origin/dev", "v1.0.0"];
        assert_eq!(revisions(&files(), "/m/pkg/util"), all);
        assert_eq!(revisions(&files(), "/w"), all);
        assert!(revisions(&files(), "/go").is_empty());
    }

    #[test]
    fn packages_have_their_import_paths() {
        let known = known();
        let found = |current| packages(&files(), "/m/pkg", Some(&known), current);
        assert_eq!(found("ex"), ["example.com/m", "example.com/m/pkg/util"]);
        assert_eq!(found("example.com/m/p"), ["example.com/m/pkg/util"]);
        assert_eq!(found("f"), ["fmt"]);
        assert!(found("int").is_empty() && found("zz").is_empty());
    }

    #[test]
    fn arguments_name_directories() {
        let of = |arguments: &[&str]| directories(&files(), "/m", arguments);
        assert_eq!(of(&[]), ["/m"]);
        assert_eq!(of(&["./pkg/util", "../x"]), ["/m/pkg/util", "/x"]);
        assert_eq!(of(&["example.com/m/pkg/util"]), ["/m/pkg/util"]);
        assert_eq!(of(&["./pkg/..."]), ["/m/pkg", "/m/pkg/util"]);
    }
}
