//! Shells, and how each sets a variable.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    /// Bash, and other shells with the same syntax.
    Bash,
    Fish,
    Powershell,
}

impl Shell {
    pub(super) fn set(self, name: &str, value: &str) -> String {
        match self {
            Self::Bash => format!("export {name}='{}'", value.replace('\'', r"'\''")),
            Self::Fish => format!("set -gx {name} '{}'", value.replace('\\', r"\\").replace('\'', r"\'")),
            // PowerShell treats four curly quotes as the straight single quote.
            Self::Powershell => {
                let quotes = ['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}'];
                let doubled: String = value
                    .chars()
                    .flat_map(|letter| [Some(letter), quotes.contains(&letter).then_some(letter)])
                    .flatten()
                    .collect();
                format!("$env:{name} = '{doubled}'")
            }
        }
    }

    pub(super) fn unset(self, name: &str) -> String {
        match self {
            Self::Bash => format!("unset {name}"),
            Self::Fish => format!("set -e {name}"),
            Self::Powershell => format!("Remove-Item -ErrorAction Ignore Env:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_as_each_shell_wants() {
        let value = r#"it's a\b $x "y" `z`"#;
        for (shell, line) in [
            (Shell::Bash, r#"export X='it'\''s a\b $x "y" `z`'"#),
            (Shell::Fish, r#"set -gx X 'it\'s a\\b $x "y" `z`'"#),
            (Shell::Powershell, r#"$env:X = 'it''s a\b $x "y" `z`'"#),
        ] {
            assert_eq!(shell.set("X", value), line);
        }
        assert_eq!(Shell::Powershell.set("X", "a\u{2019}b"), "$env:X = 'a\u{2019}\u{2019}b'");
    }
}
