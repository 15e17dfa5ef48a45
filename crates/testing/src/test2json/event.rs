//! The events that describe a test run, as lines of JSON.
//!
//! Counterpart: cmd/internal/test2json/test2json.go (`event`, `writeEvent`).

use std::time::SystemTime;

use vamos_base::golang::json;
use vamos_base::golang::time::Time;
use vamos_base::golang::unicode::to_text;

use super::options::Options;

/// An event without the time and package, which the writer adds.
#[derive(Clone, Debug, Default)]
pub(super) struct Event<'a> {
    /// Kind of event.
    pub(super) action: &'static str,
    /// The test; empty for the current one at the time of writing.
    pub(super) test: Vec<u8>,
    /// Duration in seconds.
    pub(super) elapsed: Option<f64>,
    /// Output of the test.
    pub(super) output: Option<&'a [u8]>,
    /// Kind of output (1.27).
    pub(super) output_type: &'static str,
    /// The package whose build failed.
    pub(super) failed_build: &'a str,
    /// The name of an attribute.
    pub(super) key: Vec<u8>,
    /// The value of an attribute.
    pub(super) value: Vec<u8>,
    /// The directory of artifacts.
    pub(super) path: Vec<u8>,
}

/// Writes events to a sink: one call for each, with the line break.
pub(super) struct EventWriter<S> {
    sink: S,
    package: String,
    options: Options,
    /// The test that output belongs to.
    pub(super) test_name: Vec<u8>,
}

impl<S: FnMut(&[u8])> EventWriter<S> {
    /// Returns a writer of a package's events.
    pub(super) fn new(sink: S, package: &str, options: &Options) -> Self {
        Self {
            sink,
            package: package.to_owned(),
            options: options.clone(),
            test_name: Vec::new(),
        }
    }

    /// Reports whether events carry times.
    pub(super) fn has_times(&self) -> bool {
        self.options.zone.is_some()
    }

    /// Writes an event.
    pub(super) fn write(&mut self, event: &Event<'_>) {
        let line = match event.elapsed.filter(|elapsed| !elapsed.is_finite()) {
            Some(elapsed) => unsupported(elapsed).into_bytes(),
            None => self.line(event),
        };
        (self.sink)(&line);
    }

    fn line(&self, event: &Event<'_>) -> Vec<u8> {
        let mut line = Line {
            bytes: Vec::with_capacity(128 + event.output.map_or(0, <[u8]>::len)),
            is_lossy: self.options.release.writes_replacement_character(),
        };
        if let Some(zone) = &self.options.zone {
            let now = Time::from(SystemTime::now());
            let (_, offset) = zone.lookup(now.seconds);
            line.append("Time", now.rfc3339_nano(offset).as_bytes());
        }
        line.append("Action", event.action.as_bytes());
        let test = if event.test.is_empty() {
            &self.test_name
        } else {
            &event.test
        };
        line.append_if_any("Package", self.package.as_bytes());
        line.append_if_any("Test", test);
        if let Some(elapsed) = event.elapsed {
            line.append_name("Elapsed");
            json::append_float(&mut line.bytes, elapsed);
        }
        if let Some(output) = event.output {
            line.append("Output", output);
        }
        line.append_if_any("OutputType", event.output_type.as_bytes());
        line.append_if_any("FailedBuild", event.failed_build.as_bytes());
        line.append_if_any("Key", &event.key);
        line.append_if_any("Value", &event.value);
        line.append_if_any("Path", &event.path);
        line.bytes.extend_from_slice(b"}\n");
        line.bytes
    }
}

/// A line of JSON that is being written.
struct Line {
    bytes: Vec<u8>,
    /// True if bytes that are not UTF-8 are replaced, not escaped.
    is_lossy: bool,
}

impl Line {
    fn append_if_any(&mut self, name: &str, value: &[u8]) {
        if !value.is_empty() {
            self.append(name, value);
        }
    }

    fn append(&mut self, name: &str, value: &[u8]) {
        self.append_name(name);
        if self.is_lossy && std::str::from_utf8(value).is_err() {
            json::append_quote(&mut self.bytes, to_text(value).as_bytes());
        } else {
            json::append_quote(&mut self.bytes, value);
        }
    }

    /// Appends the name of a value and its separator; the first also opens the object.
    fn append_name(&mut self, name: &str) {
        let mark = if self.bytes.is_empty() { b'{' } else { b',' };
        self.bytes.push(mark);
        json::append_quote(&mut self.bytes, name.as_bytes());
        self.bytes.push(b':');
    }
}

/// Text for an event that JSON cannot represent.
fn unsupported(elapsed: f64) -> String {
    let value = match elapsed {
        value if value.is_nan() => "NaN",
        value if value > 0.0 => "+Inf",
        _ => "-Inf",
    };
    format!("testjson internal error: json: unsupported value: {value}\n")
}
