//! Time passes from event to event: a request is sent, an answer has arrived, a worker has checked
//! and stored it.
//!
//! An action can be requested when its inputs are there, since their content is in its ID. Answers
//! pass one line, one after the other.
//! Counterpart: none.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::Graph;

/// Seconds of a worker for each action: its ID is computed, the entry written.
const EACH: f64 = 0.0004;

/// Bytes in a second that a worker hashes and writes.
const STORED: f64 = 6e8;

/// Bytes in a second that it decompresses.
const UNPACKED: f64 = 4e8;

/// Bytes of a request or an answer in addition to its results.
const FRAME: f64 = 250.0;

/// Bytes of a row in a list of results.
const ROW: f64 = 120.0;

/// Number of concurrently requested batches.
const WINDOW: usize = 8;

/// Machine and network of a build.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    /// Seconds of a round trip.
    pub(super) delay: f64,
    /// Bytes in a second.
    pub(super) rate: f64,
    /// Workers.
    pub(super) workers: usize,
    /// The part of the bytes that pass if results are compressed.
    pub(super) compressed: Option<f64>,
}

/// Way of requesting results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Each action when it is due: first its result, then the bytes.
    EachAction,
    /// All actions that are due at a time: first the results, in one request, then the bytes in
    /// batches.
    Levels {
        /// Bytes of a batch.
        batch: u64,
    },
    /// The list of the results of an earlier build, then all bytes in batches, in the order
    /// of the build.
    List {
        /// Bytes of a batch.
        batch: u64,
    },
}

/// Cost of a simulated build.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Result {
    /// Seconds.
    pub(super) wall: f64,
    pub(super) requests: usize,
    /// Round trips on the path that ends last.
    pub(super) series: usize,
    /// Bytes to the machine.
    pub(super) bytes: f64,
    /// Seconds in which they pass.
    pub(super) busy: f64,
}

/// The line and the workers at a time of the simulation.
struct State {
    machine: Machine,
    line: f64,
    /// Time at which each worker is free, the earliest first.
    workers: BinaryHeap<Reverse<Time>>,
    result: Result,
}

/// A time that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Time(f64);

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl State {
    fn new(machine: Machine) -> Self {
        let workers = vec![Reverse(Time(0.0)); machine.workers];
        Self {
            machine,
            line: 0.0,
            workers: workers.into(),
            result: Result::default(),
        }
    }

    /// Requests this number of bytes at a time; returns the arrival time of the last.
    fn ask(&mut self, now: f64, bytes: f64) -> f64 {
        let bytes = bytes + FRAME;
        let half = self.machine.delay / 2.0;
        let passing = bytes / self.machine.rate;
        self.line = self.line.max(now + half) + passing;
        self.result.requests += 1;
        self.result.bytes += bytes;
        self.result.busy += passing;
        self.line + half
    }

    /// Returns the bytes that pass of a result.
    fn packed(&self, bytes: u64) -> f64 {
        bytes as f64 * self.machine.compressed.unwrap_or(1.0)
    }

    /// Adds a worker's time to check and store a result that is there at `now`; returns the time of
    /// completion.
    fn work(&mut self, now: f64, bytes: u64) -> f64 {
        let unpacking = match self.machine.compressed {
            Some(_) => bytes as f64 / UNPACKED,
            None => 0.0,
        };
        let Reverse(free) = self.workers.pop().unwrap_or(Reverse(Time(0.0)));
        let end = free.0.max(now) + EACH + bytes as f64 / STORED + unpacking;
        self.workers.push(Reverse(Time(end)));
        self.result.wall = self.result.wall.max(end);
        end
    }
}

/// Simulates a build all of whose results are on the server.
pub(super) fn simulate(graph: &Graph, machine: Machine, way: Way) -> Result {
    match way {
        Way::EachAction => each_action(graph, machine),
        Way::Levels { batch } => levels(graph, machine, batch),
        Way::List { batch } => list(graph, machine, batch),
    }
}

/// Event at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Ask(usize),
    Read(usize),
    Arrived(usize),
    Done(usize),
}

fn each_action(graph: &Graph, machine: Machine) -> Result {
    let mut state = State::new(machine);
    let (users, mut left) = users(graph);
    let mut series = vec![0; graph.actions.len()];
    let mut events = BinaryHeap::new();
    for (at, left) in left.iter().enumerate() {
        if *left == 0 {
            events.push(Reverse((Time(0.0), Event::Ask(at))));
        }
    }
    let mut last = 0;
    while let Some(Reverse((Time(now), event))) = events.pop() {
        let next = match event {
            Event::Ask(at) => (state.ask(now, 0.0), Event::Read(at)),
            Event::Read(at) => {
                let bytes = state.packed(graph.actions[at].bytes);
                (state.ask(now, bytes), Event::Arrived(at))
            }
            Event::Arrived(at) => (state.work(now, graph.actions[at].bytes), Event::Done(at)),
            Event::Done(at) => {
                last = at;
                series[at] += 2;
                for user in &users[at] {
                    // The need that is done last decides.
                    series[*user] = series[at];
                    left[*user] -= 1;
                    if left[*user] == 0 {
                        events.push(Reverse((Time(now), Event::Ask(*user))));
                    }
                }
                continue;
            }
        };
        events.push(Reverse((Time(next.0), next.1)));
    }
    state.result.series = series.get(last).copied().unwrap_or(0);
    state.result
}

fn levels(graph: &Graph, machine: Machine, batch: u64) -> Result {
    let mut state = State::new(machine);
    let (users, mut left) = users(graph);
    let mut due: Vec<usize> = (0..left.len()).filter(|at| left[*at] == 0).collect();
    let mut now: f64 = 0.0;
    while !due.is_empty() {
        // Requests are small, and sent together.
        let known = due
            .iter()
            .fold(now, |last, _| state.ask(now, 0.0).max(last));
        now = batches(graph, &mut state, &due, known, batch);
        state.result.series += 2;
        let mut next = Vec::new();
        for user in due.iter().flat_map(|at| &users[*at]) {
            left[*user] -= 1;
            if left[*user] == 0 {
                next.push(*user);
            }
        }
        due = next;
    }
    state.result
}

fn list(graph: &Graph, machine: Machine, batch: u64) -> Result {
    let mut state = State::new(machine);
    let rows = graph.actions.len() as f64 * ROW;
    let named = state.ask(0.0, 0.0);
    let known = state.ask(named, rows);
    let order: Vec<usize> = (0..graph.actions.len()).collect();
    batches(graph, &mut state, &order, known, batch);
    state.result.series = 3;
    state.result
}

/// Gets results in batches, a few of them concurrently; returns the time when all are stored.
fn batches(graph: &Graph, state: &mut State, order: &[usize], start: f64, batch: u64) -> f64 {
    let mut arrivals: Vec<f64> = Vec::new();
    let mut end = start;
    let mut rest = order;
    while !rest.is_empty() {
        let mut bytes = 0;
        let mut count = 0;
        while count < rest.len()
            && (count == 0 || bytes + graph.actions[rest[count]].bytes <= batch)
        {
            bytes += graph.actions[rest[count]].bytes;
            count += 1;
        }
        let (now, later) = rest.split_at(count);
        rest = later;
        let free = arrivals
            .len()
            .checked_sub(WINDOW)
            .map_or(start, |at| arrivals[at]);
        let packed = state.packed(bytes);
        let arrival = state.ask(free.max(start), packed);
        arrivals.push(arrival);
        for at in now {
            end = end.max(state.work(arrival, graph.actions[*at].bytes));
        }
    }
    end
}

/// Returns which actions need each one, and how many each needs.
fn users(graph: &Graph) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut users = vec![Vec::new(); graph.actions.len()];
    for (index, action) in graph.actions.iter().enumerate() {
        for need in &action.needs {
            users[*need].push(index);
        }
    }
    let left = graph.actions.iter().map(|action| action.needs.len());
    (users, left.collect())
}

#[cfg(test)]
mod tests {
    use super::super::graph::Action;
    use super::*;

    const MACHINE: Machine = Machine {
        delay: 0.02,
        rate: f64::INFINITY,
        workers: 8,
        compressed: None,
    };

    const NONE: &[usize] = &[];

    fn graph(needs: &[&[usize]], bytes: u64) -> Graph {
        let action = |needs: &&[usize]| Action {
            needs: needs.to_vec(),
            bytes,
            cost: 1.0,
        };
        Graph {
            name: String::new(),
            actions: needs.iter().map(action).collect(),
        }
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn a_chain_costs_two_round_trips_each_or_three_in_all() {
        let chain = graph(&[&[], &[0], &[1], &[2]], 0);
        let each = simulate(&chain, MACHINE, Way::EachAction);
        assert!(near(each.wall, 4.0 * (0.04 + EACH)), "{each:?}");
        assert_eq!((each.requests, each.series), (8, 8));
        let levels = simulate(&chain, MACHINE, Way::Levels { batch: 100 });
        assert!(near(levels.wall, each.wall));
        let list = simulate(&chain, MACHINE, Way::List { batch: 100 });
        assert!(near(list.wall, 0.06 + EACH), "{list:?}");
        assert_eq!((list.requests, list.series), (3, 3));
    }

    #[test]
    fn bytes_pass_one_after_the_other() {
        let wide = graph(&[NONE; 10], 1_000_000);
        let machine = Machine {
            rate: 1e7,
            ..MACHINE
        };
        let packed = Machine {
            compressed: Some(0.5),
            ..machine
        };
        for way in [Way::EachAction, Way::List { batch: 1 << 20 }] {
            let plain = simulate(&wide, machine, way);
            assert!(plain.wall > 1.0 && plain.wall < 1.1, "{plain:?}");
            assert!(plain.bytes > 1e7 && plain.bytes < 1.01e7);
            let packed = simulate(&wide, packed, way);
            assert!(packed.wall > 0.5 && packed.wall < 0.6, "{packed:?}");
        }
    }

    #[test]
    fn few_small_batches_wait_for_round_trips() {
        let wide = graph(&[NONE; 160], 1000);
        let small = simulate(&wide, MACHINE, Way::List { batch: 1000 });
        // Twenty times eight at once, after the list.
        assert!(small.wall > 0.04 + 20.0 * 0.02, "{small:?}");
        let large = simulate(&wide, MACHINE, Way::List { batch: 160_000 });
        assert!(large.wall < 0.08, "{large:?}");
    }

    #[test]
    fn workers_share_the_work() {
        let wide = graph(&[NONE; 80], 6_000_000);
        let wall = |workers| {
            let machine = Machine { workers, ..MACHINE };
            simulate(&wide, machine, Way::List { batch: 1 << 30 }).wall - 0.06
        };
        assert!(near(wall(1), 80.0 * (0.01 + EACH)));
        assert!(near(wall(8), 10.0 * (0.01 + EACH)));
    }
}
