//! The passes that write the file.
//!
//! Counterpart: cmd/link/internal/ld/main.go (`Main`: `Asmb`, `asmbfips`, `Asmb2`).

use vamos_base::golang::os_str;

use super::Passes;
use super::Program;
use super::Text;
use crate::data::Data;
use crate::dwarf;
use crate::elf;
use crate::error::Stop;
use crate::external::External;
use crate::finish;
use crate::fips;
use crate::image::Linked;
use crate::link::Link;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::output;
use crate::pcln;
use crate::reloc_apply::ObjectTargets;
use crate::reloc_apply::Targets;
use crate::symtab::external_name;
use crate::text::TextOrder;

impl<'a> Passes<'_, '_, 'a> {
    /// Writes the segments, and then the parts that depend on their bytes: the checksum of FIPS 140
    /// code, headers and tables.
    pub(super) fn output(
        &mut self,
        program: &Program<'a>,
        order: &TextOrder,
        text: Text<'a>,
        data: &Data,
    ) -> Result<Linked<'a>, Stop> {
        let (options, pool) = (self.options, self.link.pool);
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
        let link = self.link;
        let mut object = None;
        if options.is_object() {
            out.becomes_object();
            let input = last_input(self.ldr, (link, options), program, &funcs, data);
            object = Some(elf::Object::start(input, &mut layout, self.diag)?);
        }
        let object_targets = object.as_ref().map(|object| ObjectTargets {
            numbers: &object.numbers,
            tls: self.ldr.lookup(b"runtime.tlsg", ABI0),
        });
        let relas = {
            let (ldr, layout) = (&*self.ldr, &layout);
            let targets = Targets {
                syms: &syms,
                by_unit: &order.by_unit,
                is_pie: options.is_pie(),
                system: options.system(),
                object: object_targets,
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
                funcs: &funcs,
                object: object_targets,
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
            output::asmb(input, out, self.diag)?
        };
        // Frees the inputs of the segments to make room for the tables at the end of the file.
        drop((pcln, find, dwarf));
        self.ended("Asmb", Some(order), &funcs);
        let mut fips_object = None;
        if object.is_none() {
            let path = options.fips_object.as_deref();
            let check = fips::check(self.ldr, &program.fips, &layout, out);
            fips_object = fips::asmbfips(check, path, out, self.diag)?;
            self.ended("asmbfips", Some(order), &funcs);
        }
        let input = last_input(self.ldr, (link, options), program, &funcs, data);
        match object {
            Some(object) => object.finish(input, &mut layout, &relas, out, self.diag)?,
            None => tables.finish(input, &mut layout, out, self.diag)?,
        }
        self.ended("Asmb2", Some(order), &funcs);
        Ok(Linked {
            fips_object,
            external: options.is_object().then(|| external(self.ldr, program)),
        })
    }
}

/// Returns the input of the last pass.
fn last_input<'l, 'a>(
    ldr: &'l Loader<'a>,
    (link, options): (&'l Link<'a>, &'l Options),
    program: &'l Program<'_>,
    funcs: &'l [Sym],
    data: &'l Data,
) -> finish::Input<'l, 'a> {
    finish::Input {
        ldr,
        options,
        host: link.host,
        pool: link.pool,
        funcs,
        data: &data.order,
        interpreter: &program.loaded.interpreter,
        build_id: &program.build_id,
    }
}

/// Returns the input of the system's linker other than the object.
fn external<'a>(ldr: &Loader<'_>, program: &Program<'a>) -> External<'a> {
    let loaded = &program.loaded;
    let exported = ldr.with(Attr::CgoExportDynamic).iter();
    let name = |sym| os_str::decode_cow(external_name(ldr, sym)).into_owned();
    let mut exports: Vec<String> = exported.map(name).collect();
    exports.sort_unstable();
    External {
        host_objects: loaded
            .host_objects
            .iter()
            .map(|object| object.bytes)
            .collect(),
        flags: loaded.linker_flags.clone(),
        exports,
        build_id: program.build_id.clone(),
    }
}
