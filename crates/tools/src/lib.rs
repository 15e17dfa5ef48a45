//! Executors of jobs: this process, the instrumented compiler, other machines.
//!
//! Each executor runs the jobs it can, and passes all others to the next: links and assembly in
//! this process ([`NativeLinker`], [`NativeAssembler`]), then compilations by the instrumented
//! compiler ([`CompilerReplacement`]) or jobs on other machines ([`RemoteExecutor`]), then the last
//! executor, which `cli` adds: a child of this process. One executor, [`Replacing`], runs the tools
//! that replace the SDK's. A job gives the same bytes with each executor. Some tools of the SDK are
//! functions here ([`builtin`]).
//! Owns: the choice of a job's tool, the comparison with the SDK's, the fallback to it.
//! Must not know: packages, actions, action IDs, how settings are typed.
//! Main types: [`Host`], [`Replacing`], [`RemoteExecutor`], [`InstrumentedCompiler`].
//! Counterpart: cmd/asm, cmd/link, cmd/pack and cmd/buildid as functions; none for the rest.

pub mod assembler;
pub mod builtin;
pub mod instrumented_compiler;
pub mod link;

mod doc_overlay;
mod host;
mod metered_spawner;
mod remote;
mod replacement;
mod sdk_overlay;

pub use assembler::NativeAssembler;
pub use doc_overlay::DOC_PROGRAM;
pub use doc_overlay::write_doc_overlay;
pub use host::Host;
pub use instrumented_compiler::CompilerReplacement;
pub use instrumented_compiler::InstrumentedCompiler;
pub use link::NativeLinker;
pub use remote::RaceSetting;
pub use remote::RemoteExecutor;
pub use replacement::Replacing;
pub use replacement::ToolChoice;
