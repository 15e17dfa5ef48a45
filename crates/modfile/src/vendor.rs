//! vendor/modules.txt: the modules of vendored packages.
//!
//! Counterpart: cmd/go/internal/modload (vendor.go, `readVendorList`; init.go, `modulesTextIsForWorkspace`).

use std::cmp::Ordering;

use hashbrown::HashMap;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str::decode_cow;
use vamos_base::golang::semver;

use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;
use vamos_base::golang::gover::TooNewError;

/// A parsed modules.txt.
#[derive(Clone, Debug, Default)]
pub struct ModulesTxt {
    /// Modules that provide packages, in order of appearance.
    pub list: Vec<ModuleVersion>,
    /// All modules marked as replaced.
    pub replaced: Vec<ModuleVersion>,
    /// Selected version by module path, of modules that provide packages.
    pub version: HashMap<String, String>,
    /// Module by package.
    pub package_module: HashMap<String, ModuleVersion>,
    /// Other data about module versions.
    pub meta: HashMap<ModuleVersion, VendorMeta>,
}

/// Data about a vendored module version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorMeta {
    /// True if go.mod requires it.
    pub explicit: bool,
    /// Its replacement.
    pub replacement: Option<ModuleVersion>,
    /// Its go version.
    pub go_version: String,
}

impl ModulesTxt {
    /// Parses the file. `shown` is its name as shown to users; `local` the running Go, which must
    /// not be older than the go version of any module.
    pub fn parse(shown: &str, text: &[u8], local: &Local) -> Result<ModulesTxt, TooNewError> {
        let text = decode_cow(text);
        let mut this = ModulesTxt::default();
        let mut current = ModuleVersion::default();
        for line in text.split('\n') {
            if line.starts_with("# ") {
                this.module_line(line, &mut current);
                continue;
            }
            if current.path.is_empty() {
                continue;
            }
            if let Some(notes) = line.strip_prefix("## ") {
                let meta = this.meta.entry(current.clone()).or_default();
                for note in notes.split(';').map(str::trim) {
                    if note == "explicit" {
                        meta.explicit = true;
                    } else if let Some(version) = note.strip_prefix("go ") {
                        meta.go_version = version.to_string();
                        if gover::compare(version, &local.version) == Ordering::Greater {
                            return Err(TooNewError::new(
                                format!("{} in {shown}", current.path),
                                version,
                                "",
                                local,
                            ));
                        }
                    }
                }
                continue;
            }
            let mut fields = line.split_whitespace();
            if let (Some(package), None) = (fields.next(), fields.next())
                && module::check_import_path(package).is_ok()
            {
                this.package(package, &current);
            }
        }
        Ok(this)
    }

    /// Reads `# path version [=> path [version]]` or `# path => path [version]`.
    fn module_line(&mut self, line: &str, current: &mut ModuleVersion) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, path, third, ..] = fields[..] else {
            return;
        };
        let rest = if semver::is_valid(third) {
            *current = ModuleVersion::new(path, third);
            &fields[3..]
        } else if third == "=>" {
            *current = ModuleVersion::unversioned(path);
            &fields[2..]
        } else {
            *current = ModuleVersion::default();
            return;
        };
        if let ["=>", replacement @ ..] = rest
            && !replacement.is_empty()
        {
            let meta = self.meta.entry(current.clone()).or_default();
            match *replacement {
                [dir] => meta.replacement = Some(ModuleVersion::unversioned(dir)),
                [path, version] if semver::is_valid(version) => {
                    meta.replacement = Some(ModuleVersion::new(path, version));
                }
                // This Go does not support the line.
                _ => return,
            }
            self.replaced.push(current.clone());
        }
    }

    fn package(&mut self, package: &str, current: &ModuleVersion) {
        self.package_module
            .insert(package.to_string(), current.clone());
        let known = self.version.get(&current.path);
        if known.is_none_or(|v| {
            gover::mod_compare(&current.path, v, &current.version) == Ordering::Less
        }) {
            self.list.push(current.clone());
            self.version
                .insert(current.path.clone(), current.version.clone());
        }
    }

    /// Returns the data about a module version.
    pub fn meta(&self, m: &ModuleVersion) -> Option<&VendorMeta> {
        self.meta.get(m)
    }
}

/// Reports whether a modules.txt, or its first 512 bytes, was written for a workspace.
pub fn is_for_workspace(text: &[u8]) -> bool {
    let text = &text[..text.len().min(512)];
    let line = text.split(|&c| c == b'\n').next().unwrap_or(&[]);
    decode_cow(line)
        .strip_prefix("## ")
        .is_some_and(|notes| notes.split(';').any(|note| note.trim() == "workspace"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads() {
        let text = b"## workspace\n# x.y/a v1.0.0\n## explicit; go 1.18\nx.y/a\nx.y/a/sub\n# x.y/b v1.2.0 => ../b\n## explicit\n# x.y/c => x.y/d v1.0.0\n# what is this\nlost\n";
        let local = Local {
            version: "1.26.1".into(),
            ..Local::default()
        };
        let txt = ModulesTxt::parse("vendor/modules.txt", text, &local).unwrap();
        let a = ModuleVersion::new("x.y/a", "v1.0.0");
        assert_eq!(txt.list, std::slice::from_ref(&a));
        assert_eq!(txt.package_module["x.y/a/sub"], a);
        assert_eq!(
            txt.meta[&a],
            VendorMeta {
                explicit: true,
                replacement: None,
                go_version: "1.18".into()
            }
        );
        assert_eq!(
            txt.replaced,
            [
                ModuleVersion::new("x.y/b", "v1.2.0"),
                ModuleVersion::unversioned("x.y/c")
            ]
        );
        assert_eq!(
            txt.meta[&txt.replaced[1]].replacement,
            Some(ModuleVersion::new("x.y/d", "v1.0.0"))
        );
        assert!(is_for_workspace(text) && !is_for_workspace(b"# x\n## workspace\n"));
        assert!(!txt.package_module.contains_key("lost"));

        let err = ModulesTxt::parse(
            "vendor/modules.txt",
            b"# x.y/a v1.0.0\n## go 1.99\n",
            &local,
        )
        .unwrap_err();
        assert_eq!(
            err.to_string(),
            "x.y/a in vendor/modules.txt requires go >= 1.99 (running go 1.26.1)"
        );
    }
}
