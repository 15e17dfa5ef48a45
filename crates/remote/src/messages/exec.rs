//! The messages of execution: those of the Remote Execution API, and `google.longrunning`.
//!
//! Counterpart: none.

use prost::Message;

use super::ActionResult;
use super::WireDigest;
use super::WireStatus;

/// `Action`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Action {
    #[prost(message, optional, tag = "1")]
    pub(crate) command_digest: Option<WireDigest>,
    #[prost(message, optional, tag = "2")]
    pub(crate) input_root_digest: Option<WireDigest>,
    /// How long the command may run; the server's own limit if it is missing.
    #[prost(message, optional, tag = "6")]
    pub(crate) timeout: Option<Span>,
    /// From version 2.2 on.
    #[prost(message, optional, tag = "10")]
    pub(crate) platform: Option<Platform>,
}

/// `google.protobuf.Duration`.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub(crate) struct Span {
    #[prost(int64, tag = "1")]
    pub(crate) seconds: i64,
    #[prost(int32, tag = "2")]
    pub(crate) nanos: i32,
}

/// `Platform`, whose properties are sorted.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Platform {
    /// `Platform.Property`, which has the fields of a variable.
    #[prost(message, repeated, tag = "1")]
    pub(crate) properties: Vec<Pair>,
}

/// `Command`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Command {
    #[prost(string, repeated, tag = "1")]
    pub(crate) arguments: Vec<String>,
    #[prost(message, repeated, tag = "2")]
    pub(crate) environment_variables: Vec<Pair>,
    /// Of version 2.0 of the protocol.
    #[prost(string, repeated, tag = "3")]
    pub(crate) output_files: Vec<String>,
    /// Before version 2.2.
    #[prost(message, optional, tag = "5")]
    pub(crate) platform: Option<Platform>,
    /// Relative to the input root. The program and outputs are relative to it.
    #[prost(string, tag = "6")]
    pub(crate) working_directory: String,
    /// The output files, from version 2.1 on.
    #[prost(string, repeated, tag = "7")]
    pub(crate) output_paths: Vec<String>,
}

/// `Command.EnvironmentVariable`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Pair {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) value: String,
}

/// `Directory`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Directory {
    #[prost(message, repeated, tag = "1")]
    pub(crate) files: Vec<FileNode>,
    #[prost(message, repeated, tag = "2")]
    pub(crate) directories: Vec<DirectoryNode>,
}

/// `FileNode`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct FileNode {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) digest: Option<WireDigest>,
    #[prost(bool, tag = "4")]
    pub(crate) is_executable: bool,
}

/// `DirectoryNode`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct DirectoryNode {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) digest: Option<WireDigest>,
}

/// `ExecuteRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ExecuteRequest {
    #[prost(string, tag = "1")]
    pub(crate) instance_name: String,
    #[prost(message, optional, tag = "6")]
    pub(crate) action_digest: Option<WireDigest>,
}

/// `WaitExecutionRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct WaitExecutionRequest {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
}

/// `google.longrunning.Operation`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Operation {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(bool, tag = "3")]
    pub(crate) done: bool,
    #[prost(message, optional, tag = "4")]
    pub(crate) error: Option<WireStatus>,
    #[prost(message, optional, tag = "5")]
    pub(crate) response: Option<Any>,
}

/// `google.protobuf.Any`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Any {
    #[prost(string, tag = "1")]
    pub(crate) type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) value: Vec<u8>,
}

/// `ExecuteResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ExecuteResponse {
    #[prost(message, optional, tag = "1")]
    pub(crate) result: Option<ActionResult>,
    #[prost(message, optional, tag = "3")]
    pub(crate) status: Option<WireStatus>,
}
