//! Checks packages while their imports are still being compiled, and shows their errors.
//!
//! Errors of a package are shown before its turn only if it is certain that they will be shown
//! ([`certainty`]). The first errors that are found are shown in the order of the packages.
//! Counterpart: none.

use std::collections::BTreeSet;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_load::Package;

use super::CheckSetting;
use super::Checks;
use super::ChecksAhead;
use super::Finding;
use super::certainty;
use super::certainty::Certainty;
use super::scope;
use crate::action::ActionKind;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Run;
use crate::services::Known;

/// The minimal duration of work before packages are checked ahead of their turn. In shorter builds
/// their turn comes soon, and reading the facts of all imports is not worth it.
const DELAY: Duration = Duration::from_millis(100);

/// The minimal compile time left for each package whose facts are to be read, in microseconds. At
/// worst they are read from sources, which takes a fiftieth of that time.
const WORTH: u64 = 30_000;

/// The interval at which waiting errors check the actions that they depend on.
const PAUSE: Duration = Duration::from_millis(20);

/// Calls `act`, which runs all actions, and checks packages in parallel if that is useful.
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

/// Returns the checks to run ahead of the packages' turn, if their errors may be shown.
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
            && scope::exclusion(run.cx().env, package).is_none()
    }
}

/// Reports whether the expected compile time left is large compared with the cost of checks.
fn is_worth_it(run: &Run<'_>) -> bool {
    let mut packages = 0;
    let mut left = 0;
    for action in &run.schedule.order {
        if matches!(run.plan.get(*action).kind, ActionKind::Compile) {
            packages += 1;
            if !run.is_built(*action) {
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
        is_candidate(run, *action) && !run.is_built(*action) && run.state(*action).failed.is_none()
    };
    let order = &run.schedule.order;
    let mut first = None;
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
            Some(Finding::Wrong(text)) if first.is_none() => {
                let certainty = certainty::of(run, action, &*ahead, &text, &ended);
                if let Certainty::After(builds) = &certainty
                    && builds.is_empty()
                {
                    show(run, action, &text);
                    continue;
                }
                explain(run, checks, action, &certainty);
                first = Some((action, text, certainty));
            }
            Some(Finding::Wrong(_) | Finding::Unknown(_)) | None => {}
        }
    }
    if let Some((action, text, Certainty::After(needed))) = first {
        show_after(run, action, &text, needed);
    }
}

/// Reports the reason why errors are not shown yet, if the setting demands it.
fn explain(run: &Run<'_>, checks: &Checks<'_>, action: ActionRef, certainty: &Certainty) {
    if checks.setting != CheckSetting::Explain {
        return;
    }
    let reason = match certainty {
        Certainty::Never => "until it is compiled".to_owned(),
        Certainty::After(needed) => {
            let name = |action: &ActionRef| {
                let package = run.plan.package_of(run.graph, *action);
                let package = package.map_or("", |package| package.import_path.as_str());
                format!("{} {package}", run.plan.get(*action).mode.as_str())
            };
            let names: BTreeSet<String> = needed.iter().map(name).collect();
            let names: Vec<String> = names.into_iter().collect();
            format!("for {}", names.join(", "))
        }
    };
    let package = run.package(action).desc();
    let line = format!("vamos: errors of {package} wait {reason}\n");
    run.cx().sink.report_error(&line);
}

/// Shows errors as soon as other actions have succeeded.
fn show_after(run: &Run<'_>, action: ActionRef, text: &str, mut needed: Vec<ActionRef>) {
    while !needed.is_empty() {
        if run.cx().cancel.is_cancelled() || !run.services.checks.wait_for_work(PAUSE) {
            return;
        }
        if needed
            .iter()
            .any(|action| run.state(*action).failed.is_some())
        {
            return;
        }
        // Actions that have failed since then stay, and are found in the next round.
        needed.retain(|action| !certainty::has_succeeded(run, *action));
    }
    show(run, action, text);
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

/// Prepares checks for the comparison with the compiler's findings, if the setting demands it.
pub(crate) fn to_verify<'a>(run: &Run<'a>) -> Option<Box<dyn ChecksAhead + 'a>> {
    let checks = run.services.checks.checks?;
    (checks.setting == CheckSetting::Verify).then(|| of_written(run, &checks))
}

/// Prepares checks of all packages of the run; errors in bodies of functions are found in packages
/// that people write.
fn of_written<'a>(run: &Run<'a>, checks: &Checks<'a>) -> Box<dyn ChecksAhead + 'a> {
    let env = run.cx().env;
    let is_compile =
        |action: &&ActionRef| matches!(run.plan.get(**action).kind, ActionKind::Compile);
    let actions = run.schedule.order.iter().filter(is_compile);
    let packages: Vec<_> = actions
        .filter_map(|action| run.plan.get(*action).package)
        .collect();
    let has_bodies = |package: &Package| scope::is_written(env, package);
    checks.checker.ahead(run.graph, &packages, &has_bodies)
}

/// Reports whether a text depends on unexported data of an import, which decides between
/// `undefined: p.x` and `name x not exported by package p`.
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
