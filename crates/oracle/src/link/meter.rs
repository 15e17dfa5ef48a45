//! Measures the cost of a command.
//!
//! A small Go program, built with the SDK of the run, starts the command: the system reports the
//! command's own resource usage when it waits for it.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::case::write;
use super::place::CaptureDir;
use crate::pair;
use crate::sdk::Sdk;

const SOURCE: &str = include_str!("meter.go.txt");

/// Wall, user and system time in seconds, and peak memory in megabytes, including children, of
/// which the largest counts for memory.
pub(super) type Cost = [f64; 4];

/// The program that measures.
pub(super) struct Meter {
    program: PathBuf,
    notes: PathBuf,
}

impl Meter {
    pub(super) fn build(place: &CaptureDir, sdk: &Sdk) -> Result<Self, String> {
        let source = place.scratch().join("meter.go");
        let program = place.scratch().join("meter");
        write(&source, SOURCE.as_bytes())?;
        let mut command = place.go(sdk, "")?;
        command
            .current_dir(place.scratch())
            .args(["build", "-o"])
            .args([&program, &source]);
        pair::succeed(&mut command, "meter")?;
        Ok(Self {
            notes: place.scratch().join("meter.txt"),
            program,
        })
    }

    /// Runs a command, which must succeed. Its variables are only the ones that it sets itself.
    pub(super) fn cost(&self, measured: &Command) -> Result<Cost, String> {
        let mut command = Command::new(&self.program);
        command.env_clear();
        for (name, value) in measured.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        if let Some(dir) = measured.get_current_dir() {
            command.current_dir(dir);
        }
        command
            .arg(&self.notes)
            .arg(measured.get_program())
            .args(measured.get_args());
        pair::succeed(&mut command, &measured.get_program().to_string_lossy())?;
        numbers(&self.notes)
    }
}

fn numbers(notes: &Path) -> Result<Cost, String> {
    let text = fs::read_to_string(notes).map_err(|error| format!("meter: {error}"))?;
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let [wall, user, sys, peak] = numbers[..] else {
        return Err(format!("meter: {text:?}"));
    };
    Ok([wall / 1e6, user / 1e6, sys / 1e6, peak / 1024.0])
}
