//! Runs commands on the workers of a server.
//!
//! A command's files are sent if the server lacks them, then the action is executed, and its
//! outputs are read and verified. The first failure of the server or the connection is reported,
//! and ends the use of the server in this run.
//! Counterpart: none.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use prost::Message;
use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_fsys::uncached;
use vamos_jobs::FileSource;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteEnd;
use vamos_jobs::RemoteFile;
use vamos_jobs::RemoteRunner;
use vamos_reapi as wire;
use vamos_reapi::exec::Action;
use vamos_reapi::exec::Command;
use vamos_reapi::exec::Pair;
use vamos_reapi::exec::Platform;
use vamos_reapi::exec::Span;

use crate::Connection;
use crate::Endpoint;
use crate::OnFailure;
use crate::RemoteError;
use crate::blob::Blob;
use crate::client::BATCH;
use crate::client::Client;
use crate::error::LocalError;
use crate::error::code;
use crate::grpc::Grpc;
use crate::health::Health;
use crate::runtime::Runtime;
use crate::tree::Tree;
use crate::trust::Trust;
use crate::upload_dedup::UploadDedup;

/// The maximum number of commands in flight. Commands without a free worker wait on the server.
pub(crate) const SLOTS: usize = 16;

/// The maximum size of an output in bytes.
const LARGEST: u64 = 1 << 30;

/// The settings of remote execution.
pub struct ExecConfig {
    /// The address of the server.
    pub endpoint: Endpoint,
    /// The settings of the connection.
    pub connection: Connection,
    /// The keys of trusted results. Workers do not sign their results, so nothing is executed if
    /// there are keys.
    pub trust: Trust,
    /// The requirements for workers, as names and values; the server defines the names.
    pub platform: Vec<(String, String)>,
    /// Called with the reason when the server is given up, at most once, from any thread.
    pub on_failure: OnFailure,
}

/// A server that executes commands. It is connected when the first command runs.
pub struct ExecClient {
    endpoint: Endpoint,
    connection: Connection,
    trust: Trust,
    platform: Option<Platform>,
    health: Arc<Health>,
    engine: OnceLock<Option<Engine>>,
    sent: UploadDedup,
}

struct Engine {
    client: Arc<Client>,
    runtime: Runtime,
}

/// The source of a value's bytes.
enum Source<'c> {
    File(&'c str),
    Bytes(Bytes),
}

/// The values and messages that the server needs for a command.
struct Inputs<'c> {
    action: Blob,
    values: HashMap<Blob, Source<'c>>,
}

impl ExecClient {
    /// Returns a client; no thread is started.
    pub fn new(config: ExecConfig) -> Self {
        // The duration of commands is no reason to give the server up.
        let health = Health::new(1, config.connection.timeouts, config.on_failure);
        Self {
            endpoint: config.endpoint,
            connection: config.connection,
            trust: config.trust,
            platform: platform(config.platform),
            health: Arc::new(health),
            engine: OnceLock::new(),
            sent: UploadDedup::default(),
        }
    }

    fn engine(&self) -> Option<&Engine> {
        let start = || {
            let started = self.start();
            started.inspect_err(|error| self.health.fail(error)).ok()
        };
        self.engine.get_or_init(start).as_ref()
    }

    fn start(&self) -> Result<Engine, RemoteError> {
        if self.trust.key_count() > 0 {
            return Err(RemoteError::Unsigned);
        }
        let runtime = Runtime::start()?;
        let health = Arc::clone(&self.health);
        let (endpoint, connection) = (self.endpoint.clone(), self.connection.clone());
        let grpc = Grpc::new(endpoint, connection, health, &runtime)?;
        let client = Arc::new(Client::new(grpc));
        let own = Arc::clone(&client);
        let capabilities = runtime.run(|| false, async move { own.capabilities().await });
        if capabilities.unwrap_or(Err(RemoteError::TooSlow))?.executes {
            Ok(Engine { client, runtime })
        } else {
            Err(RemoteError::NotExecuting)
        }
    }

    /// Runs a task; returns an error if the server was given up meanwhile or after `cancel`.
    fn wait<T: Send + 'static>(
        &self,
        engine: &Engine,
        cancel: &Cancel,
        task: impl Future<Output = Result<T, RemoteError>> + Send + 'static,
    ) -> Result<T, RemoteError> {
        let is_over = || self.health.is_broken() || cancel.is_cancelled();
        let done = engine.runtime.run(is_over, task);
        done.unwrap_or(Err(RemoteError::TooSlow))
    }

    fn run_on(
        &self,
        engine: &Engine,
        command: &RemoteCommand,
        cancel: &Cancel,
        begun: &dyn Fn(),
    ) -> Result<RemoteEnd, RemoteError> {
        let inputs = Inputs::of(command, self.platform.clone())?;
        self.send(engine, &inputs, cancel)?;
        begun();
        let mut result = self.execute(engine, inputs.action, command.limit, cancel);
        if is_incomplete(&result) {
            // The server has dropped values since it reported them.
            let values: Vec<Blob> = inputs.values.keys().copied().collect();
            self.sent.forget(&values);
            self.send(engine, &inputs, cancel)?;
            result = self.execute(engine, inputs.action, command.limit, cancel);
        }
        self.take(engine, command, result?, cancel)
    }

    fn execute(
        &self,
        engine: &Engine,
        action: Blob,
        limit: Option<Duration>,
        cancel: &Cancel,
    ) -> Result<wire::ActionResult, RemoteError> {
        let client = Arc::clone(&engine.client);
        let execute = async move { client.execute(action, limit).await };
        self.wait(engine, cancel, execute)
    }

    /// Sends the values that the server lacks.
    fn send(
        &self,
        engine: &Engine,
        inputs: &Inputs<'_>,
        cancel: &Cancel,
    ) -> Result<(), RemoteError> {
        let needed: Vec<Blob> = inputs.values.keys().copied().collect();
        self.sent.ensure(&needed, |values| {
            let (client, asked) = (Arc::clone(&engine.client), values.to_vec());
            let missing = self.wait(engine, cancel, async move { client.missing(&asked).await })?;
            let mut batch = Vec::new();
            let mut size = 0;
            for blob in missing {
                let source = inputs.values.get(&blob);
                let bytes = source.map_or(Ok(Bytes::new()), |source| source.read(blob))?;
                if blob.size > BATCH {
                    self.send_large(engine, blob, bytes, cancel)?;
                    continue;
                }
                if size + blob.size > BATCH {
                    self.send_batch(engine, std::mem::take(&mut batch), cancel)?;
                    size = 0;
                }
                size += blob.size;
                batch.push((blob, bytes));
            }
            if batch.is_empty() {
                Ok(())
            } else {
                self.send_batch(engine, batch, cancel)
            }
        })
    }

    fn send_batch(
        &self,
        engine: &Engine,
        batch: Vec<(Blob, Bytes)>,
        cancel: &Cancel,
    ) -> Result<(), RemoteError> {
        self.wait(engine, cancel, engine.client.write_batch(batch))
    }

    fn send_large(
        &self,
        engine: &Engine,
        blob: Blob,
        bytes: Bytes,
        cancel: &Cancel,
    ) -> Result<(), RemoteError> {
        let client = Arc::clone(&engine.client);
        self.wait(engine, cancel, async move {
            client.write_value(blob, bytes).await
        })
    }

    /// Reads the outputs of a command.
    fn take(
        &self,
        engine: &Engine,
        command: &RemoteCommand,
        result: wire::ActionResult,
        cancel: &Cancel,
    ) -> Result<RemoteEnd, RemoteError> {
        let exit_code = result.exit_code;
        let printed = [
            (result.stdout_raw, &result.stdout_digest),
            (result.stderr_raw, &result.stderr_digest),
        ];
        let [stdout, stderr] = printed.map(|(raw, digest)| {
            match Blob::from_wire(digest.as_ref()).filter(|_| raw.is_empty()) {
                Some(blob) => self.read(engine, blob, cancel).map(Vec::from),
                None => Ok(raw),
            }
        });
        let wanted = command.outputs.iter().filter(|_| exit_code == 0);
        let files = wanted.map(|path| {
            let file = result.output_files.iter().find(|file| file.path == *path);
            let blob = file.and_then(|file| Blob::from_wire(file.digest.as_ref()));
            let missing = || RemoteError::Protocol {
                method: "Execute",
                text: format!("the result has no {path}"),
            };
            Ok(self.read(engine, blob.ok_or_else(missing)?, cancel)?.into())
        });
        Ok(RemoteEnd {
            exit_code,
            stdout: stdout?,
            stderr: stderr?,
            files: files.collect::<Result<_, _>>()?,
            took: result.execution_metadata.as_ref().and_then(took),
        })
    }

    /// Reads a value and verifies it.
    fn read(&self, engine: &Engine, blob: Blob, cancel: &Cancel) -> Result<Bytes, RemoteError> {
        let wrong = || RemoteError::WrongBytes(blob.digest);
        if blob.size > LARGEST {
            return Err(wrong());
        }
        if blob.size == 0 {
            return Ok(Bytes::new());
        }
        let client = Arc::clone(&engine.client);
        let payload = self.wait(engine, cancel, async move { client.read_value(blob).await })?;
        let bytes = payload.ok_or_else(wrong)?.decode(blob)?;
        if Digest::of(&bytes) == blob.digest {
            Ok(bytes)
        } else {
            Err(wrong())
        }
    }
}

impl RemoteRunner for ExecClient {
    fn run(&self, command: &RemoteCommand, cancel: &Cancel, begun: &dyn Fn()) -> Option<RemoteEnd> {
        if self.health.is_broken() {
            return None;
        }
        match self.run_on(self.engine()?, command, cancel, begun) {
            Ok(end) => Some(end),
            // The command cannot be sent, or exceeded its limit. Others can run.
            Err(RemoteError::Local(_)) => None,
            Err(error) => {
                if !cancel.is_cancelled() {
                    self.health.fail(&error);
                }
                None
            }
        }
    }

    fn slots(&self) -> usize {
        if self.health.is_broken() { 0 } else { SLOTS }
    }
}

impl fmt::Debug for ExecClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExecClient({})", self.endpoint)
    }
}

impl<'c> Inputs<'c> {
    fn of(command: &'c RemoteCommand, platform: Option<Platform>) -> Result<Self, RemoteError> {
        let tree = Tree::of(&command.files)?;
        let mut env: Vec<Pair> = command.env.iter().cloned().map(pair).collect();
        let mut outputs = command.outputs.clone();
        // The protocol requires both to be sorted, so that equal commands have equal digests.
        env.sort_by(|a, b| a.name.cmp(&b.name));
        outputs.sort();
        let wire_command = Command {
            arguments: command.words.clone(),
            environment_variables: env,
            output_files: outputs.clone(),
            platform: platform.clone(),
            working_directory: command.dir.clone(),
            output_paths: outputs,
        };
        let encoded = |bytes: Vec<u8>| (Blob::of(&bytes), Bytes::from(bytes));
        let (command_blob, command_bytes) = encoded(wire_command.encode_to_vec());
        let action = Action {
            command_digest: Some(command_blob.to_wire()),
            input_root_digest: Some(tree.root.to_wire()),
            timeout: command.limit.map(span),
            platform,
        };
        let (action, action_bytes) = encoded(action.encode_to_vec());
        let files = command.files.iter().map(|file| {
            let blob = Blob {
                digest: file.digest,
                size: file.size,
            };
            (blob, Source::of(file))
        });
        let messages = [(action, action_bytes), (command_blob, command_bytes)];
        let messages = messages.into_iter().chain(tree.directories);
        let messages = messages.map(|(blob, bytes)| (blob, Source::Bytes(bytes)));
        Ok(Self {
            action,
            values: files.chain(messages).collect(),
        })
    }
}

impl<'c> Source<'c> {
    fn of(file: &'c RemoteFile) -> Self {
        match &file.source {
            FileSource::File(path) => Self::File(path),
            FileSource::Bytes(bytes) => Self::Bytes(Bytes::copy_from_slice(bytes)),
        }
    }

    /// Returns the bytes, which may have changed since their digest was computed.
    fn read(&self, blob: Blob) -> Result<Bytes, RemoteError> {
        let bytes = match self {
            Self::Bytes(bytes) => return Ok(bytes.clone()),
            Self::File(path) => uncached::read(path),
        };
        let bytes = bytes.map_err(RemoteError::file)?;
        if Blob::of(&bytes) == blob {
            Ok(bytes.into())
        } else {
            Err(RemoteError::Local(LocalError::Changed))
        }
    }
}

fn span(time: Duration) -> Span {
    Span {
        seconds: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(time.subsec_nanos()).unwrap_or_default(),
    }
}

fn pair((name, value): (String, String)) -> Pair {
    Pair { name, value }
}

/// Returns the requirements for workers, in the order of the protocol; `None` if any worker may be
/// used.
fn platform(mut wanted: Vec<(String, String)>) -> Option<Platform> {
    wanted.sort();
    let properties = wanted.into_iter().map(pair).collect();
    let platform = Platform { properties };
    (!platform.properties.is_empty()).then_some(platform)
}

/// Reports whether the server lacks values that the action needs.
fn is_incomplete(result: &Result<wire::ActionResult, RemoteError>) -> bool {
    matches!(result, Err(RemoteError::Status { code, .. }) if *code == code::FAILED_PRECONDITION)
}

/// Returns the duration of the command, if the worker has measured it.
fn took(metadata: &wire::ExecutedActionMetadata) -> Option<Duration> {
    let start = metadata.execution_start.as_ref()?;
    let end = metadata.execution_completed.as_ref()?;
    let at =
        |time: &wire::Timestamp| i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos);
    u64::try_from(at(end) - at(start))
        .ok()
        .map(Duration::from_nanos)
}
