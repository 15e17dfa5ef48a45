//! Tests of GOAUTH without servers.
//!
//! Counterpart: cmd/go/internal/auth/auth_test.go.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_net::Url;

use super::Auth;

fn auth(goauth: &str, netrc: &str) -> Auth {
    Auth {
        goauth: goauth.to_owned(),
        netrc: netrc.to_owned(),
        env: Arc::new([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
        dir: "/".to_owned(),
        cancel: Cancel::new(),
        executor: Arc::new(LocalExecutor::new()),
        known: Default::default(),
    }
}

fn write(file: &std::path::Path, text: &str) {
    work::write(file.to_str().unwrap(), text.as_bytes()).unwrap();
}

fn authorization(auth: &Auth, url: &str) -> String {
    let headers = auth.headers(&Url::parse(url).unwrap());
    headers.unwrap().get("Authorization").to_owned()
}

#[test]
fn longest_prefix_and_first_machine() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("netrc");
    write(
        &file,
        "machine h.com/a login u password 1\nmachine h.com login u password 2\nmachine h.com login u password 3\n",
    );
    let auth = auth("netrc", file.to_str().unwrap());
    assert_eq!(authorization(&auth, "https://h.com/a/b/c"), "Basic dTox");
    assert_eq!(authorization(&auth, "https://h.com/x"), "Basic dToy");
    assert_eq!(authorization(&auth, "https://h.com/"), "Basic dToy");
    assert_eq!(authorization(&auth, "https://x.h.com/"), "");
    // Never without encryption.
    assert_eq!(authorization(&auth, "http://h.com/a/b"), "");
}

#[test]
fn commands_are_run_once_before_all_requests() {
    let dir = tempfile::tempdir().unwrap();
    let script = dir.path().join("auth.sh");
    let log = dir.path().join("log");
    let text = format!(
        "echo \"$@\" >> {}\nprintf 'https://h.com/\\n\\nAuthorization: x\\n\\n'\n",
        log.display()
    );
    write(&script, &text);
    let auth = auth(&format!("sh {}", script.display()), "/none");
    for _ in 0..2 {
        assert_eq!(authorization(&auth, "https://h.com/x"), "x");
    }
    assert_eq!(
        String::from_utf8(uncached::read(log.to_str().unwrap()).unwrap()).unwrap(),
        "\n"
    );
}

#[test]
fn errors_that_end_the_command_have_upstreams_texts() {
    let url = Url::parse("https://h.com/").unwrap();
    for (goauth, want) in [
        (
            "netrc;",
            "go: GOAUTH encountered an empty command (GOAUTH=netrc;)",
        ),
        (
            "off; netrc",
            "go: GOAUTH=off cannot be combined with other authentication commands (GOAUTH=off; netrc)",
        ),
        (
            "git",
            "go: GOAUTH=git dir method requires an absolute path to the git working directory",
        ),
        (
            "git x",
            "go: GOAUTH=git dir method requires an absolute path to the git working directory, dir is not absolute",
        ),
        (
            "git /no/such/dir",
            "go: GOAUTH=git encountered an error; cannot stat /no/such/dir: stat /no/such/dir: no such file or directory",
        ),
    ] {
        assert_eq!(
            auth(goauth, "/none").headers(&url).unwrap_err().to_string(),
            want
        );
    }
    assert!(auth("off", "").headers(&url).is_ok());
}
