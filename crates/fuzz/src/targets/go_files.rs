//! go.mod, go.work, go.sum and modules.txt: a parsed and printed file parses again, to the same.
//!
//! Counterpart: golang.org/x/mod/modfile, cmd/go/internal/modfetch/fetch.go (`readGoSum`),
//! cmd/go/internal/modload/vendor.go.

use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::GoSum;
use vamos_modfile::GoWork;
use vamos_modfile::vendor::ModulesTxt;

use super::BRIEF;
use super::Target;
use super::texts;

const WORDS: &[&str] = &[
    "module ",
    "go ",
    "1.21",
    "1.26.8",
    "toolchain ",
    "require ",
    "(\n",
    "\n)\n",
    "exclude ",
    "replace ",
    " => ",
    "retract ",
    "[v1.0.0, v1.1.0]",
    "tool ",
    "ignore ",
    "godebug ",
    "use ",
    "// indirect",
    "// Deprecated: x\n",
    "/go.mod",
    " h1:",
    "v1.2.3",
    "v0.0.0-20200101000000-0123456789ab",
    "+incompatible",
    "example.com/m",
    "gopkg.in/x.v2",
    "./a",
    "../b",
    "\"",
    "`",
    "\\",
    "\r\n",
    "\t",
    "# ",
    "## explicit; go 1.20\n",
    "## workspace\n",
];

pub(super) const GO_MOD: Target = Target {
    name: "go_mod",
    run: go_mod,
    seeds: go_mod_seeds,
    words: WORDS,
    brief: BRIEF,
};

pub(super) const GO_WORK: Target = Target {
    name: "go_work",
    run: go_work,
    seeds: || {
        texts(&[
            "go 1.26\n\ntoolchain go1.26.8\n\nuse (\n\t./a // main\n\t\"./b c\"\n)\n\nuse ../d\n\nreplace x.com/m v1.0.0 => ./m\n\ngodebug default=go1.21\n",
        ])
    },
    words: WORDS,
    brief: BRIEF,
};

pub(super) const GO_SUM: Target = Target {
    name: "go_sum",
    run: go_sum,
    seeds: || {
        texts(&[
            "x.com/m v1.0.0 h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\nx.com/m v1.0.0/go.mod h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=\n",
            "x.com/m v1.0.0 h2:what=\r\n\n x.com/n v2.0.0+incompatible/go.mod h1:a\n",
        ])
    },
    words: WORDS,
    brief: BRIEF,
};

pub(super) const MODULES_TXT: Target = Target {
    name: "modules_txt",
    run: modules_txt,
    seeds: || {
        texts(&[
            "## workspace\n# x.com/m v1.0.0 => ./m\n## explicit; go 1.20\nx.com/m\nx.com/m/p\n# x.com/n v1.1.0\n## explicit\n# x.com/o => ../o\n",
        ])
    },
    words: WORDS,
    brief: BRIEF,
};

fn go_mod_seeds() -> Vec<Vec<u8>> {
    texts(&[
        "module example.com/m\n\ngo 1.26\n",
        "// Deprecated: use n\nmodule \"example.com/m\" // end\n\ngo 1.21\n\ntoolchain go1.26.8\n\nrequire (\n\ta.com/b v1.2.3 // indirect\n\n\t// above\n\tc.com/d/v2 v2.0.0\n)\n\nrequire gopkg.in/x.v2 v2.0.0-20200101000000-0123456789ab\n\nexclude a.com/b v1.0.0\n\nreplace (\n\ta.com/b => ../b\n\tc.com/d/v2 v2.0.0 => e.com/f v1.0.0\n)\n\nretract [v1.0.0, v1.1.0] // bad\n\ntool a.com/b/cmd\n\nignore ./node_modules\n\ngodebug default=go1.21\n",
    ])
}

fn go_mod(data: &[u8]) {
    if let Ok(file) = GoMod::parse("go.mod", data, None) {
        let printed = file.format();
        let again = match GoMod::parse("go.mod", &printed, None) {
            Ok(again) => again,
            Err(_) if has_quoted_bracket(data) => return,
            Err(error) => panic!("printed, it does not parse: {error}"),
        };
        assert_eq!(printed, again.format(), "printing is not stable");
        assert_eq!(file.require.len(), again.require.len());
        assert_eq!(file.module_path(), again.module_path());
        let mut tidy = file.clone();
        tidy.cleanup();
        let _ = tidy.format();
    }
    // A dependency's file is parsed less strictly.
    let _ = GoMod::parse_lax("go.mod", data, None);
    let _ = vamos_modfile::module_path(data);
    let _ = gover::go_mod_lookup(data, "go");
}

/// Upstream, and therefore we, print a bracket that was a whole quoted word without quotes.
fn has_quoted_bracket(data: &[u8]) -> bool {
    data.windows(3).any(|word| {
        matches!(word, [b'"', _, b'"'] | [b'`', _, b'`']) && b"()[]{},".contains(&word[1])
    })
}

fn go_work(data: &[u8]) {
    let Ok(file) = GoWork::parse("go.work", data, None) else {
        return;
    };
    let printed = file.format();
    let again = match GoWork::parse("go.work", &printed, None) {
        Ok(again) => again,
        Err(_) if has_quoted_bracket(data) => return,
        Err(error) => panic!("printed, it does not parse: {error}"),
    };
    assert_eq!(printed, again.format(), "printing is not stable");
    assert_eq!(file.uses.len(), again.uses.len());
}

fn go_sum(data: &[u8]) {
    for forgiving in [false, true] {
        let Ok(mut sums) = GoSum::parse("go.sum", data, forgiving) else {
            continue;
        };
        let printed = sums.format(|_, _| true);
        let again = GoSum::parse("go.sum", &printed, false);
        let again = again.unwrap_or_else(|error| panic!("printed, it does not parse: {error}"));
        // Invalid versions have no order.
        let (mut entries, mut same) = (sums.entries(), again.entries());
        entries.sort_unstable();
        same.sort_unstable();
        assert_eq!(entries, same);
        let m = ModuleVersion::new("x.com/m", "v1.0.0");
        sums.add(&m, "h1:new");
        assert!(sums.sums(&m).iter().any(|sum| &**sum == "h1:new"));
    }
}

fn modules_txt(data: &[u8]) {
    let local = Local {
        version: "1.26.8".to_owned(),
        toolchain: "go1.26.8".to_owned(),
        ..Local::default()
    };
    if let Ok(txt) = ModulesTxt::parse("vendor/modules.txt", data, &local) {
        for m in &txt.list {
            let _ = txt.meta(m);
        }
    }
}
