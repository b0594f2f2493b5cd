//! Paints `&State` and pushes `Msg`. Never files, threads, the keyring, workflows or the C2PA engine.
