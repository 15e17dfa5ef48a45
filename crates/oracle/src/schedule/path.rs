//! Computes the duration of the recorded compiles with unlimited processors, and its parts: the
//! path of compiles that wait for one another.
//!
//! Counterpart: none.

use super::record::Job;
use super::simulate::PAUSE;
use super::simulate::THREADS;

/// Maximum number of named compiles on the path.
const NAMED: usize = 12;

/// Part of a compile, or of its import, that a compile waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// Up to its early export data.
    Front,
    /// The whole compile.
    Whole,
}

/// Times at which a compile has early export data and ends, and the part that it waited for.
#[derive(Clone, Copy, Debug)]
struct Times {
    early: f64,
    /// Time at which it and all of its imports have ended.
    done: f64,
    waited: Option<(usize, Part)>,
    /// The import that ends later than the compile itself.
    later: Option<usize>,
}

/// Returns a line about the longest path, with or without compiling ahead.
pub(super) fn report(jobs: &[Job], is_ahead: bool) -> String {
    let times = times(jobs, is_ahead);
    let last = (0..jobs.len()).max_by(|a, b| times[*a].done.total_cmp(&times[*b].done));
    let (mut fronts, mut backs, mut named) = (0.0, 0.0, Vec::new());
    let mut next = last.map(|last| (last, Part::Whole));
    let wall = last.map_or(0.0, |last| times[last].done);
    while let Some((at, part)) = next {
        if let (Part::Whole, Some(later)) = (part, times[at].later) {
            next = Some((later, Part::Whole));
            continue;
        }
        fronts += jobs[at].front;
        let back = if part == Part::Whole {
            jobs[at].back / THREADS + jobs[at].tail
        } else {
            0.0
        };
        backs += back;
        named.push((jobs[at].front + back, &*jobs[at].package));
        next = times[at].waited;
    }
    let count = named.len();
    named.sort_by(|a, b| b.0.total_cmp(&a.0));
    let named: Vec<String> = named
        .iter()
        .take(NAMED)
        .map(|(time, package)| format!("{package} {time:.2}"))
        .collect();
    format!(
        "{}: at least {wall:.2} s: {count} compiles in series, {fronts:.2} s before early export \
         data, {backs:.2} s after; {}",
        if is_ahead { "ahead" } else { "usual" },
        named.join(", ")
    )
}

/// Returns the times of compiles that start as soon as they may.
fn times(jobs: &[Job], is_ahead: bool) -> Vec<Times> {
    let mut all: Vec<Times> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let mut start = 0.0;
        let mut waited = None;
        for import in &job.imports {
            let other = all[*import];
            let (free, part) = if is_ahead && job.is_plain && other.early < other.done {
                (other.early, Part::Front)
            } else {
                (other.done, Part::Whole)
            };
            if free > start {
                (start, waited) = (free, Some((*import, part)));
            }
        }
        let end = start + job.front + job.back / THREADS + job.tail;
        let last = job.imports.iter().copied();
        let last = last.max_by(|a, b| all[*a].done.total_cmp(&all[*b].done));
        let later = last.filter(|last| all[*last].done > end);
        all.push(Times {
            early: end.min(start + job.front + PAUSE),
            done: later.map_or(end, |last| all[last].done),
            waited,
            later,
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(package: &str, is_plain: bool, imports: &[usize]) -> Job {
        Job {
            package: package.to_owned(),
            front: 1.0,
            back: 4.0,
            tail: 0.0,
            is_plain,
            imports: imports.to_vec(),
        }
    }

    #[test]
    fn paths() {
        let jobs = [
            job("a", true, &[]),
            job("b", true, &[0]),
            job("c", false, &[1]),
            job("d", true, &[]),
        ];
        let usual = "usual: at least 6.00 s: 3 compiles in series, 3.00 s before early export \
                     data, 3.00 s after; c 2.00, b 2.00, a 2.00";
        assert_eq!(report(&jobs, false), usual);
        // `c` waits for the end of `b`, which starts early.
        let ahead = "ahead: at least 5.00 s: 3 compiles in series, 3.00 s before early export \
                     data, 2.00 s after; c 2.00, b 2.00, a 1.00";
        assert_eq!(report(&jobs, true), ahead);
        // The last compile ends before its import does.
        let mut jobs = [job("a", true, &[]), job("b", true, &[0])];
        jobs[0].back = 40.0;
        assert!(report(&jobs, true).starts_with("ahead: at least 11.00 s: 1 compiles"));
        assert_eq!(
            report(&[], true).split(':').nth(1),
            Some(" at least 0.00 s")
        );
    }
}
