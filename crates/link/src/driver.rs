//! The passes of a link, in order.
//!
//! Counterpart: cmd/link/internal/ld/main.go (`Main`).

use std::time::Instant;

use crate::buildinfo;
use crate::context::Link;
use crate::data;
use crate::dwarf;
use crate::elf;
use crate::error::Stop;
use crate::fips;
use crate::host;
use crate::image::Image;
use crate::inittask;
use crate::live;
use crate::load;
use crate::output;
use crate::pcln;
use crate::stackcheck;
use crate::strdata;
use crate::symtab;
use crate::text;
use crate::typelink;

/// A pass: it extends the state, or stops the link.
type Pass = for<'a> fn(&mut Link<'a>) -> Result<(), Stop>;

/// The passes in upstream's order, with the names that its benchmarks have.
const PASSES: &[(&str, Pass)] = &[
    ("addbuildinfo", elf::choose_build_id),
    ("computeTLSOffset", elf::compute_tls_offset),
    ("loadlib", load::loadlib),
    ("hostobjs", host::load),
    ("loadfips", fips::loadfips),
    ("inittasks", inittask::inittasks),
    ("deadcode", live::deadcode),
    ("linksetup", text::linksetup),
    ("dostrdata", strdata::dostrdata),
    ("dwarfGenerateDebugInfo", dwarf::generate_debug_info),
    ("doStackCheck", stackcheck::stack_check),
    ("doelf", elf::prepare),
    ("setArchSyms", elf::set_arch_syms),
    ("addexport", elf::add_exports),
    ("textaddress", text::textaddress),
    ("typelink", typelink::typelink),
    ("buildinfo", buildinfo::buildinfo),
    ("pclntab", pcln::pclntab),
    ("findfunctab", pcln::findfunctab),
    ("dwarfGenerateDebugSyms", dwarf::generate_debug_syms),
    ("symtab", symtab::symtab),
    ("dodata", data::dodata),
    ("address", data::address),
    ("dwarfcompress", dwarf::compress),
    ("layout", data::file_layout),
    ("Asmb", output::asmb),
    ("asmbfips", fips::asmbfips),
    ("Asmb2", elf::finish),
];

/// Links: runs every pass and returns the bytes of the executable. Messages are in
/// `link.diag`, also where the link stops.
///
/// # Errors
/// The link stopped; see [`Stop`].
pub fn run(link: &mut Link<'_>) -> Result<Image, Stop> {
    run_observed(link, &mut |_, _| {})
}

/// Links as [`run`] does; after each pass `observe` sees its name and the state.
///
/// # Errors
/// The link stopped; see [`Stop`].
pub fn run_observed(
    link: &mut Link<'_>,
    observe: &mut dyn FnMut(&'static str, &Link<'_>),
) -> Result<Image, Stop> {
    for &(name, pass) in PASSES {
        let start = Instant::now();
        let result = pass(link);
        link.times.push((name, start.elapsed()));
        if let Err(stop) = result {
            check_objects(link)?;
            return Err(stop);
        }
        observe(name, link);
    }
    check_objects(link)?;
    link.diag.check()?;
    Ok(std::mem::take(&mut link.image))
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
