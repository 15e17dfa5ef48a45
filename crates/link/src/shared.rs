//! Data shared by the links of one command.
//!
//! Most links of a command have most archives in common. Results that depend on an object alone,
//! above all the hashes of its names, are stored with the archive for the next link. Hashes have
//! the same seeds then.
//! Counterpart: none; the official linker is a process for each link.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::load::Table;
use crate::loader::Seeds;

/// Data common to all links that share archives.
#[derive(Debug, Default)]
pub struct Shared {
    seeds: Seeds,
}

/// Results of links for an archive, whose content must not change.
#[derive(Debug)]
pub struct SharedArchive {
    seeds: Seeds,
    /// By the offset of the object in the archive.
    tables: Mutex<Vec<(usize, Arc<Table>)>>,
}

impl Shared {
    /// Returns an empty store for the results of an archive.
    pub fn archive(&self) -> SharedArchive {
        SharedArchive {
            seeds: self.seeds.clone(),
            tables: Mutex::default(),
        }
    }

    pub(crate) fn seeds(&self) -> &Seeds {
        &self.seeds
    }
}

impl SharedArchive {
    /// Returns true if the stored results have these seeds.
    pub(crate) fn has_seeds(&self, seeds: &Seeds) -> bool {
        self.seeds == *seeds
    }

    /// Returns the shared table of the object at an offset.
    pub(crate) fn table(&self, offset: usize) -> Arc<Table> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, table)) = tables.iter().find(|(at, _)| *at == offset) {
            return Arc::clone(table);
        }
        let table = Arc::default();
        tables.push((offset, Arc::clone(&table)));
        table
    }
}
