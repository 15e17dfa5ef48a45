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
use vamos_obj::Abi;
use vamos_obj::Assembled;
use vamos_obj::Frozen;
use vamos_obj::FunctionDebug;
use vamos_obj::FunctionSymbols;
use vamos_obj::Reloc;
use vamos_obj::RelocType;
use vamos_obj::Scratch;
use vamos_obj::SymId;
use vamos_obj::Val;
use vamos_obj::assemble_with;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::pass;
use vamos_ssa::pass::Cx;
use vamos_ssa::rules::Rules;

use crate::amd64::Generator;
use crate::analysis::FunctionData;
use crate::analysis::data_kind;
use crate::build::BuildInput;
use crate::build::BuildOps;
use crate::build::BuildProfile;
use crate::build::KnownSyms;
use crate::compile_steps::Generation;
use crate::compile_steps::Prepared;
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
}

/// The inputs for one function.
#[derive(Clone, Copy, Debug)]
pub struct FuncInput<'a> {
    /// The IR after walk.
    pub ir: &'a IrFunc,
    /// Relocations that the symbol has before the code: marks for the linker.
    pub relocs: &'a [Reloc],
    /// Variables, scopes and inlined calls for debuggers, which the caller supplies.
    pub debug: &'a FunctionDebug,
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

/// Compiles a function.
pub fn compile_func(
    input: &FuncInput<'_>,
    package: &Package<'_>,
    profile: &Profile<'_>,
    scratch: &mut Scratch,
) -> Result<FuncOutput, CompileRefusal> {
    let FuncInput { ir, .. } = *input;
    let tables = package.tables;
    let lowered = lower(&BuildInput {
        cx: Cx {
            package: tables,
            tables: profile.tables,
            ops: profile.ops,
            profile: profile.passes,
            rules: profile.rules,
        },
        ops: profile.build_ops,
        header: package.header,
        ir,
        syms: package.known,
        profile: profile.build,
        // All variables and aux values that the function makes are its own.
        names: tables.names.len(),
        auxes: tables.auxes.len(),
    })?;
    let mut own = FunctionSymbols::new(package.object.symbols);
    let fresh = lowered.func.fresh.syms.iter();
    let of_function = fresh.map(|sym| own.lookup_abi(&sym.name, Abi::of_number(sym.abi)));
    let of_function: Vec<SymId> = of_function.collect();
    let symbols = Symbols {
        of_package: package.syms,
        of_function: &of_function,
        runtime: package.runtime,
    };
    let prepared = Prepared::of_ir(lowered, ir, package.header, tables, symbols)?;
    let generation = Generation {
        package: tables,
        ops: profile.ops,
        machine: profile.machine,
        generator: profile.generator,
        symbols,
    };
    let generated = generation.run(&prepared, &[], &mut |data| data_symbol(&mut own, data))?;
    let mut function = generated.function;
    let text = function.text.ok_or(Refusal::Invalid("no text"))?;
    let text = &function.progs[text].to;
    let args = match text.val {
        Val::ArgSize(args) => args.into(),
        _ => 0,
    };
    if text.offset.max(args) >= LARGE_FRAME {
        return Err(CompileRefusal::LargeFrame);
    }
    let mut relocs = input.relocs.to_vec();
    for sym in &prepared.func.fresh.used_in_interfaces {
        let sym = symbols.get(*sym).ok_or(Refusal::Symbol(sym.0))?;
        relocs.push(Reloc {
            off: 0,
            siz: 0,
            kind: RelocType::USEIFACE,
            add: 0,
            sym: Some(sym),
        });
    }
    package.object.prepare(&mut function, relocs);
    let object = &package.object;
    let mut assembled = assemble_with(object, &mut function, own, scratch, |_, _| {
        input.debug.clone()
    });
    if ir.facts.symbol.is_package_init {
        assembled.weaken(package.map_inits);
    }
    let masks = generated.data.into_iter();
    let masks = masks.filter(|data| data.kind == data_kind::STACK_OBJECTS);
    let masks = masks.flat_map(|data| data.targets);
    Ok(FuncOutput {
        assembled,
        pointer_masks: masks.map(|(_, name)| name).collect(),
    })
}

/// Returns the symbol of function data.
fn data_symbol(own: &mut FunctionSymbols<'_>, data: &FunctionData) -> SymId {
    let Some(name) = &data.name else {
        return own.gc_locals(&data.content);
    };
    // Masks of pointers are data.
    let abi = if data.kind == data_kind::WRAPPED {
        Abi::Internal
    } else {
        Abi::Abi0
    };
    let targets = data.targets.iter();
    let relocs = targets.map(|(offset, target)| Reloc {
        off: *offset as i32,
        siz: 4,
        kind: RelocType::ADDROFF,
        add: 0,
        sym: Some(own.lookup_abi(target, abi)),
    });
    let relocs = relocs.collect();
    own.content(name, &data.content, relocs)
}
