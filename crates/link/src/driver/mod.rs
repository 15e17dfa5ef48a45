//! The passes of a link, in order.
//!
//! Each group of passes returns a value that the next ones borrow. The tables of symbols and
//! packages are shared and changed by passes: a symbol's number is the order of its creation, and
//! numbers decide the order of output, so passes that create symbols run in upstream's order, each
//! with the only mutable reference to the loader.
//! Counterpart: cmd/link/internal/ld/main.go (`Main`).

use std::cell::OnceCell;
use std::time::Duration;
use std::time::Instant;

use crate::arch_syms::ArchSyms;
use crate::buildinfo;
use crate::data;
use crate::data::Data;
use crate::dwarf;
use crate::dwarf::Dwarf;
use crate::elf;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::fips;
use crate::fips::FipsSyms;
use crate::format::Tables;
use crate::host;
use crate::image::Linked;
use crate::inittask;
use crate::library::Libraries;
use crate::link::Link;
use crate::live;
use crate::live::Roots;
use crate::load;
use crate::loaded::Loaded;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::macho;
use crate::options::Options;
use crate::pcln;
use crate::pcln::FindTab;
use crate::pcln::Pcln;
use crate::pe;
use crate::section::Layout;
use crate::stackcheck;
use crate::strdata;
use crate::symtab;
use crate::system::System;
use crate::text;
use crate::text::TextOrder;
use crate::typelink;

mod output;
mod tables;

/// Links: runs every pass and writes the executable, which is complete only without an error.
/// Messages are added to `diag`, also where the link stops.
///
/// # Errors
/// The link stopped; see [`Stop`].
pub fn run<'a>(link: &Link<'a>, diag: &mut Diagnostics) -> Result<Linked<'a>, Stop> {
    run_observed(link, diag, &mut |_, _, _| {})
}

/// The decisions of the passes so far.
#[derive(Clone, Copy)]
pub struct View<'v, 'a> {
    /// All symbols.
    pub ldr: &'v Loader<'a>,
    /// All packages.
    pub libs: &'v Libraries<'a>,
    /// The order of functions, after pass `linksetup`.
    pub order: Option<&'v TextOrder>,
    /// All functions by address, after pass `textaddress`.
    pub funcs: &'v [Sym],
}

/// Observer of passes: it gets the name of a finished pass, its duration, and the decisions so far.
pub type Observer<'o> = dyn FnMut(&'static str, Duration, View<'_, '_>) + 'o;

/// Links as [`run`] does; `observe` is called after each pass.
///
/// # Errors
/// The link stopped; see [`Stop`].
pub fn run_observed<'a>(
    link: &Link<'a>,
    diag: &mut Diagnostics,
    observe: &mut Observer<'_>,
) -> Result<Linked<'a>, Stop> {
    let mut ldr = Loader::new(link.options.profile, link.options.arch);
    if let Some(seeds) = link.inputs.seeds() {
        ldr.names.set_seeds(seeds.clone());
    }
    let mut libs = Libraries::default();
    let mut passes = Passes {
        link,
        options: link.options,
        ldr: &mut ldr,
        libs: &mut libs,
        diag,
        observe,
        start: Instant::now(),
    };
    let of_object = OnceCell::new();
    let result = passes.load().and_then(|program| {
        if program.loaded.is_object {
            passes.options = of_object.get_or_init(|| link.options.of_object());
        }
        passes.all(&program)
    });
    check_objects(&ldr, &libs)?;
    let linked = result?;
    diag.check()?;
    Ok(linked)
}

/// The passes under way.
struct Passes<'p, 'o, 'a> {
    link: &'p Link<'a>,
    /// The options; after loading [`Options::of_object`] if the output is an object.
    options: &'p Options,
    ldr: &'p mut Loader<'a>,
    libs: &'p mut Libraries<'a>,
    diag: &'p mut Diagnostics,
    observe: &'p mut Observer<'o>,
    /// When the pass that runs started.
    start: Instant,
}

/// The loaded program.
struct Program<'a> {
    /// The content of `.note.gnu.build-id`.
    build_id: Vec<u8>,
    loaded: Loaded<'a>,
    /// Functions of host objects.
    host_funcs: Vec<Sym>,
    fips: FipsSyms,
    /// `go:main.inittasks`.
    inittasks: Sym,
}

/// The live symbols, and the order of functions.
struct Functions {
    /// Live types and interface tables that the runtime finds by tables.
    listed: Vec<Sym>,
    order: TextOrder,
    /// The symbol that describes the module.
    moduledata: Sym,
}

/// The text with its addresses, and its tables.
struct Text<'a> {
    /// All functions by address.
    funcs: Vec<Sym>,
    syms: ArchSyms,
    tables: Tables,
    pcln: Pcln<'a>,
    find: FindTab,
    dwarf: Dwarf,
    layout: Layout,
}

impl<'a> Passes<'_, '_, 'a> {
    /// Ends a pass; the next one starts.
    fn ended(&mut self, name: &'static str, order: Option<&TextOrder>, funcs: &[Sym]) {
        let view = View {
            ldr: self.ldr,
            libs: self.libs,
            order,
            funcs,
        };
        (self.observe)(name, self.start.elapsed(), view);
        self.start = Instant::now();
    }

    fn all(&mut self, program: &Program<'a>) -> Result<Linked<'a>, Stop> {
        let mut functions = self.live(program)?;
        let mut text = self.text(program, &mut functions)?;
        let data = self.data(program, &functions, &mut text)?;
        self.output(program, &functions.order, text, &data)
    }

    fn load(&mut self) -> Result<Program<'a>, Stop> {
        let link = self.link;
        let mut build_id = elf::host_build_id(link.options)?;
        if link.options.system() == System::Darwin {
            build_id = macho::uuid(link.options, build_id)?;
        }
        self.ended("addbuildinfo", None, &[]);
        let loaded = load::loadlib(link, self.ldr, self.libs, self.diag)?;
        self.ended("loadlib", None, &[]);
        let mut host_funcs = Vec::new();
        if !loaded.is_object {
            host_funcs = host::load(self.ldr, link.options, link.host, &loaded, self.diag)?;
        }
        self.ended("hostobjs", None, &[]);
        let fips = fips::loadfips(self.ldr);
        self.ended("loadfips", None, &[]);
        let inittasks = inittask::inittasks(self.ldr)?;
        self.ended("inittasks", None, &[]);
        Ok(Program {
            build_id,
            loaded,
            host_funcs,
            fips,
            inittasks,
        })
    }

    fn live(&mut self, program: &Program<'_>) -> Result<Functions, Stop> {
        let (options, pool) = (self.options, self.link.pool);
        let roots = Roots {
            exported: &program.loaded.exported,
            inittasks: program.inittasks,
        };
        let live = live::deadcode(self.ldr, options, pool, roots)?;
        self.ended("deadcode", None, &[]);
        if options.system() == System::Windows {
            pe::define_image(self.ldr);
        }
        let moduledata = text::runtime_syms(self.ldr, options)?;
        let first = [program.host_funcs.as_slice(), program.fips.funcs()].concat();
        let order = text::order(self.ldr, self.libs, pool, first)?;
        self.ended("linksetup", Some(&order), &[]);
        strdata::dostrdata(self.ldr, options, self.diag)?;
        self.ended("dostrdata", Some(&order), &[]);
        Ok(Functions {
            listed: live.listed,
            order,
            moduledata,
        })
    }

    fn text(&mut self, program: &Program<'_>, functions: &mut Functions) -> Result<Text<'a>, Stop> {
        let (options, pool) = (self.options, self.link.pool);
        let order = &functions.order;
        let mut info = None;
        // Work that does not wait for debug information is done meanwhile, if a thread is free.
        let stacks = |ldr: &Loader<'_>| stackcheck::find(ldr, options, &order.funcs);
        let links = |ldr: &Loader<'_>| typelink::find(ldr, pool, &functions.listed);
        let mut early = None;
        if options.has_dwarf() {
            let input = dwarf::Visited {
                libs: self.libs,
                order,
                pool,
            };
            let other = |ldr: &Loader<'_>| early = Some((stacks(ldr), links(ldr)));
            let found = dwarf::generate_debug_info(self.ldr, input, other, self.diag);
            info = Some(found?);
        }
        self.ended("dwarfGenerateDebugInfo", Some(order), &[]);
        let (too_high, listed) = early.unzip();
        let too_high = too_high.unwrap_or_else(|| stacks(self.ldr));
        stackcheck::report(self.ldr, options, too_high, self.diag)?;
        self.ended("doStackCheck", Some(order), &[]);
        let (syms, mut tables) = self.tables(program, &mut functions.order)?;
        let order = &functions.order;

        let mut layout = Layout::default();
        let (ldr, libs, diag) = (&mut *self.ldr, &*self.libs, &mut *self.diag);
        let funcs = text::textaddress(ldr, &mut layout, options, libs, order, diag)?;
        tables.text_placed(ldr, &funcs);
        self.ended("textaddress", Some(order), &funcs);
        let listed = listed.unwrap_or_else(|| links(self.ldr));
        typelink::typelink(self.ldr, &listed);
        self.ended("typelink", Some(order), &funcs);
        buildinfo::buildinfo(self.ldr, options);
        self.ended("buildinfo", Some(order), &funcs);
        let (units, goroot) = (&self.libs.units, &options.sdk.goroot);
        let pcln = pcln::pclntab(self.ldr, units, goroot, pool, &funcs)?;
        self.ended("pclntab", Some(order), &funcs);
        let find = pcln::findfunctab(self.ldr, &funcs, &pcln, self.diag)?;
        self.ended("findfunctab", Some(order), &funcs);
        let mut dwarf = Dwarf::default();
        if let Some(info) = info {
            let (ldr, libs) = (&mut *self.ldr, &*self.libs);
            dwarf = dwarf::generate_debug_syms(ldr, libs, options, pool, &funcs, info)?;
        }
        self.ended("dwarfGenerateDebugSyms", Some(order), &funcs);
        Ok(Text {
            funcs,
            syms,
            tables,
            pcln,
            find,
            dwarf,
            layout,
        })
    }

    /// Lays data out, which completes the tables of dynamic linking, the sections of debug
    /// information and the layout.
    fn data(
        &mut self,
        program: &Program<'_>,
        functions: &Functions,
        text: &mut Text<'a>,
    ) -> Result<Data, Stop> {
        let (options, pool) = (self.options, self.link.pool);
        let Text {
            funcs,
            syms,
            tables,
            dwarf,
            layout,
            ..
        } = text;
        let order = Some(&functions.order);
        let input = symtab::Input {
            options,
            pool,
            libs: self.libs,
            layout,
            pcln: &text.pcln,
            find: &text.find,
            inittasks: program.inittasks,
            moduledata: functions.moduledata,
        };
        let symtab = symtab::symtab(self.ldr, input, self.diag)?;
        self.ended("symtab", order, funcs);
        let collected = data::collect(self.ldr, pool, &symtab.kinds)?;
        let mut lists = vec![funcs.as_slice()];
        lists.extend(collected.lists(options.profile));
        let (ldr, diag) = (&mut *self.ldr, &mut *self.diag);
        tables.scan(ldr, (options, pool), &lists, syms, diag)?;
        let input = data::Input {
            options,
            pool,
            has_tls_section: tables.is_dynamic_elf() || options.is_object(),
            collected,
            symtab,
            moduledata: functions.moduledata,
            frames: tables.frames(),
        };
        let data = data::place(self.ldr, layout, input, self.diag)?;
        dwarf::allocate_sections(dwarf, self.ldr, layout, data.end);
        self.ended("dodata", order, funcs);
        data::address(self.ldr, layout, options, &data)?;
        self.ended("address", order, funcs);
        dwarf::compress(dwarf, self.ldr, self.libs, layout, options, pool)?;
        self.ended("dwarfcompress", order, funcs);
        data::file_layout(layout, options)?;
        self.ended("layout", order, funcs);
        Ok(data)
    }
}

/// Checks that nothing was read that leaves its object; stock crashes then.
fn check_objects(ldr: &Loader<'_>, libs: &Libraries<'_>) -> Result<(), Stop> {
    let objects = &mut ldr.objs.iter();
    match objects.find(|obj| obj.reader.is_damaged()) {
        Some(obj) => {
            let lib = libs.libs.get(obj.lib as usize);
            let pkg = lib.map_or("", |lib| &lib.pkg);
            Err(Stop::Unsupported(format!("an object of {pkg} is corrupt")))
        }
        None => Ok(()),
    }
}
