//! Command lines of jobs that are made of plain inputs, as in the output of `go build -n` of Go
//! 1.26.
//!
//! Counterpart: none.

use vamos_fsys::Disk;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_jobs::AsmStep;
use vamos_jobs::Content;
use vamos_jobs::Job;
use vamos_jobs::Tool;
use vamos_jobs::WorkDir;
use vamos_load::Package;
use vamos_load::Rare;
use vamos_load::facts::EmbedFiles;

use super::*;
use crate::fixtures::env;
use crate::fixtures::package;

/// A build of one package in `/w/b001/`.
struct Build {
    env: GoEnv,
    flags: BuildOptions,
    mode: ModeSettings,
    files: Disk,
    work: WorkDir,
    package: Package,
    package_path: String,
}

impl Build {
    /// Returns a build for the target, with these flags.
    fn new(goos: &str, goarch: &str, flags: BuildOptions, package: Package) -> Self {
        let mut env = env(goos, goarch);
        "go1.26.8".clone_into(&mut env.sdk.version);
        let mode = ModeSettings::new(&env, &flags, || None).unwrap();
        Self {
            mode,
            env,
            flags,
            files: Disk::new(),
            work: WorkDir::new("/w"),
            package_path: package.import_path.as_str().to_owned(),
            package,
        }
    }

    fn tool(&self, name: &str) -> ToolInputs<'_> {
        ToolInputs {
            env: &self.env,
            flags: &self.flags,
            mode: &self.mode,
            files: &self.files,
            work: &self.work,
            tool: Tool {
                program: format!("/go/pkg/tool/{name}"),
                ..Tool::default()
            },
            changed_env: &[],
            package: &self.package,
            package_path: self.package_path.clone(),
            objdir: "/w/b001/",
        }
    }

    /// Returns the job of the compiler, after `change` of its inputs.
    fn compile(&self, change: impl FnOnce(&mut CompileInputs<'_>)) -> CompileJob {
        let imports = Archives::starting_with("# import config\n");
        let mut inputs = CompileInputs {
            tool: self.tool("compile"),
            cwd: "/src",
            output: "/w/b001/_pkg_.a",
            go_files: &self.package.files.go,
            importcfg: "/w/b001/importcfg",
            imports: &imports,
            embedcfg: None,
            symabis: None,
            coverage: None,
            profile: None,
            concurrency: 2,
            build_id: "id/id",
            stub: None,
        };
        change(&mut inputs);
        compile_job(&inputs)
    }
}

fn words(job: &Job) -> String {
    job.command("$WORK").words.join(" ")
}

#[test]
fn a_package_with_assembly_and_flags() {
    let mut facts = package("example.com/m/p", "p", &["p.go"]);
    facts.files.s = vec!["p.s".to_owned()];
    let mut package = Package::from(facts);
    package.request.flags.gc = vec!["-N".to_owned()];
    let build = Build::new("linux", "amd64", BuildOptions::default(), package);
    let job = build.compile(|inputs| inputs.symabis = Some("/w/b001/symabis"));
    let names =
        |names: &[Name]| -> Vec<String> { names.iter().map(|name| name.path("$WORK")).collect() };
    assert_eq!(
        names(&job.io.outputs),
        ["$WORK/b001/_pkg_.a", "$WORK/b001/go_asm.h"]
    );
    let inputs: Vec<Name> = job
        .io
        .inputs
        .iter()
        .map(|input| input.name.clone())
        .collect();
    assert_eq!(
        names(&inputs),
        ["/src/p/p.go", "$WORK/b001/importcfg", "$WORK/b001/symabis"]
    );
    assert!(matches!(job.io.inputs[1].content, Content::Text(_)));
    assert_eq!(
        words(&Job::Compile(Box::new(job))),
        "/go/pkg/tool/compile -o $WORK/b001/_pkg_.a -trimpath $WORK/b001=> -p example.com/m/p \
         -lang=go1.21 -buildid id/id -goversion go1.26.8 -symabis $WORK/b001/symabis -c=2 -N \
         -nolocalimports -importcfg $WORK/b001/importcfg -pack -asmhdr $WORK/b001/go_asm.h \
         /src/p/p.go"
    );
    let mut job = asm_job(&build.tool("asm"));
    job.step = AsmStep::ListSymbols;
    job.output = build.work.name("/w/b001/symabis");
    job.sources.push(build.tool("asm").source("p.s"));
    assert_eq!(
        words(&Job::Asm(Box::new(job))),
        "/go/pkg/tool/asm -p example.com/m/p -trimpath $WORK/b001=> -I $WORK/b001/ \
         -I /go/pkg/include -D GOOS_linux -D GOARCH_amd64 -D GOAMD64_v1 -gensymabis \
         -o $WORK/b001/symabis /src/p/p.s"
    );
}

#[test]
fn packages_of_the_standard_library() {
    for (path, completeness) in [("strings", "-complete "), ("sync", "")] {
        let mut facts = package(path, "p", &["a.go"]);
        facts.module = None;
        facts.origin.standard = true;
        let build = Build::new("linux", "amd64", BuildOptions::default(), facts.into());
        assert_eq!(
            words(&Job::Compile(Box::new(build.compile(|_| ())))),
            format!(
                "/go/pkg/tool/compile -o $WORK/b001/_pkg_.a -trimpath $WORK/b001=> -p {path} \
                 -lang=go1.26 -std {completeness}-buildid id/id -goversion go1.26.8 -c=2 \
                 -nolocalimports -importcfg $WORK/b001/importcfg -pack /src/p/a.go"
            )
        );
    }
}

#[test]
fn a_program_with_embedded_files_and_trimmed_paths() {
    let mut facts = package("example.com/m/p", "p", &["p.go"]);
    facts.name = "main".into();
    facts.embeds = Rare::from(EmbedFiles {
        files: vec!["a.txt".to_owned()],
        ..EmbedFiles::default()
    });
    let mut flags = BuildOptions::default();
    flags.reproducibility.trimpath = true;
    let mut build = Build::new("linux", "amd64", flags, facts.into());
    "main".clone_into(&mut build.package_path);
    let job = build.compile(|inputs| inputs.embedcfg = Some(("/w/b001/embedcfg", "{}")));
    let embedded = job.io.inputs.last().map(|input| input.name.path("$WORK"));
    assert_eq!(embedded.as_deref(), Some("/src/p/a.txt"));
    assert_eq!(
        words(&Job::Compile(Box::new(job))),
        "/go/pkg/tool/compile -o $WORK/b001/_pkg_.a -trimpath \
         /src/p=>example.com/m/p;$WORK/b001=> -p main -lang=go1.21 -complete -buildid id/id \
         -goversion go1.26.8 -c=2 -nolocalimports -importcfg $WORK/b001/importcfg -embedcfg \
         $WORK/b001/embedcfg -pack /src/p/p.go"
    );
}

#[test]
fn the_target_and_the_build_mode_add_flags() {
    let flags_of = |goos: &str, goarch: &str, buildmode: &str| {
        let mut flags = BuildOptions::default();
        buildmode.clone_into(&mut flags.mode.buildmode);
        let facts = package("example.com/m/p", "p", &["p.go"]);
        let build = Build::new(goos, goarch, flags, facts.into());
        let words = words(&Job::Compile(Box::new(build.compile(|_| ()))));
        let (_, rest) = words.split_once("-buildid id/id ").unwrap();
        let (flags, _) = rest.split_once(" -nolocalimports").unwrap();
        flags.to_owned()
    };
    let plain = "-goversion go1.26.8 -c=2";
    assert_eq!(flags_of("linux", "amd64", "default"), plain);
    assert_eq!(
        flags_of("linux", "amd64", "pie"),
        format!("{plain} -shared")
    );
    assert_eq!(
        flags_of("js", "wasm", "default"),
        format!("-dwarf=false {plain}")
    );
}

#[test]
fn variants_of_architectures() {
    assert_eq!(arch_defines("amd64", "v3"), ["GOAMD64_v3"]);
    let power9 = ["GOPPC64_power9", "GOPPC64_power8"];
    assert_eq!(arch_defines("ppc64le", "power9"), power9);
    assert_eq!(arch_defines("arm", "6,softfloat"), ["GOARM_6", "GOARM_5"]);
    assert!(arch_defines("arm64", "v8.0").is_empty());
    assert_eq!(arch_defines("arm64", "v8.0,lse"), ["GOARM64_LSE"]);
    assert_eq!(arch_defines("arm64", "v9.0"), ["GOARM64_LSE"]);
    assert!(arch_defines("wasm", "").is_empty());
}

#[test]
fn headers_for_the_target_get_general_names() {
    let general = |file| general_header(file, "linux", "amd64");
    let both = Some("defs_GOOS_GOARCH.h".to_owned());
    assert_eq!(general("defs_linux_amd64.h"), both);
    assert_eq!(general("x_amd64.h"), Some("x_GOARCH.h".to_owned()));
    assert_eq!(general("x_linux.h"), Some("x_GOOS.h".to_owned()));
    assert_eq!(general("x_arm64.h"), None);
}
