//! The passes that prepare tables for the loader of the system, for each format.
//!
//! Counterpart: cmd/link/internal/ld/main.go (`Main`: `doelf`, `dope`, `domacho`, `textbuildid`,
//! `setArchSyms`, `addexport`).

use super::Passes;
use super::Program;
use crate::arch_syms::ArchSyms;
use crate::elf;
use crate::error::Stop;
use crate::format::Tables;
use crate::macho;
use crate::pe;
use crate::system::System;
use crate::text;
use crate::text::TextOrder;

impl Passes<'_, '_, '_> {
    /// Creates the tables that the system reads.
    pub(super) fn tables(
        &mut self,
        program: &Program<'_>,
        order: &mut TextOrder,
    ) -> Result<(ArchSyms, Tables), Stop> {
        let (options, loaded) = (self.options, &program.loaded);
        match options.system() {
            System::Linux if options.is_object() => {
                elf::prepare_object(self.ldr, options);
                self.ended("doelf", Some(order), &[]);
                let syms = ArchSyms::set(self.ldr, System::Linux);
                self.ended("setArchSyms", Some(order), &[]);
                elf::leave_undefined(self.ldr, self.link.pool, &order.funcs);
                self.ended("addexport", Some(order), &[]);
                Ok((syms, Tables::Elf(None)))
            }
            System::Linux => {
                // An executable that needs no library has no dynamic linker, as with the C
                // linker.
                let is_static = options.content.no_dynamic;
                let is_dynamic = !is_static && (options.is_pie() || loaded.has_dynamic);
                if is_dynamic {
                    elf::prepare(self.ldr, options);
                }
                self.ended("doelf", Some(order), &[]);
                let syms = ArchSyms::set(self.ldr, System::Linux);
                self.ended("setArchSyms", Some(order), &[]);
                let (exported, libs) = (&loaded.exported, &loaded.dynamic_libs);
                let dynamic = elf::add_exports(self.ldr, &syms, exported, libs);
                self.ended("addexport", Some(order), &[]);
                Ok((syms, Tables::Elf(Some(dynamic).filter(|_| is_dynamic))))
            }
            System::Windows => {
                let prepared = pe::prepare(self.ldr, options, loaded, &order.funcs)?;
                self.ended("dope", Some(order), &[]);
                let syms = self.after_tables(order);
                Ok((syms, Tables::Pe(prepared)))
            }
            System::Darwin => {
                let prepared = macho::prepare(self.ldr, options, loaded)?;
                self.ended("domacho", Some(order), &[]);
                let syms = self.after_tables(order);
                Ok((syms, Tables::MachO(prepared)))
            }
        }
    }

    /// Makes the build ID the first function, and creates symbols of processors.
    fn after_tables(&mut self, order: &mut TextOrder) -> ArchSyms {
        let options = self.options;
        let first = text::build_id_func(self.ldr, options);
        order.funcs.splice(0..0, first);
        self.ended("textbuildid", Some(order), &[]);
        let syms = ArchSyms::set(self.ldr, options.system());
        self.ended("setArchSyms", Some(order), &[]);
        syms
    }
}
