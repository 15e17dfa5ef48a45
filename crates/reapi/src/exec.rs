//! The messages of execution, from the Remote Execution API and `google.longrunning`.
//!
//! Counterpart: none.

use prost::Message;

use super::ActionResult;
use super::WireDigest;
use super::WireStatus;

/// `Action`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Action {
    #[prost(message, optional, tag = "1")]
    pub command_digest: Option<WireDigest>,
    #[prost(message, optional, tag = "2")]
    pub input_root_digest: Option<WireDigest>,
    /// The time limit of the command; the server's own limit if it is missing.
    #[prost(message, optional, tag = "6")]
    pub timeout: Option<Span>,
    /// From version 2.2 on.
    #[prost(message, optional, tag = "10")]
    pub platform: Option<Platform>,
}

/// `google.protobuf.Duration`.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Span {
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

/// `Platform`, whose properties are sorted.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Platform {
    /// `Platform.Property`, which has the fields of a variable.
    #[prost(message, repeated, tag = "1")]
    pub properties: Vec<Pair>,
}

/// `Command`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Command {
    #[prost(string, repeated, tag = "1")]
    pub arguments: Vec<String>,
    #[prost(message, repeated, tag = "2")]
    pub environment_variables: Vec<Pair>,
    /// Of version 2.0 of the protocol.
    #[prost(string, repeated, tag = "3")]
    pub output_files: Vec<String>,
    /// Before version 2.2.
    #[prost(message, optional, tag = "5")]
    pub platform: Option<Platform>,
    /// Relative to the input root. The program and outputs are relative to it.
    #[prost(string, tag = "6")]
    pub working_directory: String,
    /// The output files, from version 2.1 on.
    #[prost(string, repeated, tag = "7")]
    pub output_paths: Vec<String>,
}

/// `Command.EnvironmentVariable`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Pair {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "2")]
    pub value: String,
}

/// `Directory`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Directory {
    #[prost(message, repeated, tag = "1")]
    pub files: Vec<FileNode>,
    #[prost(message, repeated, tag = "2")]
    pub directories: Vec<DirectoryNode>,
}

/// `FileNode`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct FileNode {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, optional, tag = "2")]
    pub digest: Option<WireDigest>,
    #[prost(bool, tag = "4")]
    pub is_executable: bool,
}

/// `DirectoryNode`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct DirectoryNode {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, optional, tag = "2")]
    pub digest: Option<WireDigest>,
}

/// `ExecuteRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ExecuteRequest {
    #[prost(string, tag = "1")]
    pub instance_name: String,
    #[prost(message, optional, tag = "6")]
    pub action_digest: Option<WireDigest>,
}

/// `WaitExecutionRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct WaitExecutionRequest {
    #[prost(string, tag = "1")]
    pub name: String,
}

/// `google.longrunning.Operation`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Operation {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(bool, tag = "3")]
    pub done: bool,
    #[prost(message, optional, tag = "4")]
    pub error: Option<WireStatus>,
    #[prost(message, optional, tag = "5")]
    pub response: Option<Any>,
}

/// `google.protobuf.Any`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Any {
    #[prost(string, tag = "1")]
    pub type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    pub value: Vec<u8>,
}

/// `ExecuteResponse`.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct ExecuteResponse {
    #[prost(message, optional, tag = "1")]
    pub result: Option<ActionResult>,
    #[prost(message, optional, tag = "3")]
    pub status: Option<WireStatus>,
}
