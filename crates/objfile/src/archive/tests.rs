//! Tests of archives and of `go tool pack` over files in memory.
//!
//! Counterpart: cmd/pack/pack_test.go, cmd/internal/archive/archive_test.go.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[derive(Default)]
struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    out: Vec<u8>,
    err: Vec<u8>,
}

impl Host for Memory {
    fn read(&mut self, path: &str) -> Result<HostFile, String> {
        let data = self.read_archive(path)?;
        let size = data.len() as u64;
        let mode = 0o644;
        Ok(HostFile { data, mode, size })
    }
    fn read_archive(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.files.get(path).cloned();
        file.ok_or_else(|| format!("open {path}: no such file or directory"))
    }
    fn touch(&mut self, path: &str) -> Result<(), String> {
        self.files.entry(path.to_owned()).or_default();
        Ok(())
    }
    fn is_same(&self, a: &str, b: &str) -> bool {
        a == b
    }
    fn write(&mut self, path: &str, data: &[u8], _: Keep) -> Result<(), String> {
        self.files.insert(path.to_owned(), data.to_vec());
        Ok(())
    }
    fn stdout(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
    }
    fn stderr(&mut self, text: &[u8]) {
        self.err.extend_from_slice(text);
    }
    fn time(&self, _: i64) -> String {
        "Jan  1 00:00 1970".to_owned()
    }
}

fn pack(host: &mut Memory, args: &[&str]) -> (u8, String, String) {
    let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
    host.out.clear();
    host.err.clear();
    let code = run_pack(&args, LongNames::Cut, host);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (code, text(&host.out), text(&host.err))
}

#[test]
fn create_list_extract() {
    let mut host = Memory::default();
    host.files.insert("d/a.o".into(), b"hello".to_vec());
    host.files
        .insert("a-name-longer-than-16.o".into(), b"worldly!".to_vec());
    let made = pack(&mut host, &["c", "x.a", "d/a.o", "a-name-longer-than-16.o"]);
    assert_eq!(made, (0, String::new(), String::new()));
    let want = "!<arch>\n\
        a.o             0           0     0     644     5         `\nhello\0\
        a-name-longer-th0           0     0     644     8         `\nworldly!";
    assert_eq!(String::from_utf8_lossy(&host.files["x.a"]), want);
    assert_eq!(pack(&mut host, &["t", "x.a"]).1, "a.o\na-name-longer-th\n");
    let listed = pack(&mut host, &["tv", "x.a", "a.o"]).1;
    assert_eq!(
        listed,
        "-rw-r--r--      0/0                 5 Jan  1 00:00 1970 a.o\n"
    );
    assert_eq!(pack(&mut host, &["pv", "x.a", "a.o"]).1, "a.o\nhello");
    pack(&mut host, &["x", "x.a", "a.o"]);
    assert_eq!(host.files["a.o"], b"hello");
    let mut twice = host.files["x.a"].clone();
    append_object(&mut twice, "odd.o", LongNames::Cut, b"123456789");
    pack(&mut host, &["r", "x.a", "a.o"]);
    assert_eq!(host.files["x.a"].len(), want.len() + 60 + 6);
    assert_eq!(parse(b"", &twice, true).unwrap()[2].name, b"odd.o");
}

#[test]
fn complaints() {
    let mut host = Memory::default();
    host.files.insert("x.a".into(), MAGIC.to_vec());
    host.files.insert("bad".into(), b"something else".to_vec());
    let missing = pack(&mut host, &["t", "x.a", "a.o"]);
    assert_eq!(
        missing,
        (
            1,
            String::new(),
            "pack: file \"a.o\" not in archive\n".into()
        )
    );
    let bad = pack(&mut host, &["t", "bad"]);
    assert_eq!(bad.2, "pack: unrecognized object file format\n");
    let lost = pack(&mut host, &["t", "lost"]);
    assert_eq!(lost.2, "pack: open lost: no such file or directory\n");
    assert_eq!(pack(&mut host, &["z", "x.a"]).0, 2);
    let none = pack(&mut host, &["v", "x.a"]);
    assert!(
        none.2
            .starts_with("pack: invalid operation \"v\"\n\nUsage: pack op")
    );
    assert!(
        pack(&mut host, &["t"])
            .2
            .starts_with("pack: not enough arguments\n\nUsage")
    );
    assert_eq!(pack(&mut host, &["c", "new.a"]).0, 2);
    assert_eq!(host.files["new.a"], MAGIC);
}

proptest! {
    #[test]
    fn never_panics(name in "[a-z./_]{0,16}", size in 0u64..400, data in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(super::header(name.as_bytes(), 0o644, size));
        bytes.extend(&data);
        let _ = parse(b"x", &bytes, true);
        let _ = parse(b"x", &data, true);
        let mut object = b"go object linux amd64\n\n!\n".to_vec();
        object.extend(&data);
        let _ = parse(b"x", &object, true);
    }
}

#[test]
fn long_names() {
    let names = |rule: LongNames, name| {
        let bytes = String::from_utf8_lossy(&rule.bytes(name)).into_owned();
        (bytes, rule.text(name))
    };
    let same = |name: &str| (name.to_owned(), name.to_owned());
    let long = "resource_windows_amd64.syso";
    assert_eq!(names(LongNames::Cut, long), same("resource_windows"));
    assert_eq!(names(LongNames::KeepSyso, long), same("resource_wi.syso"));
    assert_eq!(
        names(LongNames::KeepSyso, "sixteen_has.syso"),
        same("sixteen_has.syso")
    );
    assert_eq!(
        names(LongNames::KeepSyso, "a-name-longer-than-16.o"),
        same("a-name-longer-th")
    );
    let cut = (
        "ten_bytes_\u{fffd}.syso".to_owned(),
        "ten_bytes_.syso".to_owned(),
    );
    assert_eq!(
        names(LongNames::KeepSyso, "ten_bytes_\u{e4}\u{e4}.syso"),
        cut
    );
}
