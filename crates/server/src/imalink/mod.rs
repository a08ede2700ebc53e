//! `atelier migrate-imalink`: a library that was kept with ImaLink 2 moves into somebody's library here.
//!
//! It works on the database and the media store directly, beside a running server or without one.

mod originals;
mod telling;

use atelier_application::library::{Migration, Move, MoveLine};
use atelier_application::ports::{ForeignLibrary, OriginalFolder};
use atelier_domain::library::Shelf;
use atelier_persistence::ImalinkDatabase;

use crate::cli::MigrateImalink;
use crate::config::Config;
use crate::error::StartError;
use crate::exit;
use crate::wiring::{UseCases, open_store};
use originals::Originals;
use telling::Telling;

/// Brings everything over that is not here yet, and says what became of it.
pub async fn run(config: &Config, args: MigrateImalink) -> Result<i32, StartError> {
    let theirs = ImalinkDatabase::open(&args.database).await.map_err(StartError::of)?;
    let use_cases = UseCases::build(config, open_store(config, true).await?)?;
    let outcome = bring(&use_cases.library.migration, &theirs, &args).await;
    use_cases.close().await;
    if let Err(error) = theirs.close().await {
        tracing::warn!(%error, "the other database was not closed cleanly");
    }
    outcome
}

async fn bring(
    migration: &Migration,
    theirs: &ImalinkDatabase,
    args: &MigrateImalink,
) -> Result<i32, StartError> {
    let shelf = library_of(migration, args).await?;
    let user = user_of(migration, theirs, args).await?;
    let originals = match &args.files {
        Some(folder) => Some(Originals::below(folder).await?),
        None => None,
    };
    let originals = originals.as_ref().map(|originals| originals as &dyn OriginalFolder);
    let mut telling = Telling::into(args.report.as_deref())?;
    let what = Move { from: theirs, user, originals };
    let report = migration.run(shelf, what, &mut |line: &MoveLine| telling.tell(line)).await;
    telling.end()?;
    let report = report.map_err(|error| {
        StartError::new(format!("{error}\nthe same command goes on where this one ended"))
    })?;
    print!("{}", telling::sums(&report));
    Ok(if report.lost() == 0 { exit::OK } else { exit::DIFFERENCES })
}

async fn library_of(migration: &Migration, args: &MigrateImalink) -> Result<Shelf, StartError> {
    let name = &args.user;
    let shelves = migration.libraries_of(name, args.studio.as_deref()).await.map_err(StartError::of)?;
    match shelves.as_slice() {
        [shelf] => Ok(*shelf),
        [] => Err(StartError::new(format!("there is no user {name} here who may have a library"))),
        _ => Err(StartError::new(format!("{name} belongs to several studios; name one with --studio"))),
    }
}

async fn user_of(
    migration: &Migration,
    theirs: &ImalinkDatabase,
    args: &MigrateImalink,
) -> Result<i64, StartError> {
    let users = theirs.users().await.map_err(StartError::of)?;
    let name = args.from_user.as_deref().unwrap_or(&args.user);
    let any = args.from_user.is_none();
    if let Some(user) = migration.choose(&users, name, any) {
        return Ok(user.id);
    }
    let names: Vec<&str> = users.iter().map(|user| user.username.as_str()).collect();
    let names = names.join(", ");
    Err(StartError::new(format!("ImaLink has no user {name}; say with --from-user which of these: {names}")))
}
