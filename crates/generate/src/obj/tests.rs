//! Tests of the generator.

use super::BASE;
use super::Release;
use super::dump::Dump;
use super::generate;
use super::rust::File;
use super::source;

#[test]
fn arrays_fill_lines() {
    let mut file = File::new("pub", "Things.", "none");
    file.constants("u8", [("Yab", "1".to_owned())].into_iter());
    let items: Vec<u32> = (1000..1020).collect();
    file.array("Numbers.", "LIST", "u32", &items);
    let text = file.finish();
    assert!(text.starts_with("// generated: pure table\n//! Things.\n"));
    assert!(text.contains("\npub const YAB: u8 = 1;\n"));
    assert!(text.contains("pub static LIST: [u32; 20] = [\n    1000, 1001,"));
    assert!(text.lines().all(|line| line.len() <= 101));
}

#[test]
fn rows_are_found_by_table() {
    let dump = Dump::parse("a\t1\nb\t2\t3\na\t4");
    let rows: Vec<&[String]> = dump.rows("a").collect();
    assert_eq!(rows, [["1"], ["4"]]);
}

/// With an SDK of the base release, the tables equal its own.
#[test]
fn tables_are_those_of_the_sdk() {
    let Some(go) = std::env::var_os("VAMOS_TEST_GO") else {
        return;
    };
    let sdk = vamos_oracle::sdk::of_go(go.as_ref()).expect("VAMOS_TEST_GO is in an SDK");
    if sdk.minor() != Some(BASE) {
        return;
    }
    let release = Release::read(&sdk, &sdk.go).expect("the SDK is built");
    for (name, text) in generate(&[release]).expect("the tables are complete") {
        let file = std::fs::read_to_string(source(name)).expect("the file is committed");
        assert!(file == text, "{name} differs from the tables of the SDK");
    }
}
