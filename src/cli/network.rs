//! `lightmark network …`: what may be asked of whom, and what was asked. Never connects.

use std::io;
use std::process::ExitCode;

use serde::Serialize;

use super::{Context, exit, output};
use crate::locale::{plain, text, text_with};
use crate::problem::Problem;
use crate::tr;
use crate::workflow::network::{self as workflow, Network, Purpose, Say};

/// Version of the JSON that is printed.
const RULE_SCHEMA: &str = "lightmark.network-rule/1";
const REQUEST_SCHEMA: &str = "lightmark.network-request/1";

/// Say what Lightmark may ask of whom, and see what it asked
#[derive(Debug, clap::Subcommand)]
pub enum NetworkCommand {
    /// Always allow a host for a purpose
    Allow(Which),
    /// Never ask a host for a purpose, whatever another command says
    Deny(Which),
    /// Take back what was said about a host and a purpose
    Forget(Which),
    /// List what was said
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// List every request that was ever made or refused, oldest first
    Ledger {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
}

/// A purpose and a host
#[derive(Debug, Clone, clap::Args)]
pub struct Which {
    /// lists, time-stamps, ocsp, remote-manifests or did-web
    #[arg(value_parser = purpose)]
    purpose: Purpose,
    /// The host, such as timestamp.example.org
    #[arg(value_parser = host)]
    host: String,
}

/// Does what the command says. 0: done; 3: the rules or the ledger could not be read or written.
pub fn run(command: &NetworkCommand, context: &Context) -> ExitCode {
    let network = workflow::open(&context.home);
    let done = match command {
        NetworkCommand::Allow(which) => say(&network, which, Some(Say::Always), "network-allowed"),
        NetworkCommand::Deny(which) => say(&network, which, Some(Say::Never), "network-denied"),
        NetworkCommand::Forget(which) => say(&network, which, None, "network-forgotten"),
        NetworkCommand::List { json } => list(&network, *json),
        NetworkCommand::Ledger { json } => ledger(&network, *json),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            output::say(&problem);
            exit::NOT_PROCESSED.into()
        }
    }
}

fn say(network: &Network, which: &Which, say: Option<Say>, key: &str) -> Result<(), Problem> {
    network.set(which.purpose, &which.host, say).map_err(|error| error.problem())?;
    let (host, purpose) = (plain(&which.host), purpose_text(which.purpose));
    output::note(&text_with(key, &[("host", host.into()), ("purpose", purpose.into())]));
    Ok(())
}

fn list(network: &Network, json: bool) -> Result<(), Problem> {
    let rules = network.rules().map_err(|error| error.problem())?;
    let lines: String = rules
        .iter()
        .map(|rule| {
            if json {
                return line(RULE_SCHEMA, rule);
            }
            let said = text_with(&format!("network-say-{}", rule.say.key()), &[]);
            format!("{said:7} {:17} {}\n", rule.purpose.key(), plain(&rule.host))
        })
        .collect();
    if rules.is_empty() && !json {
        output::note(text("network-no-rules"));
    }
    print(&lines)
}

fn ledger(network: &Network, json: bool) -> Result<(), Problem> {
    let (entries, strange) = network.ledger().map_err(|error| error.problem())?;
    let lines: String = entries
        .iter()
        .map(|entry| {
            if json {
                return line(REQUEST_SCHEMA, entry);
            }
            let outcome = text_with(&format!("network-outcome-{}", entry.outcome.key()), &[]);
            let reason = entry.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            let bytes = format!("{} / {}", entry.sent_bytes, entry.received_bytes);
            let (at, host) = (plain(&entry.at), plain(&entry.host));
            format!("{at:30} {:17} {host:30} {bytes:>15}  {outcome}{}\n", entry.purpose.key(), plain(&reason))
        })
        .collect();
    if entries.is_empty() && !json {
        output::note(text("network-no-requests"));
    }
    if strange > 0 {
        output::note(&tr!("network-ledger-strange", count = strange));
    }
    print(&lines)
}

fn line(schema: &str, value: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Printed<'a, T> {
        schema: &'a str,
        #[serde(flatten)]
        value: &'a T,
    }
    // Plain strings and numbers, which always become JSON.
    serde_json::to_string(&Printed { schema, value }).map(|text| text + "\n").unwrap_or_default()
}

fn print(result: &str) -> Result<(), Problem> {
    match output::result(result) {
        // Whoever reads our output has seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(crate::problem!("output-failed").with_cause(&error))
        }
        _ => Ok(()),
    }
}

fn purpose_text(purpose: Purpose) -> String {
    text_with(&format!("network-purpose-{}", purpose.key()), &[])
}

fn purpose(text: &str) -> Result<Purpose, String> {
    Purpose::parse(text).ok_or_else(|| {
        let keys = Purpose::ALL.map(Purpose::key).join(", ");
        tr!("network-purposes", keys = keys)
    })
}

fn host(text: &str) -> Result<String, String> {
    workflow::host(text).ok_or_else(|| tr!("network-hosts"))
}
