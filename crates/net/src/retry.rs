//! The repetition of failed requests: conditions and pauses.
//!
//! Upstream never repeats a request. vamos repeats one up to twice within seconds if the
//! failure is likely to be temporary (a broken connection, an overloaded server). If all
//! attempts fail, the last result is reported with the official text.
//! Counterpart: none.

use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use vamos_base::Cancel;

use crate::client::Response;
use crate::error::Error;

/// The maximum number of attempts for one request.
const ATTEMPTS: u32 = 3;
/// The maximum pause that a server may request.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The first pause; each later one is four times as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Counts the attempts for one request.
#[derive(Debug)]
pub struct Retry<'a> {
    cancel: &'a Cancel,
    attempt: u32,
}

impl<'a> Retry<'a> {
    /// Returns the state before the first attempt.
    pub fn new(cancel: &'a Cancel) -> Self {
        Self { cancel, attempt: 1 }
    }

    /// Waits and returns true if a failed attempt should be repeated.
    pub fn after_error(&mut self, error: &Error) -> bool {
        match error {
            Error::Request { cause, .. } if cause.is_transient() => self.pause(Duration::ZERO),
            _ => false,
        }
    }

    /// Waits and returns true if a response is a temporary failure and the request should be
    /// repeated.
    pub fn after_answer(&mut self, response: &Response) -> bool {
        if !matches!(response.code, 429 | 500 | 502 | 503 | 504) {
            return false;
        }
        let asked = response.headers.get("Retry-After").trim().parse::<u64>();
        match asked.map(Duration::from_secs) {
            Ok(asked) if asked > LONGEST_PAUSE => false,
            Ok(asked) => self.pause(asked),
            Err(_) => self.pause(Duration::ZERO),
        }
    }

    fn pause(&mut self, at_least: Duration) -> bool {
        if self.attempt >= ATTEMPTS {
            return false;
        }
        let usual = FIRST_PAUSE * 4_u32.pow(self.attempt - 1);
        self.attempt += 1;
        // A jitter, so that clients that failed at the same time do not retry at the same
        // time.
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let jitter = now.map_or(0, |now| now.subsec_nanos()) % 1000;
        let pause = at_least.max(usual / 2) + usual * jitter / 1000;
        let end = Instant::now() + pause;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            if self.cancel.is_cancelled() {
                return false;
            }
            std::thread::sleep(left.min(Duration::from_millis(50)));
        }
        true
    }
}
