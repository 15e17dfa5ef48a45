//! Tests of the check of a hash against the database's answer.
//!
//! Counterpart: cmd/go/testdata/script/mod_sumdb.txt.

use vamos_base::golang::module::ModuleVersion;

use super::*;

fn settings(place: &Fixture, gosumdb: &str) -> Settings {
    Settings {
        gosumdb: gosumdb.to_owned(),
        gonosumdb: String::new(),
        goproxy: "https://proxy.example".to_owned(),
        store: place.store(),
        pool: vamos_sched::Pool::new(2),
    }
}

fn sum_database(place: &Fixture, db: &Arc<SumDb>, settings: Settings) -> SumDatabase {
    let db = Arc::clone(db);
    let asked = Arc::clone(&place.asked);
    SumDatabase::new(
        settings,
        Box::new(move |_| {
            Ok(Box::new(Line {
                db: Arc::clone(&db),
                bend: Box::new(|_, bytes| Some(bytes)),
                asked: Arc::clone(&asked),
            }))
        }),
    )
}

fn check(sums: &SumDatabase, path: &str, version: &str, sum: &str) -> Option<String> {
    let result = sums.check(&ModuleVersion::new(path, version), sum);
    result.err().map(|error| error.to_string())
}

/// Checks a toolchain, whose line is always looked up.
fn check_toolchain(sums: &SumDatabase) -> Option<String> {
    let version = "v0.0.1-go1.99.linux-amd64";
    check(sums, "golang.org/toolchain", version, "h1:x")
}

#[test]
fn hashes() {
    let place = Fixture::new();
    let db = database();
    db.add_text(
        "example.com/odd",
        "v1.0.0",
        "example.com/odd v1.0.0 h2:x\nother v1.0.0 h1:y\n",
    );
    let sums = sum_database(&place, &db, settings(&place, &db.key()));
    assert_eq!(check(&sums, "example.com/a", "v1.0.0", "h1:az"), None);
    assert_eq!(
        check(&sums, "example.com/a", "v1.0.0/go.mod", "h1:am"),
        None
    );
    let mismatch = check(&sums, "example.com/a", "v1.0.0", "h1:other").unwrap();
    assert_eq!(
        mismatch,
        "example.com/a@v1.0.0: verifying module: checksum mismatch\n\
         \tdownloaded: h1:other\n\tlocalhost.localdev/sumdb: h1:az\n\n\
         SECURITY ERROR\n\
         This download does NOT match the one reported by the checksum server.\n\
         The bits may have been replaced on the origin server, or an attacker may\n\
         have intercepted the download attempt.\n\n\
         For more information, see 'go help module-auth'.\n"
    );
    let mismatch = check(&sums, "example.com/a", "v1.0.0/go.mod", "h1:other").unwrap();
    let want = "example.com/a@v1.0.0: verifying go.mod: checksum mismatch\n";
    assert!(mismatch.starts_with(want), "{mismatch}");
    let absent = check(&sums, "example.com/odd", "v1.0.0", "h1:x").unwrap();
    assert_eq!(
        absent,
        "example.com/odd@v1.0.0: verifying module: checksum missing from sumdb response\n\n\
         SECURITY ERROR\n\
         This download does NOT match one reported by the checksum server.\n\
         The checksum server has provided checksums, but the checksums do\n\
         not contain an entry for the download.\n\
         The checksum server may be malfunctioning, or an attacker may have\n\
         intercepted the checksum request.\n\
         The download cannot be verified.\n\n\
         For more information, see 'go help module-auth'.\n"
    );
    let unknown = check(&sums, "example.com/none", "v1.0.0", "h1:x").unwrap();
    assert_eq!(
        unknown,
        "example.com/none@v1.0.0: verifying module: example.com/none@v1.0.0: \
         reading /lookup/example.com/none@v1.0.0: 404 Not Found"
    );
}

#[test]
fn who_is_asked() {
    let place = Fixture::new();
    let db = database();
    let with = |change: fn(&mut Settings)| {
        let mut settings = settings(&place, &db.key());
        change(&mut settings);
        sum_database(&place, &db, settings)
    };
    let sums = with(|settings| settings.gosumdb = "off".to_owned());
    assert_eq!(check(&sums, "example.com/a", "v1.0.0", "h1:wrong"), None);
    let toolchain = check_toolchain(&sums);
    assert_eq!(
        toolchain.unwrap(),
        "golang.org/toolchain@v0.0.1-go1.99.linux-amd64: verifying module: \
         checksum database disabled by GOSUMDB=off"
    );
    let sums = with(|settings| settings.gonosumdb = "*.org,example.com".to_owned());
    assert_eq!(check(&sums, "example.com/a", "v1.0.0", "h1:wrong"), None);
    let toolchain = check_toolchain(&sums);
    assert!(toolchain.unwrap().contains("404 Not Found"));
    place.asked();
    let sums = with(|settings| {
        settings.gosumdb = "off".to_owned();
        settings.goproxy = "file:///x".to_owned();
    });
    let own = check_toolchain(&sums);
    assert_eq!(own, None);
    let sums = with(|settings| {
        settings.gosumdb = "off".to_owned();
        settings.goproxy = "file:///x,https://y".to_owned();
    });
    let own = check_toolchain(&sums);
    assert!(own.is_some());
    let sums = with(|settings| settings.gosumdb = String::new());
    assert_eq!(
        check(&sums, "example.com/a", "v1.0.0", "h1:az").unwrap(),
        "example.com/a@v1.0.0: verifying module: missing GOSUMDB"
    );
}

#[test]
fn contradictions_are_fatal() {
    let place = Fixture::new();
    let db = database();
    let sums = sum_database(&place, &db, settings(&place, &db.key()));
    assert_eq!(check(&sums, "example.com/a", "v1.0.0", "h1:az"), None);
    let forked = Arc::new(db.forked(3));
    let sums = sum_database(&place, &forked, settings(&place, &db.key()));
    let key = ModuleVersion::new("example.com/c", "v1.0.0");
    let Err(ModuleError::Fatal(report)) = sums.check(&key, "h1:cz") else {
        panic!("a fork went unnoticed");
    };
    let report = report.to_string();
    assert!(report.starts_with("SECURITY ERROR\ngo.sum database server misbehavior detected!\n"));
}
