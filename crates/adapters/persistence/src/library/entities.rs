//! Tables of libraries.

/// Rows of `libraries`.
pub(crate) mod library {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "libraries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: i64,
        pub studio_id: i64,
        pub version: i64,
        pub removals_version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `photos`.
pub(crate) mod photo {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "photos")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub hothash: String,
        pub title: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub description: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub search_key: String,
        pub rating: Option<i32>,
        pub taken_at: Option<DateTime>,
        pub taken_offset: Option<i32>,
        pub taken_key: i64,
        pub taken_hour: Option<i64>,
        pub gps_latitude: Option<f64>,
        pub gps_longitude: Option<f64>,
        pub exif_taken_at: Option<DateTime>,
        pub exif_taken_offset: Option<i32>,
        pub exif_latitude: Option<f64>,
        pub exif_longitude: Option<f64>,
        pub corrected_at: Option<DateTime>,
        pub correction_reason: Option<String>,
        pub author_id: Option<i64>,
        pub master_file_id: Option<i64>,
        pub width: Option<i32>,
        pub height: Option<i32>,
        pub camera: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub camera_key: Option<String>,
        pub lens: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub lens_key: Option<String>,
        pub has_raw: bool,
        pub file_count: i32,
        pub coldpreview_key: Option<String>,
        pub coldpreview_width: Option<i32>,
        pub coldpreview_height: Option<i32>,
        pub coldpreview_size: Option<i64>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `image_files`.
pub(crate) mod image_file {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_files")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub photo_id: i64,
        pub filename: String,
        pub file_size: Option<i64>,
        pub format: Option<String>,
        pub storage_key: Option<String>,
        pub content_hash: Option<String>,
        pub no_preview: Option<String>,
        pub width: Option<i32>,
        pub height: Option<i32>,
        pub hotpreview: Option<Vec<u8>>,
        pub perceptual_hash: Option<i64>,
        pub gradient_hash: Option<i64>,
        pub fingerprint_version: Option<i64>,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub exif_dict: Option<Json>,
        pub taken_at: Option<DateTime>,
        pub taken_offset: Option<i32>,
        pub gps_latitude: Option<f64>,
        pub gps_longitude: Option<f64>,
        pub camera: Option<String>,
        pub lens: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub stem_key: String,
        pub import_session_id: Option<i64>,
        pub imported_time: DateTime,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub imported_info: Option<Json>,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub local_storage_info: Option<Json>,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub cloud_storage_info: Option<Json>,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `tags`.
pub(crate) mod tag {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub name: String,
        pub name_key: String,
        pub photo_count: i32,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `photo_tags`.
pub(crate) mod photo_tag {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "photo_tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub photo_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tag_id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub sort_order: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
