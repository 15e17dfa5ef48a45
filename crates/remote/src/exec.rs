//! Execution of one action: the stream of its operation, which is resumed when it is lost.
//!
//! Servers send the state of an operation when it changes, and may be silent while the action runs.
//! Therefore silence is not an error by itself: the client reopens the stream, and a running server
//! answers with the state at once.
//! Counterpart: none.

use std::time::Duration;

use prost::Message;
use tokio::time::Instant;
use vamos_reapi::ActionResult;
use vamos_reapi::exec as wire;

use crate::RemoteError;
use crate::blob::Blob;
use crate::client::Client;
use crate::error::LocalError;
use crate::error::code;
use crate::grpc::Answers;

/// The default time limit of an action, including the wait for a worker.
pub(crate) const USUAL_LIMIT: Duration = Duration::from_secs(120);

/// The maximum number of consecutive streams that end without any answer.
const MAX_EMPTY: usize = 3;

/// The delay before a stream that ended is reopened.
const AGAIN: Duration = Duration::from_millis(50);

const EXECUTE: &str = "/build.bazel.remote.execution.v2.Execution/Execute";
const WAIT: &str = "/build.bazel.remote.execution.v2.Execution/WaitExecution";

impl Client {
    /// Executes an action, whose inputs are on the server; returns its result. It may take `limit`,
    /// including the wait for a worker.
    ///
    /// # Errors
    ///
    /// [`RemoteError::Local`] if it has a limit and exceeds it: the server is not the cause.
    /// [`RemoteError::Status`] with the code `FAILED_PRECONDITION` if inputs are missing.
    pub(crate) async fn execute(
        &self,
        action: Blob,
        limit: Option<Duration>,
    ) -> Result<ActionResult, RemoteError> {
        let end = Instant::now() + limit.unwrap_or(USUAL_LIMIT);
        let mut name = None;
        let mut empty = 0;
        let mut has_restarted = false;
        loop {
            let lost = match self.operation(action, name.as_deref()).await {
                Ok(mut stream) => {
                    let (last, lost) = follow(&mut stream).await;
                    match last {
                        Some(last) if last.done => return finished(last),
                        Some(last) => {
                            name = Some(last.name);
                            empty = 0;
                        }
                        None => empty += 1,
                    }
                    lost
                }
                Err(error) => {
                    empty += 1;
                    error
                }
            };
            if is_forgotten(&lost) && name.is_some() && !has_restarted {
                // The server was restarted: the action starts again.
                (name, has_restarted) = (None, true);
            } else if limit.is_some() && Instant::now() > end {
                return Err(too_late());
            } else if !is_resumable(&lost) || empty >= MAX_EMPTY || Instant::now() > end {
                return Err(lost);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Opens the stream of an action's operation, or of the operation with this name.
    async fn operation(
        &self,
        action: Blob,
        name: Option<&str>,
    ) -> Result<Answers<wire::Operation>, RemoteError> {
        match name {
            None => {
                let request = wire::ExecuteRequest {
                    instance_name: self.instance(),
                    action_digest: Some(action.to_wire()),
                };
                self.grpc().call(EXECUTE, std::iter::once(request)).await
            }
            Some(name) => {
                let name = name.to_owned();
                let request = wire::WaitExecutionRequest { name };
                self.grpc().call(WAIT, std::iter::once(request)).await
            }
        }
    }
}

/// Reads a stream until its end or until the operation is done; returns the last state, and the
/// reason for the end.
async fn follow(stream: &mut Answers<wire::Operation>) -> (Option<wire::Operation>, RemoteError) {
    let mut last = None;
    loop {
        match stream.next().await {
            Ok(Some(operation)) => {
                let is_done = operation.done;
                last = Some(operation);
                if is_done {
                    return (last, ended());
                }
            }
            Ok(None) => return (last, ended()),
            Err(error) => return (last, error),
        }
    }
}

fn ended() -> RemoteError {
    violation("the operation ended without a result")
}

fn too_late() -> RemoteError {
    RemoteError::Local(LocalError::TooLong)
}

fn violation(text: &str) -> RemoteError {
    RemoteError::Protocol {
        method: "Execute",
        text: text.to_owned(),
    }
}

/// Reports whether an operation may still be running after this error.
fn is_resumable(error: &RemoteError) -> bool {
    error.is_passing() || matches!(error, RemoteError::TimedOut { .. })
}

/// Reports whether the error means that the server has lost the operation.
fn is_forgotten(error: &RemoteError) -> bool {
    matches!(error, RemoteError::Status { code, .. } if *code == code::NOT_FOUND)
}

/// Returns the result of a completed operation.
fn finished(operation: wire::Operation) -> Result<ActionResult, RemoteError> {
    let status = |status: vamos_reapi::WireStatus| match status.code {
        // The command caused this, not the server.
        code::DEADLINE_EXCEEDED => too_late(),
        code => RemoteError::Status {
            method: "Execute",
            code,
            // The message is shown on one line.
            message: status.message.replace(char::is_control, " "),
        },
    };
    if let Some(error) = operation.error {
        return Err(status(error));
    }
    let response = operation
        .response
        .ok_or_else(|| violation("an empty answer"))?;
    let response = wire::ExecuteResponse::decode(&*response.value);
    let response = response.map_err(|error| violation(&error.to_string()))?;
    if let Some(error) = response.status.filter(|status| status.code != 0) {
        return Err(status(error));
    }
    response.result.ok_or_else(|| violation("no result"))
}
