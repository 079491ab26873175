//! Golden dossiers: what three recipients get, kept beside this file as text, tags, links and small pictures.
//!
//! Where a dossier says, shows or links something else than is kept, the test names it and draws the changed page into
//! `target/golden/`. `RECOUP_BLESS=1 cargo test -p recoup-app golden` keeps what is made now.

mod change;
mod picture;
mod read;
mod story;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use picture::{Grey, side_by_side};
use read::Read;
use story::{Made, dossiers};

/// Where the kept ones lie.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden")
}

/// Where a person looks when something changed.
fn shown() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().join("golden")
}

/// What a dossier says and looks like.
struct Looks {
    /// A file's name with its text.
    texts: [(&'static str, String); 3],
    pages: Vec<Grey>,
}

impl Looks {
    fn of(made: &Made) -> Looks {
        Looks::drawn(made, |number| Grey::drawn(&made.pdf, number))
    }

    /// With the pages (from 0) drawn by `draw`.
    fn drawn(made: &Made, draw: impl Fn(usize) -> Grey) -> Looks {
        let mut read = Read::new(&made.pdf);
        // The head stands in two lines, four digits and a space.
        let halves = [&made.head[..32], &made.head[32..]].map(|half| {
            let groups: Vec<&str> = (0..8).map(|i| &half[i * 4..i * 4 + 4]).collect();
            groups.join(" ")
        });
        let masked =
            |text: &str| halves.iter().fold(text.to_owned(), |t, half| t.replace(half, "〔操作链末端〕"));
        let mut pages = Vec::new();
        let mut wiped = 0;
        for (number, lines) in read.lines.iter_mut().enumerate() {
            let mut page = draw(number);
            for line in lines {
                let text = masked(&line.text);
                if text != line.text {
                    line.text = text;
                    page.wipe(line.y);
                    wiped += 1;
                }
            }
            pages.push(page);
        }
        assert_eq!(wiped, 4, "the head of the chain stands in the contents and among the hashes");
        let texts = [
            ("text.txt", read.text()),
            ("structure.txt", masked(&read.structure())),
            ("links.txt", read.links(&made.head)),
        ];
        Looks { texts, pages }
    }

    /// Keeps them as the ones to compare with.
    fn keep(&self, dir: &Path) {
        let _ = fs::remove_dir_all(dir);
        fs::create_dir_all(dir).unwrap();
        for (name, text) in &self.texts {
            fs::write(dir.join(name), text).unwrap();
        }
        for (number, page) in self.pages.iter().enumerate() {
            fs::write(dir.join(picture_of(number)), page.small().kept()).unwrap();
        }
    }

    /// What differs from the kept ones, sentence by sentence; changed pages are drawn into `out`.
    fn faults(&self, kept: &Path, out: &Path) -> Vec<String> {
        let _ = fs::remove_dir_all(out);
        fs::create_dir_all(out).unwrap();
        let mut faults = Vec::new();
        for (name, text) in &self.texts {
            let before = fs::read_to_string(kept.join(name)).unwrap_or_default().replace("\r\n", "\n");
            if before == *text {
                continue;
            }
            fs::write(out.join(name), text).unwrap();
            let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), text.lines().collect());
            let only = |a: &[&str], b: &[&str]| -> Vec<String> {
                let b: HashSet<&str> = b.iter().copied().collect();
                let numbered = a.iter().zip(1..).filter(|(line, _)| !b.contains(*line));
                numbered.map(|(line, number)| format!("  {number}: {line}")).collect()
            };
            let (gone, come) = (only(&old, &new), only(&new, &old));
            let first = 1 + old.iter().zip(&new).take_while(|(a, b)| a == b).count();
            faults.push(format!(
                "{name} line {first}: {} lines are no longer there, {} are new (see {})\n{}",
                gone.len(),
                come.len(),
                out.join(name).display(),
                [&gone[..gone.len().min(4)], &come[..come.len().min(4)]].concat().join("\n")
            ));
        }
        for (number, page) in self.pages.iter().enumerate() {
            let before = Grey::read(&kept.join(picture_of(number)));
            let small = page.small();
            let cells = match &before {
                Some(before) => small.difference(before),
                None => Some(Vec::new()),
            };
            if let Some(cells) = cells {
                let to = out.join(picture_of(number));
                side_by_side(before.as_ref(), page, &cells, &to);
                let many = cells.len();
                faults.push(format!(
                    "page {} looks different in {many} places: {}",
                    number + 1,
                    to.display()
                ));
            }
        }
        if Grey::read(&kept.join(picture_of(self.pages.len()))).is_some() {
            faults.push(format!("there are {} pages, fewer than were kept", self.pages.len()));
        }
        faults
    }
}

fn picture_of(number: usize) -> String {
    format!("page-{:02}.png", number + 1)
}

#[test]
fn three_dossiers_read_lead_and_look_as_kept() {
    let all = dossiers();
    let again = dossiers();
    let mut faults = Vec::new();
    let mut size = 0;
    for (made, again) in all.iter().zip(&again) {
        let word = made.recipient.word();
        assert!(made.pdf == again.pdf, "the {word}'s dossier has the same bytes when it is made again");
        let looks = Looks::of(made);
        let dir = kept().join(word);
        if std::env::var_os("RECOUP_BLESS").is_some() {
            looks.keep(&dir);
        }
        let out = shown().join(word);
        let found = looks.faults(&dir, &out);
        if !found.is_empty() {
            fs::write(out.join("dossier.pdf"), &made.pdf).unwrap();
        }
        faults.extend(found.into_iter().map(|fault| format!("{word}: {fault}")));
        size += fs::read_dir(&dir).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum::<u64>();
    }
    println!("{size} bytes are kept");
    assert!(size < 600_000, "{size} bytes are too many to keep");
    assert!(
        faults.is_empty(),
        "{}\n\nIf that is as it should be: RECOUP_BLESS=1 cargo test -p recoup-app golden",
        faults.join("\n")
    );
}
