//! Processor time compared with Go's, on one thread of Linux: run in release mode with `--ignored
//! --nocapture`.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the input is a file that the caller chooses"
)]

use std::env;
use std::fs;
use std::hint::black_box;
use std::time::Duration;

use vamos_deflate::Generation;
use vamos_deflate::Plan;
use vamos_deflate::Seams;
use vamos_deflate::join;
use vamos_deflate::zlib;

use crate::against_go::ask;
use crate::against_go::program;

/// Returns the processor time that this thread has used.
fn now() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
}

fn best(mut run: impl FnMut()) -> Duration {
    let once = |()| {
        let start = now();
        run();
        now() - start
    };
    [(); 15].map(once).into_iter().min().unwrap()
}

#[test]
#[ignore = "measures"]
fn time_beside_go() {
    let data = match env::var_os("VAMOS_DEFLATE_INPUT") {
        Some(path) => fs::read(path).unwrap(),
        None => fs::read(program().unwrap()).unwrap(),
    };
    let (generation, answers) = ask(1, &vec![data.clone(); 9]).unwrap();
    let go = answers.iter().map(|answer| answer.time).min().unwrap();
    assert!(zlib(generation, &data) == answers[0].bytes);
    let per_byte = |time: Duration| time.as_nanos() as f64 / data.len() as f64;
    println!(
        "{} bytes, {generation:?} of Go: {go:?}, {:.2} ns/byte",
        data.len(),
        per_byte(go)
    );
    for generation in [Generation::Gen1, Generation::Gen2] {
        let serial = best(|| drop(black_box(zlib(generation, black_box(&data)))));
        let plan = Plan::new(generation, data.len());
        let mut phases = [Duration::MAX; 4];
        let mut redone = 0;
        for _ in 0..15 {
            let mut start = now();
            let mut lap = |index: usize| {
                let phase: &mut Duration = &mut phases[index];
                *phase = (*phase).min(now() - start);
                start = now();
            };
            let chunks: Vec<_> = (0..plan.chunks()).map(|i| plan.search(&data, i)).collect();
            lap(0);
            let mut seams = Seams::new(&plan);
            let parts: Vec<_> = chunks
                .into_iter()
                .map(|chunk| seams.settle(&data, chunk))
                .collect();
            lap(1);
            let encoded: Vec<_> = parts.iter().map(|part| part.encode(&data)).collect();
            lap(2);
            black_box(join(&encoded));
            lap(3);
            redone = seams.redone();
        }
        println!(
            "{generation:?}: serial {serial:?} {:.2} ns/byte, {:.2} of Go; \
             search {:?}, settle {:?} ({redone} blocks again in {} chunks), encode {:?}, \
             join {:?}",
            per_byte(serial),
            serial.as_secs_f64() / go.as_secs_f64(),
            phases[0],
            phases[1],
            plan.chunks(),
            phases[2],
            phases[3],
        );
    }
}
