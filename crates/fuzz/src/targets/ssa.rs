//! SSA functions: each pass ends, and without a panic, on any function that a front end may make.
//! The bytes are decisions of a builder ([`build`]), so that a mutation is another constant,
//! operation of equal shape, argument, or order of blocks.
//!
//! Counterpart: cmd/compile/internal/ssa.

#![expect(
    clippy::disallowed_methods,
    reason = "the tables and rules are in the sources of the SDK"
)]

mod build;
mod statements;

use std::sync::LazyLock;

use vamos_ssa::Header;
use vamos_ssa::Package;
use vamos_ssa::op::Ops;
use vamos_ssa::op::Tables;
use vamos_ssa::op::read_tables;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::Pass;
use vamos_ssa::pass::Profile;
use vamos_ssa::pass::pass;
use vamos_ssa::rules;
use vamos_ssa::rules::Rules;
use vamos_ssa::rules::Target as Machine;
use vamos_testkit::official_sdk;

use super::Target;

pub(super) const SSA: Target = Target {
    name: "ssa",
    run: ssa,
    seeds: || {
        // Each kind of statement, with arguments of several sizes; loops and branches.
        let all = (0..24).flat_map(|kind| [kind, 3, kind + 1, 2, 0, 9]);
        let loops = [[9, 1], [8, 2], [1, 77], [6, 5], [7, 3], [11, 1]].concat();
        vec![all.collect(), loops, vec![3; 40], (0..=255).collect()]
    },
    words: &["\x08", "\x09", "\x0a", "\x07\x03", "\x06\x05", "\0\0\0\0"],
    brief: 60,
};

/// The compiler of the SDK that the machine has.
pub(super) struct Sdk {
    pub(super) tables: Tables,
    pub(super) ops: Ops,
    pub(super) rules: Rules,
    pub(super) profile: Profile,
    package: Package,
    /// The passes that exist, in the compiler's order.
    passes: Vec<(String, Pass)>,
}

/// The bits of a header for a compiler that optimizes and reads unaligned memory.
const CONFIG: u64 = 1 | 1 << 4;

pub(super) static SDK: LazyLock<Sdk> = LazyLock::new(|| {
    let root = official_sdk().expect("an SDK");
    let version = std::fs::read_to_string(root.join("VERSION")).expect("the version of the SDK");
    let version = version.lines().next().unwrap_or_default();
    let minor = version.split('.').nth(1).unwrap_or_default();
    let digits = minor.split(|c: char| !c.is_ascii_digit()).next();
    let minor = digits.and_then(|digits| digits.parse().ok());
    let sources = root.join("src/cmd/compile/internal/ssa");
    let read = |name: &str| std::fs::read_to_string(sources.join(name));
    let opcodes = read("opGen.go").expect("opGen.go");
    let tables = read_tables(&opcodes).expect("the table of operations");
    let machine = Machine {
        goarch: "amd64".to_owned(),
        goos: "linux".to_owned(),
        goamd64: 1,
        is_race: false,
        optimizes: true,
    };
    let sets = rules::sets("amd64");
    let mut package = Package::default();
    package.header = Header {
        goarch: "amd64".to_owned(),
        config: CONFIG,
        registers: registers(&opcodes),
        ..Header::default()
    };
    package.inlined_calls = vec![-1; 4];
    Sdk {
        ops: Ops::of(&tables).expect("all operations"),
        rules: Rules::compile(machine, sets, &tables, read).expect("all rules"),
        profile: Profile::of(minor.expect("a release")),
        package,
        passes: passes(&read("compile.go").expect("compile.go")),
        tables,
    }
});

/// Returns the names of the machine's registers: the third parts of `{0, x86.REG_AX, "AX"},`.
fn registers(opcodes: &str) -> Vec<String> {
    let lines = opcodes.lines();
    let lines = lines.skip_while(|line| !line.starts_with("var registersAMD64 = "));
    let rows = lines.skip(1).take_while(|line| line.starts_with('\t'));
    let names = rows.filter_map(|row| row.split('"').nth(1));
    names.map(str::to_owned).collect()
}

/// Returns the passes that exist, from lines such as `{name: "opt", fn: opt},`.
fn passes(text: &str) -> Vec<(String, Pass)> {
    let lines = text.lines();
    let names = lines.filter_map(|line| line.trim().strip_prefix("{name: \"")?.split('"').next());
    let found = names.filter_map(|name| Some((name.to_owned(), pass(name)?)));
    found.collect()
}

fn ssa(bytes: &[u8]) {
    // A refusal leaves a function without a meaning, so that nothing follows it.
    let _refusal = run(bytes);
}

/// Makes a function of bytes and runs all passes on it; returns why one refuses it.
fn run(bytes: &[u8]) -> Result<(), String> {
    let sdk = &*SDK;
    let cx = Cx {
        package: &sdk.package,
        tables: &sdk.tables,
        ops: &sdk.ops,
        profile: sdk.profile,
        rules: Some(&sdk.rules),
    };
    let func = build::function(bytes, &cx);
    let mut func = func.ok_or("the release lacks an operation")?;
    for (name, pass) in &sdk.passes {
        let outcome = pass.run(&mut func, &cx);
        outcome.map_err(|refusal| format!("{name}: {refusal}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_the_builder_are_valid_for_all_passes() {
        for seed in (SSA.seeds)() {
            assert_eq!(run(&seed), Ok(()), "{seed:?}");
        }
        assert!(SDK.passes.len() > 50, "{}", SDK.passes.len());
    }
}
