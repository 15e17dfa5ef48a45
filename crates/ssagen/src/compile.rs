//! The IR of a function to its code, its tables and its own symbols.
//!
//! [`compile_func`] changes neither the tables of the package nor the object: functions of a batch are
//! compiled in any order and on any threads. The results are merged in the order of the text.
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`Compile`, `weakenGlobalMapInitRelocs`).

use std::collections::HashSet;
use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_ir::debug::DebugFacts;
use vamos_obj::Assembled;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::FunctionDebug;
use vamos_obj::FunctionSymbols;
use vamos_obj::Reloc;
use vamos_obj::SymId;
use vamos_obj::Val;
use vamos_obj::assemble_with;
use vamos_ssa::NameId;
use vamos_ssa::debug::Debug;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::pass;
use vamos_ssa::pass::Cx;
use vamos_ssa::rules::Rules;

use crate::amd64::Generator;
use crate::analysis::FunctionData;
use crate::build::BuildInput;
use crate::build::BuildOps;
use crate::build::BuildProfile;
use crate::build::KnownSyms;
use crate::compile_steps::Generated;
use crate::compile_steps::Generation;
use crate::compile_steps::Prepared;
use crate::compile_symbols::data_symbol;
use crate::compile_symbols::interface_relocs;
use crate::compile_symbols::own_symbols;
use crate::compile_symbols::pointer_masks;
use crate::dwarf::DebugInput;
use crate::dwarf::DebugProfile;
use crate::dwarf::InlinedFunctions;
use crate::dwarf::describe;
use crate::dwarf::locations;
use crate::input::RuntimeSyms;
use crate::input::Symbols;
use crate::lower::LowerRefusal;
use crate::lower::lower;
use crate::machine::Machine;
use crate::refusal::Refusal;

/// The size of frames and of arguments from which on the SDK's compiler reports an error, in bytes.
const LARGE_FRAME: i64 = 1 << 30;

/// The release of the compiler.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    /// The operations.
    pub tables: &'a Tables,
    /// The numbers of operations that passes name.
    pub ops: &'a Ops,
    /// The numbers of operations that the construction of SSA form makes.
    pub build_ops: &'a BuildOps,
    /// Differences in the construction of SSA form.
    pub build: BuildProfile,
    /// Differences in passes.
    pub passes: pass::Profile,
    /// The rewrite rules.
    pub rules: Option<&'a Rules>,
    /// The machine.
    pub machine: &'a Machine,
    /// The instructions of operations.
    pub generator: &'a Generator,
    /// Differences in debug information.
    pub debug: DebugProfile,
}

impl<'a> Profile<'a> {
    /// Returns the release for the passes over functions of a package.
    fn cx(&self, package: &'a vamos_ssa::Package) -> Cx<'a> {
        Cx {
            package,
            tables: self.tables,
            ops: self.ops,
            profile: self.passes,
            rules: self.rules,
        }
    }
}

/// The package that functions belong to. It does not change while functions are compiled.
#[derive(Clone, Copy, Debug)]
pub struct Package<'a> {
    /// Types, symbols and variables.
    pub tables: &'a vamos_ssa::Package,
    /// Settings of the compiler.
    pub header: &'a Header,
    /// Symbols by name.
    pub known: &'a KnownSyms,
    /// The object, in which functions are declared.
    pub object: Frozen<'a>,
    /// The object's symbols by number in `tables`, from 1 on.
    pub syms: &'a [SymId],
    /// The symbols of the runtime.
    pub runtime: &'a RuntimeSyms,
    /// The functions that fill maps of the package.
    pub map_inits: &'a HashSet<SymId>,
    /// The functions that were inlined.
    pub inlined: &'a InlinedFunctions,
}

/// The inputs for one function.
#[derive(Clone, Copy, Debug)]
pub struct FuncInput<'a> {
    /// The IR after walk.
    pub ir: &'a IrFunc,
    /// Relocations that the symbol has before the code: marks for the linker.
    pub relocs: &'a [Reloc],
    /// Facts for debuggers. Without them, they do not get variables, scopes and inlined calls.
    pub debug: Option<&'a DebugFacts>,
}

/// The result of a function.
#[derive(Debug)]
pub struct FuncOutput {
    /// Code, tables, debug information and own symbols, for [`vamos_obj::Link::merge`].
    pub assembled: Assembled,
    /// The names of masks of pointers that the package must have.
    pub pointer_masks: Vec<String>,
}

/// The reason why a function is not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileRefusal {
    /// It has no state after the last pass.
    Lower(LowerRefusal),
    /// It has no instructions.
    Code(Refusal),
    /// Its frame is larger than any stack.
    LargeFrame,
}

impl Display for CompileRefusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lower(why) => why.fmt(f),
            Self::Code(why) => why.fmt(f),
            Self::LargeFrame => f.write_str("a frame that is larger than any stack"),
        }
    }
}

impl Error for CompileRefusal {}

impl From<LowerRefusal> for CompileRefusal {
    fn from(why: LowerRefusal) -> Self {
        Self::Lower(why)
    }
}

impl From<Refusal> for CompileRefusal {
    fn from(why: Refusal) -> Self {
        Self::Code(why)
    }
}

/// A function with its instructions, and the results from which its debug information follows.
struct Code<'a> {
    prepared: Prepared,
    heap: Vec<(NameId, NameId)>,
    generated: Generated,
    own: FunctionSymbols<'a>,
}

/// The memory of a thread, which the next function uses again.
#[derive(Debug, Default)]
pub struct Scratch {
    passes: vamos_ssa::Scratch,
    assembly: vamos_obj::Scratch,
}

/// Compiles a function.
pub fn compile_func(
    input: &FuncInput<'_>,
    package: &Package<'_>,
    profile: &Profile<'_>,
    scratch: &mut Scratch,
) -> Result<FuncOutput, CompileRefusal> {
    let cx = profile.cx(package.tables);
    let Code {
        mut prepared,
        heap,
        generated,
        own,
    } = generate(input, package, profile, cx, &mut scratch.passes)?;
    let Generated {
        analysis,
        data,
        mut function,
        points,
    } = generated;
    let is_unoptimized = prepared.facts.is_unoptimized;
    let has_lists = package.object.options.debug.has_location_lists;
    let locations = match input.debug {
        Some(_) if !has_lists => return Err(Refusal::Invalid("no location lists").into()),
        Some(_) => locations(&mut prepared.func, &cx, &analysis.frame, is_unoptimized)?,
        None => Debug::default(),
    };
    let describe = |function: &Function, symbols: &mut FunctionSymbols<'_>| {
        let Some(facts) = input.debug else {
            return Ok(FunctionDebug::default());
        };
        let input = DebugInput {
            cx,
            func: &prepared.func,
            ir: input.ir,
            is_unoptimized,
            facts,
            inlined: package.inlined,
            frame: &analysis.frame,
            heap: &heap,
            locations: &locations,
            points: &points,
            profile: profile.debug,
        };
        describe(&input, &package.object, function, symbols)
    };
    let scratch = &mut scratch.assembly;
    let mut assembled = assemble_with(&package.object, &mut function, own, scratch, describe)?;
    if input.ir.facts.symbol.is_package_init {
        assembled.weaken(package.map_inits);
    }
    Ok(FuncOutput {
        assembled,
        pointer_masks: pointer_masks(data),
    })
}

/// Makes the instructions of a function.
fn generate<'a>(
    input: &FuncInput<'_>,
    package: &Package<'a>,
    profile: &Profile<'_>,
    cx: Cx<'_>,
    scratch: &mut vamos_ssa::Scratch,
) -> Result<Code<'a>, CompileRefusal> {
    let (ir, header, tables) = (input.ir, package.header, package.tables);
    let input_of_build = BuildInput {
        cx,
        ops: profile.build_ops,
        header,
        ir,
        syms: package.known,
        profile: profile.build,
        // All variables, types and aux values that the function makes are its own.
        names: tables.names.len(),
        types: tables.types.len(),
        auxes: tables.auxes.len(),
    };
    let mut lowered = lower(&input_of_build, scratch)?;
    let heap = std::mem::take(&mut lowered.heap);
    let mut own = FunctionSymbols::new(package.object.symbols);
    let of_function = own_symbols(&lowered.func, &mut own);
    let symbols = Symbols {
        of_package: package.syms,
        of_function: &of_function,
        runtime: package.runtime,
    };
    let prepared = Prepared::of_ir(lowered, ir, header, tables, symbols)?;
    let generation = Generation {
        package: tables,
        ops: profile.ops,
        machine: profile.machine,
        generator: profile.generator,
        symbols,
    };
    let mut data_symbol = |data: &FunctionData| data_symbol(&mut own, data);
    let mut generated = generation.run(&prepared, &[], &mut data_symbol)?;
    check_frame(&generated.function)?;
    let interfaces = interface_relocs(&prepared.func, symbols)?;
    let relocs = [input.relocs, &interfaces].concat();
    package.object.prepare(&mut generated.function, relocs);
    Ok(Code {
        prepared,
        heap,
        generated,
        own,
    })
}

/// Refuses a function whose frame is larger than any stack.
fn check_frame(function: &Function) -> Result<(), CompileRefusal> {
    let text = function.text.ok_or(Refusal::Invalid("no text"))?;
    let text = &function.progs[text].to;
    let args = match text.val {
        Val::ArgSize(args) => args.into(),
        _ => 0,
    };
    if text.offset.max(args) >= LARGE_FRAME {
        return Err(CompileRefusal::LargeFrame);
    }
    Ok(())
}
