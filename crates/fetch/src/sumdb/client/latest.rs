//! The latest tree head: one append-only log, in memory and on disk.
//!
//! A tree head that does not extend the known one proves that the database shows different
//! contents to different clients. The report contains the complete proof.
//! Counterpart: golang.org/x/mod/sumdb/client.go (`mergeLatest`, `checkTrees`).

use std::sync::Arc;

use vamos_sumdb::note;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::Tree;
use vamos_sumdb::tlog::proof::check_tree;
use vamos_sumdb::tlog::proof::prove_tree;
use vamos_sumdb::tlog::reader::TileHashReader;
use vamos_sumdb::tlog::record::parse_tree;
use vamos_sumdb::tlog::tree_hash;

use super::remote::Remote;
use super::remote::locked;
use super::state::Client;
use super::state::Latest;
use super::tiles::Tiles;
use crate::sumdb::Misbehavior;
use crate::sumdb::NoProof;
use crate::sumdb::SumDbError;
use crate::sumdb::store::Written;

/// The relation of a tree head to the latest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// It was older.
    Past,
    /// It was the same.
    Now,
    /// It was newer, and is the latest one now.
    Future,
}

impl<R: Remote> Client<R> {
    /// Merges a tree head into the log, also on disk, where other processes may have written other
    /// tree heads.
    pub(crate) fn merge_latest(&self, message: &[u8]) -> Result<(), SumDbError> {
        if self.merge_in_memory(message)? != When::Future {
            return Ok(());
        }
        let file = self.latest_file();
        loop {
            let stored = self.store.read_config(&file)?;
            if self.merge_in_memory(&stored)? != When::Past {
                return Ok(());
            }
            let latest = Arc::clone(&locked(&self.latest).message);
            match self.store.write_config(&file, &stored, &latest)? {
                Written::Done => return Ok(()),
                Written::Conflict => {}
            }
        }
    }

    fn merge_in_memory(&self, message: &[u8]) -> Result<When, SumDbError> {
        if message.is_empty() {
            let is_empty = locked(&self.latest).tree.size == 0;
            return Ok(if is_empty { When::Now } else { When::Past });
        }
        let head = self.open(message)?;
        let mut latest = locked(&self.latest).clone();
        loop {
            // Tiles are fetched here, so the lock is not held and the latest tree head may change.
            if head.tree.size <= latest.tree.size {
                self.check_trees(&head, &latest)?;
                let is_past = head.tree.size < latest.tree.size;
                return Ok(if is_past { When::Past } else { When::Now });
            }
            self.check_trees(&latest, &head)?;
            let mut current = locked(&self.latest);
            if current.tree == latest.tree {
                *current = head;
                return Ok(When::Future);
            }
            latest = current.clone();
        }
    }

    fn open(&self, message: &[u8]) -> Result<Latest, SumDbError> {
        let text = note::open(message, &self.verifier).map_err(|err| SumDbError::Note {
            err,
            note: message.to_vec(),
        })?;
        let tree = parse_tree(text).map_err(|err| SumDbError::Tree {
            err,
            text: text.to_owned(),
        })?;
        let message = message.into();
        Ok(Latest { tree, message })
    }

    /// Checks that the newer tree begins with the older one (`checkTrees`).
    fn check_trees(&self, older: &Latest, newer: &Latest) -> Result<(), SumDbError> {
        // A tree is compared with itself only once: most responses of a run have the same
        // tree.
        let is_same = older.tree == newer.tree;
        if is_same && *locked(&self.compared) == Some(newer.tree) {
            return Ok(());
        }
        let tiles = Tiles(self);
        let reader = TileHashReader::new(newer.tree, &tiles);
        let hash = tree_hash(older.tree.size, &reader).map_err(|err| SumDbError::Checking {
            older: older.tree.size,
            newer: newer.tree.size,
            err: Box::new(err),
        })?;
        if hash == older.tree.hash {
            if is_same {
                *locked(&self.compared) = Some(newer.tree);
            }
            return Ok(());
        }
        let report = SumDbError::Misbehavior(Box::new(misbehavior(older, newer, hash, &reader)));
        Err(self.misbehavior.get_or_init(|| report).clone())
    }
}

/// Returns the proof that `newer` begins with a tree of the hash `hash` instead of `older`. The
/// necessary tiles have been read.
fn misbehavior<R: Remote>(
    older: &Latest,
    newer: &Latest,
    hash: Hash,
    reader: &TileHashReader<'_, Tiles<'_, R>>,
) -> Misbehavior {
    let beginning = Tree {
        size: older.tree.size,
        hash,
    };
    let proof = match older.tree.size {
        // The empty tree has only one possible hash, so there is nothing to prove.
        0 => Err(NoProof::Empty),
        size => match prove_tree(newer.tree.size, size, reader) {
            Err(error) => Err(NoProof::Failed(Box::new(error))),
            Ok(proof) if !check_tree(&proof, &newer.tree, &beginning) => Err(NoProof::Inconsistent),
            Ok(proof) => Ok(proof),
        },
    };
    Misbehavior {
        older: older.message.to_vec(),
        newer: newer.message.to_vec(),
        hash,
        proof,
    }
}
