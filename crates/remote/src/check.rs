//! A check of the server: performs each operation of a build, and reports its result and speed.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use bytes::Bytes;
use vamos_base::Digest;

use crate::Connection;
use crate::Endpoint;
use crate::RemoteError;
use crate::blob::Blob;
use crate::capabilities::Capabilities;
use crate::client::Client;
use crate::grpc::Grpc;
use crate::health::Health;
use crate::row::Key;
use crate::row::Row;
use crate::row::Value;
use crate::runtime::Runtime;
use crate::trust::Trust;

/// The number of round trips that are measured.
const ROUNDS: usize = 5;

/// The number of bytes that are sent and read.
const SIZE: usize = 4 << 20;

/// The first second of 2026: a correct clock shows a later time.
const EARLIEST: Duration = Duration::from_secs(1_767_225_600);

/// The advice for a connection without encryption.
const ENCRYPT: &str = "use an address that begins with grpcs://";

/// The settings of a check.
pub struct Trial {
    /// The address of the server.
    pub endpoint: Endpoint,
    /// The settings of the connection.
    pub connection: Connection,
    /// True if results are uploaded.
    pub uploads: bool,
    /// True if jobs run on the server's workers.
    pub executes: bool,
    /// The keys of trusted results, and the key that signs results of this machine.
    pub trust: Trust,
}

/// The result of one step of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the step, one word.
    pub name: &'static str,
    /// The result, as text.
    pub text: String,
    /// The advice to the user, if it is a problem or a warning.
    pub advice: Option<&'static str>,
    /// True if the remote cache works nevertheless.
    pub is_warning: bool,
}

impl Trial {
    /// Performs all steps; a step that depends on a failed one is left out.
    pub fn run(self) -> Vec<Finding> {
        let mut findings = vec![self.clock(), self.encryption()];
        let done = self.talk(&mut findings);
        if let Err(error) = done {
            let advice = advice(&error);
            findings.push(problem("server", error.to_string(), advice));
        }
        findings
    }

    /// Certificates and credentials are valid at certain times only.
    fn clock(&self) -> Finding {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        if now.is_ok_and(|now| now >= EARLIEST) {
            ok("clock", "plausible")
        } else {
            problem("clock", "before 2026", "set the clock of this machine")
        }
    }

    fn encryption(&self) -> Finding {
        let sends_secrets = !self.connection.headers.is_empty() || self.connection.helper.is_some();
        match (self.endpoint.is_tls, sends_secrets) {
            (true, _) => ok("encryption", "TLS"),
            (false, false) if self.endpoint.is_loopback() => {
                ok("encryption", "none, on this machine")
            }
            (false, false) => Finding {
                is_warning: true,
                ..problem("encryption", "none", ENCRYPT)
            },
            (false, true) => problem("encryption", "headers are sent without encryption", ENCRYPT),
        }
    }

    fn talk(&self, findings: &mut Vec<Finding>) -> Result<(), RemoteError> {
        let runtime = Runtime::start()?;
        let health = Arc::new(Health::new(1, self.connection.timeouts, Box::new(|_| {})));
        let (endpoint, connection) = (self.endpoint.clone(), self.connection.clone());
        let grpc = Grpc::new(endpoint, connection, health, &runtime)?;
        let client = Arc::new(Client::new(grpc));
        let server = Server { client, runtime };

        let start = Instant::now();
        let capabilities = server.capabilities()?;
        let took = millis(start.elapsed());
        findings.push(ok(
            "server",
            format!("connected and answered after {took} ms"),
        ));
        findings.push(digests(&capabilities));
        findings.push(ok("batches", batches(&capabilities)));
        findings.push(ok("compression", compression(&capabilities)));
        findings.push(self.updates(&capabilities));
        findings.push(self.execution(&capabilities));
        findings.push(server.round_trips()?);
        findings.push(self.signatures());
        if self.uploads && capabilities.has_sha256 {
            findings.extend(self.transfer(&server)?);
        }
        Ok(())
    }

    fn updates(&self, capabilities: &Capabilities) -> Finding {
        match (self.uploads, capabilities.takes_results) {
            (false, _) => ok("upload", "off; results are only downloaded"),
            (true, true) => ok("upload", "on; the server accepts results"),
            (true, false) => problem(
                "upload",
                "on, but the server accepts no results from this client",
                "switch it off, or use credentials that may write",
            ),
        }
    }

    fn execution(&self, capabilities: &Capabilities) -> Finding {
        let has_keys = self.trust.key_count() > 0;
        match (self.executes, capabilities.executes) {
            (false, false) => ok("execution", "off; the server does not execute actions"),
            (false, true) => ok("execution", "off; the server executes actions"),
            (true, true) if has_keys => problem(
                "execution",
                "on, but workers do not sign results, and only signed ones are used",
                "remove the keys, or switch it off",
            ),
            (true, true) => ok("execution", "on; the server executes actions"),
            (true, false) => problem(
                "execution",
                "on, but the server does not execute actions",
                "use a server with workers, or switch it off",
            ),
        }
    }

    fn signatures(&self) -> Finding {
        let text = match (self.trust.key_count(), self.trust.signs()) {
            (0, false) => "none; results of all machines are used".to_owned(),
            (0, true) => "own results are signed; results of all machines are used".to_owned(),
            (count, false) => format!("results signed by {count} keys are used"),
            (count, true) => {
                format!("own results are signed; results signed by {count} keys are used")
            }
        };
        if self.trust.accepts(b"", &self.trust.sign(b"")) || !self.trust.signs() {
            ok("signatures", text)
        } else {
            problem(
                "signatures",
                "machines with these keys do not use the results of this machine",
                "add the public key of the signing key to the keys",
            )
        }
    }

    /// Uploads new bytes and a result that refers to them, and reads both.
    fn transfer(&self, server: &Server) -> Result<Vec<Finding>, RemoteError> {
        let bytes = Bytes::from(noise());
        let blob = Blob::of(&bytes);
        let start = Instant::now();
        server.write(blob, bytes)?;
        let up = start.elapsed();
        let start = Instant::now();
        let read = server.read(blob)?;
        let down = start.elapsed();
        if Digest::of(&read) != blob.digest {
            return Err(RemoteError::WrongBytes(blob.digest));
        }
        let key = Key::manifest(&format!("vamos remote check {}", blob.digest));
        let row = Row::signed(key, vec![Value::result(blob)], Vec::new(), &self.trust);
        let stored = server.exchange(&row)?;
        let result = match stored.and_then(|found| Row::from_result(key, &found, &self.trust)) {
            Some(found) if found == row => ok("results", "an uploaded result can be downloaded"),
            _ => problem(
                "results",
                "an uploaded result cannot be downloaded, or lacks its signature",
                "look at the server's limits and logs",
            ),
        };
        Ok(vec![
            ok("upload rate", rate(up)),
            ok("download rate", rate(down)),
            result,
        ])
    }
}

/// A connection.
struct Server {
    client: Arc<Client>,
    runtime: Runtime,
}

impl Server {
    fn run<T: Send + 'static>(
        &self,
        task: impl Future<Output = Result<T, RemoteError>> + Send + 'static,
    ) -> Result<T, RemoteError> {
        // Every call has its own time limit.
        let done = self.runtime.run(|| false, task);
        done.unwrap_or(Err(RemoteError::TooSlow))
    }

    fn capabilities(&self) -> Result<Capabilities, RemoteError> {
        let client = Arc::clone(&self.client);
        self.run(async move { client.capabilities().await })
    }

    fn round_trips(&self) -> Result<Finding, RemoteError> {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            self.capabilities()?;
            times.push(start.elapsed());
        }
        times.sort();
        let [least, .., most] = times[..] else {
            return Ok(ok("round trip", "not measured"));
        };
        let median = times[times.len() / 2];
        let text = format!(
            "{} ms (median of {ROUNDS}; {} to {})",
            millis(median),
            millis(least),
            millis(most)
        );
        Ok(ok("round trip", text))
    }

    fn write(&self, blob: Blob, bytes: Bytes) -> Result<(), RemoteError> {
        let client = Arc::clone(&self.client);
        self.run(async move { client.write_value(blob, bytes).await })
    }

    fn read(&self, blob: Blob) -> Result<Vec<u8>, RemoteError> {
        let client = Arc::clone(&self.client);
        self.run(async move {
            let mut read = Vec::new();
            let mut take = |part: Bytes| {
                read.extend_from_slice(&part);
                Ok(())
            };
            client.read_stream(blob, &mut take).await?;
            Ok(read)
        })
    }

    /// Uploads a result, and returns the result that the server then has.
    fn exchange(&self, row: &Row) -> Result<Option<vamos_reapi::ActionResult>, RemoteError> {
        let client = Arc::clone(&self.client);
        let (key, result) = (row.key.action(), row.to_result());
        self.run(async move {
            client.put_action(key, result).await?;
            client.action(key).await
        })
    }
}

fn ok(name: &'static str, text: impl Into<String>) -> Finding {
    Finding {
        name,
        text: text.into(),
        advice: None,
        is_warning: false,
    }
}

fn problem(name: &'static str, text: impl Into<String>, advice: &'static str) -> Finding {
    Finding {
        name,
        text: text.into(),
        advice: Some(advice),
        is_warning: false,
    }
}

fn digests(capabilities: &Capabilities) -> Finding {
    if capabilities.has_sha256 {
        ok("digests", "SHA-256")
    } else {
        problem(
            "digests",
            "the server does not support SHA-256",
            "use an instance or a server with SHA-256",
        )
    }
}

fn batches(capabilities: &Capabilities) -> String {
    match capabilities.max_batch {
        Some(bytes) => format!("up to {bytes} bytes"),
        None => "no limit".to_owned(),
    }
}

fn compression(capabilities: &Capabilities) -> &'static str {
    match (capabilities.has_zstd, capabilities.has_zstd_batches) {
        (true, true) => "zstd, also in batches",
        (true, false) => "zstd, not in batches",
        (false, _) => "none",
    }
}

/// Returns the advice for an error.
fn advice(error: &RemoteError) -> &'static str {
    use crate::error::code;
    match error {
        RemoteError::Connect(text) if text.contains("certificate") || text.contains("tls") => {
            "check the certificates, and that the address is that of a server with TLS"
        }
        RemoteError::Connect(_) => "check the address, the proxy and that the server runs",
        RemoteError::TimedOut { .. } => "check the network and the load of the server",
        RemoteError::Status { code, .. } => match *code {
            code::UNAUTHENTICATED | code::PERMISSION_DENIED => {
                "check the headers or the credential helper"
            }
            code::UNIMPLEMENTED => "use a server that speaks the Remote Execution API, version 2",
            code::RESOURCE_EXHAUSTED => "the server is full or refuses this size",
            _ => "look at the server's log",
        },
        RemoteError::WrongBytes(_) => "the server's store is damaged",
        _ => "check that the server speaks gRPC, and whether it wants TLS",
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

fn rate(time: Duration) -> String {
    let seconds = time.as_secs_f64().max(1e-9);
    let mib = SIZE as f64 / f64::from(1 << 20);
    format!(
        "{:.1} MiB/s ({mib} MiB in {} ms)",
        mib / seconds,
        millis(time)
    )
}

/// Returns bytes that are on no server and cannot be compressed.
fn noise() -> Vec<u8> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let mut digest = Digest::of(format!("{now:?} {}", std::process::id()).as_bytes());
    let mut bytes = Vec::with_capacity(SIZE);
    while bytes.len() < SIZE {
        bytes.extend(digest.0);
        digest = Digest::of(&digest.0);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Header;

    fn trial(address: &str) -> Trial {
        Trial {
            endpoint: Endpoint::parse(address).unwrap(),
            connection: Connection::default(),
            uploads: false,
            executes: false,
            trust: Trust::default(),
        }
    }

    #[test]
    fn a_connection_without_encryption_is_a_warning() {
        for address in ["grpc://127.0.0.1:1", "grpc://[::1]:1", "grpc://localhost:1"] {
            let found = trial(address).encryption();
            assert_eq!(
                found,
                ok("encryption", "none, on this machine"),
                "{address}"
            );
        }
        for address in ["grpc://192.0.2.1:1", "grpc://cache.example.com:1"] {
            let found = trial(address).encryption();
            let wanted = Finding {
                is_warning: true,
                ..problem("encryption", "none", ENCRYPT)
            };
            assert_eq!(found, wanted, "{address}");
        }
        let found = trial("grpcs://cache.example.com:1").encryption();
        assert_eq!(found, ok("encryption", "TLS"));
        // Secrets make it a problem, also on this machine.
        for address in ["grpc://127.0.0.1:1", "grpc://cache.example.com:1"] {
            let mut trial = trial(address);
            trial.connection.headers = vec![Header::parse("x-token=secret").unwrap()];
            let found = trial.encryption();
            assert!(
                found.advice == Some(ENCRYPT) && !found.is_warning,
                "{found:?}"
            );
        }
    }
}
