//! Scan of an object, stored for the links of a command.
//!
//! Counterpart: none; the official linker is a process for each link.

use std::fmt;
use std::ptr;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use super::scan;
use super::scan::Context;
use super::scan::Scan;
use crate::error::Stop;
use crate::loader::Object;
use crate::profile::Profile;

/// The parts of an object's scan that do not depend on other objects.
#[derive(Default)]
pub(crate) struct Table(Mutex<Option<StoredScan>>);

struct StoredScan {
    /// The release that it was found for.
    profile: &'static Profile,
    /// True if the object belonged to package runtime.
    is_runtime: bool,
    scan: Scan,
}

impl Table {
    /// Returns the result of [`scan::scan`] for an object, which is the one of this table. The
    /// result is not stored if no other link follows.
    pub(super) fn scan(
        &self,
        context: &Context<'_, '_>,
        obj: &Object<'_>,
        is_last: bool,
    ) -> Result<Scan, Stop> {
        // A link that needs the same at the same time waits, and has less to do.
        let mut known = self.lock();
        if let Some(found) = known.as_ref()
            && ptr::eq(found.profile, context.profile)
            && found.is_runtime == context.is_runtime(obj)
        {
            return Ok(if is_last {
                known.take().map(|found| found.scan).unwrap_or_default()
            } else {
                found.scan.clone()
            });
        }
        let scan = scan::scan(context, obj)?;
        // Damage of an object shows when its names are read.
        if !is_last && !scan.has_own_names && !obj.reader.is_damaged() {
            *known = Some(StoredScan {
                profile: context.profile,
                is_runtime: context.is_runtime(obj),
                scan: scan.clone(),
            });
        }
        Ok(scan)
    }

    fn lock(&self) -> MutexGuard<'_, Option<StoredScan>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_known = self.lock().is_some();
        f.debug_tuple("Table").field(&is_known).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hashbrown::HashMap;
    use vamos_objfile::goobj::MAGIC;
    use vamos_objfile::goobj::Reader;
    use vamos_objfile::goobj::SymRecord;

    use super::*;
    use crate::loader::Names;
    use crate::loader::Sym;
    use crate::loader::VERSION_STATIC;
    use crate::profile::GO1_25;
    use crate::profile::GO1_26;
    use crate::profile::GO1_27;

    const HEADER: u32 = 96;

    /// Returns an object that defines `a.b` and refers to `c.d`, with this ABI, whose name is at
    /// this offset.
    fn object(abi: u16, name: u32) -> Vec<u8> {
        let record = |abi: u16, name: u32| -> Vec<u8> {
            let name = [3_u32.to_le_bytes(), name.to_le_bytes()].concat();
            let rest = [0; SymRecord::SIZE - 10];
            [name, abi.to_le_bytes().to_vec(), rest.to_vec()].concat()
        };
        let mut blocks = vec![Vec::new(); 18];
        blocks[6] = record(0, HEADER);
        blocks[7] = record(abi, name);
        for index in &mut blocks[11..14] {
            index.resize(8, 0);
        }
        let mut bytes = [MAGIC.as_slice(), &[0; 12]].concat();
        let mut at = HEADER + 6;
        for block in &blocks {
            bytes.extend(at.to_le_bytes());
            at += block.len() as u32;
        }
        bytes.extend(at.to_le_bytes());
        [&bytes, b"a.bc.d".as_slice(), &blocks.concat()].concat()
    }

    /// Opens an object.
    fn open(object: &[u8]) -> Object<'_> {
        let reader = Reader::open(object).unwrap();
        Object {
            counts: reader.counts(),
            unit: 0,
            lib: 0,
            version: VERSION_STATIC,
            first: Sym::NONE,
            syms: Vec::new(),
            pkgs: Vec::new(),
            reader,
        }
    }

    /// Returns true if the second of two links reuses the result of the first one.
    fn is_kept(object: &[u8], profiles: [&'static Profile; 2], runtimes: [Option<u32>; 2]) -> bool {
        let (table, names) = (Table::default(), Names::default());
        let scan = |at: usize| {
            let context = Context {
                names: &names,
                profile: profiles[at],
                builtins: HashMap::new(),
                runtime: runtimes[at],
            };
            table.scan(&context, &open(object), at == 1).unwrap()
        };
        let [first, second] = [0, 1].map(scan);
        assert_eq!(first.tables.references.all().len(), 1);
        assert_eq!(second.tables.definitions.all().len(), 1);
        let is_kept = Arc::ptr_eq(&first.tables, &second.tables);
        assert!(!is_kept || table.lock().is_none());
        is_kept
    }

    #[test]
    fn functions_that_webassembly_exports_are_damage() {
        let mut bytes = object(0, HEADER + 3);
        // The byte with the mark, in the record after the names.
        let mark = HEADER as usize + 6 + 12;
        for (profile, flags, is_damaged) in [
            (&GO1_25, 0xbf, false),
            (&GO1_25, 0x40, true),
            (&GO1_26, 0xf0, true),
            // The bit has moved.
            (&GO1_27, 0x7f, false),
            (&GO1_27, 0x80, true),
        ] {
            bytes[mark] = flags;
            let record = open(&bytes).reader.sym(0).unwrap();
            let align = scan::align(record, profile);
            assert_eq!(align == scan::DAMAGED, is_damaged, "{flags:#x}");
        }
    }

    #[test]
    fn what_depends_on_the_object_alone_is_kept() {
        let same = [&GO1_26; 2];
        let plain = object(0, HEADER + 3);
        assert!(is_kept(&plain, same, [None; 2]));
        assert!(is_kept(&plain, same, [Some(0); 2]));
        assert!(!is_kept(&plain, same, [None, Some(0)]));
        assert!(!is_kept(&plain, [&GO1_25, &GO1_26], [None; 2]));
        // The versions of names of a single object depend on the link.
        let own = object(SymRecord::ABI_STATIC, HEADER + 3);
        assert!(!is_kept(&own, same, [None; 2]));
        // Each link must see that an object is damaged.
        assert!(!is_kept(&object(0, 1 << 20), same, [None; 2]));
    }
}
