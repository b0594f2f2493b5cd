//! The verdict table.
