//! Files that change while vamos runs, runs that are killed, and runs side by side. The output of
//! such a run does not matter; the files that remain do.
//!
//! Counterpart: none.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::edit_source::StepError;
use super::edit_source::StepResult;
use super::program::Program;
use super::program::Task;
use super::world::World;
use super::world::set_mtime;
use crate::files;
use crate::files::at;
use crate::files::remove;

/// A file that has one of two contents, or is not there in one of them.
struct Flip {
    path: PathBuf,
    states: [Option<Vec<u8>>; 2],
    keeps_time: bool,
}

impl Flip {
    /// Brings the file into a state, by rename, so no reader sees half of it.
    fn set(&self, state: usize) -> Result<(), String> {
        let Some(bytes) = &self.states[state] else {
            return remove(&self.path);
        };
        let time = fs::metadata(&self.path).and_then(|meta| meta.modified());
        let other = self.path.with_extension("tmp-flip");
        files::write(&other, bytes)?;
        if let (true, Ok(time)) = (self.keeps_time, time) {
            set_mtime(&other, time)?;
        }
        fs::rename(&other, &self.path).map_err(at(&self.path))
    }
}

fn choose(world: &mut World) -> Option<Flip> {
    let files = world.named(&|name| {
        (name.ends_with(".go") && !name.ends_with("_test.go"))
            || name.ends_with(".txt")
            || name.ends_with(".s")
            || name.ends_with(".h")
    });
    for _ in 0..20 {
        let path = world.pick(&files)?;
        let text = fs::read_to_string(&path).unwrap_or_default();
        if path.is_symlink() {
            continue;
        }
        if world.random.chance(25) && path.extension().is_some_and(|ext| ext == "go") {
            let package = text.lines().find(|line| line.starts_with("package "))?;
            let name = world.fresh("Flip");
            let new = format!("{package}\n\nconst {name} = 1000 // const\n");
            return Some(Flip {
                path: path.with_file_name("flip.go"),
                states: [None, Some(new.into_bytes())],
                keeps_time: false,
            });
        }
        let number = 1000 + world.random.below(9000);
        let new = text.replace("1000", &number.to_string());
        if new != text {
            return Some(Flip {
                path,
                states: [Some(text.into_bytes()), Some(new.into_bytes())],
                keeps_time: world.random.chance(50),
            });
        }
    }
    None
}

/// Flips a file while vamos runs; afterwards both programs see both states, so that
/// the official cache has all that vamos may have stored.
pub(crate) fn flip(world: &mut World, programs: &[Program; 2]) -> StepResult {
    let flip = choose(world).ok_or(StepError::Impossible)?;
    // In a clean checkout each state would have a stamp of its own.
    const UNSTAMPED: &[&str] = &["-buildvcs=false"];
    let task = *world.random.pick(&[Task::Ids, Task::Build, Task::Ids]);
    let pauses: Vec<u64> = (0..64).map(|_| world.random.number() % 15_000).collect();
    let stop = AtomicBool::new(false);
    let result = std::thread::scope(|scope| {
        let flipper = scope.spawn(|| {
            let mut times = 0_usize;
            while !stop.load(Ordering::Relaxed) {
                flip.set((times + 1) % 2)?;
                std::thread::sleep(Duration::from_micros(pauses[times % pauses.len()]));
                times += 1;
            }
            Ok::<usize, String>(times)
        });
        let outcome = programs[1].run(world, task, UNSTAMPED);
        stop.store(true, Ordering::Relaxed);
        let times = flipper
            .join()
            .map_err(|_| "the flipping thread ended".to_owned())??;
        Ok::<_, String>((outcome?, times))
    });
    let (outcome, times) = result?;
    if !matches!(outcome.left.code, Some(0 | 1)) {
        let problem = format!("vamos ended badly while files changed: {outcome:?}");
        return Err(StepError::Failed(problem));
    }
    for state in [0, 1] {
        flip.set(state)?;
        // All that may have been reached by now.
        programs[0].run(world, Task::Build, UNSTAMPED)?;
        programs[0].run(world, Task::Ids, UNSTAMPED)?;
    }
    flip.set(world.random.below(2))?;
    Ok(format!(
        "{} changed {times} times during {task:?}",
        world.name(&flip.path)
    ))
}

/// Kills vamos at a random moment.
pub(crate) fn kill(world: &mut World, programs: &[Program; 2]) -> StepResult {
    let task = *world.random.pick(super::program::TASKS);
    if task == Task::Run {
        return Err(StepError::Impossible);
    }
    let after = Duration::from_millis(world.random.number() % 300);
    let mut child = programs[1].start(world, task, &[])?;
    std::thread::sleep(after);
    let failed = at(&programs[1].binary);
    child.kill().map_err(&failed)?;
    child.wait().map_err(failed)?;
    // Interrupted links leave partial outputs.
    for sub in ["out", "gopath/bin"] {
        for program in programs {
            remove(&program.dir(world).join(sub))?;
        }
        for program in programs {
            let dir = program.dir(world).join(sub);
            files::make_dir(&dir)?;
        }
    }
    Ok(format!("vamos killed during {task:?}"))
}

/// Runs vamos twice at the same time.
pub(crate) fn two(world: &mut World, programs: &[Program; 2]) -> StepResult {
    let first = programs[1].start(world, Task::Ids, &[])?;
    let second = programs[1].start(world, Task::Build, &[])?;
    programs[1].finish(world, first)?;
    programs[1].finish(world, second)?;
    Ok("two runs of vamos side by side".to_owned())
}
