//! Declares functions and data.
//!
//! Counterpart: cmd/internal/obj/plist.go (`InitTextSym`, `GloblPos`), textflag.go,
//! cmd/internal/objabi/funcid.go, cmd/internal/obj/dwarf.go (`dwarfSym`).

use crate::attributes::Attributes;
use crate::link::Link;
use crate::pos::Pos;
use crate::symbol::SymId;
use crate::symbol::SymKind;
use crate::symbol::Symbol;
use crate::text::FUNC_FLAG_ASM;
use crate::text::FUNC_FLAG_TOP_FRAME;

/// Flags of TEXT and GLOBL (runtime/textflag.h).
#[expect(missing_docs, reason = "the names are upstream's")]
pub mod text_flag {
    pub const DUPOK: i64 = 2;
    pub const NOSPLIT: i64 = 4;
    pub const RODATA: i64 = 8;
    pub const NOPTR: i64 = 16;
    pub const WRAPPER: i64 = 32;
    pub const NEEDCTXT: i64 = 64;
    pub const TLSBSS: i64 = 256;
    pub const NOFRAME: i64 = 512;
    pub const REFLECTMETHOD: i64 = 1024;
    pub const TOPFRAME: i64 = 2048;
    pub const ABIWRAPPER: i64 = 4096;
    pub const PKGINIT: i64 = 8192;
}

/// The number of a function that the compiler made.
const FUNC_ID_WRAPPER: u8 = 23;

/// Functions of package runtime that it treats specially, by number (internal/abi/symtab.go).
const FUNC_IDS: [(&str, u8); 22] = [
    ("abort", 1),
    ("asmcgocall", 2),
    ("asyncPreempt", 3),
    ("cgocallback", 4),
    ("corostart", 5),
    ("debugCallV2", 6),
    ("gcBgMarkWorker", 7),
    ("goexit", 8),
    ("gogo", 9),
    ("gopanic", 10),
    ("handleAsyncEvent", 11),
    ("mcall", 12),
    ("morestack", 13),
    ("mstart", 14),
    ("panicwrap", 15),
    ("rt0_go", 16),
    ("main", 17),
    ("runFinalizers", 18),
    ("runCleanups", 19),
    ("sigpanic", 20),
    ("systemstack", 21),
    ("systemstack_switch", 22),
];

fn func_id(name: &str, is_wrapper: bool) -> u8 {
    if is_wrapper {
        return FUNC_ID_WRAPPER;
    }
    match name.strip_prefix("runtime.") {
        Some("deferreturn") => FUNC_ID_WRAPPER,
        Some(name) => {
            let found = FUNC_IDS.iter().find(|(known, _)| *known == name);
            found.map_or(0, |(_, id)| *id)
        }
        None => 0,
    }
}

impl Link {
    /// Declares a function.
    pub fn init_text_sym(&mut self, sym: SymId, flag: i64, start: Pos) {
        let here = self.positions.text(start, true, true);
        let name = self.symbols[sym].name.clone();
        if let Some(func) = self.func(sym) {
            let other = self.positions.text(func.text_pos, true, true);
            self.diagnostics.report(format!(
                "{here}: symbol {name} redeclared\n\t{other}: other declaration of symbol {name}"
            ));
            return;
        }
        self.add_func(sym);
        if self.symbols[sym].has(Attributes::ON_LIST) {
            let text = format!("{here}: symbol {name} redeclared");
            self.diagnostics.report(text);
            return;
        }
        if name.starts_with("\"\".") {
            let text = format!("{here}: unqualified symbol name: {name}");
            self.diagnostics.report(text);
        }
        let (_, start_line) = self.positions.file_and_line(start);
        let is_wrapper = flag & (text_flag::WRAPPER | text_flag::ABIWRAPPER) != 0;
        let mut func_flag = 0;
        if flag & text_flag::TOPFRAME != 0 {
            func_flag |= FUNC_FLAG_TOP_FRAME;
        }
        if self.options.is_asm {
            func_flag |= FUNC_FLAG_ASM;
        }
        let func = self.func_mut(sym).expect("the function was just added");
        func.facts.func_id = func_id(&name, is_wrapper);
        func.facts.func_flag = func_flag;
        func.facts.start_line = start_line;
        let symbol = &mut self.symbols[sym];
        symbol.set(Attributes::ON_LIST);
        for (bit, fact) in [
            (text_flag::DUPOK, Attributes::DUPLICATE_OK),
            (text_flag::NOSPLIT, Attributes::NO_SPLIT),
            (text_flag::REFLECTMETHOD, Attributes::REFLECT_METHOD),
            (text_flag::WRAPPER, Attributes::WRAPPER),
            (text_flag::ABIWRAPPER, Attributes::ABI_WRAPPER),
            (text_flag::NEEDCTXT, Attributes::NEED_CTXT),
            (text_flag::NOFRAME, Attributes::NO_FRAME),
            (text_flag::PKGINIT, Attributes::PKG_INIT),
        ] {
            symbol.attributes.set(fact, flag & bit != 0);
        }
        symbol.kind = SymKind::Text;
        self.content().set_fips_kind(sym);
        self.text.push(sym);
        self.add_debug_syms(sym);
    }

    /// Makes the symbols of a function's debug information.
    fn add_debug_syms(&mut self, sym: SymId) {
        let mut add = |kind| {
            self.symbols.add(Symbol {
                kind,
                ..Symbol::default()
            })
        };
        let info = add(SymKind::DwarfFcn);
        let loc = self
            .options
            .debug
            .has_location_lists
            .then(|| add(SymKind::DwarfLoc));
        let ranges = add(SymKind::DwarfRange);
        let lines = add(SymKind::DwarfLines);
        let func = self.func_mut(sym).expect("the caller made the function");
        func.dwarf_info = Some(info);
        func.dwarf_loc = loc;
        func.dwarf_ranges = Some(ranges);
        func.dwarf_lines = Some(lines);
    }

    /// Declares data.
    pub fn globl(&mut self, sym: SymId, size: i64, flag: i64, pos: Pos) {
        if self.symbols[sym].has(Attributes::ON_LIST) {
            let here = self.positions.text(pos, true, true);
            let name = &self.symbols[sym].name;
            let text = format!("{here}: symbol {name} redeclared");
            self.diagnostics.report(text);
        }
        self.data.push(sym);
        let symbol = &mut self.symbols[sym];
        symbol.set(Attributes::ON_LIST);
        symbol.size = size;
        if symbol.kind == SymKind::Xxx {
            symbol.kind = SymKind::Bss;
        }
        if flag & text_flag::DUPOK != 0 {
            symbol.set(Attributes::DUPLICATE_OK);
        }
        if flag & text_flag::RODATA != 0 {
            symbol.kind = SymKind::RoData;
        } else if flag & text_flag::NOPTR != 0 {
            symbol.kind = match symbol.kind.is_data() {
                true => SymKind::NoPtrData,
                false => SymKind::NoPtrBss,
            };
        } else if flag & text_flag::TLSBSS != 0 {
            symbol.kind = SymKind::TlsBss;
        }
        self.content().set_fips_kind(sym);
    }
}
