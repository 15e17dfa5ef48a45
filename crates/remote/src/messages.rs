//! The messages of the Remote Execution API, ByteStream and google.rpc that a cache needs, with
//! the field numbers of the published protocol. Those of execution are in `messages::exec`.
//! Fields that vamos neither sets nor reads are left out: protocol buffers skip them.
//!
//! Counterpart: none.

pub(crate) mod exec;

use prost::Message;

/// `build.bazel.remote.execution.v2.Digest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct WireDigest {
    #[prost(string, tag = "1")]
    pub(crate) hash: String,
    #[prost(int64, tag = "2")]
    pub(crate) size_bytes: i64,
}

/// `google.rpc.Status`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct WireStatus {
    #[prost(int32, tag = "1")]
    pub(crate) code: i32,
    #[prost(string, tag = "2")]
    pub(crate) message: String,
}

/// `GetCapabilitiesRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct GetCapabilitiesRequest {
    #[prost(string, tag = "1")]
    pub(crate) instance_name: String,
}

/// `ServerCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ServerCapabilities {
    #[prost(message, optional, tag = "1")]
    pub(crate) cache: Option<CacheCapabilities>,
    #[prost(message, optional, tag = "2")]
    pub(crate) execution: Option<ExecutionCapabilities>,
}

/// `ExecutionCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ExecutionCapabilities {
    #[prost(bool, tag = "2")]
    pub(crate) exec_enabled: bool,
}

/// `CacheCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct CacheCapabilities {
    #[prost(int32, repeated, tag = "1")]
    pub(crate) digest_functions: Vec<i32>,
    #[prost(message, optional, tag = "2")]
    pub(crate) update: Option<ActionCacheUpdateCapabilities>,
    #[prost(int64, tag = "4")]
    pub(crate) max_batch_total_size_bytes: i64,
    #[prost(int32, repeated, tag = "6")]
    pub(crate) supported_compressors: Vec<i32>,
    #[prost(int32, repeated, tag = "7")]
    pub(crate) supported_batch_update_compressors: Vec<i32>,
}

/// `ActionCacheUpdateCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ActionCacheUpdateCapabilities {
    #[prost(bool, tag = "1")]
    pub(crate) update_enabled: bool,
}

/// `GetActionResultRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct GetActionResultRequest {
    #[prost(string, tag = "1")]
    pub(crate) instance_name: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) action_digest: Option<WireDigest>,
    #[prost(bool, tag = "3")]
    pub(crate) inline_stdout: bool,
}

/// `UpdateActionResultRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct UpdateActionResultRequest {
    #[prost(string, tag = "1")]
    pub(crate) instance_name: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) action_digest: Option<WireDigest>,
    #[prost(message, optional, tag = "3")]
    pub(crate) action_result: Option<ActionResult>,
}

/// `ActionResult`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ActionResult {
    #[prost(message, repeated, tag = "2")]
    pub(crate) output_files: Vec<OutputFile>,
    #[prost(int32, tag = "4")]
    pub(crate) exit_code: i32,
    #[prost(bytes = "vec", tag = "5")]
    pub(crate) stdout_raw: Vec<u8>,
    #[prost(message, optional, tag = "6")]
    pub(crate) stdout_digest: Option<WireDigest>,
    #[prost(bytes = "vec", tag = "7")]
    pub(crate) stderr_raw: Vec<u8>,
    #[prost(message, optional, tag = "8")]
    pub(crate) stderr_digest: Option<WireDigest>,
    #[prost(message, optional, tag = "9")]
    pub(crate) execution_metadata: Option<ExecutedActionMetadata>,
}

/// `ExecutedActionMetadata`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ExecutedActionMetadata {
    #[prost(message, optional, tag = "7")]
    pub(crate) execution_start: Option<Timestamp>,
    #[prost(message, optional, tag = "8")]
    pub(crate) execution_completed: Option<Timestamp>,
}

/// `google.protobuf.Timestamp`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Timestamp {
    #[prost(int64, tag = "1")]
    pub(crate) seconds: i64,
    #[prost(int32, tag = "2")]
    pub(crate) nanos: i32,
}

/// `OutputFile`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct OutputFile {
    #[prost(string, tag = "1")]
    pub(crate) path: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) digest: Option<WireDigest>,
}

/// `FindMissingBlobsRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct FindMissingBlobsRequest {
    #[prost(string, tag = "1")]
    pub(crate) instance_name: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) blob_digests: Vec<WireDigest>,
}

/// `FindMissingBlobsResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct FindMissingBlobsResponse {
    #[prost(message, repeated, tag = "2")]
    pub(crate) missing_blob_digests: Vec<WireDigest>,
}

/// `BatchReadBlobsRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct BatchReadBlobsRequest {
    #[prost(string, tag = "1")]
    pub(crate) instance_name: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) digests: Vec<WireDigest>,
    #[prost(int32, repeated, tag = "3")]
    pub(crate) acceptable_compressors: Vec<i32>,
}

/// `BatchReadBlobsResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct BatchReadBlobsResponse {
    #[prost(message, repeated, tag = "1")]
    pub(crate) responses: Vec<ReadBlob>,
}

/// `BatchReadBlobsResponse.Response`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReadBlob {
    #[prost(message, optional, tag = "1")]
    pub(crate) digest: Option<WireDigest>,
    #[prost(bytes = "bytes", tag = "2")]
    pub(crate) data: bytes::Bytes,
    #[prost(message, optional, tag = "3")]
    pub(crate) status: Option<WireStatus>,
    #[prost(int32, tag = "4")]
    pub(crate) compressor: i32,
}

/// `BatchUpdateBlobsRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct BatchUpdateBlobsRequest {
    #[prost(string, tag = "1")]
    pub(crate) instance_name: String,
    #[prost(message, repeated, tag = "2")]
    pub(crate) requests: Vec<UpdateBlob>,
}

/// `BatchUpdateBlobsRequest.Request`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct UpdateBlob {
    #[prost(message, optional, tag = "1")]
    pub(crate) digest: Option<WireDigest>,
    #[prost(bytes = "bytes", tag = "2")]
    pub(crate) data: bytes::Bytes,
    #[prost(int32, tag = "3")]
    pub(crate) compressor: i32,
}

/// `BatchUpdateBlobsResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct BatchUpdateBlobsResponse {
    #[prost(message, repeated, tag = "1")]
    pub(crate) responses: Vec<UpdatedBlob>,
}

/// `BatchUpdateBlobsResponse.Response`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct UpdatedBlob {
    #[prost(message, optional, tag = "1")]
    pub(crate) digest: Option<WireDigest>,
    #[prost(message, optional, tag = "2")]
    pub(crate) status: Option<WireStatus>,
}

/// `google.bytestream.ReadRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReadRequest {
    #[prost(string, tag = "1")]
    pub(crate) resource_name: String,
}

/// `google.bytestream.ReadResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ReadResponse {
    #[prost(bytes = "bytes", tag = "10")]
    pub(crate) data: bytes::Bytes,
}

/// `google.bytestream.WriteRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct WriteRequest {
    #[prost(string, tag = "1")]
    pub(crate) resource_name: String,
    #[prost(int64, tag = "2")]
    pub(crate) write_offset: i64,
    #[prost(bool, tag = "3")]
    pub(crate) finish_write: bool,
    #[prost(bytes = "bytes", tag = "10")]
    pub(crate) data: bytes::Bytes,
}

/// `google.bytestream.WriteResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct WriteResponse {
    #[prost(int64, tag = "1")]
    pub(crate) committed_size: i64,
}

/// What a manifest contains; vamos' own.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Manifest {
    #[prost(message, repeated, tag = "1")]
    pub(crate) rows: Vec<ManifestRow>,
}

/// A stored result; vamos' own.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ManifestRow {
    #[prost(int32, tag = "1")]
    pub(crate) kind: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) id: Vec<u8>,
    #[prost(message, repeated, tag = "3")]
    pub(crate) values: Vec<ManifestValue>,
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) extra: Vec<u8>,
}

/// A value of a stored result; vamos' own.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ManifestValue {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) digest: Vec<u8>,
    #[prost(uint64, tag = "3")]
    pub(crate) size: u64,
}

/// What an action result has besides files; vamos' own.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Extra {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) note: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) signature: Vec<u8>,
}
