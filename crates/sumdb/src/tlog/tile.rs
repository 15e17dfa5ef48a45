//! Tiles: the row of hashes cut into files of equal height, so that a full tile never changes and
//! any cache can store it.
//!
//! Counterpart: golang.org/x/mod/sumdb/tlog/tile.go.

use std::fmt;
use std::fmt::Write;

use super::Hash;
use super::HashReader;
use super::read;
use super::split_stored_hash_index;
use super::stored_hash_index;

/// The base of the numbers in paths: a directory has at most three times as many entries.
const PATH_BASE: u64 = 1000;

/// `width` consecutive hashes at level `height * level` of the tree, beginning with number
/// `n << height`. A full tile has `1 << height` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Height of the tile, 1 to 30.
    pub height: u32,
    /// Level among tiles; `None` for tiles that contain records instead of hashes.
    pub level: Option<u32>,
    /// Number within the level.
    pub n: u64,
    /// Number of hashes in it, at least one.
    pub width: u64,
}

/// The error of a lookup in a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileError {
    /// The data is shorter than the tile.
    Short {
        /// The tile.
        tile: Tile,
        /// The length of the data in bytes.
        len: usize,
    },
    /// The hash is in another tile.
    Other {
        /// The index of the hash.
        index: u64,
        /// The tile that contains it.
        has: Tile,
        /// The tile of the lookup.
        tile: Tile,
    },
}

impl fmt::Display for TileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TileError::Short { tile, len } => {
                write!(f, "data len {len} too short for tile {}", tile.path())
            }
            TileError::Other { index, has, tile } => {
                write!(f, "index {index} is in {} not {}", has.path(), tile.path())
            }
        }
    }
}

impl Tile {
    /// Returns the narrowest tile that contains the hash at `index`, and the range of its hashes
    /// below that hash (`tileForIndex`).
    pub fn for_index(height: u32, index: u64) -> (Tile, std::ops::Range<usize>) {
        let (level, n) = split_stored_hash_index(index);
        let inner = level % height;
        let first = n << inner;
        let tile_n = first >> height;
        let start = first - (tile_n << height);
        let width = start + (1 << inner);
        let tile = Tile {
            height,
            level: Some(level / height),
            n: tile_n,
            width,
        };
        let narrow = |hashes: u64| usize::try_from(hashes).expect("a tile fits in memory");
        (tile, narrow(start)..narrow(width))
    }

    /// Returns the number of hashes in a full tile of this height.
    pub fn full_width(&self) -> u64 {
        1 << self.height
    }

    /// Returns the same tile, complete.
    #[must_use]
    pub fn full(self) -> Tile {
        let width = self.full_width();
        Tile { width, ..self }
    }

    /// Returns the length of the tile in bytes.
    pub fn byte_len(&self) -> usize {
        usize::try_from(self.width).expect("a tile fits in memory") * Hash::SIZE
    }

    /// Returns the tile `k` levels above, with its width in a tree of `size` records; `None` if
    /// that tree has no such tile (`tileParent`).
    pub fn parent(&self, k: u32, size: u64) -> Option<Tile> {
        let level = self.level? + k;
        let n = self.n.checked_shr(k * self.height).unwrap_or(0);
        let at_level = size.checked_shr(level * self.height).unwrap_or(0);
        let width = at_level.checked_sub(n << self.height)?;
        let tile = Tile {
            level: Some(level),
            n,
            width: width.min(self.full_width()),
            ..*self
        };
        (width > 0).then_some(tile)
    }

    /// Returns the hash at `index`, which must be in this tile, from the tile's bytes
    /// (`tlog.HashFromTile`).
    pub fn hash_at(&self, data: &[u8], index: u64) -> Result<Hash, TileError> {
        if data.len() < self.byte_len() {
            let len = data.len();
            return Err(TileError::Short { tile: *self, len });
        }
        let (has, hashes) = Tile::for_index(self.height, index);
        if self.level != has.level || self.n != has.n || self.width < has.width {
            let tile = *self;
            return Err(TileError::Other { index, has, tile });
        }
        Ok(hash_of(
            &data[hashes.start * Hash::SIZE..hashes.end * Hash::SIZE],
        ))
    }

    /// Returns the path of the tile on servers and in caches (`Tile.Path`).
    pub fn path(&self) -> String {
        let mut path = format!("tile/{}/", self.height);
        match self.level {
            // Writing to a string cannot fail.
            Some(level) => drop(write!(path, "{level}/")),
            None => path.push_str("data/"),
        }
        let mut groups = vec![self.n % PATH_BASE];
        let mut rest = self.n / PATH_BASE;
        while rest > 0 {
            groups.push(rest % PATH_BASE);
            rest /= PATH_BASE;
        }
        for group in groups[1..].iter().rev() {
            let _ = write!(path, "x{group:03}/");
        }
        let _ = write!(path, "{:03}", groups[0]);
        if self.width != self.full_width() {
            let _ = write!(path, ".p/{}", self.width);
        }
        path
    }

    /// Parses a result of [`Tile::path`], and nothing else (`tlog.ParseTilePath`).
    pub fn parse_path(path: &str) -> Option<Tile> {
        let (height, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (level, mut rest) = rest.split_once('/')?;
        let height = height.parse().ok().filter(|h| (1..=30).contains(h))?;
        let level = match level {
            "data" => None,
            level => Some(level.parse().ok().filter(|level| *level <= 64)?),
        };
        let mut width = 1u64 << height;
        if let Some((number, partial)) = rest.split_once(".p/") {
            width = partial.parse().ok().filter(|w| (1..width).contains(w))?;
            rest = number;
        }
        let mut n = 0u64;
        for group in rest.split('/') {
            let group = group.strip_prefix('x').unwrap_or(group);
            let group = group.parse().ok().filter(|group| *group < PATH_BASE)?;
            n = n.checked_mul(PATH_BASE)?.checked_add(group)?;
        }
        let tile = Tile {
            height,
            level,
            n,
            width,
        };
        // The parser accepts signs and leading zeros.
        (tile.path() == path).then_some(tile)
    }
}

/// Returns the hash of the full tree over the hashes in `data` (`tileHash`).
pub(crate) fn hash_of(data: &[u8]) -> Hash {
    if let Ok(hash) = data.try_into() {
        return Hash(hash);
    }
    let (left, right) = data.split_at(data.len() / 2);
    Hash::of_node(hash_of(left), hash_of(right))
}

/// Returns the tiles to publish when a tree grows from `old` to `new` records (`tlog.NewTiles`).
pub fn new_tiles(height: u32, old: u64, new: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    let at_level = |size: u64, level: u32| size.checked_shr(height * level).unwrap_or(0);
    for level in 0.. {
        let (old, new) = (at_level(old, level), at_level(new, level));
        if new == 0 {
            break;
        }
        if old == new {
            continue;
        }
        let tile = |n, width| Tile {
            height,
            level: Some(level),
            n,
            width,
        };
        tiles.extend((old >> height..new >> height).map(|n| tile(n, 1 << height)));
        let partial = new % (1 << height);
        if partial > 0 {
            tiles.push(tile(new >> height, partial));
        }
    }
    tiles
}

/// Returns the bytes of a tile of hashes (`tlog.ReadTileData`).
pub fn read_tile_data<R: HashReader>(tile: &Tile, reader: &R) -> Result<Vec<u8>, R::Error> {
    let level = tile.height * tile.level.unwrap_or(0);
    let start = tile.n << tile.height;
    let indexes: Vec<u64> = (start..start + tile.width)
        .map(|n| stored_hash_index(level, n))
        .collect();
    let hashes = read(reader, &indexes)?;
    Ok(hashes.iter().flat_map(|hash| hash.0).collect())
}
