//! The flags of `go test` other than build flags, and the arguments of test binaries that they
//! become.
//!
//! Values are passed on as the flag prints them, not as they were typed: `-timeout 90s` becomes
//! `-test.timeout=1m30s`.
//! Counterpart: cmd/go/internal/test/testflag.go, flagdefs.go.

mod own_values;
mod spec;
mod vet;

pub use own_values::check_revision;
pub use spec::FlagKind;
pub use spec::FlagSpec;
pub use spec::SPECS;
pub use spec::find;
pub use vet::VetSetting;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::strconv::parse_bool;
use vamos_base::golang::strconv::parse_int;
use vamos_base::golang::time::duration_string;
use vamos_base::golang::time::parse_duration;
use vamos_release::Release;

use own_values::check_file;

/// The time limit of a test binary where none is set: ten minutes.
const DEFAULT_TIMEOUT: i64 = 600_000_000_000;

/// Flags that a command does not need which runs a single test again.
const NOT_REPEATED: [&str; 33] = [
    "C",
    "a",
    "affected",
    "artifacts",
    "bench",
    "benchmem",
    "benchtime",
    "blockprofile",
    "c",
    "cover",
    "covermode",
    "coverpkg",
    "coverprofile",
    "cpuprofile",
    "failfast",
    "json",
    "junit",
    "list",
    "memprofile",
    "mutexprofile",
    "n",
    "o",
    "outputdir",
    "p",
    "retries",
    "run",
    "shard",
    "shardtimes",
    "skip",
    "trace",
    "v",
    "work",
    "x",
];

/// Amount of output of a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// Only failures.
    #[default]
    Quiet,
    /// Everything (`-v`).
    Verbose,
    /// Everything, with marks for test2json (`-v=test2json`).
    Framed,
}

/// Flags of a command line that apply to a repeated run of a single test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedWords {
    /// Flags that decide how tests are built and run, as they were typed.
    pub repeated: Vec<String>,
    /// Arguments of the test binaries after flags.
    pub rest: Vec<String>,
}

impl TypedWords {
    /// Adds the words by which a flag was set, unless the flag selects tests or output files.
    pub fn add_flag(&mut self, name: &str, words: &[String]) {
        let name = name.strip_prefix("test.").unwrap_or(name);
        if !NOT_REPEATED.contains(&name) {
            self.repeated.extend_from_slice(words);
        }
    }
}

/// The flags of one command line.
#[derive(Clone, Debug)]
pub struct TestFlags {
    cwd: String,
    /// The values of flags that were set, as the flags print them.
    values: BTreeMap<&'static str, String>,
    /// The names by which flags were set, with or without `test.`.
    names: BTreeSet<String>,
    /// The time limit of a test binary in nanoseconds; not positive for none.
    pub timeout: i64,
    /// Amount of output of a test.
    pub verbosity: Verbosity,
    /// Analyzers that `go vet` runs before a test.
    pub vet: VetSetting,
    /// The arguments of all test binaries.
    pub arguments: Vec<String>,
    /// Flags as typed.
    pub typed: TypedWords,
    /// The test binaries print their usage, because their arguments contain `-help`.
    pub is_help: bool,
}

impl TestFlags {
    /// Returns flags of which none is set, for a command that runs in `cwd`.
    pub fn new(cwd: &str, release: Release) -> Self {
        Self {
            cwd: cwd.to_owned(),
            values: BTreeMap::new(),
            names: BTreeSet::new(),
            timeout: DEFAULT_TIMEOUT,
            verbosity: Verbosity::default(),
            vet: VetSetting::default_of(release),
            arguments: Vec::new(),
            typed: TypedWords::default(),
            is_help: false,
        }
    }

    /// Sets a flag that was given by the name `typed`; the error is upstream's reason.
    pub fn set(
        &mut self,
        typed: &str,
        spec: &FlagSpec,
        value: &str,
        release: Release,
    ) -> Result<(), String> {
        let shown = match spec.kind {
            FlagKind::Text => value.to_owned(),
            FlagKind::Revision => check_revision(value).map(|()| value.to_owned())?,
            FlagKind::ReportFile => check_file(value).map(|()| value.to_owned())?,
            FlagKind::Bool => parse_bool(value).ok_or("parse error")?.to_string(),
            FlagKind::Int => parse_int(value)?.to_string(),
            FlagKind::Duration => {
                self.timeout = parse_duration(value).ok_or("parse error")?;
                duration_string(self.timeout)
            }
            FlagKind::OutputDir if value.is_empty() || path::is_abs(value) => path_or_none(value),
            FlagKind::OutputDir => path::join(&[&self.cwd, value]),
            FlagKind::Shuffle => shuffle(value)?,
            FlagKind::Verbosity => {
                let (verbosity, shown) = verbosity(value)?;
                self.verbosity = verbosity;
                shown.to_owned()
            }
            FlagKind::Vet => {
                self.vet = VetSetting::parse(value, release)?;
                value.to_owned()
            }
        };
        self.values.insert(spec.name, shown);
        self.names.insert(typed.to_owned());
        Ok(())
    }

    /// Returns the value of a flag; empty if it is not set.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Reports whether a boolean flag is true.
    pub fn is_on(&self, name: &str) -> bool {
        self.text(name) == "true"
    }

    /// Returns the argument by which a test binary gets a flag.
    pub fn argument(&self, spec: &FlagSpec) -> String {
        format!("-test.{}={}", spec.name, self.text(spec.name))
    }

    /// Returns the names of the flags that are set so far and that test binaries get.
    pub fn passed_names(&self) -> BTreeSet<String> {
        let is_passed = |name: &&String| {
            let short = name.strip_prefix("test.").unwrap_or(name);
            spec::is_passed(short)
        };
        self.names.iter().filter(is_passed).cloned().collect()
    }

    /// Completes the arguments of the test binaries from the explicit arguments of the command line
    /// and the names of flags that only $GOFLAGS sets.
    pub fn finish(&mut self, mut explicit: Vec<String>, mut from_goflags: BTreeSet<String>) {
        let mut words = explicit.iter().take_while(|word| *word != "--");
        self.is_help = words.any(|word| matches!(word.as_str(), "-h" | "-help" | "--help"));
        if self.records_quietly() {
            explicit.retain(|word| word != "-test.v=false");
        }
        let mut arguments = Vec::with_capacity(explicit.len() + 3);
        if self.is_on("json") || self.records_quietly() {
            arguments.push("-test.v=test2json".to_owned());
            from_goflags.remove("v");
            from_goflags.remove("test.v");
        }
        let is_set = |short: &str| {
            self.names
                .iter()
                .any(|name| name.strip_prefix("test.").unwrap_or(name) == short)
        };
        for name in &from_goflags {
            let short = name.strip_prefix("test.").unwrap_or(name);
            arguments.push(format!("-test.{short}={}", self.text(short)));
        }
        if self.timeout > 0 && !is_set("timeout") {
            arguments.push(format!("-test.timeout={}", duration_string(self.timeout)));
        }
        let needs_dir = self.profile().is_some() || self.is_on("artifacts");
        if needs_dir && !is_set("outputdir") {
            arguments.push(format!("-test.outputdir={}", self.output_dir()));
        }
        arguments.extend(explicit);
        self.arguments = arguments;
    }

    /// Returns the directory in which profiles are written.
    pub fn output_dir(&self) -> &str {
        match self.text("outputdir") {
            "" => &self.cwd,
            dir => dir,
        }
    }

    /// Returns a flag, with its dash, that writes a profile of one package (`testProfile`).
    pub fn profile(&self) -> Option<&'static str> {
        spec::PROFILES
            .into_iter()
            .find(|flag| !self.text(&flag[1..]).is_empty())
    }

    /// Reports whether the test binary is saved in addition to running it (`testNeedBinary`).
    pub fn keeps_binary(&self) -> bool {
        // An execution trace does not refer to the binary.
        let profiles = spec::PROFILES.iter().filter(|flag| **flag != "-trace");
        let mut profiles = profiles.map(|flag| &flag[1..]);
        profiles.any(|name| !self.text(name).is_empty()) || !self.text("o").is_empty()
    }

    /// Reports whether test binaries print events that only the report of `-junit` shows.
    pub fn records_quietly(&self) -> bool {
        !self.text("junit").is_empty() && !self.is_on("json") && !self.shows_passed()
    }

    /// Reports whether the output of a passed test is reduced to its last line.
    pub fn hides_passed(&self) -> bool {
        !self.shows_passed() && !self.is_on("json") && !self.records_quietly()
    }

    /// Returns the number of times that failed tests may run again.
    pub fn retries(&self) -> usize {
        self.text("retries").parse().unwrap_or_default()
    }

    /// Reports whether output is for programs: JSON events, or marked for them.
    pub fn prints_events(&self) -> bool {
        self.is_on("json") || self.verbosity == Verbosity::Framed
    }

    /// Reports whether the output of tests that pass is shown (`testShowPass`).
    pub fn shows_passed(&self) -> bool {
        self.verbosity != Verbosity::Quiet || !self.text("list").is_empty() || self.is_help
    }
}

fn path_or_none(value: &str) -> String {
    match value {
        "" => String::new(),
        value => path::clean(value),
    }
}

fn verbosity(value: &str) -> Result<(Verbosity, &'static str), String> {
    match parse_bool(value) {
        Some(true) => Ok((Verbosity::Verbose, "true")),
        Some(false) => Ok((Verbosity::Quiet, "false")),
        None if value == "test2json" => Ok((Verbosity::Framed, "test2json")),
        None => Err(format!("invalid flag -test.v={value}")),
    }
}

fn shuffle(value: &str) -> Result<String, String> {
    if matches!(value, "on" | "off") {
        return Ok(value.to_owned());
    }
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let why = match value.parse::<i64>() {
        Ok(seed) => return Ok(seed.to_string()),
        Err(_) if is_number => "value out of range",
        Err(_) => "invalid syntax",
    };
    Err(format!(
        "-shuffle argument must be \"on\", \"off\", or an int64: strconv.ParseInt: parsing {}: \
         {why}",
        quote(value)
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vamos_release::Release;

    use super::TestFlags;
    use super::Verbosity;
    use super::find;

    const RELEASE: Release = Release::nearest(26);

    fn flags(typed: &[(&str, &str)]) -> TestFlags {
        let mut flags = TestFlags::new("/src", RELEASE);
        for (name, value) in typed {
            let spec = find(name, RELEASE).unwrap();
            flags.set(name, spec, value, RELEASE).unwrap();
        }
        flags
    }

    fn error(name: &str, value: &str) -> String {
        let spec = find(name, RELEASE).unwrap();
        let mut flags = TestFlags::new("/src", RELEASE);
        flags.set(name, spec, value, RELEASE).unwrap_err()
    }

    #[test]
    fn values_are_passed_as_flags_print_them() {
        let shown = |name, value| {
            let spec = find(name, RELEASE).unwrap();
            flags(&[(name, value)]).argument(spec)
        };
        assert_eq!(shown("timeout", "90s"), "-test.timeout=1m30s");
        assert_eq!(shown("outputdir", "x/../y"), "-test.outputdir=/src/y");
        assert_eq!(shown("shuffle", "+7"), "-test.shuffle=7");
        assert_eq!(shown("test.count", "0x10"), "-test.count=16");
        assert_eq!(shown("short", "T"), "-test.short=true");
        assert_eq!(shown("run", ""), "-test.run=");
        assert_eq!(shown("v", "test2json"), "-test.v=test2json");
    }

    #[test]
    fn refuses_what_upstream_refuses() {
        assert_eq!(error("timeout", "3"), "parse error");
        assert_eq!(error("count", "9223372036854775808"), "value out of range");
        assert_eq!(error("v", "x"), "invalid flag -test.v=x");
        assert_eq!(
            error("shuffle", "x"),
            "-shuffle argument must be \"on\", \"off\", or an int64: strconv.ParseInt: \
             parsing \"x\": invalid syntax"
        );
    }

    #[test]
    fn arguments_are_in_the_official_order() {
        let mut flags = flags(&[("json", "true"), ("v", "true"), ("short", "true")]);
        let from_goflags = BTreeSet::from(["short".to_owned(), "v".to_owned()]);
        flags.finish(vec!["-test.run=X".to_owned()], from_goflags);
        assert_eq!(
            flags.arguments,
            [
                "-test.v=test2json",
                "-test.short=true",
                "-test.timeout=10m0s",
                "-test.run=X"
            ]
        );
        assert_eq!(flags.verbosity, Verbosity::Verbose);
    }

    #[test]
    fn profiles_need_an_output_directory() {
        let mut flags = flags(&[("test.cpuprofile", "c.out"), ("timeout", "0")]);
        assert_eq!(flags.profile(), Some("-cpuprofile"));
        flags.finish(Vec::new(), BTreeSet::new());
        assert_eq!(flags.arguments, ["-test.outputdir=/src"]);
    }

    #[test]
    fn help_counts_up_to_two_dashes() {
        let help = |words: &[&str]| {
            let mut flags = TestFlags::new("/src", RELEASE);
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            flags.finish(words, BTreeSet::new());
            flags.is_help
        };
        assert!(help(&["x", "--help"]));
        assert!(!help(&["--", "-h"]));
    }
}
