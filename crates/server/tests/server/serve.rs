//! The server as a process: first start, start beside another, import, and the end that nobody announced.

use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::process::{PASSWORD, PATIENCE, Process, Server, atelier, jpeg, run};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_makes_everything_it_needs_and_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    assert_eq!(server.get("/health").await, (200, json!({ "status": "ok" })));
    assert_eq!(server.get("/ready").await.0, 200);
    assert_eq!(server.get("/api/openapi.json").await.1["openapi"], "3.1.0");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode =
            |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("data"), mode("data/secret.key")), (0o700, 0o600));
    }
    server.process.signal("TERM");
    assert!(server.process.wait().success());
    let spool = folder.path().join("data/spool");
    let left: Vec<_> = std::fs::read_dir(&spool).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    // Uploads in chunks outlive the server; there are none here.
    assert_eq!(left, ["uploads"]);
    assert_eq!(std::fs::read_dir(spool.join("uploads")).unwrap().count(), 0);
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn memory_is_spread_over_no_more_arenas_than_there_are_cores_unless_somebody_says_otherwise() {
    const ARENAS: &str = "MALLOC_ARENA_MAX=";
    let arenas = |settings: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path(), settings);
        let environment = server.process.environment();
        environment.iter().find_map(|entry| entry.strip_prefix(ARENAS).map(str::to_owned))
    };
    let cores = std::thread::available_parallelism().unwrap().get().max(2);
    assert_eq!(arenas(&[]), Some(cores.to_string()));
    assert_eq!(arenas(&[("MALLOC_ARENA_MAX", "7")]).as_deref(), Some("7"));
    let folder = tempfile::tempdir().unwrap();
    let environment = Server::start(folder.path(), &[("MALLOC_TRIM_THRESHOLD_", "5")]).process.environment();
    let told = |entry: &str| environment.iter().any(|one| one == entry);
    assert!(told("MALLOC_MMAP_THRESHOLD_=1048576") && told("MALLOC_TRIM_THRESHOLD_=5"), "{environment:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_outlives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    server.process.signal("INT");
    assert!(server.process.wait().success());
    let mut again = Server::start(folder.path(), &[]);
    again.sign_in().await;
    assert_eq!(again.get("/api/v1/auth/me").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_once_on_one_folder_share_it() {
    let folder = tempfile::tempdir().unwrap();
    let servers: Vec<Server> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..3).map(|_| scope.spawn(|| Server::start(folder.path(), &[]))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let [mut first, mut second, third] = <[Server; 3]>::try_from(servers).ok().unwrap();
    first.register().await;
    second.sign_in().await;
    let gallery = second.make_gallery().await;
    assert_eq!(first.get(&format!("/api/v1/galleries/{gallery}")).await.0, 200);
    assert_eq!(third.get("/ready").await.0, 200);
    let (code, out, _) = run(folder.path(), &["migrate", "status"], &[]);
    assert_eq!(code, 0);
    assert!(out.lines().count() >= 5 && out.lines().all(|line| line.starts_with("applied ")), "{out}");
}

#[test]
fn a_server_that_cannot_start_says_why_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) =
        run(folder.path(), &[], &[("ATELIER_SERVER_BIND", "nowhere"), ("ATELIER_SERVER_BNID", "x")]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("2 errors") && err.contains("did you mean ATELIER_SERVER_BIND?"), "{err}");
    assert!(!folder.path().join("data").exists());

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, _, err) = run(folder.path(), &[], &[("ATELIER_SERVER_BIND", &address)]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains(&format!("{address} cannot be listened on")), "{err}");

    let database =
        [("DATABASE_URL", "postgres://me:hunter2@127.0.0.1:1/none"), ("ATELIER_DATABASE_BUSY_TIMEOUT", "1s")];
    let (code, _, err) = run(folder.path(), &["check"], &database);
    assert_eq!(code, 1, "{err}");
    assert!(!err.contains("hunter2"), "{err}");
}

/// Uploads until the server is gone, and says how many pictures it had confirmed.
async fn upload_until_killed(server: &Server, gallery: i64, first: u32) -> u64 {
    let mut confirmed = 0;
    for number in first.. {
        let files = vec![(format!("{number}.jpg"), jpeg(number, 600, 400))];
        match server.upload(gallery, files).await {
            Ok((201, _)) => confirmed += 1,
            Ok((status, body)) => panic!("{status}: {body}"),
            Err(_) => break,
        }
    }
    confirmed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_during_uploads_leaves_no_row_without_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let lease = [("ATELIER_WORKER_LEASE", "1s")];
    let mut server = Server::start(folder.path(), &lease);
    server.register().await;
    let gallery = server.make_gallery().await;
    let mut confirmed = 0;
    for round in 0..3_u32 {
        let server_ref = &server;
        let lanes = (0..3).map(|lane| upload_until_killed(server_ref, gallery, (round * 3 + lane) * 100_000));
        let uploads = futures_util::future::join_all(lanes);
        let kill = async {
            tokio::time::sleep(Duration::from_millis(500 + 170 * u64::from(round))).await;
            server_ref.process.signal("KILL");
        };
        confirmed += tokio::join!(uploads, kill).0.iter().sum::<u64>();
        server.process.wait();

        let (code, out, err) = run(folder.path(), &["check"], &[]);
        assert_eq!(code, 0, "{out}{err}");
        server = Server::start(folder.path(), &lease);
        server.sign_in().await;
    }
    assert!(confirmed > 0, "nothing was uploaded before the kills");
    let (_, galleries) = server.get(&format!("/api/v1/galleries/{gallery}")).await;
    assert!(galleries["data"]["image_count"].as_u64().unwrap() >= confirmed, "a confirmed upload is gone");
    // What the killed processes left undone is done.
    let start = Instant::now();
    loop {
        let (_, progress) = server.get(&format!("/api/v1/galleries/{gallery}/progress")).await;
        if progress["data"]["processing"] == 0 {
            assert_eq!(progress["data"]["failed"], 0, "{progress}");
            break;
        }
        assert!(start.elapsed() < PATIENCE, "{progress}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_upload_is_finished_before_the_server_stops() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let gallery = server.make_gallery().await;
    // The body is held back in the middle until the server has been told to stop.
    let bytes = jpeg(1, 1_200, 800);
    let (sender, receiver) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let (head, tail) = bytes.split_at(bytes.len() / 2);
    let stream = futures_util::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    let part = reqwest::multipart::Part::stream(reqwest::Body::wrap_stream(stream)).file_name("slow.jpg");
    let form = reqwest::multipart::Form::new().part("file", part);
    let path = format!("/api/v1/galleries/{gallery}/images");
    let upload = tokio::spawn(server.request(reqwest::Method::POST, &path).multipart(form).send());
    sender.send(Ok(head.to_vec())).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.process.signal("TERM");
    tokio::time::sleep(Duration::from_millis(300)).await;
    sender.send(Ok(tail.to_vec())).await.unwrap();
    drop(sender);
    assert_eq!(upload.await.unwrap().unwrap().status().as_u16(), 201);
    assert!(server.process.wait().success());
}

/// A folder of camera files and of what else lies beside them.
fn shoot(folder: &Path) {
    std::fs::create_dir_all(folder.join("day two")).unwrap();
    for number in 0..3 {
        std::fs::write(folder.join(format!("DSC_{number}.jpg")), jpeg(number, 300, 200)).unwrap();
    }
    std::fs::write(folder.join("day two/DSC_9.jpg"), jpeg(9, 300, 200)).unwrap();
    std::fs::write(folder.join("DSC_0.xmp"), "<x:xmpmeta/>").unwrap();
    let mut cut = jpeg(7, 300, 200);
    cut.truncate(cut.len() / 2);
    std::fs::write(folder.join("cut.jpg"), cut).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_says_what_became_of_each_file_and_continues_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let gallery = server.make_gallery().await.to_string();
    let photos = tempfile::tempdir().unwrap();
    shoot(photos.path());
    let path = photos.path().to_str().unwrap();
    let args = ["import", path, "--gallery", &gallery, "--server", &server.url, "--login", "kari"];
    let password = [("ATELIER_PASSWORD", PASSWORD)];

    let (code, out, err) = run(folder.path(), &args, &password);
    assert_eq!(code, 3, "{out}{err}");
    for line in ["stored         DSC_1.jpg", "stored         day two/DSC_9.jpg", "skipped        DSC_0.xmp: "]
    {
        assert!(out.contains(line), "{line:?} is missing in:\n{out}");
    }
    assert!(out.contains("failed         cut.jpg: "), "{out}");
    assert!(out.ends_with("4 stored, 0 already there, 0 restored, 1 skipped, 1 failed\n"), "{out}");

    std::fs::remove_file(photos.path().join("cut.jpg")).unwrap();
    std::fs::write(photos.path().join("new.jpg"), jpeg(20, 300, 200)).unwrap();
    let (code, out, err) = run(folder.path(), &args, &password);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.ends_with("1 stored, 4 already there, 0 restored, 1 skipped, 0 failed\n"), "{out}");

    let (code, _, err) = run(folder.path(), &args, &[("ATELIER_PASSWORD", "a wrong pass phrase")]);
    assert_eq!(code, 1);
    assert!(!err.is_empty() && !err.contains("wrong pass phrase"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_finds_what_was_lost_and_corrects_what_can_be_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    server.register().await;
    let gallery = server.make_gallery().await;
    let files = (0..2).map(|number| (format!("{number}.jpg"), jpeg(number, 300, 200))).collect();
    assert_eq!(server.upload(gallery, files).await.unwrap().0, 201);
    server.process.signal("TERM");
    server.process.wait();
    assert_eq!(run(folder.path(), &["check"], &[]).0, 0);

    let mut originals = Vec::new();
    let mut open = vec![folder.path().join("data/media/originals")];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { originals.push(path) }
        }
    }
    let [lost, changed] = <[_; 2]>::try_from(originals).unwrap();
    std::fs::remove_file(lost).unwrap();
    let mut bytes = std::fs::read(&changed).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(changed, bytes).unwrap();

    let (code, out, _) = run(folder.path(), &["check"], &[]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains(" is missing\n") && out.contains(" has other bytes than were stored\n"), "{out}");
    let (code, out, _) = run(folder.path(), &["check", "--quick"], &[]);
    assert_eq!(code, 3, "{out}");
    assert!(out.ends_with(": 1 difference.\n"), "the size of a changed file is the same:\n{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_can_be_signed_in_to_and_its_link_opens_a_gallery() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = run(folder.path(), &["seed", "--demo"], &[]);
    assert_eq!(code, 0, "{err}");
    let said = |key: &str| {
        let (_, rest) = out.split_once(&format!("\"{key}\": \"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let server = Server::start(folder.path(), &[]);
    let login = json!({ "username": said("username"), "password": said("password") });
    assert_eq!(server.post("/api/v1/auth/login", login).await.0, 200);
    let (_, link) = out.split_once("/g/").unwrap();
    let token = link.split_whitespace().next().unwrap();
    let (status, guest) = server.post("/api/v1/share/enter", json!({ "token": token })).await;
    assert_eq!(status, 200, "{guest}");

    let (code, out, _) = run(folder.path(), &["seed", "--demo"], &[]);
    assert_eq!(code, 0);
    assert!(out.contains("already"), "{out}");
    assert_eq!(run(folder.path(), &["check"], &[]).0, 0);
}

#[test]
fn the_tables_can_be_taken_back_step_by_step() {
    let folder = tempfile::tempdir().unwrap();
    let pending = || {
        let (code, out, err) = run(folder.path(), &["migrate", "status"], &[]);
        assert_eq!(code, 0, "{err}");
        out.lines().filter(|line| line.starts_with("pending ")).count()
    };
    let all = pending();
    assert!(all > 0);
    assert_eq!(run(folder.path(), &["migrate"], &[]).0, 0);
    assert_eq!(pending(), 0);
    assert_eq!(run(folder.path(), &["migrate", "down", "--steps", "2"], &[]).0, 0);
    assert_eq!(pending(), 2);
    assert_eq!(run(folder.path(), &["migrate", "up"], &[]).0, 0);
    assert_eq!(pending(), 0);
}

#[test]
fn a_second_signal_ends_the_process_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    // A request whose body never ends keeps the server from stopping by itself, once it says that it is read.
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut open = std::net::TcpStream::connect(&address).unwrap();
    open.set_read_timeout(Some(PATIENCE)).unwrap();
    open.write_all(
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\
          Expect: 100-continue\r\n\r\n",
    )
    .unwrap();
    let mut interim = [0; 25];
    open.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    open.write_all(b"{").unwrap();
    server.process.signal("TERM");
    let told = Instant::now();
    while std::net::TcpStream::connect(&address).is_ok() {
        assert!(told.elapsed() < PATIENCE, "the server accepts connections after the first signal");
        std::thread::sleep(Duration::from_millis(10));
    }
    let start = Instant::now();
    server.process.signal("TERM");
    assert_eq!(server.process.wait().code(), Some(130));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_import_without_a_sign_in_says_what_to_give() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(atelier(folder.path(), &["import", ".", "--gallery", "1"], &[]));
    assert_eq!(process.wait().code(), Some(1));
    let (_, _, err) = run(folder.path(), &["import", ".", "--gallery", "1"], &[]);
    assert!(err.contains("ATELIER_PASSWORD") && err.contains("ATELIER_TOKEN"), "{err}");
}
