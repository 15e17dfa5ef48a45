//! Arguments of `cargo xtask corpus list` for each member: all fields, and 30 templates.
//!
//! Counterpart: none.

use super::Options;
use super::failure;
use super::program::Program;
use crate::compare::same_lines;
use crate::report::Report;

/// A question: its name, the flags of `list`, and the template where there is one.
struct Question {
    name: &'static str,
    flags: &'static [&'static str],
    template: &'static str,
}

const fn ask(name: &'static str, template: &'static str) -> Question {
    Question {
        name,
        flags: &["-e"],
        template,
    }
}

const fn deps(name: &'static str, template: &'static str) -> Question {
    Question {
        name,
        flags: &["-e", "-deps"],
        template,
    }
}

const fn tests(name: &'static str, template: &'static str) -> Question {
    Question {
        name,
        flags: &["-e", "-deps", "-test"],
        template,
    }
}

const QUESTIONS: &[Question] = &[
    Question {
        name: "json",
        flags: &["-deps", "-json"],
        template: "",
    },
    Question {
        name: "all-json",
        flags: &["-e", "-deps", "-test", "-compiled", "-export", "-json"],
        template: "",
    },
    ask("dir", "{{.Dir}}\t{{.ImportPath}}\t{{.Name}}"),
    deps("whole", "{{.}}"),
    deps("pointer", "{{printf \"%v\" .}}{{println}}{{print $}}"),
    deps("names", "{{printf \"%+v\" .}}"),
    deps("quoted", "{{printf \"%q %q %q\" .Imports .ImportMap .Doc}}"),
    deps(
        "go-syntax",
        "{{printf \"%#v %#v %#v %#v\" .Imports .GoFiles .ImportMap .Deps}}",
    ),
    deps(
        "types",
        "{{printf \"%T %T %T %T\" . .Imports .Module .DepsErrors}}",
    ),
    deps("hex", "{{printf \"%x % X %#x\" .Name .Name .Imports}}"),
    deps(
        "padded",
        "{{printf \"|%-12s|%12.3s|%05d|%+d|%t|\" .Name .Name (len .Deps) (len .Imports) .Standard}}",
    ),
    deps(
        "if-chain",
        "{{if .Standard}}std{{else if .Module}}{{.Module.Path}}{{else}}none{{end}}",
    ),
    deps(
        "with",
        "{{with .Module}}{{.Path}}@{{.Version}} {{.Main}} {{.GoVersion}}{{else}}-{{end}}",
    ),
    deps(
        "module-time",
        "{{with .Module}}{{with .Time}}{{.Format \"Mon Jan _2 15:04:05 2006 MST\"}} {{.Unix}} {{.YearDay}} {{.Weekday}} {{.}}{{end}}{{end}}",
    ),
    deps(
        "module-string",
        "{{.Module}} {{if .Module}}{{.Module.String}}{{end}}",
    ),
    deps(
        "range",
        "{{range $i, $p := .Imports}}{{if $i}}, {{end}}{{$i}}={{$p}}{{else}}nothing{{end}}",
    ),
    deps(
        "break",
        "{{range .Deps}}{{if eq . \"unsafe\"}}{{break}}{{end}}{{if lt (len .) 5}}{{continue}}{{end}}{{.}} {{end}}",
    ),
    deps(
        "range-map",
        "{{range $from, $to := .ImportMap}}{{$from}}->{{$to}} {{end}}",
    ),
    deps(
        "count",
        "{{range len .GoFiles}}{{.}}{{end}} {{range $i := 2}}<{{$i}}>{{end}}",
    ),
    deps(
        "join",
        "{{join .GoFiles \" \"}}|{{join .SFiles \",\"}}|{{join .EmbedFiles \"\\n\"}}|{{.CgoFiles | len}}",
    ),
    deps(
        "index",
        "{{if .Imports}}{{index .Imports 0}} {{slice (index .Imports 0) 1}}{{end}}{{index .ImportMap \"x\"}}",
    ),
    deps(
        "logic",
        "{{and .Standard (not .DepOnly)}} {{or .ForTest .Name}} {{and .Module .Module.Main}} {{eq .Name \"main\" \"unsafe\"}}",
    ),
    deps(
        "comparison",
        "{{lt (len .Imports) (len .Deps)}} {{ge .Name \"m\"}} {{ne .ImportPath .Name}} {{eq .Error nil}}",
    ),
    deps(
        "variables",
        "{{$n := 0}}{{range $i, $x := .GoFiles}}{{$n = $i}}{{end}}{{$n}} {{$d := .Dir}}{{with .Name}}{{$d}}:{{.}}{{end}}",
    ),
    deps(
        "define",
        "{{define \"list\"}}[{{range .}}{{.}};{{end}}]{{end}}{{template \"list\" .GoFiles}}{{template \"list\" .Imports}}",
    ),
    deps(
        "block",
        "{{block \"b\" .Match}}{{len .}}{{end}}{{template \"b\" .Deps}}",
    ),
    deps(
        "escapes",
        "{{html .Doc}}|{{js .Doc}}|{{urlquery .Doc .Name}}",
    ),
    deps(
        "context",
        "{{context.GOOS}}/{{(context).GOARCH}} {{context.ReleaseTags}} {{len context.ToolTags}} {{context.Compiler}}",
    ),
    deps(
        "trimmed",
        "  {{- /* no space */ -}}  {{.Name -}}\n\n {{- \" \" -}} {{.Root}} {{`raw\\n`}} {{'a'}} {{0x1F}} {{1.5e3}}\n",
    ),
    tests(
        "test-variants",
        "{{.ImportPath}} {{.ForTest}} {{.Imports}} {{.DepOnly}} {{.GoFiles}}",
    ),
    tests(
        "test-files",
        "{{.TestGoFiles}}{{.XTestGoFiles}}{{.TestImports}}{{.XTestImports}}",
    ),
    ask(
        "stale",
        "{{.ImportPath}} {{.Stale}} {{.StaleReason}} {{.Target}} {{.DefaultGODEBUG}}",
    ),
];

/// Asks both programs, with one cache, as some fields name its files.
pub(super) fn list(
    options: &Options,
    official: &Program<'_>,
    vamos: &Program<'_>,
) -> Result<(), String> {
    let mut report = Report::default();
    for variant in options.variants() {
        for member in options.members(variant) {
            let pattern = match member.name {
                "std" => "std",
                "cmd" => "cmd/...",
                _ => "./...",
            };
            for question in QUESTIONS {
                let run = |program: &Program<'_>| {
                    let own = Program {
                        cache: official.cache.clone(),
                        ..program.clone()
                    };
                    let mut args = vec!["list"];
                    args.extend(question.flags);
                    if !question.template.is_empty() {
                        args.extend(["-f", question.template]);
                    }
                    args.push(pattern);
                    own.run(&program.place.source(member), variant, &args)
                };
                let row = || -> Result<String, String> {
                    if question.flags.contains(&"-export") {
                        // The first run builds, and reports that the package was stale.
                        run(official)?;
                    }
                    let (mut theirs, _) = run(official)?;
                    let (ours, _) = run(vamos)?;
                    // Which of two reasons a test is stale for is chance upstream.
                    for _ in 0..10 {
                        if theirs.stdout != ours.stdout && question.flags.contains(&"-export") {
                            theirs = run(official)?.0;
                        }
                    }
                    if theirs.stderr != ours.stderr || theirs.status.code() != ours.status.code() {
                        return Err(failure(vamos, &ours));
                    }
                    if theirs.stdout == ours.stdout {
                        return Ok(format!("{} bytes", ours.stdout.len()));
                    }
                    same_lines(
                        &String::from_utf8_lossy(&theirs.stdout),
                        &String::from_utf8_lossy(&ours.stdout),
                    )
                };
                let what = format!("{} {} {}", variant.name, member.name, question.name);
                report.say(&what, row());
            }
        }
    }
    report.finish()
}
