//! Cost of one run: wall time, processor time, peak memory.
//!
//! hyperfine measures single runs, so that the runs of both programs can alternate; without it the
//! system's clock and its count of ticks are read.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Instant;

use vamos_oracle::costs::adopt_orphans;
use vamos_oracle::costs::await_orphans;
use vamos_oracle::costs::ticks;

/// One command line with all its conditions.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<String>,
    pub(crate) dir: PathBuf,
    pub(crate) env: Vec<(String, String)>,
}

/// Cost of a run; times in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: f64,
    /// User and system time, including children.
    pub(crate) cpu: f64,
}

/// The available tools for measuring.
pub(crate) struct Meter {
    has_hyperfine: bool,
    has_time: bool,
    /// A directory for their notes.
    scratch: PathBuf,
}

impl Run {
    fn under(&self, program: &Path, before: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(before)
            .current_dir(&self.dir)
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .env("PWD", &self.dir)
            .stdin(Stdio::null());
        command
    }

    /// Returns the command.
    pub(crate) fn command(&self) -> Command {
        let mut command = self.under(&self.program, &[]);
        command.args(&self.args);
        command
    }

    /// Runs it; it must succeed. Returns its output.
    pub(crate) fn output(&self) -> Result<Vec<u8>, String> {
        let output = self.command().output();
        let output = output.map_err(|error| format!("{}: {error}", self.program.display()))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let head: Vec<&str> = stderr.lines().take(5).collect();
        let name = self
            .program
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        Err(format!(
            "{name} {}: {}: {}",
            self.args.join(" "),
            output.status,
            head.join(" | ")
        ))
    }

    /// Returns the command line in the words of a shell.
    fn line(&self) -> String {
        let quoted = |word: &str| format!("'{}'", word.replace('\'', "'\\''"));
        let mut line = quoted(&self.program.display().to_string());
        for arg in &self.args {
            line.push(' ');
            line += &quoted(arg);
        }
        line
    }
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Returns the processor time of children since the tick count `before`, in seconds.
fn seconds_since(before: f64) -> f64 {
    (ticks() - before) / 100.0
}

impl Meter {
    /// Detects available tools.
    pub(crate) fn new(scratch: &Path) -> Self {
        adopt_orphans();
        Self {
            has_hyperfine: is_there("hyperfine"),
            has_time: is_there("/usr/bin/time"),
            scratch: scratch.to_owned(),
        }
    }

    /// Describes the way of measuring.
    pub(crate) fn describe(&self) -> &'static str {
        if self.has_hyperfine {
            "hyperfine, one run at a time"
        } else {
            "a clock, and processor time in ticks"
        }
    }

    /// Runs once and measures.
    pub(crate) fn cost(&self, run: &Run) -> Result<Cost, String> {
        if self.has_hyperfine {
            let mut cost = self.with_hyperfine(run)?;
            let before = ticks();
            await_orphans();
            cost.cpu += seconds_since(before);
            return Ok(cost);
        }
        let before = ticks();
        let start = Instant::now();
        run.output()?;
        let wall = start.elapsed().as_secs_f64();
        await_orphans();
        Ok(Cost {
            wall,
            cpu: seconds_since(before),
        })
    }

    fn with_hyperfine(&self, run: &Run) -> Result<Cost, String> {
        let notes = self.scratch.join("hyperfine.json");
        let line = run.line();
        let name = notes.display().to_string();
        let mut command = run.under(
            Path::new("hyperfine"),
            &["-N", "--runs", "1", "--style", "none"],
        );
        command.args(["--export-json", &name, &line]);
        let output = command
            .output()
            .map_err(|error| format!("hyperfine: {error}"))?;
        if !output.status.success() {
            // The command itself reports the reason.
            run.output()?;
            return Err(format!(
                "hyperfine: {}",
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        let text = std::fs::read(&notes).map_err(|error| format!("{name}: {error}"))?;
        let value: serde_json::Value =
            serde_json::from_slice(&text).map_err(|error| format!("{name}: {error}"))?;
        let field = |key: &str| value["results"][0][key].as_f64().unwrap_or(0.0);
        Ok(Cost {
            wall: field("median"),
            cpu: field("user") + field("system"),
        })
    }

    /// Runs once more and returns the peak memory of the largest process, in bytes.
    pub(crate) fn memory(&self, run: &Run) -> Result<Option<u64>, String> {
        if !self.has_time {
            return Ok(None);
        }
        let notes = self.scratch.join("time.txt");
        let name = notes.display().to_string();
        let mut command = run.under(Path::new("/usr/bin/time"), &["-f", "%M", "-o", &name]);
        command.arg(&run.program).args(&run.args);
        let output = command.output().map_err(|error| format!("time: {error}"))?;
        let text = std::fs::read_to_string(&notes).unwrap_or_default();
        let kilobytes = text
            .lines()
            .last()
            .and_then(|line| line.trim().parse::<u64>().ok());
        if output.status.success() {
            Ok(kilobytes.map(|count| count * 1024))
        } else {
            Err(format!("failed: {}", run.line()))
        }
    }
}
