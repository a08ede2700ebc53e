//! Databases of the program ImaLink, version 2, as their owners bring them along.
//!
//! They are only read. What stands in a cell is asked for as text and understood here: SQLite puts anything into any
//! column, and a row with one broken cell is worth bringing over all the same. Columns that a version does not have are
//! read as empty.

mod cells;
mod reader;
mod schema;

pub use reader::ImalinkDatabase;
