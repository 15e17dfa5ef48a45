//! Base64 with the standard alphabet and padding, as checksums and signatures are written.
//!
//! Counterpart: encoding/base64 (`StdEncoding`).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes `bytes`.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    append(&mut out, bytes);
    out
}

/// Appends the encoding of `bytes` to `out`.
pub fn append(out: &mut String, bytes: &[u8]) {
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0u32, |bits, &byte| bits << 8 | u32::from(byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            if digit <= chunk.len() {
                let at = (bits >> (18 - 6 * digit)) & 63;
                out.push(char::from(ALPHABET[at as usize]));
            } else {
                out.push('=');
            }
        }
    }
}

/// Decodes `text` as leniently as Go: line ends are ignored, and bits after the last byte may have
/// any value. Padding is required.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut digits = text.iter().filter(|byte| !matches!(byte, b'\n' | b'\r'));
    loop {
        let mut bits = 0;
        let mut count = 0;
        while count < 4 {
            match digits.next() {
                None if count == 0 => return Some(out),
                None => return None,
                Some(b'=') => break,
                Some(&byte) => bits = bits << 6 | value(byte)?,
            }
            count += 1;
        }
        let [_, bytes @ ..] = (bits << (6 * (4 - count))).to_be_bytes();
        match count {
            4 => out.extend_from_slice(&bytes),
            // One sign of padding was read; nothing but the rest of it may follow.
            3 => out.extend_from_slice(&bytes[..2]),
            2 if digits.next() == Some(&b'=') => out.push(bytes[0]),
            _ => return None,
        }
        if count < 4 {
            return digits.next().is_none().then_some(out);
        }
    }
}

fn value(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_and_decodes() {
        let bytes: Vec<u8> = (0..=255).rev().collect();
        for len in 0..bytes.len() {
            let text = encode(&bytes[..len]);
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(&bytes[..len]));
        }
        assert_eq!(encode(b"light work"), "bGlnaHQgd29yaw==");
    }

    #[test]
    fn decodes_what_go_decodes() {
        // Answers of base64.StdEncoding.DecodeString.
        let table: &[(&str, Option<&[u8]>)] = &[
            ("", Some(b"")),
            ("\r\n", Some(b"")),
            ("AQ==", Some(b"\x01")),
            ("AR==", Some(b"\x01")),
            ("A\nQ=\r=\n", Some(b"\x01")),
            ("AQI=", Some(b"\x01\x02")),
            ("AQID", Some(b"\x01\x02\x03")),
            ("AQ", None),
            ("AQ=", None),
            ("A===", None),
            ("====", None),
            ("=", None),
            ("AQI=AQ==", None),
            ("AQ==A", None),
            ("AQ== ", None),
            ("AQI==", None),
            ("AQ-_", None),
        ];
        for (text, want) in table {
            assert_eq!(decode(text.as_bytes()).as_deref(), *want, "{text:?}");
        }
    }
}
