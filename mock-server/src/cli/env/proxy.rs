//! `NO_PROXY`: hosts that clients reach without the proxy.

/// Hosts that clients must not reach through the proxy. Go and Python's requests exclude them by themselves; other clients do not.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Hosts of the service, which clients must reach through the proxy.
const SERVICE: [&str; 3] = ["vmc.vmware.com", "console.cloud.vmware.com", "nsx.rp.vmwarevmc.com"];

/// Returns the value of one of the two spellings of the variable: what is set already, under this or else the other name, and this machine.
pub(super) fn without_proxy([upper, lower]: [Option<String>; 2], name: &str) -> String {
    let present = if name.starts_with('N') { upper.or(lower) } else { lower.or(upper) }.unwrap_or_default();
    let mut entries = entries(&present);
    entries.extend(HERE.iter().filter(|host| !entries.contains(host)).collect::<Vec<_>>());
    entries.join(",")
}

/// Takes what [`without_proxy`] added out of a value, unless it was there before: this machine and, if the variable was not set, the former
/// value under the other name.
pub(super) fn taken_out(present: &str, before: Option<&str>, under_other_name: Option<&str>) -> String {
    let former = before.map(entries).unwrap_or_default();
    let copied = under_other_name.filter(|_| before.is_none()).map(entries).unwrap_or_default();
    let is_kept = |entry: &&str| former.contains(entry) || !(HERE.contains(entry) || copied.contains(entry));
    entries(present).into_iter().filter(is_kept).collect::<Vec<_>>().join(",")
}

/// Returns the entries of the present values that cover hosts of the service.
pub(super) fn hides_service(present: &[Option<String>; 2]) -> Vec<String> {
    let mut hiding = Vec::new();
    for entry in present.iter().flatten().flat_map(|value| entries(value)) {
        let domain = entry.trim_start_matches('*').trim_start_matches('.').to_ascii_lowercase();
        let covers = |host: &str| domain.is_empty() || host == domain || host.ends_with(&format!(".{domain}"));
        if SERVICE.iter().any(|host| covers(host)) && !hiding.iter().any(|known| known == entry) {
            hiding.push(entry.to_owned());
        }
    }
    hiding
}

fn entries(value: &str) -> Vec<&str> {
    value.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_added_once_and_taken_out_again() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(without_proxy([None, None], "NO_PROXY"), "localhost,127.0.0.1,::1");
        assert_eq!(without_proxy([some("corp, localhost"), None], "no_proxy"), "corp,localhost,127.0.0.1,::1");
        assert_eq!(without_proxy([some("a"), some("b")], "no_proxy"), "b,localhost,127.0.0.1,::1");
        assert_eq!(taken_out("corp,localhost,127.0.0.1,::1,new", Some("corp, localhost"), None), "corp,localhost,new");
        assert_eq!(taken_out("corp,localhost,127.0.0.1,::1,new", None, Some("corp")), "new");
        assert_eq!(taken_out("localhost,127.0.0.1,::1", None, None), "");
    }

    #[test]
    fn entries_that_cover_the_service_are_found() {
        let hiding = |text: &str| hides_service(&[Some(text.to_owned()), None]);
        assert_eq!(hiding("corp,.vmware.com,*,VMC.vmware.com,ware.com"), [".vmware.com", "*", "VMC.vmware.com"]);
        assert!(hiding("localhost,example.com,xvmware.com").is_empty());
    }
}
