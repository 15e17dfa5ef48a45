//! Tests of the order in which tasks run.

use std::cmp::Reverse;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use super::Order;
use super::Rank;
use super::longest_paths;
use super::run_graph;
use crate::Pool;
use crate::Speculation;
use vamos_base::Cancel;

#[test]
fn runs_the_lowest_ready_task_first() {
    let deps = vec![vec![], vec![0], vec![], vec![2, 2], vec![1, 3]];
    for limit in [1, 4] {
        let order = Mutex::new(Vec::new());
        let done = run_graph(
            &Pool::new(limit),
            &deps,
            &Order::default(),
            None,
            &Cancel::new(),
            |index| {
                order.lock().unwrap().push(index);
            },
        );
        assert!(done);
        let order = order.into_inner().unwrap();
        if limit == 1 {
            assert_eq!(order, [0, 1, 2, 3, 4]);
        }
        let at = |wanted| order.iter().position(|i| *i == wanted).unwrap();
        assert!(at(0) < at(1) && at(2) < at(3) && at(4) == 4);
    }
}

#[test]
fn a_cancel_starts_nothing_more() {
    let cancel = Cancel::new();
    let ran = Mutex::new(0);
    let graph = [vec![], vec![0], vec![1]];
    let done = run_graph(
        &Pool::new(2),
        &graph,
        &Order::default(),
        None,
        &cancel,
        |_| {
            *ran.lock().unwrap() += 1;
            cancel.cancel();
        },
    );
    assert!(!done);
    assert_eq!(ran.into_inner().unwrap(), 1);
}

#[test]
fn order_may_change_on_the_way() {
    let deps = vec![vec![], vec![], vec![], vec![], vec![0, 1, 2, 3]];
    let order = Order::default();
    let ran = Mutex::new(Vec::new());
    let rank = |urgency| Rank {
        urgency,
        cost: 10 * urgency,
    };
    run_graph(
        &Pool::new(1),
        &deps,
        &order,
        None,
        &Cancel::new(),
        |index| {
            ran.lock().unwrap().push((index, order.ready_cost()));
            match index {
                0 => order.by_urgency([0, 5, 4, 7, 0].map(rank).to_vec()),
                1 => order.by_number(),
                _ => {}
            }
        },
    );
    // The cost counts the tasks that have not started.
    let want = [(0, 0), (3, 90), (1, 40), (2, 0), (4, 0)];
    assert_eq!(ran.into_inner().unwrap(), want);
}

#[test]
fn chains_include_all_dependents() {
    let deps = vec![vec![], vec![0], vec![], vec![1, 2, 2]];
    assert_eq!(longest_paths(&deps, &[1, 20, 300, 4]), [25, 24, 304, 4]);
}

/// Returns the end time of the last task if each takes its cost.
fn makespan(workers: usize, deps: &[Vec<u32>], costs: &[u64], urgency: &[u64]) -> u64 {
    let mut ends = vec![None; deps.len()];
    let mut free = vec![0; workers];
    for _ in deps {
        let now = *free.iter().min().unwrap();
        let ready_at = |task: usize| -> Option<u64> {
            let mut ends = deps[task].iter().map(|dep| ends[*dep as usize]);
            ends.try_fold(0, |max: u64, end| Some(max.max(end?)))
        };
        let waiting = (0..deps.len()).filter(|task| ends[*task].is_none());
        let known = waiting.filter_map(|task| Some((ready_at(task)?, task)));
        // The most urgent ready task; else the task that is ready soonest.
        let best = known.min_by_key(|(at, task)| ((*at).max(now), Reverse(urgency[*task]), *task));
        let (at, task) = best.unwrap();
        let worker = (0..workers).min_by_key(|worker| free[*worker]).unwrap();
        let end = at.max(now) + costs[task];
        ends[task] = Some(end);
        free[worker] = end;
    }
    ends.into_iter().flatten().max().unwrap()
}

#[test]
fn the_longest_path_first_leaves_no_tail() {
    // Many short tasks, and as the last of the ready ones a long task, such as a package with one
    // large C file: by number it starts when all others are done.
    let mut deps: Vec<Vec<u32>> = vec![vec![]];
    let mut costs = vec![10];
    for _ in 0..40 {
        deps.push(vec![0]);
        costs.push(5);
    }
    deps.push(vec![0]);
    costs.push(200);
    deps.push((1..42).collect());
    costs.push(10);
    let urgency = longest_paths(&deps, &costs);
    let by_number = makespan(2, &deps, &costs, &vec![0; deps.len()]);
    let by_urgency = makespan(2, &deps, &costs, &urgency);
    let sum: u64 = costs.iter().sum();
    let bound = urgency[0].max(sum.div_ceil(2));
    assert_eq!((by_number, by_urgency, bound), (320, 220, 220));
    // Never worse than by number on random graphs by more than the longest task.
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    for _ in 0..50 {
        let count = 60;
        let mut deps: Vec<Vec<u32>> = Vec::new();
        for task in 0..count - 1 {
            let picks = if task == 0 { 0 } else { random(4) };
            let list = (0..picks).map(|_| u32::try_from(random(task)).unwrap());
            deps.push(list.collect());
        }
        deps.push((0..u32::try_from(count - 1).unwrap()).collect());
        let costs: Vec<u64> = deps.iter().map(|_| 1 + random(50)).collect();
        let urgency = longest_paths(&deps, &costs);
        let bound = (costs.iter().sum::<u64>() / 2).max(*urgency.iter().max().unwrap());
        let took = makespan(2, &deps, &costs, &urgency);
        assert!(took >= bound && took <= bound + bound / 5, "{took} {bound}");
    }
}

#[test]
fn idle_workers_run_ahead() {
    // 1 needs the early result of 0, and 2 needs the one of 1; 0 ends when 2 has run ahead.
    let deps = vec![vec![], vec![0], vec![1], vec![2]];
    let needs = || Some(vec![vec![], vec![0], vec![1], vec![]]);
    let events = Mutex::new(Vec::new());
    let has = |event: (&str, u32)| events.lock().unwrap().contains(&event);
    let note = |event: (&'static str, u32)| events.lock().unwrap().push(event);
    let speculation = Speculation {
        needs: &needs,
        // The task has started, and its result is available at once.
        has_result: &|index| has(("run", index)) || has(("ahead", index)),
        run: &|index| note(("ahead", index)),
    };
    let (order, cancel) = (Order::default(), Cancel::new());
    let task = |index: u32| {
        note(("run", index));
        while index == 0 && !has(("ahead", 2)) {
            std::thread::yield_now();
        }
        note(("end", index));
    };
    assert!(run_graph(
        &Pool::new(3),
        &deps,
        &order,
        Some(&speculation),
        &cancel,
        task
    ));
    let events = events.into_inner().unwrap();
    let started: Vec<_> = events.iter().filter(|(what, _)| *what != "end").collect();
    let wanted = [
        ("run", 0),
        ("ahead", 1),
        ("ahead", 2),
        ("run", 1),
        ("run", 2),
        ("run", 3),
    ];
    assert_eq!(started, wanted.iter().collect::<Vec<_>>());
}

#[test]
fn a_task_waits_for_itself_ahead() {
    // 1 runs ahead until 0 has ended; only then it runs.
    let deps = vec![vec![], vec![0], vec![1]];
    let needs = || Some(vec![vec![], vec![0], vec![]]);
    let (is_ahead, has_ended) = (AtomicBool::new(false), AtomicBool::new(false));
    let ran_too_early = AtomicBool::new(false);
    let speculation = Speculation {
        needs: &needs,
        has_result: &|_| true,
        run: &|_| {
            is_ahead.store(true, Ordering::SeqCst);
            while !has_ended.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
            is_ahead.store(false, Ordering::SeqCst);
        },
    };
    let (order, cancel) = (Order::default(), Cancel::new());
    let task = |index: u32| match index {
        0 => {
            while !is_ahead.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            has_ended.store(true, Ordering::SeqCst);
        }
        _ => {
            ran_too_early.fetch_or(is_ahead.load(Ordering::SeqCst), Ordering::SeqCst);
        }
    };
    assert!(run_graph(
        &Pool::new(2),
        &deps,
        &order,
        Some(&speculation),
        &cancel,
        task
    ));
    assert!(!ran_too_early.into_inner());
}

#[test]
fn tasks_that_ran_ahead_are_not_waited_for() {
    // As above, with one worker besides the one that runs 0: it finds the result of 1 itself.
    let deps = vec![vec![], vec![0], vec![1], vec![2]];
    let needs = || Some(vec![vec![], vec![0], vec![1], vec![]]);
    let (ran, asked) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let has_run = |index: u32| ran.lock().unwrap().contains(&index);
    let speculation = Speculation {
        needs: &needs,
        has_result: &|index| {
            asked.lock().unwrap().push(index);
            index == 0 || has_run(index)
        },
        run: &|index| ran.lock().unwrap().push(index),
    };
    let task = |index: u32| {
        while index == 0 && !has_run(2) {
            std::thread::yield_now();
        }
    };
    let (order, cancel) = (Order::default(), Cancel::new());
    let pool = Pool::new(2);
    assert!(run_graph(
        &pool,
        &deps,
        &order,
        Some(&speculation),
        &cancel,
        task
    ));
    assert_eq!(ran.into_inner().unwrap(), [1, 2]);
    assert_eq!(asked.into_inner().unwrap(), [0, 1, 2]);
}
