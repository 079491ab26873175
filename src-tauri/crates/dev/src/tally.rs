//! Counting passed and failed over all runners, from what they print.

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// A stage that has no count of its own (formatting, a compiler) counts as one.
    pub fn one(succeeded: bool) -> Tally {
        Tally { passed: u64::from(succeeded), failed: u64::from(!succeeded) }
    }

    /// The runner's own exit code has the last word: a crash or a build that fails leaves no count behind.
    pub fn trusting_exit(mut self, succeeded: bool) -> Tally {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// `test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.52s`
pub fn libtest(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?.split_once(". ")?.1;
    let mut tally = Tally::default();
    for part in counts.split(';') {
        count(part, &mut tally);
    }
    Some(tally)
}

/// `      Tests  1 failed | 12 passed | 2 skipped (15)`
pub fn vitest(line: &str) -> Option<Tally> {
    let plain = without_colours(line);
    let counts = plain.trim().strip_prefix("Tests ")?;
    let mut tally = Tally::default();
    for part in counts.split('|') {
        count(part, &mut tally);
    }
    Some(tally)
}

fn count(part: &str, tally: &mut Tally) {
    let mut words = part.split_whitespace();
    if let (Some(Ok(number)), Some(word)) = (words.next().map(str::parse::<u64>), words.next()) {
        match word {
            "passed" => tally.passed += number,
            "failed" => tally.failed += number,
            _ => {}
        }
    }
}

/// Drops terminal colours (ESC [ … m).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut inside = false;
    for c in line.chars() {
        match c {
            '\u{1b}' => inside = true,
            'm' if inside => inside = false,
            _ if inside => {}
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtest_lines() {
        let ok =
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 2 filtered out; finished in 0.52s";
        assert_eq!(libtest(ok), Some(Tally { passed: 12, failed: 0 }));
        let bad = "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s";
        assert_eq!(libtest(bad), Some(Tally { passed: 7, failed: 2 }));
        assert_eq!(libtest("test money::adds ... ok"), None);
    }

    #[test]
    fn vitest_lines() {
        assert_eq!(vitest("      Tests  40 passed (40)"), Some(Tally { passed: 40, failed: 0 }));
        assert_eq!(
            vitest("      Tests  1 failed | 12 passed | 2 skipped (15)"),
            Some(Tally { passed: 12, failed: 1 })
        );
        assert_eq!(vitest("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m3 passed\u{1b}[39m (3)"), {
            Some(Tally { passed: 3, failed: 0 })
        });
        assert_eq!(vitest(" Test Files  3 passed (3)"), None);
    }

    #[test]
    fn a_crash_counts_as_a_failure() {
        let silent = Tally { passed: 9, failed: 0 };
        assert_eq!(silent.trusting_exit(false).failed, 1);
        assert_eq!(silent.trusting_exit(true).failed, 0);
        assert_eq!(Tally { passed: 1, failed: 4 }.trusting_exit(false).failed, 4);
    }
}
