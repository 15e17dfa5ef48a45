//! Files made by hand, and the results of their checks.
//!
//! Counterpart: cmd/go/internal/work/security_test.go.

use super::LinkerInput;

fn check_as(content: &[u8], is_syso: bool) -> String {
    let input = LinkerInput {
        content: &content,
        size: content.len() as u64,
        is_syso,
        shows_disallowed: false,
        allows_option: &|words| words == ["-lz"],
    };
    match input.check() {
        Ok(()) => String::new(),
        Err(error) => error.reason + &error.detail,
    }
}

fn check(content: &[u8]) -> String {
    check_as(content, false)
}

fn member(name: &str, content: &[u8]) -> Vec<u8> {
    let size = content.len();
    let mut out =
        format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644).into_bytes();
    out.extend_from_slice(content);
    if !size.is_multiple_of(2) {
        out.push(b'\n');
    }
    out
}

fn archive(members: &[Vec<u8>]) -> Vec<u8> {
    [b"!<arch>\n".to_vec(), members.concat()].concat()
}

const WASM: &[u8] = b"\0asm\x01\0\0\0";

/// Returns a COFF object for amd64 with a section.
fn coff(name: &[u8; 8], data: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 60];
    out[..4].copy_from_slice(&[0x64, 0x86, 1, 0]);
    out[20..28].copy_from_slice(name);
    out[36..40].copy_from_slice(&(data.len() as u32).to_le_bytes());
    out[40..44].copy_from_slice(&60_u32.to_le_bytes());
    out.extend_from_slice(data);
    out
}

#[test]
fn scripts_and_damage_are_refused() {
    assert_eq!(check(b"abc"), "invalid object file");
    let text = "invalid linker input file (unrecognized binary format)";
    assert_eq!(check(b"INPUT(-lfoo)\n"), text);
    assert_eq!(check(b"db INPUT(libfoo.so) /* \x01 */"), text);
    assert_eq!(check(b"go object linux amd64\n"), text);
    assert_eq!(check(WASM), "");
    assert_eq!(check(b"\x7fELF\x02\x01\x01"), "invalid ELF object: EOF");
}

#[test]
fn archives() {
    let object = member("x.o/", WASM);
    let symbols = member("/", &[0, 0, 0, 0]);
    let names = member("//", b"a-long-name.o/\n");
    let good = archive(&[symbols.clone(), names.clone(), object.clone()]);
    assert_eq!(check(&good), "");
    assert_eq!(check_as(&good, true), "archive not allowed as .syso");
    assert_eq!(
        check(&good[..good.len() - 1]),
        "malformed archive member size"
    );
    let late = archive(&[object.clone(), symbols.clone()]);
    assert_eq!(check(&late), "unexpected archive symbol table member \"/\"");
    let late = archive(&[object.clone(), names]);
    assert_eq!(check(&late), "unexpected archive string table member");
    let disguised = archive(&[member("//", WASM)]);
    let text = "binary object disguised as archive string table";
    assert_eq!(check(&disguised), text);
    let disguised = archive(&[member("/", b"\0\0\xff\xff")]);
    let text = "binary object disguised as archive symbol table";
    assert_eq!(check(&disguised), text);
    assert_eq!(
        check(&archive(&[member("x.o", b"")])),
        "empty archive member"
    );
    let text = "invalid linker input file (unrecognized binary format)";
    assert_eq!(check(&archive(&[object, member("y.o", b"INPUT(x)")])), text);
    let bsd = archive(&[member("#1/4", &[b"x.o\0", WASM].concat())]);
    assert_eq!(check(&bsd), "");
    let bsd = archive(&[member("#1/9", WASM)]);
    assert_eq!(check(&bsd), "malformed BSD archive member");
    let mut deep = WASM.to_vec();
    for _ in 0..5 {
        deep = archive(&[member("x.a", &deep)]);
    }
    assert_eq!(check(&deep), "nested archive/fat object too deep");
}

#[test]
fn objects_for_windows() {
    assert_eq!(check(&coff(b".text\0\0\0", b"\x90")), "");
    assert_eq!(check(&coff(b".drectve", b"-export:x ")), "");
    let text = "disallowed .drectve directive \"--plugin=x\"";
    assert_eq!(check(&coff(b".drectve", b"--plugin=x")), text);
    let text = "suspicious .drectve section size (0)";
    assert_eq!(check(&coff(b".drectve", b"")), text);
    let text = "disallowed LTO section \".llvmbc\"";
    assert_eq!(check(&coff(b".llvmbc\0", b"x")), text);
    let whole = coff(b".text\0\0\0", b"\x90\x90");
    let text = "invalid PE/COFF section \".text\" bounds";
    assert_eq!(check(&whole[..61]), text);
    assert_eq!(
        check(&whole[..50]),
        "invalid PE/COFF object: unexpected EOF"
    );
    let text = "invalid PE/COFF object: strconv.Atoi: parsing \"x\": invalid syntax";
    assert_eq!(check(&coff(b"/x\0\0\0\0\0\0", b"")), text);
    let mut arm = whole.clone();
    arm[..2].copy_from_slice(&[0xc0, 0x01]);
    let text = "invalid PE/COFF object: unrecognized PE machine: 0x1c0";
    assert_eq!(check(&arm), text);
    let mut symbols = whole;
    symbols[8] = 61;
    let text = "invalid PE/COFF object: fail to read string table length: unexpected EOF";
    assert_eq!(check(&symbols), text);
    let mut image = vec![0; 96];
    image[..2].copy_from_slice(b"MZ");
    image[0x3c] = 0x50;
    let text = "invalid PE/COFF object: invalid PE file signature: 00 00 00 00";
    assert_eq!(check(&image), text);
    let text = "invalid linker input file (unrecognized binary format)";
    assert_eq!(check_as(&image, true), text);
}

#[test]
fn members_of_import_libraries() {
    let object = |strings: &[u8]| {
        let mut out = vec![0; 20];
        out[..8].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0x64, 0x86]);
        out[12] = strings.len() as u8;
        out.extend_from_slice(strings);
        out
    };
    assert_eq!(check(&object(b"f\0x.dll\0")), "");
    for bad in [&b"fx.dll\0"[..], b"f\0\0\0", b"\0x.dll\0", b"f\0x\0y\0"] {
        assert_eq!(check(&object(bad)), "invalid PE import object strings");
    }
    assert_eq!(check(&object(b"f\0")), "invalid PE import object size");
}

#[test]
fn options_of_macos() {
    let object = |words: &[u8], count: u8| {
        let size = 12 + words.len() as u8;
        let mut out = vec![0; 32];
        out[..4].copy_from_slice(&0xfeed_facf_u32.to_le_bytes());
        out[16] = 1;
        out[20] = size;
        out.extend_from_slice(&[0x2d, 0, 0, 0, size, 0, 0, 0, count, 0, 0, 0]);
        out.extend_from_slice(words);
        out
    };
    assert_eq!(check(&object(b"-lz\0", 1)), "");
    let text = "disallowed LC_LINKER_OPTION \"-framework x\"";
    assert_eq!(check(&object(b"-framework\0x\0", 2)), text);
    assert_eq!(check(&object(b"-lz\0x", 1)), "disallowed LC_LINKER_OPTION");
    assert_eq!(check(&object(b"", 0)), "disallowed LC_LINKER_OPTION");
}
