//! Summaries of go.mod files: the fast scanner and the full parser agree.
//!
//! Counterpart: cmd/go/internal/modload/modfile.go (`rawGoModSummary`).

use vamos_base::golang::gover::Local;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modules::GoModSummary;
use vamos_testkit::Random;
use vamos_testkit::random_go_mod;

/// A summary must not depend on whether the fast scanner or the full parser made it.
fn same_summary(text: &[u8]) {
    let local = Local {
        version: "1.21.0".into(),
        ..Local::default()
    };
    let m = ModuleVersion::new("x.y/m", "v1.0.0");
    let quick = GoModSummary::parse(&m, "go.mod", "go.mod", text, &local);
    let full = GoMod::parse_lax("go.mod", text, None)
        .map(|file| GoModSummary::from_mod_file(&m, &file, &local));
    match (quick, full) {
        (Ok(quick), Ok(mut full)) => {
            // Upstream ignores the toolchain line of dependencies in lax mode.
            full.toolchain.clear();
            assert_eq!(
                format!("{quick:?}"),
                format!("{full:?}"),
                "{}",
                String::from_utf8_lossy(text)
            );
        }
        (quick, full) => assert!(
            quick.is_err() && full.is_err(),
            "{}",
            String::from_utf8_lossy(text)
        ),
    }
}

#[test]
fn quick_and_full_summaries_agree() {
    let mut random = Random::new(3);
    for _ in 0..8000 {
        same_summary(random_go_mod(&mut random).as_bytes());
    }
}
