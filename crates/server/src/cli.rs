//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The open studio platform for photographers.
#[derive(Debug, Parser)]
#[command(
    name = "atelier",
    version,
    about = "The open studio platform for photographers",
    max_term_width = 100
)]
pub struct Cli {
    /// Configuration file; otherwise the one that ATELIER_CONFIG names, or ./atelier.toml where it exists.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API and do background work (this is what happens without a command).
    Serve,
    /// Do background work only, for installations that serve with worker.count = 0.
    Work,
    /// Bring the database's tables up to date, or look at them.
    Migrate {
        #[command(subcommand)]
        direction: Option<Migrate>,
    },
    /// Write the built-in roles and permissions.
    Seed {
        /// Also make a studio with organizations, galleries and generated pictures.
        #[arg(long)]
        demo: bool,
    },
    /// Upload a folder of pictures into a gallery of a running server.
    Import(Import),
    /// Send what appears in a folder into the tray of a running server, until it is told to stop.
    Watch(Watch),
    /// Bring a library over that was kept with ImaLink 2.
    MigrateImalink(MigrateImalink),
    /// Compare counters and files with the database.
    Check {
        /// Correct the counters.
        #[arg(long)]
        repair: bool,
        /// Compare the sizes of the originals only, without reading their bytes.
        #[arg(long)]
        quick: bool,
    },
    /// Order copies at ImageKit of all pictures that have none.
    Mirror {
        /// Instead, ask ImageKit about every copy: after its address or its files were changed by hand.
        #[arg(long)]
        check: bool,
    },
    /// Print the effective configuration, secrets redacted.
    Config {
        /// Print the table of all settings as Markdown instead.
        #[arg(long)]
        table: bool,
    },
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Migrate {
    /// Apply what has not been applied (this is what happens without a direction).
    Up,
    /// Undo the latest steps. Data of their tables is lost.
    Down {
        /// How many.
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// Show which steps have been applied.
    Status,
}

/// What `atelier import` needs to know.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// The folder; its sub-folders are included.
    pub folder: PathBuf,

    /// The gallery's id.
    #[arg(long, value_name = "ID")]
    pub gallery: i64,

    /// The kind of group in the gallery that receives the pictures.
    #[arg(long = "type", value_name = "TYPE", default_value = "main")]
    pub group_type: String,

    #[command(flatten)]
    pub account: Account,

    /// How many files travel at once.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub parallel: u8,
}

/// What `atelier watch` needs to know.
#[derive(Debug, Clone, Args)]
pub struct Watch {
    /// The folder; its sub-folders are included.
    pub folder: PathBuf,

    #[command(flatten)]
    pub account: Account,

    /// How many seconds pass from one look to the next. A file is taken once it stayed the same for so long.
    #[arg(long, value_name = "SECONDS", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub every: u16,
}

/// What `atelier migrate-imalink` needs to know.
#[derive(Debug, Clone, Args)]
pub struct MigrateImalink {
    /// ImaLink's database: the path of a SQLite file, or a postgres:// address. It is only read.
    #[arg(long, value_name = "PATH_OR_URL")]
    pub database: String,

    /// The folder with the original files; its sub-folders are included. Without it only previews and what is known of
    /// the photos come over.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,

    /// Whose library here receives it: a user name or e-mail.
    #[arg(long, value_name = "NAME")]
    pub user: String,

    /// The studio's subdomain, where the same e-mail belongs to several studios.
    #[arg(long, value_name = "NAME")]
    pub studio: Option<String>,

    /// Whose photos there are meant; otherwise those of the same name, or of the only user.
    #[arg(long, value_name = "NAME")]
    pub from_user: Option<String>,

    /// Write what became of each thing into this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Which server is talked to, and as whom.
#[derive(Debug, Clone, Args)]
pub struct Account {
    /// The server's address; otherwise the configured one.
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,

    /// Sign in with this user name or e-mail and the password in ATELIER_PASSWORD.
    #[arg(long, value_name = "NAME", conflicts_with = "token")]
    pub login: Option<String>,

    /// The studio's subdomain, where the same e-mail belongs to several studios.
    #[arg(long, value_name = "NAME", requires = "login")]
    pub studio: Option<String>,

    /// An access token instead of a sign-in; better given as ATELIER_TOKEN, since others see the command line.
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn the_configuration_file_may_stand_after_the_command() {
        let cli = Cli::try_parse_from(["atelier", "check", "--config", "a.toml", "--repair"]).unwrap();
        assert_eq!(cli.config, Some("a.toml".into()));
        assert!(matches!(cli.command, Some(Command::Check { repair: true, quick: false })));
    }

    #[test]
    fn a_library_moves_by_the_name_of_the_program_that_kept_it() {
        let args =
            ["atelier", "migrate-imalink", "--database", "a.db", "--user", "kari", "--from-user", "alice"];
        let cli = Cli::try_parse_from(args).unwrap();
        let Some(Command::MigrateImalink(args)) = cli.command else { panic!("another command") };
        assert_eq!((args.user.as_str(), args.from_user.as_deref()), ("kari", Some("alice")));
    }
}
