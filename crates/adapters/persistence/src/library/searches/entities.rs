//! The table of saved searches.

/// Rows of `saved_searches`.
pub(crate) mod saved_search {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_searches")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub name: String,
        pub name_key: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub criteria: Json,
        pub is_favorite: bool,
        pub last_count: Option<i64>,
        pub last_run_at: Option<DateTime>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
