//! Update tables without a window.
