//! Text that explains a report.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use vamos_build::StepOutcome;

use crate::cause::Cause;
use crate::chain::Chains;
use crate::chain::Root;
use crate::report::Elsewhere;
use crate::report::Report;
use crate::stored;
use crate::tree::tree;
use crate::wording::LISTED;
use crate::wording::causes;
use crate::wording::happened;

/// Subject of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The whole command.
    All,
    /// The actions of a package, and of its variants for tests.
    Package(String),
    /// The actions of the package in a directory.
    Dir(String),
    /// The actions that a file made necessary.
    File(String),
    /// The link action of a program, as the command named it.
    Program(String),
}

impl Selection {
    /// Returns the places of its steps; `None` if it names something that has none.
    fn of(&self, chains: &Chains<'_>) -> Option<Vec<usize>> {
        let places = 0..chains.report.steps.len();
        let has = |place: &usize| self.has(chains, *place);
        let selected: Vec<usize> = places.filter(has).collect();
        (!selected.is_empty() || *self == Self::All).then_some(selected)
    }

    /// Reports whether it contains a step.
    fn has(&self, chains: &Chains<'_>, place: usize) -> bool {
        let step = &chains.report.steps[place];
        let name = |package: &str| package.split(" [").next().unwrap_or_default().to_owned();
        match self {
            Self::All => true,
            Self::Package(path) => name(&step.package) == *path,
            Self::Dir(dir) => step.dir == *dir,
            Self::Program(file) => step.target == *file,
            Self::File(file) => chains.roots(place).iter().any(|root| match root.cause {
                Cause::File { name, .. } if name.starts_with('/') => name == file,
                Cause::File { name, .. } => format!("{}/{name}", root.dir) == *file,
                _ => false,
            }),
        }
    }
}

/// Returns why the actions of the last command ran, for people; `None` if nothing is selected.
/// `now_ns` is the time, in nanoseconds since the epoch.
pub fn why_text(report: &Report, selection: &Selection, now_ns: i128) -> Option<String> {
    let chains = Chains::new(report);
    let selected = selection.of(&chains)?;
    let mut text = heading(report, now_ns);
    if *selection == Selection::All {
        text.push_str(&summary(report));
        text.push_str(&elsewhere(report));
        text.push_str(&reasons(&chains));
    }
    let shown = |place: &usize| *selection != Selection::All || report.steps[*place].has_run();
    let listed: Vec<usize> = selected.into_iter().filter(shown).collect();
    if let Selection::File(_) = selection {
        text.push_str(&format!("\n{}", tree(&chains, &listed)));
        return Some(text);
    }
    if *selection == Selection::All && listed.len() > LISTED {
        text.push_str("\nName a package, a file or a program to see its chain.\n");
        return Some(text);
    }
    for place in listed.iter().take(LISTED) {
        text.push('\n');
        match selection {
            Selection::All => text.push_str(&own_causes(report, *place)),
            _ => text.push_str(&explained(&chains, *place)),
        }
    }
    if listed.len() > LISTED {
        let more = listed.len() - LISTED;
        text.push_str(&format!("\n... and {more} more; -json lists all\n"));
    }
    Some(text)
}

/// Returns one line about a command that took some time: the numbers of built and of cached
/// actions.
pub fn closing_line(report: &Report, took: Duration) -> String {
    let count = |outcomes: &[StepOutcome]| {
        let steps = report.steps.iter();
        steps
            .filter(|step| outcomes.contains(&step.outcome))
            .count()
    };
    let built = count(&[StepOutcome::Ran]);
    let cached = count(&[
        StepOutcome::Cached,
        StepOutcome::Reused,
        StepOutcome::TestKnown,
    ]);
    let bad = [
        (StepOutcome::Failed, "failed"),
        (StepOutcome::Interrupted, "interrupted"),
    ];
    let bad = bad.map(|(outcome, word)| match count(&[outcome]) {
        0 => String::new(),
        count => format!(", {count} {word}"),
    });
    let remote = match report.command.remote.map(|remote| remote.found) {
        None | Some(0) => String::new(),
        Some(found) => format!(" ({found} from the remote cache)"),
    };
    let (bad, seconds) = (bad.concat(), took.as_secs_f64());
    format!("{built} built, {cached} cached{remote}{bad}, {seconds:.1} s \u{b7} vamos why")
}

/// Returns the same as JSON: the report, with the selected steps.
pub fn why_json(report: &Report, selection: &Selection) -> Option<String> {
    let chains = Chains::new(report);
    let selected = selection.of(&chains)?;
    let step = |place: &usize| {
        let mut value = stored::step_value(&report.steps[*place]);
        let roots = chains.roots(*place);
        let roots: Vec<Value> = roots.iter().map(root_value).collect();
        value["Roots"] = Value::from(roots);
        value
    };
    let mut value = stored::value(report);
    value["Steps"] = selected.iter().map(step).collect();
    Some(format!("{value:#}\n"))
}

fn root_value(root: &Root<'_>) -> Value {
    let mut value = stored::cause_value(root.cause);
    value["Package"] = Value::from(root.package);
    value
}

fn heading(report: &Report, now_ns: i128) -> String {
    let command = &report.command;
    if report.is_planned {
        return String::new();
    }
    let took_ns = i128::try_from((report.loading + report.took).as_nanos()).unwrap_or_default();
    let ago = (now_ns - command.began_ns - took_ns).max(0) / 1_000_000_000;
    let ago = match ago {
        0..120 => format!("{ago} s"),
        120..7200 => format!("{} min", ago / 60),
        7200..172_800 => format!("{} h", ago / 3600),
        _ => format!("{} days", ago / 86_400),
    };
    let line = command.args.join(" ");
    format!("vamos {line}\nin {}, {ago} ago\n", command.dir)
}

/// Returns the number of actions with each outcome.
fn summary(report: &Report) -> String {
    let count = |outcome| {
        let steps = report.steps.iter().filter(|step| step.outcome == outcome);
        steps.count()
    };
    let rows = [
        (StepOutcome::Ran, "ran"),
        (StepOutcome::Failed, "failed"),
        (StepOutcome::Interrupted, "interrupted"),
        (StepOutcome::Blocked, "not run, because a dependency failed"),
        (
            StepOutcome::Reused,
            "skipped: nothing that they read changed",
        ),
        (StepOutcome::Cached, "cached"),
        (StepOutcome::Installed, "already installed"),
        (
            StepOutcome::TestKnown,
            "not needed: the test result is cached",
        ),
    ];
    let mut text = if report.is_planned {
        String::new()
    } else {
        "\n".to_owned()
    };
    for (outcome, words) in rows {
        let count = count(outcome);
        let words = match outcome {
            StepOutcome::Ran if report.is_planned => {
                "would run if the results of their imports change"
            }
            _ => words,
        };
        if count > 0 {
            text.push_str(&format!("{count:6} {words}\n"));
        }
    }
    if let Some(remote) = &report.command.remote {
        text.push_str(&format!("remote cache: {}\n", remote.line()));
    }
    text
}

/// Returns a sentence about another directory with the same sources, if there is one.
fn elsewhere(report: &Report) -> String {
    let Some(Elsewhere { project, actions }) = &report.elsewhere else {
        return String::new();
    };
    let dir = project.rsplit_once('/').map_or(&**project, |(dir, _)| dir);
    let verb = if *actions == 1 { "was" } else { "were" };
    format!(
        "\n{actions} of these {verb} built in {dir} from the same sources: only the directory differs.\n\
         With -trimpath the directory makes no difference, and both share results.\n"
    )
}

/// Returns the inputs that made work necessary, with how much.
fn reasons(chains: &Chains<'_>) -> String {
    let mut counts: BTreeMap<Root<'_>, BTreeMap<&str, usize>> = BTreeMap::new();
    for (place, step) in chains.report.steps.iter().enumerate() {
        if !step.has_run() {
            continue;
        }
        for root in chains.roots(place) {
            *counts
                .entry(root.clone())
                .or_default()
                .entry(step.noun())
                .or_default() += 1;
        }
    }
    if counts.is_empty() {
        return String::new();
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    let total = |counts: &BTreeMap<&str, usize>| counts.values().sum::<usize>();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(total(counts)));
    let mut text = String::from("\nbecause\n");
    for (root, counts) in rows.iter().take(LISTED) {
        let counts = counts
            .iter()
            .map(|(title, count)| format!("{count} {title}"));
        let counts: Vec<String> = counts.collect();
        text.push_str(&format!("    {root} ({})\n", counts.join(", ")));
    }
    if rows.len() > LISTED {
        text.push_str(&format!("    ... and {} more\n", rows.len() - LISTED));
    }
    text
}

fn own_causes(report: &Report, place: usize) -> String {
    let step = &report.steps[place];
    format!("{} {}\n{}", step.title(), step.package, causes(step))
}

/// Returns the result of a step, and the chain to the input that made it necessary.
fn explained(chains: &Chains<'_>, place: usize) -> String {
    let report = chains.report;
    let step = &report.steps[place];
    let happened = happened(step.outcome);
    let mut text = format!("{} {} {happened}\n", step.title(), step.package);
    for (depth, place) in chains.path(place).into_iter().enumerate() {
        let step = &report.steps[place];
        if depth > 0 {
            text.push_str(&format!("  {} {}\n", step.title(), step.package));
        }
        text.push_str(&causes(step));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Command;
    use crate::report::RemoteUse;
    use crate::report::ReportStep;

    fn report() -> Report {
        let step = |verb: &str, outcome| ReportStep {
            mode: "foreign".to_owned(),
            verb: verb.to_owned(),
            package: "p".to_owned(),
            causes: vec![Cause::First],
            outcome,
            ..ReportStep::default()
        };
        Report {
            command: Command {
                args: vec!["build".to_owned()],
                dir: "/m".to_owned(),
                began_ns: 1_000_000_000,
                ..Command::default()
            },
            loading: Duration::from_millis(500),
            took: Duration::from_millis(13_500),
            is_planned: false,
            elsewhere: None,
            steps: vec![
                step("compile C of", StepOutcome::Ran),
                step("compile", StepOutcome::Cached),
                step("compile", StepOutcome::Interrupted),
            ],
        }
    }

    #[test]
    fn the_age_of_a_command_is_counted_from_its_end() {
        let heading = |now_s: i128| heading(&report(), now_s * 1_000_000_000);
        assert_eq!(heading(15), "vamos build\nin /m, 0 s ago\n");
        assert_eq!(heading(20), "vamos build\nin /m, 5 s ago\n");
        assert_eq!(heading(15 + 3600), "vamos build\nin /m, 60 min ago\n");
        // The time was set back.
        assert_eq!(heading(0), "vamos build\nin /m, 0 s ago\n");
    }

    #[test]
    fn causes_count_kinds_without_a_preposition() {
        let text = why_text(&report(), &Selection::All, 15_000_000_000).unwrap();
        assert!(text.contains("(1 compile, 1 compile C)\n"), "{text}");
    }

    #[test]
    fn use_of_the_remote_cache_is_shown() {
        let mut report = report();
        report.command.remote = Some(RemoteUse {
            found: 12,
            missing: 2,
            bytes: 3_400_000,
            waited: Duration::from_millis(320),
            saved: Duration::from_secs(21),
        });
        let text = why_text(&report, &Selection::All, 15_000_000_000).unwrap();
        let line = "12 found (3.4 MB), 2 missing, waited 0.3 s, saved about 21.0 s of CPU time\n";
        assert!(text.contains(&format!("\nremote cache: {line}")), "{text}");
        let text = crate::timings_text(&report);
        assert!(
            text.contains(&format!("\nremote cache            {line}")),
            "{text}"
        );
    }

    #[test]
    fn the_closing_line_counts_results_of_the_remote_cache() {
        let mut report = report();
        let line = |report: &Report| closing_line(report, Duration::from_secs(14));
        let without = "1 built, 1 cached, 1 interrupted, 14.0 s \u{b7} vamos why";
        assert_eq!(line(&report), without);
        report.command.remote = Some(RemoteUse::default());
        assert_eq!(line(&report), without);
        report.command.remote = Some(RemoteUse {
            found: 12,
            ..RemoteUse::default()
        });
        assert_eq!(
            line(&report),
            "1 built, 1 cached (12 from the remote cache), 1 interrupted, 14.0 s \u{b7} vamos why"
        );
    }
}
