//! The methods of the Remote Execution API and of ByteStream that a cache needs.
//!
//! Counterpart: none.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use vamos_base::Digest;

use crate::RemoteError;
use crate::capabilities::Capabilities;
use crate::error::code;
use crate::grpc::Grpc;
use crate::messages as wire;
use crate::messages::WireDigest;

/// The pieces in which large values are sent.
pub(crate) const CHUNK: usize = 1 << 20;

/// Waits before a request is repeated.
const BACK_OFF: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(250)];

/// A value by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Blob {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

impl Blob {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self {
            digest: Digest::of(bytes),
            size: bytes.len() as u64,
        }
    }

    pub(crate) fn to_wire(self) -> WireDigest {
        WireDigest {
            hash: self.digest.hex(),
            size_bytes: i64::try_from(self.size).unwrap_or(i64::MAX),
        }
    }

    pub(crate) fn from_wire(digest: Option<&WireDigest>) -> Option<Self> {
        let digest = digest?;
        Some(Self {
            digest: Digest::from_hex(digest.hash.as_bytes())?,
            size: u64::try_from(digest.size_bytes).ok()?,
        })
    }
}

/// Repeats `$call` after errors that may pass.
macro_rules! retried {
    ($call:expr) => {{
        let mut waits = BACK_OFF.iter();
        loop {
            match $call.await {
                Err(error) if error.is_passing() => match waits.next() {
                    Some(wait) => tokio::time::sleep(*wait).await,
                    None => break Err(error),
                },
                done => break done,
            }
        }
    }};
}

/// A server's cache.
pub(crate) struct Client {
    grpc: Grpc,
}

impl Client {
    pub(crate) fn new(grpc: Grpc) -> Self {
        Self { grpc }
    }

    fn instance(&self) -> String {
        self.grpc.endpoint().instance.clone()
    }

    /// Returns what the server can do.
    pub(crate) async fn capabilities(&self) -> Result<Capabilities, RemoteError> {
        let method = "/build.bazel.remote.execution.v2.Capabilities/GetCapabilities";
        let request = wire::GetCapabilitiesRequest {
            instance_name: self.instance(),
        };
        let answer = retried!(self.grpc.unary(method, &request))?;
        Ok(Capabilities::from_wire(&answer))
    }

    /// Returns what is stored for an action.
    pub(crate) async fn action(
        &self,
        key: Blob,
    ) -> Result<Option<wire::ActionResult>, RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ActionCache/GetActionResult";
        let request = wire::GetActionResultRequest {
            instance_name: self.instance(),
            action_digest: Some(key.to_wire()),
            // The signature is there. Servers leave it out otherwise.
            inline_stdout: true,
        };
        unless_missing(retried!(self.grpc.unary(method, &request)))
    }

    /// Stores the result of an action, whose values are there.
    pub(crate) async fn put_action(
        &self,
        key: Blob,
        result: wire::ActionResult,
    ) -> Result<(), RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ActionCache/UpdateActionResult";
        let request = wire::UpdateActionResultRequest {
            instance_name: self.instance(),
            action_digest: Some(key.to_wire()),
            action_result: Some(result),
        };
        let done: Result<wire::ActionResult, _> = retried!(self.grpc.unary(method, &request));
        done.map(drop)
    }

    /// Returns which values the server does not have.
    pub(crate) async fn missing(&self, blobs: &[Blob]) -> Result<HashSet<Blob>, RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ContentAddressableStorage/FindMissingBlobs";
        let request = wire::FindMissingBlobsRequest {
            instance_name: self.instance(),
            blob_digests: blobs.iter().map(|blob| blob.to_wire()).collect(),
        };
        let found: wire::FindMissingBlobsResponse = retried!(self.grpc.unary(method, &request))?;
        let missing = found.missing_blob_digests.iter();
        Ok(missing
            .filter_map(|digest| Blob::from_wire(Some(digest)))
            .collect())
    }

    /// Reads small values; returns those that the server has. They are not verified.
    pub(crate) async fn read_batch(
        &self,
        blobs: &[Blob],
    ) -> Result<Vec<(Blob, Bytes)>, RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ContentAddressableStorage/BatchReadBlobs";
        let request = wire::BatchReadBlobsRequest {
            instance_name: self.instance(),
            digests: blobs.iter().map(|blob| blob.to_wire()).collect(),
        };
        let read: wire::BatchReadBlobsResponse = retried!(self.grpc.unary(method, &request))?;
        let is_good = |answer: &wire::ReadBlob| {
            answer.compressor == 0 && answer.status.as_ref().is_none_or(|status| status.code == 0)
        };
        let found = read.responses.into_iter().filter(is_good);
        Ok(found
            .filter_map(|answer| Some((Blob::from_wire(answer.digest.as_ref())?, answer.data)))
            .collect())
    }

    /// Stores small values.
    pub(crate) async fn write_batch(&self, blobs: &[(Blob, Bytes)]) -> Result<(), RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ContentAddressableStorage/BatchUpdateBlobs";
        let update = |(blob, data): &(Blob, Bytes)| wire::UpdateBlob {
            digest: Some(blob.to_wire()),
            data: data.clone(),
        };
        let request = wire::BatchUpdateBlobsRequest {
            instance_name: self.instance(),
            requests: blobs.iter().map(update).collect(),
        };
        let done: wire::BatchUpdateBlobsResponse = retried!(self.grpc.unary(method, &request))?;
        let mut statuses = done.responses.into_iter().filter_map(|one| one.status);
        match statuses.find(|status| status.code != 0) {
            None => Ok(()),
            Some(status) => Err(RemoteError::Status {
                method: "BatchUpdateBlobs",
                code: status.code,
                message: status.message,
            }),
        }
    }

    /// Reads a value of any size in pieces; returns `false` if the server does not have it. Only
    /// the size is verified.
    pub(crate) async fn read_stream(
        &self,
        blob: Blob,
        take: &mut (dyn FnMut(Bytes) -> Result<(), RemoteError> + Send),
    ) -> Result<bool, RemoteError> {
        let method = "/google.bytestream.ByteStream/Read";
        let name = format!("blobs/{}/{}", blob.digest, blob.size);
        let request = wire::ReadRequest {
            resource_name: self.grpc.endpoint().resource(&name),
        };
        let called = self.grpc.call(method, std::iter::once(request)).await;
        let Some(mut answers) = unless_missing(called)? else {
            return Ok(false);
        };
        let mut size = 0;
        loop {
            let part: wire::ReadResponse = match unless_missing(answers.next().await)? {
                Some(Some(part)) => part,
                Some(None) => break,
                None => return Ok(false),
            };
            size += part.data.len() as u64;
            if size > blob.size {
                return Err(RemoteError::WrongBytes(blob.digest));
            }
            take(part.data)?;
        }
        if size != blob.size {
            return Err(RemoteError::WrongBytes(blob.digest));
        }
        Ok(true)
    }

    /// Stores a value of any size, which `next` returns in pieces.
    pub(crate) async fn write_stream(
        &self,
        blob: Blob,
        mut next: impl FnMut() -> Result<Bytes, RemoteError> + Send + 'static,
    ) -> Result<(), RemoteError> {
        let method = "/google.bytestream.ByteStream/Write";
        let name = format!("uploads/{}/blobs/{}/{}", unique(), blob.digest, blob.size);
        let mut resource_name = self.grpc.endpoint().resource(&name);
        let mut write_offset = Some(0);
        let failed = Arc::new(OnceLock::new());
        let failure = Arc::clone(&failed);
        let requests = std::iter::from_fn(move || {
            let offset = write_offset?;
            let data = match next() {
                Ok(data) => data,
                Err(error) => {
                    // The server does not store what has no end.
                    let _ = failure.set(error);
                    return None;
                }
            };
            let end = offset + data.len() as u64;
            let is_last = end >= blob.size || data.is_empty();
            write_offset = (!is_last).then_some(end);
            Some(wire::WriteRequest {
                resource_name: std::mem::take(&mut resource_name),
                write_offset: i64::try_from(offset).unwrap_or(i64::MAX),
                finish_write: is_last,
                data,
            })
        });
        let done: Result<wire::WriteResponse, _> = self.grpc.call_for_one(method, requests).await;
        if let Some(error) = failed.get() {
            return Err(error.clone());
        }
        // A server that has the value already answers early. Those that compress return -1.
        let committed = done?.committed_size;
        if committed == -1 || u64::try_from(committed) == Ok(blob.size) {
            return Ok(());
        }
        Err(RemoteError::Protocol {
            method: "Write",
            text: format!("{committed} of {} bytes were stored", blob.size),
        })
    }
}

/// Returns `None` if the server does not have what was asked for.
fn unless_missing<T>(found: Result<T, RemoteError>) -> Result<Option<T>, RemoteError> {
    match found {
        Err(RemoteError::Status { code, .. }) if code == code::NOT_FOUND => Ok(None),
        found => found.map(Some),
    }
}

/// Returns a name for an upload in the form of a random UUID.
fn unique() -> String {
    use std::sync::atomic::AtomicU64;
    use std::sync::atomic::Ordering;
    use std::time::SystemTime;
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let text = format!("{} {count} {now:?}", std::process::id());
    let hex = Digest::of(text.as_bytes()).hex();
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..15],
        &hex[15..18],
        &hex[18..30]
    )
}
