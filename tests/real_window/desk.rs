//! A desktop of its own with the program in it, driven from outside through the accessibility bus.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The program on its own display. Ends with it.
pub struct Desk {
    session: Child,
    /// Taken on drop: the session ends when nothing more can be said to it.
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    log: PathBuf,
    pictures: PathBuf,
}

/// What a machine lacks for a window of its own. In CI that is a failure, elsewhere it is said.
pub fn is_possible() -> bool {
    let lacking: Vec<&str> = ["Xvfb", "openbox", "dbus-run-session", "xdotool", "import"]
        .into_iter()
        .filter(|name| {
            let found = |dir: PathBuf| dir.join(name).is_file();
            !std::env::var_os("PATH").is_some_and(|paths| std::env::split_paths(&paths).any(found))
        })
        .collect();
    let bindings = Command::new("/usr/bin/python3")
        .args(["-c", "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"])
        .stderr(Stdio::null())
        .status();
    let bound = bindings.is_ok_and(|status| status.success());
    if lacking.is_empty() && bound {
        return true;
    }
    let why = format!("no window can be driven here: missing {lacking:?}, accessibility bindings: {bound}");
    assert!(std::env::var_os("CI").is_none(), "{why}; run packaging/prepare.sh tests");
    eprintln!("skipped: {why}; run packaging/prepare.sh tests");
    false
}

impl Desk {
    /// Starts a program as set up, on a screen of this size.
    pub fn start(name: &str, size: &str, program: &Command) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real_window");
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("real-window").join(name);
        std::fs::create_dir_all(&pictures).unwrap();
        let log = pictures.join("program.log");
        let mut session = Command::new(folder.join("session.sh"));
        session.arg(size).arg(folder.join("bridge.py")).arg(program.get_program()).args(program.get_args());
        for (key, value) in program.get_envs() {
            match value {
                Some(value) => session.env(key, value),
                None => session.env_remove(key),
            };
        }
        if let Some(dir) = program.get_current_dir() {
            session.current_dir(dir);
        }
        let mut session = session
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let commands = session.stdin.take();
        let answers = BufReader::new(session.stdout.take().unwrap());
        Self { session, commands, answers, log, pictures }
    }

    fn ask(&mut self, command: &Value) -> Value {
        writeln!(self.commands.as_mut().unwrap(), "{command}").unwrap_or_else(|e| panic!("{e}\n{}", self.log()));
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the session ended at {command}\n{}", self.log()))
    }

    /// Asks for something that has to be so; otherwise shows what the window holds instead.
    fn demand(&mut self, command: &Value) -> Value {
        let answer = self.ask(command);
        if answer["ok"] != true {
            self.picture("failed");
            let tree = self.tree().join("\n");
            panic!("{command}: {answer}\nThe window holds:\n{tree}\nThe program says:\n{}", self.log());
        }
        answer
    }

    /// The window's title, once it is there.
    pub fn title(&mut self) -> String {
        self.demand(&json!({"do": "title"}))["title"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until something of this role says exactly this.
    pub fn see(&mut self, role: &str, name: &str) {
        self.demand(&json!({"do": "wait", "role": role, "name": name}));
    }

    /// Waits until something of this role says this among other words.
    pub fn see_among(&mut self, role: &str, words: &str) {
        self.demand(&json!({"do": "wait", "role": role, "name": words, "part": true}));
    }

    /// Waits until something says this among other words, whatever its role.
    pub fn read(&mut self, words: &str) {
        self.demand(&json!({"do": "wait", "name": words, "part": true}));
    }

    /// Waits until nothing of this role says this any more.
    pub fn see_gone(&mut self, role: &str, name: &str) {
        self.demand(&json!({"do": "wait", "role": role, "name": name, "gone": true}));
    }

    /// Does what a press on it does.
    pub fn click(&mut self, role: &str, name: &str) {
        self.demand(&json!({"do": "click", "role": role, "name": name}));
    }

    /// Presses something that says this among other words.
    pub fn click_on(&mut self, role: &str, words: &str) {
        self.demand(&json!({"do": "click", "role": role, "name": words, "part": true}));
    }

    /// Types over what a field holds, key by key.
    pub fn type_into(&mut self, name: &str, text: &str) {
        self.demand(&json!({"do": "type", "role": "text", "name": name, "text": text}));
    }

    /// Keys as xdotool names them, `ctrl+o`.
    pub fn press(&mut self, keys: &[&str]) {
        self.demand(&json!({"do": "key", "keys": keys}));
    }

    /// Everything that the window tells a screen reader: role, name, states.
    pub fn tree(&mut self) -> Vec<String> {
        let answer = self.ask(&json!({"do": "tree"}));
        let nodes = answer["tree"].as_array().cloned().unwrap_or_default();
        nodes.iter().map(|n| format!("{} {} {}", n["role"], n["name"], n["states"])).collect()
    }

    /// Nodes that can be pressed or typed into and have no name.
    pub fn nameless_controls(&mut self) -> Vec<String> {
        let answer = self.ask(&json!({"do": "tree"}));
        let nodes = answer["tree"].as_array().cloned().unwrap_or_default();
        assert!(nodes.len() > 5, "next to nothing is in the window: {answer}");
        let roles =
            ["button", "push button", "entry", "check box", "toggle button", "combo box", "slider", "radio button"];
        let nameless = |n: &&Value| roles.contains(&n["role"].as_str().unwrap_or_default()) && n["name"] == "";
        nodes.iter().filter(nameless).map(Value::to_string).collect()
    }

    /// Keeps what the screen shows, in `target/real-window/`, for a person to look at.
    pub fn picture(&mut self, name: &str) -> PathBuf {
        let path = self.pictures.join(format!("{name}.png"));
        self.ask(&json!({"do": "picture", "path": path}));
        path
    }

    pub fn is_alive(&mut self) -> bool {
        self.ask(&json!({"do": "alive"}))["ok"] == true
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.commands.take());
        // The session ends by itself; waiting keeps its folder from outliving the test.
        let _ = self.session.wait();
    }
}
