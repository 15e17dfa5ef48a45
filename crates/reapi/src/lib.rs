//! The messages of the Remote Execution API, ByteStream and google.rpc that vamos needs.
//!
//! Owns: the messages, with the field numbers of the published protocol; the messages of execution
//! are in [`exec`]. Fields that vamos neither sets nor reads are left out: protocol buffers skip
//! them. Must not know: connections, and the order of messages. Main types: [`ActionResult`],
//! [`WireDigest`], [`exec::Action`].
//! Counterpart: none.

#![expect(missing_docs, reason = "the published protocol describes the fields")]

pub mod exec;

use prost::Message;

/// The number of SHA-256 in the protocol.
pub const SHA256: i32 = 1;

/// The number of zstd in the protocol.
pub const ZSTD: i32 = 1;

/// `build.bazel.remote.execution.v2.Digest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WireDigest {
    #[prost(string, tag = "1")]
    pub hash: String,
    #[prost(int64, tag = "2")]
    pub size_bytes: i64,
}

/// `google.rpc.Status`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WireStatus {
    #[prost(int32, tag = "1")]
    pub code: i32,
    #[prost(string, tag = "2")]
    pub message: String,
}

/// `GetCapabilitiesRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetCapabilitiesRequest {
    #[prost(string, tag = "1")]
    pub instance_name: String,
}

/// `ServerCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ServerCapabilities {
    #[prost(message, optional, tag = "1")]
    pub cache: Option<CacheCapabilities>,
    #[prost(message, optional, tag = "2")]
    pub execution: Option<ExecutionCapabilities>,
}

/// `ExecutionCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ExecutionCapabilities {
    #[prost(bool, tag = "2")]
    pub exec_enabled: bool,
}

/// `CacheCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct CacheCapabilities {
    #[prost(int32, repeated, tag = "1")]
    pub digest_functions: Vec<i32>,
    #[prost(message, optional, tag = "2")]
    pub update: Option<ActionCacheUpdateCapabilities>,
    #[prost(int64, tag = "4")]
    pub max_batch_total_size_bytes: i64,
    #[prost(int32, repeated, tag = "6")]
    pub supported_compressors: Vec<i32>,
    #[prost(int32, repeated, tag = "7")]
    pub supported_batch_update_compressors: Vec<i32>,
}

/// `ActionCacheUpdateCapabilities`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ActionCacheUpdateCapabilities {
    #[prost(bool, tag = "1")]
    pub update_enabled: bool,
}

/// `GetActionResultRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GetActionResultRequest {
    #[prost(string, tag = "1")]
    pub instance_name: String,
    #[prost(message, optional, tag = "2")]
    pub action_digest: Option<WireDigest>,
    #[prost(bool, tag = "3")]
    pub inline_stdout: bool,
}

/// `UpdateActionResultRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct UpdateActionResultRequest {
    #[prost(string, tag = "1")]
    pub instance_name: String,
    #[prost(message, optional, tag = "2")]
    pub action_digest: Option<WireDigest>,
    #[prost(message, optional, tag = "3")]
    pub action_result: Option<ActionResult>,
}

/// `ActionResult`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ActionResult {
    #[prost(message, repeated, tag = "2")]
    pub output_files: Vec<OutputFile>,
    #[prost(int32, tag = "4")]
    pub exit_code: i32,
    #[prost(bytes = "vec", tag = "5")]
    pub stdout_raw: Vec<u8>,
    #[prost(message, optional, tag = "6")]
    pub stdout_digest: Option<WireDigest>,
    #[prost(bytes = "vec", tag = "7")]
    pub stderr_raw: Vec<u8>,
    #[prost(message, optional, tag = "8")]
    pub stderr_digest: Option<WireDigest>,
    #[prost(message, optional, tag = "9")]
    pub execution_metadata: Option<ExecutedActionMetadata>,
}

/// `ExecutedActionMetadata`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ExecutedActionMetadata {
    #[prost(message, optional, tag = "7")]
    pub execution_start: Option<Timestamp>,
    #[prost(message, optional, tag = "8")]
    pub execution_completed: Option<Timestamp>,
}

/// `google.protobuf.Timestamp`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Timestamp {
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

/// `OutputFile`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct OutputFile {
    #[prost(string, tag = "1")]
    pub path: String,
    #[prost(message, optional, tag = "2")]
    pub digest: Option<WireDigest>,
}

/// `FindMissingBlobsRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct FindMissingBlobsRequest {
    #[prost(string, tag = "1")]
    pub instance_name: String,
    #[prost(message, repeated, tag = "2")]
    pub blob_digests: Vec<WireDigest>,
}

/// `FindMissingBlobsResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct FindMissingBlobsResponse {
    #[prost(message, repeated, tag = "2")]
    pub missing_blob_digests: Vec<WireDigest>,
}

/// `BatchReadBlobsRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct BatchReadBlobsRequest {
    #[prost(string, tag = "1")]
    pub instance_name: String,
    #[prost(message, repeated, tag = "2")]
    pub digests: Vec<WireDigest>,
    #[prost(int32, repeated, tag = "3")]
    pub acceptable_compressors: Vec<i32>,
}

/// `BatchReadBlobsResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct BatchReadBlobsResponse {
    #[prost(message, repeated, tag = "1")]
    pub responses: Vec<ReadBlob>,
}

/// `BatchReadBlobsResponse.Response`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ReadBlob {
    #[prost(message, optional, tag = "1")]
    pub digest: Option<WireDigest>,
    #[prost(bytes = "bytes", tag = "2")]
    pub data: bytes::Bytes,
    #[prost(message, optional, tag = "3")]
    pub status: Option<WireStatus>,
    #[prost(int32, tag = "4")]
    pub compressor: i32,
}

/// `BatchUpdateBlobsRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct BatchUpdateBlobsRequest {
    #[prost(string, tag = "1")]
    pub instance_name: String,
    #[prost(message, repeated, tag = "2")]
    pub requests: Vec<UpdateBlob>,
}

/// `BatchUpdateBlobsRequest.Request`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct UpdateBlob {
    #[prost(message, optional, tag = "1")]
    pub digest: Option<WireDigest>,
    #[prost(bytes = "bytes", tag = "2")]
    pub data: bytes::Bytes,
    #[prost(int32, tag = "3")]
    pub compressor: i32,
}

/// `BatchUpdateBlobsResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct BatchUpdateBlobsResponse {
    #[prost(message, repeated, tag = "1")]
    pub responses: Vec<UpdatedBlob>,
}

/// `BatchUpdateBlobsResponse.Response`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct UpdatedBlob {
    #[prost(message, optional, tag = "1")]
    pub digest: Option<WireDigest>,
    #[prost(message, optional, tag = "2")]
    pub status: Option<WireStatus>,
}

/// `google.bytestream.ReadRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ReadRequest {
    #[prost(string, tag = "1")]
    pub resource_name: String,
}

/// `google.bytestream.ReadResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ReadResponse {
    #[prost(bytes = "bytes", tag = "10")]
    pub data: bytes::Bytes,
}

/// `google.bytestream.WriteRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WriteRequest {
    #[prost(string, tag = "1")]
    pub resource_name: String,
    #[prost(int64, tag = "2")]
    pub write_offset: i64,
    #[prost(bool, tag = "3")]
    pub finish_write: bool,
    #[prost(bytes = "bytes", tag = "10")]
    pub data: bytes::Bytes,
}

/// `google.bytestream.WriteResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WriteResponse {
    #[prost(int64, tag = "1")]
    pub committed_size: i64,
}

/// The contents of a manifest; specific to vamos.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Manifest {
    #[prost(message, repeated, tag = "1")]
    pub rows: Vec<ManifestRow>,
}

/// A stored result; specific to vamos.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ManifestRow {
    #[prost(int32, tag = "1")]
    pub kind: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub id: Vec<u8>,
    #[prost(message, repeated, tag = "3")]
    pub values: Vec<ManifestValue>,
    #[prost(bytes = "vec", tag = "4")]
    pub extra: Vec<u8>,
}

/// A value of a stored result; specific to vamos.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ManifestValue {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(bytes = "vec", tag = "2")]
    pub digest: Vec<u8>,
    #[prost(uint64, tag = "3")]
    pub size: u64,
}

/// The data of an action result besides files; specific to vamos.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Extra {
    #[prost(bytes = "vec", tag = "1")]
    pub note: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub signature: Vec<u8>,
}
