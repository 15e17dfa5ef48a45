//! The headers that authenticate this client: fixed ones, and headers from a credential helper.
//!
//! The helper is called before the first request, and again when its credentials expire. They are
//! kept in memory only.
//! Counterpart: none; the protocol is Bazel's for credential helpers: the program is called with
//! `get`, reads `{"uri": "https://host/"}` and writes `{"headers": {"name": ["value"]}, "expires":
//! "2006-01-02T15:04:05Z"}`.

use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

use http::HeaderMap;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::sync::oneshot;
use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_base::golang::time::Time;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Outcome;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_sched::detached;

use crate::Connection;
use crate::CredentialHelper;
use crate::Endpoint;
use crate::Header;
use crate::RemoteError;
use crate::health::Health;

/// The time limit of a helper.
pub(crate) const LIMIT: Duration = Duration::from_secs(3);

/// The interval at which the wait for a helper is reported: a slow helper is not a stalled server.
const REPORT: Duration = Duration::from_millis(500);

/// Time before their expiry at which credentials are replaced, in seconds.
const MARGIN: i64 = 30;

/// The lifetime of credentials without an expiry, in seconds; Bazel's default.
pub(crate) const DEFAULT_LIFE: i64 = 30 * 60;

/// The headers of requests.
pub(crate) struct Credentials {
    fixed: HeaderMap,
    helper: Option<CredentialHelper>,
    uri: String,
    health: Arc<Health>,
    /// The last result of the helper; a failure is final.
    latest: Mutex<Option<Result<Returned, RemoteError>>>,
}

/// The result of a helper.
#[derive(Clone)]
struct Returned {
    headers: Vec<Header>,
    /// The time of the next call, in seconds since 1970.
    end: i64,
}

impl Credentials {
    pub(crate) fn new(endpoint: &Endpoint, connection: &Connection, health: Arc<Health>) -> Self {
        let mut fixed = HeaderMap::new();
        for header in &connection.headers {
            fixed.append(header.name.clone(), header.value.clone());
        }
        Self {
            fixed,
            helper: connection.helper.clone(),
            uri: uri(endpoint),
            health,
            latest: Mutex::new(None),
        }
    }

    /// Returns the headers of a request.
    pub(crate) async fn headers(&self) -> Result<HeaderMap, RemoteError> {
        let mut headers = self.fixed.clone();
        let Some(helper) = &self.helper else {
            return Ok(headers);
        };
        let mut latest = self.latest.lock().await;
        let is_good = |latest: &Result<Returned, _>| match latest {
            Ok(returned) => returned.end > now(),
            Err(_) => true,
        };
        if !latest.as_ref().is_some_and(is_good) {
            *latest = Some(self.ask(helper).await);
        }
        if let Some(returned) = &*latest {
            for header in returned.clone()?.headers {
                headers.append(header.name, header.value);
            }
        }
        Ok(headers)
    }

    async fn ask(&self, helper: &CredentialHelper) -> Result<Returned, RemoteError> {
        let problem = |text: String| RemoteError::Helper {
            program: helper.program.clone(),
            text,
        };
        let path = helper.env.iter().rfind(|(name, _)| name == "PATH");
        let path = path.map_or("", |(_, value)| value.as_str());
        let program = look_path(&helper.program, path);
        let program = program.map_err(|error| problem(error.to_string()))?;
        let spawn = Spawn {
            argv: vec![program, "get".to_owned()],
            env: Arc::clone(&helper.env),
            extra_env: Vec::new(),
            dir: String::new(),
            streams: Streams::Separate,
        };
        let request = serde_json::json!({ "uri": self.uri }).to_string();
        let outcome = self.run(spawn, request).await.map_err(problem)?;
        match outcome.exit {
            Exit::Code(0) => parse(&outcome.stdout, now()).map_err(problem),
            exit => Err(problem(exit.to_string())),
        }
    }

    /// Runs a program on a separate thread; kills it if it exceeds the time limit.
    async fn run(&self, spawn: Spawn, input: String) -> Result<Outcome, String> {
        let executor = Arc::new(LocalExecutor::new());
        let cancel = Cancel::new();
        let (sender, mut receiver) = oneshot::channel();
        let (own, cancelled) = (Arc::clone(&executor), cancel.clone());
        let run = move || {
            let outcome = own.run_fed(&spawn, input.as_bytes(), &cancelled);
            // The receiver is gone if the time limit was exceeded.
            let _ = sender.send(outcome.map_err(|error| error.to_string()));
        };
        detached("remote-helper", run).map_err(|error| error.to_string())?;
        let end = tokio::time::Instant::now() + LIMIT;
        loop {
            if let Ok(done) = tokio::time::timeout(REPORT, &mut receiver).await {
                return done.unwrap_or_else(|_| Err("the thread panicked".to_owned()));
            }
            if tokio::time::Instant::now() >= end {
                cancel.cancel();
                executor.kill_all();
                return Err(format!("no answer after {} ms", LIMIT.as_millis()));
            }
            self.health.progress(0);
        }
    }
}

/// Returns the address of a server in the form that helpers expect.
fn uri(endpoint: &Endpoint) -> String {
    match (endpoint.is_tls, endpoint.port) {
        (true, 443) => {
            let authority = endpoint.authority();
            format!("https://{}/", authority.trim_end_matches(":443"))
        }
        (true, _) => format!("https://{}/", endpoint.authority()),
        (false, _) => format!("http://{}/", endpoint.authority()),
    }
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}

/// Parses the output of a helper. Errors do not contain any of it.
fn parse(output: &[u8], now: i64) -> Result<Returned, String> {
    let malformed = || "malformed output".to_owned();
    let output: Value = serde_json::from_slice(output).map_err(|_| malformed())?;
    let fields = output.as_object().ok_or_else(malformed)?;
    let mut headers = Vec::new();
    if let Some(list) = fields.get("headers") {
        for (name, values) in list.as_object().ok_or_else(malformed)? {
            for value in values.as_array().ok_or_else(malformed)? {
                let value = value.as_str().ok_or_else(malformed)?;
                let header = Header::new(name, value);
                headers.push(header.map_err(|error| error.to_string())?);
            }
        }
    }
    let end = match fields.get("expires") {
        None | Some(Value::Null) => now + DEFAULT_LIFE,
        Some(expires) => {
            let expires = expires.as_str().and_then(Time::parse_rfc3339);
            let expires = expires.ok_or_else(malformed)?.0.seconds;
            match expires - MARGIN {
                end if end > now => end,
                _ if expires > now => expires,
                _ => return Err("expired credentials".to_owned()),
            }
        }
    };
    Ok(Returned { headers, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_helpers_is_parsed() {
        let output = br#"{"headers":{"Authorization":["Bearer t"],"x-a":["1","2"]},
            "expires":"2026-11-22T20:00:30Z"}"#;
        let returned = parse(output, 0).unwrap();
        let headers = returned.headers.iter();
        let headers = headers.map(|header| (header.name.as_str(), header.value.to_str().unwrap()));
        let want = [("authorization", "Bearer t"), ("x-a", "1"), ("x-a", "2")];
        assert_eq!(headers.collect::<Vec<_>>(), want);
        assert_eq!(returned.end, 1_795_377_600);
        assert_eq!(parse(output, 1_795_377_610).unwrap().end, 1_795_377_630);
        assert_eq!(parse(b"{}", 100).unwrap().end, 100 + DEFAULT_LIFE);
        for bad in [
            "",
            "[]",
            r#"{"headers":["secret"]}"#,
            r#"{"headers":{"x":"secret"}}"#,
            r#"{"headers":{"x":["secret\nx"]}}"#,
            r#"{"headers":{"grpc-x":["secret"]}}"#,
            r#"{"expires":"secret"}"#,
            r#"{"expires":"1969-12-31T23:59:59Z"}"#,
        ] {
            let error = parse(bad.as_bytes(), 0).err().unwrap();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn helpers_get_the_address_of_the_server() {
        for (address, want) in [
            ("grpcs://c.example", "https://c.example/"),
            ("grpcs://c.example:8980/i", "https://c.example:8980/"),
            ("grpc://c.example:9092", "http://c.example:9092/"),
        ] {
            assert_eq!(uri(&Endpoint::parse(address).unwrap()), want);
        }
    }
}
