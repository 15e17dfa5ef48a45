//! Restrictions on references by `//go:linkname`.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (`checkLinkname`).

use vamos_base::golang::os_str;
use vamos_objfile::goobj::flag2;

use crate::error::Stop;
use crate::library::Libraries;
use crate::loader::Loader;
use crate::loader::Object;
use crate::loader::Sym;

/// Inputs of the check of a reference.
pub(super) struct Check<'c, 'a> {
    pub(super) ldr: &'c Loader<'a>,
    pub(super) libs: &'c Libraries<'a>,
}

impl<'a> Check<'_, 'a> {
    fn pkg(&self, obj: &Object<'_>) -> &str {
        let lib = self.libs.libs.get(obj.lib as usize);
        lib.map_or("", |lib| &lib.pkg)
    }

    /// Checks the reference of an object to the symbol that a name leads to.
    pub(super) fn reference(&self, from: &Object<'a>, name: &[u8], sym: Sym) -> Result<(), Stop> {
        let pkg = self.pkg(from);
        let is_allowed = match self.blocked(pkg, name) {
            Some(is_allowed) => is_allowed,
            None => self.is_pushed(from, pkg, name, sym),
        };
        if is_allowed {
            return Ok(());
        }
        let name = os_str::decode_cow(name);
        Err(Stop::Fatal(format!("{pkg}: invalid reference to {name}")))
    }

    /// Returns true if the package is on the list for a blocked name; `None` if the name is not
    /// blocked.
    fn blocked(&self, pkg: &str, name: &[u8]) -> Option<bool> {
        let blocked = self.ldr.profile.linknames.blocked;
        let at = blocked.binary_search_by(|(other, _)| other.as_bytes().cmp(name));
        let (_, allowed) = blocked[at.ok()?];
        if allowed.contains(&pkg) {
            return Some(true);
        }
        // A frozen version of the FIPS module has the rights of its original.
        let frozen = pkg.strip_prefix("crypto/internal/fips140/v");
        let original = frozen.map(|version| match version.split_once('/') {
            Some((_, rest)) => format!("crypto/internal/fips140/{rest}"),
            None => "crypto/internal/fips140".to_owned(),
        });
        Some(original.is_some_and(|pkg| allowed.contains(&pkg.as_str())))
    }

    /// Returns true if the definition allows the reference.
    fn is_pushed(&self, from: &Object<'a>, pkg: &str, name: &[u8], sym: Sym) -> bool {
        let Some((obj, record)) = self.ldr.record(sym) else {
            return true;
        };
        if !obj.is_std() || self.pkg(obj) == pkg {
            return true;
        }
        let profile = self.ldr.profile;
        let std_only = profile.linknames.std_only;
        let mut flags = record.flag2();
        let is_assembly = profile.linknames.checks_assembly && obj.is_from_assembly();
        if is_assembly && flags & (std_only | flag2::LINKNAME) == 0 {
            if name.starts_with(pkg.as_bytes()) || !name.contains(&b'.') {
                return true;
            }
            let other = self.ldr.lookup(name, 1 - i32::from(record.abi() == 1));
            if let Some((_, record)) = self.ldr.record(other) {
                flags = record.flag2();
            }
        }
        flags & std_only != 0 && from.is_std()
            || flags & (flag2::LINKNAME | profile.linknames.abi_wrapper) != 0
    }
}
