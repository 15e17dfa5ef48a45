//! A function from its IR to the object.
//!
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`Compile`).

use std::collections::HashSet;
use std::sync::LazyLock;

use vamos_obj::Abi;
use vamos_obj::Link;
use vamos_obj::SymId;
use vamos_ssagen::BuildOps;
use vamos_ssagen::BuildProfile;
use vamos_ssagen::DebugProfile;
use vamos_ssagen::FuncInput;
use vamos_ssagen::Generator;
use vamos_ssagen::KnownSyms;
use vamos_ssagen::Machine;
use vamos_ssagen::Package;
use vamos_ssagen::Profile;
use vamos_ssagen::RuntimeSyms;
use vamos_ssagen::Scratch;
use vamos_ssagen::compile_func;
use vamos_ssagen::declare_func;

use super::Dump;
use super::SDK;
use super::object;

static GENERATOR: LazyLock<Generator> = LazyLock::new(|| Generator::new(&SDK.tables, &SDK.ops));

/// Compiles the function of a dump with Go 1.N, and adds it to an object; returns the reason of a
/// refusal.
pub(super) fn compile(dump: &Dump, minor: u32) -> Result<(), String> {
    let sdk = &*SDK;
    let tables = &dump.reader.package;
    let machine = Machine::new(&tables.header, &sdk.tables, minor);
    let machine = machine.map_err(|refusal| refusal.to_string())?;
    let build_ops = BuildOps::of(&sdk.tables).map_err(|name| format!("no operation {name}"))?;
    let profile = Profile {
        tables: &sdk.tables,
        ops: &sdk.ops,
        build_ops: &build_ops,
        build: BuildProfile::of(minor),
        passes: sdk.profile,
        rules: Some(&sdk.rules),
        machine: &machine,
        generator: &GENERATOR,
        debug: DebugProfile::of(minor),
    };
    let mut known = KnownSyms::default();
    known.extend(tables);
    let mut link = object::object(dump, minor);
    let syms = tables.syms.iter();
    let syms = syms.map(|sym| link.symbols.lookup_abi(&sym.name, Abi::of_number(sym.abi)));
    let syms: Vec<SymId> = syms.collect();
    let own = (dump.func.sym.0 as usize).checked_sub(1);
    let own = own.and_then(|own| syms.get(own)).copied();
    declare_func(&mut link, own.ok_or("no symbol")?, &dump.func);
    let runtime = runtime(&mut link);
    let package = Package {
        tables,
        header: &dump.header,
        known: &known,
        object: link.frozen(),
        syms: &syms,
        runtime: &runtime,
        map_inits: &HashSet::new(),
        inlined: &dump.inlined,
    };
    let input = FuncInput {
        ir: &dump.func,
        relocs: &[],
        debug: Some(&dump.facts),
    };
    let output = compile_func(&input, &package, &profile, &mut Scratch::default());
    let output = output.map_err(|refusal| refusal.to_string())?;
    let merged = link.merge(output.assembled);
    merged.map_err(|fatal| fatal.to_string())?;
    match link.diagnostics.iter().next() {
        Some(problem) => Err(problem.to_owned()),
        None => Ok(()),
    }
}

/// Returns the symbols of the run time.
fn runtime(link: &mut Link) -> RuntimeSyms {
    let mut find = |name: &str| link.symbols.lookup_abi(name, Abi::Internal);
    RuntimeSyms {
        defer_return: find("runtime.deferreturn"),
        write_barriers: [find("runtime.gcWriteBarrier"); 8],
        panic_bounds: find("runtime.panicBounds"),
    }
}
