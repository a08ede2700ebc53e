//! Tables of clients and their contacts.

/// Rows of `organizations`.
pub(crate) mod organization {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organizations")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub name: String,
        pub name_key: String,
        pub search_key: String,
        #[sea_orm(column_name = "type")]
        pub kind: String,
        pub billing_email: Option<String>,
        pub billing_phone: Option<String>,
        pub billing_address: Option<String>,
        pub billing_city: Option<String>,
        pub billing_state: Option<String>,
        pub billing_zip: Option<String>,
        pub vendor_number: Option<String>,
        pub insurance_code: Option<String>,
        pub payment_terms: Option<String>,
        pub tax_exempt: bool,
        #[sea_orm(column_type = "JsonBinary")]
        pub settings: Json,
        pub version: i64,
        pub created_at: DateTime,
        pub updated_at: DateTime,
        pub deleted_at: Option<DateTime>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Rows of `organization_user`: who belongs to which client.
pub(crate) mod organization_user {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organization_user")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub studio_id: i64,
        pub organization_id: i64,
        pub user_id: i64,
        pub role: String,
        pub is_primary: bool,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
