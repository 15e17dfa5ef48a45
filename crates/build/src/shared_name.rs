//! The file name of a shared library of packages.
//!
//! Counterpart: cmd/go/internal/work/build.go (`libname`).

use vamos_base::golang::path;
use vamos_goenv::GoEnv;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_modload::pattern::is_local_import;
use vamos_modload::pattern::is_meta_package;

/// Returns the name of the library of these packages, which were named by `args`. The
/// error is the complete line.
pub fn library_name(
    env: &GoEnv,
    cwd: &str,
    args: &[String],
    graph: &PackageGraph,
    packages: &[PackageId],
) -> Result<String, String> {
    let mut names: Vec<String> = args
        .iter()
        .filter(|arg| is_meta_package(arg))
        .cloned()
        .collect();
    let has_others = names.len() < args.len();
    if !names.is_empty() && has_others {
        return Err("mixing of meta and non-meta packages is not allowed".to_owned());
    }
    if names.is_empty() {
        names = match args {
            [only] if only.ends_with("/...") => vec![tree_name(env, cwd, only)],
            _ => packages
                .iter()
                .map(|id| graph.get(*id).import_path.as_str().to_owned())
                .collect(),
        };
        for name in &mut names {
            *name = name.replace('/', "-");
        }
    }
    Ok(format!("lib{}.so", names.join(",")))
}

/// Returns the import path of the directory that a pattern begins with, if a parent
/// directory determines it, else the directory as typed.
fn tree_name(env: &GoEnv, cwd: &str, pattern: &str) -> String {
    let tree = pattern.strip_suffix("/...").unwrap_or(pattern);
    if !is_local_import(tree) {
        return tree.to_owned();
    }
    let dir = path::join(&[cwd, tree]);
    let workspaces = env.dirs.gopath.split(':').filter(|root| !root.is_empty());
    let roots = std::iter::once(env.sdk.goroot.as_str()).chain(workspaces);
    let below = roots.filter_map(|root| {
        let source = path::join(&[root, "src"]);
        let sub = dir.strip_prefix(&source)?.strip_prefix('/')?;
        (!sub.split('/').any(|part| part == "testdata")).then_some(sub)
    });
    below.into_iter().next().unwrap_or(tree).to_owned()
}
