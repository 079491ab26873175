//! What the system must have, and how it gets it. On Debian and Ubuntu we install; elsewhere we say what to install.

use std::process::Command;

use anyhow::{Result, bail};

use crate::program::{ask, say};

/// What a build with the window needs on Debian and Ubuntu.
const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];
/// What the tests need on top: a screen without a monitor, the driver of the web view, a hand for the system's own
/// dialogs, a program to drag files from, a bus on which a second start meets the first, readers of PDF, a Chinese font.
const TEST: &[&str] = &[
    "xvfb",
    "webkit2gtk-driver",
    "xdotool",
    "python3-gi",
    "gir1.2-gtk-3.0",
    "dbus",
    "poppler-utils",
    "qpdf",
    "fonts-noto-cjk",
];

/// The oldest Node.js that the web view's tools (Vite 8) accept in each line of releases.
const NODE_WANTED: &str = "Node.js 20.19 or newer of the 20 line, or 22.12 or newer";

/// Makes sure that the window can be built here; installs by apt where there is apt.
pub fn ready_to_build() -> Result<()> {
    node()?;
    if cfg!(target_os = "macos") {
        if ask("xcode-select", &["-p"]).is_none() {
            bail!(
                "Apple's command line tools are missing. Install them with `xcode-select --install`, then run this again"
            );
        }
    } else if cfg!(windows) {
        if !has_webview2() {
            bail!(
                "the WebView2 runtime is missing. Install the \"Evergreen Bootstrapper\" from \
                 https://developer.microsoft.com/microsoft-edge/webview2/, then run this again"
            );
        }
    } else {
        let mut wanted = BUILD.to_vec();
        if !has_chinese_font() {
            wanted.push("fonts-noto-cjk");
        }
        linux(&wanted)?;
    }
    Ok(())
}

/// Makes sure that everything is here that a test starts.
pub fn ready_to_test() -> Result<()> {
    node()?;
    if cfg!(target_os = "linux") {
        linux(&[BUILD, TEST].concat())
    } else {
        ready_to_build()?;
        for tool in ["pdftotext", "qpdf"] {
            if ask(tool, &["--version"]).or_else(|| ask(tool, &["-v"])).is_none() {
                bail!(
                    "`{tool}` is missing: the tests read the dossier back with it. Install poppler and qpdf"
                );
            }
        }
        say(
            "the journeys in the real window need WebKitWebDriver, which exists on Linux only: they are skipped here",
        );
        Ok(())
    }
}

/// A display to open a window on. macOS and Windows always have one.
pub fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

fn node() -> Result<()> {
    let Some(found) = ask("node", &["--version"]) else {
        bail!("Node.js is missing. Install {NODE_WANTED} (https://nodejs.org), then run this again");
    };
    if !node_is_new_enough(&found) {
        bail!("Node.js {found} is too old. Install {NODE_WANTED} (https://nodejs.org), then run this again");
    }
    if ask(if cfg!(windows) { "npm.cmd" } else { "npm" }, &["--version"]).is_none() {
        bail!("npm is missing (Debian keeps it in a package of its own: `apt-get install npm`)");
    }
    Ok(())
}

fn node_is_new_enough(version: &str) -> bool {
    let mut parts = version.trim().trim_start_matches('v').split('.').map(|p| p.parse::<u32>().unwrap_or(0));
    match (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) {
        (20, minor) => minor >= 19,
        (22, minor) => minor >= 12,
        (major, _) => major > 22,
    }
}

fn has_webview2() -> bool {
    // The registry entry that Microsoft documents for finding the installed runtime.
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    [r"HKLM\SOFTWARE\WOW6432Node", r"HKLM\SOFTWARE", r"HKCU\Software"]
        .iter()
        .any(|hive| ask("reg", &["query", &format!(r"{hive}\{CLIENT}"), "/v", "pv"]).is_some())
}

fn has_chinese_font() -> bool {
    ask("fc-list", &[":lang=zh", "family"]).is_some_and(|fonts| !fonts.is_empty())
}

/// Installs what is missing of `wanted` (Debian's names), or says what to install.
fn linux(wanted: &[&str]) -> Result<()> {
    if ask("apt-get", &["--version"]).is_none() || ask("dpkg-query", &["--version"]).is_none() {
        return other_linux();
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    say(&format!("missing: {}", missing.join(" ")));
    let by_hand = format!("sudo apt-get update && sudo apt-get install -y {}", missing.join(" "));
    let root = ask("id", &["-u"]).as_deref() == Some("0");
    if !root && ask("sudo", &["--version"]).is_none() {
        bail!("these packages are missing and there is no sudo to install them with. As root, run\n  {}", {
            by_hand.replace("sudo ", "")
        });
    }
    // A second apt at the same time may sweep away the files that this one has just downloaded (docker-clean does),
    // and the lock of the package lists knows no patience: one more try mends both.
    let done = apt(root, &missing) || {
        say("apt failed; trying once more");
        apt(root, &missing)
    };
    if !done {
        bail!("apt could not install what is missing. Please run\n  {by_hand}");
    }
    Ok(())
}

fn apt(root: bool, packages: &[&str]) -> bool {
    // Without lists (a fresh container) nothing can be found; with old ones the files are gone from the mirror.
    let update = apt_get(root).args(["update", "-q"]).status();
    let install =
        apt_get(root).args(["install", "-y", "-q", "--no-install-recommends"]).args(packages).status();
    // An update that failed for one mirror does not hinder the install: the install alone decides.
    if !update.is_ok_and(|s| s.success()) {
        say("`apt-get update` failed; going on with the package lists that are here");
    }
    install.is_ok_and(|s| s.success())
}

fn apt_get(root: bool) -> Command {
    let mut command = Command::new(if root { "env" } else { "sudo" });
    if !root {
        command.arg("env");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=900"]);
    command
}

fn installed(package: &str) -> bool {
    ask("dpkg-query", &["-W", "-f=${Status}", package]).is_some_and(|status| status == "install ok installed")
}

/// Fedora, Arch and the like: pkg-config knows whether the library is here, and the owner of the machine installs.
fn other_linux() -> Result<()> {
    if ask("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_some() {
        return Ok(());
    }
    bail!(
        "WebKitGTK 4.1 with its headers is missing, and this system has no apt. Install it, for example\n  \
         Fedora: sudo dnf install webkit2gtk4.1-devel gcc pkgconf-pkg-config\n  \
         Arch:   sudo pacman -S webkit2gtk-4.1 base-devel\n  \
         (for `cargo dev test` also Xvfb, WebKitWebDriver, xdotool, python3-gi, dbus, poppler, qpdf and a Chinese font)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_that_vite_accepts() {
        for good in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0"] {
            assert!(node_is_new_enough(good), "{good}");
        }
        for bad in ["v18.20.4", "v20.18.9", "v21.7.3", "v22.11.0", "", "nonsense"] {
            assert!(!node_is_new_enough(bad), "{bad}");
        }
    }
}
