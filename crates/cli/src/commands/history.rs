//! The history of a project: the dependencies of its actions, and the report of the last command.
//!
//! Counterpart: none.

use std::mem::ManuallyDrop;
use std::time::Duration;

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_build::Journal;
use vamos_fsys::Files as _;
use vamos_goenv::BuildOptions;
use vamos_goenv::locate;
use vamos_insight::Command;
use vamos_insight::Copies;
use vamos_insight::History;
use vamos_insight::RemoteUse;
use vamos_insight::Report;
use vamos_insight::Selection;
use vamos_insight::Uses;
use vamos_localstore::Table;
use vamos_localstore::data_dir;

use super::session::Session;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// After a longer command a terminal shows a line about it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the history of the project that the command runs in, by its workspace, its module, or its
/// directory. `None` if no results are stored between runs.
pub(super) fn open(invocation: &Invocation) -> Option<History> {
    let memo = invocation.memo()?;
    Some(History::open(&memo, &project(invocation)))
}

/// Like [`open`], but also reads the rows that [`keep`] will need.
pub(super) fn prepared(invocation: &Invocation) -> Option<History> {
    let history = open(invocation)?;
    history.prepare();
    Some(history)
}

/// Returns the file or directory that the project is known by.
pub(super) fn project(invocation: &Invocation) -> String {
    let (env, cwd) = (&invocation.env, &invocation.process.cwd);
    let files = &*invocation.disk;
    let workspace = locate::find_go_work(env, files, cwd).ok().flatten();
    let project = workspace.or_else(|| locate::find_go_mod(env, files, cwd));
    project.unwrap_or_else(|| cwd.clone())
}

/// Returns the report of the last command of the project.
pub(super) fn last(invocation: &Invocation) -> Result<Report, CliError> {
    let report = open(invocation).and_then(|history| history.last());
    report.ok_or_else(|| {
        CliError::Fatal(
            "vamos: there is no report of an earlier command in this project: build or test \
             something first, without VAMOS_TRACE=off"
                .to_owned(),
        )
    })
}

/// Compares the actions of the command with the history of its project, and stores them there, with
/// the entries of the build cache that it used. `history` is the result of [`prepared`].
pub(super) fn keep(
    invocation: &Invocation,
    session: &Session<'_>,
    journal: Journal,
    history: Option<History>,
) {
    let Some(history) = history.or_else(|| open(invocation)) else {
        return;
    };
    let (command, loading) = command(invocation, session, &journal);
    let others = match history.is_new() {
        true => others(invocation),
        false => Vec::new(),
    };
    let observe = || vamos_insight::observe(journal, command, loading, history, &others);
    let report = invocation.pool().both(
        || keep_uses(invocation, session),
        // The process ends soon: freeing thousands of names before that only takes time.
        || ManuallyDrop::new(observe()),
    );
    close(invocation, session, &report);
    if invocation.parsed.is_set(Flag::Timings) {
        invocation
            .output
            .stderr(&vamos_insight::timings_text(&report));
    }
}

/// Returns the histories of other projects of the same module, and adds this one to them.
fn others(invocation: &Invocation) -> Vec<(String, History)> {
    let project = project(invocation);
    let Some(memo) = invocation.memo() else {
        return Vec::new();
    };
    let Some(module) = module_of(invocation, &project) else {
        return Vec::new();
    };
    let copies = Copies::open(&memo, &module);
    let others = copies.others(&project);
    copies.add(&project);
    let open = |project: String| {
        let history = History::open(&memo, &project);
        (project, history)
    };
    others.into_iter().map(open).collect()
}

/// Returns the path of the module in whose directory a go.mod or go.work is.
fn module_of(invocation: &Invocation, project: &str) -> Option<String> {
    let file = path::join(&[&path::dir(project), "go.mod"]);
    let data = invocation.disk.read(&file).ok()?;
    let module = vamos_modfile::module_path(&data);
    (!module.is_empty()).then_some(module)
}

/// Shows the report of a slow command in one line, on a terminal.
fn close(invocation: &Invocation, session: &Session<'_>, report: &Report) {
    if !invocation.output.live.is_shown() || invocation.parsed.is_set(Flag::Timings) {
        return;
    }
    let now_ns = (vamos_cache::system_clock())();
    if let Some(took) = took_long(session.began_ns, now_ns) {
        invocation
            .output
            .remark(&vamos_insight::closing_line(report, took));
    }
}

/// Returns the duration of a command, if it is long.
fn took_long(began_ns: i128, now_ns: i128) -> Option<Duration> {
    let took_ns = u64::try_from(now_ns - began_ns).ok()?;
    Some(Duration::from_nanos(took_ns)).filter(|took| *took > PATIENCE)
}

/// Stores the list of entries of the build cache that the command used.
fn keep_uses(invocation: &Invocation, session: &Session<'_>) {
    let used = session.used();
    if !used.is_empty() {
        let table = Table::of_uses(&data_dir(session.store_dir()));
        let ids: Vec<Digest> = used.iter().map(|action| action.0).collect();
        Uses::add(&table, &project(invocation), &ids, session.began_ns);
    }
}

/// Prints the actions that the command would run, with their reasons.
pub(super) fn show_plan(
    invocation: &Invocation,
    session: &Session<'_>,
    journal: Journal,
) -> Result<(), CliError> {
    let Some(history) = open(invocation) else {
        return Ok(());
    };
    let (command, loading) = command(invocation, session, &journal);
    let now_ns = session.began_ns;
    let report = vamos_insight::foresee(journal, command, loading, history);
    let text = vamos_insight::why_text(&report, &Selection::All, now_ns);
    invocation.output.report(&text.unwrap_or_default())
}

/// Returns the command, and how long it took until its actions began.
fn command(
    invocation: &Invocation,
    session: &Session<'_>,
    journal: &Journal,
) -> (Command, Duration) {
    let whole_ns = (vamos_cache::system_clock())() - session.began_ns;
    let whole = Duration::from_nanos(u64::try_from(whole_ns).unwrap_or_default());
    let command = Command {
        args: invocation.process.args.clone(),
        dir: invocation.process.cwd.clone(),
        began_ns: session.began_ns,
        settings: settings(invocation, &session.flags),
        remote: session.shared().map(|used| RemoteUse {
            found: used.found,
            missing: used.missing,
            bytes: used.bytes,
            waited: used.waited,
            saved: journal.saved,
        }),
    };
    (command, whole.saturating_sub(journal.took))
}

/// Returns the settings that decide which files a package has, and that no action ID contains.
fn settings(invocation: &Invocation, flags: &BuildOptions) -> Vec<(String, String)> {
    let of_env = |name: &str| (name.to_owned(), invocation.env.get(name).to_owned());
    vec![
        ("-tags".to_owned(), flags.sources.tags.join(",")),
        ("-overlay".to_owned(), flags.sources.overlay.clone()),
        of_env("CGO_ENABLED"),
        of_env("GOOS"),
        of_env("GOARCH"),
    ]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::took_long;

    #[test]
    fn only_long_commands_have_a_closing_line() {
        const SECOND: i128 = 1_000_000_000;
        let began = 1_700_000_000 * SECOND;
        assert_eq!(took_long(began, began + 5 * SECOND), None);
        let took = took_long(began, began + 6 * SECOND);
        assert_eq!(took, Some(Duration::from_secs(6)));
        // The system's clock was set back meanwhile.
        assert_eq!(took_long(began, began - SECOND), None);
    }
}
