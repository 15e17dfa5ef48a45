//! Floating-point numbers as text.
//!
//! Counterpart: strconv/ftoa.go, fmt/format.go (`fmtFloat`).

/// Formats a number (`strconv.FormatFloat` of 64 bits); without precision, with the fewest digits
/// that identify it.
pub(super) fn format(number: f64, kind: char, precision: Option<usize>) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    match kind {
        'b' => binary(number),
        'x' | 'X' => hexadecimal(number, kind, precision),
        'f' => match precision {
            Some(precision) => format!("{number:.precision$}"),
            None => format!("{number}"),
        },
        'e' | 'E' => scientific(number, kind, precision.map(|digits| digits + 1)),
        _ => general(number, kind, precision),
    }
}

/// Returns the digits of a number and the exponent of the first one.
fn digits(number: f64, count: Option<usize>) -> (String, i32) {
    let text = match count {
        Some(count) => format!("{:.*e}", count.max(1) - 1, number.abs()),
        None => format!("{:e}", number.abs()),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (
        mantissa.replace('.', ""),
        exponent.parse().unwrap_or_default(),
    )
}

fn sign(number: f64) -> &'static str {
    if number.is_sign_negative() { "-" } else { "" }
}

fn scientific(number: f64, kind: char, count: Option<usize>) -> String {
    let (digits, exponent) = digits(number, count);
    let e = if kind.is_ascii_uppercase() { 'E' } else { 'e' };
    let mut text = format!("{}{}", sign(number), &digits[..1]);
    if digits.len() > 1 {
        text = text + "." + &digits[1..];
    }
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    text + &format!("{e}{exponent_sign}{:02}", exponent.abs())
}

fn general(number: f64, kind: char, precision: Option<usize>) -> String {
    let count = precision.map(|precision| precision.max(1));
    let (digits, exponent) = digits(number, count);
    let kept = digits.trim_end_matches('0').len().max(1);
    let is_zero = number == 0.0;
    let point = i64::from(exponent) + 1;
    let length = i64::try_from(kept).unwrap_or(0);
    // With more precision than digits, the digits decide when exponents are used.
    let threshold = match count.map(|count| i64::try_from(count).unwrap_or(i64::MAX)) {
        Some(count) if count > length && length >= point => length,
        Some(count) => count,
        None => 6,
    };
    if !is_zero && (exponent < -4 || i64::from(exponent) >= threshold) {
        return scientific(number, kind, Some(kept));
    }
    let decimals = usize::try_from(length - point).unwrap_or(0);
    // The digits are known; formatting with the same number of decimals repeats them.
    let whole = usize_of(exponent + 1);
    let mut text = sign(number).to_owned();
    let used = &digits[..kept];
    if exponent < 0 {
        text.push('0');
    } else {
        let shown = whole.min(used.len());
        text.push_str(&used[..shown]);
        text.push_str(&"0".repeat(whole - shown));
    }
    if decimals > 0 {
        text.push('.');
        if exponent < 0 {
            text.push_str(&"0".repeat(usize_of(-exponent - 1)));
            text.push_str(used);
        } else {
            text.push_str(&used[whole..]);
        }
    }
    text
}

fn usize_of(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// Returns the bits of the mantissa, and the exponent of its last one.
fn parts(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
    let mantissa = bits & ((1 << 52) - 1);
    match exponent {
        0 => (mantissa, -1074),
        _ => (mantissa | 1 << 52, exponent - 1075),
    }
}

fn binary(number: f64) -> String {
    let (mantissa, exponent) = parts(number);
    format!("{}{mantissa}p{exponent:+}", sign(number))
}

fn hexadecimal(number: f64, kind: char, precision: Option<usize>) -> String {
    let (mut mantissa, mut exponent) = parts(number);
    if mantissa == 0 {
        exponent = 0;
    } else {
        // Fifteen digits: the leading one before the point, then 52 bits and 8 more.
        let shift = mantissa.leading_zeros();
        mantissa <<= shift - 3;
        exponent += 63 - i32::try_from(shift).unwrap_or(0);
        if let Some(precision) = precision.filter(|precision| *precision < 15) {
            let extra = u32::try_from(precision * 4).unwrap_or(60);
            let half_bits = mantissa << extra & ((1 << 60) - 1);
            mantissa >>= 60 - extra;
            let rounds_up = half_bits > 1 << 59 || half_bits == 1 << 59 && mantissa & 1 == 1;
            mantissa += u64::from(rounds_up);
            mantissa <<= 60 - extra;
            if mantissa & 1 << 61 != 0 {
                mantissa >>= 1;
                exponent += 1;
            }
        }
    }
    let mut digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
    match precision {
        Some(precision) => {
            digits.truncate(precision);
            digits += &"0".repeat(precision - digits.len());
        }
        None => digits.truncate(digits.trim_end_matches('0').len()),
    }
    let point = if digits.is_empty() { "" } else { "." };
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    let text = format!(
        "{}0x{}{point}{digits}p{exponent_sign}{:02}",
        sign(number),
        u8::from(mantissa != 0),
        exponent.abs()
    );
    match kind {
        'X' => text.to_ascii_uppercase(),
        _ => text,
    }
}

/// Inserts the decimal point and the zeros that `%#g` and similar verbs require; the text begins
/// with a sign.
pub(super) fn with_point(text: &str, verb: char, precision: Option<usize>) -> String {
    let mut digits = match verb {
        'g' | 'G' | 'x' => precision.map_or(6, |precision| i64::try_from(precision).unwrap_or(0)),
        _ => 0,
    };
    let is_hex = matches!(verb, 'x' | 'X');
    let ends: &[char] = if is_hex {
        &['p', 'P']
    } else {
        &['e', 'E', 'p', 'P']
    };
    let end = text.find(ends).unwrap_or(text.len());
    let (number, tail) = text.split_at(end);
    let mut has_point = false;
    let mut saw_nonzero = false;
    for c in number.chars().skip(1) {
        if c == '.' {
            has_point = true;
            continue;
        }
        saw_nonzero |= c != '0';
        digits -= i64::from(saw_nonzero);
    }
    let mut out = number.to_owned();
    if !has_point {
        if number.len() == 2 && number.ends_with('0') {
            digits -= 1;
        }
        out.push('.');
    }
    out.push_str(&"0".repeat(usize::try_from(digits).unwrap_or(0)));
    out + tail
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn floats_as_go_writes_them() {
        let cases: [(f64, char, Option<usize>, &str); 24] = [
            (1.0, 'g', None, "1"),
            (1.5, 'g', None, "1.5"),
            (100_000.0, 'g', None, "100000"),
            (1_234_567.0, 'g', None, "1.234567e+06"),
            (1e21, 'g', None, "1e+21"),
            (123_456_789.0, 'g', None, "1.23456789e+08"),
            (1e-5, 'g', None, "1e-05"),
            (0.0001, 'g', None, "0.0001"),
            (0.0, 'g', None, "0"),
            (-0.0, 'g', None, "-0"),
            (1234.5678, 'g', Some(3), "1.23e+03"),
            (1234.5678, 'g', Some(6), "1234.57"),
            (100.0, 'g', Some(3), "100"),
            (100.0, 'g', Some(2), "1e+02"),
            (1.5, 'e', Some(6), "1.500000e+00"),
            (1.5, 'e', None, "1.5e+00"),
            (1.5, 'f', Some(0), "2"),
            (2.5, 'f', Some(0), "2"),
            (1.0, 'x', None, "0x1p+00"),
            (1.5, 'x', Some(0), "0x1p+01"),
            (0.1, 'x', None, "0x1.999999999999ap-04"),
            (0.1, 'X', Some(3), "0X1.99AP-04"),
            (1.0, 'b', None, "4503599627370496p-52"),
            (5e-324, 'x', None, "0x1p-1074"),
        ];
        for (number, kind, precision, want) in cases {
            assert_eq!(format(number, kind, precision), want, "{number} {kind}");
        }
    }
}
