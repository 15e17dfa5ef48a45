//! Links that tests build by hand.
//!
//! Counterpart: none, upstream tests whole commands.

use vamos_sched::Pool;

use crate::arch::AMD64;
use crate::flags;
use crate::inputs::Host;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::options::Sdk;
use crate::profile::GO1_26;
use crate::profile::Profile;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// A host that has no files.
pub(crate) struct Nothing;

impl Host for Nothing {
    fn exists(&self, _: &str) -> bool {
        false
    }

    fn compiler_library(&self, _: &[String], _: &str) -> String {
        String::new()
    }

    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(Vec::new())
    }
}

/// Input of a link that a test composes.
pub(crate) struct Fixture {
    pub(crate) options: Options,
    pub(crate) pool: Pool,
}

impl Fixture {
    /// Returns the input of a static link for x86-64.
    pub(crate) fn new() -> Self {
        Self::of(&GO1_26)
    }

    /// Returns the input of such a link for another release.
    pub(crate) fn of(profile: &'static Profile) -> Self {
        let args = ["-importcfg=cfg", "-s", "main.a"].map(str::to_owned);
        let sdk = Sdk::default();
        Self {
            options: flags::parse("link", &args, &AMD64, profile, sdk, &Nothing).unwrap(),
            pool: Pool::new(2),
        }
    }

    /// Returns a loader without symbols.
    pub(crate) fn loader<'a>(&self) -> Loader<'a> {
        Loader::new(self.options.profile, self.options.arch)
    }
}

/// Creates a symbol that is written.
pub(crate) fn define(ldr: &mut Loader<'_>, name: &'static str, kind: SymKind, data: &[u8]) -> Sym {
    ldr.update_named(name.as_bytes(), ABI0)
        .set_kind(kind)
        .set_data(data.to_vec())
        .set_size(data.len() as i64)
        .set_reachable()
        .sym()
}

/// Adds a relocation.
pub(crate) fn refer(ldr: &mut Loader<'_>, from: Sym, off: i32, kind: RelocType, size: u8, to: Sym) {
    ldr.update(from).add_reloc(Reloc {
        off,
        size,
        kind,
        weak: false,
        add: 0,
        sym: to,
    });
}
