//! Tables of proofing.

/// Rows of `image_decisions`: the present state of what one person says of one picture.
pub(crate) mod image_decision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_decisions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub gallery_id: i64,
        pub image_id: i64,
        pub user_id: i64,
        pub by_studio: bool,
        pub share_link_id: Option<i64>,
        pub decision: String,
        pub approved_for_marketing: bool,
        pub rating: Option<i32>,
        pub edit_requested: bool,
        #[sea_orm(column_type = "Text", nullable)]
        pub edit_notes: Option<String>,
        pub decided_at: Option<DateTime>,
        pub content_hash: Option<String>,
        pub created_at: DateTime,
        pub updated_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `gallery_submissions`.
pub(crate) mod gallery_submission {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "gallery_submissions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub gallery_id: i64,
        pub user_id: i64,
        pub approvals: i32,
        pub submitted_at: Option<DateTime>,
        pub reopened_at: Option<DateTime>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `image_comments`.
pub(crate) mod image_comment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_comments")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub gallery_id: i64,
        pub image_id: i64,
        pub user_id: i64,
        pub parent_id: Option<i64>,
        #[sea_orm(column_type = "Text")]
        pub body: String,
        pub pin_x: Option<f64>,
        pub pin_y: Option<f64>,
        pub internal: bool,
        pub resolved_at: Option<DateTime>,
        pub resolved_by_user_id: Option<i64>,
        pub edited_at: Option<DateTime>,
        pub created_at: DateTime,
        pub deleted_at: Option<DateTime>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `image_interactions`: the log.
pub(crate) mod image_interaction {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "image_interactions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub gallery_id: Option<i64>,
        pub image_id: i64,
        pub user_id: Option<i64>,
        pub share_link_id: Option<i64>,
        pub interaction_type: String,
        pub decision: Option<String>,
        pub rating: Option<i32>,
        #[sea_orm(column_type = "Text", nullable)]
        pub note: Option<String>,
        pub approved_for_marketing: Option<bool>,
        pub edit_requested: Option<bool>,
        #[sea_orm(column_type = "Text", nullable)]
        pub edit_notes: Option<String>,
        pub downloaded_at: Option<DateTime>,
        pub ip_address: Option<String>,
        pub content_hash: String,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
