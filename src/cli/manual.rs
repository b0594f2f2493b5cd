//! `lightmark completions` and the hidden `lightmark manual`: what shells and `man` know of the command line, made from its
//! declaration. Never written by hand, so that it cannot fall behind.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::exit;
use super::stop::{Stop, finish, print};
use crate::problem;

/// The name of the program in both.
const NAME: &str = "lightmark";

/// Print what a shell needs to complete commands and options
///
/// For bash: lightmark completions bash > ~/.local/share/bash-completion/completions/lightmark. For zsh, into a file _lightmark
/// in a folder of $fpath. For fish: lightmark completions fish > ~/.config/fish/completions/lightmark.fish.
#[derive(Debug, Clone, clap::Args)]
pub struct CompletionsCommand {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual pages into a folder, for whoever packs this program
#[derive(Debug, Clone, clap::Args)]
pub struct ManualCommand {
    /// The folder, which must be there
    folder: PathBuf,
}

/// Prints the completions. 0: done; 3: the output could not be written.
pub fn completions(command: &CompletionsCommand) -> ExitCode {
    let mut bytes = Vec::new();
    clap_complete::generate(command.shell, &mut super::command(), NAME, &mut bytes);
    finish(print(&String::from_utf8_lossy(&bytes)))
}

/// Writes a page for the program and one for each command. 0: done; 3: a page could not be written.
pub fn manual(command: &ManualCommand) -> ExitCode {
    let written = pages(super::command().disable_help_subcommand(true), &command.folder);
    finish(written.map(|()| exit::PASSED.into()).map_err(|error| {
        let folder = command.folder.to_string_lossy();
        Stop::NotProcessed(problem!("manual-unwritable", folder = crate::locale::plain(&folder)).with_cause(&error))
    }))
}

fn pages(mut command: Command, folder: &Path) -> io::Result<()> {
    command.build();
    write(&command, NAME, folder, &mut |_| Ok(()))?;
    for one in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        // The commands of a command stand on its page, one after the other.
        let name = format!("{NAME}-{}", one.get_name());
        write(one, &name, folder, &mut |bytes| nested(one, bytes))?;
    }
    Ok(())
}

/// One page; `more` adds what stands between the options and the end.
fn write(
    command: &Command,
    name: &str,
    folder: &Path,
    more: &mut dyn FnMut(&mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    let man = Man::new(command.clone()).title(name.to_uppercase()).manual("User Commands");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if name == NAME {
        man.render_subcommands_section(&mut page)?;
    }
    more(&mut page)?;
    every_command(&mut page)?;
    std::fs::write(folder.join(format!("{name}.1")), page)
}

/// The commands of a command, each with its options.
fn nested(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    for one in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
        let man = Man::new(one.clone());
        let mut heading = Roff::new();
        let name = one.get_bin_name().unwrap_or_else(|| one.get_name());
        heading.control("SH", [name.to_uppercase().as_str()]);
        heading.to_writer(page)?;
        let mut parts = Vec::new();
        man.render_description_section(&mut parts)?;
        man.render_synopsis_section(&mut parts)?;
        man.render_options_section(&mut parts)?;
        // What are sections on a page of their own are parts of one here.
        page.extend(String::from_utf8_lossy(&parts).replace(".SH ", ".SS ").into_bytes());
        nested(one, page)?;
    }
    Ok(())
}

/// What holds for every command: exit codes and the environment.
fn every_command(page: &mut Vec<u8>) -> io::Result<()> {
    const EXIT: [(&str, &str); 5] = [
        ("0", "Every file passed."),
        ("1", "At least one file did not: it is altered, its signer is revoked, or a rule forbids what was asked."),
        ("2", "The call is wrong."),
        ("3", "At least one file could not be processed; this goes before 1."),
        ("130", "Stopped by Ctrl-C."),
    ];
    const ENVIRONMENT: [(&str, &str); 5] = [
        ("LIGHTMARK_HOME", "A folder for every file that Lightmark keeps, apart from the keys."),
        ("LIGHTMARK_KEYSTORE", "keyring (the default), or file:PATH for an encrypted file."),
        ("LIGHTMARK_PASSPHRASE", "Opens the encrypted file; without it the passphrase is asked for."),
        ("LIGHTMARK_BACKUP_PASSPHRASE", "Encrypts and opens backups of identities and key files of teams."),
        ("LIGHTMARK_IMPORT_PASSPHRASE", "Opens a key that is imported."),
    ];
    let mut roff = Roff::new();
    for (heading, rows) in [("EXIT STATUS", &EXIT), ("ENVIRONMENT", &ENVIRONMENT)] {
        roff.control("SH", [heading]);
        for (name, text) in rows {
            roff.control("TP", []).text([bold(*name)]).text([roman(*text)]);
        }
    }
    roff.to_writer(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_and_every_page_is_made() {
        let folder = tempfile::tempdir().unwrap();
        pages(crate::cli::command(), folder.path()).unwrap();
        let page = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(page("lightmark.1").contains("lightmark\\-verify(1)"));
        assert!(page("lightmark-verify.1").contains("tsa\\-trust\\-list"));
        assert!(page("lightmark-trust.1").contains("root\\-fingerprint"), "commands of commands, too");
        assert!(page("lightmark-sign.1").contains("EXIT STATUS"));
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let mut bytes = Vec::new();
            clap_complete::generate(shell, &mut crate::cli::command(), NAME, &mut bytes);
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains("tsa-trust-list") && !text.contains("worker"), "{shell}");
        }
    }
}
