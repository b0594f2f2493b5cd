//! Opens the library's file: brings an older one up to date, refuses a newer one, sets a damaged one aside. Never
//! deletes one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::{FILE, Library, LibraryError, Opened};

/// How long one process waits while another writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Held while a damaged file is set aside, so that two processes do not do it to each other's new one.
const LOCK: &str = "library.lock";

/// Step by step from nothing; step N makes version N + 1. Only ever added to.
const STEPS: &[&str] = &[
    "
    CREATE TABLE assets (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE,
        name TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        modified_ns INTEGER,
        sha256 TEXT,
        format TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        gone_since TEXT,
        last_check INTEGER
    );
    CREATE INDEX newest ON assets(last_seen, id);
    CREATE TABLE checks (
        id INTEGER PRIMARY KEY,
        asset INTEGER NOT NULL REFERENCES assets(id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        cause TEXT NOT NULL,
        trust TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        modified_ns INTEGER,
        headline TEXT NOT NULL,
        content TEXT NOT NULL,
        signer TEXT NOT NULL,
        time TEXT NOT NULL,
        history TEXT NOT NULL,
        rights TEXT NOT NULL,
        signer_name TEXT,
        organization TEXT,
        fingerprint TEXT,
        signed_at TEXT,
        authority TEXT,
        other_paths INTEGER NOT NULL,
        before_headline TEXT,
        before_signer TEXT,
        before_time TEXT,
        report BLOB
    );
    CREATE INDEX checks_of_asset ON checks(asset);
    CREATE INDEX changes ON checks(at) WHERE before_headline IS NOT NULL;
    CREATE TABLE certificates (
        check_id INTEGER NOT NULL REFERENCES checks(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        serial TEXT NOT NULL
    );
    CREATE INDEX certificates_of_check ON certificates(check_id);
",
    // Files seen before this step have no row until they are seen or asked about again.
    "
    CREATE TABLE soft_bindings (
        asset INTEGER PRIMARY KEY REFERENCES assets(id) ON DELETE CASCADE,
        outcome TEXT NOT NULL,
        hash BLOB
    );
",
];

pub(super) fn open(data_dir: &Path) -> Result<Opened, LibraryError> {
    let path = data_dir.join(FILE);
    match attempt(&path) {
        Ok(library) => Ok(Opened { library, set_aside: None }),
        Err(error) if error.is_damage() => {
            let failed = |source| LibraryError::NotSetAside { path: path.clone(), source };
            let lock = OpenOptions::new().create(true).append(true).open(data_dir.join(LOCK)).map_err(failed)?;
            lock.lock().map_err(failed)?;
            // Another process may have been first.
            if let Ok(library) = attempt(&path) {
                return Ok(Opened { library, set_aside: None });
            }
            let aside = set_aside(&path).map_err(failed)?;
            Ok(Opened { library: attempt(&path)?, set_aside: Some(aside) })
        }
        Err(error) => Err(error),
    }
}

fn attempt(path: &Path) -> Result<Library, LibraryError> {
    make_private(path).map_err(|source| LibraryError::Folder { path: path.to_owned(), source })?;
    let unusable = |source| LibraryError::Unusable { path: path.to_owned(), source };
    let mut connection = Connection::open(path).map_err(unusable)?;
    let version = prepare_patiently(&mut connection).map_err(unusable)?;
    if version > newest() {
        return Err(LibraryError::Newer { path: path.to_owned(), version });
    }
    Ok(Library { connection, path: path.to_owned(), file_number: super::file_number(path) })
}

/// Where two programs begin a library at once and both turn on its log, SQLite tells the later one at once that the file
/// is busy, whatever it was told of patience. Every step of it may be done again.
fn prepare_patiently(connection: &mut Connection) -> Result<i64, rusqlite::Error> {
    let begun = Instant::now();
    loop {
        match prepare(connection) {
            Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(10))
            }
            result => return result,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Gives the version of the file, after it was brought up to date.
fn prepare(connection: &mut Connection) -> Result<i64, rusqlite::Error> {
    connection.busy_timeout(PATIENCE)?;
    let version = version(connection)?;
    if version > newest() {
        return Ok(version);
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // With WAL a crash of the program loses nothing, a crash of the machine the last moments at most.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if version < newest() {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have done it while this one waited.
        let done = usize::try_from(self::version(&transaction)?).unwrap_or(0);
        for step in STEPS.iter().skip(done) {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", newest())?;
        transaction.commit()?;
    }
    // A file whose pages are broken says so here and not in the middle of work.
    let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if answer != "ok" {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        return Err(rusqlite::Error::SqliteFailure(code, Some(answer)));
    }
    Ok(newest())
}

fn version(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// For its owner only, as are the files that SQLite puts beside it, which take their rights from it.
fn make_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        crate::whole_file::make_private_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _: File = options.open(path)?;
    Ok(())
}

fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let beside = |name: &str, end: &str| path.with_file_name(format!("{name}{end}"));
    let day = jiff::Timestamp::now().as_second();
    let mut number = 0;
    let name = loop {
        let name = format!("library.damaged-{day}-{number}.sqlite3");
        if !beside(&name, "").exists() {
            break name;
        }
        number += 1;
    };
    fs::rename(path, beside(&name, ""))?;
    for end in ["-wal", "-shm"] {
        match fs::rename(beside(FILE, end), beside(&name, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(beside(&name, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Sight;
    use crate::provenance::soft_binding::Looked;

    #[test]
    fn a_newer_one_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()).unwrap());
        let path = dir.path().join(FILE);
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let before = fs::read(&path).unwrap();
        let error = open(dir.path()).unwrap_err();
        assert!(matches!(error, LibraryError::Newer { version: 99, .. }), "{error:?}");
        assert!(!error.problem().remedy.is_empty());
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn many_that_begin_one_at_once_all_have_it() {
        for _ in 0..20 {
            let dir = tempfile::tempdir().unwrap();
            let together = std::sync::Barrier::new(8);
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        together.wait();
                        assert_eq!(open(dir.path()).unwrap().set_aside, None);
                    });
                }
            });
        }
    }

    #[test]
    fn an_older_one_keeps_what_it_knows_and_gets_room_for_looks() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()).unwrap());
        let path = dir.path().join(FILE);
        let old = Connection::open(&path).unwrap();
        // As the first version left it.
        old.execute_batch("DROP TABLE soft_bindings; PRAGMA user_version = 1;").unwrap();
        let insert = "INSERT INTO assets (path, name, size_bytes, modified_ns, format, first_seen, last_seen)
             VALUES (?1, '/p/a.jpg', 12, 34, 'image/jpeg', '2026-01-01', '2026-01-01')";
        old.execute(insert, [b"/p/a.jpg".as_slice()]).unwrap();
        drop(old);
        let opened = open(dir.path()).unwrap();
        assert_eq!(opened.set_aside, None);
        let mut library = opened.library;
        let unlooked = library.unlooked(None, usize::MAX).unwrap();
        let [sight] = unlooked.as_slice() else { panic!("{unlooked:?}") };
        assert_eq!((sight.path.to_str(), sight.size_bytes, sight.modified_ns), (Some("/p/a.jpg"), 12, 34));
        assert_eq!(library.look_of(sight).unwrap(), None);
        library.looked(&[(sight.clone(), Looked::Plain)]).unwrap();
        assert_eq!(library.look_of(sight).unwrap(), Some(Looked::Plain));
        assert_eq!((library.unlooked(None, usize::MAX).unwrap(), library.count_unlooked().unwrap()), (vec![], 0));
    }

    #[test]
    fn what_was_seen_otherwise_meanwhile_is_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let mut library = open(dir.path()).unwrap().library;
        let insert = "INSERT INTO assets (path, name, size_bytes, modified_ns, format, first_seen, last_seen)
             VALUES (?1, '/p/a.jpg', 12, 34, 'image/jpeg', '2026-01-01', '2026-01-01')";
        library.connection.execute(insert, [b"/p/a.jpg".as_slice()]).unwrap();
        let sight = |size_bytes, modified_ns| Sight { path: "/p/a.jpg".into(), size_bytes, modified_ns };
        let stranger = Sight { path: "/p/b.jpg".into(), ..sight(12, 34) };
        library.looked(&[sight(12, 35), sight(13, 34), stranger].map(|sight| (sight, Looked::Plain))).unwrap();
        assert_eq!(library.count_unlooked().unwrap(), 1);
    }

    #[test]
    fn a_damaged_one_is_set_aside_whole_and_a_new_one_begun() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE), [b'x'; 9000]).unwrap();
        let opened = open(dir.path()).unwrap();
        let aside = opened.set_aside.unwrap();
        assert_eq!(fs::read(aside).unwrap(), [b'x'; 9000]);
        drop(opened.library);
        assert_eq!(open(dir.path()).unwrap().set_aside, None);
    }

    #[test]
    fn broken_pages_are_found_when_it_is_opened() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()).unwrap());
        let path = dir.path().join(FILE);
        let mut bytes = fs::read(&path).unwrap();
        assert!(bytes.len() > 8192);
        bytes[4096..8192].fill(0xee);
        fs::write(&path, &bytes).unwrap();
        assert!(open(dir.path()).unwrap().set_aside.is_some());
    }

    #[test]
    fn many_may_begin_it_at_once() {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| open(dir.path()).unwrap())).collect();
            assert!(all.into_iter().all(|one| one.join().unwrap().set_aside.is_none()));
        });
    }

    #[cfg(unix)]
    #[test]
    fn it_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let _open = open(dir.path()).unwrap();
        for entry in fs::read_dir(dir.path()).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.path());
        }
    }
}
