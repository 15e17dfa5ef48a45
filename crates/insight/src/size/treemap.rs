//! Rectangles with areas proportional to sizes: modules, and in each of them its packages.
//!
//! Counterpart: none; the method is Bruls, Huizing and van Wijk's, "Squarified Treemaps" (2000).

/// A rectangle; the whole map is one of this kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    fn short_side(&self) -> f64 {
        self.width.min(self.height)
    }
}

/// Divides a rectangle by weights, of which the largest comes first. The rectangles are in
/// their order, and near to squares.
pub(super) fn divide(weights: &[u64], mut rest: Rect) -> Vec<Rect> {
    let whole: f64 = weights.iter().map(|weight| *weight as f64).sum();
    let area = rest.width * rest.height;
    let areas: Vec<f64> = weights
        .iter()
        .map(|weight| {
            if whole > 0.0 {
                *weight as f64 / whole * area
            } else {
                0.0
            }
        })
        .collect();
    let mut rects = Vec::new();
    let mut areas = &areas[..];
    while !areas.is_empty() {
        let mut count = 1;
        while count < areas.len()
            && worst(&areas[..=count], rest.short_side())
                <= worst(&areas[..count], rest.short_side())
        {
            count += 1;
        }
        let (strip, after) = areas.split_at(count);
        rest = place(strip, rest, &mut rects);
        areas = after;
    }
    rects
}

/// Returns the largest ratio of sides if these areas share a strip along a side.
fn worst(areas: &[f64], side: f64) -> f64 {
    let sum: f64 = areas.iter().sum();
    let ratio = |area: &f64| {
        let (a, b) = (side * side * area, sum * sum);
        (a / b).max(b / a)
    };
    areas.iter().map(ratio).fold(0.0, f64::max)
}

/// Places a strip along the shorter side; returns the remaining rectangle.
fn place(areas: &[f64], rest: Rect, rects: &mut Vec<Rect>) -> Rect {
    let sum: f64 = areas.iter().sum();
    let side = rest.short_side();
    let depth = if side > 0.0 { sum / side } else { 0.0 };
    let mut at = 0.0;
    let is_upright = rest.width >= rest.height;
    for area in areas {
        let length = if depth > 0.0 { area / depth } else { 0.0 };
        rects.push(if is_upright {
            Rect {
                x: rest.x,
                y: rest.y + at,
                width: depth,
                height: length,
            }
        } else {
            Rect {
                x: rest.x + at,
                y: rest.y,
                width: length,
                height: depth,
            }
        });
        at += length;
    }
    if is_upright {
        Rect {
            x: rest.x + depth,
            width: (rest.width - depth).max(0.0),
            ..rest
        }
    } else {
        Rect {
            y: rest.y + depth,
            height: (rest.height - depth).max(0.0),
            ..rest
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Rect;
    use super::divide;

    proptest! {
        #[test]
        fn areas_are_as_weights(mut weights in prop::collection::vec(0..1_000_000_u64, 1..60)) {
            weights.sort_unstable_by(|a, b| b.cmp(a));
            let whole = Rect { x: 0.0, y: 0.0, width: 160.0, height: 90.0 };
            let rects = divide(&weights, whole);
            prop_assert_eq!(rects.len(), weights.len());
            let sum: u64 = weights.iter().sum();
            for (rect, weight) in rects.iter().zip(&weights) {
                let share = if sum == 0 { 0.0 } else { *weight as f64 / sum as f64 };
                prop_assert!((rect.width * rect.height - share * 160.0 * 90.0).abs() < 1e-3);
                prop_assert!(rect.x >= 0.0 && rect.x + rect.width <= 160.0 + 1e-6);
                prop_assert!(rect.y >= 0.0 && rect.y + rect.height <= 90.0 + 1e-6);
            }
        }
    }
}
