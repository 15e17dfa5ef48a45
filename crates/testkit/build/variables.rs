//! The variables that the tools of the SDK read, with one value for all that mean the same.
//!
//! A worker of remote execution has only the variables that change a result; cases set variables of
//! other processors, and of the go command alone.
//!
//! Counterpart: `internal/buildcfg/cfg.go`.

use std::env;
use std::ffi::OsString;

/// Variables whose values count unchanged.
const PLAIN: [&str; 10] = [
    "GOROOT",
    "GOOS",
    "GOEXPERIMENT",
    "GO386",
    "GOARM",
    "GOMIPS",
    "GOMIPS64",
    "GOPPC64",
    "GORISCV64",
    "GO_EXTLINK_ENABLED",
];

/// Variables of one processor: its GOARCH, and values that the tools accept, of which the first
/// holds where the variable is not set. Other values stay in the key, whatever GOARCH is: a tool may
/// refuse them.
const OF_PROCESSORS: [(&str, &str, &[&str]); 3] = [
    ("GOAMD64", "amd64", &["v1", "v2", "v3", "v4"]),
    ("GOARM64", "arm64", &["v8.0", "v9.0"]),
    ("GOWASM", "wasm", &["", "satconv"]),
];

/// Settings of GODEBUG that only the go command reads.
const OF_GO: [&str; 5] = [
    "gocachehash",
    "gocachetest",
    "gocacheverify",
    "goindex",
    "gotestjsonbuildtext",
];

/// Returns the values of all, always in the same order.
pub(crate) fn values() -> Vec<OsString> {
    let variable = |name: &str| env::var_os(name).unwrap_or_default();
    let goarch = variable("GOARCH");
    let mut values: Vec<_> = PLAIN.iter().map(|name| variable(name)).collect();
    for (name, processor, accepted) in OF_PROCESSORS {
        let value = or(variable(name), accepted[0]);
        let is_other = !goarch.is_empty() && goarch != processor;
        let counts = !is_other || !accepted.iter().any(|accepted| value == *accepted);
        values.push(if counts { value } else { accepted[0].into() });
    }
    values.push(or(variable("GOFIPS140"), "off"));
    values.push(match variable("GODEBUG").into_string() {
        Ok(settings) => without_those_of_go(&settings).into(),
        Err(settings) => settings,
    });
    values.push(goarch);
    values
}

/// Returns a value, or the default if it is empty.
fn or(value: OsString, default: &str) -> OsString {
    if value.is_empty() {
        default.into()
    } else {
        value
    }
}

/// Returns the settings of GODEBUG that a tool may read.
fn without_those_of_go(settings: &str) -> String {
    let is_of_go = |setting: &&str| {
        let name = setting.split('=').next();
        name.is_some_and(|name| OF_GO.contains(&name))
    };
    let left: Vec<_> = settings
        .split(',')
        .filter(|setting| !is_of_go(setting))
        .collect();
    left.join(",")
}
