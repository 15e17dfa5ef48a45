//! The table of targets.
//!
//! Counterpart: none; each target names its own.

mod answers;
mod go_files;
mod sumdb;
mod zip;

/// Something that reads bytes from outside.
#[derive(Debug)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// Reads the bytes, and panics where something does not hold that has to.
    pub run: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// What inputs are made of.
    pub words: &'static [&'static str],
}

/// All targets.
pub const TARGETS: &[Target] = &[
    go_files::GO_MOD,
    go_files::GO_WORK,
    go_files::GO_SUM,
    go_files::MODULES_TXT,
    zip::MODULE_ZIP,
    answers::HTTP_ANSWER,
    answers::PROXY_INFO,
    sumdb::NOTE,
    sumdb::RECORD,
    sumdb::TILE_PATH,
    sumdb::TILES,
];

/// Makes seeds of texts.
fn texts(seeds: &[&str]) -> Vec<Vec<u8>> {
    seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect()
}
