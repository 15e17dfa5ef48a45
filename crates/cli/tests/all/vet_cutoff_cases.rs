//! Vetting that is not repeated after an edit: the resulting files equal the official command's,
//! and the tool runs only if its input would differ.
//!
//! Counterpart: none; upstream vets all importers.

use vamos_testkit::Case;

use crate::scratch_module::ScratchModule;
use crate::vet_cases::minor;

/// Importers of the package that is edited.
const IMPORTERS: u32 = 3;

const HUB: &str = "package hub\n\ntype T struct{ N int }\n\n\
    //go:noinline\nfunc Sum(n int) int { return n + 1 }\n\n\
    //go:noinline\nfunc Stop(n int) { if n > 1 { panic(n) } }\n";

/// Edits of the hub that importers cannot see: a body, and a function more, which changes the
/// numbers of symbols that the compiler reads.
const UNSEEN: [&str; 2] = [
    "func Sum(n int) int { return n + 2 }",
    "func Sum(n int) int { return sum(n) }; func sum(n int) int { return n }",
];

/// Edits that they can see: the hub's facts change, or a type.
const SEEN: [[&str; 2]; 2] = [["if n > 1 { panic(n) }", "panic(n)"], ["N int", "M, N int"]];

/// Returns the tree; the first importer has something to report.
fn tree() -> String {
    let mut tree =
        format!("-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- hub/hub.go --\n{HUB}");
    for number in 0..IMPORTERS {
        let finding = if number == 0 { " || x" } else { "" };
        tree += &format!(
            "-- p{number}/p.go --\npackage p{number}\n\nimport \"example.com/m/hub\"\n\n\
             func F(x bool) int {{\n\tif x{finding} {{\n\t\thub.Stop(1)\n\t}}\n\
             \treturn hub.Sum(hub.T{{}}.N)\n}}\n"
        );
    }
    tree
}

/// Returns the hub with another text; the number of lines before the declarations that importers
/// see is the same.
fn hub(from: &str, to: &str) -> String {
    assert!(HUB.contains(from), "{from}");
    HUB.replace(from, to)
}

fn edit(from: &str, to: &str) -> String {
    format!("-- hub/hub.go --\n{}", hub(from, to))
}

const SUM: &str = "func Sum(n int) int { return n + 1 }";

#[test]
fn results_are_the_official_ones() {
    let vet = ["vet", "-p=1", "-json", "./..."];
    let mut case = Case::new("vet_cut").tree(&tree()).step(vet);
    for to in UNSEEN {
        case = case.edit(&edit(SUM, to)).step(vet);
    }
    for [from, to] in SEEN {
        case = case.edit(&edit(from, to)).step(vet);
    }
    // Without JSON a package with a finding has no stored results.
    let fails = ["vet", "-p=1", "./...", "!1"];
    let case = case.step(fails).edit(&edit(SUM, UNSEEN[0])).step(fails);
    case.run(["vet", "./p1", "./p2"]);
}

#[test]
fn results_that_are_used_are_the_tools() {
    let vet = ["vet", "-p=1", "-json", "./..."];
    let case = Case::new("vet_cut_verify").tree(&tree()).verified();
    let case = case.step(vet).edit(&edit(SUM, UNSEEN[0])).step(vet);
    case.edit(&edit(SUM, UNSEEN[1])).run(vet);
}

/// Counts the packages that a command in a module vets.
struct Counter(ScratchModule);

impl Counter {
    fn text(&self, env: &[(&str, &str)], args: &[&str]) -> String {
        let mut command = self.0.vamos();
        let output = command.args(args).envs(env.iter().copied()).output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("it is text")
    }

    /// Returns the number of packages that are vetted.
    fn vetted(&self, env: &[(&str, &str)]) -> u32 {
        self.text(env, &["vet", "-json", "./..."]);
        // Rows: two times, the count, and the kind of action.
        let rows = self.text(env, &["timings"]);
        let row = rows.lines().find(|row| row.ends_with(" vet"));
        let count = row.and_then(|row| row.split_whitespace().nth(2));
        count.map_or(0, |count| count.parse().expect("it is a number"))
    }

    /// Returns the number of vetted packages after an edit of the hub.
    fn after(&self, env: &[(&str, &str)], from: &str, to: &str) -> u32 {
        self.0.write("hub/hub.go", &hub(from, to));
        self.vetted(env)
    }
}

#[test]
fn only_what_the_tool_reads_counts() {
    let Some(module) = ScratchModule::new().filter(|_| minor() >= 26) else {
        return;
    };
    let laid = vamos_testkit::Archive::parse(&tree()).write_to(&module.at("m"));
    laid.expect("it is ours");
    let counter = Counter(module);
    let all = 1 + IMPORTERS;
    assert_eq!(counter.vetted(&[]), all);
    for to in UNSEEN {
        assert_eq!(counter.after(&[], SUM, to), 1, "{to}");
    }
    for [from, to] in SEEN {
        assert_eq!(counter.after(&[], from, to), all, "{to}");
    }
    for (name, value, number) in [
        ("VAMOS_CUTOFF", "off", "3"),
        ("VAMOS_CUTOFF", "verify", "4"),
        // The tool reads it, and the official key does not contain it.
        ("GODEBUG", "gotypesalias=0", "5"),
    ] {
        let to = UNSEEN[0].replace('2', number);
        assert_eq!(counter.after(&[(name, value)], SUM, &to), all, "{value}");
    }
    // Nor the files that the build ignores.
    let ignored = "//go:build ignore\n\npackage p1\n";
    counter.0.write("p1/ignored.go", ignored);
    let to = UNSEEN[0].replace('2', "6");
    assert_eq!(counter.after(&[], SUM, &to), 2);
}
