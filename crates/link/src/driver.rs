//! The passes of a link, in order.
//!
//! Counterpart: cmd/link/internal/ld/main.go (`Main`).

use std::time::Duration;
use std::time::Instant;

use crate::buildinfo;
use crate::context::Link;
use crate::data;
use crate::dwarf;
use crate::elf;
use crate::error::Stop;
use crate::fips;
use crate::host;
use crate::image::FipsObject;
use crate::image::Image;
use crate::inittask;
use crate::live;
use crate::live::Roots;
use crate::load;
use crate::output;
use crate::pcln;
use crate::stackcheck;
use crate::strdata;
use crate::symtab;
use crate::text;
use crate::typelink;

/// Links: runs every pass and returns the bytes of the executable. Messages are in
/// `link.diag`, also where the link stops.
///
/// # Errors
/// The link stopped; see [`Stop`].
pub fn run(link: &mut Link<'_>) -> Result<Image, Stop> {
    run_observed(link, &mut |_, _, _| {})
}

/// Sees the name of a pass that ended, how long it took, and the state.
pub type Observer<'o> = dyn FnMut(&'static str, Duration, &Link<'_>) + 'o;

/// Links as [`run`] does; `observe` is called after each pass.
///
/// # Errors
/// The link stopped; see [`Stop`].
pub fn run_observed(link: &mut Link<'_>, observe: &mut Observer<'_>) -> Result<Image, Stop> {
    let mut progress = Progress {
        observe,
        start: Instant::now(),
    };
    let result = passes(link, &mut progress);
    check_objects(link)?;
    result?;
    link.diag.check()?;
    Ok(std::mem::take(&mut link.image))
}

/// The pass that runs.
struct Progress<'p, 'o> {
    observe: &'p mut Observer<'o>,
    start: Instant,
}

impl Progress<'_, '_> {
    /// Ends the pass; the next one starts.
    fn ended(&mut self, name: &'static str, link: &Link<'_>) {
        (self.observe)(name, self.start.elapsed(), link);
        self.start = Instant::now();
    }
}

/// The passes in upstream's order, with the names that its benchmarks have.
fn passes(link: &mut Link<'_>, progress: &mut Progress<'_, '_>) -> Result<(), Stop> {
    let (options, pool) = (link.options, link.pool);
    elf::choose_build_id(link)?;
    progress.ended("addbuildinfo", link);
    elf::compute_tls_offset(link)?;
    progress.ended("computeTLSOffset", link);
    load::loadlib(link)?;
    progress.ended("loadlib", link);
    host::load(link)?;
    progress.ended("hostobjs", link);
    let fips = fips::loadfips(&mut link.ldr);
    progress.ended("loadfips", link);
    link.syms.main_inittasks = inittask::inittasks(&mut link.ldr)?;
    progress.ended("inittasks", link);

    let roots = Roots {
        exported: &link.elf.exported,
        inittasks: link.syms.main_inittasks,
    };
    let live = live::deadcode(&mut link.ldr, options, pool, roots)?;
    progress.ended("deadcode", link);
    // An executable that needs no library has no dynamic linker, as with the C linker.
    if !options.is_pie() && !link.loaded.has_dynamic {
        link.is_dynamic = false;
    }
    link.syms.moduledata = text::runtime_syms(&mut link.ldr)?;
    let mut first = std::mem::take(&mut link.host_text);
    first.extend(fips.funcs());
    link.order = text::order(&mut link.ldr, &link.libs, pool, first)?;
    link.textp.clone_from(&link.order.funcs);
    progress.ended("linksetup", link);
    strdata::dostrdata(&mut link.ldr, options, &mut link.diag)?;
    progress.ended("dostrdata", link);
    let info = match options.has_dwarf() {
        true => Some(dwarf::generate_debug_info(
            &mut link.ldr,
            &link.libs,
            &link.order,
            pool,
            &mut link.diag,
        )?),
        false => None,
    };
    progress.ended("dwarfGenerateDebugInfo", link);
    stackcheck::stack_check(&link.ldr, options, &link.textp, &mut link.diag)?;
    progress.ended("doStackCheck", link);
    elf::prepare(link)?;
    progress.ended("doelf", link);
    elf::set_arch_syms(link)?;
    progress.ended("setArchSyms", link);
    elf::add_exports(link)?;
    progress.ended("addexport", link);
    link.textp = text::textaddress(
        &mut link.ldr,
        &mut link.layout,
        options,
        &link.libs,
        &link.order,
        &mut link.diag,
    )?;
    progress.ended("textaddress", link);
    typelink::typelink(&mut link.ldr, pool, &live.listed);
    progress.ended("typelink", link);
    buildinfo::buildinfo(&mut link.ldr, options);
    progress.ended("buildinfo", link);
    pcln::pclntab(link)?;
    progress.ended("pclntab", link);
    pcln::findfunctab(link)?;
    progress.ended("findfunctab", link);
    if let Some(info) = info {
        link.dwarf = dwarf::generate_debug_syms(
            &mut link.ldr,
            &link.libs,
            options,
            pool,
            &link.textp,
            info,
        )?;
    }
    progress.ended("dwarfGenerateDebugSyms", link);

    symtab::symtab(link)?;
    progress.ended("symtab", link);
    let end = data::dodata(link)?;
    dwarf::allocate_sections(&mut link.dwarf, &mut link.ldr, &mut link.layout, end);
    progress.ended("dodata", link);
    data::address(link)?;
    progress.ended("address", link);
    dwarf::compress(
        &mut link.dwarf,
        &mut link.ldr,
        &link.libs,
        &mut link.layout,
        options,
        pool,
    )?;
    progress.ended("dwarfcompress", link);
    data::file_layout(link)?;
    progress.ended("layout", link);
    output::asmb(link)?;
    progress.ended("Asmb", link);
    let image = &mut link.image;
    let hashed = fips::asmbfips(
        &link.ldr,
        &fips,
        &link.layout,
        &mut image.bytes,
        &mut link.diag,
    )?;
    image.fips_object =
        (options.fips_object.clone().zip(hashed)).map(|(path, bytes)| FipsObject { path, bytes });
    progress.ended("asmbfips", link);
    elf::finish(link)?;
    progress.ended("Asmb2", link);
    Ok(())
}

/// Checks that nothing was read that leaves its object; stock crashes then.
fn check_objects(link: &Link<'_>) -> Result<(), Stop> {
    let objects = &mut link.ldr.objs.iter();
    match objects.find(|obj| obj.reader.is_damaged()) {
        Some(obj) => {
            let lib = link.libs.libs.get(obj.lib as usize);
            let pkg = lib.map_or("", |lib| &lib.pkg);
            Err(Stop::Unsupported(format!("an object of {pkg} is corrupt")))
        }
        None => Ok(()),
    }
}
