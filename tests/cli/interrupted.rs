//! An import that is broken off: by the owner, by the system, by a disk without room.
#![cfg(target_os = "linux")]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::world::{World, fixture};

fn long_file(rows: u32) -> String {
    let mut text = String::from("交易时间,交易金额,手续费,交易类型,参考号,商户编号\n");
    for n in 0..rows {
        let (h, m, s) = (n / 3600 % 24, n / 60 % 60, n % 60);
        writeln!(
            text,
            "2026-11-03 {h:02}:{m:02}:{s:02},{}.50,0.10,消费,{n:012},899331054110027",
            n % 500 + 1
        )
        .unwrap();
    }
    text
}

/// Waits until the import has written some megabytes, then sends the signal.
fn broken_off(world: &World, signal: &str) {
    let file = world.file("全年.csv", long_file(300_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_recoup"))
        .args(["import", file.to_str().unwrap()])
        .env("RECOUP_DATA", world.path("data"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let written = || {
        let size = |name: &str| world.path("data").join(name).metadata().map_or(0, |m| m.len());
        size("recoup.db-wal") > 2_000_000
    };
    let start = Instant::now();
    while !written() && child.try_wait().unwrap().is_none() && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(child.try_wait().unwrap().is_none(), "the import must still run when it is broken off");
    Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(!child.wait().unwrap().success());
}

#[test]
fn an_import_that_is_killed_or_interrupted_leaves_the_store_as_it_was() {
    let world = World::new();
    world.import(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    let before = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    for signal in ["-KILL", "-INT"] {
        broken_off(&world, signal);
        assert_eq!(world.json(&["missing", "--json", "--as-of", "2026-11-23"]), before, "{signal}");
        assert_eq!(world.json(&["import", "list", "--json"]).as_array().unwrap().len(), 2, "{signal}");
        let said = world.run(&["doctor"]);
        assert_eq!(said.code, 0, "{signal}: {} {}", said.out, said.err);
    }
    let short = world.file("短.csv", long_file(10));
    assert_eq!(world.import(&[&short])["files"][0]["new"], 10, "and it goes on");
}

/// A file system of 16 MB of its own, in a namespace of its own: no mount of the machine is touched.
fn on_a_small_disk(world: &World, script: &str) -> Option<std::process::Output> {
    let disk = world.path("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let mount =
        format!("mount -t tmpfs -o size=16m none '{}' && echo mounted >&2 && {script}", disk.display());
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", &mount])
        .env("RECOUP", env!("CARGO_BIN_EXE_recoup"))
        .env("RECOUP_DATA", disk.join("data"))
        .output()
        .ok()?;
    String::from_utf8_lossy(&output.stderr).contains("mounted").then_some(output)
}

#[test]
fn a_disk_that_fills_up_says_so_and_keeps_what_was_there() {
    let world = World::new();
    let long = world.file("全年.csv", long_file(300_000));
    let sales = fixture("收单明细_202611.xlsx");
    let show = |path: &Path| path.display().to_string();
    let script = format!(
        "\"$RECOUP\" import '{}' >/dev/null && \"$RECOUP\" import '{}'; echo \"exit $?\"; \
         \"$RECOUP\" doctor >/dev/null; echo \"doctor $?\"; \"$RECOUP\" import list --json",
        show(&sales),
        show(&long)
    );
    let Some(output) = on_a_small_disk(&world, &script) else {
        println!("skipped: this machine does not let a test mount a small disk");
        return;
    };
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("exit 3"), "{out}\n{err}");
    assert!(err.contains("磁盘"), "a sentence about the disk: {err}");
    assert!(out.contains("doctor 0"), "{out}\n{err}");
    let list = &out[out.find('[').unwrap()..];
    let list: serde_json::Value = serde_json::from_str(list).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1, "only what was there before: {list}");
}
