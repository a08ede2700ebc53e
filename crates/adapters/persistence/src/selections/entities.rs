//! Tables of selection lists.

/// Rows of `selection_lists`.
pub(crate) mod selection_list {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "selection_lists")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub gallery_id: i64,
        pub user_id: Option<i64>,
        pub name: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub note: Option<String>,
        pub included_count: Option<i32>,
        pub extra_price: Option<i64>,
        pub currency: Option<String>,
        pub max_count: Option<i32>,
        pub state: String,
        pub submitted_at: Option<DateTime>,
        pub submitted_by_user_id: Option<i64>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `selection_items`.
pub(crate) mod selection_item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "selection_items")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub selection_list_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub image_id: i64,
        pub studio_id: i64,
        pub sort_order: i32,
        pub user_id: Option<i64>,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
