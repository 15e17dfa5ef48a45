//! `cargo xtask link damage`: archives with random damage. The linker on trial must end by itself,
//! with an error or with the output that the official linker has, and must not exceed its time or
//! memory.
//!
//! Counterpart: none; the official linker panics on many of these.

use std::fs;
use std::path::Path;
use std::process::Command;

use vamos_testkit::Random;

use super::USAGE;
use super::case::Case;
use super::case::Outcome;
use super::case::write;
use super::driver::Driver;
use super::flags;
use super::place::CaptureDir;
use crate::files;
use crate::report::Report;

/// Runs a command with at most 6 GB of addresses and 120 seconds.
const LIMITED: &str = "ulimit -v 6000000; exec timeout 120 \"$@\"";

/// The exit codes of `timeout` at its limit and of a panic.
const TIMEOUT: i32 = 124;
const PANIC: i32 = 101;

/// Numbers that lengths and offsets are damaged to.
const NUMBERS: [u32; 6] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff];

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, names) = flags(args)?;
    let (mut driver, mut dir, mut count, mut seed) = (None, None, 100_u64, 1_u64);
    for (flag, value) in flags {
        match flag {
            "--dir" => dir = Some(value),
            "--count" => count = value.parse().map_err(|_| USAGE)?,
            "--seed" => seed = value.parse().map_err(|_| USAGE)?,
            _ => driver = Some(Driver::of_flag(flag, value).ok_or(USAGE)?),
        }
    }
    let driver = Driver::required(driver)?;
    let place = CaptureDir::open(dir)?;
    if names.len() != 1 {
        return Err(USAGE.to_owned());
    }
    let case = Case::all(&place, names)?.remove(0);
    let scratch = tempfile::tempdir_in(place.scratch()).map_err(|error| error.to_string())?;
    let mut report = Report::default();
    let mut counts = [0; 4];
    for seed in seed..seed + count {
        let trial = Trial {
            case: &case,
            driver: &driver,
            dir: scratch.path(),
        };
        match trial.run(seed) {
            Ok(verdict) => counts[verdict as usize] += 1,
            Err(error) => report.say(&format!("seed {seed}"), Err(error)),
        }
    }
    let [equal, refused, linked, varying] = counts;
    crate::say(&format!(
        "{equal} links equal, {refused} refused, {linked} that only the official linker refuses, \
         {varying} whose official output varies"
    ));
    report.finish()
}

/// Result of a link without a finding.
#[derive(Clone, Copy)]
enum Verdict {
    Equal,
    /// The linker on trial refused the input, or the official one, as its fallback, did.
    Refused,
    /// Only the official linker read the damaged bytes.
    Linked,
    /// The official linker makes another output each time.
    Varying,
}

/// Number of times that the official linker repeats a differing link.
const REPEATS: usize = 3;

/// One damaged link.
struct Trial<'a> {
    case: &'a Case,
    driver: &'a Driver,
    dir: &'a Path,
}

impl Trial<'_> {
    /// Links a damaged input.
    fn run(&self, seed: u64) -> Result<Verdict, String> {
        let mut random = Random::new(seed);
        let config = self.case.dir.join("importcfg.link");
        let text = files::read_text(&config)?;
        let out = self.dir.join("out");
        let args = self.case.args(&out, &[]);
        let archives = text.lines().filter(|line| line.starts_with("packagefile "));
        let mut archives: Vec<&str> = archives
            .filter_map(|line| line.split_once('='))
            .map(|(_, file)| file)
            .collect();
        archives.extend(args.last().map(String::as_str));
        let victim = *random.pick(&archives);
        let bytes = fs::read(victim).map_err(|error| format!("{victim}: {error}"))?;
        let (bytes, words) = damage(bytes, &mut random);
        let damaged = self.dir.join("damaged.a");
        write(&damaged, &bytes)?;
        let damaged = damaged.display().to_string();
        let own_config = self.dir.join("importcfg.link");
        write(&own_config, text.replace(victim, &damaged).as_bytes())?;
        let (old, own_config) = (config.display().to_string(), own_config.display());
        let own_config = own_config.to_string();
        let args: Vec<String> = args
            .iter()
            .map(|arg| match arg {
                arg if *arg == old => own_config.clone(),
                arg if arg == victim => damaged.clone(),
                arg => arg.clone(),
            })
            .collect();
        let ours = self.link(&self.driver.plain(self.case), &args, &out)?;
        let what = || format!("{words} in {victim}: {}", ours.stderr.trim_end());
        match ours.code {
            TIMEOUT => return Err(format!("no end: {}", what())),
            PANIC => return Err(format!("panic: {}", what())),
            code if !(0..128).contains(&code) => return Err(format!("code {code}: {}", what())),
            0 => {}
            _ => return Ok(Verdict::Refused),
        }
        let stock = Command::new(self.case.stock());
        let theirs = self.link(&stock, &args, &out)?;
        if theirs.code != 0 {
            return Ok(Verdict::Linked);
        }
        if theirs.digest == ours.digest {
            return Ok(Verdict::Equal);
        }
        for _ in 0..REPEATS {
            if self.link(&stock, &args, &out)?.digest != theirs.digest {
                return Ok(Verdict::Varying);
            }
        }
        Err(format!("another output: {}", what()))
    }

    fn link(&self, linker: &Command, args: &[String], out: &Path) -> Result<Outcome, String> {
        let mut command = self.case.command("sh".as_ref());
        for (name, value) in linker.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command
            .args(["-c", LIMITED, "sh"])
            .arg(linker.get_program())
            .args(linker.get_args())
            .args(args);
        self.case.run(command, out)
    }
}

/// Damages one to three places; describes them.
fn damage(mut bytes: Vec<u8>, random: &mut Random) -> (Vec<u8>, String) {
    let mut words = Vec::new();
    // Half of the damage is near the headers, where it does the most.
    let magic = b"\x00go120ld";
    let object = bytes
        .windows(magic.len())
        .position(|window| window == magic)
        .unwrap_or(0);
    for _ in 0..=random.below(3) {
        let from = if random.chance(50) { object } else { 0 };
        let room = bytes.len() - from.min(bytes.len());
        let room = if random.chance(50) {
            room.min(400)
        } else {
            room
        };
        let at = from + random.below(room);
        match random.below(4) {
            0 => {
                let bit = 1 << random.below(8);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= bit;
                }
                words.push(format!("bit {bit:#x} at {at:#x}"));
            }
            1 | 2 => {
                let number = *random.pick(&NUMBERS);
                for (slot, byte) in bytes.iter_mut().skip(at).zip(number.to_le_bytes()) {
                    *slot = byte;
                }
                words.push(format!("number {number:#x} at {at:#x}"));
            }
            _ if random.chance(30) => {
                bytes.truncate(at);
                words.push(format!("end at {at:#x}"));
            }
            _ => {
                let end = (at + 1 + random.below(64)).min(bytes.len());
                bytes.drain(at.min(end)..end);
                words.push(format!("cut {at:#x}..{end:#x}"));
            }
        }
    }
    (bytes, words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::damage;
    use vamos_testkit::Random;

    #[test]
    fn damage_repeats_and_holds_for_short_files() {
        for length in [0, 1, 7, 1000] {
            for seed in 0..300 {
                let once = damage(vec![7; length], &mut Random::new(seed));
                let twice = damage(vec![7; length], &mut Random::new(seed));
                assert_eq!(once, twice);
            }
        }
    }
}
