//! The opcodes of an assembler, and the classes of operands that its tables pair with them.
//!
//! The tables are read in the sources of the SDK, so that each release is checked with its own.
//! Counterpart: cmd/internal/obj/x86/asm6.go, avx_optabs.go, cmd/internal/obj/arm64/asm7.go.

use std::collections::BTreeMap;
use std::path::Path;

use crate::files;

/// Opcodes that all processors have, in assembly.
const COMMON: [&str; 13] = [
    "CALL",
    "DUFFCOPY",
    "DUFFZERO",
    "END",
    "FUNCDATA",
    "GETCALLERPC",
    "JMP",
    "NOP",
    "PCALIGN",
    "PCALIGNMAX",
    "PCDATA",
    "RET",
    "UNDEF",
];

/// Operands of an instruction, by classes in the order of the source.
pub(super) type Classes = Vec<String>;

/// The opcodes of an assembler.
#[derive(Default)]
pub(super) struct Tables {
    /// All opcodes in order, with the operands of their rows. Suffixes follow a dot.
    pub(super) opcodes: BTreeMap<String, Vec<Classes>>,
}

impl Tables {
    /// Reads the tables of a processor.
    pub(super) fn read(goroot: &Path, goarch: &str) -> Result<Self, String> {
        let obj = goroot.join("src/cmd/internal/obj");
        let mut tables = Self::default();
        let arch = files::read_text(&goroot.join("src/cmd/asm/internal/arch/arch.go"))?;
        let aliases = aliases(&arch, goarch);
        tables.add_opcodes(COMMON.into_iter());
        tables.add_opcodes(aliases.iter().map(String::as_str));
        match goarch {
            "amd64" => tables.read_amd64(&obj.join("x86"))?,
            _ => tables.read_arm64(&obj.join("arm64"))?,
        }
        for rows in tables.opcodes.values_mut() {
            rows.sort();
            rows.dedup();
        }
        Ok(tables)
    }

    fn add_opcodes<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names {
            self.opcodes.entry(name.to_owned()).or_default();
        }
    }

    fn add_row(&mut self, opcode: &str, classes: Classes) {
        let rows = self.opcodes.entry(opcode.to_owned()).or_default();
        rows.push(classes);
    }

    fn read_amd64(&mut self, dir: &Path) -> Result<(), String> {
        self.add_opcodes(names(&files::read_text(&dir.join("anames.go"))?));
        let mut lists: BTreeMap<String, Vec<Classes>> = BTreeMap::new();
        for file in ["asm6.go", "avx_optabs.go"] {
            let text = files::read_text(&dir.join(file))?;
            let mut list = String::new();
            for line in text.lines() {
                if let Some(rest) = line.strip_prefix("var ") {
                    rest.split(' ').next().unwrap_or("").clone_into(&mut list);
                } else if let Some((_, rest)) = line.split_once("argList{") {
                    let classes = rest.split('}').next().unwrap_or("");
                    let rows = lists.entry(list.clone()).or_default();
                    rows.push(amd64_classes(classes));
                } else if let Some((opcode, words)) = row(line) {
                    match words.first().and_then(|list| lists.get(list)) {
                        Some(rows) => {
                            for classes in rows {
                                self.add_row(opcode, classes.clone());
                            }
                        }
                        None if list == "ymovtab" => {
                            let classes = words.iter().take(3);
                            let classes: Vec<&str> = classes.map(String::as_str).collect();
                            self.add_row(opcode, amd64_classes(&classes.join(",")));
                        }
                        None => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn read_arm64(&mut self, dir: &Path) -> Result<(), String> {
        self.add_opcodes(names(&files::read_text(&dir.join("anames.go"))?));
        // Instructions of SVE are generated, since Go 1.27.
        if let Ok(text) = files::read_text(&dir.join("anames_gen.go")) {
            self.add_opcodes(names(&text));
        }
        let text = files::read_text(&dir.join("asm7.go"))?;
        for (opcode, words) in text.lines().filter_map(row) {
            if words.len() < 10 {
                continue;
            }
            let classes = words
                .iter()
                .take(5)
                .map(|class| class.trim_start_matches("C_"));
            let classes = classes.filter(|class| *class != "NONE");
            let mut classes: Classes = classes.map(str::to_owned).collect();
            match words[9].as_str() {
                "C_XPRE" => classes.insert(0, ".W".to_owned()),
                "C_XPOST" => classes.insert(0, ".P".to_owned()),
                _ => {}
            }
            self.add_row(opcode, classes);
        }
        for (opcode, like) in ranges(&text) {
            let rows = self.opcodes.get(&like).cloned().unwrap_or_default();
            for row in rows {
                self.add_row(&opcode, row);
            }
        }
        Ok(())
    }
}

/// Returns the names that the assembler gives opcodes besides their own.
fn aliases(text: &str, goarch: &str) -> Vec<String> {
    let function = match goarch {
        "amd64" => "func archX86(",
        _ => "func archArm64(",
    };
    let start = text.find(function).unwrap_or(text.len());
    let text = &text[start..];
    let text = &text[..text.find("\n}\n").unwrap_or(text.len())];
    let names = text.split("instructions[\"").skip(1);
    names
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

/// Returns the names of a list of opcodes.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter_map(|line| line.strip_suffix("\","));
    let names = lines.filter_map(|line| Some(line.split_once('"')?.1));
    names.filter(|name| !matches!(*name, "LAST" | "SVESTART"))
}

/// Returns the opcode and the other fields of a row of a table.
fn row(line: &str) -> Option<(&str, Vec<String>)> {
    let line = line.trim().strip_prefix('{')?;
    let line = line.strip_prefix("as: ").unwrap_or(line);
    let (opcode, rest) = line.split_once(',')?;
    let opcode = opcode.strip_prefix('A')?;
    let is_name = opcode
        .bytes()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if !is_name || opcode.is_empty() {
        return None;
    }
    let words = rest.split([',', '}']).map(str::trim);
    let words = words.map(|word| word.rsplit(' ').next().unwrap_or("").to_owned());
    Some((opcode, words.collect()))
}

fn amd64_classes(list: &str) -> Classes {
    let classes = list.split(',').map(str::trim);
    let classes = classes.filter(|class| !class.is_empty() && *class != "Ynone");
    classes.map(str::to_owned).collect()
}

/// Returns opcodes that have the rows of another one (`buildop`).
fn ranges(text: &str) -> Vec<(String, String)> {
    let start = text.find("\nfunc buildop(").unwrap_or(text.len());
    let mut out = Vec::new();
    let mut likes: Vec<String> = Vec::new();
    for line in text[start..].lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("case ") {
            let names = rest.split(':').next().unwrap_or("").split(',');
            let names = names.filter_map(|name| name.trim().strip_prefix('A'));
            likes = names.map(str::to_owned).collect();
        } else if let Some(rest) = line.strip_prefix("oprangeset(A")
            && let Some((opcode, _)) = rest.split_once(',')
        {
            out.extend(likes.iter().map(|like| (opcode.to_owned(), like.clone())));
        }
    }
    out
}
