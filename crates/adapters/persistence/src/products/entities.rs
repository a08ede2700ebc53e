//! Tables of what the studio sells. How groups hang under products stands in `images::owners`.

/// Rows of `products`.
pub(crate) mod product {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "products")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub name: String,
        pub sku: Option<String>,
        pub sku_key: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub search_key: String,
        pub price_minor: Option<i64>,
        pub currency: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub description: Option<String>,
        pub content_version: i64,
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
