//! Rules for runs that may have a run record, by command, flags and environment. Restrictions on
//! the reads and actions of a run are in `vamos_localstore::run_record`.
//!
//! Counterpart: none.

use vamos_goenv::GoEnv;

use crate::flags::Flag;
use crate::flags::Parsed;
use crate::policy::RunRecordPolicy;
use crate::process::Process;

/// Boolean flags that print, run or change something that a run record cannot repeat.
const SWITCHES: [Flag; 11] = [
    Flag::A,
    Flag::N,
    Flag::X,
    Flag::V,
    Flag::Work,
    Flag::U,
    Flag::Versions,
    Flag::Retracted,
    Flag::Modcacherw,
    Flag::Timings,
    Flag::Why,
];

/// Flags with the same effect if they have any value.
const VALUES: [Flag; 7] = [
    Flag::Toolexec,
    Flag::Reuse,
    Flag::DebugActiongraph,
    Flag::DebugTrace,
    Flag::DebugRuntimeTrace,
    Flag::Cpuprofile,
    Flag::Memprofile,
];

/// Flags of `test` that have an effect besides output, or depend on more than the files that are
/// read.
const OF_TEST: [&str; 2] = ["affected", "junit"];

/// Variables that make tools print or write more than their results.
const TALKATIVE: [&str; 7] = [
    "GODEBUG",
    "GOSSAFUNC",
    "GOSSADIR",
    "GOSSAHASH",
    "GOCOMPILEDEBUG",
    "GOCACHEPROG",
    "GOCLOBBERDEADHASH",
];

/// Reports whether a process may have a run record: its command is deterministic, and it was
/// not started by a toolchain switch or by another vamos.
///
/// `rules` are the command's, whose name has `used` words.
pub(super) fn may_have_run_record(process: &Process, rules: RunRecordPolicy, used: usize) -> bool {
    // The program would have to run in the other directory.
    let is_elsewhere = |arg: &String| {
        let arg = arg.trim_start_matches('-');
        arg == "C" || arg.starts_with("C=")
    };
    let is_run_elsewhere = rules.runs_program && process.args.get(used).is_some_and(is_elsewhere);
    let is_switch = |(name, _): &(String, String)| name.starts_with("GOTOOLCHAIN_INTERNAL_SWITCH");
    let is_called = process.settings.is_delegated || process.env.iter().any(is_switch);
    rules.is_allowed && !is_run_elsewhere && !process.cwd.is_empty() && !is_called
}

/// Returns the flag or variable because of which a command may not have a run record.
pub(super) fn forbidden(
    rules: RunRecordPolicy,
    parsed: &Parsed,
    env: &GoEnv,
    process: &Process,
) -> Option<String> {
    let is_query = |flag: Flag| flag == Flag::U && rules.queries_versions;
    let is_switched = |flag: &&Flag| parsed.is_set(**flag) && !is_query(**flag);
    if let Some(flag) = SWITCHES.iter().find(is_switched) {
        return Some(format!("-{flag}"));
    }
    let has_value = |flag: &&Flag| parsed.last(**flag).is_some_and(|value| !value.is_empty());
    if let Some(flag) = VALUES.iter().find(has_value) {
        return Some(format!("-{flag}"));
    }
    if let Some(test) = &parsed.test
        && let Some(name) = OF_TEST.iter().find(|name| !test.text(name).is_empty())
    {
        return Some(format!("-{name}"));
    }
    if !rules.has_json_format && parsed.is_set(Flag::Json) {
        return Some("-json".to_owned());
    }
    if parsed.last(Flag::Mod) == Some("mod") {
        return Some("-mod=mod".to_owned());
    }
    let of_version = |arg: &String| arg.contains('@');
    if !rules.names_versions && parsed.args.iter().any(of_version) {
        return Some("a version is named".to_owned());
    }
    let is_set = |name: &&&str| !env.get(name).is_empty() || !process.var(name).is_empty();
    TALKATIVE
        .iter()
        .find(is_set)
        .map(|name| format!("{name} is set"))
}

#[cfg(test)]
mod tests {
    use super::may_have_run_record;
    use crate::Hooks;
    use crate::commands::table::find_command;
    use crate::env_vars::DELEGATED;
    use crate::env_vars::Settings;
    use crate::policy::RunRecordPolicy;
    use crate::process::Process;

    #[test]
    fn which_runs_may_have_run_records() {
        let may = |line: &str, variable: &str| {
            let env = vec![(variable.to_owned(), "1".to_owned())];
            let process = Process {
                args: line.split(' ').map(str::to_owned).collect(),
                settings: Settings::parse(&env).unwrap(),
                env,
                cwd: "/x".to_owned(),
                is_moved: false,
                only_reads: false,
                missing_goroot: String::new(),
                exe: String::new(),
                hooks: Hooks::None,
            };
            let (command, used) = find_command(&process.args);
            let rules = command.map_or(RunRecordPolicy::NEVER, |command| command.policy.run_record);
            may_have_run_record(&process, rules, used)
        };
        for line in [
            "build",
            "install ./...",
            "run . -C",
            "list -m all",
            "mod tidy -diff",
            "get -u ./...",
            "build -C x .",
            "test -run X ./...",
            "check ./...",
        ] {
            assert!(may(line, "X"), "{line}");
        }
        for line in [
            "fmt",
            "env",
            "run -C x .",
            "run --C=x .",
            "mod graph",
            "nope",
        ] {
            assert!(!may(line, "X"), "{line}");
        }
        assert!(!may("build", "GOTOOLCHAIN_INTERNAL_SWITCH_VERSION"));
        assert!(!may("build", DELEGATED.name));
    }
}
