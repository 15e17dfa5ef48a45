//! Positions in the picture: the order in the columns, and coordinates.
//!
//! Every edge that spans several columns has a point in each column between, which takes part in
//! the order as nodes do. Columns are sorted by the mean position of their neighbours, from left to
//! right and back; the order with the fewest crossings wins.
//! Counterpart: none.

use super::layers::Edge;
use super::layers::Layers;

/// The least distance of two nodes in a column, and of other points.
const NODE_STEP: f64 = 24.0;
const POINT_STEP: f64 = 10.0;
/// The distance of two columns.
const GAP: f64 = 56.0;
/// The space around the picture.
const MARGIN: f64 = 12.0;
/// Number of passes that sort and move the columns.
const ROUNDS: usize = 12;

/// A place in a column: a node, or a point of an edge that passes.
struct ColumnItem {
    layer: usize,
    is_node: bool,
    left: Vec<usize>,
    right: Vec<usize>,
}

/// Coordinates of a picture.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The left end and the middle of each node.
    pub(super) nodes: Vec<(f64, f64)>,
    /// For each essential edge the points between its ends: the left and the right end of a
    /// column, and the height at which it passes.
    pub(super) passes: Vec<Vec<(f64, f64, f64)>>,
}

impl Places {
    /// Places nodes of these widths.
    pub(super) fn new(layers: &Layers, widths: &[f64]) -> Self {
        let (spots, chains) = spots(layers);
        let columns = sorted(&spots);
        let heights = heights(&spots, &columns);
        let mut column_widths = vec![0.0_f64; columns.len()];
        for (node, width) in widths.iter().enumerate() {
            let column = &mut column_widths[layers.layer[node]];
            *column = column.max(*width);
        }
        let mut left = MARGIN;
        let mut lefts = Vec::new();
        for width in &column_widths {
            lefts.push(left);
            left += width + GAP;
        }
        let top = heights.iter().copied().fold(f64::INFINITY, f64::min);
        let top = if top.is_finite() { top } else { 0.0 };
        let y = |spot: usize| heights[spot] - top + MARGIN + NODE_STEP / 2.0;
        let pass = |spot: &usize| {
            let layer = spots[*spot].layer;
            (lefts[layer], lefts[layer] + column_widths[layer], y(*spot))
        };
        let bottom = (0..spots.len()).map(y).fold(MARGIN, f64::max);
        Self {
            width: (left - GAP + MARGIN).max(2.0 * MARGIN),
            height: bottom + MARGIN + NODE_STEP / 2.0,
            nodes: (0..widths.len())
                .map(|node| (lefts[layers.layer[node]], y(node)))
                .collect(),
            passes: chains
                .iter()
                .map(|chain| chain.iter().map(pass).collect())
                .collect(),
        }
    }
}

/// Returns the nodes and after them the points of edges, and which points each edge has.
fn spots(layers: &Layers) -> (Vec<ColumnItem>, Vec<Vec<usize>>) {
    let new = |layer: usize, is_node: bool| ColumnItem {
        layer,
        is_node,
        left: Vec::new(),
        right: Vec::new(),
    };
    let mut spots: Vec<ColumnItem> = layers.layer.iter().map(|layer| new(*layer, true)).collect();
    let mut chains = Vec::new();
    for Edge { from, to, .. } in &layers.essential {
        let (mut last, mut chain) = (*from, Vec::new());
        for layer in layers.layer[*from] + 1..layers.layer[*to] {
            chain.push(spots.len());
            spots.push(new(layer, false));
        }
        for spot in chain.iter().chain([to]) {
            spots[last].right.push(*spot);
            spots[*spot].left.push(last);
            last = *spot;
        }
        chains.push(chain);
    }
    (spots, chains)
}

/// Returns the columns with their spots in the best order that was found.
fn sorted(spots: &[ColumnItem]) -> Vec<Vec<usize>> {
    let count = spots.iter().map(|spot| spot.layer + 1).max();
    let mut columns = vec![Vec::new(); count.unwrap_or_default()];
    for (place, spot) in spots.iter().enumerate() {
        columns[spot.layer].push(place);
    }
    let mut best = (crossings(spots, &columns), columns.clone());
    for round in 0..ROUNDS {
        let to_right = round % 2 == 0;
        let last = columns.len();
        for step in 1..last {
            let column = if to_right { step } else { last - 1 - step };
            let before = if to_right { column - 1 } else { column + 1 };
            let rank = ranks(spots.len(), &columns[before]);
            sort(spots, &mut columns[column], &rank, to_right);
        }
        let found = crossings(spots, &columns);
        if found < best.0 {
            best = (found, columns.clone());
        }
    }
    best.1
}

fn ranks(count: usize, column: &[usize]) -> Vec<usize> {
    let mut rank = vec![0; count];
    for (place, spot) in column.iter().enumerate() {
        rank[*spot] = place;
    }
    rank
}

/// Sorts a column by the mean rank of the neighbours on one side; spots without any keep
/// their places.
fn sort(spots: &[ColumnItem], column: &mut [usize], rank: &[usize], to_right: bool) {
    let mean = |(place, spot): (usize, &usize)| {
        let neighbours = if to_right {
            &spots[*spot].left
        } else {
            &spots[*spot].right
        };
        match neighbours.len() {
            0 => place as f64,
            count => neighbours.iter().map(|to| rank[*to]).sum::<usize>() as f64 / count as f64,
        }
    };
    let mut keys: Vec<(f64, usize)> = column
        .iter()
        .enumerate()
        .map(|entry| (mean(entry), *entry.1))
        .collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (slot, (_, spot)) in column.iter_mut().zip(keys) {
        *slot = spot;
    }
}

/// Counts how often edges between neighbouring columns cross.
fn crossings(spots: &[ColumnItem], columns: &[Vec<usize>]) -> u64 {
    let between = |pair: &[Vec<usize>]| {
        let rank = ranks(spots.len(), &pair[1]);
        // A tree of sums over the ranks of ends so far (Fenwick).
        let mut tree = vec![0_u64; pair[1].len() + 1];
        let (mut ends, mut found) = (0_u64, 0_u64);
        for spot in &pair[0] {
            let mut targets: Vec<usize> = spots[*spot].right.iter().map(|to| rank[*to]).collect();
            targets.sort_unstable();
            for target in &targets {
                let (mut at, mut not_after) = (target + 1, 0);
                while at > 0 {
                    not_after += tree[at];
                    at &= at - 1;
                }
                found += ends - not_after;
            }
            for target in targets {
                let mut at = target + 1;
                while at < tree.len() {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
                ends += 1;
            }
        }
        found
    };
    columns.windows(2).map(between).sum()
}

/// Returns the height of each node or point: near its neighbours, with the minimum distances.
fn heights(spots: &[ColumnItem], columns: &[Vec<usize>]) -> Vec<f64> {
    let mut y = vec![0.0; spots.len()];
    for column in columns {
        let steps = steps(spots, column);
        for (spot, step) in column.iter().zip(steps) {
            y[*spot] = step;
        }
    }
    for round in 0..ROUNDS {
        let mut order: Vec<&Vec<usize>> = columns.iter().collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for column in order {
            let wish = |spot: &usize| {
                let near = || spots[*spot].left.iter().chain(&spots[*spot].right);
                match near().count() {
                    0 => y[*spot],
                    count => near().map(|to| y[*to]).sum::<f64>() / count as f64,
                }
            };
            let wishes: Vec<f64> = column.iter().map(wish).collect();
            let placed = nearest(&wishes, &steps(spots, column));
            for (spot, place) in column.iter().zip(placed) {
                y[*spot] = place;
            }
        }
    }
    y
}

/// Returns how far each spot of a column is from the first one at least.
fn steps(spots: &[ColumnItem], column: &[usize]) -> Vec<f64> {
    let step = |spot: &usize| {
        if spots[*spot].is_node {
            NODE_STEP
        } else {
            POINT_STEP
        }
    };
    let mut at = 0.0;
    let mut last = 0.0;
    let place = |spot: &usize| {
        let own = step(spot);
        if last > 0.0 {
            at += (own + last) / 2.0;
        }
        last = own;
        at
    };
    column.iter().map(place).collect()
}

/// Returns the positions that are nearest to the wished ones by least squares, in the same order
/// and with the distances of `steps`: neighbours that would be too close share the mean of their
/// wishes.
fn nearest(wishes: &[f64], steps: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wish, step) in wishes.iter().zip(steps) {
        let mut block = (wish - step, 1);
        while let Some(before) = blocks.last().copied() {
            if before.0 <= block.0 {
                break;
            }
            blocks.pop();
            let (a, b) = (before.1 as f64, block.1 as f64);
            let mean = (before.0 * a + block.0 * b) / (a + b);
            block = (mean, before.1 + block.1);
        }
        blocks.push(block);
    }
    let shared = blocks
        .iter()
        .flat_map(|(mean, count)| std::iter::repeat_n(*mean, *count));
    shared.zip(steps).map(|(mean, step)| mean + step).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::nearest;

    proptest! {
        #[test]
        fn distances_are_kept(wishes in prop::collection::vec(-1000.0..1000.0_f64, 0..30)) {
            let steps: Vec<f64> = (0..wishes.len()).map(|place| place as f64 * 24.0).collect();
            let placed = nearest(&wishes, &steps);
            prop_assert_eq!(placed.len(), wishes.len());
            for pair in placed.windows(2) {
                prop_assert!(pair[1] - pair[0] >= 24.0 - 1e-6);
            }
            // Points with sufficient distances are not moved.
            let again = nearest(&placed, &steps);
            for (a, b) in placed.iter().zip(again) {
                prop_assert!((a - b).abs() < 1e-6);
            }
        }
    }
}
