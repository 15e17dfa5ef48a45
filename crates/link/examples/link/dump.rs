//! Writes the decisions of passes, in the form of the instrumented linker of `cargo xtask link`, to
//! compare them line by line.

use std::fmt::Write as _;

use vamos_link::driver::View;
use vamos_link::loader::Sym;

/// A dump under way.
#[derive(Default)]
pub(crate) struct Dump {
    text: String,
    /// Number of symbols written so far.
    known: usize,
}

impl Dump {
    /// Writes the new facts after a pass.
    pub(crate) fn pass(&mut self, name: &str, view: View<'_, '_>) {
        let ldr = view.ldr;
        // Stock does these in one pass.
        let name = match name {
            "addbuildinfo" | "computeTLSOffset" | "loadlib" | "hostobjs" => return,
            "loadfips" => "loadlib",
            name => name,
        };
        let len = ldr.len();
        self.line(format_args!("== {name}\nnsym {len}"));
        for number in self.known.max(1)..len {
            let sym = Sym(number as u32);
            let (obj, local) = ldr.home(sym);
            let (version, kind, size) = (ldr.version(sym), ldr.kind(sym), ldr.size(sym));
            let name = String::from_utf8_lossy(ldr.name(sym));
            self.line(format_args!(
                "sym {number} {version} {kind} {size} {obj}:{local} {name}"
            ));
        }
        self.known = len;
        match name {
            "loadlib" => self.libraries(view),
            "inittasks" => {
                for sym in ldr.all() {
                    let name = ldr.name(sym);
                    if name == b"go:main.inittasks" || name == b"go:runtime.inittasks" {
                        self.relocs(view, sym);
                    }
                }
            }
            "typelink" => {
                for name in [&b"runtime.typelink"[..], b"runtime.itablink"] {
                    let sym = ldr.lookup(name, 0);
                    if sym.is_some() {
                        self.relocs(view, sym);
                    }
                }
            }
            "deadcode" => self.live(view),
            "linksetup" => {
                self.libraries(view);
                for &sym in view.order.map_or(&[][..], |order| &order.funcs) {
                    let lib = ldr
                        .sym_lib(sym)
                        .and_then(|lib| view.libs.libs.get(lib as usize));
                    let pkg = lib.map_or("", |lib| &lib.pkg);
                    let (version, name) = (ldr.version(sym), ldr.name_text(sym));
                    self.line(format_args!("text {} {version} {pkg} {name}", sym.0));
                }
            }
            "textaddress" => {
                for &sym in view.funcs {
                    let (value, size) = (ldr.value(sym), ldr.size(sym));
                    let name = ldr.name_text(sym);
                    self.line(format_args!("addr {} {value:#x} {size} {name}", sym.0));
                }
            }
            _ => {}
        }
    }

    /// Returns the text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.text, "{line}");
    }

    fn libraries(&mut self, view: View<'_, '_>) {
        let order: Vec<usize> = match view.order.map_or(&[][..], |order| &order.postorder) {
            [] => (0..view.libs.libs.len()).collect(),
            postorder => postorder.iter().map(|&lib| lib as usize).collect(),
        };
        for (at, lib) in order.into_iter().enumerate() {
            let lib = &view.libs.libs[lib];
            let (pkg, is_main, file) = (&lib.pkg, lib.is_main, &lib.file);
            let fingerprint = u64::from_be_bytes(lib.fingerprint);
            let imports = lib.imports.len();
            self.line(format_args!(
                "lib {at} {pkg} main={is_main} fingerprint={fingerprint:016x} imports={imports} shlib=\"\" file={file}"
            ));
            for (number, &unit) in lib.units.iter().enumerate() {
                let textp = view
                    .order
                    .map_or(0, |order| order.by_unit[unit as usize].len());
                let files = view.libs.units[unit as usize].files.len();
                self.line(format_args!(
                    "unit {at} {number} files={files} textp={textp}"
                ));
            }
        }
    }

    fn relocs(&mut self, view: View<'_, '_>, sym: Sym) {
        let ldr = view.ldr;
        let relocs = ldr.relocs(sym);
        let (len, name) = (relocs.len(), ldr.name_text(sym));
        self.line(format_args!("relocs {} {len} {name}", sym.0));
        for (at, reloc) in relocs.iter().enumerate() {
            let name = ldr.name_text(reloc.sym);
            let (off, size, add) = (reloc.off, reloc.size, reloc.add);
            let kind = match reloc.kind.0 {
                1 => "R_ADDR".to_owned(),
                5 => "R_ADDROFF".to_owned(),
                kind => kind.to_string(),
            };
            self.line(format_args!(
                "rel {at} {off} {size} {kind} {add} {} {name}",
                reloc.sym.0
            ));
        }
    }

    fn live(&mut self, view: View<'_, '_>) {
        use vamos_link::loader::Attr;
        let ldr = view.ldr;
        let live = ldr.with(Attr::Reachable).count();
        self.line(format_args!("live {live}"));
        for sym in ldr.all() {
            let reachable = ldr.is_reachable(sym);
            let iface = ldr.has(Attr::UsedInIface, sym);
            match (reachable, iface) {
                (true, true) => self.line(format_args!("reach {} iface", sym.0)),
                (true, false) => self.line(format_args!("reach {}", sym.0)),
                (false, true) => self.line(format_args!("dead {} iface", sym.0)),
                (false, false) => {}
            }
        }
    }
}
