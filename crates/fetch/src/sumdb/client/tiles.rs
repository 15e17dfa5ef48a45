//! Tiles of a checksum database, from the cache on disk or from the server.
//!
//! Counterpart: golang.org/x/mod/sumdb/client.go (`tileReader`).

use std::sync::Arc;

use vamos_sched::Class;
use vamos_sumdb::tlog::reader::TileReader;
use vamos_sumdb::tlog::tile::Tile;

use super::remote::Remote;
use super::remote::locked;
use super::state::Client;
use crate::sumdb::SumDbError;

/// The height of databases' tiles.
const HEIGHT: u32 = 8;

/// Reads the tiles of a client's database.
pub(crate) struct Tiles<'a, R>(pub(crate) &'a Client<R>);

impl<R: Remote> TileReader for Tiles<'_, R> {
    type Error = SumDbError;

    fn height(&self) -> u32 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Arc<[u8]>>, SumDbError> {
        let client = self.0;
        let missing: Vec<Tile> = tiles
            .iter()
            .filter(|tile| !client.tiles.has(tile))
            .copied()
            .collect();
        let fetch = |tile: &Tile| drop(client.tile(tile));
        client.pool.map(Class::Network, &missing, fetch);
        tiles.iter().map(|tile| client.tile(tile)).collect()
    }

    fn save_tiles(&self, tiles: &[Tile], data: &[Arc<[u8]>]) {
        for (tile, data) in tiles.iter().zip(data) {
            let is_new = locked(&self.0.saved).insert(*tile);
            if is_new {
                self.0.store.write_cache(&self.0.tile_file(tile), data);
            }
        }
    }
}

impl<R: Remote> Client<R> {
    fn tile(&self, tile: &Tile) -> Result<Arc<[u8]>, SumDbError> {
        self.tiles.get(*tile, || self.read_tile(tile))
    }

    fn tile_file(&self, tile: &Tile) -> String {
        format!("{}/{}", self.name(), tile.path())
    }

    /// Reads a tile, or the complete tile of which it is the beginning (`readTile`).
    fn read_tile(&self, tile: &Tile) -> Result<Arc<[u8]>, SumDbError> {
        let full = tile.full();
        let is_partial = *tile != full;
        if let Some(data) = self.store.read_cache(&self.tile_file(tile)) {
            locked(&self.saved).insert(*tile);
            return Ok(data.into());
        }
        if is_partial && let Some(data) = self.store.read_cache(&self.tile_file(&full)) {
            // Cached tiles were verified, and so were their beginnings.
            locked(&self.saved).insert(*tile);
            return Ok(beginning(&data, tile).into());
        }
        let error = match self.remote.read(&format!("/{}", tile.path())) {
            Ok(data) => return Ok(data.into()),
            Err(error) => error,
        };
        // A server may have removed a partial tile since it has the complete one. Only the
        // beginning will be verified, so only the beginning is stored.
        if is_partial && let Ok(data) = self.remote.read(&format!("/{}", full.path())) {
            return Ok(beginning(&data, tile).into());
        }
        Err(error.into())
    }
}

/// Returns the bytes of a complete tile that belong to a partial one. A tile of the wrong length
/// gives a part of the wrong length, which is detected later.
fn beginning<'d>(data: &'d [u8], tile: &Tile) -> &'d [u8] {
    let part = |len: u64| len / tile.full_width() * tile.width;
    let end = part(data.len() as u64);
    &data[..usize::try_from(end).unwrap_or(data.len()).min(data.len())]
}
