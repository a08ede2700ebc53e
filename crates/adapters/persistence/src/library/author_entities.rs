//! Tables of authors and imports.

/// Rows of `authors`.
pub(crate) mod author {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "authors")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub name: String,
        #[sea_orm(column_type = "Text")]
        pub name_key: String,
        pub email: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub bio: Option<String>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `import_sessions`.
pub(crate) mod import_session {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_sessions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub name: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub source_path: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub description: Option<String>,
        pub status: String,
        pub total_files: i32,
        pub processed_files: i32,
        pub failed_files: i32,
        pub default_author_id: Option<i64>,
        pub started_at: Option<DateTime>,
        pub finished_at: Option<DateTime>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `import_session_errors`.
pub(crate) mod import_session_error {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_session_errors")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub import_session_id: i64,
        pub filename: String,
        pub code: String,
        #[sea_orm(column_type = "Text")]
        pub message: String,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
