//! Responses of a checksum database: nothing without a proof is accepted.
//!
//! Counterpart: golang.org/x/mod/sumdb/{note,tlog}.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::OnceLock;

use vamos_sumdb::note;
use vamos_sumdb::note::Signer;
use vamos_sumdb::note::Verifier;
use vamos_sumdb::tlog;
use vamos_sumdb::tlog::Hash;
use vamos_sumdb::tlog::HashReader;
use vamos_sumdb::tlog::Tree;
use vamos_sumdb::tlog::proof;
use vamos_sumdb::tlog::reader::TileHashReader;
use vamos_sumdb::tlog::reader::TileReader;
use vamos_sumdb::tlog::reader::TileReaderError;
use vamos_sumdb::tlog::record;
use vamos_sumdb::tlog::tile;
use vamos_sumdb::tlog::tile::Tile;

use super::BRIEF;
use super::Target;
use super::texts;

pub(super) const NOTE: Target = Target {
    name: "note",
    run: note_target,
    seeds: || vec![signed(TEXT), signed("x\n")],
    words: &["\n\n", "\u{2014} ", "sum.test", "+", "AAAA", "=", "\n"],
    brief: BRIEF,
};

pub(super) const RECORD: Target = Target {
    name: "record",
    run: record_target,
    seeds: || {
        texts(&[
            TEXT,
            "17\nx.com/m v1.0.0 h1:a=\nx.com/m v1.0.0/go.mod h1:b=\n\nrest",
        ])
    },
    words: &[
        "\n\n",
        "go.sum database tree\n",
        "0",
        "-1",
        "18446744073709551615",
    ],
    brief: BRIEF,
};

pub(super) const TILE_PATH: Target = Target {
    name: "tile_path",
    run: tile_path,
    seeds: || {
        texts(&[
            "tile/8/0/x001/x234/067",
            "tile/8/1/005.p/17",
            "tile/3/data/x123/999",
        ])
    },
    words: &["tile/", "data/", "x001/", ".p/", "/", "0", "255", "256"],
    brief: BRIEF,
};

pub(super) const TILES: Target = Target {
    name: "tiles",
    run: tiles,
    seeds: || {
        vec![
            vec![7, 2, 0, 0, 0],
            vec![200, 31, 1, 2, 3, 4, 5, 6],
            vec![1, 0],
        ]
    },
    words: &[],
    brief: BRIEF,
};

const TEXT: &str = "go.sum database tree\n5\nnUTaWCAnVnXtwGhi1yIPiLgPEq1bMmNbhmmEbDmxMIE=\n";

fn signer() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(|| Signer::from_seed("sum.test", &[7; 32]).expect("a name and a seed"))
}

fn signed(text: &str) -> Vec<u8> {
    note::sign(text, &[signer()]).expect("the text ends in a newline")
}

fn note_target(data: &[u8]) {
    let known = Verifier::parse(&signer().verifier_key()).expect("a key made by us");
    if let Ok(text) = note::open(data, &known) {
        // A signature cannot be forged, so the target signs the text itself.
        assert!([TEXT, "x\n"].contains(&text), "a forged note: {text:?}");
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Verifier::parse(text);
        let _ = Signer::parse(text);
        if let Ok(message) = note::sign(text, &[signer()]) {
            // Not every text can be a note, but the text of an opened note is the same.
            if let Ok(opened) = note::open(&message, &known) {
                assert_eq!(opened, text);
            }
        }
    }
}

fn record_target(data: &[u8]) {
    if let Ok((id, text, rest)) = record::parse_record(data)
        && let Ok(id) = u64::try_from(id)
    {
        let printed = record::format_record(id, text).expect("a record that was read");
        let (again, same, nothing) =
            record::parse_record(printed.as_bytes()).expect("what was written");
        assert_eq!(
            (u64::try_from(again), same, nothing),
            (Ok(id), text, &b""[..])
        );
        assert!(rest.len() < data.len());
    }
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(tree) = record::parse_tree(text)
    {
        let printed = record::format_tree(&tree);
        assert_eq!(record::parse_tree(&printed), Ok(tree));
    }
}

fn tile_path(data: &[u8]) {
    let Ok(path) = std::str::from_utf8(data) else {
        return;
    };
    if let Some(tile) = Tile::parse_path(path) {
        assert_eq!(tile.path(), path, "a tile has one path");
        assert!(tile.width <= tile.full_width());
        let _ = tile.full().path();
    }
}

/// A log in memory, whole.
struct Log(Vec<Hash>);

impl HashReader for Log {
    type Error = TileReaderError;

    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, TileReaderError> {
        let at = |index: &u64| {
            let index = usize::try_from(*index).ok();
            let hash = index.and_then(|index| self.0.get(index));
            hash.copied().ok_or(TileReaderError::NotInTree)
        };
        indexes.iter().map(at).collect()
    }
}

/// Serves the tiles of a log, some of them changed.
struct Liar<'a> {
    log: &'a Log,
    lies: &'a [u8],
    kept: RefCell<Vec<(Tile, Arc<[u8]>)>>,
}

impl TileReader for Liar<'_> {
    type Error = TileReaderError;

    fn height(&self) -> u32 {
        3
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Arc<[u8]>>, TileReaderError> {
        let mut served = Vec::new();
        for (i, tile) in tiles.iter().enumerate() {
            let mut data = tile::read_tile_data(tile, self.log)?;
            // Three bytes a lie: which tile, where, how.
            for lie in self.lies.chunks_exact(3) {
                if usize::from(lie[0]) % tiles.len() == i && !data.is_empty() {
                    let at = usize::from(lie[1]) * 37 % data.len();
                    data[at] ^= lie[2];
                    if lie[1] == 255 {
                        data.truncate(at);
                    }
                }
            }
            served.push(data.into());
        }
        Ok(served)
    }

    fn save_tiles(&self, tiles: &[Tile], data: &[Arc<[u8]>]) {
        let pairs = tiles.iter().copied().zip(data.iter().cloned());
        self.kept.borrow_mut().extend(pairs);
    }
}

fn tiles(data: &[u8]) {
    let [size, asked, lies @ ..] = data else {
        return;
    };
    let (size, asked) = (u64::from(*size) + 1, u64::from(*asked));
    let mut log = Log(Vec::new());
    for n in 0..size {
        let hashes = tlog::stored_hashes(n, &n.to_le_bytes(), &log).expect("a log made by us");
        log.0.extend(hashes);
    }
    let hash = tlog::tree_hash(size, &log).expect("a log made by us");
    let tree = Tree { size, hash };
    let liar = Liar {
        log: &log,
        lies,
        kept: RefCell::default(),
    };
    let reader = TileHashReader::new(tree, &liar);
    let index = tlog::stored_hash_index(0, asked % size);
    match reader.read_hashes(&[index]) {
        Ok(found) => assert_eq!(Ok(found), log.read_hashes(&[index]), "a false hash"),
        Err(_) => assert!(liar.kept.borrow().is_empty(), "kept unproved tiles"),
    }
    for (tile, kept) in liar.kept.borrow().iter() {
        let truth = tile::read_tile_data(tile, &log).expect("a log made by us");
        assert_eq!(**kept, *truth, "kept a false tile");
    }
    if let Ok(proved) = proof::prove_record(size, asked % size, &reader) {
        let hash = Hash::of_record(&(asked % size).to_le_bytes());
        assert!(proof::check_record(&proved, &tree, asked % size, hash));
        assert!(!proof::check_record(
            &proved,
            &tree,
            asked % size,
            Hash::of_nothing()
        ));
    }
}
