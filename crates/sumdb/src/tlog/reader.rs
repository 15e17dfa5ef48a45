//! Hashes of a tree from untrusted tiles.
//!
//! With the tiles of the hashes that are asked for come those from which the root's hash
//! follows: if it is the tree's, they are genuine, and every other tile is checked against
//! the one above it. Only then are tiles kept.
//! Counterpart: golang.org/x/mod/sumdb/tlog/tile.go (`TileHashReader`).

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::Hash;
use super::HashReader;
use super::Tree;
use super::stored_hash_index;
use super::subtree_indexes;
use super::tile::Tile;
use super::tile::TileError;
use super::tile::hash_of;

/// Gets tiles from a cache or from a server.
pub trait TileReader {
    /// Why a tile could not be had.
    type Error: From<TileReaderError>;

    /// The height of the tiles that there are.
    fn height(&self) -> u32;

    /// Returns the bytes of each tile, in the same order.
    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Arc<[u8]>>, Self::Error>;

    /// Takes tiles that proved genuine and may be kept.
    fn save_tiles(&self, tiles: &[Tile], data: &[Arc<[u8]>]);
}

/// Tiles that are not those of the tree, or a question that it has no answer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileReaderError {
    /// A hash beyond the end of the tree was asked for.
    NotInTree,
    /// A tile is shorter or longer than it has to be.
    Length {
        /// The tile.
        tile: Tile,
        /// How many bytes there are.
        len: usize,
    },
    /// At least one tile is not the tree's.
    Inconsistent,
    /// A hash is not where it has to be: a mistake in the reckoning.
    Lost {
        /// The tree's size.
        size: u64,
        /// What was asked for.
        indexes: Vec<u64>,
        /// What went wrong.
        error: Option<TileError>,
    },
}

impl fmt::Display for TileReaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInTree => f.write_str("indexes not in tree"),
            Self::Length { tile, len } => write!(
                f,
                "TileReader returned bad result slice ({} len={len}, want {})",
                tile.path(),
                tile.byte_len()
            ),
            Self::Inconsistent => f.write_str("downloaded inconsistent tile"),
            Self::Lost {
                size,
                indexes,
                error,
            } => {
                write!(f, "bad math in tileHashReader {size} {indexes:?}")?;
                match error {
                    Some(error) => write!(f, ": {error}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for TileReaderError {}

/// Reads hashes of `tree`: every one that it returns is proved to be in the tree.
pub struct TileHashReader<'a, T> {
    tree: Tree,
    tiles: &'a T,
}

/// Which tiles to fetch, parents before children, and where in them to look.
struct Plan {
    size: u64,
    tiles: Vec<Tile>,
    order: HashMap<Tile, usize>,
    /// Places of the hashes that make the root's, and the tiles that have them.
    root: Vec<(u64, usize)>,
    /// How many tiles the root takes.
    root_tiles: usize,
    /// For each index that was asked for, the tile that has it.
    index_tiles: Vec<usize>,
}

impl<'a, T: TileReader> TileHashReader<'a, T> {
    /// Reads through `tiles`.
    pub fn new(tree: Tree, tiles: &'a T) -> Self {
        Self { tree, tiles }
    }
}

impl<T: TileReader> HashReader for TileHashReader<'_, T> {
    type Error = T::Error;

    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, T::Error> {
        let plan = Plan::new(self.tiles.height(), self.tree.size, indexes)?;
        let data = self.tiles.read_tiles(&plan.tiles)?;
        for (tile, data) in plan.tiles.iter().zip(&data) {
            if data.len() != tile.byte_len() {
                let (tile, len) = (*tile, data.len());
                return Err(TileReaderError::Length { tile, len }.into());
            }
        }
        plan.authenticate(&data, self.tree.hash, indexes)?;
        self.tiles.save_tiles(&plan.tiles, &data);
        let hashes = indexes.iter().zip(&plan.index_tiles).map(|(&index, &at)| {
            let hash = plan.tiles[at].hash_at(&data[at], index);
            hash.map_err(|error| plan.lost(indexes, Some(error)).into())
        });
        hashes.collect()
    }
}

impl Plan {
    fn new(height: u32, size: u64, indexes: &[u64]) -> Result<Self, TileReaderError> {
        let mut plan = Plan {
            size,
            tiles: Vec::new(),
            order: HashMap::new(),
            root: Vec::new(),
            root_tiles: 0,
            index_tiles: Vec::with_capacity(indexes.len()),
        };
        let mut root = Vec::new();
        subtree_indexes(0, size, &mut root);
        for index in root {
            let (tile, _) = Tile::for_index(height, index);
            let tile = tile
                .parent(0, size)
                .ok_or_else(|| plan.lost(indexes, None))?;
            let at = plan.add(tile);
            plan.root.push((index, at));
        }
        plan.root_tiles = plan.tiles.len();
        for &index in indexes {
            if index >= stored_hash_index(0, size) {
                return Err(TileReaderError::NotInTree);
            }
            let at = plan.add_with_parents(Tile::for_index(height, index).0, indexes)?;
            plan.index_tiles.push(at);
        }
        Ok(plan)
    }

    /// Adds a tile, and first those above it up to one that is there.
    fn add_with_parents(&mut self, tile: Tile, indexes: &[u64]) -> Result<usize, TileReaderError> {
        let mut missing = Vec::new();
        for k in 0.. {
            let parent = tile
                .parent(k, self.size)
                .ok_or_else(|| self.lost(indexes, None))?;
            if let Some(&at) = self.order.get(&parent) {
                if missing.is_empty() {
                    return Ok(at);
                }
                break;
            }
            // What has a parent is full: what is not belongs to the root's tiles.
            if parent != parent.full() {
                return Err(self.lost(indexes, None));
            }
            missing.push(parent);
        }
        let added = missing.into_iter().rev().map(|tile| self.add(tile)).last();
        added.ok_or_else(|| self.lost(indexes, None))
    }

    fn add(&mut self, tile: Tile) -> usize {
        *self.order.entry(tile).or_insert_with(|| {
            self.tiles.push(tile);
            self.tiles.len() - 1
        })
    }

    /// Checks that the tiles are those of the tree with this hash.
    fn authenticate(
        &self,
        data: &[Arc<[u8]>],
        want: Hash,
        indexes: &[u64],
    ) -> Result<(), TileReaderError> {
        let mut root: Option<Hash> = None;
        for &(index, at) in self.root.iter().rev() {
            let hash = self.tiles[at].hash_at(&data[at], index);
            let hash = hash.map_err(|error| self.lost(indexes, Some(error)))?;
            root = Some(root.map_or(hash, |right| Hash::of_node(hash, right)));
        }
        if root != Some(want) {
            return Err(TileReaderError::Inconsistent);
        }
        for (tile, data_of_tile) in self.tiles.iter().zip(data).skip(self.root_tiles) {
            let parent = tile.parent(1, self.size);
            let at = parent.and_then(|parent| self.order.get(&parent).copied());
            let (Some(parent), Some(at)) = (parent, at) else {
                return Err(self.lost(indexes, None));
            };
            let level = parent.level.unwrap_or(0) * parent.height;
            let hash = parent.hash_at(&data[at], stored_hash_index(level, tile.n));
            let hash = hash.map_err(|error| self.lost(indexes, Some(error)))?;
            if hash != hash_of(data_of_tile) {
                return Err(TileReaderError::Inconsistent);
            }
        }
        Ok(())
    }

    fn lost(&self, indexes: &[u64], error: Option<TileError>) -> TileReaderError {
        TileReaderError::Lost {
            size: self.size,
            indexes: indexes.to_vec(),
            error,
        }
    }
}
