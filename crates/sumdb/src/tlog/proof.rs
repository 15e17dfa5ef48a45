//! Proofs that a tree contains a record, and that a tree begins with a smaller one.
//!
//! A proof consists of the sibling hashes on the path from the root; the check computes the root
//! from them. Ranges of records are `low..high` throughout.
//! Counterpart: golang.org/x/mod/sumdb/tlog/tlog.go (`ProveRecord`, `ProveTree` and others).

use super::Hash;
use super::HashReader;
use super::Tree;
use super::level_below;
use super::read;
use super::subtree_hash;
use super::subtree_indexes;

/// Proves that the tree of `size` records contains record number `n < size` (`tlog.ProveRecord`).
pub fn prove_record<R: HashReader>(size: u64, n: u64, reader: &R) -> Result<Vec<Hash>, R::Error> {
    assert!(n < size, "the record is in the tree");
    let mut indexes = Vec::new();
    record_indexes(0, size, n, &mut indexes);
    let mut hashes = read(reader, &indexes)?.into_iter();
    let mut proof = Vec::new();
    record_proof(0, size, n, &mut hashes, &mut proof);
    Ok(proof)
}

/// Reports whether `proof` shows that record number `n` of `tree` has the hash `hash`
/// (`tlog.CheckRecord`).
pub fn check_record(proof: &[Hash], tree: &Tree, n: u64, hash: Hash) -> bool {
    n < tree.size && run_record(proof, 0, tree.size, n, hash) == Some(tree.hash)
}

/// Proves that the tree of `size` records begins with the tree of the first `n`, where `1 <= n <=
/// size` (`tlog.ProveTree`).
pub fn prove_tree<R: HashReader>(size: u64, n: u64, reader: &R) -> Result<Vec<Hash>, R::Error> {
    assert!(0 < n && n <= size, "the one tree is part of the other");
    let mut indexes = Vec::new();
    tree_indexes(0, size, n, &mut indexes);
    let mut hashes = read(reader, &indexes)?.into_iter();
    let mut proof = Vec::new();
    tree_proof(0, size, n, &mut hashes, &mut proof);
    Ok(proof)
}

/// Reports whether `proof` shows that `tree` begins with `older` (`tlog.CheckTree`).
pub fn check_tree(proof: &[Hash], tree: &Tree, older: &Tree) -> bool {
    if older.size == 0 || older.size > tree.size {
        return false;
    }
    let hashes = run_tree(proof, 0, tree.size, older.size, older.hash);
    hashes == Some((older.hash, tree.hash))
}

/// Returns the number at which a range of more than one record divides: after its largest proper
/// full tree.
fn middle(low: u64, high: u64) -> u64 {
    low + (1 << level_below(high - low))
}

fn record_indexes(low: u64, high: u64, n: u64, need: &mut Vec<u64>) {
    if low + 1 == high {
        return;
    }
    let middle = middle(low, high);
    if n < middle {
        record_indexes(low, middle, n, need);
        subtree_indexes(middle, high, need);
    } else {
        subtree_indexes(low, middle, need);
        record_indexes(middle, high, n, need);
    }
}

fn record_proof(
    low: u64,
    high: u64,
    n: u64,
    hashes: &mut impl Iterator<Item = Hash>,
    proof: &mut Vec<Hash>,
) {
    if low + 1 == high {
        return;
    }
    let middle = middle(low, high);
    let beside;
    if n < middle {
        record_proof(low, middle, n, hashes, proof);
        beside = subtree_hash(middle, high, hashes);
    } else {
        beside = subtree_hash(low, middle, hashes);
        record_proof(middle, high, n, hashes, proof);
    }
    proof.push(beside);
}

/// Returns the hash over `low..high` that follows from the proof; `None` if the proof is too long
/// or too short.
fn run_record(proof: &[Hash], low: u64, high: u64, n: u64, leaf: Hash) -> Option<Hash> {
    if low + 1 == high {
        return proof.is_empty().then_some(leaf);
    }
    let (&beside, proof) = proof.split_last()?;
    let middle = middle(low, high);
    if n < middle {
        let left = run_record(proof, low, middle, n, leaf)?;
        Some(Hash::of_node(left, beside))
    } else {
        let right = run_record(proof, middle, high, n, leaf)?;
        Some(Hash::of_node(beside, right))
    }
}

fn tree_indexes(low: u64, high: u64, n: u64, need: &mut Vec<u64>) {
    if n == high {
        // The verifier knows the smaller tree itself.
        if low > 0 {
            subtree_indexes(low, high, need);
        }
        return;
    }
    let middle = middle(low, high);
    if n <= middle {
        tree_indexes(low, middle, n, need);
        subtree_indexes(middle, high, need);
    } else {
        subtree_indexes(low, middle, need);
        tree_indexes(middle, high, n, need);
    }
}

fn tree_proof(
    low: u64,
    high: u64,
    n: u64,
    hashes: &mut impl Iterator<Item = Hash>,
    proof: &mut Vec<Hash>,
) {
    if n == high {
        if low > 0 {
            proof.push(subtree_hash(low, high, hashes));
        }
        return;
    }
    let middle = middle(low, high);
    let beside;
    if n <= middle {
        tree_proof(low, middle, n, hashes, proof);
        beside = subtree_hash(middle, high, hashes);
    } else {
        beside = subtree_hash(low, middle, hashes);
        tree_proof(middle, high, n, hashes, proof);
    }
    proof.push(beside);
}

/// Returns the hashes over `low..n` and `low..high` that follow from the proof.
fn run_tree(proof: &[Hash], low: u64, high: u64, n: u64, old: Hash) -> Option<(Hash, Hash)> {
    if n == high {
        return match proof {
            [] if low == 0 => Some((old, old)),
            &[hash] if low > 0 => Some((hash, hash)),
            _ => None,
        };
    }
    let (&beside, proof) = proof.split_last()?;
    let middle = middle(low, high);
    if n <= middle {
        let (old, new) = run_tree(proof, low, middle, n, old)?;
        Some((old, Hash::of_node(new, beside)))
    } else {
        let (old, new) = run_tree(proof, middle, high, n, old)?;
        Some((Hash::of_node(beside, old), Hash::of_node(beside, new)))
    }
}
