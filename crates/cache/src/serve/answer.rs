//! Answers to the go command: one line of JSON for each request.
//!
//! Counterpart: cmd/go/internal/cacheprog/cacheprog.go (`Response`).

use std::io::Write;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_base::golang::base64;
use vamos_base::golang::json::Writer;
use vamos_base::golang::time::Time;

use crate::Entry;

/// The connection to the go command.
pub(super) struct Answers {
    stdout: Mutex<Box<dyn Write + Send>>,
    /// True when the go command has closed the connection.
    is_broken: AtomicBool,
}

impl Answers {
    pub(super) fn new(stdout: Box<dyn Write + Send>) -> Self {
        Self {
            stdout: Mutex::new(stdout),
            is_broken: AtomicBool::new(false),
        }
    }

    /// Reports whether the go command has ended.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Relaxed)
    }

    fn send(&self, id: i64, fields: impl FnOnce(&mut Writer)) {
        let mut json = Writer::compact();
        json.begin_object();
        json.int_field("ID", id);
        fields(&mut json);
        json.end_object();
        json.newline();
        let line = json.finish();
        let mut stdout = self.stdout.lock().unwrap_or_else(PoisonError::into_inner);
        let written = stdout.write_all(&line).and_then(|()| stdout.flush());
        if written.is_err() {
            self.is_broken.store(true, Ordering::Relaxed);
        }
    }

    /// Sends the first message.
    pub(super) fn greet(&self) {
        self.send(0, |json| {
            json.strings_field("KnownCommands", &["get", "put", "close"]);
        });
    }

    pub(super) fn found(&self, id: i64, path: &str, entry: &Entry) {
        let time = Time::from_unix(0, entry.time_ns).rfc3339_nano(0);
        self.send(id, |json| {
            json.string_field("OutputID", &base64::encode(&entry.output.0.0));
            if entry.size > 0 {
                json.key("Size");
                json.uint(entry.size);
            }
            json.string_field("Time", &time);
            json.string_field("DiskPath", path);
        });
    }

    pub(super) fn missed(&self, id: i64) {
        self.send(id, |json| json.bool_field("Miss", true));
    }

    pub(super) fn stored(&self, id: i64, path: &str) {
        self.send(id, |json| json.string_field("DiskPath", path));
    }

    pub(super) fn fail(&self, id: i64, error: &str) {
        self.send(id, |json| json.string_field("Err", error));
    }

    pub(super) fn close(&self, id: i64) {
        self.send(id, |_| {});
    }
}
