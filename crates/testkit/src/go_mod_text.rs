//! Random go.mod files, for tests that compare two readers of them.
//!
//! Counterpart: none.

use crate::random::Random;
use std::fmt::Write as _;

const TOKENS: &[&str] = &[
    "x.y/a",
    "x.y/b",
    "x.y/c/v2",
    "v1.0.0",
    "v1.2",
    "v2.0.0",
    "v2.0.0+incompatible",
    "bad",
    "=>",
    "../d",
    "\"x.y/q\"",
    "\"v1.0.0\"",
    "`r`",
    "'s'",
    "[",
    ",",
    "]",
    "(",
    ")",
    "k=v",
    "1.21",
    "1.20",
    "go1.22",
    "// c",
    "// indirect",
    "//indirect; d",
    "é",
    "\u{a0}",
    "\"a b\"",
    "/*",
    "\r",
];
const VERBS: &[&str] = &[
    "module",
    "go",
    "toolchain",
    "godebug",
    "require",
    "exclude",
    "replace",
    "retract",
    "tool",
    "ignore",
    "what",
    "//",
    "// Deprecated: d",
    "",
];

/// Returns the text of a go.mod that is often nearly right.
pub fn random_go_mod(random: &mut Random) -> String {
    let mut file = String::new();
    for _ in 0..random.below(7) {
        let verb = *random.pick(VERBS);
        let sound = |random: &mut Random| match (random.below(8), verb) {
            (0, _) => (0..random.below(4))
                .map(|_| *random.pick(TOKENS))
                .collect::<Vec<_>>()
                .join(" "),
            (_, "require" | "exclude") => format!(
                "x.y/{} v1.{}.0{}",
                random.pick(&["a", "b", "c"]),
                random.below(3),
                random.pick(&["", "", " // indirect", " // why", " // indirect; x"])
            ),
            (_, "replace") => format!(
                "x.y/{}{} => {}",
                random.pick(&["a", "b"]),
                random.pick(&["", " v1.0.0"]),
                random.pick(&["../d", "x.y/e v1.0.0"])
            ),
            (_, "retract") => random
                .pick(&["v1.0.0", "[v1.0.0, v1.1.0]", "v1.2", "v1.0.0 // r"])
                .to_string(),
            (_, "go") => random
                .pick(&["1.21", "1.20", "1.21rc1", "1.21.x"])
                .to_string(),
            (_, "toolchain") => random.pick(&["go1.22", "default"]).to_string(),
            (_, "godebug") => "k=v".to_string(),
            _ => random.pick(&["x.y/a", "x.y/b"]).to_string(),
        };
        if random.below(3) == 0 {
            writeln!(file, "{verb} ({}", random.pick(&["", "", " // in"]))
                .expect("strings can be written to");
            for _ in 0..random.below(4) {
                let line = sound(random);
                writeln!(file, "{}\t{line}", random.pick(&["", "", "\n", "\t// b\n"]))
                    .expect("strings can be written to");
            }
            writeln!(
                file,
                "{}){}",
                random.pick(&["", "", "\n", "\t// e\n"]),
                random.pick(&["", "", " // out"])
            )
            .expect("strings can be written to");
        } else {
            let line = sound(random);
            write!(
                file,
                "{verb} {line}\n{}",
                random.pick(&["", "\n", "\n// p\n\n", "// q\n"])
            )
            .expect("strings can be written to");
        }
    }
    if random.below(20) == 0 {
        let keep = random.below(file.len() + 1);
        file = String::from_utf8_lossy(&file.as_bytes()[..keep]).into_owned();
    }
    file
}
