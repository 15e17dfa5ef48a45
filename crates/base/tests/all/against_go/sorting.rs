//! The order of equal elements after sorting, compared with Go's.
//!
//! A result holds the order of the elements and the number of comparisons, so that a different path
//! to the same order is noticed too.
//!
//! Counterpart: none.

use super::inputs::Inputs;
use super::oracle::Question;
use super::oracle::check;
use std::cmp::Ordering;
use vamos_base::golang::pdqsort;

/// Lengths on both sides of every limit of the algorithm.
const LENGTHS: &[usize] = &[
    0, 1, 2, 7, 8, 11, 12, 13, 14, 24, 31, 49, 50, 51, 63, 64, 65, 99, 100, 127, 200, 257, 500,
    1000, 1025, 3000,
];

fn keys(random: &mut Inputs, length: usize) -> Vec<u16> {
    let most = [1, 2, 3, 5, 10, 40, length.max(1), 10 * length.max(1)];
    let distinct = most[random.below(most.len())].min(1 << 16);
    let scale = |i: usize| u16::try_from(i * distinct / length.max(1)).unwrap();
    let mut keys: Vec<u16> = match random.below(8) {
        0 => (0..length).map(scale).collect(),
        1 => (0..length).rev().map(scale).collect(),
        // Up and down again.
        2 => (0..length)
            .map(|i| scale(i.min(length - i - 1) * 2 % length))
            .collect(),
        3 => (0..length)
            .map(|i| u16::try_from(i % distinct).unwrap())
            .collect(),
        _ => (0..length)
            .map(|_| u16::try_from(random.below(distinct)).unwrap())
            .collect(),
    };
    // A few exchanges: almost in order.
    if length > 1 && random.below(3) == 0 {
        for _ in 0..=random.below(6) {
            let (i, j) = (random.below(length), random.below(length));
            keys.swap(i, j);
        }
    }
    keys
}

/// Returns keys that make every pivot a bad one (M. D. McIlroy, "A Killer Adversary for
/// Quicksort"): values are fixed only when two elements that still have none are
/// compared. Sorting them ends in heapsort.
fn adversary(length: usize) -> Vec<u16> {
    let gas = u16::MAX;
    let mut values = vec![gas; length];
    let mut solid = 0;
    let mut candidate = 0;
    let mut elements: Vec<usize> = (0..length).collect();
    pdqsort::sort(&mut elements, |&x, &y| {
        if values[x] == gas && values[y] == gas {
            let fixed = if y == candidate { y } else { x };
            values[fixed] = solid;
            solid += 1;
        }
        if values[x] == gas {
            candidate = x;
        } else if values[y] == gas {
            candidate = y;
        }
        values[x] < values[y]
    });
    values
}

fn question(mode: &str, keys: &[u16]) -> Question {
    let mut elements: Vec<(u16, u16)> = keys.iter().copied().zip(0..).collect();
    let mut comparisons = 0;
    if mode == "SortFunc" {
        pdqsort::sort_func(&mut elements, |a, b| -> Ordering {
            comparisons += 1;
            a.0.cmp(&b.0)
        });
    } else {
        pdqsort::sort(&mut elements, |a, b| {
            comparisons += 1;
            a.0 < b.0
        });
    }
    let mut answer = comparisons.to_string();
    for (_, place) in elements {
        answer.push(' ');
        answer.push_str(&place.to_string());
    }
    let bytes: Vec<u8> = keys.iter().flat_map(|key| key.to_le_bytes()).collect();
    Question::new("sort", &[mode.as_bytes(), &bytes], answer)
}

#[test]
fn order_of_equal_elements() {
    let mut random = Inputs::new(14);
    let mut questions = Vec::new();
    for mode in ["SortFunc", "Sort", "Slice"] {
        for &length in LENGTHS {
            for _ in 0..60 {
                questions.push(question(mode, &keys(&mut random, length)));
            }
        }
        for length in [100, 1000, 5000] {
            let killer = adversary(length);
            questions.push(question(mode, &killer));
            let ties: Vec<u16> = killer.iter().map(|key| key / 2).collect();
            questions.push(question(mode, &ties));
        }
    }
    check(questions);
}
