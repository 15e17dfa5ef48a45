//! Execution: each action runs at once, in a directory that has its inputs and nothing else.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "it is another machine, which only tests have"
)]

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use h2::server::SendResponse;
use http::HeaderMap;
use http::Response;
use prost::Message;
use vamos_reapi as wire;
use vamos_reapi::WireDigest;
use vamos_reapi::exec::Action;
use vamos_reapi::exec::Any;
use vamos_reapi::exec::Directory;
use vamos_reapi::exec::ExecuteRequest;
use vamos_reapi::exec::ExecuteResponse;
use vamos_reapi::exec::Operation;
use vamos_reapi::exec::Platform;
use vamos_reapi::exec::WaitExecutionRequest;

use super::Fake;
use super::Fault;
use super::digest_of;
use super::frame;

/// The code of a request that refers to missing values.
const FAILED_PRECONDITION: i32 = 9;

/// The code of a request for something unknown.
const NOT_FOUND: i32 = 5;

/// An action with its command and inputs.
struct Job {
    command: wire::exec::Command,
    platform: Option<Platform>,
    files: Vec<Input>,
}

/// A file that an action may read.
struct Input {
    path: String,
    /// The digest of its bytes.
    hash: String,
    bytes: Bytes,
    is_executable: bool,
}

/// Input files. Actions get hard links to them, because many actions share them and compilers are
/// large.
#[derive(Default)]
pub(super) struct Inputs {
    /// The directory; none before the first action.
    dir: Mutex<Option<String>>,
}

impl Inputs {
    /// Links an input file.
    fn link(&self, input: &Input, place: &str) {
        let mut dir = self.dir.lock().unwrap();
        let dir = dir.get_or_insert_with(|| make_dir("fake-inputs"));
        let mode = if input.is_executable { 0o755 } else { 0o644 };
        let kept = format!("{dir}/{}-{mode:o}", input.hash);
        if !Path::new(&kept).exists() {
            vamos_fsys::work::write_mode(&kept, &input.bytes, mode).unwrap();
        }
        std::fs::hard_link(kept, place).unwrap();
    }

    /// Removes the files.
    pub(super) fn remove(&self) {
        if let Some(dir) = self.dir.lock().unwrap().take() {
            let _ = vamos_fsys::work::remove_all(&dir);
        }
    }
}

/// Creates a directory for temporary files.
fn make_dir(prefix: &str) -> String {
    let parent = std::env::temp_dir();
    vamos_fsys::work::make_temp_dir(parent.to_str().unwrap(), prefix).unwrap()
}

impl Job {
    /// Returns the name of the program.
    fn program(&self) -> &str {
        self.command.arguments[0].rsplit('/').next().unwrap()
    }
}

impl Fake {
    /// Answers a call that returns the states of an operation.
    pub(super) async fn answer_operation(
        self: Arc<Self>,
        method: &str,
        request: Bytes,
        mut respond: SendResponse<Bytes>,
    ) {
        let begun = match method {
            "Execute" => Arc::clone(&self).begin(request),
            _ => self.resume(request),
        };
        let name = match begun {
            Ok(name) => name,
            Err(code) => {
                let mut response = Response::new(());
                let headers = response.headers_mut();
                headers.insert("grpc-status", code.to_string().parse().unwrap());
                let _ = respond.send_response(response, true);
                return;
            }
        };
        let Ok(mut stream) = respond.send_response(Response::new(()), false) else {
            return;
        };
        let first = Operation {
            name: name.clone(),
            ..Operation::default()
        };
        let _ = stream.send_data(frame(&first), false);
        let is_lost = matches!(self.fault(), Fault::LosesStreams | Fault::LosesOperations);
        if !is_lost || method == "WaitExecution" {
            let last = loop {
                let state = self.stored.lock().unwrap().operations.get(&name).cloned();
                match state {
                    Some(state) if state.done => break state,
                    _ => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            };
            let _ = stream.send_data(frame(&last), false);
        }
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", 0.into());
        let _ = stream.send_trailers(trailers);
    }

    /// Begins to execute an action; returns the name of its operation.
    fn begin(self: Arc<Self>, request: Bytes) -> Result<String, i32> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let request = ExecuteRequest::decode(request).unwrap();
        let job = self
            .job(&request.action_digest)
            .ok_or(FAILED_PRECONDITION)?;
        let platform = job.platform.clone().unwrap_or_default().properties;
        assert_eq!(job.command.platform, job.platform);
        let platform = platform.into_iter().map(|pair| (pair.name, pair.value));
        let platforms = platform.collect();
        self.stored.lock().unwrap().platforms.push(platforms);
        let name = format!("operations/{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let operation = Operation {
            name: name.clone(),
            ..Operation::default()
        };
        let key = name.clone();
        self.stored
            .lock()
            .unwrap()
            .operations
            .insert(key.clone(), operation);
        if matches!(self.fault(), Fault::Hangs(name) if name == job.program()) {
            return Ok(name);
        }
        tokio::task::spawn_blocking(move || {
            let response = ExecuteResponse {
                result: Some(self.run(&job)),
                status: None,
            };
            let mut stored = self.stored.lock().unwrap();
            let state = stored.operations.get_mut(&key).unwrap();
            state.done = true;
            state.response = Some(Any {
                type_url: "type.googleapis.com/build.bazel.remote.execution.v2.ExecuteResponse"
                    .to_owned(),
                value: response.encode_to_vec(),
            });
        });
        Ok(name)
    }

    /// Returns the platforms of all actions, in the order in which they began.
    pub fn platforms(&self) -> Vec<Vec<(String, String)>> {
        self.stored.lock().unwrap().platforms.clone()
    }

    /// Returns the exit codes of all runs of a program.
    pub fn exit_codes(&self, program: &str) -> Vec<i32> {
        let stored = self.stored.lock().unwrap();
        let runs = stored.programs.iter();
        let runs = runs.filter(|(name, _)| name == program);
        runs.map(|(_, code)| *code).collect()
    }

    fn resume(&self, request: Bytes) -> Result<String, i32> {
        let request = WaitExecutionRequest::decode(request).unwrap();
        if self.fault() == Fault::LosesOperations {
            self.set_fault(Fault::None);
            return Err(NOT_FOUND);
        }
        let stored = self.stored.lock().unwrap();
        let is_known = stored.operations.contains_key(&request.name);
        is_known.then_some(request.name).ok_or(NOT_FOUND)
    }

    /// Returns an action with its inputs; `None` if a value is missing.
    fn job(&self, action: &Option<WireDigest>) -> Option<Job> {
        let stored = self.stored.lock().unwrap();
        let blobs = &stored.blobs;
        let action = Action::decode(value(blobs, action)?).unwrap();
        let command = value(blobs, &action.command_digest)?;
        let mut files = Vec::new();
        collect(blobs, &action.input_root_digest, "", &mut files)?;
        Some(Job {
            command: wire::exec::Command::decode(command).unwrap(),
            platform: action.platform,
            files,
        })
    }

    /// Runs an action, and stores its outputs.
    fn run(&self, job: &Job) -> wire::ActionResult {
        let dir = make_dir("fake-exec");
        let place = |path: &str| {
            let place = Path::new(&dir).join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            place.to_str().unwrap().to_owned()
        };
        for input in &job.files {
            self.inputs.link(input, &place(&input.path));
        }
        let here = match job.command.working_directory.as_str() {
            "" => String::new(),
            inner => format!("{inner}/"),
        };
        for output in &job.command.output_files {
            place(&format!("{here}{output}"));
        }
        let here_dir = Path::new(&dir).join(&here);
        let env = job.command.environment_variables.iter();
        let env = env.map(|pair| (&pair.name, &pair.value));
        let words = &job.command.arguments;
        let start = || {
            Command::new(here_dir.join(&words[0]))
                .args(&words[1..])
                .current_dir(&here_dir)
                .env_clear()
                .envs(env.clone())
                .output()
        };
        let ended = loop {
            match start() {
                // Another thread's child has the program open until its exec.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                ended => break ended.unwrap(),
            }
        };
        let program = job.program();
        let is_damaged = matches!(self.fault(), Fault::Damages(name) if name == program);
        let is_killed = matches!(self.fault(), Fault::Kills(name) if name == program);
        let exit_code = if is_killed {
            137
        } else {
            ended.status.code().unwrap_or(-1)
        };
        let end = (program.to_owned(), exit_code);
        self.stored.lock().unwrap().programs.push(end);
        let mut result = wire::ActionResult {
            exit_code,
            stdout_raw: ended.stdout,
            stderr_raw: ended.stderr,
            ..wire::ActionResult::default()
        };
        for output in &job.command.output_files {
            let Ok(mut bytes) = std::fs::read(here_dir.join(output)) else {
                continue;
            };
            let digest = digest_of(&bytes);
            if is_damaged && let Some(last) = bytes.last_mut() {
                *last ^= 1;
            }
            let mut stored = self.stored.lock().unwrap();
            stored.blobs.insert(digest.hash.clone(), bytes.into());
            result.output_files.push(wire::OutputFile {
                path: output.clone(),
                digest: Some(digest),
            });
        }
        let _ = vamos_fsys::work::remove_all(&dir);
        result
    }
}

/// Returns a value if it is stored.
fn value(blobs: &HashMap<String, Bytes>, digest: &Option<WireDigest>) -> Option<Bytes> {
    let digest = digest.as_ref().unwrap();
    match digest.size_bytes {
        0 => Some(Bytes::new()),
        _ => blobs.get(&digest.hash).cloned(),
    }
}

/// Adds the files of a directory and of its subdirectories; returns `None` if a value is missing.
fn collect(
    blobs: &HashMap<String, Bytes>,
    directory: &Option<WireDigest>,
    prefix: &str,
    files: &mut Vec<Input>,
) -> Option<()> {
    let directory = Directory::decode(value(blobs, directory)?).unwrap();
    for file in directory.files {
        files.push(Input {
            path: format!("{prefix}{}", file.name),
            bytes: value(blobs, &file.digest)?,
            hash: file.digest.unwrap().hash,
            is_executable: file.is_executable,
        });
    }
    for inner in directory.directories {
        let prefix = format!("{prefix}{}/", inner.name);
        collect(blobs, &inner.digest, &prefix, files)?;
    }
    Some(())
}
