//! The table of known declarations.
//!
//! Lines of its text: `tool NAME MINOR SUM` with the sum of the files that all releases of a minor
//! have; `files MINORS required|optional`, followed by pairs of a file and the sum of its
//! declarations; `hashes REQUIRED OPTIONAL MISSING`, followed by hashes: the minors whose releases
//! all have a declaration of this name, the minors of which only some do, and the bits of the
//! capabilities for which this variant of the declaration is not known; `field NAME +|- HASH…`. The
//! data follow as base64 of 64-bit numbers on lines that begin with a space. 64 bits are enough,
//! because no owner of an SDK wants to deceive vamos.
//! Counterpart: none.

use hashbrown::HashMap;

use vamos_base::golang::base64;

use super::diagnosis::field_of_name;
use crate::capability::Capabilities;
use crate::deciding::Tool;
use vamos_release::PatchField;

/// The number of digits in a line of data.
const WIDTH: usize = 96;

/// A set of minor releases from Go 1.26 on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minors(u32);

impl Minors {
    /// Returns the set with one more minor.
    #[must_use]
    pub fn with(self, minor: u32) -> Self {
        Self(self.0 | bit(minor))
    }

    /// Reports whether a minor is in the set.
    pub fn has(self, minor: u32) -> bool {
        self.0 & bit(minor) != 0
    }
}

fn bit(minor: u32) -> u32 {
    match minor.checked_sub(26) {
        Some(shift @ 0..32) => 1 << shift,
        _ => 0,
    }
}

/// A variant of a declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The minors that have the variant, and a declaration of its name in all releases.
    pub required: Minors,
    /// The minors that have the variant, and the name only in some releases.
    pub optional: Minors,
    /// The capabilities for which the variant is not known.
    pub missing: Capabilities,
}

impl Entry {
    /// Reports whether all releases of a minor have a declaration of this name.
    pub(super) fn is_required(self, minor: u32) -> bool {
        self.required.has(minor)
    }
}

/// A file in the releases of a minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileEntry {
    /// True if all releases have it.
    pub is_required: bool,
    /// The sum of the identities of the declarations that all releases have that have the file.
    pub sum: u64,
}

/// The table.
#[derive(Debug, Default)]
pub struct Table {
    /// Variants of declarations, by hash.
    pub hashes: HashMap<u64, Entry>,
    /// Files, by the hash of the path, and minor.
    pub files: HashMap<(u64, u32), FileEntry>,
    /// The sums of the hashes of required files.
    pub tools: HashMap<(Tool, u32), u64>,
    /// Fields of patch releases, by variants of declarations that decide them.
    pub fields: HashMap<u64, Vec<(PatchField, bool)>>,
}

impl Table {
    pub(super) fn entry(&self, hash: u64, minor: u32) -> Option<Entry> {
        let entry = self.hashes.get(&hash).copied()?;
        (entry.required.has(minor) || entry.optional.has(minor)).then_some(entry)
    }

    pub(super) fn file(&self, id: u64, minor: u32) -> Option<FileEntry> {
        self.files.get(&(id, minor)).copied()
    }

    pub(super) fn files_sum(&self, tool: Tool, minor: u32) -> u64 {
        self.tools.get(&(tool, minor)).copied().unwrap_or(0)
    }

    pub(super) fn fields(&self, hash: u64) -> Vec<(PatchField, bool)> {
        self.fields.get(&hash).cloned().unwrap_or_default()
    }

    /// Returns the table of a text; `None` if it is damaged.
    pub fn parse(text: &str) -> Option<Self> {
        let mut table = Self::default();
        let mut lines = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .peekable();
        while let Some(line) = lines.next() {
            let mut data = String::new();
            while let Some(more) = lines.next_if(|line| line.starts_with(' ')) {
                data.push_str(more.trim_ascii_start());
            }
            table.read(line, &numbers(&data)?)?;
        }
        Some(table)
    }

    fn read(&mut self, line: &str, numbers: &[u64]) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        let hex = |word: &str| u32::from_str_radix(word, 16).ok();
        match words[..] {
            ["tool", name, minor, sum] => {
                let tool = Tool::ALL.into_iter().find(|tool| tool.name() == name)?;
                let sum = u64::from_str_radix(sum, 16).ok()?;
                self.tools.insert((tool, minor.parse().ok()?), sum);
            }
            ["files", minor, kind] => {
                for pair in numbers.chunks_exact(2) {
                    let entry = FileEntry {
                        is_required: kind == "required",
                        sum: pair[1],
                    };
                    self.files.insert((pair[0], minor.parse().ok()?), entry);
                }
            }
            ["hashes", required, optional, missing] => {
                let entry = Entry {
                    required: Minors(hex(required)?),
                    optional: Minors(hex(optional)?),
                    missing: Capabilities::from_bits(hex(missing)?),
                };
                self.hashes
                    .extend(numbers.iter().map(|hash| (*hash, entry)));
            }
            ["field", name, sign] => {
                let field = field_of_name(name)?;
                for hash in numbers {
                    let rows = self.fields.entry(*hash).or_default();
                    rows.push((field, sign == "+"));
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Returns the text of the table without its first line.
    pub fn text(&self) -> String {
        let mut blocks: Vec<(String, Vec<u64>)> = Vec::new();
        for ((tool, minor), sum) in &self.tools {
            blocks.push((
                format!("tool {} {minor} {sum:016x}", tool.name()),
                Vec::new(),
            ));
        }
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort_unstable();
        for ((id, minor), file) in files {
            let kind = if file.is_required {
                "required"
            } else {
                "optional"
            };
            add(
                &mut blocks,
                format!("files {minor} {kind}"),
                &[*id, file.sum],
            );
        }
        let mut hashes: Vec<_> = self.hashes.iter().collect();
        hashes.sort_unstable();
        for (hash, entry) in hashes {
            let (required, optional) = (entry.required.0, entry.optional.0);
            let head = format!(
                "hashes {required:x} {optional:x} {:x}",
                entry.missing.bits()
            );
            add(&mut blocks, head, &[*hash]);
        }
        let mut fields: Vec<_> = self.fields.iter().collect();
        fields.sort_unstable();
        for (hash, rows) in fields {
            for (field, is_there) in rows {
                let sign = if *is_there { '+' } else { '-' };
                add(&mut blocks, format!("field {field:?} {sign}"), &[*hash]);
            }
        }
        blocks.sort_by(|a, b| a.0.cmp(&b.0));
        let mut text = String::new();
        for (head, numbers) in blocks {
            text.push_str(&format!("{head}\n"));
            let bytes: Vec<u8> = numbers.iter().flat_map(|one| one.to_be_bytes()).collect();
            let digits = base64::encode(&bytes);
            for line in digits.as_bytes().chunks(WIDTH) {
                text.push_str(&format!(" {}\n", String::from_utf8_lossy(line)));
            }
        }
        text
    }
}

fn add(blocks: &mut Vec<(String, Vec<u64>)>, head: String, numbers: &[u64]) {
    match blocks.iter_mut().find(|block| block.0 == head) {
        Some(block) => block.1.extend_from_slice(numbers),
        None => blocks.push((head, numbers.to_vec())),
    }
}

fn numbers(digits: &str) -> Option<Vec<u64>> {
    let bytes = base64::decode(digits.as_bytes())?;
    let number = |chunk: &[u8]| chunk.try_into().map(u64::from_be_bytes).ok();
    bytes.chunks(8).map(number).collect()
}
