//! `State`, `Msg`, `Effect` and the pure update functions. Never files, threads, the clock or the window.
