//! The stored inputs of the tables: releases, declarations that vamos does not follow, and the
//! declarations that decide fields of patch releases.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;

use vamos_goenv::capability::Capabilities;
use vamos_goenv::capability::Capability;

use super::release::goroot;
use super::release::number;

/// The inputs.
pub(crate) struct Inputs {
    /// The releases, in order.
    pub(crate) releases: Vec<KeptRelease>,
    /// The declarations that are not followed.
    pub(crate) pending: Vec<Pending>,
    /// The names of fields, the files and the declarations.
    pub(crate) fields: Vec<(String, String, String)>,
}

/// A release whose sources were compared.
pub(crate) struct KeptRelease {
    /// `go1.26.8`.
    pub(crate) version: String,
    /// 26 and 8.
    pub(crate) number: (u32, u32),
    /// The capabilities that were compared.
    pub(crate) compared: Capabilities,
    /// The root of its SDK.
    pub(crate) goroot: PathBuf,
}

/// A declaration that vamos does not follow in some releases.
pub(crate) struct Pending {
    from: (u32, u32),
    to: (u32, u32),
    /// The file below GOROOT/src.
    pub(crate) file: String,
    /// The declaration.
    pub(crate) name: String,
}

impl Pending {
    /// Reports whether the declaration is not followed in a release.
    pub(crate) fn has(&self, release: (u32, u32), file: &str, name: &str) -> bool {
        self.from <= release && release <= self.to && self.file == file && self.name == name
    }
}

impl Inputs {
    /// Reads the files of a directory, and finds the SDKs.
    pub(crate) fn read(dir: &Path) -> Result<Self, String> {
        let mut inputs = Self {
            releases: Vec::new(),
            pending: Vec::new(),
            fields: Vec::new(),
        };
        for line in lines(&dir.join("releases.txt"))? {
            inputs.releases.push(release(&line)?);
        }
        for line in lines(&dir.join("pending.txt"))? {
            inputs.pending.push(pending(&line)?);
        }
        for line in lines(&dir.join("fields.txt"))? {
            let mut words = line.splitn(3, ' ').map(str::to_owned);
            let (Some(field), Some(file), Some(name)) = (words.next(), words.next(), words.next())
            else {
                return Err(format!("fields.txt: {line}"));
            };
            inputs.fields.push((field, file, name));
        }
        Ok(inputs)
    }
}

/// Returns the lines of a file that are not comments.
pub(crate) fn lines(file: &Path) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

fn release(line: &str) -> Result<KeptRelease, String> {
    let bad = || format!("releases.txt: {line}");
    let mut words = line.split_whitespace();
    let version = words.next().ok_or_else(bad)?;
    let mut compared = Capabilities::NONE;
    for word in words {
        let fits = |one: &Capability| match word.strip_suffix('*') {
            Some(start) => one.name().starts_with(start),
            None => one.name() == word,
        };
        let all: Vec<Capability> = Capability::ALL.into_iter().filter(fits).collect();
        if all.is_empty() {
            return Err(format!("releases.txt: no capability {word}"));
        }
        compared = compared.or(Capabilities::of(&all));
    }
    Ok(KeptRelease {
        number: number(version).ok_or_else(bad)?,
        version: version.to_owned(),
        compared,
        goroot: goroot(version)?,
    })
}

fn pending(line: &str) -> Result<Pending, String> {
    let bad = || format!("pending.txt: {line}");
    let (row, _reason) = line.split_once(" # ").ok_or_else(bad)?;
    let words: Vec<&str> = row.splitn(4, ' ').collect();
    let [from, to, file, name] = words[..] else {
        return Err(bad());
    };
    Ok(Pending {
        from: number(from).ok_or_else(bad)?,
        to: number(to).ok_or_else(bad)?,
        file: file.to_owned(),
        name: name.trim_end().to_owned(),
    })
}
