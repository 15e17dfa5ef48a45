//! The passes that write the file.
//!
//! Counterpart: cmd/link/internal/ld/main.go (`Main`: `Asmb`, `asmbfips`, `Asmb2`).

use super::Passes;
use super::Program;
use super::Text;
use crate::data::Data;
use crate::dwarf;
use crate::error::Stop;
use crate::finish;
use crate::fips;
use crate::image::FipsObject;
use crate::image::Linked;
use crate::link::Link;
use crate::output;
use crate::pcln;
use crate::reloc_apply::Targets;
use crate::text::TextOrder;

impl<'a> Passes<'_, '_, 'a> {
    /// Writes the segments, and then what depends on their bytes: the checksum of FIPS 140 code,
    /// headers and tables.
    pub(super) fn output(
        &mut self,
        program: &Program<'_>,
        order: &TextOrder,
        text: Text<'a>,
        data: &Data,
    ) -> Result<Linked<'a>, Stop> {
        let Link { options, pool, .. } = *self.link;
        let Text {
            funcs,
            syms,
            tables,
            pcln,
            find,
            dwarf,
            mut layout,
        } = text;
        let out = self.link.output;
        {
            let (ldr, layout) = (&*self.ldr, &layout);
            let targets = Targets {
                syms: &syms,
                by_unit: &order.by_unit,
                is_pie: options.is_pie(),
                system: options.system(),
            };
            let pcln = pcln::Source {
                ldr,
                layout,
                pool,
                pcln: &pcln,
                find: &find,
            };
            let dwarf = dwarf::Source {
                ldr,
                libs: self.libs,
                layout,
                options,
                pool,
                dwarf: &dwarf,
            };
            let input = output::Input {
                ldr,
                layout,
                pool,
                funcs: &funcs,
                data: &data.order,
                targets,
                pcln,
                dwarf,
            };
            output::asmb(input, out, self.diag)?;
        }
        // What was only needed to write it makes room for the tables at the end of the file.
        drop((pcln, find, dwarf));
        self.ended("Asmb", Some(order), &funcs);
        let hashed = fips::asmbfips(self.ldr, &program.fips, &layout, out, self.diag)?;
        self.ended("asmbfips", Some(order), &funcs);
        let input = finish::Input {
            ldr: self.ldr,
            options,
            host: self.link.host,
            pool,
            funcs: &funcs,
            data: &data.order,
            interpreter: &program.loaded.interpreter,
            build_id: &program.build_id,
        };
        tables.finish(input, &mut layout, out, self.diag)?;
        self.ended("Asmb2", Some(order), &funcs);
        let fips_object = options.fips_object.clone().zip(hashed);
        Ok(Linked {
            fips_object: fips_object.map(|(path, bytes)| FipsObject { path, bytes }),
            external: None,
        })
    }
}
