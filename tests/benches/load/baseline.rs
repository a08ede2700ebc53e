//! What a list costs without Atelier: a bare handler that runs the same statement and writes its rows as JSON.

use std::net::SocketAddr;

use actix_web::{App, HttpResponse, HttpServer, web};
use sea_orm::{DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde::Serialize;

#[derive(Debug, Serialize, FromQueryResult)]
struct Row {
    id: i64,
    filename: String,
    alt_text: Option<String>,
    mime_type: String,
    width: i32,
    height: i32,
    file_size: i64,
    metadata: serde_json::Value,
    taken_at: Option<chrono::NaiveDateTime>,
    state: String,
    failure: Option<String>,
    perceptual_hash: Option<i64>,
    content_hash: String,
    uploaded_at: chrono::NaiveDateTime,
    version: i64,
    image_group_id: i64,
    kind: String,
    sort_order: i32,
}

/// The same rows in the same order as `GalleryRepository::images` gives, in the form that each database does best.
fn statement(backend: DbBackend, gallery: i64) -> Statement {
    let columns = "i.id, i.filename, i.alt_text, i.mime_type, i.width, i.height, i.file_size, i.metadata, i.taken_at, \
                   i.state, i.failure, i.perceptual_hash, i.content_hash, i.uploaded_at, i.version";
    let sql = if backend == DbBackend::Sqlite {
        format!(
            "SELECT {columns}, r.image_group_id, a.type AS kind, r.sort_order \
             FROM galleries g CROSS JOIN gallery_image_group_relations a CROSS JOIN image_group_relations r \
             CROSS JOIN images i WHERE g.id = {gallery} AND g.deleted_at IS NULL AND a.gallery_id = {gallery} \
             AND a.visibility IN ('public', 'members', 'studio') AND r.image_group_id = a.image_group_id \
             AND i.id = r.image_id AND i.deleted_at IS NULL \
             ORDER BY a.sort_order, a.image_group_id, a.type, r.sort_order, r.image_id LIMIT 50"
        )
    } else {
        format!(
            "SELECT p.*, a.type AS kind FROM galleries g CROSS JOIN gallery_image_group_relations a \
             INNER JOIN LATERAL (SELECT {columns}, r.image_group_id, r.sort_order FROM image_group_relations r \
             JOIN images i ON i.id = r.image_id WHERE r.image_group_id = a.image_group_id AND i.deleted_at IS NULL \
             ORDER BY r.sort_order, r.image_id LIMIT 50) p ON TRUE \
             WHERE g.id = {gallery} AND g.deleted_at IS NULL AND a.gallery_id = {gallery} \
             AND a.visibility IN ('public', 'members', 'studio') \
             ORDER BY a.sort_order, a.image_group_id, a.type, p.sort_order, p.id LIMIT 50"
        )
    };
    Statement::from_string(backend, sql)
}

async fn list(db: web::Data<DatabaseConnection>, gallery: web::Path<i64>) -> actix_web::Result<HttpResponse> {
    let statement = statement(db.get_database_backend(), *gallery);
    let rows = Row::find_by_statement(statement)
        .all(db.get_ref())
        .await
        .map_err(actix_web::error::ErrorInternalServerError)?;
    Ok(HttpResponse::Ok().json(rows))
}

/// Serves the bare handler on a free port of the loopback address.
pub fn serve(db: DatabaseConnection) -> std::io::Result<(SocketAddr, actix_web::dev::ServerHandle)> {
    let data = web::Data::new(db);
    let server = HttpServer::new(move || {
        App::new().app_data(data.clone()).route("/galleries/{id}", web::get().to(list))
    })
    .workers(2)
    .disable_signals()
    .bind(("127.0.0.1", 0))?;
    let address = server.addrs().first().copied().ok_or_else(|| std::io::Error::other("no address"))?;
    let running = server.run();
    let handle = running.handle();
    std::thread::spawn(move || actix_web::rt::System::new().block_on(running));
    Ok((address, handle))
}
