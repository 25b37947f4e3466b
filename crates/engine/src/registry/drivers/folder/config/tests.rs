//! Which files a configuration is about, and what is said of one that can't be used.

use super::*;
use serde_json::{Value, json};

fn settings(family: Family, config: Value) -> Settings {
    Settings::read(family, config.as_object().unwrap()).unwrap()
}

/// Which of these, below `/in`, are watched.
fn wanted<'a>(settings: &Settings, names: &[&'a str]) -> Vec<&'a str> {
    let all = names.iter().filter(|n| {
        let path = Path::new("/in").join(n);
        settings.wants(&path) && path.ancestors().skip(1).all(|f| f == Path::new("/") || settings.enters(f))
    });
    all.copied().collect()
}

#[test]
fn names_that_are_still_being_made_never_match() {
    let s = settings(
        Family::File,
        json!({"folders": [{"path": "/in/", "recursive": true, "hidden": true}], "patterns": ["*"]}),
    );
    let names = [
        "a.part",
        "b.CRDOWNLOAD",
        "~$doc.docx",
        "x.tmp",
        "note~",
        ".~lock.a.odt#",
        "film.!qB",
        ".goutputstream-X1",
        ".a.txt.swp",
    ];
    assert_eq!(wanted(&s, &names), [""; 0]);
    let names = ["a.txt", "deep/er/a.PDF", "no-extension", "-rf", ".hidden", ".git/a.txt"];
    assert_eq!(wanted(&s, &names), names);
}

#[test]
fn pdf_family_takes_pdfs_in_any_case_and_only_in_its_folders() {
    let s = settings(
        Family::Pdf,
        json!({"folders": [{"path": "/in"}, {"path": "/in/deep", "recursive": true, "patterns": ["Inv*"]}]}),
    );
    assert_eq!(wanted(&s, &["A.PDF", "a.txt", ".a.pdf", "other/x.pdf"]), ["A.PDF"]);
    assert!(s.wants(Path::new("/in/deep/x/inv-1.pdf")) && s.enters(Path::new("/in/deep/x")));
    for other in ["/in/deep/x/a.pdf", "/in/deep/inv.txt", "/in/other/a.pdf", "/out/a.pdf"] {
        assert!(!s.wants(Path::new(other)), "{other}");
    }
    assert_eq!(s.owner(Path::new("/in/deep/a.pdf")).unwrap().path, Path::new("/in/deep"));
    assert!(!s.enters(Path::new("/in/other")));
}

#[test]
fn each_folder_has_its_own_rules() {
    let s = settings(
        Family::File,
        json!({"patterns": ["*.csv"], "settle_ms": 7, "folders": [
            {"path": "/in", "recursive": true, "max_depth": 2, "ignore": ["/archive/", "*.log", "!keep.log", "b/*"],
             "patterns": ["*.{csv,log}", "deep/**/*.txt"], "min_bytes": 10, "max_bytes": 20},
            {"path": "/out", "hidden": true, "settle_ms": 9}
        ]}),
    );
    let names = [
        "a.csv",
        "A.CSV",
        "a.txt",
        ".a.csv",
        ".h/a.csv",
        "archive/a.csv",
        "x/archive/a.csv",
        "a.log",
        "keep.log",
        "archive/keep.log",
        "b/a.csv",
        "deep/a.txt",
        "deep/er/a.txt",
        "deep/er/est/a.csv",
    ];
    assert_eq!(
        wanted(&s, &names),
        ["a.csv", "A.CSV", "x/archive/a.csv", "keep.log", "deep/a.txt", "deep/er/a.txt"]
    );
    assert!(!s.enters(Path::new("/in/archive")) && !s.enters(Path::new("/in/deep/er/est")));
    assert!(s.wants(Path::new("/out/.a.csv")) && !s.wants(Path::new("/out/a.txt")));
    let owner = |path: &str| s.owner(Path::new(path)).unwrap();
    assert_eq!((owner("/in/a").settle_ms, owner("/out/a").settle_ms), (7, 9));
    let sizes: Vec<u64> = (0..30).filter(|n| s.fits(Path::new("/in/a.csv"), *n)).collect();
    assert_eq!(sizes, (10..=20).collect::<Vec<u64>>());
    assert!(s.fits(Path::new("/out/a.csv"), 0));
}

#[test]
fn what_can_not_be_used_is_told_at_its_place_with_the_fix() {
    let config = json!({"patterns": ["a[b"], "folders": [
        {"path": "in"},
        {"path": "/in", "patterns": ["ok", "{a"], "ignore": ["fine", "x[z-a]"], "min_bytes": 5, "max_bytes": 4},
        {"path": "/in/"},
        {"path": "/in/../out"}
    ]});
    let errors = Settings::read_all(Family::File, config.as_object().unwrap()).unwrap_err();
    let at: Vec<_> = errors.iter().map(|e| e.pointer.as_str()).collect();
    assert_eq!(
        at,
        [
            "/patterns/0",
            "/folders/0/path",
            "/folders/1/max_bytes",
            "/folders/1/patterns/1",
            "/folders/1/ignore/1",
            "/folders/2/path",
            "/folders/3/path"
        ]
    );
    assert!(errors.iter().all(|e| e.expected.is_some()), "{errors:?}");
    assert!(errors[0].message.contains("a[b") && errors[1].message.contains("\"in\""));
}

#[test]
fn what_older_configurations_meant_is_not_looked_at_anew() {
    let s = settings(
        Family::File,
        json!({"folders": [{"path": "/in", "settle_ms": 5}, {"path": "/b", "recursive": true}], "patterns": ["*.a", "*.b"]}),
    );
    assert_eq!(
        s.folders.iter().map(|f| s.filter(f)).collect::<Vec<_>>(),
        ["flat *.a|*.b", "recursive *.a|*.b"]
    );
    let s = settings(Family::Pdf, json!({"folders": [{"path": "/in", "hidden": true}]}));
    assert_eq!(s.filter(&s.folders[0]), "flat *.pdf hidden");
}
