//! What acquirers, wallets and tills recorded, and in which imports each record was seen.

use recoup_ledger::{Money, Origin, Transaction, TxnId};
use rusqlite::{CachedStatement, Connection, Row, params};

use crate::codes;
use crate::error::StoreError;
use crate::open::Store;
use crate::schema::Step;

/// `transactions` holds each record once, with the import that brought it first. `transaction_sources` holds only the
/// further imports that have it too, with their own reading (`body`) where it differs from the stored one: so that
/// undoing the first import leaves exactly what the other one says.
///
/// The identifier is a hash. It is not the table's own key, because then every new row would go to another place of a tree
/// that a long import outgrows the cache with; beside the table it is an index of some 20 bytes a row.
pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE transactions(
        id INTEGER NOT NULL UNIQUE,
        import INTEGER NOT NULL REFERENCES imports(id),
        sheet INTEGER NOT NULL,
        line INTEGER NOT NULL,
        merchant_no TEXT NOT NULL,
        terminal_no TEXT NOT NULL,
        voucher_no TEXT NOT NULL,
        batch_no TEXT NOT NULL,
        auth_code TEXT NOT NULL,
        reference TEXT NOT NULL,
        order_no TEXT NOT NULL,
        acquirer_order TEXT NOT NULL,
        refund_no TEXT NOT NULL,
        kind INTEGER NOT NULL,
        status INTEGER NOT NULL,
        channel INTEGER NOT NULL,
        card_kind INTEGER NOT NULL,
        card TEXT NOT NULL,
        at INTEGER NOT NULL,
        clearing_day INTEGER,
        paid_out_on INTEGER,
        gross INTEGER NOT NULL,
        fee INTEGER,
        net INTEGER,
        response_code TEXT NOT NULL,
        operator TEXT NOT NULL,
        store TEXT NOT NULL,
        memo TEXT NOT NULL
    ) STRICT;
    CREATE TABLE transaction_sources(
        id INTEGER NOT NULL REFERENCES transactions(id),
        import INTEGER NOT NULL REFERENCES imports(id),
        sheet INTEGER NOT NULL,
        line INTEGER NOT NULL,
        body TEXT,
        PRIMARY KEY (id, import)
    ) STRICT, WITHOUT ROWID;",
)];

macro_rules! columns {
    () => {
        "id, import, sheet, line, merchant_no, terminal_no, voucher_no, batch_no, auth_code, reference, order_no, \
         acquirer_order, refund_no, kind, status, channel, card_kind, card, at, clearing_day, paid_out_on, gross, fee, \
         net, response_code, operator, store, memo"
    };
}

/// To be followed by a condition or an order.
pub(crate) const SELECT: &str = concat!("SELECT ", columns!(), " FROM transactions");
const VALUES: &str = "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, \
                      ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)";

/// Reads one row of [`SELECT`].
pub(crate) fn transaction(row: &Row<'_>) -> Result<Transaction, StoreError> {
    let text = |i: usize| -> Result<String, StoreError> { Ok(row.get(i)?) };
    let day = |i: usize| row.get::<_, Option<i64>>(i)?.map(codes::day).transpose();
    let money = |i: usize| -> Result<Option<Money>, StoreError> {
        Ok(row.get::<_, Option<i64>>(i)?.map(Money::from_fen))
    };
    Ok(Transaction {
        id: TxnId(codes::unkey(row.get(0)?)),
        origin: Origin { import: row.get(1)?, sheet: row.get(2)?, line: row.get(3)? },
        merchant_no: text(4)?,
        terminal_no: text(5)?,
        voucher_no: text(6)?,
        batch_no: text(7)?,
        auth_code: text(8)?,
        reference: text(9)?,
        order_no: text(10)?,
        acquirer_order: text(11)?,
        refund_no: text(12)?,
        kind: codes::to_kind(row.get(13)?)?,
        status: codes::to_status(row.get(14)?)?,
        channel: codes::to_channel(row.get(15)?)?,
        card_kind: codes::to_card_kind(row.get(16)?)?,
        card: text(17)?,
        at: codes::moment(row.get(18)?)?,
        clearing_day: day(19)?,
        paid_out_on: day(20)?,
        gross: Money::from_fen(row.get(21)?),
        fee: money(22)?,
        net: money(23)?,
        response_code: text(24)?,
        operator: text(25)?,
        store: text(26)?,
        memo: text(27)?,
    })
}

/// A prepared insert that leaves a row with the same identifier alone.
pub(crate) fn inserter(connection: &Connection) -> Result<CachedStatement<'_>, StoreError> {
    Ok(connection.prepare_cached(&format!(
        "INSERT INTO transactions({}) VALUES {VALUES} ON CONFLICT(id) DO NOTHING",
        columns!()
    ))?)
}

/// A prepared insert that takes the place of a row with the same identifier.
pub(crate) fn replacer(connection: &Connection) -> Result<CachedStatement<'_>, StoreError> {
    Ok(connection
        .prepare_cached(&format!("INSERT OR REPLACE INTO transactions({}) VALUES {VALUES}", columns!()))?)
}

/// Runs [`inserter`] or [`replacer`]; returns whether a row was written.
pub(crate) fn put(
    statement: &mut CachedStatement<'_>,
    txn: &Transaction,
    origin: Origin,
) -> Result<bool, StoreError> {
    let changed = statement.execute(params![
        codes::key(txn.id.0),
        origin.import,
        origin.sheet,
        origin.line,
        txn.merchant_no,
        txn.terminal_no,
        txn.voucher_no,
        txn.batch_no,
        txn.auth_code,
        txn.reference,
        txn.order_no,
        txn.acquirer_order,
        txn.refund_no,
        codes::kind(txn.kind),
        codes::status(txn.status),
        codes::channel(txn.channel),
        codes::card_kind(txn.card_kind),
        txn.card,
        codes::seconds(txn.at),
        txn.clearing_day.map(codes::days),
        txn.paid_out_on.map(codes::days),
        txn.gross.fen(),
        codes::fen(txn.fee),
        codes::fen(txn.net),
        txn.response_code,
        txn.operator,
        txn.store,
        txn.memo,
    ])?;
    Ok(changed == 1)
}

pub(crate) fn by_id(connection: &Connection, id: TxnId) -> Result<Option<Transaction>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    let mut rows = statement.query_and_then([codes::key(id.0)], transaction)?;
    rows.next().transpose()
}

impl Store {
    /// Every transaction, by time of sale, then import and line.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn transactions(&self) -> Result<Vec<Transaction>, StoreError> {
        let count: usize =
            self.connection.query_row("SELECT count(*) FROM transactions", [], |row| row.get(0))?;
        let mut out = Vec::with_capacity(count);
        let mut statement = self.connection.prepare_cached(SELECT)?;
        for txn in statement.query_and_then([], transaction)? {
            out.push(txn?);
        }
        // Sorting here is faster than an index that every import would have to keep up; by cached keys, because a
        // transaction is too large to be moved at every comparison.
        out.sort_by_cached_key(|txn| (txn.at, txn.origin, txn.id));
        Ok(out)
    }

    /// One transaction; `None` when it is not in the store.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn transaction(&self, id: TxnId) -> Result<Option<Transaction>, StoreError> {
        by_id(&self.connection, id)
    }

    /// The transactions that a person means by this text: the one with this identifier; else those with exactly this
    /// reference, order number or acquirer's order number. More than one: the text is ambiguous.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn find_ref(&self, text: &str) -> Result<Vec<Transaction>, StoreError> {
        let text = text.trim();
        if let Ok(id) = text.parse() {
            return Ok(self.transaction(id)?.into_iter().collect());
        }
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE ?1 IN (reference, order_no, acquirer_order) ORDER BY at, id"
        ))?;
        statement.query_and_then([text], transaction)?.collect()
    }

    /// Whether a transaction is in the store.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn has_transaction(&self, id: TxnId) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM transactions WHERE id = ?1")?;
        Ok(statement.exists([codes::key(id.0)])?)
    }

    /// How many transactions there are.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn transaction_count(&self) -> Result<u64, StoreError> {
        Ok(self.connection.query_row("SELECT count(*) FROM transactions", [], |row| row.get(0))?)
    }
}
