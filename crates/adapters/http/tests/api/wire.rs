//! What only shows on a real socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use actix_web::HttpServer;
use atelier_http::HttpSettings;

use crate::world::World;

/// Serves the world on a free port.
async fn serve(world: &World) -> SocketAddr {
    let http = world.http.clone();
    let server = HttpServer::new(move || http.app()).workers(1).disable_signals();
    let server = server.bind(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    actix_web::rt::spawn(server.run());
    address
}

/// Sends raw bytes and reads until the server closes or a second has passed.
async fn talk(address: SocketAddr, request: Vec<u8>) -> String {
    let talking = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        stream.write_all(&request).unwrap();
        let mut answer = Vec::new();
        let mut buffer = [0; 4_096];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            answer.extend_from_slice(&buffer[..count]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    });
    talking.await.unwrap()
}

#[actix_web::test]
async fn head_answers_what_get_would_without_the_body() {
    let world = World::new().await;
    let address = serve(&world).await;
    let ask = |method: &str| format!("{method} /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let get = talk(address, ask("GET").into_bytes()).await;
    let head = talk(address, ask("HEAD").into_bytes()).await;
    assert!(get.ends_with("{\"status\":\"ok\"}"), "{get}");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("content-length: 15\r\n"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "{head}");
}

#[actix_web::test]
async fn a_client_that_stalls_in_the_middle_of_a_body_is_sent_away() {
    let settings = HttpSettings { stall_timeout: Duration::from_millis(100), ..HttpSettings::default() };
    let world = World::with(settings).await;
    let address = serve(&world).await;
    let half = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                Content-Length: 100\r\n\r\n{\"username\":";
    let answer = talk(address, half.as_bytes().to_vec()).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("request_timeout"), "{answer}");
}

/// Whether the server closes the connection within some seconds of its answer.
async fn is_closed_after(address: SocketAddr, request: &'static str) -> (String, bool) {
    let talking = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let (mut answer, mut buffer) = (Vec::new(), [0; 4_096]);
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break (answer, true),
                Ok(count) => answer.extend_from_slice(&buffer[..count]),
                Err(error) => break (answer, error.kind() == std::io::ErrorKind::ConnectionReset),
            }
        }
    });
    let (answer, is_closed) = talking.await.unwrap();
    (String::from_utf8_lossy(&answer).into_owned(), is_closed)
}

#[actix_web::test]
async fn a_body_in_chunks_that_never_ends_does_not_hold_the_connection() {
    let settings = HttpSettings { request_timeout: Duration::from_millis(300), ..HttpSettings::default() };
    let world = World::with(settings).await;
    let address = serve(&world).await;
    for (request, status) in [
        (
            "POST /api/v1/authors HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
          Transfer-Encoding: chunked\r\n\r\n4\r\n{\"na\r\n",
            "401",
        ),
        ("GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"na\r\n", "200"),
        ("GET /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "404"),
        (
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
          Transfer-Encoding: chunked\r\n\r\n4\r\n{\"us\r\n",
            "503",
        ),
    ] {
        let (answer, is_closed) = is_closed_after(address, request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(is_closed, "{status}: {answer}");
    }
}

#[actix_web::test]
async fn a_body_in_chunks_that_ends_lets_the_connection_be_used_again() {
    let world = World::new().await;
    let address = serve(&world).await;
    let twice = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                 Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n\
                 GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = talk(address, twice.as_bytes().to_vec()).await;
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    assert!(answer.contains("HTTP/1.1 200"), "{answer}");
}

#[actix_web::test]
async fn a_request_that_takes_too_long_is_answered_all_the_same() {
    let settings = HttpSettings { request_timeout: Duration::from_millis(100), ..HttpSettings::default() };
    let world = World::with(settings).await;
    let address = serve(&world).await;
    let half = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                Content-Length: 100\r\n\r\n{\"username\":";
    let answer = talk(address, half.as_bytes().to_vec()).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("timed_out") && answer.contains("request_id"), "{answer}");
}
