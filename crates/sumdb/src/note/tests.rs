//! Notes and keys against values obtained from x/mod.
//!
//! Counterpart: golang.org/x/mod/sumdb/note/note_test.go.

use proptest::prelude::any;
use proptest::proptest;

use super::*;

const KEY: &str = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6";
const SIGNER: &str =
    "PRIVATE+KEY+localhost.localdev/sumdb+00000c67+AXu6+oaVaOYuQOFrf1V59JK1owcFlJcHwwXHDfDGxSPk";
const OTHER_SIGNER: &str =
    "PRIVATE+KEY+other.example+ee3ff07b+AXNlZWRzZWVkc2VlZHNlZWRzZWVkc2VlZHNlZWRzZWVk";
const OTHER_KEY: &str = "other.example+ee3ff07b+ASZ1UKSPkQf/U16ZDJ77W/tvxcoPqi+BzbprO7W91QIA";
const TEXT: &str = "go.sum database tree\n1000\nL/M/udjxT4nKMGKJYzM2oWj/P0Uy6PdBoAGdy0wdYKE=\n";
const SIG: &str = "— localhost.localdev/sumdb AAAMZ0o/f56vOHWur6CO2nu8E3cxuN+/nT0yVqxTSZz+fLGEN+HA1X10jLy0IZMogfFUCIgygLBSpJQ307Qjz54mOww=\n";
const OTHER_SIG: &str = "— other.example 7j/wewYo16ATWQBYauIsSz0z7sNuWB+8trzb2ByvCRVHHY3yJDCjxahLOlcee/XqduPNJFP8tLRzFq8Q+f2JrgZzCgM=\n";

#[test]
fn keys() {
    let table = [
        (KEY.to_owned(), None),
        (String::new(), Some(KeyError::Malformed)),
        ("x".to_owned(), Some(KeyError::Malformed)),
        ("x+1".to_owned(), Some(KeyError::Malformed)),
        ("x+00000c67+".to_owned(), Some(KeyError::Malformed)),
        ("x+00000c67+AAAA".to_owned(), Some(KeyError::Hash)),
        (KEY.replace("0c67", "0c68"), Some(KeyError::Hash)),
        (KEY.replace("0c67", "0C67"), None),
        (KEY.replace("+AcTr", "+AsTr"), Some(KeyError::Hash)),
        (
            KEY.replace("localhost", "local host"),
            Some(KeyError::Malformed),
        ),
        (KEY.replace("+0000", "+"), Some(KeyError::Malformed)),
        (KEY[..KEY.len() - 1].to_owned(), Some(KeyError::Malformed)),
        (format!("{KEY}="), Some(KeyError::Malformed)),
        (
            KEY[KEY.find('+').unwrap()..].to_owned(),
            Some(KeyError::Malformed),
        ),
    ];
    for (text, want) in table {
        assert_eq!(Verifier::parse(&text).err(), want, "{text}");
    }
    let unknown = [2; 33];
    let text = format!(
        "n+{:08x}+{}",
        key_hash("n", &unknown),
        base64::encode(&unknown)
    );
    assert_eq!(Verifier::parse(&text), Err(KeyError::Algorithm));
    let short = [1; 32];
    let text = format!("n+{:08x}+{}", key_hash("n", &short), base64::encode(&short));
    assert_eq!(Verifier::parse(&text), Err(KeyError::Malformed));
}

#[test]
fn signs_as_go_does() {
    let signer = Signer::parse(SIGNER).unwrap();
    assert_eq!(signer.verifier_key(), KEY);
    let other = Signer::parse(OTHER_SIGNER).unwrap();
    assert_eq!(other.verifier_key(), OTHER_KEY);
    let message = sign(TEXT, &[&other, &signer]).unwrap();
    assert_eq!(
        String::from_utf8(message).unwrap(),
        format!("{TEXT}\n{OTHER_SIG}{SIG}")
    );
    assert_eq!(sign("text", &[&signer]), Err(NoteError::Malformed));
    let seed = b"seedseedseedseedseedseedseedseed";
    let made = Signer::from_seed("other.example", seed).unwrap();
    assert_eq!(made.verifier_key(), OTHER_KEY);
    assert!(Signer::from_seed("a b", seed).is_err());
    assert!(matches!(
        Signer::parse(&SIGNER.replace("0c67", "0c68")),
        Err(KeyError::Hash)
    ));
}

#[test]
fn opens_as_go_does() {
    let unsigned = "— n AAAAAAA=\n";
    let bad = Err(NoteError::Malformed);
    let wrong = Err(NoteError::Signature {
        key: "localhost.localdev/sumdb+00000c67".to_owned(),
    });
    let table = [
        (format!("{TEXT}\n{SIG}"), Ok(TEXT)),
        (format!("{TEXT}\n{OTHER_SIG}{SIG}"), Ok(TEXT)),
        (format!("{TEXT}\n{OTHER_SIG}"), Err(NoteError::Unverified)),
        (String::new(), bad.clone()),
        ("x".to_owned(), bad.clone()),
        ("text\n\n".to_owned(), bad.clone()),
        ("text\n".to_owned(), bad.clone()),
        (format!("text\n\n{SIG}"), wrong.clone()),
        (format!("{TEXT}\n{SIG}{SIG}"), Ok(TEXT)),
        (format!("{TEXT}\n{}", SIG.trim_end()), bad.clone()),
        (format!("{TEXT}\n{SIG}\n"), bad.clone()),
        (format!("{TEXT}\n{SIG}x\n"), bad.clone()),
        (format!("{TEXT}\n{}", SIG.replace('—', "-")), bad.clone()),
        (format!("{TEXT}\r\n{SIG}"), bad.clone()),
        (format!("{TEXT}\n— n AAAAAA==\n{SIG}"), bad.clone()),
        (format!("{TEXT}\n— n AAAAAA=\n{SIG}"), bad.clone()),
        (format!("{TEXT}\n— n AAAA\n{SIG}"), bad.clone()),
        (format!("{TEXT}\n—  AAAAAAA=\n{SIG}"), bad.clone()),
        (format!("{TEXT}\n— a+b AAAAAAA=\n{SIG}"), bad.clone()),
        (format!("{TEXT}\n— a\u{a0}b AAAAAAA=\n{SIG}"), bad.clone()),
        (format!("{TEXT}\n— n AAAAAAA= \n{SIG}"), bad.clone()),
        (
            format!("{TEXT}\n— localhost.localdev/sumdb AAAMZwA=\n{SIG}"),
            wrong.clone(),
        ),
        (format!("{TEXT}\n{}{SIG}", unsigned.repeat(99)), Ok(TEXT)),
        (
            format!("{TEXT}\n{}{SIG}", unsigned.repeat(100)),
            bad.clone(),
        ),
        (format!("a\n\nb\n\n{SIG}"), wrong.clone()),
        (format!("\u{fffd}{TEXT}\n{SIG}"), wrong),
    ];
    let key = Verifier::parse(KEY).unwrap();
    for (message, want) in table {
        assert_eq!(open(message.as_bytes(), &key), want, "{message}");
    }
    let mut bytes = b"\xff\n\n".to_vec();
    bytes.extend_from_slice(SIG.as_bytes());
    assert_eq!(open(&bytes, &key), bad);
}

proptest! {
    #[test]
    fn signed_notes_can_be_opened(text in "[^\0-\\x1f]{0,20}(\n[^\0-\\x1f]{0,20}){0,4}", seed in any::<[u8; 32]>()) {
        let text = format!("{text}\n");
        let signer = Signer::from_seed("a.example", &seed).unwrap();
        let key = Verifier::parse(&signer.verifier_key()).unwrap();
        let message = sign(&text, &[&signer]).unwrap();
        assert_eq!(open(&message, &key), Ok(&*text));
    }

    #[test]
    fn one_changed_byte_is_noticed(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut message = format!("{TEXT}\n{SIG}").into_bytes();
        let at = at.index(message.len());
        let is_same = message[at] == byte;
        message[at] = byte;
        let key = Verifier::parse(KEY).unwrap();
        // Bits of base64 beyond the last byte of a signature have no meaning.
        let is_slack = at == message.len() - 3;
        assert!(is_slack || open(&message, &key).is_ok() == is_same);
    }

    #[test]
    fn any_bytes_are_only_rejected(bytes in any::<Vec<u8>>(), tail in any::<String>()) {
        let key = Verifier::parse(KEY).unwrap();
        assert!(open(&bytes, &key).is_err());
        assert!(open(format!("{TEXT}\n{tail}\n").as_bytes(), &key).is_err());
        let _ = Verifier::parse(&tail);
    }
}
