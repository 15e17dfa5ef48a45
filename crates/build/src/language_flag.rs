//! The flag `-lang` of the compiler: the language version that a user sets for a package.
//!
//! Counterpart: cmd/compile/internal/types/goversion.go (`ParseLangFlag`).

use vamos_base::golang::quote::quote;
use vamos_release::Release;

/// Returns the value of the last `-lang` among the compiler's flags.
pub fn language_flag(flags: &[String]) -> Option<&str> {
    let mut found = None;
    let mut rest = flags.iter();
    while let Some(flag) = rest.next() {
        let name = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-'));
        match name {
            Some("lang") => found = rest.next().map(String::as_str),
            Some(name) => found = name.strip_prefix("lang=").or(found),
            None => {}
        }
    }
    found
}

/// Returns the line that the compiler prints for an invalid value of `-lang`; `None` if the value is
/// valid.
pub fn language_flag_error(value: &str, release: Release) -> Option<String> {
    let cause = match parse(value) {
        _ if value.is_empty() => return None,
        Ok(version) if version <= (1, u64::from(release.language_version())) => return None,
        Ok(_) => format!(
            "max known version is \"go1.{}\"",
            release.language_version()
        ),
        Err(cause) => cause,
    };
    let value = quote(value);
    Some(format!("compile: invalid value {value} for -lang: {cause}"))
}

/// Returns the major and the minor number of a language version.
///
/// # Errors
/// The form is another one, or a number is too large.
fn parse(value: &str) -> Result<(u64, u64), String> {
    let value = if value == "go1" { "go1.0" } else { value };
    let numbers = value
        .strip_prefix("go")
        .and_then(|rest| rest.split_once('.'));
    let is_number = |text: &str| {
        let is_zero = text == "0";
        is_zero || !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_valid = |(major, minor): &(&str, &str)| {
        *major != "0"
            && [major, minor]
                .iter()
                .all(|text| !text.is_empty() && is_number(text))
    };
    let Some((major, minor)) = numbers.filter(is_valid) else {
        return Err("should be something like \"go1.12\"".to_owned());
    };
    let number = |text: &str| match text.parse::<i64>() {
        Ok(number) => Ok(number.unsigned_abs()),
        Err(_) => Err(format!(
            "strconv.Atoi: parsing {}: value out of range",
            quote(text)
        )),
    };
    Ok((number(major)?, number(minor)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_flag_counts() {
        for (flags, expected) in [
            ("", None),
            ("-N -lang=go1.20 -l", Some("go1.20")),
            ("--lang=go1.20 -lang go1.21", Some("go1.21")),
            ("-lang=go1.20 -lang", None),
            ("-lang=", Some("")),
            ("lang=go1.20 -langs=x", None),
        ] {
            let flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
            assert_eq!(language_flag(&flags), expected, "{flags:?}");
        }
    }

    #[test]
    fn values() {
        let form = Some("should be something like \"go1.12\"");
        let range = "strconv.Atoi: parsing \"99999999999999999999\": value out of range";
        for (value, expected) in [
            ("", None),
            ("go1", None),
            ("go1.0", None),
            ("go1.26", None),
            ("go1.27", Some("max known version is \"go1.26\"")),
            ("go2.0", Some("max known version is \"go1.26\"")),
            ("go1.99999999999999999999", Some(range)),
            ("foo", form),
            ("go2", form),
            ("go0.1", form),
            ("go1.", form),
            ("go1.026", form),
            ("go1.-1", form),
            ("go1.26.3", form),
            ("go1.26rc1", form),
            ("1.26", form),
        ] {
            let line = |cause| format!("compile: invalid value {value:?} for -lang: {cause}");
            let error = language_flag_error(value, Release::nearest(26));
            assert_eq!(error, expected.map(line), "{value}");
        }
    }
}
