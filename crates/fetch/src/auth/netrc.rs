//! Logins by machine: the `.netrc` file.
//!
//! Counterpart: cmd/go/internal/auth/netrc.go.

/// A machine's login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) machine: String,
    pub(super) login: String,
    pub(super) password: String,
}

/// Returns the complete logins of a file, in order (`parseNetrc`).
pub(super) fn parse(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut line = Line::default();
    let mut in_macro = false;
    for text in text.split('\n') {
        if in_macro {
            in_macro = !text.is_empty();
            continue;
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        let (pairs, rest) = fields.as_chunks::<2>();
        for [name, value] in pairs {
            match *name {
                "machine" => {
                    line = Line {
                        machine: (*value).to_owned(),
                        ..Line::default()
                    };
                }
                "login" => (*value).clone_into(&mut line.login),
                "password" => (*value).clone_into(&mut line.password),
                "macdef" => in_macro = true,
                _ => {}
            }
            let Line {
                machine,
                login,
                password,
            } = &line;
            if !machine.is_empty() && !login.is_empty() && !password.is_empty() {
                found.push(std::mem::take(&mut line));
            }
        }
        // `default` is after all machines.
        if rest == ["default"] {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn as_upstream_reads_it() {
        // The table of upstream's test.
        let text = "machine incomplete\npassword none\n\nmachine api.github.com\n  login user\n  password pwd\n\n\
            machine incomlete.host\n  login justlogin\n\nmachine test.host\nlogin user2\npassword pwd2\n\n\
            machine oneline login user3 password pwd3\n\nmachine ignore.host macdef ignore\n  login nobody\n  password nothing\n\n\
            machine hasmacro.too macdef ignore-next-lines login user4 password pwd4\n  login nobody\n  password nothing\n\n\
            default\nlogin anonymous\npassword gopher@golang.org\n\n\
            machine after.default\nlogin oops\npassword too-late-in-file\n";
        let found: Vec<String> = parse(text)
            .iter()
            .map(|line| format!("{} {} {}", line.machine, line.login, line.password))
            .collect();
        assert_eq!(
            found,
            [
                "api.github.com user pwd",
                "test.host user2 pwd2",
                "oneline user3 pwd3",
                "hasmacro.too user4 pwd4"
            ]
        );
    }
}
