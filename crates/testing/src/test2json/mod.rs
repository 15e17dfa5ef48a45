//! Converts the output of a test to a stream of JSON events.
//!
//! A [`Converter`] gets the output in pieces of any size and passes on whole events with minimal
//! delay. It recognizes lines of the testing package (`=== RUN`, `--- PASS`) and attributes all
//! other output to the test that is running.
//! Counterpart: cmd/internal/test2json.

mod event;
mod line_buffer;
mod markers;
mod options;

pub use options::Options;

use std::time::Duration;
use std::time::Instant;

use vamos_base::golang::float;
use vamos_base::golang::unicode::trim_space;
use vamos_release::Release;

use event::Event;
use event::EventWriter;
use line_buffer::FRAMING;
use line_buffer::LineBuffer;
use line_buffer::Piece;
use markers::Markers;

/// Longer lines never come from the testing package.
const INPUT_BUFFER: usize = 4096;

/// Longer lines are written as several events.
const OUTPUT_BUFFER: usize = 1024;

/// Prefixes of lines about a test, and the action they report.
const UPDATES: [(&[u8], &str); 9] = [
    (b"=== RUN   ", "run"),
    (b"=== PAUSE ", "pause"),
    (b"=== CONT  ", "cont"),
    (b"=== NAME  ", "name"),
    (b"=== PASS  ", "pass"),
    (b"=== FAIL  ", "fail"),
    (b"=== SKIP  ", "skip"),
    (b"=== ATTR  ", "attr"),
    // The last: Go 1.25 does not have it.
    (b"=== ARTIFACTS ", "artifacts"),
];

/// Prefixes of lines with a test's result, after their indentation.
const REPORTS: [(&[u8], &str); 4] = [
    (b"--- PASS: ", "pass"),
    (b"--- FAIL: ", "fail"),
    (b"--- SKIP: ", "skip"),
    (b"--- BENCH: ", "bench"),
];

/// The indentation of one level of subtests.
const INDENT: &[u8] = b"    ";

/// The name line without a test, also when its trailing spaces were removed.
const EMPTY_NAME: &[u8] = b"=== NAME  \n";

/// Converts the output of one test binary.
pub struct Converter<S> {
    input: LineBuffer,
    state: State<S>,
}

/// All of a converter but the input that is not yet a line.
struct State<S> {
    events: EventWriter<S>,
    output: LineBuffer,
    release: Release,
    start: Instant,
    /// Results that were read and not yet written; a test's output follows its result.
    report: Vec<Event<'static>>,
    /// The result of the whole package, if it was reported.
    result: &'static str,
    failed_build: String,
    /// True if only lines with a mark are the testing package's.
    needs_mark: bool,
    /// True if a line of the testing package is being written.
    is_framing: bool,
    markers: Markers,
}

impl<S: FnMut(&[u8])> Converter<S> {
    /// Starts a conversion, which writes the first event to `sink`. The sink gets whole
    /// events with their line break.
    pub fn new(sink: S, package: &str, options: &Options) -> Self {
        let has_escapes = options.release.marks_test_errors();
        let mut events = EventWriter::new(sink, package, options);
        events.write(&Event {
            action: "start",
            ..Event::default()
        });
        Self {
            input: LineBuffer::new(INPUT_BUFFER, has_escapes),
            state: State {
                events,
                output: LineBuffer::new(OUTPUT_BUFFER, has_escapes),
                release: options.release,
                start: Instant::now(),
                report: Vec::new(),
                result: "",
                failed_build: String::new(),
                needs_mark: false,
                is_framing: false,
                markers: Markers::default(),
            },
        }
    }

    /// Adds a piece of the test's output.
    pub fn write(&mut self, bytes: &[u8]) {
        let state = &mut self.state;
        self.input.write(bytes, &mut |piece| match piece {
            Piece::Line(line) => state.line(line),
            Piece::Part(part) => state.write_output(part),
        });
    }

    /// Records how the test ended; without it, a test that printed no result has none.
    pub fn exited(&mut self, is_success: bool) {
        if !is_success {
            self.state.result = "fail";
        } else if self.state.result != "skip" {
            self.state.result = "pass";
        }
    }

    /// Records the package (`p [p.test]`) because of which the test could not be built.
    pub fn set_failed_build(&mut self, package: &str) {
        package.clone_into(&mut self.state.failed_build);
    }

    /// Ends the conversion: writes the remaining output, and the package's result.
    pub fn close(mut self) {
        let state = &mut self.state;
        self.input.flush(&mut |piece| match piece {
            Piece::Line(rest) | Piece::Part(rest) => state.write_output(rest),
        });
        state.flush_output();
        state.write_result();
    }
}

impl<S: FnMut(&[u8])> State<S> {
    /// Handles a whole line, which is written before or after the events it causes.
    fn line(&mut self, line: &[u8]) {
        let has_mark = line.first() == Some(&FRAMING);
        if self.needs_mark && !has_mark {
            self.write_output(line);
            return;
        }
        let mut line = line;
        if has_mark {
            self.flush_output();
            line = &line[1..];
        }
        let mut trimmed = line.strip_suffix(b"\n").unwrap_or(line);
        if trimmed.len() < line.len() {
            trimmed = trimmed.strip_suffix(b"\r").unwrap_or(trimmed);
        }
        if trimmed == EMPTY_NAME.trim_ascii_end() {
            line = EMPTY_NAME;
            trimmed = &EMPTY_NAME[..EMPTY_NAME.len() - 1];
        }
        if trimmed == b"PASS" || trimmed == b"FAIL" || trimmed.starts_with(b"FAIL\t") {
            self.flush_report(0);
            self.needs_mark = has_mark;
            self.write_framing(line);
            self.result = if trimmed == b"PASS" { "pass" } else { "fail" };
            return;
        }
        let is_skip = line.starts_with(b"?   \t") && trimmed.ends_with(b"\t[no test files]");
        if is_skip && self.report.is_empty() {
            self.result = "skip";
        }
        let all = UPDATES.len();
        let known = if self.release.reports_test_artifacts() {
            all
        } else {
            all - 1
        };
        if let Some((rest, action)) = strip_any(line, &UPDATES[..known]) {
            self.needs_mark = has_mark;
            self.update(line, action, trim_space(rest));
            return;
        }
        let (indent, unindented) = indentation(line);
        match strip_any(unindented, &REPORTS) {
            Some((rest, action)) => {
                self.report(line, indent, action, trim_space(rest), has_mark);
            }
            None => self.plain(line, indent),
        }
    }

    /// Writes output, which belongs to the subtest that its indentation shows.
    fn plain(&mut self, line: &[u8], indent: usize) {
        let level = indent.checked_sub(1).and_then(|at| self.report.get(at));
        if let Some(report) = level {
            self.events.test_name.clone_from(&report.test);
        }
        self.write_output(line);
    }

    /// Handles a line with a result: it is written as output now, and as an event when the
    /// output that follows it is complete.
    fn report(
        &mut self,
        line: &[u8],
        indent: usize,
        action: &'static str,
        rest: &[u8],
        has_mark: bool,
    ) {
        let (name, elapsed) = split_elapsed(rest);
        if self.report.len() < indent {
            // Deeper than the tests that are running.
            self.write_output(line);
            return;
        }
        self.needs_mark = has_mark;
        self.flush_report(indent);
        self.events.test_name = name.to_vec();
        self.report.push(Event {
            action,
            test: name.to_vec(),
            elapsed: elapsed.filter(|_| self.events.has_times()),
            ..Event::default()
        });
        self.write_framing(line);
    }

    /// Handles a line about a test that is running.
    fn update(&mut self, line: &[u8], action: &'static str, rest: &[u8]) {
        let mut event = Event {
            action,
            ..Event::default()
        };
        let mut name = rest;
        if action == "artifacts" {
            let (test, path) = cut_space(rest);
            name = test;
            event.path = path.to_vec();
        } else if action == "attr" {
            let (test, attribute) = cut_space(rest);
            name = test;
            let (key, value) = cut_space(attribute);
            event.key = key.to_vec();
            event.value = value.to_vec();
        }
        self.flush_report(0);
        self.events.test_name = name.to_vec();
        match action {
            // It only makes the test the current one.
            "name" => {}
            "pause" => {
                // Else the test would seem to print right after it was paused.
                self.write_framing(line);
                self.events.write(&event);
            }
            _ => {
                self.events.write(&event);
                self.write_framing(line);
            }
        }
    }

    /// Writes the results that wait, down to this level.
    fn flush_report(&mut self, depth: usize) {
        self.events.test_name.clear();
        while self.report.len() > depth
            && let Some(event) = self.report.pop()
        {
            self.events.write(&event);
        }
    }

    /// Writes a line of the testing package as output.
    fn write_framing(&mut self, line: &[u8]) {
        self.is_framing = true;
        self.write_output(line);
        self.is_framing = false;
    }

    fn write_output(&mut self, bytes: &[u8]) {
        let (output, events, markers) = (&mut self.output, &mut self.events, &mut self.markers);
        let (release, is_framing) = (self.release, self.is_framing);
        output.write(bytes, &mut |piece| {
            write_piece(events, markers, release, is_framing, piece);
        });
    }

    fn flush_output(&mut self) {
        let (output, events, markers) = (&mut self.output, &mut self.events, &mut self.markers);
        let (release, is_framing) = (self.release, self.is_framing);
        output.flush(&mut |piece| write_piece(events, markers, release, is_framing, piece));
    }

    fn write_result(&mut self) {
        if self.result.is_empty() {
            return;
        }
        let elapsed = self.start.elapsed();
        let failed_build = match self.result {
            "fail" => self.failed_build.as_str(),
            _ => "",
        };
        self.events.write(&Event {
            action: self.result,
            elapsed: self.events.has_times().then(|| rounded_seconds(elapsed)),
            failed_build,
            ..Event::default()
        });
    }
}

/// Writes a piece of output as one event, or where errors are marked, as one for each kind
/// of output in it.
fn write_piece<S: FnMut(&[u8])>(
    events: &mut EventWriter<S>,
    markers: &mut Markers,
    release: Release,
    is_framing: bool,
    piece: Piece<'_>,
) {
    let (Piece::Line(bytes) | Piece::Part(bytes)) = piece;
    let mut write = |output: &[u8], output_type| {
        events.write(&Event {
            action: "output",
            output: Some(output),
            output_type,
            ..Event::default()
        });
    };
    if release.marks_test_errors() {
        markers.split(is_framing, bytes, write);
    } else {
        write(bytes, "");
    }
}

/// Removes the first of the prefixes that fits.
fn strip_any<'l>(
    line: &'l [u8],
    known: &[(&[u8], &'static str)],
) -> Option<(&'l [u8], &'static str)> {
    known
        .iter()
        .find_map(|(prefix, action)| Some((line.strip_prefix(*prefix)?, *action)))
}

/// Returns the number of indentation levels of a line, and the rest of the line.
fn indentation(line: &[u8]) -> (usize, &[u8]) {
    let mut rest = line;
    let mut levels = 0;
    while let Some(shorter) = rest.strip_prefix(INDENT) {
        rest = shorter;
        levels += 1;
    }
    (levels, rest)
}

/// Splits `name (1.23s)`.
fn split_elapsed(text: &[u8]) -> (&[u8], Option<f64>) {
    let Some(at) = text.windows(2).position(|pair| pair == b" (") else {
        return (text, None);
    };
    let seconds = text[at + 2..].strip_suffix(b"s)");
    let seconds = seconds.and_then(|seconds| std::str::from_utf8(seconds).ok());
    (
        &text[..at],
        seconds.and_then(|seconds| float::parse(seconds).ok()),
    )
}

/// Splits at the first space, which is dropped.
fn cut_space(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|&byte| byte == b' ') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, b""),
    }
}

/// Returns the seconds of `elapsed`, rounded to milliseconds.
fn rounded_seconds(elapsed: Duration) -> f64 {
    let millis = u64::try_from((elapsed.as_nanos() + 500_000) / 1_000_000).unwrap_or(u64::MAX);
    let (seconds, millis) = (millis / 1000, millis % 1000);
    #[expect(
        clippy::cast_precision_loss,
        reason = "far below 2^53, and Go converts too"
    )]
    let seconds = seconds as f64 + (millis * 1_000_000) as f64 / 1e9;
    seconds
}

#[cfg(test)]
mod tests;
