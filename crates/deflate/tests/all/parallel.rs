//! Encoding in parts makes the bytes of the serial encoder, and a decoder returns the input.
//!
//! Counterpart: none.

use proptest::prelude::ProptestConfig;
use proptest::proptest;
use vamos_deflate::Generation;
use vamos_deflate::Gradual;
use vamos_deflate::Level;
use vamos_deflate::Plan;
use vamos_deflate::Seams;
use vamos_deflate::join;
use vamos_deflate::zlib;
use vamos_deflate::zlib_at_level;
use zlib_rs::Inflate;
use zlib_rs::InflateFlush;
use zlib_rs::Status;

use crate::inputs::KINDS;
use crate::inputs::Kind;
use crate::inputs::LONG;
use crate::inputs::input;

const GENERATIONS: [Generation; 2] = [Generation::Gen1, Generation::Gen2];

pub(crate) fn in_parts(plan: &Plan, data: &[u8]) -> (Vec<u8>, usize) {
    let chunks: Vec<_> = (0..plan.chunks()).map(|i| plan.search(data, i)).collect();
    let mut seams = Seams::new(plan);
    let parts: Vec<_> = chunks
        .into_iter()
        .map(|chunk| seams.settle(data, chunk))
        .collect();
    let encoded: Vec<_> = parts.iter().map(|part| part.encode(data)).collect();
    let out = join(&encoded);
    assert_eq!(parts.last().unwrap().stream_length(), out.len());
    (out, seams.redone())
}

/// Like [`in_parts`], but each chunk is searched from the end of the one before.
fn in_order(plan: &Plan, data: &[u8]) -> Vec<u8> {
    let mut seams = Seams::new(plan);
    let mut encoded = Vec::new();
    let mut chunk = plan.search(data, 0);
    for index in 0..plan.chunks() {
        let next = (index + 1 < plan.chunks()).then(|| plan.search_after(data, &chunk));
        encoded.push(seams.settle(data, chunk).encode(data));
        let Some(next) = next else {
            break;
        };
        chunk = next;
    }
    assert_eq!(seams.redone(), 0);
    join(&encoded)
}

/// Compresses pieces of these lengths, in turn.
pub(crate) fn in_pieces(generation: Generation, data: &[u8], lengths: &[usize]) -> Vec<u8> {
    let mut gradual = Gradual::new(generation, data.len());
    let mut rest = data;
    for &length in lengths.iter().cycle() {
        let (piece, others) = rest.split_at(length.min(rest.len()));
        gradual.add(piece.len(), |place| place.copy_from_slice(piece));
        rest = others;
        if rest.is_empty() {
            break;
        }
    }
    gradual.finish()
}

pub(crate) fn inflated(stream: &[u8], length: usize) -> Vec<u8> {
    let mut out = vec![0; length + 1];
    let mut inflate = Inflate::new(true, 15);
    let status = inflate.decompress(stream, &mut out, InflateFlush::Finish);
    assert!(matches!(status, Ok(Status::StreamEnd)), "{status:?}");
    assert_eq!(inflate.total_in(), stream.len() as u64);
    out.truncate(usize::try_from(inflate.total_out()).unwrap());
    out
}

fn check(data: &[u8], blocks: usize) -> usize {
    let mut redone = 0;
    for generation in GENERATIONS {
        let whole = zlib(generation, data);
        let plan = Plan::with_chunks(generation, data.len(), blocks);
        let (joined, again) = in_parts(&plan, data);
        redone += again;
        assert!(whole == joined, "{generation:?}");
        assert!(whole == in_order(&plan, data), "{generation:?}");
        let lengths = [65_535 * blocks, 1, 65_534, 200_000];
        assert!(
            whole == in_pieces(generation, data, &lengths),
            "{generation:?}"
        );
        assert!(inflated(&whole, data.len()) == data, "{generation:?}");
    }
    redone
}

#[test]
fn limits_of_blocks() {
    for kind in KINDS {
        for &length in LONG {
            check(&input(kind, length, 7), 1);
        }
        check(&input(kind, 0, 7), 1);
    }
}

/// The window moves several times.
#[test]
fn long_streams_in_pieces() {
    for kind in KINDS {
        let data = input(kind, 5_000_000, 11);
        for generation in GENERATIONS {
            let whole = zlib(generation, &data);
            for lengths in [&[5000, 70_000][..], &[3_000_000], &[1_200_000, 10]] {
                assert!(
                    whole == in_pieces(generation, &data, lengths),
                    "{lengths:?}"
                );
            }
        }
    }
}

#[test]
fn seams_are_corrected() {
    let mut redone = 0;
    for kind in KINDS {
        let data = input(kind, 12 * 65_535 + 5000, 3);
        for blocks in [1, 3, 5] {
            redone += check(&data, blocks);
        }
    }
    // Otherwise this would not test the correction.
    assert!(redone > 0);
}

#[test]
fn parts_can_be_moved_between_threads() {
    let data = input(Kind::Mixed, 1_000_000, 1);
    let plan = Plan::with_chunks(Generation::Gen1, data.len(), 4);
    let chunks: Vec<_> = std::thread::scope(|scope| {
        let searches: Vec<_> = (0..plan.chunks())
            .map(|index| {
                scope.spawn({
                    let data = &data;
                    move || plan.search(data, index)
                })
            })
            .collect();
        searches.into_iter().map(|s| s.join().unwrap()).collect()
    });
    let mut seams = Seams::new(&plan);
    let parts: Vec<_> = chunks
        .into_iter()
        .map(|chunk| seams.settle(&data, chunk))
        .collect();
    let encoded: Vec<_> = std::thread::scope(|scope| {
        let writers: Vec<_> = parts
            .iter()
            .map(|part| scope.spawn(|| part.encode(&data)))
            .collect();
        writers.into_iter().map(|w| w.join().unwrap()).collect()
    });
    assert!(join(&encoded) == zlib(Generation::Gen1, &data));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn parts_equal_the_whole(
        kind in 0..KINDS.len(),
        length in 0_usize..600_000,
        seed in 0_u64..1 << 32,
        blocks in 1_usize..6,
    ) {
        check(&input(KINDS[kind], length, seed), blocks);
    }

    #[test]
    fn other_levels_are_decoded(
        kind in 0..KINDS.len(),
        length in 0_usize..300_000,
        seed in 0_u64..1 << 32,
        piece in 1_usize..100_000,
    ) {
        let data = input(KINDS[kind], length, seed);
        for generation in GENERATIONS {
            for level in [Level::Five, Level::Six] {
                let stream = zlib_at_level(generation, level, &data, piece);
                assert!(inflated(&stream, data.len()) == data, "{generation:?} {level:?}");
            }
        }
    }

    #[test]
    fn short_inputs(data in proptest::collection::vec(0_u8..5, 0..2000)) {
        check(&data, 1);
    }
}
