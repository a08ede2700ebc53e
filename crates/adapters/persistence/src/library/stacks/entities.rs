//! Tables of stacks.

/// Rows of `photo_stacks`.
pub(crate) mod photo_stack {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "photo_stacks")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub kind: String,
        pub title: Option<String>,
        pub cover_photo_id: Option<i64>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `photo_stack_members`.
pub(crate) mod photo_stack_member {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "photo_stack_members")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub photo_id: i64,
        pub stack_id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub sort_order: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
