//! Checks packages while what they import is still being compiled, and shows their errors.
//!
//! Errors of a package are shown before its turn only if it is sure that they will be: all that
//! it needs was compiled, or was checked with the bodies of functions and has no errors, or is
//! part of the SDK. The first errors that are found are shown in the order of the packages.
//! Counterpart: none.

use std::time::Duration;

use vamos_base::Cancel;
use vamos_load::Package;

use super::CheckSetting;
use super::Checks;
use super::ChecksAhead;
use super::Finding;
use super::scope;
use crate::action::ActionKind;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::gc;
use crate::godebug_lines;
use crate::run::Run;
use crate::services::Known;

/// How long there is work to do before packages are checked ahead of their turn. In shorter
/// builds their turn comes soon, and the facts of all imports need not be read.
const DELAY: Duration = Duration::from_millis(100);

/// How much compiling has to be left for each package whose facts are to be read, in
/// microseconds. At worst they are read from sources, which takes a fiftieth of that.
const WORTH: u64 = 30_000;

/// Calls `act`, which runs all actions, and checks packages beside it if that is of use.
pub(crate) fn beside<T>(run: &Run<'_>, act: impl FnOnce() -> T) -> T {
    let Some(checks) = of_use(run) else {
        return act();
    };
    vamos_sched::beside(
        || {
            let mut delay = DELAY;
            while run.services.checks.wait_for_work(delay) {
                if is_worth_it(run) {
                    return check_waiting(run, &checks);
                }
                delay *= 2;
            }
        },
        || {
            let _end = End(run);
            act()
        },
    )
}

/// Ends the checks, also if the run panics.
struct End<'r, 'a>(&'r Run<'a>);

impl Drop for End<'_, '_> {
    fn drop(&mut self) {
        self.0.services.checks.end();
    }
}

/// Returns what checks packages ahead of their turn, if that may be shown.
fn of_use<'a>(run: &Run<'a>) -> Option<Checks<'a>> {
    let cx = run.cx();
    let checks = run.services.checks.checks?;
    let may_show =
        cx.may_reorder() && !cx.command.list.is_list && checks.setting != CheckSetting::Verify;
    let has_any = || {
        run.schedule
            .order
            .iter()
            .any(|action| is_candidate(run, *action))
    };
    (may_show && has_any()).then_some(checks)
}

/// Reports whether errors of a package may be found ahead of its turn.
fn is_candidate(run: &Run<'_>, action: ActionRef) -> bool {
    let this = run.plan.get(action);
    matches!(this.kind, ActionKind::Compile) && this.needs_build && {
        let package = run.package(action);
        scope::is_written(run.cx().env, package)
            && scope::exclusion(package).is_none()
            // The assembler reads its files first.
            && package.files.s.is_empty()
    }
}

/// Reports whether so much is expected to be compiled yet that checks are cheap beside that.
fn is_worth_it(run: &Run<'_>) -> bool {
    let mut packages = 0;
    let mut left = 0;
    for action in &run.schedule.order {
        if matches!(run.plan.get(*action).kind, ActionKind::Compile) {
            packages += 1;
            if run.state(*action).built.is_empty() {
                left += run.cost(*action);
            }
        }
    }
    run.services.limits.threads.expected(left) >= packages * WORTH
}

/// Checks all packages that wait for others.
fn check_waiting<'a>(run: &Run<'a>, checks: &Checks<'a>) {
    let ended = Cancel::new();
    let ahead = of_written(run, checks);
    let waits = |action: &ActionRef| {
        is_candidate(run, *action) && {
            let state = run.state(*action);
            state.built.is_empty() && state.failed.is_none()
        }
    };
    let order = &run.schedule.order;
    let mut full = None;
    let mut shows = true;
    for action in order.iter().copied().filter(waits) {
        if run.services.checks.is_ended() || run.cx().cancel.is_cancelled() {
            return;
        }
        if run.services.checks.known().contains_key(&action) {
            continue;
        }
        match check(run, action, &*ahead, &ended) {
            Some(Finding::Correct) => {
                let mut known = run.services.checks.known();
                known.entry(action).or_insert(Known::Correct);
            }
            Some(Finding::Wrong(text)) if shows => {
                let full = full.get_or_insert_with(|| {
                    let has_bodies = |package: &Package| !package.origin.standard;
                    prepare(run, checks, &has_bodies)
                });
                shows = is_sure(run, action, &**full, &text, &ended);
                if shows {
                    show(run, action, &text);
                }
            }
            Some(Finding::Wrong(_) | Finding::Unknown(_)) | None => {}
        }
    }
}

/// Checks a package whose imports need not be compiled. The caller has a large stack.
pub(super) fn check(
    run: &Run<'_>,
    action: ActionRef,
    ahead: &dyn ChecksAhead,
    cancel: &Cancel,
) -> Option<Finding> {
    let finding = ahead.check(run.plan.get(action).package?, cancel)?;
    Some(match finding {
        Finding::Wrong(text) if is_ambiguous(&text) => {
            Finding::Unknown("only export data tell what an import hides".to_owned())
        }
        finding => finding,
    })
}

/// Prepares checks to compare with what the compiler finds, if that is wanted.
pub(crate) fn to_verify<'a>(run: &Run<'a>) -> Option<Box<dyn ChecksAhead + 'a>> {
    let checks = run.services.checks.checks?;
    (checks.setting == CheckSetting::Verify).then(|| of_written(run, &checks))
}

/// Prepares checks of packages that people write.
fn of_written<'a>(run: &Run<'a>, checks: &Checks<'a>) -> Box<dyn ChecksAhead + 'a> {
    let env = run.cx().env;
    prepare(run, checks, &|package: &Package| {
        scope::is_written(env, package)
    })
}

/// Prepares checks of all packages of the run.
fn prepare<'a>(
    run: &Run<'a>,
    checks: &Checks<'a>,
    has_bodies: &dyn Fn(&Package) -> bool,
) -> Box<dyn ChecksAhead + 'a> {
    let is_compile =
        |action: &&ActionRef| matches!(run.plan.get(**action).kind, ActionKind::Compile);
    let actions = run.schedule.order.iter().filter(is_compile);
    let packages: Vec<_> = actions
        .filter_map(|action| run.plan.get(*action).package)
        .collect();
    checks.checker.ahead(run.graph, &packages, has_bodies)
}

/// Reports whether a text depends on what the export data of an import have beside its exported
/// names: that decides between `undefined: p.x` and `name x not exported by package p`.
fn is_ambiguous(text: &str) -> bool {
    let is_hidden = |rest: &str| {
        let name = rest.split_once('.').map_or("", |(_, name)| name);
        name.chars()
            .next()
            .is_some_and(|first| !first.is_uppercase())
    };
    text.contains(" not exported by package ")
        || text.match_indices("undefined: ").any(|(at, found)| {
            let rest = &text[at + found.len()..];
            is_hidden(rest.split_whitespace().next().unwrap_or_default())
        })
}

/// Reports whether it is sure that the errors of a package will be shown: nothing that it needs
/// can fail.
fn is_sure(
    run: &Run<'_>,
    action: ActionRef,
    full: &dyn ChecksAhead,
    text: &str,
    cancel: &Cancel,
) -> bool {
    let package = run.package(action);
    let cx = run.cx();
    let is_stopped = || {
        let version = package
            .module
            .as_ref()
            .map_or("", |module| &module.go_version);
        !gc::allows(cx.env, version)
            || !godebug_lines::godebug_complaints(cx.env, cx.files, package).is_empty()
    };
    let check = |action: ActionRef| full.check(run.plan.get(action).package?, cancel);
    if is_stopped() || check(action) != Some(Finding::Wrong(text.to_owned())) {
        return false;
    }
    let mut below = run.plan.deps_below(run.graph, action).into_iter();
    below.all(|dep| {
        let build = run.plan.build_behind(dep);
        if run.package(build).origin.standard || !run.state(build).built.is_empty() {
            return true;
        }
        let package = run.package(build);
        scope::exclusion(package).is_none()
            && package.files.s.is_empty()
            && package.embeds.patterns.is_empty()
            && check(build) == Some(Finding::Correct)
    })
}

/// Shows the errors of a package, unless its turn has come.
fn show(run: &Run<'_>, action: ActionRef, text: &str) {
    let shell = run.shell(action);
    let failed = BuildError::Exit {
        program: "compile".to_owned(),
        status: "exit status 2".to_owned(),
    };
    let report = shell.report("", "", text.as_bytes(), Some(failed));
    let mut known = run.services.checks.known();
    if let Err(error) = report
        && !known.contains_key(&action)
    {
        known.insert(action, Known::Shown);
        shell.fail_early(&error.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::is_ambiguous;

    #[test]
    fn hidden_names_are_ambiguous() {
        assert!(is_ambiguous("a.go:1:2: undefined: strings.explode\n"));
        assert!(is_ambiguous(
            "a.go:1:2: name genSplit not exported by package strings\n"
        ));
        assert!(!is_ambiguous("a.go:1:2: undefined: strings.Explode\n"));
        assert!(!is_ambiguous("a.go:1:2: undefined: explode\n"));
        assert!(!is_ambiguous(
            "a.go:1:2: x.y undefined (type T has no field y)\n"
        ));
    }
}
