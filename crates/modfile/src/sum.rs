//! go.sum: the expected hashes of module files.
//!
//! Counterpart: cmd/go/internal/modfetch (fetch.go, `readGoSum`, `HaveSum`, `haveModSumLocked`, `tidyGoSum`).

use hashbrown::HashMap;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str::decode_cow;
use vamos_base::golang::os_str::encode;

use crate::error::FatalError;
use crate::error::ModuleError;

/// The hash of an empty go.mod; an old bug wrote it for directories that are not modules.
const EMPTY_GO_MOD_HASH: &str = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=";

/// The contents of one go.sum.
///
/// Keys are `path version`, where the version may end in `/go.mod`.
#[derive(Clone, Debug, Default)]
pub struct GoSum {
    sums: HashMap<Box<str>, Vec<Box<str>>>,
}

/// The relation of a hash to the go.sum files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SumStatus {
    /// It is listed.
    Listed,
    /// No hash that this Go can compare is listed.
    Unknown,
}

impl GoSum {
    /// Parses a go.sum. `file` is its name for errors. With `forgiving`, malformed lines are
    /// ignored, so that a command that repairs the file can read it.
    pub fn parse(file: &str, text: &[u8], forgiving: bool) -> Result<GoSum, ModuleError> {
        let text = decode_cow(text);
        let mut sums: HashMap<Box<str>, Vec<Box<str>>> = HashMap::new();
        for (i, line) in text.split('\n').enumerate() {
            // A typical line has exactly two spaces; its key is then a slice of it.
            let fields: Vec<&str> = line.split_whitespace().collect();
            match fields[..] {
                [] => {}
                [_, _, EMPTY_GO_MOD_HASH] => {}
                [path, version, hash] => {
                    let plain = path.len() + 1 + version.len();
                    let key: Box<str> = match line.get(..plain) {
                        Some(key)
                            if key.as_bytes()[path.len()] == b' '
                                && key.ends_with(version)
                                && key.starts_with(path) =>
                        {
                            key.into()
                        }
                        _ => format!("{path} {version}").into(),
                    };
                    sums.entry(key).or_default().push(hash.into());
                }
                _ if forgiving => {}
                _ => {
                    return Err(ModuleError::fatal(FatalError::MalformedSum {
                        file: file.to_owned(),
                        line: i + 1,
                        fields: fields.len(),
                    }));
                }
            }
        }
        Ok(GoSum { sums })
    }

    /// Returns all hashes listed for a module version (or its go.mod), of any kind.
    pub fn sums(&self, m: &ModuleVersion) -> &[Box<str>] {
        self.sums
            .get(format!("{} {}", m.path, m.version).as_str())
            .map_or(&[], Vec::as_slice)
    }

    /// Returns all hashes listed for the go.mod of a module version.
    pub fn go_mod_sums(&self, m: &ModuleVersion) -> &[Box<str>] {
        self.sums
            .get(format!("{} {}/go.mod", m.path, m.version).as_str())
            .map_or(&[], Vec::as_slice)
    }

    /// Adds a hash, unless it is listed.
    pub fn add(&mut self, m: &ModuleVersion, hash: &str) {
        let list = self
            .sums
            .entry(format!("{} {}", m.path, m.version).into())
            .or_default();
        if !list.iter().any(|h| **h == *hash) {
            list.push(hash.into());
        }
    }

    /// Returns the entries in the order of a tidy file: by path, version, and hash; each once.
    pub fn entries(&self) -> Vec<(ModuleVersion, &str)> {
        let split = |key: &str| {
            let (path, version) = key.split_once(' ').expect("keys are made with a space");
            ModuleVersion::new(path, version)
        };
        let mut modules: Vec<ModuleVersion> = self.sums.keys().map(|key| split(key)).collect();
        module::sort(&mut modules);
        let mut entries = Vec::new();
        for m in modules {
            let mut hashes: Vec<&str> = self.sums(&m).iter().map(|h| &**h).collect();
            hashes.sort_unstable();
            hashes.dedup();
            entries.extend(hashes.into_iter().map(|h| (m.clone(), h)));
        }
        entries
    }

    /// Returns the bytes of a tidy file with the entries for which `keep` is true.
    pub fn format(&self, keep: impl Fn(&ModuleVersion, &str) -> bool) -> Vec<u8> {
        let mut text = String::new();
        for (m, hash) in self.entries() {
            if keep(&m, hash) {
                text += &format!("{} {} {hash}\n", m.path, m.version);
            }
        }
        encode(&text).into_owned()
    }
}

/// The go.sum in use, and the go.sum files of a workspace's modules.
#[derive(Clone, Debug, Default)]
pub struct SumFiles {
    /// Path of go.sum or go.work.sum; empty when sums are not used at all.
    pub file: String,
    /// Its contents.
    pub main: GoSum,
    /// Path and content of the go.sum of each workspace module.
    pub workspace: Vec<(String, GoSum)>,
}

impl SumFiles {
    fn all(&self) -> impl Iterator<Item = &GoSum> {
        self.workspace
            .iter()
            .map(|(_, sums)| sums)
            .chain([&self.main])
    }

    /// Reports whether sums are used at all.
    pub fn enabled(&self) -> bool {
        !self.file.is_empty()
    }

    /// Reports whether a comparable hash is listed for `m` (modfetch.HaveSum).
    pub fn have_sum(&self, m: &ModuleVersion) -> bool {
        self.enabled()
            && self
                .all()
                .any(|sums| sums.sums(m).iter().any(|h| h.starts_with("h1:")))
    }

    /// Reports whether a comparable hash is listed for the go.mod of `m`.
    pub fn have_go_mod_sum(&self, m: &ModuleVersion) -> bool {
        self.enabled()
            && self
                .all()
                .any(|sums| sums.go_mod_sums(m).iter().any(|h| h.starts_with("h1:")))
    }

    /// Returns the only hash listed for `m`; empty without a hash; `None` if files disagree
    /// (modfetch.RecordedSum).
    pub fn recorded_sum(&self, m: &ModuleVersion) -> Option<&str> {
        if !self.enabled() {
            return None;
        }
        let mut found = "";
        for hash in self
            .all()
            .flat_map(|sums| sums.sums(m))
            .filter(|h| h.starts_with("h1:"))
        {
            if !found.is_empty() && found != &**hash {
                return None;
            }
            found = hash;
        }
        Some(found)
    }

    /// Compares a hash with the listed ones; the error is the official warning of tampering.
    pub fn check(&self, m: &ModuleVersion, hash: &str) -> Result<SumStatus, ModuleError> {
        let short = if self.file.ends_with("go.work.sum") {
            "go.work.sum"
        } else {
            "go.sum"
        };
        let mismatch = |file: &str, listed: &str| {
            Err(ModuleError::fatal(FatalError::SumMismatch {
                module: m.clone(),
                hash: hash.to_owned(),
                file: file.to_owned(),
                listed: listed.to_owned(),
            }))
        };
        for listed in self.main.sums(m) {
            if **listed == *hash {
                return Ok(SumStatus::Listed);
            }
            if listed.starts_with("h1:") {
                return mismatch(short, listed);
            }
        }
        let mut status = SumStatus::Unknown;
        for (file, sums) in &self.workspace {
            for listed in sums.sums(m) {
                if **listed == *hash {
                    status = SumStatus::Listed;
                } else if listed.starts_with("h1:") {
                    return mismatch(file, listed);
                }
            }
        }
        Ok(status)
    }
}

/// Reports whether this can be the content of a `.ziphash` file; a torn write leaves NULs.
pub fn is_valid_sum(text: &[u8]) -> bool {
    !text.contains(&0) && text.len() == "h1:".len() + 44
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_and_ask() {
        let text = b"\nx.y/z v1.0.0 h1:abc\nx.y/z  v1.0.0/go.mod\th1:def \nx.y/z v0.9.0 h2:new\nx.y/e v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n";
        let main = GoSum::parse("/m/go.sum", text, false).unwrap();
        let files = SumFiles {
            file: "/m/go.sum".into(),
            main,
            workspace: Vec::new(),
        };
        let m = ModuleVersion::new("x.y/z", "v1.0.0");
        assert!(files.have_sum(&m) && files.have_go_mod_sum(&m) && files.have_sum(&m.go_mod_key()));
        assert!(!files.have_sum(&ModuleVersion::new("x.y/z", "v0.9.0")));
        assert!(!files.have_go_mod_sum(&ModuleVersion::new("x.y/e", "v1.0.0")));
        assert_eq!(files.check(&m, "h1:abc").unwrap(), SumStatus::Listed);
        assert_eq!(
            files
                .check(&ModuleVersion::new("x.y/z", "v0.9.0"), "h1:abc")
                .unwrap(),
            SumStatus::Unknown
        );
        let text = files.check(&m, "h1:other").unwrap_err().to_string();
        assert!(text.starts_with("verifying x.y/z@v1.0.0: checksum mismatch\n\tdownloaded: h1:other\n\tgo.sum:     h1:abc\n\nSECURITY ERROR\n"), "{text}");
        assert_eq!(
            files.main.format(|_, _| true),
            b"x.y/z v0.9.0 h2:new\nx.y/z v1.0.0 h1:abc\nx.y/z v1.0.0/go.mod h1:def\n"
        );
        assert_eq!(files.recorded_sum(&m), Some("h1:abc"));
    }

    #[test]
    fn malformed() {
        let err = GoSum::parse("/m/go.sum", b"a b c\na b\n", false).unwrap_err();
        assert_eq!(
            err.to_string(),
            "malformed go.sum:\n/m/go.sum:2: wrong number of fields 2\n"
        );
        assert!(GoSum::parse("/m/go.sum", b"a b\n", true).is_ok());
    }
}
