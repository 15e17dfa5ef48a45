//! Runs the official command and compares packages with its output.
//!
//! Counterpart: none.

use std::process::Command;

use serde_json::Value;
use vamos_modload::dirpkg::BuildContext;
use vamos_modload::dirpkg::DirPackage;

/// The fields of `go list` that are compared, and fields that the tests need.
pub(crate) const FIELDS: &str = "Dir,ImportPath,Name,Doc,GoFiles,CgoFiles,IgnoredGoFiles,InvalidGoFiles,\
IgnoredOtherFiles,CFiles,CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,\
EmbedPatterns,TestGoFiles,TestImports,XTestGoFiles,XTestImports,TestEmbedPatterns,\
XTestEmbedPatterns,CgoCFLAGS,CgoCPPFLAGS,CgoCXXFLAGS,CgoFFLAGS,CgoLDFLAGS,CgoPkgConfig,Imports,\
Error";

/// Returns the official command; `None` if the test is skipped.
pub(crate) fn go() -> Option<String> {
    Some(vamos_testkit::official_go()?.to_str().unwrap().to_owned())
}

/// Runs the official command in a directory and returns its output.
pub(crate) fn ask(go: &str, target: &Target, dir: &str, args: &[&str]) -> String {
    let output = Command::new(go)
        .args(args)
        .current_dir(dir)
        .env("GOOS", target.goos)
        .env("GOARCH", target.goarch)
        .env("CGO_ENABLED", if target.cgo { "1" } else { "0" })
        .env("GOFLAGS", "")
        .env("GOENV", "off")
        .env("GOWORK", "off")
        .env("GO111MODULE", "")
        .env("GOTOOLCHAIN", "local")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A target.
pub(crate) struct Target {
    pub(crate) goos: &'static str,
    pub(crate) goarch: &'static str,
    pub(crate) cgo: bool,
}

/// Returns the official command's context for a target.
pub(crate) fn context(go: &str, target: &Target) -> BuildContext {
    let template = "{{context.GOROOT}}\n{{join context.ToolTags \",\"}}\n\
                    {{join context.ReleaseTags \",\"}}\n";
    let text = ask(go, target, "/", &["list", "-f", template, "unsafe"]);
    let mut lines = text.lines();
    let mut next = || lines.next().unwrap_or_default().to_owned();
    let list = |line: String| {
        let items = line.split(',').filter(|item| !item.is_empty());
        items.map(str::to_owned).collect::<Vec<_>>()
    };
    BuildContext {
        goos: target.goos.to_owned(),
        goarch: target.goarch.to_owned(),
        compiler: "gc".to_owned(),
        cgo_enabled: target.cgo,
        goroot: next(),
        tool_tags: list(next()),
        release_tags: list(next()),
        indexed: true,
        ..BuildContext::default()
    }
}

/// Removes the vendor prefix of the standard library's own vendored packages.
fn without_vendor(list: &[String]) -> Vec<String> {
    let mut list: Vec<String> = list
        .iter()
        .map(|path| {
            let path = path
                .strip_prefix("cmd/")
                .filter(|p| p.starts_with("vendor/"))
                .unwrap_or(path);
            let path = path.strip_prefix("vendor/").unwrap_or(path);
            // Variants built for one command's profile carry its name.
            path.split(' ').next().unwrap_or(path).to_owned()
        })
        .collect();
    list.sort();
    list
}

/// Returns the differences between a package and the output of `go list`.
pub(crate) fn check(package: &DirPackage, want: &Value, cgo: bool) -> Vec<String> {
    let text = |field: &str| want[field].as_str().unwrap_or_default().to_owned();
    let list = |field: &str| -> Vec<String> {
        let items = want[field].as_array().map_or(&[][..], Vec::as_slice);
        items
            .iter()
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let lists = [
        ("GoFiles", &package.files.go),
        ("CgoFiles", &package.files.cgo),
        ("IgnoredGoFiles", &package.files.ignored_go),
        ("InvalidGoFiles", &package.files.invalid_go),
        ("IgnoredOtherFiles", &package.files.ignored_other),
        ("CFiles", &package.files.c),
        ("CXXFiles", &package.files.cxx),
        ("MFiles", &package.files.m),
        ("HFiles", &package.files.h),
        ("FFiles", &package.files.f),
        ("SFiles", &package.files.s),
        ("SwigFiles", &package.files.swig),
        ("SwigCXXFiles", &package.files.swig_cxx),
        ("SysoFiles", &package.files.syso),
        ("EmbedPatterns", &package.embed_patterns),
        ("TestEmbedPatterns", &package.tests.embed_patterns),
        ("XTestEmbedPatterns", &package.xtests.embed_patterns),
        ("TestGoFiles", &package.tests.go),
        ("XTestGoFiles", &package.xtests.go),
        ("CgoCFLAGS", &package.cgo.cflags),
        ("CgoCPPFLAGS", &package.cgo.cppflags),
        ("CgoCXXFLAGS", &package.cgo.cxxflags),
        ("CgoFFLAGS", &package.cgo.fflags),
        ("CgoLDFLAGS", &package.cgo.ldflags),
        ("CgoPkgConfig", &package.cgo.pkg_config),
    ];
    // Loading drops these without cgo, after the selection of files.
    let needs_cgo = ["CFiles", "CXXFiles", "MFiles", "SwigFiles", "SwigCXXFiles"];
    let mut wrong = Vec::new();
    let mut compare = |field: &str, got: String, want: String| {
        if got != want {
            wrong.push(format!("{}: {field}: {got} want {want}", package.dir));
        }
    };
    for (field, got) in lists {
        if !cgo && needs_cgo.contains(&field) {
            continue;
        }
        compare(field, format!("{got:?}"), format!("{:?}", list(field)));
    }
    compare("Name", package.name.clone(), text("Name"));
    compare("Doc", package.doc.clone(), text("Doc"));
    let imports = [
        ("Imports", &package.imports),
        ("TestImports", &package.tests.imports),
        ("XTestImports", &package.xtests.imports),
    ];
    for (field, got) in imports {
        let want = without_vendor(&list(field));
        compare(
            field,
            format!("{:?}", without_vendor(got)),
            format!("{want:?}"),
        );
    }
    wrong
}
