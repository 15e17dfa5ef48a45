//! Upstream's script engine: compiled once per SDK, run with any binary as `go`.
//!
//! Counterpart: cmd/go/{go_test,script_test,scriptconds_test}.go.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use vamos_testkit::SPARE_COLLECTION;

use crate::files;
use crate::files::at;
use crate::sdk::Sdk;

/// Anchored replacements: file, text that occurs exactly once, replacement.
const PATCHES: &[(&str, &str, &str)] = &[
    // Commands of the harness itself run a real go.
    (
        "go_test.go",
        "\t\tgoEnv := func(name string) string {",
        "\t\tif v := os.Getenv(\"ENGINE_GOTOOL\"); v != \"\" {\n\t\t\tgotool = v\n\t\t}\n\t\tgoEnv := func(name string) string {",
    ),
    // The first go on PATH is the binary under test.
    (
        "go_test.go",
        "\t\tif err := os.Symlink(testExe, testGo); err != nil {",
        "\t\tif v := os.Getenv(\"GO_UNDER_TEST\"); v != \"\" {\n\t\t\ttestExe = v\n\t\t}\n\t\tif err := os.Symlink(testExe, testGo); err != nil {",
    ),
    // A deadline for each script; upstream has one for all.
    (
        "script_test.go",
        "\t\t\ts, err := script.NewState(tbContext(ctx, t), workdir, env)",
        "\t\t\tctx := ctx\n\t\t\tif d, err := time.ParseDuration(os.Getenv(\"ENGINE_TIMEOUT\")); err == nil && d > 0 {\n\t\t\t\tvar cancel context.CancelFunc\n\t\t\t\tctx, cancel = context.WithTimeout(ctx, d)\n\t\t\t\tdefer cancel()\n\t\t\t}\n\t\t\ts, err := script.NewState(tbContext(ctx, t), workdir, env)",
    ),
    // vamos writes no telemetry counters.
    (
        "script_test.go",
        "\t\t\tcheckCounters(t, telemetryDir)",
        "\t\t\tif os.Getenv(\"ENGINE_COUNTERS\") != \"waive\" {\n\t\t\t\tcheckCounters(t, telemetryDir)\n\t\t\t}",
    ),
    // HOME is /no-home in all scripts, and root could create it: vamos' own data is for one run.
    (
        "script_test.go",
        "\tfor _, key := range extraEnvKeys {",
        "\tfor _, key := range append(extraEnvKeys, \"VAMOS_NO_DELEGATE\", \"VAMOS_COMPILER\", \"XDG_CACHE_HOME\") {",
    ),
    // No script may reach for the network.
    (
        "scriptconds_test.go",
        NETWORK_ANCHOR,
        "\tif !testenv.HasExternalNetwork() || os.Getenv(\"ENGINE_NET\") == \"\" {",
    ),
];

/// Check of the network. Since Go 1.27 scripts have no such condition, and this text is missing.
const NETWORK_ANCHOR: &str = "\tif !testenv.HasExternalNetwork() {";

/// Result of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It passed.
    Pass,
    /// It failed, exceeded its time, or the engine died while it ran.
    Fail,
    /// It skipped itself.
    Skip,
}

/// Result of a script, and the reason.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// Result.
    pub(crate) status: Status,
    /// The failing line, or the script's own reason for skipping.
    pub(crate) note: String,
    /// The last feature that vamos refused as not implemented.
    pub(crate) refused: String,
}

/// Options of running scripts.
pub(crate) struct RunOptions<'a> {
    /// `-test.short`.
    pub(crate) is_short: bool,
    /// Deadline of each script, a Go duration.
    pub(crate) timeout: &'a str,
    /// Do not demand telemetry counters.
    pub(crate) waives_counters: bool,
}

/// The compiled engine and the scratch GOROOT it runs in.
pub(crate) struct Engine {
    binary: PathBuf,
    goroot: PathBuf,
    gotool: PathBuf,
    work: PathBuf,
}

/// Scripts per run of the test binary: a crash of it costs no more than these.
const SLICE: usize = 150;

/// Time limit of a slice, in case that a script outlives its own deadline.
const SLICE_TIMEOUT: &str = "15m";

impl Engine {
    /// Compiles the engine for `sdk`, unless `work` has it.
    pub(crate) fn prepare(sdk: &Sdk, work: &Path) -> Result<Self, String> {
        // Scripts write into GOROOT; only upstream's own binary refuses to.
        let goroot = sdk.scratch_copy(&work.join(format!("goroot-{}", sdk.version)))?;
        let source = goroot.join("src/cmd/go");
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        for (file, anchor, replacement) in PATCHES {
            if !texts.contains_key(file) {
                let path = source.join(file);
                let text = files::read_text(&path)?;
                texts.insert(file, text);
            }
            let text = texts.get_mut(file).expect("inserted above");
            let hits = text.matches(anchor).count();
            if hits == 0 && *anchor == NETWORK_ANCHOR {
                continue;
            }
            if hits != 1 {
                return Err(format!("{file}: anchor occurs {hits} times: {anchor}"));
            }
            *text = text.replace(anchor, replacement);
        }
        let mut hasher = DefaultHasher::new();
        (&texts, &sdk.version, &goroot).hash(&mut hasher);
        let dir = work.join(format!("engine-{:016x}", hasher.finish()));
        let engine = Self {
            binary: dir.join("cmdgo.test"),
            goroot,
            gotool: sdk.go.clone(),
            work: work.to_owned(),
        };
        if !engine.binary.exists() {
            engine.compile(&dir, &source, &texts)?;
        }
        Ok(engine)
    }

    fn compile(
        &self,
        dir: &Path,
        source: &Path,
        texts: &BTreeMap<&str, String>,
    ) -> Result<(), String> {
        let io = at(dir);
        files::make_dir(dir)?;
        let mut replace = serde_json::Map::new();
        for (file, text) in texts {
            let patched = dir.join(file);
            files::write(&patched, text)?;
            let name = source.join(file).display().to_string();
            replace.insert(name, patched.display().to_string().into());
        }
        let overlay = dir.join("overlay.json");
        let json = serde_json::json!({ "Replace": replace });
        files::write(&overlay, json.to_string())?;
        crate::say("scripts: compiling upstream's script engine (once per SDK)");
        let unfinished = dir.join("cmdgo.tmp");
        let status = self
            .command(&self.gotool)
            .args(["test", "-c", "-overlay"])
            .arg(&overlay)
            .arg("-o")
            .arg(&unfinished)
            .arg("cmd/go")
            .envs(SPARE_COLLECTION)
            .current_dir(source)
            .status()
            .map_err(io)?;
        if !status.success() {
            return Err("cannot compile the script engine".to_owned());
        }
        std::fs::rename(&unfinished, &self.binary).map_err(io)
    }

    /// Returns a command with a clean Go environment.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            let is_go = ["GO", "CGO_", "TESTGO", "CMDGO_", "ENGINE_"]
                .iter()
                .any(|prefix| name.starts_with(prefix));
            if is_go {
                command.env_remove(name);
            }
        }
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .env("GOROOT", &self.goroot)
            .env("GOTOOLCHAIN", "local")
            .env("GOPROXY", "off")
            .env("GOENV", "off")
            .env("GOCACHE", self.work.join("gocache"))
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .env("PATH", format!("{}/bin:{path}", self.goroot.display()));
        command
    }

    /// Returns the names of all scripts of the SDK.
    pub(crate) fn script_names(&self) -> Result<Vec<String>, String> {
        let dir = self.goroot.join("src/cmd/go/testdata/script");
        let list = std::fs::read_dir(&dir).map_err(at(&dir))?;
        let names = list.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter_map(|name| Some(name.strip_suffix(".txt")?.to_owned()))
            .collect();
        names.sort();
        Ok(names)
    }

    /// Runs scripts with `go` as the command under test.
    pub(crate) fn run(
        &self,
        go: &Path,
        names: &[String],
        options: &RunOptions<'_>,
    ) -> Result<BTreeMap<String, Outcome>, String> {
        let mut done = BTreeMap::new();
        for slice in names.chunks(SLICE) {
            let mut pending = slice.to_vec();
            // A test binary that dies is started again with the remaining scripts.
            for _ in 0..4 {
                let before = done.len();
                self.run_slice(go, &pending, options, &mut done)?;
                pending.retain(|name| !done.contains_key(name));
                if pending.is_empty() || done.len() == before {
                    break;
                }
            }
            for name in pending {
                let note = "no result: the test binary ended early".to_owned();
                let outcome = Outcome {
                    status: Status::Fail,
                    note,
                    refused: String::new(),
                };
                done.insert(name, outcome);
            }
            crate::say(&format!("scripts: {} of {}", done.len(), names.len()));
        }
        Ok(done)
    }

    fn run_slice(
        &self,
        go: &Path,
        names: &[String],
        options: &RunOptions<'_>,
        done: &mut BTreeMap<String, Outcome>,
    ) -> Result<(), String> {
        // Not below the target directory: a repository around the scripts would be found, and their
        // builds would be stamped with its revision.
        let tmp = tempfile::Builder::new()
            .prefix("vamos-scripts-")
            .tempdir()
            .map_err(|error| format!("a directory for scripts: {error}"))?;
        let mut command = self.command(&self.binary);
        command
            .env("GO_UNDER_TEST", go)
            .env("ENGINE_GOTOOL", &self.gotool)
            .env("ENGINE_TIMEOUT", options.timeout)
            .env("TMPDIR", tmp.path())
            .env("XDG_CACHE_HOME", tmp.path().join("user-cache"))
            .args(["-test.v=test2json", "-test.count=1"])
            .args(["-test.timeout", SLICE_TIMEOUT])
            .arg(format!("-test.run=^TestScript$/^({})$", pattern(names)))
            .current_dir(self.goroot.join("src/cmd/go"))
            .stdin(Stdio::null());
        if options.waives_counters {
            command.env("ENGINE_COUNTERS", "waive");
        }
        if options.is_short {
            command.arg("-test.short");
        }
        let output = command.output().map_err(at(&self.binary))?;
        let text = String::from_utf8_lossy(&output.stdout);
        parse_results(&text, &self.work.join("logs"), done)
    }
}

/// Extracts results from `-test.v=test2json` output: framing begins with ^V, so text of a script
/// cannot be mistaken for it.
fn parse_results(
    text: &str,
    logs: &Path,
    done: &mut BTreeMap<String, Outcome>,
) -> Result<(), String> {
    files::make_dir(logs)?;
    let mut log: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = "";
    for part in text.split('\u{16}') {
        let words: Vec<&str> = part.split_whitespace().take(3).collect();
        if let ["===", _, name] = words[..] {
            current = name.strip_prefix("TestScript/").unwrap_or("");
            let rest = part.split_once('\n').map_or("", |(_, rest)| rest);
            log.entry(current).or_default().push_str(rest);
            continue;
        }
        let status = match words[..] {
            ["---", "PASS:", _] => Some(Status::Pass),
            ["---", "FAIL:", _] => Some(Status::Fail),
            ["---", "SKIP:", _] => Some(Status::Skip),
            _ => None,
        };
        let Some(status) = status else {
            log.entry(current).or_default().push_str(part);
            continue;
        };
        let Some(name) = words[2].strip_prefix("TestScript/") else {
            continue;
        };
        let text = log.remove(name).unwrap_or_default();
        if status == Status::Fail {
            files::write(&logs.join(format!("{name}.log")), &text)?;
        }
        let outcome = Outcome {
            status,
            note: note_of(&text, status),
            refused: refusal_of(&text),
        };
        done.insert(name.to_owned(), outcome);
    }
    Ok(())
}

/// Returns the line of the log with the failed command or the reason of the skip.
fn note_of(log: &str, status: Status) -> String {
    let mark = match status {
        Status::Skip => "SKIP: ",
        _ => "FAIL: testdata/script/",
    };
    let lines = log.lines().rev();
    let found = lines
        .filter_map(|line| line.split_once(mark))
        .map(|(_, rest)| rest.chars().take(200).collect())
        .next();
    found.unwrap_or_default()
}

/// Returns the last feature that vamos refused, from its line `vamos: FEATURE is not implemented
/// yet, …`.
fn refusal_of(log: &str) -> String {
    let note = log.lines().rev().find_map(|line| {
        let (_, rest) = line.split_once("vamos: ")?;
        Some(rest.split_once(" is not implemented yet")?.0.to_owned())
    });
    note.unwrap_or_default()
}

/// Returns the pattern that matches each of the names.
fn pattern(names: &[String]) -> String {
    let quoted = names.iter().map(|name| name.replace('+', "\\+"));
    quoted.collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Status;
    use super::note_of;
    use super::parse_results;
    use super::pattern;
    use super::refusal_of;

    #[test]
    fn results_come_from_framing_alone() {
        let text = "\u{16}=== RUN   TestScript/a\n> go x\n--- PASS: TestScript/b (0.0s)\n\
            FAIL: testdata/script/a.txt:3: go x: exit status 3\n\
            \u{16}    --- FAIL: TestScript/a (0.01s)\n\u{16}    --- SKIP: TestScript/c (0.00s)\n";
        let logs = tempfile::tempdir().unwrap();
        let mut done = BTreeMap::new();
        parse_results(text, logs.path(), &mut done).unwrap();
        assert_eq!(done.len(), 2);
        assert_eq!(done["a"].status, Status::Fail);
        assert_eq!(done["a"].note, "a.txt:3: go x: exit status 3");
        assert_eq!(done["c"].status, Status::Skip);
    }

    #[test]
    fn names_are_no_patterns() {
        let names = ["a+b".to_owned(), "c".to_owned()];
        assert_eq!(pattern(&names), "a\\+b|c");
    }

    #[test]
    fn a_log_says_where_and_why() {
        let log = "> go build\n[stderr]\nvamos: cgo is not implemented yet, and so on\n\
            script_test.go:169: FAIL: testdata/script/a.txt:27: go build: exit status 3\n";
        assert_eq!(
            note_of(log, Status::Fail),
            "a.txt:27: go build: exit status 3"
        );
        assert_eq!(refusal_of(log), "cgo");
        assert_eq!(note_of("x.go:1: SKIP: no git\n", Status::Skip), "no git");
    }
}
