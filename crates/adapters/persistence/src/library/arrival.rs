//! A photograph and its first file, written in one round trip where the database can.

use atelier_application::ports::library::{Arrived, NewImageFile, NewPhoto};
use atelier_application::ports::repositories::{
    ImageFileRepository, ImportSessionRepository, PhotoRepository,
};
use atelier_application::ports::{Committed, Mode, StoreError, Tx};
use atelier_domain::library::{ImportSession, ImportStatus, Shelf};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::DateTime;
use sea_orm::sea_query::Value;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IdenStatic, Iterable, QueryResult, Statement,
    TryIntoModel,
};

use super::entities::{image_file, photo};
use super::mapping;
use crate::columns::stored;
use crate::dialect::{Dialect, Together};
use crate::error::{corrupt, failed};
use crate::spelled::Spelled;
use crate::store::{SeaStore, SeaTx, Tick};

/// Opens the library, and adds the photograph with its file: a transaction of its own.
pub(crate) async fn add(
    store: &SeaStore,
    shelf: Shelf,
    new: NewPhoto,
    file: NewImageFile,
    import: Option<i64>,
) -> Result<Committed<Arrived>, StoreError> {
    if let Some(added) = at_once(store, shelf, &new, &file, import).await? {
        return Ok(Committed::at_once(added));
    }
    let tx = store.begin_tx(Mode::Write).await?;
    let added = one_by_one(&tx, shelf, new, file, import).await?;
    Tx::new(Box::new(tx)).commit(added).await
}

/// In one round trip that is the transaction. Where there is no library yet, or the import is another, it adds nothing.
async fn at_once(
    store: &SeaStore,
    shelf: Shelf,
    new: &NewPhoto,
    file: &NewImageFile,
    import: Option<i64>,
) -> Result<Option<Arrived>, StoreError> {
    let arrival = || Arrival::new(shelf, new.clone(), file.clone(), import);
    match (store.dialect.together(), &store.sequences) {
        (Some(Together::Statement), _) => {
            let arrival = arrival();
            let sql = arrival.statement(store.dialect, one_statement)?;
            let tick = store.tick(shelf);
            let found = store.db.query_all_raw(sql).await;
            arrival.settle(tick, found)
        }
        (Some(Together::Sequence), Some(sequences)) => {
            let arrival = arrival();
            let sql = arrival.statement(store.dialect, one_sequence)?;
            let turn = store.turn().await?;
            let (tick, sequences) = (store.tick(shelf), sequences.clone());
            // It goes on when the caller goes away, lest the connection keep a transaction that nobody ends.
            let whole = tokio::spawn(async move {
                let _turn = turn;
                let found = sequences.query_all_raw(sql).await;
                if found.is_err() {
                    // There is one such connection, and nobody else's turn has come. It fails where nothing was begun.
                    let _nothing_begun = sequences.execute_unprepared("ROLLBACK").await;
                }
                arrival.settle(tick, found)
            });
            whole.await.unwrap_or_else(|error| Err(StoreError::Unavailable(error.to_string())))
        }
        _ => Ok(None),
    }
}

/// How the statement is spelled out for one of the databases.
type Spelling = fn(&mut Spelled, &Arrival) -> Result<(), StoreError>;

/// The rows of a photograph and its file, which have no numbers yet.
struct Arrival {
    shelf: Shelf,
    photo: photo::ActiveModel,
    file: image_file::ActiveModel,
    import: Option<Import>,
}

/// The import that counts the file, as whoever sends it knows it.
#[derive(Clone, Copy)]
struct Import {
    id: i64,
    version: i64,
    /// Its default author, 0 if it has none.
    author: i64,
    now: DateTime,
}

impl Arrival {
    fn new(shelf: Shelf, new: NewPhoto, file: NewImageFile, import: Option<i64>) -> Self {
        let import = file.import_session.zip(import).map(|(id, version)| Import {
            id: id.0,
            version,
            author: new.author.map_or(0, |author| author.0),
            now: stored(file.now),
        });
        let photo = mapping::new_photo_row(shelf, new);
        // The library's version is not known yet: the statement adds it to this one, unless there is no fingerprint.
        let file = mapping::new_file_row(shelf, 0, file);
        Self { shelf, photo, file, import }
    }

    /// Answers the photograph's number, the file's, and the library's version; or nothing, if there is no library.
    fn statement(&self, dialect: Dialect, spell: Spelling) -> Result<Statement, StoreError> {
        let mut sql = dialect.spelled();
        spell(&mut sql, self)?;
        Ok(sql.statement())
    }

    /// What has become of the transaction, and tells it to those who watch.
    fn settle(
        self,
        tick: Tick,
        found: Result<Vec<QueryResult>, DbErr>,
    ) -> Result<Option<Arrived>, StoreError> {
        match found {
            Ok(found) => match found.first() {
                Some(row) => {
                    let arrived = self.arrived(row)?;
                    tick.committed(arrived.version);
                    Ok(Some(arrived))
                }
                None => {
                    tick.refused();
                    Ok(None)
                }
            },
            Err(error) => {
                let error = failed(error);
                // What was given up has changed nothing. A conflict may be with a row of somebody who went away before the
                // answer came, and of which nobody was told.
                if error == StoreError::Busy {
                    tick.refused();
                }
                Err(error)
            }
        }
    }

    fn arrived(self, row: &QueryResult) -> Result<Arrived, StoreError> {
        let number = |index| row.try_get_by_index::<i64>(index).map_err(failed);
        let (photo_id, id, version) = (number(0)?, number(1)?, number(2)?);
        let photo = photo::ActiveModel { id: Set(photo_id), ..self.photo };
        let file = image_file::ActiveModel { id: Set(id), photo_id: Set(photo_id), ..self.file };
        let photo = mapping::photo(photo.try_into_model().map_err(failed)?)?;
        let file = mapping::file(file.try_into_model().map_err(failed)?)?;
        Ok(Arrived { photo, file, version })
    }
}

async fn one_by_one(
    tx: &SeaTx,
    shelf: Shelf,
    new: NewPhoto,
    file: NewImageFile,
    import: Option<i64>,
) -> Result<Arrived, StoreError> {
    let version = tx.open(shelf).await?;
    if let Some((id, known)) = file.import_session.zip(import) {
        let there = ImportSessionRepository::find(tx, shelf, id).await?;
        let same =
            |there: &ImportSession| there.version == known && there.details.default_author == new.author;
        if !there.as_ref().is_some_and(same) {
            return Err(StoreError::VersionMismatch { current: there.map_or(0, |there| there.version) });
        }
        tx.file_arrived(shelf, id, file.now).await?;
    }
    let photo = PhotoRepository::insert(tx, shelf, new).await?;
    let file = NewImageFile { photo: photo.id, ..file };
    let file = ImageFileRepository::insert(tx, shelf, version, file).await?;
    Ok(Arrived { photo, file, version })
}

/// Each part takes rows of the one before it, so the library is locked before anything is added to it.
fn one_statement(sql: &mut Spelled, arrival: &Arrival) -> Result<(), StoreError> {
    let Arrival { shelf, photo, file, import } = arrival;
    sql.text("WITH opened AS (");
    grow(sql, *shelf);
    sql.text(" RETURNING version), ");
    if let Some(import) = import {
        sql.text("counted AS (");
        count(sql, import);
        sql.text(" FROM opened");
        of_import(sql, *shelf, import);
        sql.text(" RETURNING import_sessions.id), ");
    }
    sql.text("added AS (INSERT INTO photos (");
    insert(sql, photo, |column| matches!(column, photo::Column::Id), &[])?;
    sql.text(if import.is_some() { " FROM opened, counted" } else { " FROM opened" });
    sql.text(" RETURNING id) INSERT INTO image_files (");
    insert(sql, file, is_found, &["photo_id", "fingerprint_version"])?;
    sql.text(", added.id, opened.version + ").value(base(file)?);
    sql.text(" FROM opened, added RETURNING photo_id, id, (SELECT version FROM opened)");
    Ok(())
}

/// A transaction on one way, which takes the write lock as it begins. The photograph is found again by its name: its number is known to nobody yet.
fn one_sequence(sql: &mut Spelled, arrival: &Arrival) -> Result<(), StoreError> {
    let Arrival { shelf, photo, file, import } = arrival;
    let shelf = *shelf;
    sql.text("BEGIN IMMEDIATE; ");
    grow(sql, shelf);
    if let Some(import) = import {
        sql.text("; ");
        count(sql, import);
        of_import(sql, shelf, import);
    }
    sql.text("; INSERT INTO photos (");
    insert(sql, photo, |column| matches!(column, photo::Column::Id), &[])?;
    sql.text(" FROM libraries");
    of_shelf(sql, "libraries", shelf);
    if_counted(sql, shelf, import.as_ref());
    sql.text("; INSERT INTO image_files (");
    insert(sql, file, is_found, &["photo_id", "fingerprint_version"])?;
    sql.text(", photos.id, libraries.version + ").value(base(file)?);
    sql.text(" FROM photos CROSS JOIN libraries");
    of_shelf(sql, "libraries", shelf);
    sql.text(" AND photos.user_id = ").value(shelf.owner().0);
    sql.text(" AND photos.studio_id = ").value(shelf.studio().0);
    sql.text(" AND photos.hothash = ").value(given(photo, photo::Column::Hothash)?);
    // Else the file would join a photograph of this name that was there before.
    if_counted(sql, shelf, import.as_ref());
    sql.text(" RETURNING photo_id, id, (SELECT version FROM libraries");
    of_shelf(sql, "libraries", shelf);
    sql.text("); COMMIT");
    Ok(())
}

/// Whether the statement knows it and the row does not.
fn is_found(column: &image_file::Column) -> bool {
    use image_file::Column::{FingerprintVersion, Id, PhotoId};
    matches!(column, Id | PhotoId | FingerprintVersion)
}

fn grow(sql: &mut Spelled, shelf: Shelf) {
    sql.text("UPDATE libraries SET version = version + 1");
    of_shelf(sql, "libraries", shelf);
}

fn of_shelf(sql: &mut Spelled, table: &str, shelf: Shelf) {
    sql.text(" WHERE ").text(table).text(".user_id = ").value(shelf.owner().0);
    sql.text(" AND ").text(table).text(".studio_id = ").value(shelf.studio().0);
}

/// Counts a file that is done with, as `file_arrived` does; which import's follows.
fn count(sql: &mut Spelled, import: &Import) {
    let Import { id: _, version: _, author: _, now } = *import;
    sql.text("UPDATE import_sessions SET total_files = CASE WHEN import_sessions.total_files < ");
    sql.text("import_sessions.processed_files + 1 THEN import_sessions.processed_files + 1 ELSE ");
    sql.text("import_sessions.total_files END, processed_files = import_sessions.processed_files + 1, ");
    sql.text("started_at = CASE WHEN import_sessions.status = ").value(ImportStatus::Pending.as_str());
    sql.text(" THEN ").value(now).text(" ELSE import_sessions.started_at END, ");
    sql.text("status = CASE WHEN import_sessions.status = ").value(ImportStatus::Pending.as_str());
    sql.text(" THEN ").value(ImportStatus::Running.as_str()).text(" ELSE import_sessions.status END, ");
    sql.text("updated_at = ").value(now);
}

fn of_import(sql: &mut Spelled, shelf: Shelf, import: &Import) {
    of_shelf(sql, "import_sessions", shelf);
    sql.text(" AND import_sessions.id = ").value(import.id);
    sql.text(" AND import_sessions.version = ").value(import.version);
    sql.text(" AND COALESCE(import_sessions.default_author_id, 0) = ").value(import.author);
}

fn if_counted(sql: &mut Spelled, shelf: Shelf, import: Option<&Import>) {
    if let Some(import) = import {
        sql.text(" AND EXISTS (SELECT 1 FROM import_sessions");
        of_import(sql, shelf, import);
        sql.text(")");
    }
}

/// The columns of a row, then `more` of which the values follow, and the row's own values.
fn insert<A: ActiveModelTrait>(
    sql: &mut Spelled,
    row: &A,
    is_left_out: impl Fn(&<A::Entity as EntityTrait>::Column) -> bool,
    more: &[&str],
) -> Result<(), StoreError> {
    let columns = || <A::Entity as EntityTrait>::Column::iter().filter(|column| !is_left_out(column));
    let values = columns().map(|column| given(row, column)).collect::<Result<Vec<Value>, _>>()?;
    sql.names(columns().map(|column| column.as_str()).chain(more.iter().copied()));
    sql.text(") SELECT ").values(values);
    Ok(())
}

fn given<A: ActiveModelTrait>(
    row: &A,
    column: <A::Entity as EntityTrait>::Column,
) -> Result<Value, StoreError> {
    row.get(column).into_value().ok_or_else(|| corrupt("a new row lacks a value"))
}

/// 0 where there is a fingerprint, else null.
fn base(file: &image_file::ActiveModel) -> Result<Value, StoreError> {
    given(file, image_file::Column::FingerprintVersion)
}
