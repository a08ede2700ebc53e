//! Statements that are spelled out, where the query builder has no words for them.

use sea_orm::sea_query::Value;
use sea_orm::{DatabaseBackend, Statement};

/// A statement as it grows. What is not the program's own words is a value.
pub(crate) struct Spelled {
    backend: DatabaseBackend,
    text: String,
    values: Vec<Value>,
}

impl Spelled {
    pub(crate) fn new(backend: DatabaseBackend) -> Self {
        Self { backend, text: String::with_capacity(2_048), values: Vec::with_capacity(80) }
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Names, with commas in between.
    pub(crate) fn names<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> &mut Self {
        for (at, name) in names.into_iter().enumerate() {
            self.comma(at);
            self.text.push_str(name);
        }
        self
    }

    pub(crate) fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        if self.backend == DatabaseBackend::Postgres {
            self.text.push('$');
            self.text.push_str(&self.values.len().to_string());
        } else {
            self.text.push('?');
        }
        self
    }

    /// Values, with commas in between.
    pub(crate) fn values(&mut self, values: impl IntoIterator<Item = Value>) -> &mut Self {
        for (at, value) in values.into_iter().enumerate() {
            self.comma(at);
            self.value(value);
        }
        self
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.text.push_str(", ");
        }
    }

    pub(crate) fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_where_the_database_numbers_them() {
        let spelled = |backend| {
            let mut sql = Spelled::new(backend);
            sql.text("INSERT INTO t (").names(["a", "b"]).text(") SELECT ");
            sql.values([1.into(), "x".into()]).text(" WHERE c = ").value(2);
            sql.statement()
        };
        let (postgres, sqlite) = (spelled(DatabaseBackend::Postgres), spelled(DatabaseBackend::Sqlite));
        assert_eq!(postgres.sql, "INSERT INTO t (a, b) SELECT $1, $2 WHERE c = $3");
        assert_eq!(sqlite.sql, "INSERT INTO t (a, b) SELECT ?, ? WHERE c = ?");
        assert_eq!(postgres.values, sqlite.values);
    }
}
