//! Tables of galleries, what they show, and the links into them.

/// Rows of `galleries`.
pub(crate) mod gallery {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "galleries")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub organization_id: i64,
        pub session_id: Option<i64>,
        pub subject_name: String,
        pub subject_key: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub description: Option<String>,
        pub status: String,
        pub ai_enabled: bool,
        pub ai_training_status: Option<String>,
        pub mode: String,
        pub min_approvals: Option<i32>,
        pub max_approvals: Option<i32>,
        pub max_edit_requests: Option<i32>,
        pub limit_scope: String,
        pub ratings_enabled: bool,
        pub comments_enabled: bool,
        pub image_count: i32,
        pub approved_count: i32,
        pub download_count: i32,
        pub last_activity_at: Option<DateTime>,
        pub delivered_at: Option<DateTime>,
        pub completed_at: Option<DateTime>,
        pub archived_at: Option<DateTime>,
        pub created_by_user_id: Option<i64>,
        pub content_version: i64,
        pub proofing_version: i64,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
        pub deleted_at: Option<DateTime>,
        pub primary_image_id: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `gallery_image_group_relations`: which groups a gallery shows, as what, to whom.
pub(crate) mod gallery_image_group_relation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "gallery_image_group_relations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub gallery_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub image_group_id: i64,
        #[sea_orm(primary_key, auto_increment = false, column_name = "type")]
        pub kind: String,
        pub studio_id: i64,
        pub sort_order: i32,
        pub visibility: String,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `share_links`.
pub(crate) mod share_link {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "share_links")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub gallery_id: i64,
        pub token_hash: String,
        pub code_hash: Option<String>,
        pub failed_attempts: i32,
        pub locked_until: Option<DateTime>,
        pub pin_hash: Option<String>,
        pub pin_failed_attempts: i32,
        pub pin_locked_until: Option<DateTime>,
        pub label: Option<String>,
        #[sea_orm(column_type = "JsonBinary")]
        pub policy: Json,
        pub expires_at: Option<DateTime>,
        pub remind_at: Option<DateTime>,
        pub revoked_at: Option<DateTime>,
        pub created_by_user_id: i64,
        pub view_count: i32,
        pub download_count: i32,
        pub last_used_at: Option<DateTime>,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `download_unlocks`: which guests have shown the PIN of their link.
pub(crate) mod download_unlock {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "download_unlocks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub share_link_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: i64,
        pub studio_id: i64,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `download_tickets`: archives that may be fetched.
pub(crate) mod download_ticket {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "download_tickets")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub gallery_id: i64,
        pub user_id: i64,
        pub share_link_id: Option<i64>,
        pub api_token_id: Option<i64>,
        pub token_hash: String,
        pub preset: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub entries: Json,
        pub expires_at: DateTime,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
