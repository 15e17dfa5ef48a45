//! Durations of package tests, from reports of earlier runs (`-shardtimes`).
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::error;
use std::fmt;
use std::time::Duration;

use quick_junit::Report;
use serde_json::Value;

/// A file is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimesError(String);

impl fmt::Display for TimesError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "neither a report of -junit nor the output of test -json: {}",
            self.0
        )
    }
}

impl error::Error for TimesError {}

/// By import path, how long the tests of a package took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times(BTreeMap<String, Duration>);

impl Times {
    /// Adds the times of a report, which is a file of `-junit` or the output of `test -json`. An
    /// empty file has no times. The longest time of a package counts.
    pub fn add(&mut self, report: &[u8]) -> Result<(), TimesError> {
        match report.trim_ascii_start().first() {
            None => Ok(()),
            Some(b'<') => self.add_junit(report),
            Some(_) => self.add_events(report),
        }
    }

    /// Returns the time of a package.
    pub fn get(&self, package: &str) -> Option<Duration> {
        self.0.get(package).copied()
    }

    fn add_time(&mut self, package: &str, time: Duration) {
        let known = self.0.entry(package.to_owned()).or_default();
        *known = time.max(*known);
    }

    fn add_junit(&mut self, report: &[u8]) -> Result<(), TimesError> {
        let report = Report::deserialize(report).map_err(|error| TimesError(error.to_string()))?;
        for suite in &report.test_suites {
            if let Some(time) = suite.time {
                self.add_time(suite.name.as_str(), time);
            }
        }
        Ok(())
    }

    fn add_events(&mut self, report: &[u8]) -> Result<(), TimesError> {
        for line in report.split(|byte| *byte == b'\n') {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let event: Value =
                serde_json::from_slice(line).map_err(|error| TimesError(error.to_string()))?;
            let is_end = matches!(event["Action"].as_str(), Some("pass" | "fail"));
            let elapsed = event["Elapsed"].as_f64();
            let elapsed = elapsed.and_then(|time| Duration::try_from_secs_f64(time).ok());
            if let (true, true, Some(package), Some(elapsed)) = (
                is_end,
                event["Test"].is_null(),
                event["Package"].as_str(),
                elapsed,
            ) {
                self.add_time(package, elapsed);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Times;

    #[test]
    fn times_of_reports() {
        let mut times = Times::default();
        times.add(b" \n").unwrap();
        let events = br#"{"Action":"start","Package":"m/a"}
{"Action":"pass","Package":"m/a","Test":"TestA","Elapsed":7}
{"Action":"pass","Package":"m/a","Elapsed":1.5}
{"Action":"fail","Package":"m/b","Elapsed":0.25}
"#;
        times.add(events).unwrap();
        let junit = br#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="go test" tests="0" failures="0" errors="0" time="2.000">
    <testsuite name="m/a" tests="0" disabled="0" errors="0" failures="0" time="1.000"></testsuite>
    <testsuite name="m/c" tests="0" disabled="0" errors="0" failures="0" time="1.000"></testsuite>
</testsuites>"#;
        times.add(junit).unwrap();
        let millis = |package| times.get(package).map(|time| time.as_millis());
        assert_eq!(millis("m/a"), Some(1500));
        assert_eq!(millis("m/b"), Some(250));
        assert_eq!(millis("m/c"), Some(1000));
        assert_eq!(times.get("m/d"), None::<Duration>);
    }

    #[test]
    fn other_files_are_refused() {
        for bytes in [&b"ok  \tm\t0.1s\n"[..], b"<html>", b"{", b"\xff\xfe"] {
            assert!(Times::default().add(bytes).is_err());
        }
    }
}
