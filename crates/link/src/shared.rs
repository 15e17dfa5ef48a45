//! What the links of one command have in common.
//!
//! Most links of a command have most archives in common. What a link finds in an object alone,
//! the hashes of its names above all, is kept beside the archive for the next one. Hashes have
//! the same seeds then.
//! Counterpart: none; the official linker is a process for each link.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::load::Table;
use crate::loader::Seeds;

/// What all links have in common that share archives.
#[derive(Debug, Default)]
pub struct Shared {
    seeds: Seeds,
}

/// What links have found in an archive, whose content must not change.
#[derive(Debug)]
pub struct SharedArchive {
    seeds: Seeds,
    /// By the offset of the object in the archive.
    tables: Mutex<Vec<(usize, Arc<Table>)>>,
}

impl Shared {
    /// Returns a place for what links find in an archive.
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
    /// Returns true if `seeds` are those of what is kept here.
    pub(crate) fn has_seeds(&self, seeds: &Seeds) -> bool {
        self.seeds == *seeds
    }

    /// Returns what is kept of the object at an offset.
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
