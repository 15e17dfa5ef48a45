//! Functions of a dump of IR, made by crate ssagen up to the last SSA pass.
//!
//! Counterpart: none.

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_ir::check::Checker;
use vamos_ir::read;
use vamos_ssa::Package;
use vamos_ssa::Scratch;
use vamos_ssa::dump::DumpError;
use vamos_ssa::op::Tables;
use vamos_ssa::pass::Cx;
use vamos_ssagen::BuildInput;
use vamos_ssagen::BuildOps;
use vamos_ssagen::BuildProfile;
use vamos_ssagen::KnownSyms;
use vamos_ssagen::Lowered;
use vamos_ssagen::Symbols;
use vamos_ssagen::lower;

use super::generate::Prepared;
use crate::ssa::panics;

/// A function from its IR.
pub(super) struct Made {
    pub(super) ir: IrFunc,
    pub(super) lowered: Lowered,
}

/// The dump of IR.
pub(super) struct Source {
    ops: BuildOps,
    profile: BuildProfile,
    header: Header,
    known: KnownSyms,
    checker: Checker,
    /// The function at hand and its name.
    pending: Option<(String, Result<Made, String>)>,
}

impl Source {
    pub(super) fn new(tables: &Tables, minor: u32) -> Result<Self, String> {
        Ok(Self {
            ops: BuildOps::of(tables).map_err(|name| format!("no operation {name}"))?,
            profile: BuildProfile::of(minor),
            header: Header::default(),
            known: KnownSyms::default(),
            checker: Checker::default(),
            pending: None,
        })
    }

    /// Reads the header.
    pub(super) fn read_header(&mut self, content: &[u8]) -> Result<(), DumpError> {
        self.header = read::header(content)?;
        Ok(())
    }

    /// Reads a function and makes it, before the dump has anything else of it. Returns the name of
    /// the one before if it was never taken.
    pub(super) fn read_func(
        &mut self,
        content: &[u8],
        cx: Cx<'_>,
    ) -> Result<Option<String>, String> {
        let ir = read::func(content, &self.header).map_err(|error| error.to_string())?;
        let checked = self.checker.check(&ir, &self.header, cx.package);
        checked.map_err(|malformed| format!("{}: {malformed}", ir.name))?;
        self.known.extend(cx.package);
        let name = ir.name.clone();
        let made = panics::catch(|| self.make(ir, cx)).flatten();
        let last = self.pending.replace((name, made));
        Ok(last.map(|last| last.0))
    }

    /// Returns the function at hand and its name; `None` without one.
    pub(super) fn take(&mut self) -> Option<(String, Result<Made, String>)> {
        self.pending.take()
    }

    fn make(&self, ir: IrFunc, cx: Cx<'_>) -> Result<Made, String> {
        let input = BuildInput {
            cx,
            ops: &self.ops,
            header: &self.header,
            ir: &ir,
            syms: &self.known,
            profile: self.profile,
            names: cx.package.names.len(),
            types: cx.package.types.len(),
            auxes: cx.package.auxes.len(),
        };
        let lowered =
            lower(&input, &mut Scratch::default()).map_err(|refusal| refusal.to_string())?;
        Ok(Made { ir, lowered })
    }

    /// Returns a function with the symbols that its instructions name.
    pub(super) fn prepare(
        &self,
        made: Made,
        package: &Package,
        symbols: Symbols<'_>,
    ) -> Result<Prepared, String> {
        let Made { ir, lowered } = made;
        let prepared = vamos_ssagen::Prepared::of_ir(lowered, &ir, &self.header, package, symbols);
        let prepared = prepared.map_err(|refusal| refusal.to_string())?;
        Ok(Prepared::of_ir(prepared))
    }
}
