//! Tests of the log against values from x/mod, and for consistency.
//!
//! Counterpart: golang.org/x/mod/sumdb/tlog/tlog_test.go, tile_test.go, note_test.go.

use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::Arc;

use proptest::prelude::any;
use proptest::prop_assume;
use proptest::proptest;

use super::proof::check_record;
use super::proof::check_tree;
use super::proof::prove_record;
use super::proof::prove_tree;
use super::reader::TileHashReader;
use super::reader::TileReader;
use super::reader::TileReaderError;
use super::record::format_record;
use super::record::format_tree;
use super::record::parse_record;
use super::record::parse_tree;
use super::tile::Tile;
use super::tile::new_tiles;
use super::tile::read_tile_data;
use super::*;

/// A whole row in memory.
#[derive(Default)]
struct Row(Vec<Hash>);

impl HashReader for Row {
    type Error = Infallible;

    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Infallible> {
        let at = |index: &u64| self.0[usize::try_from(*index).unwrap()];
        Ok(indexes.iter().map(at).collect())
    }
}

impl Row {
    fn of(size: u64) -> Self {
        let mut row = Row::default();
        for n in 0..size {
            row.push(n, &format!("leaf {n}"));
        }
        row
    }

    fn push(&mut self, n: u64, text: &str) {
        let Ok(hashes) = stored_hashes(n, text.as_bytes(), self);
        self.0.extend(hashes);
    }

    fn tree(&self, size: u64) -> Tree {
        let Ok(hash) = tree_hash(size, self);
        Tree { size, hash }
    }
}

fn tile(height: u32, level: i32, n: u64, width: u64) -> Tile {
    Tile {
        height,
        level: u32::try_from(level).ok(),
        n,
        width,
    }
}

#[test]
fn places() {
    let table = [
        (0, 0, 0),
        (0, 1, 1),
        (1, 0, 2),
        (0, 2, 3),
        (0, 3, 4),
        (2, 0, 6),
        (3, 5, 92),
        (0, 1_000_000, 1_999_993),
        (7, 12345, 3_160_568),
        (20, 3, 8_388_604),
        (0, 1_099_511_627_776, 2_199_023_255_551),
    ];
    for (level, n, index) in table {
        assert_eq!(stored_hash_index(level, n), index);
        assert_eq!(split_stored_hash_index(index), (level, n));
    }
    let table = [
        (0, 0),
        (1, 1),
        (2, 3),
        (3, 4),
        (7, 11),
        (8, 15),
        (100, 197),
        (1000, 1994),
        (8_589_934_592, 17_179_869_183),
    ];
    for (size, count) in table {
        assert_eq!(stored_hash_count(size), count);
    }
    assert!(stored_hash_index(0, MAX_TREE_SIZE) < 1 << 62);
}

#[test]
fn hashes_of_trees() {
    let row = Row::of(1000);
    assert_eq!(row.0.len() as u64, stored_hash_count(1000));
    let table = [
        (0, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        (1, "G7l9zCFjXUfiZj79/QoXRobZjdcBNS3SzQbotD/T0wU="),
        (2, "/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM="),
        (3, "1Pksj7uJcg6ztVZ3x9fvrd/rENEaGoSguo8aIzN/qpU="),
        (7, "WmH8K1T5z6cXdPJDIUPdQMbLKxGUf69lp9PaXLZRmcg="),
        (8, "xcLIIO00L92ozolra5z1uMAKIcxLIHFMxuXTwFw1JAs="),
        (100, "E/iJFcVg3JEaHaD7IJ2EoglxBR8pTr60KPs/wpOvJ0M="),
        (255, "1xWSohnUBnZj7t4kf5tUw/ngKQaC1V3gm0lbB/HeQck="),
        (256, "z17/2xHQknou31Ow5zx4N/ZZQU4AU32l2Q61xMSf8nQ="),
        (257, "hVuTaqAMuYtRFEhCSa0514pr6TYj4mwB6OSH3AIYSlo="),
        (1000, "L/M/udjxT4nKMGKJYzM2oWj/P0Uy6PdBoAGdy0wdYKE="),
    ];
    for (size, hash) in table {
        assert_eq!(row.tree(size).hash.to_string(), hash, "{size}");
    }
}

#[test]
fn proofs() {
    let row = Row::of(100);
    let print =
        |proof: Vec<Hash>| -> Vec<String> { proof.iter().map(ToString::to_string).collect() };
    let Ok(proof) = prove_record(7, 3, &row);
    let want = [
        "qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3w=",
        "/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM=",
        "AVcbVXvHBnJlDUZ8e62DN+CafzVKcgUfI7Q6eCwPSOY=",
    ];
    assert_eq!(print(proof), want);
    let Ok(proof) = prove_record(100, 99, &row);
    let want = [
        "nDdZ0iPWnGcUE2upWZYPgqOLVzyp35wUNtT1zb3RKlY=",
        "ni3fcQtPW5qEj4nhpC1fsUmqUYF1cD1r7NKL2cntxfs=",
        "U3A9+rI/wMUiV12V1nEqXjo3o/dJE7PAONsTmYkJzdQ=",
        "8mHiNpLZeP2sP9lJ21SVlApDeuZxuabd6aphGNADZS8=",
    ];
    assert_eq!(print(proof), want);
    let Ok(proof) = prove_tree(7, 3, &row);
    let want = [
        "qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3w=",
        "WL0UluFoSqySAcLmh+565PUclqiw2B7zWDYouT0800U=",
        "/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM=",
        "AVcbVXvHBnJlDUZ8e62DN+CafzVKcgUfI7Q6eCwPSOY=",
    ];
    assert_eq!(print(proof), want);
    let Ok(proof) = prove_tree(8, 4, &row);
    assert_eq!(
        print(proof),
        ["w+azuR86E7mkJwss2RFiOrs6eoVa9ebktxyE+ZDNxGk="]
    );
    let Ok(proof) = prove_tree(100, 37, &row);
    assert_eq!(proof.len(), 8);
    let want = "Ww8HmgYW6QBAbUdlvADEdLQtGc3Ps/Qs678QKnwkB/w=";
    assert_eq!(proof[7].to_string(), want);
    let Ok(none) = prove_record(1, 0, &row);
    assert!(none.is_empty());
    let Ok(none) = prove_tree(1, 1, &row);
    assert!(none.is_empty());
}

#[test]
fn paths_of_tiles() {
    let table = [
        ("tile/3/4/x001/x234/067.p/1", Some((3, 4, 1_234_067, 1))),
        ("tile/3/4/x001/x234/067", Some((3, 4, 1_234_067, 8))),
        ("tile/8/0/999.p/255", Some((8, 0, 999, 255))),
        (
            "tile/30/63/x123/x456/789.p/5",
            Some((30, 63, 123_456_789, 5)),
        ),
        ("tile/8/data/007", Some((8, -1, 7, 256))),
        ("tile/8/data/000.p/3", Some((8, -1, 0, 3))),
        ("tile/8/0/000", Some((8, 0, 0, 256))),
        ("tile/8/64/000", Some((8, 64, 0, 256))),
        ("tile/8/0/x001/001", Some((8, 0, 1001, 256))),
        ("tile/8/0/000.p/256", None),
        ("tile/8/0/000.p/0", None),
        ("tile/0/0/000", None),
        ("tile/31/0/000", None),
        ("tile/8/-1/000", None),
        ("tile/8/0/x000", None),
        ("tile/8/0/0", None),
        ("tile/8/0/1000", None),
        ("tile/08/0/000", None),
        ("tile/8/0/x000/001", None),
        ("tile/8/0/000.p/+1", None),
        ("tile/8/0", None),
        ("tiles/8/0/000", None),
        ("tile/8/0/000/", None),
        ("tile/8/0/x001/x001", None),
        ("tile/8/0/x9223372/x036/x854/x775/808", None),
        ("", None),
    ];
    for (path, want) in table {
        let want = want.map(|(h, l, n, w)| tile(h, l, n, w));
        assert_eq!(Tile::parse_path(path), want, "{path}");
    }
}

#[test]
fn tiles_of_places_and_trees() {
    let table = [
        (0, tile(8, 0, 0, 1)),
        (1, tile(8, 0, 0, 2)),
        (2, tile(8, 0, 0, 2)),
        (3, tile(8, 0, 0, 3)),
        (510, tile(8, 1, 0, 1)),
        (511, tile(8, 0, 1, 1)),
        (100_000, tile(8, 0, 195, 84)),
    ];
    for (index, want) in table {
        assert_eq!(Tile::for_index(8, index).0, want, "{index}");
    }
    let paths =
        |old, new| -> Vec<String> { new_tiles(8, old, new).iter().map(Tile::path).collect() };
    assert_eq!(paths(0, 0), [""; 0]);
    assert_eq!(paths(0, 1), ["tile/8/0/000.p/1"]);
    assert_eq!(paths(0, 256), ["tile/8/0/000", "tile/8/1/000.p/1"]);
    let want = [
        "tile/8/0/000",
        "tile/8/0/001",
        "tile/8/0/002.p/1",
        "tile/8/1/000.p/2",
    ];
    assert_eq!(paths(200, 513), want);
    assert_eq!(paths(0, 70000).len(), 277);
}

#[test]
fn tree_heads() {
    let hash = "nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=";
    let head = |size: &str, tail: &str| format!("go.sum database tree\n{size}\n{hash}{tail}");
    let tree = parse_tree(&head("2", "\n")).unwrap();
    assert_eq!((tree.size, tree.hash.to_string().as_str()), (2, hash));
    assert_eq!(format_tree(&tree), head("2", "\n"));
    assert_eq!(parse_tree(&head("2", "\nmore\n")), Ok(tree));
    assert!(parse_tree(&head("0", "\n")).is_ok());
    for bad in [
        head("2", ""),
        head("02", "\n"),
        head("-2", "\n"),
        head("+2", "\n"),
        head("", "\n"),
        head("9223372036854775808", "\n"),
        head("1152921504606846977", "\n"),
        head("2", "=\n"),
        head("2", "\n").replace("tree", "tree v2"),
        head("2", &format!("\n{}", "x".repeat(1_000_000))),
        String::new(),
    ] {
        assert_eq!(parse_tree(&bad), Err(record::RecordError::Tree), "{bad}");
    }
}

#[test]
fn records() {
    let table: [(&[u8], _); 16] = [
        (
            b"123\nabc\ndef\n\nrest",
            Some((123, "abc\ndef\n", &b"rest"[..])),
        ),
        (b"-5\nabc\n\n", Some((-5, "abc\n", b""))),
        (b"+5\nabc\n\n", Some((5, "abc\n", b""))),
        (b"0005\nabc\n\n", Some((5, "abc\n", b""))),
        (b"1\n\n\n", Some((1, "\n", b""))),
        (b"1\n\nabc\n\n", Some((1, "\nabc\n", b""))),
        (b"1\nabc\n\n\n\n", Some((1, "abc\n", b"\n\n"))),
        (b"x\nabc\n\n", None),
        (b"1\nabc\n", None),
        (b"1\na\x01c\n\n", None),
        (b"1\na\xffc\n\n", None),
        (b"9223372036854775808\na\n\n", None),
        (b"1_0\na\n\n", None),
        (b"\n\n\n", None),
        (b"1", None),
        (b"", None),
    ];
    for (message, want) in table {
        let got = parse_record(message).ok();
        assert_eq!(got, want, "{}", String::from_utf8_lossy(message));
    }
    assert_eq!(format_record(7, "a\nb\n").as_deref(), Ok("7\na\nb\n\n"));
    assert!(format_record(7, "a\n\nb\n").is_err());
    assert!(format_record(7, "a").is_err());
}

/// Tiles of a row; one of them may be modified.
struct Tiles<'a> {
    row: &'a Row,
    height: u32,
    spoilt: Option<(usize, Vec<u8>)>,
    saved: RefCell<Vec<Tile>>,
}

impl<'a> Tiles<'a> {
    fn new(row: &'a Row, height: u32) -> Self {
        Self {
            row,
            height,
            spoilt: None,
            saved: RefCell::default(),
        }
    }
}

impl TileReader for Tiles<'_> {
    type Error = TileReaderError;

    fn height(&self) -> u32 {
        self.height
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Arc<[u8]>>, TileReaderError> {
        let one = |(i, tile): (usize, &Tile)| -> Arc<[u8]> {
            match &self.spoilt {
                Some((at, data)) if *at % tiles.len() == i => Arc::from(&data[..]),
                _ => {
                    let Ok(data) = read_tile_data(tile, self.row);
                    data.into()
                }
            }
        };
        Ok(tiles.iter().enumerate().map(one).collect())
    }

    fn save_tiles(&self, tiles: &[Tile], _: &[Arc<[u8]>]) {
        self.saved.borrow_mut().extend_from_slice(tiles);
    }
}

#[test]
fn spoilt_tiles_are_noticed_and_not_kept() {
    let row = Row::of(700);
    let tree = row.tree(700);
    let indexes = [stored_hash_index(0, 5), stored_hash_index(0, 699)];
    for (at, data, want) in [
        (0, vec![0; 64], TileReaderError::Inconsistent),
        (1, vec![0; 188 * 32], TileReaderError::Inconsistent),
        (2, vec![0; 256 * 32], TileReaderError::Inconsistent),
        (
            2,
            vec![0; 257 * 32],
            TileReaderError::Length {
                tile: tile(8, 0, 0, 256),
                len: 257 * 32,
            },
        ),
        (
            0,
            Vec::new(),
            TileReaderError::Length {
                tile: tile(8, 1, 0, 2),
                len: 0,
            },
        ),
    ] {
        let mut tiles = Tiles::new(&row, 8);
        tiles.spoilt = Some((at, data));
        let got = TileHashReader::new(tree, &tiles).read_hashes(&indexes);
        assert_eq!(got, Err(want));
        assert!(tiles.saved.borrow().is_empty());
    }
    let tiles = Tiles::new(&row, 8);
    let reader = TileHashReader::new(tree, &tiles);
    assert!(reader.read_hashes(&indexes).is_ok());
    let saved: Vec<String> = tiles.saved.borrow().iter().map(Tile::path).collect();
    assert_eq!(
        saved,
        ["tile/8/1/000.p/2", "tile/8/0/002.p/188", "tile/8/0/000"]
    );
    let beyond = stored_hash_index(0, 700);
    assert_eq!(
        reader.read_hashes(&[beyond]),
        Err(TileReaderError::NotInTree)
    );
    assert_eq!(
        TileReaderError::Length {
            tile: tile(8, 0, 0, 256),
            len: 3
        }
        .to_string(),
        "TileReader returned bad result slice (tile/8/0/000 len=3, want 8192)"
    );
}

#[test]
fn the_empty_tree_has_no_hashes() {
    let row = Row::default();
    let tiles = Tiles::new(&row, 8);
    let reader = TileHashReader::new(row.tree(0), &tiles);
    assert_eq!(reader.read_hashes(&[0]), Err(TileReaderError::NotInTree));
}

proptest! {
    #[test]
    fn tiles_read_as_the_row(size in 1u64..600, height in 1u32..10, picks in any::<[proptest::sample::Index; 5]>()) {
        let row = Row::of(size);
        let tiles = Tiles::new(&row, height);
        let reader = TileHashReader::new(row.tree(size), &tiles);
        let limit = usize::try_from(stored_hash_index(0, size)).unwrap().min(row.0.len());
        let indexes: Vec<u64> = picks.iter().map(|pick| pick.index(limit) as u64).collect();
        let Ok(want) = row.read_hashes(&indexes);
        assert_eq!(reader.read_hashes(&indexes), Ok(want));
    }

    #[test]
    fn one_changed_bit_of_a_tile_is_noticed(size in 1u64..600, height in 1u32..10, pick in any::<proptest::sample::Index>(), at in any::<usize>(), bit in any::<proptest::sample::Index>()) {
        let row = Row::of(size);
        let tree = row.tree(size);
        let index = stored_hash_index(0, pick.index(usize::try_from(size).unwrap()) as u64);
        let mut tiles = Tiles::new(&row, height);
        TileHashReader::new(tree, &tiles).read_hashes(&[index]).unwrap();
        let saved = tiles.saved.take();
        let Ok(mut data) = read_tile_data(&saved[at % saved.len()], &row);
        let bit = bit.index(data.len() * 8);
        data[bit / 8] ^= 1 << (bit % 8);
        tiles.spoilt = Some((at, data));
        let got = TileHashReader::new(tree, &tiles).read_hashes(&[index]);
        assert_eq!(got, Err(TileReaderError::Inconsistent));
        assert!(tiles.saved.borrow().is_empty());
    }

    #[test]
    fn proofs_prove_and_nothing_else_does(size in 1u64..300, pick in any::<proptest::sample::Index>(), change in any::<proptest::sample::Index>()) {
        let row = Row::of(size);
        let tree = row.tree(size);
        let n = pick.index(usize::try_from(size).unwrap()) as u64;
        let leaf = Hash::of_record(format!("leaf {n}").as_bytes());
        let Ok(mut proof) = prove_record(size, n, &row);
        assert!(check_record(&proof, &tree, n, leaf));
        assert!(!check_record(&proof, &tree, n, tree.hash) || size == 1);
        assert!(!check_record(&proof, &tree, size, leaf));
        if !proof.is_empty() {
            let at = change.index(proof.len());
            proof[at].0[0] ^= 1;
            assert!(!check_record(&proof, &tree, n, leaf));
        }
        proof.push(leaf);
        assert!(!check_record(&proof, &tree, n, leaf));

        let older = row.tree(n + 1);
        let Ok(mut proof) = prove_tree(size, n + 1, &row);
        assert!(check_tree(&proof, &tree, &older));
        let forked = Tree { hash: leaf, ..older };
        assert!(!check_tree(&proof, &tree, &forked) || forked == older);
        if !proof.is_empty() {
            let at = change.index(proof.len());
            proof[at].0[31] ^= 1;
            assert!(!check_tree(&proof, &tree, &older));
        }
    }

    #[test]
    fn places_are_dense(index in 0u64..1 << 61) {
        let (level, n) = split_stored_hash_index(index);
        assert_eq!(stored_hash_index(level, n), index);
    }

    #[test]
    fn paths_go_both_ways(height in 1u32..=30, level in proptest::option::of(0u32..64), n in any::<u64>(), width in any::<u64>()) {
        let tile = Tile { height, level, n, width: width % (1 << height) + 1 };
        assert_eq!(Tile::parse_path(&tile.path()), Some(tile));
    }

    #[test]
    fn any_text_is_only_rejected(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        prop_assume!(!text.starts_with("tile/"));
        assert_eq!(Tile::parse_path(&text), None);
        let _ = parse_tree(&format!("go.sum database tree\n{text}\n"));
        let _ = parse_record(&bytes);
    }

    #[test]
    fn records_go_both_ways(id in 0u64..1 << 62, text in "([^\0-\\x1f]{1,20}\n){1,4}", rest in any::<Vec<u8>>()) {
        let mut message = format_record(id, &text).unwrap().into_bytes();
        message.extend_from_slice(&rest);
        assert_eq!(parse_record(&message), Ok((id as i64, &*text, &rest[..])));
    }
}
