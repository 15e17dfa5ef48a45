//! Encodes the instructions that the official assembler had before it encoded them, and compares.
//!
//! Counterpart: none.

use vamos_obj::Abi;
use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::Attributes;
use vamos_obj::Encoder;
use vamos_obj::Function;
use vamos_obj::Goos;
use vamos_obj::Link;
use vamos_obj::OperandPos;
use vamos_obj::Options;
use vamos_obj::Prog;
use vamos_obj::ProgId;
use vamos_obj::Release;
use vamos_obj::RestArg;
use vamos_obj::Scratch;
use vamos_obj::SymId;
use vamos_obj::SymKind;
use vamos_obj::Val;

use crate::operands;

/// Differences, and the number of equal functions.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Functions with the same code, relocations and places.
    pub(super) equal: usize,
    /// Functions with the same problems.
    pub(super) equal_problems: usize,
    /// Descriptions of the others.
    pub(super) differences: Vec<String>,
}

/// A printed function.
#[derive(Default)]
struct Printed<'t> {
    sym: usize,
    progs: Vec<Vec<&'t str>>,
    code: Vec<&'t str>,
    relocs: Vec<Vec<&'t str>>,
    places: Vec<Vec<&'t str>>,
}

/// State of reading one file.
struct Replay {
    link: Link,
    file: String,
    syms: Vec<SymId>,
    problems: Vec<String>,
}

/// Replays all files of a text.
pub(super) fn replay(text: &str, release: Release, outcome: &mut Outcome) -> Result<(), String> {
    let mut current: Option<Replay> = None;
    let mut function = Printed::default();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[0] == "file" {
            current = Some(Replay::new(&fields, release)?);
            continue;
        }
        let replay = current.as_mut().ok_or("no file")?;
        match fields[0] {
            "sym" => replay.declare(&fields)?,
            "diag" => replay.problems.push(unquote(fields[1])),
            "func" => {
                replay.problems.clear();
                function = Printed {
                    sym: number(fields[1])?,
                    ..Printed::default()
                };
            }
            "prog" => function.progs.push(fields[1..].to_vec()),
            "code" => function.code = fields[1..].to_vec(),
            "reloc" => function.relocs.push(fields[1..].to_vec()),
            "at" => function.places.push(fields[1..].to_vec()),
            _ => replay.compare(&function, outcome)?,
        }
    }
    Ok(())
}

impl Replay {
    /// Starts a file.
    fn new(fields: &[&str], release: Release) -> Result<Self, String> {
        let [_, file, goarch, shared, dynlink, retpoline, more_stack] = fields else {
            return Err("file".to_owned());
        };
        let encoder: &'static Encoder = match *goarch {
            "arm64" => &vamos_obj::arm64::ENCODER,
            _ => &vamos_obj::x86::ENCODER,
        };
        let mut options = Options::for_assembler(release, Goos::Linux, "none/of/these");
        options.is_shared = *shared == "true";
        options.is_dynlink = *dynlink == "true";
        options.code.is_retpoline = *retpoline == "true";
        options.code.may_more_stack = (*more_stack).to_owned();
        Ok(Self {
            link: Link::new(encoder, options),
            file: (*file).to_owned(),
            syms: Vec::new(),
            problems: Vec::new(),
        })
    }

    /// Declares a symbol.
    fn declare(&mut self, fields: &[&str]) -> Result<(), String> {
        let [_, _, name, abi, attributes, kind, size] = fields else {
            return Err("sym".to_owned());
        };
        let abi = match *abi {
            "0" => Abi::Abi0,
            _ => Abi::Internal,
        };
        let facts = [
            Attributes::NO_SPLIT,
            Attributes::NO_FRAME,
            Attributes::NEED_CTXT,
            Attributes::C_FUNC,
            Attributes::LOCAL,
            Attributes::STATIC,
            Attributes::LEAF,
        ];
        let name = unquote(name);
        let sym = match attributes.as_bytes()[5] {
            b'1' => self.link.symbols.lookup_static(&name),
            _ => self.link.symbols.lookup_abi(&name, abi),
        };
        let symbol = &mut self.link.symbols[sym];
        for (fact, bit) in facts.into_iter().zip(attributes.bytes()) {
            symbol.attributes.set(fact, bit == b'1');
        }
        symbol.abi = abi;
        symbol.size = number(size)?;
        if *kind == "11" {
            symbol.kind = SymKind::TlsBss;
        }
        self.syms.push(sym);
        Ok(())
    }

    /// Reads an operand.
    fn operand(&self, text: &str) -> Result<Addr, String> {
        let numbers: Vec<i64> = text.split(' ').map(number).collect::<Result<_, _>>()?;
        let [
            kind,
            name,
            reg,
            index,
            scale,
            offset,
            sym,
            value_kind,
            value,
        ] = numbers[..]
        else {
            return Err("operand".to_owned());
        };
        Ok(Addr {
            reg: reg as i16,
            index: index as i16,
            scale: scale as i16,
            kind: operands::kind(kind as usize).ok_or("operand")?,
            name: operands::name(name as usize).ok_or("operand")?,
            class: 0,
            offset,
            sym: usize::try_from(sym).ok().map(|sym| self.syms[sym]),
            val: match value_kind {
                1 => Val::Float(f64::from_bits(value.cast_unsigned())),
                3 => Val::ArgSize(value as i32),
                _ => Val::None,
            },
        })
    }

    /// Makes the instructions of a function.
    fn build(&self, sym: SymId, printed: &Printed<'_>) -> Result<Function, String> {
        let mut function = Function::new(sym);
        let mut ids: Vec<ProgId> = Vec::new();
        for fields in &printed.progs {
            let mut prog = Prog {
                op: As(number(fields[0])?),
                reg: number(fields[1])?,
                reg_to2: number(fields[2])?,
                scond: number(fields[3])?,
                pc: number(fields[4])?,
                spadj: number(fields[5])?,
                from: self.operand(fields[6])?,
                to: self.operand(fields[7])?,
                ..Prog::default()
            };
            for rest in &fields[8..] {
                let (pos, addr) = rest.split_once(' ').ok_or("rest")?;
                let addr = self.operand(addr)?;
                let pos = match pos {
                    "0" => OperandPos::Source,
                    _ => OperandPos::Destination,
                };
                prog.rest.push(RestArg { addr, pos });
            }
            ids.push(function.progs.add(prog));
        }
        for (at, fields) in printed.progs.iter().enumerate() {
            function.progs[ids[at]].link = ids.get(at + 1).copied();
            for (operand, is_from) in [(fields[6], true), (fields[7], false)] {
                let numbers: Vec<i64> = operand.split(' ').map(number).collect::<Result<_, _>>()?;
                if numbers[7] == 2 {
                    let target = Val::Branch(ids[numbers[8] as usize]);
                    let prog = &mut function.progs[ids[at]];
                    if is_from {
                        prog.from.val = target;
                    } else {
                        prog.to.val = target;
                    }
                }
            }
        }
        function.text = ids.first().copied();
        Ok(function)
    }

    /// Encodes a function and compares.
    fn compare(&mut self, printed: &Printed<'_>, outcome: &mut Outcome) -> Result<(), String> {
        let sym = self.syms[printed.sym];
        let mut function = self.build(sym, printed)?;
        self.link.add_func(sym);
        let known = self.link.diagnostics.len();
        let mut scratch = Scratch::default();
        let result = self.link.flush_in_place(&mut function, &mut scratch);
        let name = &self.link.symbols[sym].name;
        let place = format!("{}: {name}", self.file);
        let problems = self.link.diagnostics.iter().skip(known);
        let problems: Vec<String> = problems.map(without_place).collect();
        if let Err(error) = result {
            outcome.differences.push(format!("{place}: {error}"));
            return Ok(());
        }
        if !problems.is_empty() || !self.problems.is_empty() {
            let expected: Vec<String> = self
                .problems
                .iter()
                .map(|text| without_place(text))
                .collect();
            if problems == expected {
                outcome.equal_problems += problems.len();
                // Further functions are compared as if there had been none.
                self.link.diagnostics = Default::default();
                return Ok(());
            }
            let missing = expected
                .iter()
                .filter(|text| !problems.contains(text))
                .take(5);
            let wrong = problems
                .iter()
                .filter(|text| !expected.contains(text))
                .take(5);
            outcome.differences.push(format!(
                "{place}: {} problems, want {}; missing {:#?}; wrong {:#?}",
                problems.len(),
                expected.len(),
                missing.collect::<Vec<_>>(),
                wrong.collect::<Vec<_>>()
            ));
            self.link.diagnostics = Default::default();
            return Ok(());
        }
        match self.difference(&function, printed)? {
            None => outcome.equal += 1,
            Some(text) => outcome.differences.push(format!("{place}: {text}")),
        }
        Ok(())
    }

    /// Returns the first difference of the code.
    fn difference(&self, func: &Function, printed: &Printed<'_>) -> Result<Option<String>, String> {
        let symbol = &self.link.symbols[func.sym];
        let mut at = 0;
        let want: Vec<u8> = hex(printed.code[5]);
        let first = symbol.data.iter().zip(&want).position(|(a, b)| a != b);
        let first = first
            .or((symbol.data.len() != want.len()).then_some(symbol.data.len().min(want.len())));
        let mut places = Vec::new();
        for id in func.progs.list(func.text) {
            let prog = &func.progs[id];
            places.push(vec![
                prog.op.0.to_string(),
                prog.pc.to_string(),
                prog.spadj.to_string(),
            ]);
            if first.is_some_and(|first| prog.pc <= first as i64) {
                at = places.len() - 1;
            }
        }
        if let Some(first) = first {
            let end = (first + 16).min(want.len());
            let ours =
                &symbol.data[first.min(symbol.data.len())..(first + 16).min(symbol.data.len())];
            let op = self.link.arch.op_text(As(number(&places[at][0])?));
            let official = printed
                .places
                .iter()
                .rev()
                .find(|place| place[1].parse::<usize>().is_ok_and(|pc| pc <= first));
            let official =
                official.map(|place| self.link.arch.op_text(As(place[0].parse().unwrap_or(0))));
            return Ok(Some(format!(
                "byte {first} of {}: {:02x?}, want {:02x?}, in {op} at {} (official {official:?})",
                want.len(),
                ours,
                &want[first..end],
                places[at][1]
            )));
        }
        if places.iter().ne(printed.places.iter()) {
            let at = places.iter().zip(&printed.places).position(|(a, b)| a != b);
            let at = at.unwrap_or(0);
            return Ok(Some(format!(
                "places: {:?}, want {:?} ({} of {}, {})",
                places.get(at),
                printed.places.get(at),
                at,
                places.len(),
                printed.places.len()
            )));
        }
        let relocs: Vec<Vec<String>> = symbol
            .relocs
            .iter()
            .map(|reloc| {
                let name = reloc.sym.map(|sym| {
                    let symbol = &self.link.symbols[sym];
                    format!("{:?}", format!("{}<{}>", symbol.name, symbol.abi as u8))
                });
                vec![
                    reloc.off.to_string(),
                    reloc.siz.to_string(),
                    reloc.kind.0.to_string(),
                    reloc.add.to_string(),
                    name.unwrap_or_else(|| "\"\"".to_owned()),
                ]
            })
            .collect();
        if relocs.iter().ne(printed.relocs.iter()) {
            let at = relocs.iter().zip(&printed.relocs).position(|(a, b)| a != b);
            let at = at.unwrap_or(0);
            return Ok(Some(format!(
                "relocs: {:?}, want {:?}",
                relocs.get(at),
                printed.relocs.get(at)
            )));
        }
        let facts = [
            symbol.size,
            i64::from(func.facts.args),
            i64::from(func.facts.locals),
            i64::from(func.facts.align),
            i64::from(func.facts.func_flag),
        ];
        let want: Vec<i64> = printed.code[..5]
            .iter()
            .map(|text| number(text))
            .collect::<Result<_, _>>()?;
        // The flag of assembly is set by the parser.
        let is_equal = facts[..4] == want[..4] && facts[4] & 2 == want[4] & 2;
        Ok((!is_equal).then(|| format!("facts {facts:?}, want {want:?}")))
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text}: no number"))
}

fn hex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len() / 2).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16));
    pairs.map(|byte| byte.unwrap_or(0)).collect()
}

/// Removes the position of an instruction, which the replay lacks, from a problem.
fn without_place(text: &str) -> String {
    let mut result = String::new();
    let mut rest = match text.find(": when dynamic linking") {
        Some(start) => &text[start..],
        None => text,
    };
    while let Some(start) = rest.find(" (") {
        let (before, after) = rest.split_at(start);
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        match after.find(")\t") {
            Some(end) if digits >= 5 => {
                result.push_str(&before[..before.len() - digits]);
                rest = &after[end + 2..];
            }
            _ => {
                result.push_str(&rest[..start + 2]);
                rest = &rest[start + 2..];
            }
        }
    }
    result + rest
}

/// Returns a Go string from its literal; escapes are simple ones.
fn unquote(text: &str) -> String {
    let inner = text.trim_matches('"');
    let mut result = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => result.push('\n'),
                Some('t') => result.push('\t'),
                Some(c) => result.push(c),
                None => {}
            },
            _ => result.push(c),
        }
    }
    result
}
