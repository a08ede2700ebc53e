//! Tables of the image pool.

/// Rows of `images`.
pub(crate) mod image {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "images")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub filename: String,
        pub alt_text: Option<String>,
        pub search_key: String,
        pub storage_key: String,
        pub content_hash: String,
        pub file_size: i64,
        pub mime_type: String,
        pub width: i32,
        pub height: i32,
        #[sea_orm(column_type = "JsonBinary")]
        pub metadata: Json,
        pub taken_at: Option<DateTime>,
        pub perceptual_hash: Option<i64>,
        pub state: String,
        pub failure: Option<String>,
        pub current_version: i32,
        pub imagekit_file_id: Option<String>,
        pub imagekit_url: Option<String>,
        pub imagekit_thumbnail_url: Option<String>,
        pub imagekit_content_hash: Option<String>,
        pub uploaded_by_user_id: Option<i64>,
        pub uploaded_at: DateTime,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
        pub deleted_at: Option<DateTime>,
        pub focal_x: Option<f64>,
        pub focal_y: Option<f64>,
        pub ai: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `image_versions`: files that a picture is or was.
pub(crate) mod image_version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_versions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub image_id: i64,
        pub version_number: i32,
        pub filename: String,
        pub storage_key: String,
        pub content_hash: String,
        pub file_size: i64,
        pub mime_type: String,
        pub width: i32,
        pub height: i32,
        #[sea_orm(column_type = "JsonBinary")]
        pub metadata: Json,
        pub taken_at: Option<DateTime>,
        pub perceptual_hash: Option<i64>,
        pub state: String,
        pub failure: Option<String>,
        pub imagekit_file_id: Option<String>,
        pub imagekit_url: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub notes: Option<String>,
        pub created_by_user_id: Option<i64>,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `image_derivatives`.
pub(crate) mod image_derivative {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_derivatives")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub image_id: i64,
        pub version_number: i32,
        pub name: String,
        pub storage_key: String,
        pub content_hash: String,
        pub mime_type: String,
        pub width: i32,
        pub height: i32,
        pub file_size: i64,
        pub placeholder: Option<Vec<u8>>,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `image_groups`.
pub(crate) mod image_group {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_groups")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub name: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub description: Option<String>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `image_group_relations`: which pictures a group holds, in which order.
pub(crate) mod image_group_relation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_group_relations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub image_group_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub image_id: i64,
        pub studio_id: i64,
        pub sort_order: i32,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
