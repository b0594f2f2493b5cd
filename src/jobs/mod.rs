//! Runs workflows on named threads, reports progress and cancels. Never the window: it is given a `wake: Fn()`.
