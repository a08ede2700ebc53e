//! Rows of authors and imports to values of the domain, and back.

use atelier_application::ports::StoreError;
use atelier_application::ports::library::{NewAuthor, NewImportSession};
use atelier_domain::library::{
    Author, AuthorDetails, ImportDetails, ImportError, ImportSession, ImportStatus, NewImportError, Shelf,
};
use atelier_domain::{AuthorId, ImportErrorId, ImportSessionId, StudioId, Timestamp, UserId, text};
use sea_orm::ActiveValue::{NotSet, Set};

use super::author_entities::{author, import_session, import_session_error};
use crate::columns::{corrupt, instant, stored};

pub(super) fn author(row: author::Model) -> Author {
    let author::Model {
        id,
        studio_id,
        user_id,
        name,
        name_key: _,
        email,
        bio,
        version,
        created_at,
        updated_at,
    } = row;
    Author {
        id: AuthorId(id),
        studio: StudioId(studio_id),
        owner: UserId(user_id),
        details: AuthorDetails { name, email, bio },
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    }
}

/// What can change of an author, with the next version.
pub(super) fn author_row(author: &Author) -> author::ActiveModel {
    let Author {
        id: _,
        studio: _,
        owner: _,
        details: AuthorDetails { name, email, bio },
        version,
        created_at: _,
        updated_at,
    } = author;
    author::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        user_id: NotSet,
        name: Set(name.clone()),
        name_key: Set(text::fold(name)),
        email: Set(email.clone()),
        bio: Set(bio.clone()),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

pub(super) fn new_author_row(shelf: Shelf, new: NewAuthor) -> author::ActiveModel {
    let NewAuthor { details: AuthorDetails { name, email, bio }, created_at, now } = new;
    author::ActiveModel {
        id: NotSet,
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        name_key: Set(text::fold(&name)),
        name: Set(name),
        email: Set(email),
        bio: Set(bio),
        version: Set(1),
        created_at: Set(stored(created_at)),
        updated_at: Set(stored(now)),
    }
}

pub(super) fn session(row: import_session::Model) -> Result<ImportSession, StoreError> {
    let import_session::Model {
        id,
        studio_id,
        user_id,
        name,
        source_path,
        description,
        status,
        total_files,
        processed_files,
        failed_files,
        default_author_id,
        started_at,
        finished_at,
        version,
        created_at,
        updated_at,
    } = row;
    let default_author = default_author_id.map(AuthorId);
    Ok(ImportSession {
        id: ImportSessionId(id),
        studio: StudioId(studio_id),
        owner: UserId(user_id),
        details: ImportDetails { name, source_path, description, default_author },
        status: ImportStatus::parse(&status).ok_or_else(|| corrupt("import_sessions.status", &status))?,
        total_files,
        processed_files,
        failed_files,
        started_at: started_at.map(instant),
        finished_at: finished_at.map(instant),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

/// What can change of an import otherwise than by counting, with the next version.
pub(super) fn session_row(session: &ImportSession) -> import_session::ActiveModel {
    let ImportSession {
        id: _,
        studio: _,
        owner: _,
        details: ImportDetails { name, source_path, description, default_author },
        status,
        total_files,
        processed_files: _,
        failed_files: _,
        started_at,
        finished_at,
        version,
        created_at: _,
        updated_at,
    } = session;
    import_session::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        user_id: NotSet,
        name: Set(name.clone()),
        source_path: Set(source_path.clone()),
        description: Set(description.clone()),
        status: Set(status.as_str().to_owned()),
        total_files: Set(*total_files),
        processed_files: NotSet,
        failed_files: NotSet,
        default_author_id: Set(default_author.map(i64::from)),
        started_at: Set(started_at.map(stored)),
        finished_at: Set(finished_at.map(stored)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

pub(super) fn new_session_row(shelf: Shelf, new: NewImportSession) -> import_session::ActiveModel {
    let NewImportSession { details, total_files, created_at, now } = new;
    let ImportDetails { name, source_path, description, default_author } = details;
    import_session::ActiveModel {
        id: NotSet,
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        name: Set(name),
        source_path: Set(source_path),
        description: Set(description),
        status: Set(ImportStatus::Pending.as_str().to_owned()),
        total_files: Set(total_files),
        processed_files: Set(0),
        failed_files: Set(0),
        default_author_id: Set(default_author.map(i64::from)),
        started_at: Set(None),
        finished_at: Set(None),
        version: Set(1),
        created_at: Set(stored(created_at)),
        updated_at: Set(stored(now)),
    }
}

pub(super) fn error(row: import_session_error::Model) -> ImportError {
    let import_session_error::Model {
        id,
        studio_id: _,
        user_id: _,
        import_session_id,
        filename,
        code,
        message,
        created_at,
    } = row;
    ImportError {
        id: ImportErrorId(id),
        session: ImportSessionId(import_session_id),
        filename: Some(filename).filter(|filename| !filename.is_empty()),
        code,
        message,
        created_at: instant(created_at),
    }
}

pub(super) fn new_error_row(
    shelf: Shelf,
    session: ImportSessionId,
    error: NewImportError,
    now: Timestamp,
) -> import_session_error::ActiveModel {
    let NewImportError { filename, code, message } = error.fitted();
    import_session_error::ActiveModel {
        id: NotSet,
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        import_session_id: Set(session.0),
        filename: Set(filename),
        code: Set(code),
        message: Set(message),
        created_at: Set(stored(now)),
    }
}
