//! The file name of a shared library of packages.
//!
//! Counterpart: cmd/go/internal/work/build.go (`libname`).

use vamos_base::golang::path;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::pattern::is_local_import;
use vamos_load::pattern::is_meta_package;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns the name of the library of these packages, which were named by the arguments.
pub(super) fn library_name(
    invocation: &Invocation,
    graph: &PackageGraph,
    packages: &[PackageId],
) -> Result<String, CliError> {
    let args = &invocation.parsed.args;
    let mut names: Vec<String> = args
        .iter()
        .filter(|arg| is_meta_package(arg))
        .cloned()
        .collect();
    let has_others = names.len() < args.len();
    if !names.is_empty() && has_others {
        return Err(CliError::Fatal(
            "mixing of meta and non-meta packages is not allowed".to_owned(),
        ));
    }
    if names.is_empty() {
        names = match &args[..] {
            [only] if only.ends_with("/...") => vec![tree_name(invocation, only)],
            _ => packages
                .iter()
                .map(|id| graph.get(*id).import_path.clone())
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
fn tree_name(invocation: &Invocation, pattern: &str) -> String {
    let tree = pattern.strip_suffix("/...").unwrap_or(pattern);
    if !is_local_import(tree) {
        return tree.to_owned();
    }
    let dir = path::join(&[&invocation.process.cwd, tree]);
    let env = &invocation.env;
    let workspaces = env.gopath.split(':').filter(|root| !root.is_empty());
    let roots = std::iter::once(env.goroot.as_str()).chain(workspaces);
    let below = roots.filter_map(|root| {
        let source = path::join(&[root, "src"]);
        let sub = dir.strip_prefix(&source)?.strip_prefix('/')?;
        (!sub.split('/').any(|part| part == "testdata")).then_some(sub)
    });
    below.into_iter().next().unwrap_or(tree).to_owned()
}
