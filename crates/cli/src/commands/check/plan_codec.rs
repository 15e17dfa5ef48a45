//! The encoding of a plan that is stored for later runs.
//!
//! Numbers are little endian. A text follows its length; in a list, the prefix that a text shares
//! with the text before it is left out. Only the build of vamos that wrote a plan reads it; bytes
//! that are no plan give none.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_checks::CompilerFlags;
use vamos_checks::SourceFile;
use vamos_checks::Unit;

use super::plan::Name;

/// Writes the format of [`Reader`].
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn number(&mut self, number: usize) {
        // A longer list does not fit into a run record.
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn digest(&mut self, digest: &Digest) {
        self.0.extend_from_slice(&digest.0);
    }

    fn flags(&mut self, flags: &[bool]) {
        self.0.extend(flags.iter().map(|flag| u8::from(*flag)));
    }

    fn optional(&mut self, text: Option<&str>) {
        self.flags(&[text.is_some()]);
        self.text(text.unwrap_or_default());
    }

    /// Writes a text of a list, and makes it the one that was written last.
    fn next<'t>(&mut self, last: &mut &'t str, text: &'t str) {
        let shared = last.bytes().zip(text.bytes()).take_while(|(a, b)| a == b);
        let mut shared = shared.count();
        while !text.is_char_boundary(shared) {
            shared -= 1;
        }
        self.number(shared);
        self.text(&text[shared..]);
        *last = text;
    }

    /// Writes units and their names.
    pub(super) fn units(&mut self, units: &[Unit], names: &[Name]) {
        self.number(units.len());
        let [mut path, mut shown, mut recorded] = [""; 3];
        for (unit, name) in units.iter().zip(names) {
            self.text(&unit.path);
            self.text(&unit.language);
            self.flags(&[unit.is_wanted, unit.is_variant, unit.has_cgo]);
            self.flags(&unit.flags.to_array());
            self.number(unit.files.len());
            for file in &unit.files {
                self.next(&mut path, &file.path);
                self.next(&mut shown, &file.shown);
                self.next(&mut recorded, &file.recorded);
            }
            self.number(unit.imports.len());
            for (written, import) in &unit.imports {
                let is_path = units.get(*import).is_some_and(|unit| unit.path == *written);
                self.number(*import);
                self.optional((!is_path).then_some(written));
            }
            self.text(&name.desc);
            self.text(&name.dir);
            self.flags(&[name.uses_cgo, name.is_for_test]);
            self.optional(name.missing.as_deref());
        }
    }
}

/// Reads numbers and texts from bytes; `None` at their end.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(super) fn number(&mut self) -> Option<usize> {
        let bytes = self.bytes(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let count = self.number()?;
        std::str::from_utf8(self.bytes(count)?).ok()
    }

    pub(super) fn digest(&mut self) -> Option<Digest> {
        Some(Digest(self.bytes(32)?.try_into().ok()?))
    }

    fn flags<const N: usize>(&mut self) -> Option<[bool; N]> {
        let bytes: [u8; N] = self.bytes(N)?.try_into().ok()?;
        Some(bytes.map(|byte| byte != 0))
    }

    fn optional(&mut self) -> Option<Option<&'a str>> {
        let [is_there] = self.flags()?;
        let text = self.text()?;
        Some(is_there.then_some(text))
    }

    fn next(&mut self, last: &mut String) -> Option<String> {
        let shared = self.number()?;
        if !last.is_char_boundary(shared) {
            return None;
        }
        last.truncate(shared);
        last.push_str(self.text()?);
        Some(last.clone())
    }

    /// Reads units and their names.
    pub(super) fn units(&mut self) -> Option<(Vec<Unit>, Vec<Name>)> {
        let count = self.number()?;
        let (mut units, mut names) = (Vec::new(), Vec::new());
        let mut last = [const { String::new() }; 3];
        for _ in 0..count {
            units.push(self.unit(&mut last)?);
            let (desc, dir) = (self.text()?.to_owned(), self.text()?.to_owned());
            let [uses_cgo, is_for_test] = self.flags()?;
            names.push(Name {
                desc,
                dir,
                uses_cgo,
                is_for_test,
                missing: self.optional()?.map(str::to_owned),
            });
        }
        // An empty text means the path of the unit.
        for index in 0..units.len() {
            let mut imports: Vec<(String, usize)> = std::mem::take(&mut units[index].imports);
            for (written, import) in &mut imports {
                let path = &units.get(*import)?.path;
                if written.is_empty() {
                    written.clone_from(path);
                }
            }
            units[index].imports = imports;
        }
        Some((units, names))
    }

    fn unit(&mut self, [path, shown, recorded]: &mut [String; 3]) -> Option<Unit> {
        let (own_path, language) = (self.text()?.to_owned(), self.text()?.to_owned());
        let [is_wanted, is_variant, has_cgo] = self.flags()?;
        let flags = CompilerFlags::from_array(self.flags()?);
        let mut files = Vec::new();
        for _ in 0..self.number()? {
            files.push(SourceFile {
                path: self.next(path)?,
                shown: self.next(shown)?,
                recorded: self.next(recorded)?,
            });
        }
        let mut imports = Vec::new();
        for _ in 0..self.number()? {
            let import = self.number()?;
            let written = self.optional()?;
            imports.push((written.unwrap_or_default().to_owned(), import));
        }
        Some(Unit {
            path: own_path,
            files,
            language,
            imports,
            is_wanted,
            is_variant,
            has_cgo,
            failures: Vec::new(),
            flags,
        })
    }
}
