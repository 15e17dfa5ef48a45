//! Differences between the formats of the output in passes.
//!
//! Counterpart: cmd/link/internal/ld/main.go (`Main`), data.go (`dynreloc`), asmb.go (`asmb2`).

use vamos_sched::Pool;

use crate::arch_syms::ArchSyms;
use crate::elf;
use crate::elf::Dynamic;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::finish::Input;
use crate::image::OutputFile;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::macho;
use crate::options::Options;
use crate::pe;
use crate::section::Layout;

/// The tables that the system reads when it loads the program.
pub(crate) enum Tables {
    /// Tables of ELF; `None` if the program needs no dynamic linker.
    Elf(Option<Dynamic>),
    /// Tables of PE.
    Pe(pe::Prepared),
    /// Tables of Mach-O.
    MachO(macho::Prepared),
}

impl Tables {
    /// Returns true if the output is ELF and has a dynamic linker.
    pub(crate) fn is_dynamic_elf(&self) -> bool {
        matches!(self, Self::Elf(Some(_)))
    }

    /// Completes the parts that depend on the addresses of functions: `funcs` are all of them in
    /// their order.
    pub(crate) fn text_placed(&mut self, ldr: &mut Loader<'_>, funcs: &[Sym]) {
        if let Self::Pe(prepared) = self {
            pe::sorted_frames(ldr, prepared, funcs);
        }
    }

    /// Finds the work of the dynamic linker in all symbols of `lists`, in order: functions first,
    /// then data.
    ///
    /// # Errors
    /// A relocation is unknown, or there are too many errors.
    pub(crate) fn scan(
        &mut self,
        ldr: &mut Loader<'_>,
        (options, pool): (&Options, &Pool),
        lists: &[&[Sym]],
        syms: &ArchSyms,
        diag: &mut Diagnostics,
    ) -> Result<(), Stop> {
        match self {
            Self::Elf(Some(dynamic)) => {
                elf::scan_relocs(ldr, options, pool, lists, syms, dynamic, diag)
            }
            Self::MachO(prepared) => prepared.scan(ldr, options, pool, lists),
            Self::Elf(None) | Self::Pe(_) => Ok(()),
        }
    }

    /// Returns the tables of frames, which have segments of their own.
    pub(crate) fn frames(&self) -> Option<pe::Frames> {
        match self {
            Self::Elf(_) | Self::MachO(_) => None,
            Self::Pe(prepared) => prepared.frames,
        }
    }

    /// Writes headers and tables into `out`, which has the content of all segments.
    ///
    /// # Errors
    /// There are too many errors.
    pub(crate) fn finish(
        &self,
        input: Input<'_, '_>,
        layout: &mut Layout,
        out: &dyn OutputFile,
        diag: &mut Diagnostics,
    ) -> Result<(), Stop> {
        match self {
            Self::Elf(dynamic) => elf::finish(input, dynamic.as_ref(), layout, out, diag),
            Self::Pe(prepared) => pe::finish(input, prepared, layout, out, diag),
            Self::MachO(prepared) => macho::finish(input, prepared, layout, out, diag),
        }
    }
}
