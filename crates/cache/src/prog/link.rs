//! The connection to a cache program: sends requests, passes each answer to the thread that
//! waits for it, and handles a program that dies or violates the protocol.
//!
//! One thread reads answers. A request is written by the thread that makes it, one at a time.
//! Counterpart: cmd/go/internal/cache/prog.go (`readLoop`, `send`, `writeToChild`).

use std::collections::HashMap;
use std::io;
use std::io::BufReader;
use std::io::BufWriter;
use std::io::Read;
use std::io::Write;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::mpsc;

use super::scan::ScanError;
use super::scan::next_value;
use super::wire::Command;
use super::wire::Response;
use super::wire::write_body;

/// Called once with the reason when the command must end.
pub(super) type OnFatal = Box<dyn Fn(&str) + Send + Sync>;

/// Receives the answer to a request; `None` if there will be none.
pub(super) type Answer = Box<dyn FnOnce(Option<Response>) + Send>;

/// A connection, open or closed.
pub(super) struct Link {
    state: Mutex<State>,
    /// The reader thread has ended.
    ended: Condvar,
    stdin: Mutex<Option<BufWriter<Box<dyn Write + Send>>>>,
    on_fatal: OnFatal,
}

struct State {
    next_id: i64,
    /// Callbacks of the requests without an answer; `None` once there can be no more answers.
    waiting: Option<HashMap<i64, Answer>>,
    is_closing: bool,
    has_ended: bool,
    is_broken: bool,
}

impl State {
    /// Removes and returns the callback of a request.
    fn take(&mut self, id: i64) -> Option<Answer> {
        self.waiting.as_mut()?.remove(&id)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The guarded value is consistent after every statement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    /// Returns a connection; the first answer, which has no request, is passed to `first`.
    pub(super) fn new(stdin: Box<dyn Write + Send>, first: Answer, on_fatal: OnFatal) -> Self {
        Self {
            state: Mutex::new(State {
                next_id: 0,
                waiting: Some(HashMap::from([(0, first)])),
                is_closing: false,
                has_ended: false,
                is_broken: false,
            }),
            ended: Condvar::new(),
            stdin: Mutex::new(Some(BufWriter::new(stdin))),
            on_fatal,
        }
    }

    /// Reads answers until there are no more.
    pub(super) fn read_answers(&self, stdout: impl Read) {
        let mut reader = BufReader::new(stdout);
        let complaint = loop {
            let failed = |text: &dyn std::fmt::Display| {
                format!("error reading JSON from GOCACHEPROG: {text}")
            };
            let value = match next_value(&mut reader) {
                Ok(value) => value,
                Err(ScanError::End) => {
                    let count = locked(&self.state).waiting.as_ref().map_or(0, HashMap::len);
                    break format!("GOCACHEPROG exited pre-Close with {count} pending requests");
                }
                Err(error) => break failed(&error),
            };
            let response = match Response::parse(&value) {
                Ok(response) => response,
                Err(error) => break failed(&error),
            };
            let id = response.id;
            let mut state = locked(&self.state);
            let answer = state.take(id);
            drop(state);
            match answer {
                Some(answer) => answer(Some(response)),
                None => break format!("GOCACHEPROG sent response for unknown request ID {id}"),
            }
        };
        self.end(&complaint);
    }

    /// Handles the end of all answers. If it is unexpected, the command must end: `on_fatal` is
    /// called before the waiting threads are woken.
    fn end(&self, complaint: &str) {
        let mut state = locked(&self.state);
        let waiting = state.waiting.take();
        state.is_broken = !state.is_closing;
        let is_broken = state.is_broken;
        drop(state);
        if is_broken {
            (self.on_fatal)(complaint);
        }
        for (_, answer) in waiting.into_iter().flatten() {
            answer(None);
        }
        locked(&self.state).has_ended = true;
        self.ended.notify_all();
    }

    /// Sends a request, and its body if it has one; `answer` is called in any case.
    pub(super) fn send(&self, command: Command, body: &mut dyn Read, answer: Answer) {
        let mut state = locked(&self.state);
        let id = state.next_id + 1;
        match &mut state.waiting {
            Some(waiting) => drop(waiting.insert(id, answer)),
            None => {
                drop(state);
                return answer(None);
            }
        }
        state.next_id = id;
        drop(state);
        if self.write(command, id, body).is_err() {
            // If the program is gone, the reader thread notices it as well.
            let mut state = locked(&self.state);
            let answer = state.take(id);
            drop(state);
            if let Some(answer) = answer {
                answer(None);
            }
        }
    }

    fn write(&self, command: Command, id: i64, body: &mut dyn Read) -> io::Result<()> {
        let mut stdin = locked(&self.stdin);
        let out = stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut write = || {
            out.write_all(&command.line(id))?;
            if let Command::Put(_, _, size @ 1..) = command {
                write_body(out, body, size)?;
            }
            out.flush()
        };
        let written = write();
        if written.is_err() {
            // After a partial request the program cannot parse anything further.
            *stdin = None;
        }
        written
    }

    /// Sends a request and waits for its answer.
    pub(super) fn ask(&self, command: Command) -> Option<Response> {
        let (sender, receiver) = mpsc::channel();
        let answer = Box::new(move |response| {
            // The thread that sent the request waits for it.
            let _ = sender.send(response);
        });
        self.send(command, &mut io::empty(), answer);
        receiver.recv().ok().flatten()
    }

    /// Begins to close: the end of the program is expected from now on.
    pub(super) fn begin_closing(&self) {
        locked(&self.state).is_closing = true;
    }

    /// Closes the program's stdin and waits until it has closed its stdout.
    pub(super) fn hang_up(&self) {
        *locked(&self.stdin) = None;
        let mut state = locked(&self.state);
        while !state.has_ended {
            state = self
                .ended
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Reports whether the program ended or violated the protocol before the end was expected.
    pub(super) fn is_broken(&self) -> bool {
        locked(&self.state).is_broken
    }
}
