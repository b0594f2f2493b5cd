//! What `lightmark --help` shows: the commands by what they are for, on one screen. Never what a command does.

use clap::Command;

/// The commands by what they are for, in the order in which people need them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Look at files", &["verify", "compare", "rights", "library"]),
    ("Make signed copies", &["sign", "export", "record", "redact", "approve", "timestamp", "recipe"]),
    ("You and whom you believe", &["identity", "trust", "network"]),
    ("This program", &["completions", "help"]),
];

/// The widest name of a command, in characters.
const NAME_WIDTH: usize = 11;

/// The whole command line with its commands in groups.
pub fn grouped(command: Command) -> Command {
    let mut commands = String::new();
    for (heading, names) in GROUPS {
        commands.push_str(&format!("{heading}:\n"));
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about);
            // Clap adds this one by itself, later.
            let about = about.map_or_else(|| "Print the help of a command".to_owned(), ToString::to_string);
            commands.push_str(&format!("  {name:NAME_WIDTH$}  {about}\n"));
        }
        commands.push('\n');
    }
    command.help_template(format!("{{about}}\n\n{{usage-heading}} {{usage}}\n\n{commands}Options:\n{{options}}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;

    #[test]
    fn every_command_stands_in_one_group_and_on_one_line() {
        let mut listed: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let mut there: Vec<String> = command().get_subcommands().map(|one| one.get_name().to_owned()).collect();
        there.retain(|name| name != "manual");
        there.push("help".to_owned());
        listed.sort_unstable();
        there.sort_unstable();
        assert_eq!(listed, there);
        let help = command().render_help().to_string();
        assert!(help.lines().all(|line| line.chars().count() <= 80), "{help}");
        assert!(help.lines().count() <= 34, "{help}");
    }
}
