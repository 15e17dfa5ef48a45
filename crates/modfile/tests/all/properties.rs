//! Properties of any input: no panic, and a second print gives the same text.
//!
//! Counterpart: golang.org/x/mod/modfile (read_test.go).

use proptest::prelude::ProptestConfig;
use proptest::prelude::any;
use proptest::prop_oneof;
use proptest::proptest;
use proptest::strategy::Just;
use proptest::strategy::Strategy;
use vamos_base::golang::gover::Local;
use vamos_modfile::GoMod;
use vamos_modfile::GoSum;
use vamos_modfile::GoWork;
use vamos_modfile::module_path;
use vamos_modfile::vendor::ModulesTxt;

/// Text made of fragments that are valid in one of the files.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("module "),
        Just("require "),
        Just("retract "),
        Just("replace "),
        Just("use "),
        Just("go "),
        Just("x.y/z "),
        Just("v1.0.0 "),
        Just("1.21 "),
        Just("=> "),
        Just("( "),
        Just(") "),
        Just("["),
        Just("]"),
        Just(","),
        Just("\n"),
        Just("\n"),
        Just("\n\n"),
        Just("// c"),
        Just("// c\n"),
        Just("\""),
        Just("`"),
        Just("\\"),
        Just("# "),
        Just("## explicit; go 1.2\n"),
        Just("\u{a0}"),
        Just("é"),
        Just("\r"),
        Just("\t"),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

fn parse_all(bytes: &[u8]) {
    let local = Local::default();
    let _ = GoMod::parse("go.mod", bytes, None);
    let _ = GoMod::parse_lax("go.mod", bytes, None);
    let _ = GoWork::parse("go.work", bytes, None);
    let _ = GoSum::parse("go.sum", bytes, true);
    let _ = ModulesTxt::parse("modules.txt", bytes, &local);
    let _ = module_path(bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        parse_all(&bytes);
    }

    #[test]
    fn any_pieces(bytes in pieces()) {
        parse_all(&bytes);
    }

    #[test]
    fn printing_settles(bytes in pieces()) {
        // Unknown directives are accepted in lax mode, so that most of the syntax is covered. A
        // retracted version loses its quotes, as in upstream, and is then parsed differently.
        if !bytes.windows(7).any(|w| w == b"retract")
            && let Ok(file) = GoMod::parse_lax("go.mod", &bytes, None) {
            let printed = file.format();
            let again = GoMod::parse_lax("go.mod", &printed, None).unwrap();
            assert_eq!(String::from_utf8_lossy(&again.format()), String::from_utf8_lossy(&printed));
        }
    }
}
