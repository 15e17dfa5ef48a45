//! Certainty that the official command will show the errors that were found in a package.
//!
//! It shows them if nothing fails that the package needs. Packages of the SDK do not fail. Others
//! do not fail if they were compiled, or if they were checked with the bodies of functions and
//! their other files are valid, too: the assembler accepts its files, and variables can have the
//! files that are embedded. In all other cases the check waits for their actions.
//! Counterpart: none.

use std::collections::BTreeSet;

use vamos_base::Cancel;
use vamos_base::golang::path;
use vamos_jobs::CompileExtent;
use vamos_jobs::Job;
use vamos_jobs::Site;

use super::ChecksAhead;
use super::Finding;
use super::scope;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::gc;
use crate::godebug_lines;
use crate::kinds::assembly;
use crate::run::Run;

/// Certainty that the errors of a package will be shown.
pub(super) enum Certainty {
    /// They will be if these actions succeed.
    After(Vec<ActionRef>),
    /// There is no certainty.
    Never,
}

/// Returns the certainty that the errors `text` of a package will be shown.
pub(super) fn of(
    run: &Run<'_>,
    action: ActionRef,
    ahead: &dyn ChecksAhead,
    text: &str,
    cancel: &Cancel,
) -> Certainty {
    let check = |action: ActionRef| ahead.check_fully(run.plan.get(action).package?, cancel);
    if is_stopped(run, action)
        || !is_listed(run, action)
        || check(action) != Some(Finding::Wrong(text.to_owned()))
    {
        return Certainty::Never;
    }
    let mut needed = before_compiling(run, action);
    for dep in run.plan.deps_below(run.graph, action) {
        let build = run.plan.build_behind(dep);
        if has_succeeded(run, build) {
            continue;
        }
        if run.package(build).origin.standard {
            needed.extend(before_compiling(run, build));
            continue;
        }
        let finding = match scope::exclusion(run.cx().env, run.package(build)) {
            Some(_) => None,
            None => check(build),
        };
        match finding {
            Some(Finding::Correct) if has_fitting_files(run, build) => {
                needed.extend(before_compiling(run, build));
            }
            Some(Finding::Wrong(_)) => return Certainty::Never,
            Some(Finding::Correct | Finding::Unknown(_)) | None => needed.push(build),
        }
    }
    Certainty::After(needed)
}

/// Reports whether the build of a package ends before it is compiled.
fn is_stopped(run: &Run<'_>, action: ActionRef) -> bool {
    let (cx, package) = (run.cx(), run.package(action));
    let module = package.module.as_ref();
    let version = module.map_or("", |module| &module.go_version);
    !gc::allows(cx.env, version)
        || !godebug_lines::godebug_complaints(cx.env, cx.files, package).is_empty()
}

/// Reports whether an action has ended without an error.
pub(super) fn has_succeeded(run: &Run<'_>, action: ActionRef) -> bool {
    run.is_built(action) || (run.has_ended(action) && run.state(action).failed.is_none())
}

/// Returns the actions of a build that must succeed before the compiler starts, except the builds
/// of other packages: the cgo actions and the preprocessing of a profile.
fn before_compiling(run: &Run<'_>, build: ActionRef) -> Vec<ActionRef> {
    let is_before = |action: &ActionRef| {
        !matches!(
            run.plan.get(*action).mode,
            ActionMode::Build
                | ActionMode::BuildInstall
                | ActionMode::BuiltIn
                | ActionMode::CheckCache
                // A main package comes after all that is linked, which it imports.
                | ActionMode::Nop
        )
    };
    let deps = run.plan.get(build).deps.iter().copied();
    deps.filter(is_before)
        .filter(|dep| !has_succeeded(run, *dep))
        .collect()
}

/// Reports whether the files of a package other than Go files certainly do not fail its build. No
/// error was found in its Go files.
fn has_fitting_files(run: &Run<'_>, build: ActionRef) -> bool {
    let package = run.package(build);
    if package.files.s.is_empty() && package.embeds.patterns.is_empty() {
        return true;
    }
    let is_readable = |name: &String| {
        let path = path::join(&[&package.dir, name]);
        run.cx().files.hashed(&path).is_ok()
    };
    let checks = run.services.checks.checks;
    package.embeds.files.iter().all(is_readable)
        && assembled_symbols(run, build).is_some_and(|symbols| {
            checks.is_some_and(|checks| checks.checker.accepts_other_files(package, &symbols))
        })
}

/// Returns the symbols that a package's assembly defines; none if it is not certain that the
/// assembler accepts its files.
fn assembled_symbols(run: &Run<'_>, build: ActionRef) -> Option<Vec<String>> {
    let files = &run.package(build).files.s;
    if files.is_empty() {
        return Some(Vec::new());
    }
    let jobs = assembly::assembling(run, build, files, "").ok()?;
    let listing = preview(run, &assembly::listing(run, build, files, "").ok()?)?;
    let are_assembled = || jobs.iter().all(|(_, job)| preview(run, job).is_some());
    are_assembled().then(|| defined(&String::from_utf8_lossy(&listing)))
}

/// Reports whether it is certain that the assembler lists the symbols of a package, which comes
/// before compiling.
fn is_listed(run: &Run<'_>, action: ActionRef) -> bool {
    let files = &run.package(action).files.s;
    let listing = || preview(run, &assembly::listing(run, action, files, "").ok()?);
    files.is_empty() || listing().is_some()
}

/// Returns the output that a job will have.
fn preview(run: &Run<'_>, job: &Job) -> Option<Vec<u8>> {
    let services = &run.services;
    let site = Site {
        work_dir: services.work.path(),
        hints: &[],
        estimate: None,
        other_links: 0,
        extent: CompileExtent::default(),
        takes_bytes: true,
        cancel: &services.cx.cancel,
    };
    services.executor.preview(job, site)
}

/// Returns the symbols that the assembler's list defines.
fn defined(listing: &str) -> Vec<String> {
    let symbol = |line: &str| {
        let rest = line.strip_prefix("def ")?;
        Some(rest.split_once(' ')?.0.to_owned())
    };
    let symbols: BTreeSet<String> = listing.lines().filter_map(symbol).collect();
    symbols.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::defined;

    #[test]
    fn references_are_not_definitions() {
        let listing = "def m/p.Add ABI0\nref m/p.table ABI0\ndef m/p.add ABIInternal\n";
        assert_eq!(defined(listing), ["m/p.Add", "m/p.add"]);
        assert!(defined("").is_empty());
    }
}
