//! The table of targets.
//!
//! Counterpart: none; each target names its own.

mod answers;
mod assembly;
mod built;
mod checker;
mod compression;
mod constants;
mod go_files;
mod go_source;
mod imports;
mod ir;
mod links;
mod objects;
mod programs;
mod repositories;
mod ssa;
mod stubs;
mod sumdb;
mod zip;

/// Something that reads bytes from outside.
#[derive(Debug)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// Reads the bytes, and panics where an invariant does not hold.
    pub run: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Fragments of inputs.
    pub words: &'static [&'static str],
    /// Number of seeds and mutations in our tests: fewer where one takes long.
    pub brief: usize,
}

/// The usual number of mutations in tests.
const BRIEF: usize = 3000;

/// All targets.
pub const TARGETS: &[Target] = &[
    go_files::GO_MOD,
    go_files::GO_WORK,
    go_files::GO_SUM,
    go_files::MODULES_TXT,
    go_source::GO_SOURCE,
    go_source::GO_TREE,
    constants::CONSTANTS,
    checker::CHECK,
    stubs::STUB,
    imports::SUMMARY,
    imports::EXPORT_DATA,
    zip::MODULE_ZIP,
    compression::DEFLATE,
    objects::ARCHIVE,
    objects::GO_OBJECT,
    programs::PROGRAM,
    programs::MACHINE_CODE,
    assembly::ASSEMBLY,
    ssa::SSA,
    ir::IR,
    objects::ELF_OBJECT,
    links::LINK,
    links::LINK_ELF,
    links::LINK_OBJECT,
    links::LINK_MACHO,
    links::LINK_PE,
    answers::HTTP_ANSWER,
    answers::PROXY_INFO,
    repositories::GO_IMPORT_PAGE,
    repositories::GIT_ANSWER,
    repositories::HG_ANSWER,
    repositories::SVN_ANSWER,
    sumdb::NOTE,
    sumdb::RECORD,
    sumdb::TILE_PATH,
    sumdb::TILES,
];

/// Makes seeds of texts.
fn texts(seeds: &[&str]) -> Vec<Vec<u8>> {
    seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect()
}
