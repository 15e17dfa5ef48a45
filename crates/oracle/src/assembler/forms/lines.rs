//! Lines of assembly: every opcode with operands of the classes of its rows, with operands of
//! other classes, with too few and with too many.
//!
//! Counterpart: none.

use std::collections::BTreeSet;

use vamos_testkit::Random;

use super::operands::Operands;
use super::tables::Classes;
use super::tables::Tables;

/// Lines of a block.
pub(super) const BLOCK_LINES: usize = 4;
/// Maximum number of consecutive lines of a row before other lines of its opcode.
const LINES_OF_A_ROW: usize = 12;
/// The most operands of a line.
const MOST_OPERANDS: usize = 7;
/// Every nth line is a directive.
const DIRECTIVES: usize = 40;

/// A line, as a function of its own.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The instruction or directive.
    pub(super) text: String,
    /// The source, of [`BLOCK_LINES`] lines; `@` is the number of the form.
    block: String,
}

impl Form {
    /// Returns the opcode, without suffixes.
    pub(super) fn opcode(&self) -> &str {
        let end = self.text.find([' ', '.']);
        &self.text[..end.unwrap_or(self.text.len())]
    }

    /// Returns the source of the form at a place in a file.
    pub(super) fn source(&self, number: usize) -> String {
        self.block.replace('@', &number.to_string())
    }
}

/// Returns about `count` lines.
pub(super) fn generate(tables: &Tables, operands: &Operands, count: usize, seed: u64) -> Vec<Form> {
    let mut random = Random::new(seed);
    let directives = count / DIRECTIVES;
    let quota = (count - directives) / tables.opcodes.len().max(1) + 1;
    let mut out = Vec::new();
    for (opcode, rows) in &tables.opcodes {
        let mut lines = Lines {
            operands,
            opcode,
            quota,
            seen: BTreeSet::new(),
        };
        lines.add(rows, &mut random);
        for text in lines.seen {
            let frame = random.pick(operands.frames);
            let block = format!("TEXT ·f@(SB), {frame}\n\t{text}\n\tRET\nhere:\tRET\n");
            let text = format!("{text} [{frame}]");
            out.push(Form { text, block });
        }
    }
    out.extend((0..directives).map(|_| directive(&mut random)));
    out
}

/// The lines of one opcode.
struct Lines<'a> {
    operands: &'a Operands,
    opcode: &'a str,
    quota: usize,
    seen: BTreeSet<String>,
}

impl Lines<'_> {
    fn add(&mut self, rows: &[Classes], random: &mut Random) {
        self.push("", &[]);
        // Operands of each row, a share for each.
        let share = (self.quota * 6 / 10) / rows.len().max(1);
        for row in rows {
            for _ in 0..share.clamp(1, LINES_OF_A_ROW) {
                let texts = self.of_row(row, random);
                self.push_with_suffix(row, &texts, random);
            }
        }
        let mut tries = self.quota * 4;
        while self.seen.len() < self.quota && tries > 0 {
            tries -= 1;
            if rows.is_empty() || random.chance(25) {
                let count = random.below(4) + usize::from(random.chance(20));
                let texts: Vec<&str> = (0..count).map(|_| self.any(random)).collect();
                self.push_with_suffix(&[], &texts, random);
                continue;
            }
            let row = random.pick(rows);
            let mut texts = self.of_row(row, random);
            self.change(&mut texts, random);
            self.push_with_suffix(row, &texts, random);
        }
    }

    /// Replaces a share of the operands by operands that the row may not have.
    fn change<'t>(&self, texts: &mut Vec<&'t str>, random: &mut Random)
    where
        'static: 't,
    {
        let at = random.below(texts.len());
        match random.below(12) {
            0 if !texts.is_empty() => {
                texts.remove(at);
            }
            1 => texts.insert(at, self.any(random)),
            2 if texts.len() > 1 => texts.swap(at, 0),
            3..=8 if !texts.is_empty() => texts[at] = self.any(random),
            _ => {}
        }
    }

    fn of_row(&self, row: &[String], random: &mut Random) -> Vec<&'static str> {
        let classes = row.iter().filter(|class| !class.starts_with('.'));
        let pools = classes.map(|class| {
            let pools = (self.operands.classes)(class);
            let pool = *random.pick::<&[&str]>(&pools);
            *random.pick::<&str>(pool)
        });
        pools.collect()
    }

    fn any(&self, random: &mut Random) -> &'static str {
        let pool = *random.pick::<&[&str]>(self.operands.pools);
        random.pick::<&str>(pool)
    }

    fn push_with_suffix(&mut self, row: &[String], texts: &[&str], random: &mut Random) {
        let of_row = row.iter().find(|class| class.starts_with('.'));
        let takes = self.opcode.starts_with(self.operands.suffix_opcodes);
        let suffix = match of_row {
            Some(suffix) if !random.chance(10) => suffix,
            _ if random.chance(if takes { 35 } else { 3 }) => *random.pick(self.operands.suffixes),
            _ => "",
        };
        self.push(suffix, texts);
    }

    fn push(&mut self, suffix: &str, texts: &[&str]) {
        let texts = &texts[..texts.len().min(MOST_OPERANDS)];
        let line = format!("{}{suffix} {}", self.opcode, texts.join(", "));
        self.seen.insert(line.trim_end().to_owned());
    }
}

/// Returns a directive, with a function or a variable of its own.
fn directive(random: &mut Random) -> Form {
    const SIZES: [&str; 16] = [
        "$0",
        "$0-0",
        "$8",
        "$5-8",
        "$16-24",
        "$-8",
        "$-8-8",
        "$-16",
        "$4096-8",
        "$100000",
        "$0-",
        "$0--8",
        "$(8+8)-8",
        "$0x7ffffff0",
        "$0-0x80000000",
        "",
    ];
    const WIDTHS: [&str; 8] = ["1", "2", "4", "8", "16", "3", "0", "-1"];
    const VALUES: [&str; 14] = [
        "$0",
        "$1",
        "$-1",
        "$256",
        "$0x7fffffff",
        "$0x123456789abcdef0",
        "$(1.5)",
        "$(-0.0)",
        "$\"abc\"",
        "$\"abcdefgh\\x00\"",
        "$sym(SB)",
        "$loc<>+8(SB)",
        "$·g@(SB)",
        "$sym-8(SB)",
    ];
    const NAMES: [&str; 5] = ["·g@", "g@", "g@<>", "pkg·g@", "·g@<ABIInternal>"];
    let name = *random.pick(&NAMES);
    let bits = 1_u32 << random.below(16) | 1 << random.below(16);
    let flags = match random.below(3) {
        0 => bits,
        1 => 1 << random.below(16),
        _ => bits | 4,
    };
    let block = match random.below(3) {
        0 => {
            let size = random.pick(&SIZES);
            format!("TEXT {name}(SB), {flags}, {size}\n\tRET\n\n\n")
        }
        1 => {
            let size = random.pick(&["$8", "$16", "$0", "$1", "$-8", "8", "$0x80000000", "$24"]);
            format!("GLOBL {name}(SB), {flags}, {size}\n\n\n\n")
        }
        _ => {
            let (offset, width) = (random.pick(&["", "+0", "+8", "+4"]), random.pick(&WIDTHS));
            let value = random.pick(&VALUES);
            format!(
                "DATA {name}{offset}(SB)/{width}, {value}\nDATA {name}+16(SB)/4, $7\nGLOBL {name}(SB), {flags}, $24\n\n"
            )
        }
    };
    Form {
        text: block.trim_end().replace('\n', "; "),
        block,
    }
}
