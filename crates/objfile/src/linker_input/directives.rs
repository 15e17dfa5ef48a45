//! Directives for the linker in objects for Windows: the section `.drectve`.
//!
//! Counterpart: cmd/go/internal/work/security.go (`checkDrectveDirectives`, `tokenizeDrectve`,
//! `isAllowedDrectve`).

use vamos_base::golang::quote::quote_bytes;

use super::InputError;
use super::reject;

/// Characters that separate directives.
const SPACES: &[u8] = b" \t\r\n\x0b\x0c\0";

/// Directives with a value.
const WITH_VALUE: [&[u8]; 11] = [
    b"/DEFAULTLIB:",
    b"/DISALLOWLIB:",
    b"/EXPORT:",
    b"/INCLUDE:",
    b"/ALTERNATENAME:",
    b"/MERGE:",
    b"/SECTION:",
    b"/ALIGNCOMM:",
    b"/EXCLUDE-SYMBOLS:",
    b"/FAILIFMISMATCH:",
    b"/MANIFESTDEPENDENCY:",
];

/// Directives without a value, or with a value from a short list.
const WITHOUT_VALUE: [&[u8]; 21] = [
    b"/NODEFAULTLIB",
    b"/SAFESEH",
    b"/SAFESEH:NO",
    b"/GUARD:CF",
    b"/GUARD:NO",
    b"/GUARD:EHCONT",
    b"/GUARD:LONGJMP",
    b"/DYNAMICBASE",
    b"/DYNAMICBASE:NO",
    b"/NXCOMPAT",
    b"/NXCOMPAT:NO",
    b"/CETCOMPAT",
    b"/CETCOMPAT:NO",
    b"/HIGHENTROPYVA",
    b"/HIGHENTROPYVA:NO",
    b"/LARGEADDRESSAWARE",
    b"/LARGEADDRESSAWARE:NO",
    b"/TSAWARE",
    b"/TSAWARE:NO",
    b"/EXPORT-ALL-SYMBOLS",
    b"/EXCLUDE-ALL-SYMBOLS",
];

/// Directives of MinGW.
const MINGW: [&[u8]; 8] = [
    b"--enable-auto-import",
    b"--disable-auto-import",
    b"--enable-runtime-pseudo-reloc",
    b"--disable-runtime-pseudo-reloc",
    b"--enable-stdcall-fixup",
    b"--disable-stdcall-fixup",
    b"--export-all-symbols",
    b"--exclude-all-symbols",
];

/// Checks the content of the section.
pub(super) fn check(data: &[u8]) -> Result<(), InputError> {
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    for token in tokens(data) {
        if !is_allowed(&token) {
            let token = quote_bytes(&token);
            return reject(format!("disallowed .drectve directive {token}"));
        }
    }
    Ok(())
}

/// Splits directives at spaces that are not quoted; quotes are left out.
fn tokens(data: &[u8]) -> Vec<Vec<u8>> {
    let mut tokens = Vec::new();
    let mut token = Vec::new();
    let mut is_quoted = false;
    let end = data.iter().rposition(|byte| !b"\0 \t\r\n".contains(byte));
    for &byte in &data[..end.map_or(0, |end| end + 1)] {
        if byte == b'"' {
            is_quoted = !is_quoted;
        } else if is_quoted || !SPACES.contains(&byte) {
            token.push(byte);
        } else if !token.is_empty() {
            tokens.push(std::mem::take(&mut token));
        }
    }
    if !token.is_empty() {
        tokens.push(token);
    }
    tokens
}

fn has(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn has_any(text: &[u8], bytes: &[u8]) -> bool {
    text.iter().any(|byte| bytes.contains(byte))
}

/// Returns the value after the first colon, without quotes around it.
fn value(token: &[u8]) -> &[u8] {
    let start = token.iter().position(|&byte| byte == b':');
    let mut value = &token[start.map_or(0, |at| at + 1)..];
    while let [b'"', rest @ ..] | [rest @ .., b'"'] = value {
        value = rest;
    }
    value
}

fn is_allowed(token: &[u8]) -> bool {
    if has_any(token, b"\r\n\x0b\x0c\0") {
        return false;
    }
    let mut upper = uppercase(token);
    if upper.starts_with(b"-") && !upper.starts_with(b"--") {
        upper[0] = b'/';
    }
    if WITH_VALUE.iter().any(|start| upper.starts_with(start)) {
        return is_allowed_value(&upper, value(token));
    }
    if WITHOUT_VALUE.contains(&upper.as_slice()) {
        return true;
    }
    if upper.starts_with(b"/NODEFAULTLIB:") {
        let value = value(token);
        return !value.is_empty()
            && !has_any(value, b"/\\:")
            && !value.starts_with(b"@")
            && !has(value, b"..");
    }
    if let [b'-', b'l', name @ ..] = token
        && !name.is_empty()
    {
        return is_library(name);
    }
    MINGW.contains(&token)
}

fn is_allowed_value(upper: &[u8], value: &[u8]) -> bool {
    let is_manifest = upper.starts_with(b"/MANIFESTDEPENDENCY:");
    let names_library = upper.starts_with(b"/DEFAULTLIB:") || upper.starts_with(b"/DISALLOWLIB:");
    let is_elsewhere = names_library && (value.contains(&b':') || value.starts_with(b"@"));
    !value.is_empty()
        && (is_manifest || !has_any(value, b"/\\"))
        && !is_elsewhere
        && !has(value, b"..")
}

/// Reports whether a name denotes a library.
fn is_library(name: &[u8]) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    is_word(name[0])
        && name
            .iter()
            .all(|&byte| is_word(byte) || b"+-@$=".contains(&byte))
        && !has(name, b"..")
}

/// Returns a text in upper case. For some letters that are not ASCII the result is.
fn uppercase(token: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(token) {
        // Letter for letter, as in Go.
        Ok(text) => {
            let upper = |c: char| {
                let mut upper = c.to_uppercase();
                upper.next().filter(|_| upper.next().is_none()).unwrap_or(c)
            };
            text.chars().map(upper).collect::<String>().into_bytes()
        }
        Err(_) => token.to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn usual_directives_pass() {
        for text in [
            "",
            " \0\0",
            "-export:crosscall2 -export:\"_cgo_panic\" ",
            "/DEFAULTLIB:\"MSVCRT\" /DEFAULTLIB:OLDNAMES",
            "/FAILIFMISMATCH:\"_MSC_VER=1900\"",
            "/manifestdependency:\"type='win32' name='x' path='a/b'\"",
            "-lmsvcrt -lstdc++ --enable-auto-import",
            "/guard:cf\n/NODEFAULTLIB:libc",
            "\u{feff}/include:x",
        ] {
            assert_eq!(check(text.as_bytes()), Ok(()), "{text}");
        }
    }

    #[test]
    fn other_directives_do_not() {
        for (text, token) in [
            ("--plugin=x.so", "--plugin=x.so"),
            ("-lc -T \"a b\"", "-T"),
            ("/defaultlib:../x", "/defaultlib:../x"),
            ("/defaultlib:@x", "/defaultlib:@x"),
            ("/defaultlib:c:x", "/defaultlib:c:x"),
            ("/export:", "/export:"),
            ("/export:\"\"", "/export:"),
            ("-l", "-l"),
            ("-l..x", "-l..x"),
            ("-la/b", "-la/b"),
            ("--export:x", "--export:x"),
            ("\"-l\nx\"", "-l\\nx"),
            ("/nodefaultlib:@x", "/nodefaultlib:@x"),
        ] {
            let error = check(text.as_bytes()).unwrap_err();
            let want = format!("disallowed .drectve directive \"{token}\"");
            assert_eq!(error.reason, want, "{text}");
        }
    }
}
