//! Tables of the tray.

/// Rows of `upload_batches`.
pub(crate) mod batch {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "upload_batches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub studio_id: i64,
        pub name: Option<String>,
        pub source: String,
        pub state: String,
        pub total: i32,
        pub received: i32,
        pub failed: i32,
        pub duplicate: i32,
        pub created_by_user_id: Option<i64>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
        pub closed_at: Option<DateTime>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `uploads`.
pub(crate) mod upload {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "uploads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub studio_id: i64,
        pub batch_id: String,
        pub filename: String,
        pub length: i64,
        pub received_bytes: i64,
        #[sea_orm(column_type = "JsonBinary")]
        pub metadata: Json,
        pub state: String,
        pub failure: Option<String>,
        pub staging_image_id: Option<i64>,
        pub is_duplicate: bool,
        pub created_by_user_id: Option<i64>,
        pub expires_at: DateTime,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `staging_images`.
pub(crate) mod staging_image {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "staging_images")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub batch_id: String,
        pub filename: String,
        pub search_key: String,
        pub original_path: Option<String>,
        pub content_hash: Option<String>,
        pub thumbnail_path: Option<String>,
        pub file_size: i64,
        pub mime_type: Option<String>,
        pub width: Option<i32>,
        pub height: Option<i32>,
        #[sea_orm(column_type = "JsonBinary")]
        pub metadata: Json,
        pub taken_at: Option<DateTime>,
        pub camera_model: Option<String>,
        pub lens: Option<String>,
        pub iso: Option<i32>,
        pub aperture_x100: Option<i32>,
        pub focal_length_x10: Option<i32>,
        pub perceptual_hash: Option<i64>,
        pub state: String,
        pub failure: Option<String>,
        pub assigned_to_gallery_id: Option<i64>,
        pub assigned_group_type: Option<String>,
        pub assigned_image_id: Option<i64>,
        pub made_image: bool,
        pub assigned_at: Option<DateTime>,
        pub rating: Option<i32>,
        pub flag: String,
        pub uploaded_by_user_id: Option<i64>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
        pub deleted_at: Option<DateTime>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `staging_derivatives`.
pub(crate) mod staging_derivative {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "staging_derivatives")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub staging_image_id: i64,
        pub name: String,
        pub storage_key: String,
        pub content_hash: String,
        pub mime_type: String,
        pub width: i32,
        pub height: i32,
        pub file_size: i64,
        pub placeholder: Option<Vec<u8>>,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
