//! Every validation status code and what it means for the five answers.
