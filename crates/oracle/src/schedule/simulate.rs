//! Computes the duration of the recorded compiles on a number of processors.
//!
//! Each processor has a worker. A compile uses one processor until its early export data are there,
//! then up to four threads, as the compiler does, and then one for the assembler; if there are more
//! threads than processors, all get equal shares. The compile with the longest remaining path
//! starts first, and one runs ahead only if none is ready.
//! Counterpart: none.

use super::record::Job;

/// Threads of the compiler's back end.
pub(super) const THREADS: f64 = 4.0;

/// Delay after which early export data are noticed, in seconds.
pub(super) const PAUSE: f64 = 0.004;

/// Processor time that counts as zero, in seconds.
const NOTHING: f64 = 1e-9;

/// Returns a line about a build with this number of workers.
pub(super) fn compare(jobs: &[Job], workers: usize) -> String {
    let all: f64 = jobs.iter().map(Job::cost).sum();
    let front: f64 = jobs.iter().map(|job| job.front).sum();
    let (usual, ahead) = (wall(jobs, workers, false), wall(jobs, workers, true));
    format!(
        "{workers} workers: {} packages, {all:.1} CPU-s, {:.0} % before early export data; \
         {usual:.2} s, ahead {ahead:.2} s ({:.3})",
        jobs.len(),
        100.0 * front / all,
        ahead / usual
    )
}

/// Progress of a compile.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Waiting,
    /// With the remaining seconds of each part, and of the pause after the first.
    Running {
        front: f64,
        pause: f64,
        back: f64,
        tail: f64,
    },
    /// The compile has ended; perhaps imports have not.
    Ended,
}

/// A build under simulation.
struct Build<'a> {
    jobs: &'a [Job],
    states: Vec<State>,
    is_early: Vec<bool>,
    is_done: Vec<bool>,
    urgency: Vec<f64>,
}

/// Returns the duration of a build, in seconds.
fn wall(jobs: &[Job], workers: usize, may_run_ahead: bool) -> f64 {
    let mut build = Build {
        jobs,
        states: vec![State::Waiting; jobs.len()],
        is_early: vec![false; jobs.len()],
        is_done: vec![false; jobs.len()],
        urgency: urgency(jobs),
    };
    let mut now = 0.0;
    loop {
        build.settle();
        build.start(workers, may_run_ahead);
        let Some(step) = build.step(workers) else {
            return now;
        };
        now += step;
    }
}

/// Returns the longest path that begins with each job.
fn urgency(jobs: &[Job]) -> Vec<f64> {
    let costs: Vec<f64> = jobs.iter().map(Job::cost).collect();
    let mut longest = costs.clone();
    for (index, job) in jobs.iter().enumerate().rev() {
        for import in &job.imports {
            longest[*import] = longest[*import].max(costs[*import] + longest[index]);
        }
    }
    longest
}

impl Build<'_> {
    /// Marks complete compiles, which have ended with all imports.
    fn settle(&mut self) {
        for (index, job) in self.jobs.iter().enumerate() {
            let are_done = || job.imports.iter().all(|import| self.is_done[*import]);
            if self.states[index] == State::Ended && !self.is_done[index] && are_done() {
                self.is_done[index] = true;
                self.is_early[index] = true;
            }
        }
    }

    /// Starts all compiles that can start.
    fn start(&mut self, workers: usize, may_run_ahead: bool) {
        let is_running = |state: &&State| matches!(state, State::Running { .. });
        let mut free = workers - self.states.iter().filter(is_running).count();
        while free > 0 {
            let ready = self.next(|build, job| job.imports.iter().all(|at| build.is_done[*at]));
            let next = ready.or_else(|| {
                let early = |build: &Self, job: &Job| {
                    job.is_plain && job.imports.iter().all(|at| build.is_early[*at])
                };
                self.next(early).filter(|_| may_run_ahead)
            });
            let Some(index) = next else { return };
            self.states[index] = State::Running {
                front: self.jobs[index].front,
                pause: PAUSE,
                back: self.jobs[index].back,
                tail: self.jobs[index].tail,
            };
            free -= 1;
        }
    }

    /// Returns the most urgent waiting compile that `may` start.
    fn next(&self, may: impl Fn(&Self, &Job) -> bool) -> Option<usize> {
        let waiting = (0..self.jobs.len()).filter(|at| self.states[*at] == State::Waiting);
        let free = waiting.filter(|at| may(self, &self.jobs[*at]));
        free.max_by(|a, b| self.urgency[*a].total_cmp(&self.urgency[*b]))
    }

    /// Advances the time until a part of a compile ends; returns the duration, or `None` if nothing
    /// runs.
    fn step(&mut self, workers: usize) -> Option<f64> {
        let wanted = |state: &State| match state {
            State::Running { front, .. } if *front > NOTHING => 1.0,
            State::Running { back, .. } if *back > NOTHING => THREADS,
            State::Running { .. } => 1.0,
            _ => 0.0,
        };
        let shares = shares(&self.states.iter().map(wanted).collect::<Vec<_>>(), workers);
        let left = |(state, share): (&State, &f64)| {
            let State::Running {
                front,
                pause,
                back,
                tail,
            } = state
            else {
                return None;
            };
            let parts = [front, back, tail];
            let part = parts.into_iter().find(|part| **part > NOTHING);
            let left = part.unwrap_or(tail) / share;
            let is_pausing = *front <= NOTHING && *pause > NOTHING;
            Some(if is_pausing { left.min(*pause) } else { left })
        };
        let step = self.states.iter().zip(&shares).filter_map(left);
        let step = step.min_by(f64::total_cmp)?;
        for (index, share) in shares.iter().enumerate() {
            let State::Running {
                front,
                pause,
                back,
                tail,
            } = &mut self.states[index]
            else {
                continue;
            };
            if *front > NOTHING {
                *front -= step * share;
                continue;
            }
            *pause -= step;
            let part = if *back > NOTHING {
                &mut *back
            } else {
                &mut *tail
            };
            *part -= step * share;
            // A compile that ends during the pause has its early export data, too; a package
            // without functions has the final ones.
            let has_ended = *back <= NOTHING && *tail <= NOTHING;
            if *pause <= NOTHING || has_ended {
                self.is_early[index] = true;
            }
            if has_ended {
                self.states[index] = State::Ended;
            }
        }
        Some(step)
    }
}

/// Distributes processors: each gets the wanted number, or an equal share of the remaining ones.
fn shares(wanted: &[f64], workers: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).filter(|at| wanted[*at] > 0.0).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut shares = vec![0.0; wanted.len()];
    let mut left = workers as f64;
    for (number, at) in order.iter().enumerate() {
        let share = wanted[*at].min(left / (order.len() - number) as f64);
        shares[*at] = share;
        left -= share;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::super::record::Job;
    use super::shares;
    use super::wall;

    fn job(front: f64, back: f64, imports: &[usize]) -> Job {
        Job {
            front,
            back,
            is_plain: true,
            imports: imports.to_vec(),
            ..Job::default()
        }
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn one_worker_takes_all_time() {
        let jobs = [job(1.0, 2.0, &[]), job(1.0, 2.0, &[0]), job(1.0, 2.0, &[])];
        assert!(near(wall(&jobs, 1, false), 9.0));
        assert!(near(wall(&jobs, 1, true), 9.0));
    }

    #[test]
    fn a_chain_overlaps() {
        // Back ends take 4 s on one processor each, and 1 s on four.
        let jobs = [job(1.0, 4.0, &[]), job(1.0, 4.0, &[0]), job(1.0, 4.0, &[1])];
        assert!(near(wall(&jobs, 16, false), 6.0));
        // Three fronts, with two pauses, and the last back end.
        assert!(near(wall(&jobs, 16, true), 4.008));
        let mut jobs = jobs;
        jobs[1].is_plain = false;
        assert!(near(wall(&jobs, 16, true), 5.004));
    }

    #[test]
    fn short_compiles_do_not_block() {
        let jobs = [
            job(1.0, 40.0, &[]),
            job(1.0, 0.001, &[0]),
            job(1.0, 4.0, &[1]),
        ];
        assert!(near(wall(&jobs, 16, true), 11.0));
        // A package without functions offers its archive.
        let jobs = [jobs[0].clone(), job(1.0, 0.0, &[0]), jobs[2].clone()];
        assert!(near(wall(&jobs, 16, true), 11.0));
        // A compile with a long assembly delays the end, too.
        let mut jobs = jobs;
        jobs[1].tail = 20.0;
        assert!(near(wall(&jobs, 16, true), 22.004));
        assert!(near(wall(&jobs, 16, false), 34.0));
    }

    #[test]
    fn processors_are_shared() {
        assert_eq!(shares(&[1.0, 4.0, 0.0, 4.0], 8), [1.0, 3.5, 0.0, 3.5]);
        assert_eq!(shares(&[4.0, 1.0], 8), [4.0, 1.0]);
        assert_eq!(shares(&[1.0; 4], 2), [0.5; 4]);
    }
}
