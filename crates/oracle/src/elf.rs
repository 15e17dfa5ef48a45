//! Differences of two ELF files, in words: file offset, section, nearest symbol.
//!
//! Reads only the necessary parts of 64-bit little-endian files. Counterpart: none.

/// A section of the file.
pub struct Section {
    name: String,
    address: u64,
    offset: u64,
    size: u64,
    /// Its type, `sh_type`.
    pub kind: u32,
    /// The number of the section that it refers to.
    pub link: u32,
}

const SYMTAB: u32 = 2;
const NOBITS: u32 = 8;

/// A symbol with an address.
struct Symbol {
    address: u64,
    name: String,
}

/// Returns the little-endian number of `size` bytes at an offset.
pub fn number(bytes: &[u8], offset: u64, size: usize) -> Option<u64> {
    let start = usize::try_from(offset).ok()?;
    let field = bytes.get(start..start.checked_add(size)?)?;
    let shifted = field.iter().rev();
    Some(shifted.fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

fn half(bytes: &[u8], offset: u64) -> Option<u32> {
    u32::try_from(number(bytes, offset, 4)?).ok()
}

/// Returns the text at an offset, which ends with a zero byte.
pub fn text(bytes: &[u8], offset: u64) -> Option<String> {
    let rest = bytes.get(usize::try_from(offset).ok()?..)?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    Some(String::from_utf8_lossy(&rest[..end]).into_owned())
}

/// Reads the section headers; empty if this is not such a file.
pub fn sections(file: &[u8]) -> Vec<Section> {
    read_sections(file).unwrap_or_default()
}

fn read_sections(file: &[u8]) -> Option<Vec<Section>> {
    if !file.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let table = number(file, 40, 8)?;
    let count = number(file, 60, 2)?;
    let names_at = table + 64 * number(file, 62, 2)?;
    let names = number(file, names_at + 24, 8)?;
    let mut out = Vec::new();
    for index in 0..count {
        let at = table.checked_add(64 * index)?;
        out.push(Section {
            name: text(file, names.checked_add(number(file, at, 4)?)?)?,
            kind: half(file, at + 4)?,
            address: number(file, at + 16, 8)?,
            offset: number(file, at + 24, 8)?,
            size: number(file, at + 32, 8)?,
            link: half(file, at + 40)?,
        });
    }
    Some(out)
}

impl Section {
    /// Returns its content.
    pub fn bytes<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        let start = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        match self.kind {
            NOBITS => &[],
            _ => file.get(start..start.saturating_add(size)).unwrap_or(&[]),
        }
    }

    fn holds(&self, offset: u64) -> bool {
        self.kind != NOBITS
            && (self.offset..self.offset.saturating_add(self.size)).contains(&offset)
    }
}

/// Reads the symbols, by address.
fn symbols(file: &[u8], sections: &[Section]) -> Vec<Symbol> {
    let mut out = Vec::new();
    for table in sections.iter().filter(|section| section.kind == SYMTAB) {
        let strings = usize::try_from(table.link).ok();
        let Some(strings) = strings.and_then(|index| sections.get(index)) else {
            continue;
        };
        for entry in table.bytes(file).chunks_exact(24) {
            let name = number(entry, 0, 4).and_then(|name| text(strings.bytes(file), name));
            if let (Some(name), Some(address)) = (name, number(entry, 8, 8))
                && address != 0
            {
                out.push(Symbol { address, name });
            }
        }
    }
    out.sort_by_key(|symbol| symbol.address);
    out
}

fn nearest(symbols: &[Symbol], address: u64) -> String {
    let after = symbols.partition_point(|symbol| symbol.address <= address);
    let found = after.checked_sub(1).and_then(|index| symbols.get(index));
    found.map_or_else(
        || "no symbol".to_owned(),
        |symbol| format!("{}+{:#x}", symbol.name, address - symbol.address),
    )
}

fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let common = a.iter().zip(b).position(|(x, y)| x != y);
    common.or_else(|| (a.len() != b.len()).then(|| a.len().min(b.len())))
}

fn hex(bytes: &[u8], offset: usize) -> String {
    let some = bytes.iter().skip(offset).take(16);
    some.map(|byte| format!("{byte:02x}")).collect()
}

/// Reports whether the file names its symbols.
pub fn has_symbols(file: &[u8]) -> bool {
    let sections = sections(file);
    sections.iter().any(|section| section.kind == SYMTAB)
}

/// Describes how the second file differs from the first: the first differing offset, then a
/// line for each section that is different, up to `limit` lines. `named` is a file of the
/// same addresses that has symbols, where the first has none.
pub fn describe(stock: &[u8], ours: &[u8], named: Option<&[u8]>, limit: usize) -> Vec<String> {
    let Some(at) = first_difference(stock, ours) else {
        return Vec::new();
    };
    let theirs = sections(stock);
    let named = named.unwrap_or(stock);
    let symbols = symbols(named, &sections(named));
    let offset = at as u64;
    let place = match theirs.iter().find(|section| section.holds(offset)) {
        None => "outside of all sections".to_owned(),
        Some(section) if section.address == 0 => {
            format!("{}+{:#x}", section.name, offset - section.offset)
        }
        Some(section) => {
            let address = section.address + (offset - section.offset);
            let symbol = nearest(&symbols, address);
            format!("{} {address:#x} {symbol}", section.name)
        }
    };
    let mut lines = vec![format!(
        "sizes {} and {}; first at {at:#x}: {place}: {} <> {}",
        stock.len(),
        ours.len(),
        hex(stock, at),
        hex(ours, at)
    )];
    lines.extend(by_section(stock, &theirs, ours, &symbols));
    if lines.len() > limit {
        let more = lines.len() - limit;
        lines.truncate(limit);
        lines.push(format!("and {more} sections more"));
    }
    lines
}

fn by_section(stock: &[u8], theirs: &[Section], ours: &[u8], symbols: &[Symbol]) -> Vec<String> {
    let own = sections(ours);
    let mut lines = Vec::new();
    for section in theirs.iter().filter(|section| !section.name.is_empty()) {
        let Some(other) = own.iter().find(|other| other.name == section.name) else {
            lines.push(format!("{}: missing", section.name));
            continue;
        };
        let mut words = Vec::new();
        if section.address != other.address {
            let (a, b) = (section.address, other.address);
            words.push(format!("address {a:#x} <> {b:#x}"));
        }
        if section.size != other.size {
            words.push(format!("size {} <> {}", section.size, other.size));
        }
        let (a, b) = (section.bytes(stock), other.bytes(ours));
        if let Some(at) = first_difference(a, b) {
            let count = a.iter().zip(b).filter(|(x, y)| x != y).count();
            let symbol = match section.address {
                0 => String::new(),
                address => format!(" {}", nearest(symbols, address + at as u64)),
            };
            let (a, b) = (hex(a, at), hex(b, at));
            words.push(format!(
                "{count} bytes differ, first at +{at:#x}{symbol}: {a} <> {b}"
            ));
        }
        if !words.is_empty() {
            lines.push(format!("{}: {}", section.name, words.join("; ")));
        }
    }
    for section in &own {
        if !theirs.iter().any(|other| other.name == section.name) {
            lines.push(format!("{}: not in the official file", section.name));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::describe;
    use super::has_symbols;
    use super::sections;

    #[test]
    fn files_that_are_not_elf_are_compared_as_bytes() {
        let lines = describe(b"one text", b"one test", None, 9);
        assert_eq!(
            lines,
            ["sizes 8 and 8; first at 0x6: outside of all sections: 7874 <> 7374"]
        );
        assert!(describe(b"same", b"same", None, 9).is_empty());
        assert_eq!(describe(b"same", b"same, longer", None, 9).len(), 1);
    }

    #[test]
    fn own_executable_has_sections() {
        let file = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let own = sections(&file);
        let text = own.iter().find(|section| section.name == ".text").unwrap();
        let mut changed = file.clone();
        changed[usize::try_from(text.offset).unwrap()] ^= 1;
        let lines = describe(&file, &changed, None, 9);
        assert!(has_symbols(&file));
        assert!(lines[0].contains(": .text 0x"), "{lines:?}");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[1].starts_with(".text: 1 bytes differ, first at +0x0"));
        // Cut anywhere, it is read without a panic.
        for end in [0, 5, 40, 63, 64, 1000, file.len() - 100] {
            sections(&file[..end]);
            describe(&file, &file[..end], Some(&file[..end / 2]), 9);
        }
    }
}
