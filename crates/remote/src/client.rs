//! The methods of the Remote Execution API and of ByteStream that a cache needs.
//!
//! Counterpart: none.

use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Buf;
use bytes::Bytes;
use bytes::BytesMut;
use vamos_base::Digest;
use vamos_reapi as wire;
use vamos_reapi::ZSTD;

use crate::RemoteError;
use crate::blob::Blob;
use crate::capabilities::Capabilities;
use crate::error::code;
use crate::grpc::Grpc;
use crate::payload::Payload;

/// The chunk size in bytes for large values.
const CHUNK: usize = 1 << 20;

/// The maximum size of an uploaded batch in bytes. Servers limit messages to 4 MiB.
pub(crate) const BATCH: u64 = 2 << 20;

/// The delays before a request is repeated.
const BACK_OFF: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(250)];

/// Repeats `$call` after transient errors.
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

/// The cache on a server.
pub(crate) struct Client {
    grpc: Grpc,
    /// The capabilities of the server, once they are known.
    learned: OnceLock<Capabilities>,
}

impl Client {
    pub(crate) fn new(grpc: Grpc) -> Self {
        Self {
            grpc,
            learned: OnceLock::new(),
        }
    }

    /// Returns the connection.
    pub(crate) fn grpc(&self) -> &Grpc {
        &self.grpc
    }

    /// Returns the name of the server's instance.
    pub(crate) fn instance(&self) -> String {
        self.grpc.endpoint().instance.clone()
    }

    /// Returns the capabilities of the server.
    pub(crate) async fn capabilities(&self) -> Result<Capabilities, RemoteError> {
        let found = retried!(self.capabilities_once())?;
        Ok(*self.learned.get_or_init(|| found))
    }

    async fn capabilities_once(&self) -> Result<Capabilities, RemoteError> {
        let method = "/build.bazel.remote.execution.v2.Capabilities/GetCapabilities";
        let request = wire::GetCapabilitiesRequest {
            instance_name: self.instance(),
        };
        let answer = self.grpc.unary(method, &request).await?;
        Ok(Capabilities::from_wire(&answer))
    }

    /// Requests the capabilities of the server, if they are not known yet. If the server does not
    /// answer, no optional feature is used.
    pub(crate) async fn learn(&self) {
        if self.learned.get().is_some() {
            return;
        }
        // Not repeated: the first results wait for this.
        if let Ok(capabilities) = self.capabilities_once().await {
            let _ = self.learned.set(capabilities);
        }
    }

    /// Returns the known capabilities of the server, or the defaults.
    pub(crate) fn learned(&self) -> Capabilities {
        self.learned.get().copied().unwrap_or_default()
    }

    /// Returns the stored result of an action.
    pub(crate) async fn action(
        &self,
        key: Blob,
    ) -> Result<Option<wire::ActionResult>, RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ActionCache/GetActionResult";
        let request = wire::GetActionResultRequest {
            instance_name: self.instance(),
            action_digest: Some(key.to_wire()),
            // The signature is in stdout. Servers leave stdout out without this.
            inline_stdout: true,
        };
        unless_missing(retried!(self.grpc.unary(method, &request)))
    }

    /// Stores the result of an action. The values must be on the server.
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

    /// Returns the values that the server does not have.
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

    /// Reads small values; returns the ones that the server has. They are not verified.
    pub(crate) async fn read_batch(
        &self,
        blobs: &[Blob],
    ) -> Result<Vec<(Blob, Payload)>, RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ContentAddressableStorage/BatchReadBlobs";
        let request = wire::BatchReadBlobsRequest {
            instance_name: self.instance(),
            digests: blobs.iter().map(|blob| blob.to_wire()).collect(),
            // A server that does not compress ignores it.
            acceptable_compressors: vec![ZSTD],
        };
        let read: wire::BatchReadBlobsResponse = retried!(self.grpc.unary(method, &request))?;
        let is_good = |answer: &wire::ReadBlob| {
            matches!(answer.compressor, 0 | ZSTD)
                && answer.status.as_ref().is_none_or(|status| status.code == 0)
        };
        let found = read.responses.into_iter().filter(is_good);
        let found = found.filter_map(|answer| {
            let payload = Payload {
                data: answer.data,
                is_zstd: answer.compressor == ZSTD,
            };
            Some((Blob::from_wire(answer.digest.as_ref())?, payload))
        });
        Ok(found.collect())
    }

    /// Stores small values. They are compressed by the calling thread before the request starts.
    pub(crate) fn write_batch(
        self: &Arc<Self>,
        values: Vec<(Blob, Bytes)>,
    ) -> impl Future<Output = Result<(), RemoteError>> + Send + use<> {
        let may_compress = self.learned().has_zstd_batches;
        let pack = |(blob, bytes)| (blob, Payload::to_send(bytes, may_compress));
        let values: Vec<(Blob, Payload)> = values.into_iter().map(pack).collect();
        let client = Arc::clone(self);
        async move { client.write_payloads(&values).await }
    }

    async fn write_payloads(&self, values: &[(Blob, Payload)]) -> Result<(), RemoteError> {
        let method = "/build.bazel.remote.execution.v2.ContentAddressableStorage/BatchUpdateBlobs";
        let update = |(blob, payload): &(Blob, Payload)| wire::UpdateBlob {
            digest: Some(blob.to_wire()),
            data: payload.data.clone(),
            compressor: if payload.is_zstd { ZSTD } else { 0 },
        };
        let request = wire::BatchUpdateBlobsRequest {
            instance_name: self.instance(),
            requests: values.iter().map(update).collect(),
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

    /// Reads a value, compressed if the server supports that; `None` if the server does not have
    /// it. It is not verified.
    pub(crate) async fn read_value(&self, blob: Blob) -> Result<Option<Payload>, RemoteError> {
        let is_zstd = self.learned().has_zstd;
        let size = usize::try_from(blob.size).unwrap_or(0);
        let mut data = BytesMut::with_capacity(if is_zstd { size / 2 } else { size });
        let mut take = |part: Bytes| {
            data.extend_from_slice(&part);
            Ok(())
        };
        let is_there = if is_zstd {
            let name = format!("compressed-blobs/zstd/{}/{}", blob.digest, blob.size);
            let most = Payload::most(blob.size);
            let read = self.read_parts(&name, blob, most, &mut take).await?;
            read.is_some()
        } else {
            self.read_stream(blob, &mut take).await?
        };
        Ok(is_there.then(|| Payload {
            data: data.freeze(),
            is_zstd,
        }))
    }

    /// Reads a value of any size in pieces; returns `false` if the server does not have it. Only
    /// the size is verified.
    pub(crate) async fn read_stream(
        &self,
        blob: Blob,
        take: &mut (dyn FnMut(Bytes) -> Result<(), RemoteError> + Send),
    ) -> Result<bool, RemoteError> {
        let name = format!("blobs/{}/{}", blob.digest, blob.size);
        match self.read_parts(&name, blob, blob.size, take).await? {
            None => Ok(false),
            Some(size) if size == blob.size => Ok(true),
            Some(_) => Err(RemoteError::WrongBytes(blob.digest)),
        }
    }

    /// Reads a resource for a value in pieces; returns its size in bytes, `None` if the server does
    /// not have it.
    async fn read_parts(
        &self,
        name: &str,
        blob: Blob,
        most: u64,
        take: &mut (dyn FnMut(Bytes) -> Result<(), RemoteError> + Send),
    ) -> Result<Option<u64>, RemoteError> {
        let method = "/google.bytestream.ByteStream/Read";
        let request = wire::ReadRequest {
            resource_name: self.grpc.endpoint().resource(name),
        };
        let called = self.grpc.call(method, std::iter::once(request)).await;
        let Some(mut answers) = unless_missing(called)? else {
            return Ok(None);
        };
        let mut size = 0;
        loop {
            let part: wire::ReadResponse = match unless_missing(answers.next().await)? {
                Some(Some(part)) => part,
                Some(None) => return Ok(Some(size)),
                None => return Ok(None),
            };
            size += part.data.len() as u64;
            if size > most {
                return Err(RemoteError::WrongBytes(blob.digest));
            }
            take(part.data)?;
        }
    }

    /// Stores a value of any size.
    pub(crate) async fn write_value(&self, blob: Blob, bytes: Bytes) -> Result<(), RemoteError> {
        self.write_from(blob, bytes.reader()).await
    }

    /// Stores a value of any size, which is read in pieces and compressed if the server accepts
    /// that.
    pub(crate) async fn write_from(
        &self,
        blob: Blob,
        value: impl Read + Send + 'static,
    ) -> Result<(), RemoteError> {
        let local = |error: std::io::Error| RemoteError::local(&error);
        let is_zstd = self.learned().has_zstd;
        let mut value: Box<dyn Read + Send> = if is_zstd {
            Box::new(Payload::compressing(value).map_err(local)?)
        } else {
            Box::new(value)
        };
        let next = move || {
            let mut bytes = Vec::with_capacity(CHUNK);
            let mut part = (&mut value).take(CHUNK as u64);
            part.read_to_end(&mut bytes).map_err(local)?;
            Ok(Bytes::from(bytes))
        };
        self.write_stream(blob, is_zstd, next).await
    }

    /// Stores a value of any size, which `next` returns in pieces, compressed if `is_zstd`.
    async fn write_stream(
        &self,
        blob: Blob,
        is_zstd: bool,
        mut next: impl FnMut() -> Result<Bytes, RemoteError> + Send + 'static,
    ) -> Result<(), RemoteError> {
        let method = "/google.bytestream.ByteStream/Write";
        let kind = if is_zstd {
            "compressed-blobs/zstd"
        } else {
            "blobs"
        };
        let name = format!("uploads/{}/{kind}/{}/{}", unique(), blob.digest, blob.size);
        let mut resource_name = self.grpc.endpoint().resource(&name);
        let mut write_offset = Some(0);
        let failed = Arc::new(OnceLock::new());
        let failure = Arc::clone(&failed);
        let sent = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&sent);
        let requests = std::iter::from_fn(move || {
            let offset = write_offset?;
            let data = match next() {
                Ok(data) => data,
                Err(error) => {
                    // The server does not store an incomplete stream.
                    let _ = failure.set(error);
                    return None;
                }
            };
            let end = offset + data.len() as u64;
            counter.store(end, Ordering::Relaxed);
            // The length of a compressed value is known only at its end.
            let is_last = data.is_empty() || !is_zstd && end >= blob.size;
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
        // A server that already has the value answers early. For compressed values such a server
        // returns -1.
        let committed = done?.committed_size;
        let sent = sent.load(Ordering::Relaxed);
        let is_whole = |size| size == blob.size || is_zstd && size == sent;
        if committed == -1 || u64::try_from(committed).is_ok_and(is_whole) {
            return Ok(());
        }
        Err(RemoteError::Protocol {
            method: "Write",
            text: format!("{committed} of {sent} bytes were stored"),
        })
    }
}

/// Returns `None` instead of the error that the server does not have a value.
fn unless_missing<T>(found: Result<T, RemoteError>) -> Result<Option<T>, RemoteError> {
    match found {
        Err(RemoteError::Status { code, .. }) if code == code::NOT_FOUND => Ok(None),
        found => found.map(Some),
    }
}

/// Returns a name for an upload in the form of a random UUID.
fn unique() -> String {
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
