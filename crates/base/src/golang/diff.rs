//! Anchored unified diffs.
//!
//! Lines that occur exactly once on both sides anchor the diff: the longest run of them in the same
//! order is selected, and each match is widened over equal neighbours. The printed diff is part of
//! the interface (`go mod tidy -diff`), so the choice among equally good anchors must be upstream's
//! too.
//!
//! Counterpart: internal/diff/diff.go.

use std::collections::HashMap;

/// Lines of context around each change.
const CONTEXT: usize = 3;

/// A position in both texts, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pair {
    x: usize,
    y: usize,
}

/// Returns the diff from `old` to `new` under their names; nothing for equal texts.
pub fn diff(old_name: &str, old: &[u8], new_name: &str, new: &[u8]) -> Vec<u8> {
    if old == new {
        return Vec::new();
    }
    let old_lines = lines(old);
    let new_lines = lines(new);
    let header = format!("diff {old_name} {new_name}\n--- {old_name}\n+++ {new_name}\n");
    let mut chunks = Chunks {
        x: &old_lines,
        y: &new_lines,
        out: header.into_bytes(),
        done: Pair::default(),
        start: Pair::default(),
        count: Pair::default(),
        text: Vec::new(),
    };
    for anchor in anchors(&old_lines, &new_lines) {
        // Widening an earlier match may have passed this one.
        if anchor.x >= chunks.done.x && chunks.extend_to(anchor) {
            break;
        }
    }
    chunks.out
}

/// The chunk under construction, and the text printed before it.
struct Chunks<'a> {
    x: &'a [Vec<u8>],
    y: &'a [Vec<u8>],
    out: Vec<u8>,
    /// Number of processed lines of both texts.
    done: Pair,
    /// Start of the open chunk.
    start: Pair,
    /// Number of lines of each side in the open chunk.
    count: Pair,
    /// The open chunk's lines, each with its mark.
    text: Vec<u8>,
}

impl Chunks<'_> {
    /// Adds the lines between `done` and the match around `anchor`, and ends the chunk if the match
    /// is long enough. Returns true at the end of both texts.
    fn extend_to(&mut self, anchor: Pair) -> bool {
        let (x, y) = (self.x, self.y);
        let mut start = anchor;
        while start.x > self.done.x && start.y > self.done.y && x[start.x - 1] == y[start.y - 1] {
            start.x -= 1;
            start.y -= 1;
        }
        let mut end = anchor;
        while end.x < x.len() && end.y < y.len() && x[end.x] == y[end.y] {
            end.x += 1;
            end.y += 1;
        }
        for line in &x[self.done.x..start.x] {
            self.push(b'-', line);
            self.count.x += 1;
        }
        for line in &y[self.done.y..start.y] {
            self.push(b'+', line);
            self.count.y += 1;
        }
        let common = end.x - start.x;
        let at_end = end.x >= x.len() && end.y >= y.len();
        if !at_end && (common < CONTEXT || (!self.text.is_empty() && common < 2 * CONTEXT)) {
            self.push_common(start.x, end.x);
            self.done = end;
            return false;
        }
        if !self.text.is_empty() {
            let shown = common.min(CONTEXT);
            self.push_common(start.x, start.x + shown);
            self.done = Pair {
                x: start.x + shown,
                y: start.y + shown,
            };
            self.flush();
        }
        if at_end {
            return true;
        }
        self.start = Pair {
            x: end.x - CONTEXT,
            y: end.y - CONTEXT,
        };
        self.push_common(self.start.x, end.x);
        self.done = end;
        false
    }

    fn push(&mut self, mark: u8, line: &[u8]) {
        self.text.push(mark);
        self.text.extend_from_slice(line);
    }

    fn push_common(&mut self, from: usize, to: usize) {
        let x = self.x;
        for line in &x[from..to] {
            self.push(b' ', line);
        }
        self.count.x += to - from;
        self.count.y += to - from;
    }

    /// Prints the open chunk. Line numbers count from 1, but an empty side is `0,0`.
    fn flush(&mut self) {
        let header = format!(
            "@@ -{},{} +{},{} @@\n",
            self.start.x + usize::from(self.count.x > 0),
            self.count.x,
            self.start.y + usize::from(self.count.y > 0),
            self.count.y
        );
        self.out.extend_from_slice(header.as_bytes());
        self.out.append(&mut self.text);
        self.count = Pair::default();
    }
}

/// Returns the lines of `text` with their ends; a last line without one gets it, and
/// the remark that other diff programs make.
fn lines(text: &[u8]) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = text
        .split_inclusive(|&b| b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if let Some(last) = lines.last_mut()
        && !last.ends_with(b"\n")
    {
        last.extend_from_slice(b"\n\\ No newline at end of file\n");
    }
    lines
}

/// Returns a longest common subsequence of the lines that are unique in `x` and in
/// `y`, between the sentinels `(0, 0)` and the ends (Szymanski's algorithm).
fn anchors(x: &[Vec<u8>], y: &[Vec<u8>]) -> Vec<Pair> {
    let mut seen: HashMap<&[u8], (usize, usize)> = HashMap::new();
    for line in x {
        seen.entry(line).or_default().0 += 1;
    }
    for line in y {
        seen.entry(line).or_default().1 += 1;
    }
    let is_unique = |line: &[u8]| seen.get(line) == Some(&(1, 1));
    let mut rank_of: HashMap<&[u8], usize> = HashMap::new();
    let mut y_lines = Vec::new();
    for (i, line) in y.iter().enumerate() {
        if is_unique(line) {
            rank_of.insert(line, y_lines.len());
            y_lines.push(i);
        }
    }
    let mut x_lines = Vec::new();
    let mut ranks = Vec::new();
    for (i, line) in x.iter().enumerate() {
        if let Some(&rank) = rank_of.get(line.as_slice()) {
            x_lines.push(i);
            ranks.push(rank);
        }
    }
    // lowest[k] is the smallest rank that ends an increasing run of k+1 ranks so far;
    // lengths[i] is the length of the longest such run that ends at i.
    let mut lowest: Vec<usize> = Vec::new();
    let mut lengths = Vec::with_capacity(ranks.len());
    for &rank in &ranks {
        let k = lowest.partition_point(|&low| low < rank);
        if k == lowest.len() {
            lowest.push(rank);
        } else {
            lowest[k] = rank;
        }
        lengths.push(k + 1);
    }
    let mut wanted = lowest.len();
    let mut sequence = vec![Pair {
        x: x.len(),
        y: y.len(),
    }];
    for i in (0..ranks.len()).rev() {
        // Upstream takes the last candidate of each length, whatever its rank.
        if lengths[i] == wanted {
            sequence.push(Pair {
                x: x_lines[i],
                y: y_lines[ranks[i]],
            });
            wanted -= 1;
        }
    }
    sequence.push(Pair::default());
    sequence.reverse();
    sequence
}

#[cfg(test)]
mod tests {
    use super::diff;

    fn show(old: &str, new: &str) -> String {
        String::from_utf8(diff("old", old.as_bytes(), "new", new.as_bytes())).unwrap()
    }

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(show("a\n", "a\n"), "");
    }

    #[test]
    fn chunks_as_upstream() {
        assert_eq!(
            show("", "a\n"),
            "diff old new\n--- old\n+++ new\n@@ -0,0 +1,1 @@\n+a\n"
        );
        assert_eq!(
            show("a\nb\nc\n", "a\nx\nc"),
            "diff old new\n--- old\n+++ new\n@@ -1,3 +1,3 @@\n a\n-b\n-c\n+x\n+c\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn distant_changes_are_two_chunks() {
        let old: String = (0..20).map(|n| format!("{n}\n")).collect();
        let new = old.replace("2\n", "two\n").replace("17\n", "");
        assert!(show(&old, &new).contains("@@ -1,6 +1,6 @@\n 0\n 1\n-2\n+two\n 3\n 4\n 5\n@@ "));
    }
}
