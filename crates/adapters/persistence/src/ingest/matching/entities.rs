//! Tables of decisions.

/// Rows of `match_decisions`: the log.
pub(super) mod match_decision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "match_decisions")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub staging_image_id: i64,
        pub outcome: String,
        pub gallery_id: Option<i64>,
        pub score: Option<i32>,
        #[sea_orm(column_type = "JsonBinary")]
        pub evidence: Json,
        pub algorithm_version: String,
        pub idempotency_key: String,
        pub decided_by_user_id: Option<i64>,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `staging_proposals`: the decision that holds for each file.
pub(super) mod staging_proposal {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "staging_proposals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub staging_image_id: i64,
        pub studio_id: i64,
        pub match_decision_id: i64,
        pub outcome: String,
        pub gallery_id: Option<i64>,
        pub score: Option<i32>,
        pub fingerprint: String,
        pub decided_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
