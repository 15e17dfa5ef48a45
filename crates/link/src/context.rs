//! The state of a link, which each pass extends.
//!
//! Counterpart: cmd/link/internal/ld/link.go (`Link`), target.go.

use std::borrow::Cow;
use std::fmt::Display;

use hashbrown::HashMap;
use vamos_sched::Pool;

use crate::arch::Arch;
use crate::dwarf::Dwarf;
use crate::elf::state::Elf;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::image::Image;
use crate::inputs::Host;
use crate::inputs::Inputs;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loaded::Loaded;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::loader::Version;
use crate::options::BuildMode;
use crate::options::Options;
use crate::pcln::tables::Pcln;
use crate::profile::Profile;
use crate::section::Layout;
use crate::symtab::patches::Patches;
use crate::text::TextOrder;

/// Writes the bytes of a symbol into the output. Relocations were applied before; the
/// slice has the symbol's size.
pub type Generator = Box<dyn Fn(&Link<'_>, Sym, &mut [u8]) + Send + Sync>;

/// The symbol that stands for all symbols of a kind in the symbol table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carrier {
    /// The symbol, which pass `symtab` creates.
    pub sym: Sym,
    /// The length of all, which pass `dodata` finds.
    pub size: i64,
}

/// Symbols that are laid out together, other than their own kinds would have it.
#[derive(Clone, Debug)]
pub struct Groups {
    /// Kinds by which symbols are laid out, by number of the symbol, where they differ from
    /// the symbol's kind; [`SymKind::Xxx`] where not. Passes `symtab` and `dodata` fill it.
    pub kinds: Vec<SymKind>,
    /// Carrier symbols by kind.
    pub carriers: [Carrier; SymKind::COUNT],
}

impl Default for Groups {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            carriers: [Carrier::default(); SymKind::COUNT],
        }
    }
}

/// What the passes over data hand to each other.
#[derive(Debug, Default)]
pub struct Data {
    /// All data symbols in the order of the output.
    pub order: Vec<Sym>,
    /// Where the counters of coverage are in `.noptrbss`: start and end.
    pub coverage_counters: (u64, u64),
    /// Where pass `dodata` patches the module's description.
    pub moduledata_patches: Patches,
}

/// Symbols that several passes refer to; [`Sym::NONE`] until they are created.
#[derive(Clone, Copy, Debug, Default)]
pub struct ArchSyms {
    /// `.rela`.
    pub rela: Sym,
    /// `.rela.plt`.
    pub rela_plt: Sym,
    /// `.got`.
    pub got: Sym,
    /// `.plt`.
    pub plt: Sym,
    /// `.got.plt`.
    pub got_plt: Sym,
    /// `.dynamic`.
    pub dynamic: Sym,
    /// `.dynsym`.
    pub dynsym: Sym,
    /// `.dynstr`.
    pub dynstr: Sym,
    /// `runtime.unreachableMethod`.
    pub unreachable_method: Sym,
    /// `go:main.inittasks`.
    pub main_inittasks: Sym,
    /// `runtime.firstmoduledata`.
    pub moduledata: Sym,
}

/// The state of a link.
pub struct Link<'a> {
    /// What is linked, and how.
    pub options: &'a Options,
    /// The files.
    pub inputs: &'a Inputs<'a>,
    /// The host's answers.
    pub host: &'a dyn Host,
    /// The threads that passes may use.
    pub pool: &'a Pool,
    /// All symbols.
    pub ldr: Loader<'a>,
    /// All packages.
    pub libs: Libraries<'a>,
    /// What loading found besides symbols.
    pub loaded: Loaded<'a>,
    /// Messages for stderr.
    pub diag: Diagnostics,
    /// Symbols that several passes refer to.
    pub syms: ArchSyms,
    /// True if the output has a dynamic linker: false with `-d`, or if no library is
    /// needed.
    pub is_dynamic: bool,
    /// Functions of host objects.
    pub(crate) host_text: Vec<Sym>,
    /// The order of functions.
    pub order: TextOrder,
    /// All functions in the order of the output.
    pub textp: Vec<Sym>,
    /// Debug information.
    pub(crate) dwarf: Dwarf,
    /// What the ELF passes hand to each other.
    pub elf: Elf,
    /// Symbols that are laid out together.
    pub groups: Groups,
    /// What the passes over data hand to each other.
    pub data: Data,
    /// The tables of functions.
    pub pcln: Pcln<'a>,
    /// Segments and sections.
    pub layout: Layout,
    /// The output; pass `asmb` makes it.
    pub image: Image,
    /// Symbols whose bytes are generated in the output.
    pub generators: HashMap<Sym, Generator>,
}

impl<'a> Link<'a> {
    /// Returns the state before the first pass.
    pub fn new(
        options: &'a Options,
        inputs: &'a Inputs<'a>,
        host: &'a dyn Host,
        pool: &'a Pool,
    ) -> Self {
        Self {
            options,
            inputs,
            host,
            pool,
            ldr: Loader::new(options.profile, options.arch),
            libs: Libraries::default(),
            loaded: Loaded::default(),
            diag: Diagnostics::new(options.all_errors),
            syms: ArchSyms::default(),
            is_dynamic: !options.content.no_dynamic,
            host_text: Vec::new(),
            order: TextOrder::default(),
            textp: Vec::new(),
            dwarf: Dwarf::default(),
            elf: Elf::default(),
            groups: Groups::default(),
            data: Data::default(),
            pcln: Pcln::default(),
            layout: Layout::default(),
            image: Image::default(),
            generators: HashMap::new(),
        }
    }

    /// Returns the processor.
    pub fn arch(&self) -> &'static Arch {
        self.options.arch
    }

    /// Returns what differs between releases.
    pub fn profile(&self) -> &'static Profile {
        self.options.profile
    }

    /// Returns true for a position-independent executable.
    pub fn is_pie(&self) -> bool {
        self.options.build_mode == BuildMode::Pie
    }

    /// Returns true if data that the dynamic linker relocates is apart from variables.
    pub fn use_relro(&self) -> bool {
        self.is_pie()
    }

    /// Returns true if debug information is written.
    pub fn has_dwarf(&self) -> bool {
        !self.options.content.no_dwarf
    }

    /// See [`Loader::define_internal`].
    pub fn define_internal(&mut self, name: impl Into<Cow<'a, [u8]>>, kind: SymKind) -> Sym {
        self.ldr.define_internal(name, kind)
    }

    /// See [`Loader::xdefine`].
    pub fn xdefine(&mut self, name: impl Into<Cow<'a, [u8]>>, kind: SymKind, value: u64) -> Sym {
        self.ldr.xdefine(name, kind, value)
    }

    /// Reports an error of a symbol (`Errorf`).
    ///
    /// # Errors
    /// There are too many.
    pub fn error(&mut self, sym: Sym, text: impl Display) -> Result<(), Stop> {
        let line = self.ldr.error_line(sym, text);
        self.diag.error(line)
    }

    /// Creates a symbol whose bytes `generate` writes into the output.
    pub fn create_generated(
        &mut self,
        name: &'static [u8],
        version: Version,
        kind: SymKind,
        size: i64,
        generate: Generator,
    ) -> Sym {
        let sym = self.ldr.lookup_or_create(name, version);
        self.ldr
            .update(sym)
            .set_kind(kind)
            .set_size(size)
            .set(Attr::Generated, true);
        self.generators.insert(sym, generate);
        sym
    }
}
