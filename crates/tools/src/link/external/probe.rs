//! Supported flags of the system's linker.
//!
//! To test a flag, it links a program that does nothing.
//! Counterpart: cmd/link/internal/ld/lib.go (`linkerFlagSupported`, `trimLinkerArgv`).

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_fsys::PathError;
use vamos_fsys::work;
use vamos_link::options::BuildMode;
use vamos_link::profile::ProbeFlags;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::argv::Input;
use super::argv::arch_args;
use super::argv::flag;
use super::command::Program;
use super::scratch::Scratch;

const SOURCE: &str = "trivial.c";
const OUTPUT: &str = "a.out";

/// Queries the flags that the system's linker supports.
pub(super) struct Prober<'a> {
    program: &'a Program<'a>,
    scratch: &'a Scratch,
    /// The flags of all probes.
    flags: Vec<String>,
    asked: AtomicUsize,
}

impl<'a> Prober<'a> {
    /// Writes the program that is linked.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn new(
        program: &'a Program<'a>,
        scratch: &'a Scratch,
        input: &Input<'_>,
    ) -> Result<Self, PathError> {
        let written = work::write(&scratch.path(SOURCE), b"int main() { return 0; }");
        written.map_err(|error| {
            let path = scratch.name(SOURCE);
            PathError { path, ..error }
        })?;
        let options = input.options;
        let user = input.external.flags.iter().chain(&options.c.linker_flags);
        let relevant = trim(&options.profile.external.probe, user);
        let arch = arch_args(options.arch.family).iter();
        Ok(Self {
            program,
            scratch,
            flags: arch.map(|arg| (*arg).to_owned()).chain(relevant).collect(),
            asked: AtomicUsize::new(0),
        })
    }

    /// Reports whether the linker supports all of these flags.
    pub(super) fn knows(&self, flags: &[&str]) -> bool {
        // Probes run concurrently, and none writes the other's output.
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let output = format!("{OUTPUT}{number}");
        let mut args = self.flags.clone();
        args.extend(["-o".to_owned(), self.scratch.name(&output)]);
        args.extend(flags.iter().map(|&flag| flag.to_owned()));
        args.push(self.scratch.name(SOURCE));
        let answer = self.program.run(&args, &[("LC_ALL", "C")]);
        // In a directory that is not removed (`-tmpdir`) upstream writes one output. There may be
        // none.
        let _ = work::rename(&self.scratch.path(&output), &self.scratch.path(OUTPUT));
        answer.is_ok_and(|text| !has(&text, b"unrecognized") && !has(&text, b"unknown"))
    }

    /// Returns the usual flags that the linker supports.
    pub(super) fn known(&self, input: &Input<'_>, pool: &Pool) -> Vec<&'static str> {
        // The linker interprets each of these separately. If it supports all, one run is enough.
        let mode = input.options.build_mode;
        let mut together = Vec::new();
        if matches!(mode, BuildMode::Exe | BuildMode::Pie) {
            together.push(flag::EXPORT);
        }
        if input.build_id().is_some() {
            together.push(flag::BUILD_ID);
        }
        if input.options.content.compress_dwarf {
            together.push(flag::COMPRESS);
        }
        let mut questions = vec![vec![flag::UNUSED]];
        questions.extend(Some(together.clone()).filter(|flags| !flags.is_empty()));
        if mode == BuildMode::Exe {
            questions.push(vec![flag::NO_PIE]);
        }
        let mut known = self.answers(&questions, pool);
        let mut rest = Vec::new();
        let knows_all = together.iter().all(|flag| known.contains(flag));
        if !knows_all && together.len() > 1 {
            rest.extend(together.iter().map(|&flag| vec![flag]));
        }
        if mode == BuildMode::Exe && !known.contains(&flag::NO_PIE) {
            rest.push(vec![flag::NO_PIE_CLANG]);
        }
        known.extend(self.answers(&rest, pool));
        known
    }

    /// Runs several probes; returns the supported flags.
    fn answers(&self, questions: &[Vec<&'static str>], pool: &Pool) -> Vec<&'static str> {
        let answers = pool.map(Class::Child, questions, |flags| self.knows(flags));
        let known = questions.iter().zip(answers).filter(|(_, yes)| *yes);
        known.flat_map(|(flags, _)| flags).copied().collect()
    }
}

/// Returns the flags that matter for a probe.
fn trim<'a>(rule: &ProbeFlags, flags: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut flags = flags.map(String::as_str);
    let mut kept = Vec::new();
    while let Some(flag) = flags.next() {
        if !flag.starts_with('-') {
            continue;
        }
        if rule.skipped.contains(&flag) {
            flags.next();
        } else if rule.kept.contains(&flag) {
            kept.push(flag);
            kept.extend(flags.next());
        } else if [rule.prefixes, rule.kept]
            .concat()
            .iter()
            .any(|prefix| flag.starts_with(prefix))
        {
            kept.push(flag);
        }
    }
    kept.into_iter().map(str::to_owned).collect()
}

fn has(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use vamos_link::profile;

    use super::trim;

    #[test]
    fn only_some_flags_matter() {
        // Flags, and their remainder for Go 1.25, 1.26 and 1.27.
        for (flags, expected) in [
            ("-lm -L/lib -g -O2 x.o", ["", "", "-L/lib"]),
            (
                "-l m -L /lib -pthread",
                ["-pthread", "-pthread", "-L /lib -pthread"],
            ),
            ("-F -fx -framework -fy -fz", ["-fz"; 3]),
            ("-Wl,-rpath -Wl,/lib -Wl,-z,now", ["-Wl,-z,now"; 3]),
            ("-static -mcmodel=large", ["-mcmodel=large"; 3]),
            ("-arch -F -fx", ["-arch -F -fx"; 3]),
            (
                "--sysroot /sys --sysroot=/sys",
                ["--sysroot /sys --sysroot=/sys"; 3],
            ),
            (
                "-target a --target b --target=c",
                [
                    "-target a",
                    "-target a --target b --target=c",
                    "-target a --target b --target=c",
                ],
            ),
            ("-B /bin -B/bin", ["", "", "-B /bin -B/bin"]),
            (
                "-nostdlib -rtlib=compiler-rt --unwindlib x -no-pie",
                ["", "", "-nostdlib -rtlib=compiler-rt --unwindlib x"],
            ),
            ("-target", ["-target"; 3]),
            ("-framework", [""; 3]),
        ] {
            let words: Vec<String> = flags.split(' ').map(str::to_owned).collect();
            for (minor, expected) in (25..).zip(expected) {
                let rule = &profile::of_minor(minor).unwrap().external.probe;
                assert_eq!(
                    trim(rule, words.iter()).join(" "),
                    expected,
                    "{minor}: {flags}"
                );
            }
        }
    }
}
