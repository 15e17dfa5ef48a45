//! `go tool pack`: all its operations, over files that the caller provides.
//!
//! The archive is made in memory. It is written once, after it was opened. If an operation fails
//! half-way, the archive with the entries so far is written, as upstream leaves it.
//! Counterpart: cmd/pack/pack.go.

use vamos_base::golang::quote;

use super::Entry;
use super::EntryKind;
use super::HEADER_SIZE;
use super::LongNames;
use super::MAGIC;
use super::parse;

/// The usage text of the tool.
pub const USAGE: &str = "Usage: pack op file.a [name....]
Where op is one of cprtx optionally followed by v for verbose output.
For compatibility with old Go build environments the op string grc is
accepted as a synonym for c.

For more information, run
\tgo doc cmd/pack
";

/// Treatment of an existing file by [`Host::write`], and the mode of a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Truncate; a new file has mode 0666.
    Archive,
    /// Truncate; a new file has mode 0444.
    Extracted,
}

/// A file that [`Host::read`] found.
pub struct HostFile {
    /// The contents; empty if the file is not a regular one.
    pub data: Vec<u8>,
    /// The mode, as Go's `os.FileMode`.
    pub mode: u32,
    /// The size in the metadata.
    pub size: u64,
}

/// The files and streams that the tool uses. Errors are the sentences to print.
pub trait Host {
    /// Reads a file.
    fn read(&mut self, path: &str) -> Result<HostFile, String>;
    /// Reads an archive whole; an error if it is a directory.
    fn read_archive(&mut self, path: &str) -> Result<Vec<u8>, String>;
    /// Creates a file that does not exist, and reports whether it can be written; contents stay.
    fn touch(&mut self, path: &str) -> Result<(), String>;
    /// Reports whether two paths lead to one file.
    fn is_same(&self, a: &str, b: &str) -> bool;
    /// Writes a file.
    fn write(&mut self, path: &str, data: &[u8], keep: Keep) -> Result<(), String>;
    /// Writes to standard output.
    fn stdout(&mut self, text: &[u8]);
    /// Writes to standard error.
    fn stderr(&mut self, text: &[u8]);
    /// Formats seconds since the epoch as `Jan _2 15:04 2006`, local time.
    fn time(&self, seconds: i64) -> String;
}

enum PackExit {
    /// The operation cannot be understood: print how it is used.
    Usage,
    /// A sentence for `pack: `.
    Fatal(String),
}

impl From<String> for PackExit {
    fn from(text: String) -> Self {
        Self::Fatal(text)
    }
}

/// Runs the tool with the arguments after its name and returns the exit code.
pub fn run_pack(args: &[String], rule: LongNames, host: &mut dyn Host) -> u8 {
    match try_pack(args, rule, host) {
        Ok(()) => 0,
        Err(PackExit::Usage) => {
            host.stderr(USAGE.as_bytes());
            2
        }
        Err(PackExit::Fatal(text)) => {
            host.stderr(format!("pack: {text}\n").as_bytes());
            1
        }
    }
}

fn try_pack(args: &[String], rule: LongNames, host: &mut dyn Host) -> Result<(), PackExit> {
    let [op_text, archive, files @ ..] = args else {
        host.stderr(b"pack: not enough arguments\n\n");
        return Err(PackExit::Usage);
    };
    let (op, is_verbose) = parse_op(op_text)?;
    let mut pack = Pack {
        host,
        rule,
        archive,
        is_verbose,
        files: files.to_vec(),
        matches_all: files.is_empty(),
    };
    match op {
        Some(b'p') => pack.scan(Pack::print)?,
        Some(b't') => pack.scan(Pack::list)?,
        Some(b'x') => pack.scan(Pack::extract)?,
        Some(b'r') => pack.replace()?,
        Some(b'c') => pack.create()?,
        _ => {
            let text = format!("pack: invalid operation {}\n\n", quote::quote(op_text));
            pack.host.stderr(text.as_bytes());
            return Err(PackExit::Usage);
        }
    }
    match pack.files.first() {
        Some(file) => Err(format!("file {} not in archive", quote::quote(file)).into()),
        None => Ok(()),
    }
}

fn parse_op(text: &str) -> Result<(Option<u8>, bool), PackExit> {
    // "grc" was once the way to create an archive.
    let text = if text == "grc" { "c" } else { text };
    let mut op = None;
    let mut is_verbose = false;
    for &byte in text.as_bytes() {
        match byte {
            b'c' | b'p' | b'r' | b't' | b'x' if op.is_none() => op = Some(byte),
            b'v' if !is_verbose => is_verbose = true,
            _ => return Err(PackExit::Usage),
        }
    }
    Ok((op, is_verbose))
}

struct Pack<'a> {
    host: &'a mut dyn Host,
    rule: LongNames,
    archive: &'a str,
    is_verbose: bool,
    /// Names from the command line that were not met yet.
    files: Vec<String>,
    matches_all: bool,
}

impl Pack<'_> {
    fn scan(
        &mut self,
        act: fn(&mut Self, &Entry, &[u8]) -> Result<(), PackExit>,
    ) -> Result<(), PackExit> {
        let data = self.host.read_archive(self.archive)?;
        let name = self.archive.as_bytes();
        let entries = parse(name, &data, self.is_verbose).map_err(|error| error.to_string())?;
        check_names(&entries)?;
        for entry in &entries {
            act(self, entry, &data)?;
        }
        Ok(())
    }

    /// Reads a file that becomes an entry; the archive itself as far as it is made.
    fn input(&mut self, path: &str, archive: &[u8]) -> Result<HostFile, PackExit> {
        let mut file = self.host.read(path)?;
        if self.host.is_same(path, self.archive) {
            file.data = archive.to_vec();
            file.size = archive.len() as u64;
        }
        Ok(file)
    }

    /// Reports whether the command line names the entry; a name counts once.
    fn wants(&mut self, entry: &Entry) -> bool {
        if self.matches_all {
            return true;
        }
        let found = self
            .files
            .iter()
            .position(|name| name.as_bytes() == entry.name);
        found.map(|at| self.files.remove(at)).is_some()
    }

    fn print_name(&mut self, name: &[u8]) {
        self.host.stdout(&[name, b"\n"].concat());
    }

    fn list(&mut self, entry: &Entry, _: &[u8]) -> Result<(), PackExit> {
        if !self.wants(entry) {
            return Ok(());
        }
        if self.is_verbose {
            let line = format!(
                "{} {:>6}/{:<6} {:>12} {} ",
                mode_text(entry.mode),
                entry.uid,
                entry.gid,
                entry.size,
                self.host.time(entry.mtime),
            );
            self.host.stdout(line.as_bytes());
        }
        self.print_name(&entry.name);
        Ok(())
    }

    fn print(&mut self, entry: &Entry, archive: &[u8]) -> Result<(), PackExit> {
        if self.wants(entry) {
            if self.is_verbose {
                self.print_name(&entry.name);
            }
            let start = usize::try_from(entry.offset).unwrap_or(usize::MAX);
            let rest = archive.get(start..).unwrap_or_default();
            let there = usize::try_from(entry.size).map_or(rest.len(), |size| size.min(rest.len()));
            self.host.stdout(&rest[..there]);
            if there as u64 != entry.size {
                return Err("short file".to_owned().into());
            }
        }
        Ok(())
    }

    fn extract(&mut self, entry: &Entry, archive: &[u8]) -> Result<(), PackExit> {
        if self.wants(entry) {
            if self.is_verbose {
                self.print_name(&entry.name);
            }
            let name = String::from_utf8_lossy(&entry.name).into_owned();
            let data = entry.data(archive).ok_or_else(|| "short file".to_owned())?;
            self.host.write(&name, data, Keep::Extracted)?;
        }
        Ok(())
    }

    fn replace(&mut self) -> Result<(), PackExit> {
        self.host.touch(self.archive)?;
        let mut data = self.host.read_archive(self.archive)?;
        let name = self.archive.as_bytes();
        match parse(name, &data, self.is_verbose) {
            Ok(entries) => check_names(&entries)?,
            Err(_) => {
                // Upstream writes a new header wherever its buffered reader stopped.
                let at = data.len().min(4096);
                let end = data.len().max(at + MAGIC.len());
                data.resize(end, 0);
                data[at..at + MAGIC.len()].copy_from_slice(MAGIC);
            }
        }
        let done = self.add_files(&mut data);
        self.host.write(self.archive, &data, Keep::Archive)?;
        done
    }

    fn create(&mut self) -> Result<(), PackExit> {
        let mut data = MAGIC.to_vec();
        self.host.write(self.archive, &data, Keep::Archive)?;
        let done = match self.add_pkgdef(&mut data) {
            Ok(()) => self.add_files(&mut data),
            stop => stop,
        };
        self.host.write(self.archive, &data, Keep::Archive)?;
        done
    }

    fn add_pkgdef(&mut self, archive: &mut Vec<u8>) -> Result<(), PackExit> {
        for path in self.files.clone() {
            let file = self.input(&path, archive)?;
            let Some(entries) = compiler_output(&path, &file.data) else {
                continue;
            };
            for entry in entries {
                if entry.kind != EntryKind::PkgDef {
                    continue;
                }
                if self.is_verbose {
                    self.print_name(format!("__.PKGDEF # {path}").as_bytes());
                }
                add_entry(archive, b"__.PKGDEF", &entry, &file.data)?;
                return Ok(());
            }
        }
        Ok(())
    }

    fn add_files(&mut self, archive: &mut Vec<u8>) -> Result<(), PackExit> {
        if self.files.is_empty() {
            return Err(PackExit::Usage);
        }
        for path in std::mem::take(&mut self.files) {
            if self.is_verbose {
                self.print_name(path.as_bytes());
            }
            let file = self.input(&path, archive)?;
            let name = self.rule.text(base(&path));
            let name = name.as_bytes();
            match compiler_output(&path, &file.data) {
                None => add(archive, name, file.mode, (&file.data, file.size))?,
                Some(entries) => {
                    for entry in entries {
                        if entry.kind == EntryKind::GoObject && entry.name == b"_go_.o" {
                            add_entry(archive, name, &entry, &file.data)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// Adds the contents of an entry of another archive.
fn add_entry(
    archive: &mut Vec<u8>,
    name: &[u8],
    entry: &Entry,
    source: &[u8],
) -> Result<(), PackExit> {
    let start = usize::try_from(entry.offset).unwrap_or(usize::MAX);
    let rest = source.get(start..).unwrap_or_default();
    add(archive, name, 0o644, (rest, entry.size))
}

/// Adds an entry with the first `size` bytes of `data`. If it cannot be completed, its header and
/// the available bytes stay in the archive.
fn add(
    archive: &mut Vec<u8>,
    name: &[u8],
    mode: u32,
    (data, size): (&[u8], u64),
) -> Result<(), PackExit> {
    let offset = archive.len() as u64;
    let header = super::header(name, mode, size);
    let is_short = header.len() == HEADER_SIZE;
    archive.extend(header);
    if !is_short {
        return Err("writing entry header: <nil>".to_owned().into());
    }
    let there = usize::try_from(size).map_or(data.len(), |size| size.min(data.len()));
    archive.extend_from_slice(&data[..there]);
    if there as u64 != size {
        // Upstream prints an error that is not set.
        return Err("<nil>".to_owned().into());
    }
    if !(offset + size).is_multiple_of(2) {
        archive.push(0);
    }
    Ok(())
}

/// Returns the last element of a path.
fn base(path: &str) -> &str {
    match path.trim_end_matches('/').rsplit('/').next() {
        Some("") | None => "/",
        Some(name) => name,
    }
}

/// Returns the entries of a file that is exactly an output of the compiler: export data, one Go
/// object, or both.
fn compiler_output(path: &str, data: &[u8]) -> Option<Vec<Entry>> {
    let entries = parse(path.as_bytes(), data, false).ok()?;
    let is_pkgdef = |entry: &Entry| entry.kind == EntryKind::PkgDef;
    let is_object = |entry: &Entry| entry.kind == EntryKind::GoObject && entry.name == b"_go_.o";
    let is_output = match entries.as_slice() {
        [one] => is_object(one) || is_pkgdef(one),
        [_, _] => entries.iter().any(is_pkgdef) && entries.iter().any(is_object),
        _ => false,
    };
    is_output.then_some(entries)
}

/// Names are made into file names, so they must not lead elsewhere.
fn check_names(entries: &[Entry]) -> Result<(), PackExit> {
    for Entry { name, .. } in entries {
        if name.is_empty() || name == b".." || name.contains(&b'/') {
            return Err(format!("{}: invalid name", quote::quote_bytes(name)).into());
        }
    }
    Ok(())
}

fn mode_text(mode: i64) -> String {
    let letters = ['r', 'w', 'x'].into_iter().cycle();
    let bits = (0..9).rev().map(|bit| mode >> bit & 1 == 1);
    let text = bits
        .zip(letters)
        .map(|(is_set, letter)| if is_set { letter } else { '-' });
    std::iter::once('-').chain(text).collect()
}
