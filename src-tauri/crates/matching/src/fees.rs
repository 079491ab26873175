//! Fees that nobody stated: a credit that fits tells their sum.

use crate::book::{Book, Txn, most_fee};

impl Txn {
    /// Whether the file or the agreement says what the fee is.
    pub fn fee_stated(&self) -> bool {
        self.fee_known && !self.fee_learned
    }
}

impl Book<'_> {
    /// Takes what a credit lacks (or, negative, has too much) for the fee of the transactions whose fee neither a file
    /// nor an agreement states, where that leaves a fee between nothing and [`most_fee`]; says whether it did.
    pub fn take_as_fee(&mut self, txns: &[u32], lacking: i64) -> bool {
        let unstated = txns.iter().map(|t| &self.txns[*t as usize]).filter(|t| !t.fee_stated());
        let (gross, net) = unstated.fold((0, 0), |(gross, net), t| (gross + t.gross, net + t.net));
        let fee = gross - net + lacking;
        let fits = lacking != 0 && gross > 0 && fee >= 0 && fee <= most_fee(gross);
        if fits {
            self.spread(txns, fee, |txn| !txn.fee_stated());
        }
        fits
    }

    /// Gives the transactions of unknown fee a share of `fee` by their gross, so that the sum fits to the fen.
    pub fn spread_fee(&mut self, txns: &[u32], fee: i64) {
        self.spread(txns, fee, |txn| !txn.fee_known);
    }

    fn spread(&mut self, txns: &[u32], fee: i64, which: impl Fn(&Txn) -> bool) {
        let txns: Vec<u32> = txns.iter().copied().filter(|t| which(&self.txns[*t as usize])).collect();
        let total: i64 = txns.iter().map(|t| self.txns[*t as usize].gross).sum();
        if total == 0 {
            return;
        }
        let (mut gross, mut given) = (0i128, 0i64);
        for txn in txns {
            let this = &mut self.txns[txn as usize];
            gross += i128::from(this.gross);
            let so_far = (gross * i128::from(fee) / i128::from(total)) as i64;
            let batch = &mut self.batches[this.batch as usize].open;
            batch.add(this, -1);
            this.net = this.gross - (so_far - given);
            this.fee_learned = false;
            given = so_far;
            batch.add(this, 1);
        }
    }
}
