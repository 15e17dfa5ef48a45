//! Where the output of one test goes: to the console at once, converted to JSON or not, and
//! to a buffer that is printed or stored later.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`).

use std::sync::Arc;

use crate::output::Console;
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
    /// What is printed is converted.
    events: Option<Events>,
    /// The output so far, if it is kept.
    buffer: Option<Vec<u8>>,
}

impl Sink {
    /// Begins the output of a package's test.
    pub(crate) fn new(settings: &Settings, package: &str) -> Self {
        let is_json = settings.flags.is_on("json");
        let is_alone = settings.packages == 1 || settings.parallel == 1;
        let is_shown = settings.flags.shows_passed() && is_alone || is_json;
        let streams = settings.streams();
        let console = || Arc::clone(&settings.console);
        let events = is_json.then(|| {
            let options = Options {
                release: settings.release,
                zone: Some(settings.zone.clone()),
            };
            let console = console();
            let write: Write = Box::new(move |event| console.write(event));
            Converter::new(write, package, &options)
        });
        Self {
            console: (streams || is_shown).then(console),
            events,
            buffer: (!streams).then(Vec::new),
        }
    }

    /// Reports whether a child can write to our stdout itself.
    pub(crate) fn is_direct(&self) -> bool {
        self.events.is_none() && self.buffer.is_none()
    }

    /// Reports whether output is kept.
    pub(crate) fn is_kept(&self) -> bool {
        self.buffer.is_some()
    }

    /// Returns the kept output; nothing if it is not kept.
    pub(crate) fn kept(&self) -> &[u8] {
        self.buffer.as_deref().unwrap_or_default()
    }

    /// Keeps what comes from now on only.
    pub(crate) fn clear(&mut self) {
        if let Some(buffer) = &mut self.buffer {
            buffer.clear();
        }
    }

    /// Adds output.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        match (&mut self.events, &self.console) {
            (Some(events), _) => events.write(bytes),
            (None, Some(console)) => console.write(bytes),
            (None, None) => {}
        }
        if let Some(buffer) = &mut self.buffer {
            buffer.extend_from_slice(bytes);
        }
    }

    /// Records the package because of which the test could not be built.
    pub(crate) fn set_failed_build(&mut self, package: &str) {
        if let Some(events) = &mut self.events {
            events.set_failed_build(package);
        }
    }

    /// Ends the output; returns what is still to be printed.
    pub(crate) fn end(mut self, is_success: bool) -> Vec<u8> {
        if let Some(mut events) = self.events.take() {
            events.exited(is_success);
            events.close();
        }
        match self.console {
            Some(_) => Vec::new(),
            None => self.buffer.unwrap_or_default(),
        }
    }
}
