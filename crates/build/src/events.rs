//! Events of a running build, and the two official formats of them.
//!
//! Counterpart: cmd/go/internal/load/printer.go.

use std::io::Write;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use vamos_base::golang::json;
use vamos_base::golang::os_str;
use vamos_fsys::PathError;

/// Receives the events of a build. Calls come from several threads, one at a time.
pub trait EventSink: Sync + Send {
    /// Output of the build of a package (its description), or of no package: warnings, and
    /// the commands that `-x` shows.
    fn output(&self, package: Option<&str>, text: &str);
    /// The build of a package failed with this text.
    fn failure(&self, package: Option<&str>, text: &str);
    /// An error that belongs to no package; not an event.
    fn report_error(&self, text: &str) {
        self.output(None, text);
    }
    /// Text for stdout, which is not part of the build's output.
    fn stdout(&self, text: &str) -> Result<(), PathError> {
        self.output(None, text);
        Ok(())
    }
    /// The progress of the build; calls overlap.
    fn progress(&self, _progress: Progress<'_>) {}
    /// Reports whether [`Progress::Expected`] is wanted.
    fn estimates(&self) -> bool {
        false
    }
}

/// The expected duration of a step, if there is work to do for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedStep {
    /// Identifies the step.
    pub id: usize,
    /// The duration of the last run, or an estimate.
    pub cost: Duration,
    /// True if it is the duration of the last run.
    pub is_known: bool,
    /// The duration of the longest chain of steps that begins with this one, with estimates where
    /// no duration is known.
    pub path: Duration,
}

/// The progress of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// The number of steps is known, including steps whose results are cached.
    Planned {
        /// The number of steps.
        steps: usize,
    },
    /// There is work to do. Steps that have ended are in the list, too.
    Expected {
        /// The steps.
        steps: &'a [ExpectedStep],
        /// The number of parallel workers.
        workers: usize,
    },
    /// A step begins.
    Began {
        /// Identifies the step.
        id: usize,
        /// The verb: `compile`, `link`.
        verb: &'static str,
        /// The package that it is done for.
        package: &'a str,
    },
    /// A step ended, successfully or not.
    Ended {
        /// The step.
        id: usize,
    },
}

fn with_newline(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

/// Shows a build as text, on a writer that is usually stderr.
pub struct TextSink<W>(Mutex<W>);

impl<W: Write + Send> TextSink<W> {
    /// Returns a sink that writes to `writer`.
    pub fn new(writer: W) -> Self {
        Self(Mutex::new(writer))
    }

    fn write(&self, text: &str) {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // An error here cannot be shown anywhere.
        let _ = writer.write_all(&os_str::encode(text));
    }
}

impl<W: Write + Send> EventSink for TextSink<W> {
    fn output(&self, _package: Option<&str>, text: &str) {
        if !text.is_empty() {
            self.write(text);
        }
    }

    fn failure(&self, _package: Option<&str>, text: &str) {
        self.write(&with_newline(text));
    }
}

/// Shows a build as JSON events, on a writer that is usually stdout (`-json`).
pub struct JsonSink<W>(Mutex<W>);

impl<W: Write + Send> JsonSink<W> {
    /// Returns a sink that writes to `writer`.
    pub fn new(writer: W) -> Self {
        Self(Mutex::new(writer))
    }

    fn event(writer: &mut W, package: Option<&str>, action: &str, output: &str) {
        let package = json::quote(package.unwrap_or(""));
        let mut line = format!("{{\"ImportPath\":{package},\"Action\":\"{action}\"");
        if !output.is_empty() {
            line.push_str(",\"Output\":");
            line.push_str(&json::quote(output));
        }
        line.push_str("}\n");
        // As above.
        let _ = writer.write_all(line.as_bytes());
    }
}

impl<W: Write + Send> EventSink for JsonSink<W> {
    fn output(&self, package: Option<&str>, text: &str) {
        if !text.is_empty() {
            let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Self::event(&mut writer, package, "build-output", text);
        }
    }

    fn failure(&self, package: Option<&str>, text: &str) {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for line in with_newline(text).split_inclusive('\n') {
            Self::event(&mut writer, package, "build-output", line);
        }
        Self::event(&mut writer, package, "build-fail", "");
    }
}

#[cfg(test)]
mod tests {
    use super::EventSink;
    use super::JsonSink;
    use super::TextSink;

    #[test]
    fn json_splits_failures_into_lines() {
        let sink = JsonSink::new(Vec::new());
        sink.output(None, "WORK=/tmp/x\n");
        sink.output(Some("p"), "");
        sink.failure(Some("p [p.test]"), "# p\nx.go:1:1: <bad>");
        let text = String::from_utf8(sink.0.into_inner().unwrap()).unwrap();
        assert_eq!(
            text,
            concat!(
                "{\"ImportPath\":\"\",\"Action\":\"build-output\",\"Output\":\"WORK=/tmp/x\\n\"}\n",
                "{\"ImportPath\":\"p [p.test]\",\"Action\":\"build-output\",\"Output\":\"# p\\n\"}\n",
                "{\"ImportPath\":\"p [p.test]\",\"Action\":\"build-output\",",
                "\"Output\":\"x.go:1:1: \\u003cbad\\u003e\\n\"}\n",
                "{\"ImportPath\":\"p [p.test]\",\"Action\":\"build-fail\"}\n",
            )
        );
    }

    #[test]
    fn text_ends_failures_with_a_newline() {
        let sink = TextSink::new(Vec::new());
        sink.output(Some("p"), "a");
        sink.failure(Some("p"), "b");
        assert_eq!(sink.0.into_inner().unwrap(), b"ab\n");
    }
}
