//! Hashes of a tree from untrusted tiles.
//!
//! Each read also includes the tiles from which the root's hash is computed: if it equals the
//! tree's, they are genuine, and every other tile is checked against its parent. Only then are
//! tiles saved.
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
    /// The error of reading a tile.
    type Error: From<TileReaderError>;

    /// Returns the height of the available tiles.
    fn height(&self) -> u32;

    /// Returns the bytes of each tile, in the same order.
    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Arc<[u8]>>, Self::Error>;

    /// Saves tiles that are verified.
    fn save_tiles(&self, tiles: &[Tile], data: &[Arc<[u8]>]);
}

/// The error of invalid tiles, or of an index without a hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileReaderError {
    /// A requested hash is beyond the end of the tree.
    NotInTree,
    /// A tile has the wrong length.
    Length {
        /// The tile.
        tile: Tile,
        /// The number of its bytes.
        len: usize,
    },
    /// At least one tile does not belong to the tree.
    Inconsistent,
    /// A hash is not in the tile where it must be: a bug in the computation.
    Lost {
        /// The tree's size.
        size: u64,
        /// The requested indices.
        indexes: Vec<u64>,
        /// The error.
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

/// Reads hashes of `tree`: every returned hash is proved to be in the tree.
pub struct TileHashReader<'a, T> {
    tree: Tree,
    tiles: &'a T,
}

/// The tiles to fetch, parents before children, and the positions of the hashes in them.
struct Plan {
    size: u64,
    tiles: Vec<Tile>,
    order: HashMap<Tile, usize>,
    /// Indices of the hashes from which the root is computed, and the tiles that contain them.
    root: Vec<(u64, usize)>,
    /// The number of tiles for the root.
    root_tiles: usize,
    /// For each requested index, the tile that contains it.
    index_tiles: Vec<usize>,
}

impl<'a, T: TileReader> TileHashReader<'a, T> {
    /// Returns a reader that uses `tiles`.
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

    /// Adds a tile, after its missing parents.
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
            // A tile with a parent is full: other tiles are among the root's.
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

    /// Checks that the tiles belong to the tree with this hash.
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
