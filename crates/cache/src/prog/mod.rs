//! A build cache in a separate program: GOCACHEPROG.
//!
//! Lookups wait for the program, stores do not: they are queued and sent while the build continues.
//! A lookup of something in the queue waits for it, as does the end of the build. A program that
//! dies or violates the protocol ends the command.
//! Counterpart: cmd/go/internal/cache/prog.go (`ProgCache`).

mod link;
mod puts;
mod scan;
mod shared;
mod wire;

pub(crate) use scan::ScanError;
pub(crate) use scan::next_value;

use std::io::Read;
use std::io::Write;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_base::golang::quote::quote;
use vamos_base::golang::quoted;
use vamos_fsys::proc::Dialog;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;
use vamos_sched::detached;

use crate::ActionId;
use crate::CacheError;
use crate::Capabilities;
use crate::Clock;
use crate::Entry;
use crate::LocalStore;
use crate::OutputId;
use crate::Store;
use crate::Value;
use link::Link;
use puts::Body;
use puts::Puts;
use wire::Command;
use wire::Response;

/// Waiting time after which the user is informed.
const PATIENCE: Duration = Duration::from_secs(5);

/// The settings with which a cache program is started.
pub struct ProgConfig<'a> {
    /// GOCACHEPROG: the program and its arguments, quoted where necessary.
    pub command: &'a str,
    /// PATH.
    pub path: &'a str,
    /// The program's environment.
    pub env: Arc<[(String, String)]>,
    /// The working directory of the command.
    pub cwd: &'a str,
    /// Returns the time for entries that the program returns without one.
    pub clock: Clock,
    /// Ends waiting.
    pub cancel: Cancel,
    /// Called with messages for the user during a wait.
    pub log: Box<dyn Fn(&str) + 'a>,
    /// Called with the reason when the command must end, from another thread, at most once.
    pub on_fatal: Box<dyn Fn(&str) + Send + Sync>,
}

/// A store that uses a cache program, and a local directory for data that is useful only on this
/// machine.
pub struct ProgStore {
    shared: Arc<Shared>,
    can_get: bool,
    can_close: bool,
    local: LocalStore,
    clock: Clock,
    child: Mutex<Option<Dialog>>,
}

impl ProgStore {
    /// Starts the program and waits for the list of its commands (`startCacheProg`). An error is
    /// the complete line with which the command ends.
    pub fn start(config: ProgConfig<'_>, local: LocalStore) -> Result<Self, String> {
        let mut words =
            quoted::split(config.command).map_err(|error| format!("GOCACHEPROG args: {error}"))?;
        let name = words.first().cloned().unwrap_or_default();
        let failed = |error: &dyn std::fmt::Display| {
            format!(
                "error starting GOCACHEPROG program {}: {error}",
                quote(&name)
            )
        };
        if name.is_empty() {
            return Err(failed(&"exec: no command"));
        }
        if !name.contains('/') {
            words[0] = look_path(&name, config.path).map_err(|error| failed(&error))?;
        }
        let spawn = Spawn {
            argv: words,
            env: Arc::clone(&config.env),
            extra_env: Vec::new(),
            dir: config.cwd.to_owned(),
            streams: Streams::Inherit,
        };
        let mut child = Dialog::start(&spawn).map_err(|error| failed(&error))?;
        let (stdin, stdout) = child.pipes().ok_or_else(|| failed(&"no pipes"))?;
        let store = Self::talk(&name, config, local, stdin, stdout)?;
        *store.child.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
        Ok(store)
    }

    /// Communicates with a program over two pipes.
    fn talk(
        name: &str,
        config: ProgConfig<'_>,
        local: LocalStore,
        stdin: impl Write + Send + 'static,
        stdout: impl Read + Send + 'static,
    ) -> Result<Self, String> {
        let (sender, receiver) = mpsc::channel();
        let complaint = Arc::new(Mutex::new(None));
        let shared = Arc::new(Shared {
            link: Link::new(
                Box::new(stdin),
                Box::new(move |response| drop(sender.send(response))),
                until_started(Arc::clone(&complaint), config.on_fatal),
            ),
            puts: Puts::new(config.cancel),
            files: Mutex::default(),
        });
        let reader = Arc::clone(&shared);
        detached("cacheprog-read", move || reader.link.read_answers(stdout))
            .map_err(|error| format!("StdoutPipe to GOCACHEPROG: {error}"))?;
        let first = loop {
            match receiver.recv_timeout(PATIENCE) {
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    (config.log)(&format!("# still waiting for GOCACHEPROG {name} ..."));
                }
                answered => break answered.ok().flatten(),
            }
        };
        let complaints = || complaint.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Response { known_commands, .. }) = first else {
            let complaint = complaints().take();
            return Err(complaint.unwrap_or_else(|| CacheError::ProgClosed.to_string()));
        };
        if known_commands.is_empty() {
            return Err(format!("GOCACHEPROG {name} declared no supported commands"));
        }
        // From here on, `on_fatal` receives the complaints.
        if let Some(complaint) = complaints().replace(String::new()) {
            return Err(complaint);
        }
        let can = |command: &str| known_commands.iter().any(|known| known == command);
        if can("put") {
            let writer = Arc::clone(&shared);
            detached("cacheprog-put", move || shared::send_all(&writer))
                .map_err(|error| format!("StdinPipe to GOCACHEPROG: {error}"))?;
        } else {
            shared.puts.refuse();
        }
        Ok(Self {
            shared,
            can_get: can("get"),
            can_close: can("close"),
            local,
            clock: config.clock,
            child: Mutex::new(None),
        })
    }

    fn entry_of(&self, response: &Response) -> Option<Entry> {
        if !response.err.is_empty() || response.is_miss || response.disk_path.is_empty() {
            return None;
        }
        let mut output = [0; 32];
        output
            .get_mut(..response.output.len())?
            .copy_from_slice(&response.output);
        let now = || i64::try_from((self.clock)()).unwrap_or(0);
        Some(Entry {
            output: OutputId(Digest(output)),
            size: u64::try_from(response.size).ok()?,
            time_ns: response.time_ns.unwrap_or_else(now),
        })
    }
}

/// Stores an error during the start for the code that starts the program; passes later ones on.
fn until_started(
    complaint: Arc<Mutex<Option<String>>>,
    on_fatal: Box<dyn Fn(&str) + Send + Sync>,
) -> link::OnFatal {
    Box::new(move |text| {
        let mut first = complaint.lock().unwrap_or_else(PoisonError::into_inner);
        let is_started = first.is_some();
        if !is_started {
            *first = Some(text.to_owned());
        }
        drop(first);
        if is_started {
            on_fatal(text);
        }
    })
}

impl Store for ProgStore {
    fn get(&self, id: &ActionId) -> Option<Entry> {
        // Without this wait, the answer could describe the state before the queued value.
        let _ = self.shared.puts.wait(id);
        if !self.can_get {
            return None;
        }
        let response = self.shared.link.ask(Command::Get(*id))?;
        let entry = self.entry_of(&response)?;
        self.shared.files().insert(entry.output, response.disk_path);
        Some(entry)
    }

    fn get_file(&self, id: &ActionId) -> Option<(String, Entry)> {
        let entry = self.get(id)?;
        let file = self.output_file(&entry.output);
        let meta = uncached::stat(&file).ok()?;
        (meta.size == entry.size).then_some((file, entry))
    }

    fn get_bytes(&self, id: &ActionId) -> Option<(Vec<u8>, Entry)> {
        let entry = self.get(id)?;
        let bytes = uncached::read(&self.output_file(&entry.output)).ok()?;
        (Digest::of(&bytes) == entry.output.0).then_some((bytes, entry))
    }

    fn put(&self, id: &ActionId, value: Value<'_>) -> Result<OutputId, CacheError> {
        let output = OutputId(value.digest());
        let body = match value {
            Value::Bytes(data) | Value::Hashed(data, _) | Value::Unverified(data) => {
                Body::Bytes(data.into())
            }
            Value::File(file) => Body::File(file.path.to_owned(), file.size),
        };
        self.shared.puts.push(*id, output, body);
        if self.shared.link.is_broken() {
            Err(CacheError::ProgClosed)
        } else {
            Ok(output)
        }
    }

    fn output_file(&self, output: &OutputId) -> String {
        self.shared.puts.wait_for_output(output);
        self.shared.files().get(output).cloned().unwrap_or_default()
    }

    fn dir(&self) -> &str {
        self.local.dir()
    }

    fn capabilities(&self) -> Capabilities<'_> {
        Capabilities::default()
    }

    fn settle(&self, id: &ActionId) -> Result<(), CacheError> {
        self.shared.puts.wait(id)
    }

    fn flush(&self) -> Result<(), CacheError> {
        self.shared.puts.wait_for_all();
        if self.shared.link.is_broken() {
            Err(CacheError::ProgClosed)
        } else {
            Ok(())
        }
    }

    fn close(&self) -> Result<(), CacheError> {
        self.flush()?;
        let link = &self.shared.link;
        link.begin_closing();
        let response = if self.can_close {
            link.ask(Command::Close)
        } else {
            None
        };
        link.hang_up();
        self.shared.puts.refuse();
        if let Some(child) = &mut *self.child.lock().unwrap_or_else(PoisonError::into_inner) {
            // A program that closes its stdout and keeps running is not waited for.
            let _ = child.reap();
        }
        if link.is_broken() {
            return Err(CacheError::ProgClosed);
        }
        match response {
            Some(response) if !response.err.is_empty() => Err(CacheError::Prog {
                message: response.err,
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;

use shared::Shared;
