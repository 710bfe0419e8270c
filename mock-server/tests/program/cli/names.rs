//! Names that a terminal would act on: no subcommand prints their control characters as they are.

use super::{Server, ran, vmcsim};
use serde_json::json;

/// Clears the screen, sets the title of the window, deletes the line, and turns the direction of writing around.
const NAME: &str = "a\u{1b}[2J\u{1b}]0;b\u{7}\u{9b}2K\rc\u{202e}d";

#[track_caller]
fn is_plain(text: &str) {
    let acts = |letter: &char| letter.is_control() && !['\n', '\t'].contains(letter) || *letter == '\u{202e}';
    assert_eq!(text.chars().find(acts), None, "{text:?}");
}

#[test]
fn control_characters_of_names_are_not_printed() {
    let server = Server::start(&["--pace", "instant"]);
    let message = json!({"then": {"task_fails": {"at": 40, "message": NAME}}, "note": NAME, "times": 1,
        "when": {"task_kind": "SDDC-PROVISION"}});
    is_plain(&server.run(&["faults", "add", &message.to_string()]).expect(0).out);
    let (_, task) = server.create_sddc(NAME);
    for (line, code) in [
        (&["wait", &task][..], 4),
        (&["tasks"], 0),
        (&["sddcs"], 0),
        (&["faults"], 0),
        (&["journal"], 0),
        (&["journal", "get", "1"], 0),
        (&["journal", "verify", "CreateSddc", "--body", r#"{"name": "other"}"#], 4),
        (&["api", "GET", "/vmc/api/orgs/{org}/sddcs"], 0),
        (&["worlds", "show", "--world", NAME], 8),
        (&["token", "--user", NAME], 2),
        (&["import", NAME], 1),
    ] {
        for more in [&[][..], &["--json"]] {
            let ran = server.run(&[line, more].concat()).expect(code);
            is_plain(&ran.out);
            is_plain(&ran.err);
        }
    }
    let waited = server.run(&["wait", &task]).expect(4).out;
    assert!(waited.ends_with(", a\\u{1b}[2J\\u{1b}]0;b\\u{7}\\u{9b}2K\\u{d}c\\u{202e}d\n"), "{waited:?}");
    // In JSON the name is still the name.
    let sddcs = server.json(&["sddcs"]);
    assert_eq!(sddcs[0]["name"], NAME);
    is_plain(&ran(vmcsim().args(["clock", "--ready-file", NAME])).expect(3).err);
}
