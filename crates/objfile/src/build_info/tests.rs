//! Tests of build information on made-up bytes; real files are in
//! `tests/official.rs`.
//!
//! Counterpart: debug/buildinfo/buildinfo_test.go, runtime/debug/mod_test.go.

use proptest::prelude::*;

use super::*;

const TEXT: &str = "path\texample.com/m
mod\texample.com/m\t(devel)\t
dep\texample.com/dep\tv1.2.3
=>\texample.com/other\tv1.0.0\th1:abc=
dep\texample.com/x\tv0.1.0\th1:def=
build\t-ldflags=\"-s -w\"
build\t\"odd key\"=value
build\tCGO_CPPFLAGS=
";

#[test]
fn text_round_trip() {
    let info = parse(TEXT).unwrap();
    assert_eq!(info.path, "example.com/m");
    assert_eq!(info.deps[0].replace.as_ref().unwrap().sum, "h1:abc=");
    assert_eq!(info.settings[0], ("-ldflags".into(), "-s -w".into()));
    assert_eq!(info.settings[1].0, "odd key");
    // Go leaves an empty line after a replacement.
    assert_eq!(info.format(), TEXT.replace("h1:abc=\n", "h1:abc=\n\n"));
}

#[test]
fn text_errors() {
    let error = |text: &str| parse(text).unwrap_err().to_string();
    let prefix = "could not parse Go build info: line";
    assert_eq!(
        error("path\tx\nmod\ta\n"),
        format!("{prefix} 2: expected 2 or 3 columns; got 1")
    );
    assert_eq!(
        error("=>\ta\tb\tc\n"),
        format!("{prefix} 1: replacement with no module on previous line")
    );
    assert_eq!(
        error("build\t=x\n"),
        format!("{prefix} 1: build line with missing key")
    );
    assert_eq!(
        error("build\tk=a b\n"),
        format!("{prefix} 1: unquoted value \"a b\" must be quoted")
    );
    assert_eq!(
        error("build\t\"k\"x=\n"),
        format!("{prefix} 1: unexpected character after quoted key: 'x'")
    );
    assert!(parse("something else\nno newline").is_ok());
}

#[test]
fn rendering() {
    let mut info = parse(TEXT).unwrap();
    info.go_version = "go1.26".into();
    let text = version_text("bin/m", &info, true);
    assert!(text.starts_with("bin/m: go1.26\n\tpath\texample.com/m\n\tmod\t"));
    assert!(text.ends_with("\tbuild\tCGO_CPPFLAGS=\n"));
    assert_eq!(version_text("m", &info, false), "m: go1.26\n");
    let empty = version_json(&BuildInfo::default());
    assert_eq!(empty, "{\n\t\"Main\": {}\n}\n");
    let json = version_json(&info);
    assert!(json.contains("\t\t\t\"Replace\": {\n\t\t\t\t\"Path\": \"example.com/other\","));
}

#[test]
fn candidates() {
    assert!(is_go_binary_candidate("a", true, 0o755));
    assert!(!is_go_binary_candidate("a", true, 0o644));
    assert!(is_go_binary_candidate("d/A.EXE", true, 0o644));
    assert!(is_go_binary_candidate("lib.so.1", true, 0o644));
}

/// A 64-bit ELF file without sections whose one writable segment holds `data`.
fn elf_with(data: &[u8]) -> Vec<u8> {
    let mut out = b"\x7fELF\x02\x01\x01".to_vec();
    out.resize(64, 0);
    out[20] = 1;
    out[32] = 64; // program headers
    out[54] = 56;
    out[56] = 1;
    let mut prog = [0; 56];
    prog[0] = 1;
    prog[4] = 6;
    prog[8..16].copy_from_slice(&128u64.to_le_bytes());
    prog[16..24].copy_from_slice(&0x1000u64.to_le_bytes());
    for at in [32, 40] {
        prog[at..at + 8].copy_from_slice(&(data.len() as u64).to_le_bytes());
    }
    out.extend(prog);
    out.resize(128, 0);
    out.extend(data);
    out
}

#[test]
fn inline_and_pointer_forms() {
    let mut framed = b"0123456789abcdef".to_vec();
    framed.extend(b"path\tx\n");
    framed.extend(b"0123456789abcdef");
    let mut data = vec![0; 16];
    data.extend(b"\xff Go buildinf:\x00\x02");
    data.extend([0; 16]);
    data.extend(b"\x06go1.99");
    data.push(u8::try_from(framed.len()).unwrap());
    data.extend(&framed);
    data.extend([0; 16]);
    let info = read(&elf_with(&data), Fallback::Segment).unwrap();
    assert_eq!(
        (info.go_version.as_str(), info.path.as_str()),
        ("go1.99", "x")
    );
    // Without a section since Go 1.27.
    let error = read(&elf_with(&data), Fallback::Nothing).unwrap_err();
    assert!(matches!(error, BuildInfoError::NotGoExe));

    let mut data = b"\xff Go buildinf:\x08\x00".to_vec();
    data.extend(0x1020u64.to_le_bytes());
    data.extend(0x1030u64.to_le_bytes());
    for (addr, len) in [(0x1040u64, 6u64), (0x1046, framed.len() as u64)] {
        data.extend(addr.to_le_bytes());
        data.extend(len.to_le_bytes());
    }
    data.extend(b"go1.17");
    data.extend(&framed);
    let info = read(&elf_with(&data), Fallback::Segment).unwrap();
    assert_eq!(
        (info.go_version.as_str(), info.path.as_str()),
        ("go1.17", "x")
    );
}

#[test]
fn not_go() {
    let text = |data: Vec<u8>| read(&data, Fallback::Segment).unwrap_err().describe("f");
    let prefix = "could not read Go build info from f:";
    assert_eq!(
        text(b"#!".to_vec()),
        format!("{prefix} unrecognized file format")
    );
    assert_eq!(
        text(elf_with(&[0; 100])),
        format!("{prefix} not a Go executable")
    );
}

proptest! {
    #[test]
    fn never_panics(start in 0usize..9, data in prop::collection::vec(any::<u8>(), 0..600)) {
        let magics: [&[u8]; 9] = [
            b"", b"\x7fELF\x02\x01\x01", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe\0\0\0\x01",
            b"\x01\xdf", b"\x01\xf7", b"\0\0\x8a\x97", b"\xfe\xed\xfa\xce",
        ];
        let mut bytes = magics[start].to_vec();
        bytes.extend(&data);
        let _ = read(&bytes, Fallback::Segment);
        let _ = read(&elf_with(&data), Fallback::Segment);
        let mut inline = b"\xff Go buildinf:\x00\x02".to_vec();
        inline.extend([0; 16]);
        inline.extend(&data);
        let _ = read(&elf_with(&inline), Fallback::Segment);
    }

    #[test]
    fn parser_never_panics(text in "((path|mod|dep|=>|build)\t[a=\"`\t ]{0,8}\n){0,5}") {
        if let Ok(info) = parse(&text) {
            let _ = info.format();
        }
    }
}
