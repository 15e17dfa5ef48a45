//! Which runs may have a witness, by what they were asked to do. What they may not have
//! seen or done is `vamos_cache::witness`' to say.
//!
//! Counterpart: none.

use crate::flags::table;
use crate::invocation::Invocation;
use crate::process::Process;

/// Flags that print, run or change what a witness cannot do again, if they are on.
const SWITCHES: [&str; 9] = [
    "a",
    "n",
    "x",
    "v",
    "work",
    "u",
    "versions",
    "retracted",
    "modcacherw",
];

/// Flags that do so with any value.
const VALUES: [&str; 7] = [
    "toolexec",
    "reuse",
    "debug-actiongraph",
    "debug-trace",
    "debug-runtime-trace",
    "cpuprofile",
    "memprofile",
];

/// Variables whose being set makes tools say or write more than their results.
const TALKATIVE: [&str; 7] = [
    "GODEBUG",
    "GOSSAFUNC",
    "GOSSADIR",
    "GOSSAHASH",
    "GOCOMPILEDEBUG",
    "GOCACHEPROG",
    "GOCLOBBERDEADHASH",
];

/// Reports whether a process may be watched at all: one of the commands that answer the
/// same to the same, called by nobody who counts on the start.
pub(super) fn may_be_watched(process: &Process) -> bool {
    let name = table::find_command(&process.args).0.map(|spec| spec.name);
    let is_known = name.is_some_and(|name| matches!(name, "build" | "install" | "run" | "list"));
    let is_switched = |(name, _): &(String, String)| {
        name.starts_with("GOTOOLCHAIN_INTERNAL_SWITCH") || name == "VAMOS_DELEGATED"
    };
    is_known && !process.cwd.is_empty() && !process.env.iter().any(is_switched)
}

/// Returns why a command may not have a witness, as its flags and variables are.
pub(super) fn forbidden(invocation: &Invocation) -> Option<String> {
    let (command, parsed) = (invocation.spec.name, &invocation.parsed);
    let is_list = command == "list";
    if let Some(flag) = SWITCHES.iter().find(|flag| parsed.is_set(flag)) {
        return Some(format!("-{flag}"));
    }
    let has_value = |flag: &&&str| parsed.last(flag).is_some_and(|value| !value.is_empty());
    if let Some(flag) = VALUES.iter().find(has_value) {
        return Some(format!("-{flag}"));
    }
    // `list` has a flag of this name that only says how.
    if !is_list && parsed.is_set("json") {
        return Some("-json".to_owned());
    }
    if parsed.last("mod") == Some("mod") {
        return Some("-mod=mod".to_owned());
    }
    let of_version = |arg: &String| arg.contains('@');
    if !is_list && parsed.args.iter().any(of_version) {
        return Some("a version is named".to_owned());
    }
    let env = &invocation.env;
    let is_set =
        |name: &&&str| !env.get(name).is_empty() || !invocation.process.var(name).is_empty();
    TALKATIVE
        .iter()
        .find(is_set)
        .map(|name| format!("{name} is set"))
}
