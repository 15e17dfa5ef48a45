//! Destinations of a test's output: the console at once, converted to JSON or not, a buffer that is
//! printed or stored later, and a record of events.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`).

use std::sync::Arc;

use vamos_fsys::PathError;

use crate::output::Console;
use crate::record::Recorded;
use crate::record::Recorder;
use crate::settings::Settings;
use crate::test2json::Converter;
use crate::test2json::Options;

/// Writes an event to the console.
type Write = Box<dyn FnMut(&[u8]) + Send>;

/// Makes events of output.
type Events = Converter<Write>;

/// The output of one test.
pub(crate) struct Sink {
    /// Output is printed at once.
    console: Option<Arc<dyn Console>>,
    /// Converter of printed output.
    events: Option<Events>,
    /// The output so far, if it is buffered.
    buffer: Option<Vec<u8>>,
    /// The events so far, if they are recorded.
    record: Option<Recorder>,
    /// True if the printed text is made from the record.
    prints_record: bool,
    /// The output of a test that passed is printed, too.
    streams: bool,
}

/// Remaining output of a test that ended.
pub(crate) struct RemainingOutput {
    /// Output to print.
    pub(crate) output: Vec<u8>,
    /// Events, if they were recorded.
    pub(crate) recorded: Option<Recorded>,
}

impl Sink {
    /// Begins the output of a package's test.
    pub(crate) fn new(settings: &Settings, package: &str) -> Self {
        let is_json = settings.flags.is_on("json");
        let is_alone = settings.packages == 1 || settings.parallel == 1;
        let is_shown = settings.flags.shows_passed() && is_alone || is_json;
        let streams = settings.streams();
        let console = || Arc::clone(&settings.console);
        let options = || Options {
            release: settings.release,
            zone: Some(settings.zone.clone()),
        };
        let events = is_json.then(|| {
            let console = console();
            // As upstream, the converter ignores errors.
            let write: Write = Box::new(move |event| {
                let _ = console.write(event);
            });
            Converter::new(write, package, &options())
        });
        let prints_record = settings.flags.records_quietly();
        let records = !settings.flags.text("junit").is_empty();
        let is_kept = !streams || records || settings.flags.retries() > 0;
        let is_shown = (streams || is_shown) && !prints_record;
        Self {
            console: is_shown.then(console),
            events,
            buffer: is_kept.then(Vec::new),
            record: records.then(|| Recorder::new(package, &options())),
            prints_record,
            streams,
        }
    }

    /// Reports whether a child can write to our stdout itself.
    pub(crate) fn is_direct(&self) -> bool {
        self.events.is_none() && self.buffer.is_none()
    }

    /// Reports whether output was printed immediately.
    pub(crate) fn is_seen(&self) -> bool {
        self.streams && self.console.is_some()
    }

    /// Returns the buffered output; nothing if it is not buffered.
    pub(crate) fn kept(&self) -> &[u8] {
        self.buffer.as_deref().unwrap_or_default()
    }

    /// Truncates the buffer to `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        if let Some(buffer) = &mut self.buffer {
            buffer.truncate(length);
        }
    }

    /// Starts a new attempt.
    pub(crate) fn next_attempt(&mut self) {
        if let Some(record) = &mut self.record {
            record.next_attempt();
        }
    }

    /// Adds a line of our own. Upstream ignores errors of printing it.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let _ = self.pass_on(bytes);
    }

    /// Adds output of a test. Output that could not be printed is not buffered, as upstream.
    pub(crate) fn pass_on(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        if let Some(record) = &mut self.record {
            record.write(bytes);
        }
        match (&mut self.events, &self.console) {
            (Some(events), _) => events.write(bytes),
            (None, Some(console)) => console.write(bytes)?,
            (None, None) => {}
        }
        if let Some(buffer) = &mut self.buffer {
            buffer.extend_from_slice(bytes);
        }
        Ok(())
    }

    /// Records the package because of which the test could not be built.
    pub(crate) fn set_failed_build(&mut self, package: &str) {
        if let Some(events) = &mut self.events {
            events.set_failed_build(package);
        }
    }

    /// Ends the output.
    pub(crate) fn end(mut self, is_success: bool) -> RemainingOutput {
        if let Some(mut events) = self.events.take() {
            events.exited(is_success);
            events.close();
        }
        let recorded = self.record.map(|record| record.end(is_success));
        let output = match (&recorded, &self.console) {
            (Some(recorded), _) if self.prints_record => recorded.text(self.streams).into_bytes(),
            (_, Some(_)) => Vec::new(),
            (_, None) => self.buffer.unwrap_or_default(),
        };
        RemainingOutput { output, recorded }
    }
}
