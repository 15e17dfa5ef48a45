//! Digests of functions: functions with a change have other ones.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::time::Duration;

use vamos_base::digest::Digest;
use vamos_fsys::thread_time;
use vamos_ir::Func as IrFunc;
use vamos_ir::Op;
use vamos_obj::Reloc;
use vamos_ssa::TypeId;
use vamos_ssagen::Digester;
use vamos_ssagen::FuncInput;
use vamos_ssagen::Package;
use vamos_ssagen::Refusal;

use super::body::Body;
use crate::files;

/// All functions have one compiler.
const COMPILER: &[u8] = b"the compiler of the dump";

/// The name of the directory with times, beside the one with results.
pub(super) const TIMES: &str = "times";

/// The time that was spent on functions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    pub(super) digests: Duration,
    pub(super) compile: Duration,
    /// The number of functions whose digests were compared with the ones for other numbers of tables.
    pub(super) compared: u64,
}

impl Times {
    /// Returns the text of [`Self::total`] for a package.
    pub(super) fn text(self) -> String {
        let [digests, compile] = [self.digests, self.compile].map(|time| time.as_nanos());
        format!("{digests} {compile} {}", self.compared)
    }

    /// Returns the times of all packages in a directory together.
    pub(super) fn total(dir: &Path) -> Result<Self, String> {
        let mut total = [0; 3];
        for entry in fs::read_dir(dir).map_err(files::at(dir))? {
            let path = entry.map_err(files::at(dir))?.path();
            let text = files::read_text(&path)?;
            for (sum, word) in total.iter_mut().zip(text.split(' ')) {
                let number = word.parse::<u64>();
                *sum += number.map_err(|_| format!("{}: no times", path.display()))?;
            }
        }
        let [digests, compile, compared] = total;
        Ok(Self {
            digests: Duration::from_nanos(digests),
            compile: Duration::from_nanos(compile),
            compared,
        })
    }

    /// Returns a description.
    pub(super) fn describe(self) -> String {
        let [digests, compile] = [self.digests, self.compile].map(|time| time.as_secs_f64() * 1e3);
        let share = 100.0 * digests / compile.max(1.0);
        format!("digests {digests:.0} ms, compile {compile:.0} ms: {share:.2} %")
    }
}

/// Functions of an object with their digests.
#[derive(Debug, Default)]
pub(super) struct Digested {
    pub(super) digests: Vec<Digest>,
    pub(super) times: Times,
}

impl Digested {
    /// Makes the digests of functions that are compiled together.
    pub(super) fn of(
        package: Package<'_>,
        bodies: &[&Body],
        relocs: &[Vec<Reloc>],
    ) -> Result<Self, Refusal> {
        let start = thread_time();
        let mut digester = Digester::new(package, COMPILER)?;
        let inputs = bodies.iter().zip(relocs);
        let inputs = inputs.map(|(body, relocs)| body.input(relocs));
        let digests = inputs.map(|input| digester.func(&input)).collect();
        let times = Times {
            digests: thread_time().saturating_sub(start),
            ..Times::default()
        };
        Ok(Self { digests, times })
    }

    /// Returns a text for each function whose digest lacks a change of the function.
    pub(super) fn missing_changes(
        &self,
        package: Package<'_>,
        bodies: &[&Body],
        relocs: &[Vec<Reloc>],
    ) -> Result<Vec<String>, Refusal> {
        let mut digester = Digester::new(package, COMPILER)?;
        let types = package.tables.types.len();
        let mut found = Vec::new();
        for ((body, relocs), digest) in bodies.iter().zip(relocs).zip(&self.digests) {
            let missing = missing_change(&mut digester, &body.input(relocs), *digest, types);
            let name = &body.ir.name;
            found.extend(missing.map(|change| format!("{name}: digest without the {change}")));
        }
        Ok(found)
    }

    /// Adds functions.
    pub(super) fn append(&mut self, other: Self) {
        self.digests.extend(other.digests);
        self.times.digests += other.times.digests;
        self.times.compile += other.times.compile;
    }
}

/// Returns the name of the first change of a function that its digest does not have.
fn missing_change(
    digester: &mut Digester<'_>,
    input: &FuncInput<'_>,
    digest: Digest,
    types: usize,
) -> Option<&'static str> {
    let changed = |ir: Option<IrFunc>| ir.filter(|ir| ir != input.ir);
    let changes = [
        ("constant", changed(with_constant(input.ir))),
        ("type", changed(with_type(input.ir, types))),
        ("position", changed(with_position(input.ir))),
    ];
    changes.into_iter().find_map(|(name, ir)| {
        let input = FuncInput { ir: &ir?, ..*input };
        (digester.func(&input) == digest).then_some(name)
    })
}

/// Changes the first integer.
fn with_constant(ir: &IrFunc) -> Option<IrFunc> {
    let mut ir = ir.clone();
    let mut literals = ir.nodes.iter_mut().filter(|node| node.op == Op::Literal);
    let int = literals.find_map(|node| match &mut *node.ints {
        [3, int] => Some(int),
        _ => None,
    });
    *int? ^= 1;
    Some(ir)
}

/// Changes the type of the first value.
fn with_type(ir: &IrFunc, types: usize) -> Option<IrFunc> {
    let mut ir = ir.clone();
    let node = ir.nodes.iter_mut().find(|node| node.ty.0 != 0)?;
    node.ty = TypeId(node.ty.0 % types as u32 + 1);
    Some(ir)
}

/// Moves the first part that is no variable by a line.
fn with_position(ir: &IrFunc) -> Option<IrFunc> {
    let mut ir = ir.clone();
    let mut nodes = ir.nodes.iter_mut();
    nodes.find(|node| node.op != Op::Name)?.pos.lico += 1 << 12;
    Some(ir)
}
