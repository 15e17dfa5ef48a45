//! Instructions of a function after the last pass, with one symbol for all that they refer to.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`genssa`).

use std::sync::LazyLock;

use vamos_ir::Func;
use vamos_ir::Header;
use vamos_obj::SymId;
use vamos_obj::SymbolTable;
use vamos_ssa::Package;
use vamos_ssagen::Analysis;
use vamos_ssagen::AnalysisInput;
use vamos_ssagen::DataFacts;
use vamos_ssagen::Declared;
use vamos_ssagen::FunctionFacts;
use vamos_ssagen::Generator;
use vamos_ssagen::Input;
use vamos_ssagen::LivenessFacts;
use vamos_ssagen::Lowered;
use vamos_ssagen::Machine;
use vamos_ssagen::RuntimeSyms;
use vamos_ssagen::Symbols;
use vamos_ssagen::Var;
use vamos_ssagen::genssa;

use super::SDK;

static GENERATOR: LazyLock<Generator> = LazyLock::new(|| Generator::new(&SDK.tables, &SDK.ops));

/// Returns the variables before they have places.
fn declared(lowered: &Lowered, sym: SymId) -> Vec<Declared> {
    let vars = lowered.vars.iter().map(|var| Declared {
        var: Var {
            name: var.name,
            class: var.class,
            offset: var.offset,
            flags: var.flags,
            sym,
        },
        text: var.text.clone(),
    });
    vars.collect()
}

/// Makes the instructions of a function; returns the reason of a refusal.
pub(super) fn generate(
    ir: &Func,
    header: &Header,
    package: &Package,
    minor: u32,
    lowered: &Lowered,
) -> Result<(), String> {
    let func = &lowered.func;
    let sym = SymbolTable::default().lookup("f");
    let machine = Machine::new(&package.header, &SDK.tables, minor);
    let machine = &machine.map_err(|refusal| refusal.to_string())?;
    let is_unoptimized = header.flags.is_unoptimized;
    let analysis = Analysis::of(AnalysisInput {
        func,
        package,
        ops: &SDK.ops,
        machine,
        name: &ir.name,
        declared: &declared(lowered, sym),
        is_unoptimized,
        facts: LivenessFacts {
            is_runtime: header.flags.is_runtime,
            has_defer: ir.facts.has_defer,
            forbids_open_defers: ir.facts.no_open_defers,
        },
    });
    let analysis = analysis.map_err(|refusal| refusal.to_string())?;
    let data = analysis.function_data(DataFacts {
        name: &ir.name,
        abi: ir.binding.abi,
        open_defers: lowered.open_defers,
        wrapped: None,
    });
    let data = data.map_err(|refusal| refusal.to_string())?;
    let function_data: Vec<(i64, SymId)> = data.iter().map(|data| (data.kind, sym)).collect();
    let arg_live = analysis.arg_liveness.as_ref();
    let arg_live = arg_live.map(|found| found.live.clone());
    let input = Input {
        func,
        package,
        ops: &SDK.ops,
        machine,
        sym,
        facts: FunctionFacts {
            is_unoptimized,
            has_open_defers: lowered.open_defers.is_some(),
            ..FunctionFacts::default()
        },
        frame: &analysis.frame,
        maps: &analysis.liveness.maps,
        arg_live: &arg_live.unwrap_or_default(),
        function_data: &function_data,
        symbols: Symbols {
            of_package: &vec![sym; package.syms.len()],
            of_function: &vec![sym; func.fresh.syms.len()],
            runtime: &RuntimeSyms {
                defer_return: sym,
                write_barriers: [sym; 8],
                panic_bounds: sym,
            },
        },
    };
    let made = genssa(&input, &GENERATOR);
    made.map(drop).map_err(|refusal| refusal.to_string())
}
