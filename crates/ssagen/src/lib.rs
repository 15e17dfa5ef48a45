//! The IR of functions to SSA form, and SSA form after the last pass to instructions.
//!
//! Owns: the construction of SSA form ([`build`]); the choice of instructions for operations and
//! blocks, their positions with the marks of statements, the frame of a function ([`Frame`]), the
//! stack maps ([`StackMaps`]) and the debug information ([`describe`]).
//! Must not know: files, the encoding of instructions.
//!
//! [`compile_func`] makes the result of one function of its IR. Each of its steps is a pure function:
//! [`lower`] builds a function and runs the passes that the header of the IR names, [`Analysis::of`]
//! finds the frame, the liveness and the function data, and [`genssa`] returns a
//! [`vamos_obj::Function`] that crate obj assembles and [`describe`] describes. An operation that is
//! not implemented is a [`Refusal`]. [`add_shared_entries`] completes the debug information of a package.
//! Counterpart: cmd/compile/internal/ssagen, cmd/compile/internal/liveness,
//! cmd/compile/internal/dwarfgen and cmd/compile/internal/amd64.

mod amd64;
mod analysis;
mod arg_info;
mod build;
mod compile;
mod compile_steps;
mod compile_symbols;
mod compile_text;
mod defframe;
mod digest;
mod dwarf;
mod emitter;
mod genssa;
mod inline_marks;
mod input;
mod layout;
mod liveness;
mod lower;
mod machine;
mod operand;
mod parts;
mod points;
mod refusal;
mod state;

pub use amd64::Generator;
pub use analysis::Analysis;
pub use analysis::AnalysisInput;
pub use analysis::DataFacts;
pub use analysis::FunctionData;
pub use analysis::data_kind;
pub use build::BuildInput;
pub use build::BuildOps;
pub use build::BuildProfile;
pub use build::BuildRefusal;
pub use build::KnownSyms;
pub use build::OpenDefers;
pub use build::Role;
pub use build::Start;
pub use build::Variable;
pub use build::build;
pub use compile::CompileRefusal;
pub use compile::FuncInput;
pub use compile::FuncOutput;
pub use compile::Package;
pub use compile::Profile;
pub use compile::Scratch;
pub use compile::compile_func;
pub use compile_steps::Generated;
pub use compile_steps::Generation;
pub use compile_steps::Prepared;
pub use compile_text::declare_func;
pub use digest::Digester;
pub use dwarf::DebugInput;
pub use dwarf::DebugProfile;
pub use dwarf::InlinedFunctions;
pub use dwarf::add_inlined;
pub use dwarf::add_shared_entries;
pub use dwarf::describe;
pub use dwarf::locations;
pub use genssa::genssa;
pub use genssa::genssa_with_points;
pub use input::ArgLive;
pub use input::Declared;
pub use input::Frame;
pub use input::FunctionFacts;
pub use input::Input;
pub use input::RuntimeSyms;
pub use input::StackMaps;
pub use input::Symbols;
pub use input::Var;
pub use input::var_flags;
pub use liveness::ArgLiveness;
pub use liveness::Liveness;
pub use liveness::LivenessFacts;
pub use liveness::StackObject;
pub use lower::LowerRefusal;
pub use lower::Lowered;
pub use lower::lower;
pub use lower::run_passes;
pub use machine::Machine;
pub use points::CodePoints;
pub use refusal::Refusal;
