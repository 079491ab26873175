// The shapes that cross the border between the window's host and the web view.
// They are the JSON that `recoup … --json` prints, where a sentence is one string in the chosen language and not both;
// the Rust side is `recoup-app`'s `view` module, and a test compares the names.
//
// Money is a string in yuan with two decimals ("128.50"), a day is "2026-11-04", a moment is "2026-11-04T18:22:07+08:00".
// A path never comes here: a chosen file is an id.

export type Yuan = string;
export type Day = string;
export type Moment = string;
export type Lang = 'zh' | 'en';

/** A sentence in both languages; the screen shows one. */
export interface Text {
  zh: string;
  en: string;
}

export type ErrorCode =
  | 'bad_input' | 'refused' | 'needs_password' | 'not_found' | 'ambiguous' | 'cited'
  | 'disk_full' | 'read_only' | 'locked' | 'damaged' | 'newer_version' | 'cancelled' | 'internal';

/** What a failed command throws. `text` says what is wrong, where, and what to do. */
export interface CommandError {
  code: ErrorCode;
  text: Text;
}

// ---- files and import ------------------------------------------------------------------------------------------

export interface PickedFile { id: number; name: string; size: number }

export type FileKind = 'detail' | 'bank' | 'wallet' | 'summary';

export interface RowProblem { file: string; sheet: string; line: number; column: string; found: string; expected: Text }

/** A check that the file allows on itself: stated totals, balance chain, gross − fee = net. */
export interface FileCheck { ok: boolean; text: Text }

export interface ImportFile {
  file: string;
  sha256: string;
  /** The number of the import, null while it is only a preview or was refused. */
  import: number | null;
  kind: FileKind | null;
  /** Whether the shop's own till wrote it. */
  till: boolean;
  source: string;
  source_name: Text;
  certainty: 'sure' | 'likely' | 'mapped' | 'none';
  why: Text[];
  columns: Record<string, string>;
  ignored_columns: string[];
  rows: number;
  new: number;
  duplicate: number;
  /** Rows that could not be read; `problems` lists at most the first 20,000 of a table, and the last. */
  bad_rows: number;
  problems: RowProblem[];
  checks: FileCheck[];
  refused: { code: string; text: Text; needs: 'password' | 'choice' | 'mapping' | null; choices: SourceChoice[] } | null;
  sum_in: Yuan;
  sum_out: Yuan;
  from: Day | null;
  to: Day | null;
  period_from: Day | null;
  period_to: Day | null;
  /** The first rows as they were understood, for the preview (at most 5). */
  sample: SampleRow[];
  /** The same bytes were imported before: the number of that import. */
  already: number | null;
  masked: boolean;
}
export interface SampleRow { line: number; at: string; what: Text; amount: Yuan; fee: Yuan | null; who: string; reference: string }
export interface ImportReport { files: ImportFile[] }

/** `number` counts the files from 1; `percent` is of this file. */
export interface ImportProgress { file: string; number: number; files: number; storing: boolean; rows: number; percent: number }

export interface ImportEntry {
  import: number; file: string; kind: FileKind | 'slip'; source_name: Text; imported_at: Moment;
  rows: number; new: number; duplicate: number; problems: number; from: Day | null; to: Day | null; undone: boolean;
}

/** A source that fits a table as well as another one. */
export interface SourceChoice { id: string; name: Text; kind: FileKind; known_percent: number }

/** A table that nobody recognised, with a proposal for what its columns are. */
export interface MappingProposal {
  file: number; sheet: string; signature: string; header_line: number;
  headers: string[]; rows: string[][];
  proposal: Mapping;
  fields: { id: string; label: Text; hint: Text; kinds: (FileKind | 'till')[] }[];
  words: MappingWord[];
}
/** A word that a column repeats, and what it would be taken for; null where nobody knows it. */
export interface MappingWord { header: string; word: string; rows: number; status: string | null; kind: string | null; channel: string }
export interface Mapping { kind: 'detail' | 'till' | 'bank'; columns: Record<string, string>; unit: 'yuan' | 'fen'; sign: 'signed' | 'in_out' | 'flag' | 'positive'; name: string; words?: Record<string, Record<string, string>> }

/** A table that the owner has explained. */
export interface OwnSource { id: string; name: string; kind: FileKind; unit: 'yuan' | 'fen'; columns: { field: string; label: Text; header: string }[] }

export interface SlipSale {
  at: string; amount: Yuan; channel: string; kind: string; merchant_no: string; terminal_no: string;
  voucher_no: string; reference: string; acquirer: string; photo: number | null;
}

// ---- the answer ------------------------------------------------------------------------------------------------

export type State =
  | 'in_transit' | 'uncovered' | 'overdue' | 'not_arrived' | 'arrived' | 'arrived_late' | 'never_settles' | 'explained';
export interface Reason { code: string; text: Text }

export interface Sale {
  id: string; reference: string; order_no: string; merchant_no: string; terminal_no: string; voucher_no: string;
  sold_at: Moment; kind: string; channel: string; gross: Yuan; fee: Yuan | null; net: Yuan; acquirer: string;
  payout: string | null; due_on: Day | null; days_late: number; state: State; known_to: Day | null;
  certainty: 'proved' | 'one_of' | 'likely'; confidence: number; one_of: string[]; reasons: Reason[];
  /** "file.xlsx 第 87 行" */
  source: string;
  /** The case that this sale is in. */
  case: number | null;
}
export interface Payout {
  id: string; agreement: number; acquirer: string; merchant_no: string; channel: string; clearing_day: Day; due_on: Day;
  sales: number; gross: Yuan; fee: Yuan; net: Yuan; received: Yuan; difference: Yuan; deposits: string[];
  state: 'paid' | 'short' | 'over' | 'in_transit' | 'uncovered' | 'overdue' | 'not_arrived'; known_to: Day | null; late: boolean;
}
export interface Finding {
  id: string; kind: string; title: Text; amount: Yuan; deposit: string | null; sales: string[];
  certainty: string; confidence: number; rivals: number; reasons: Reason[]; ask: Text; settle_by: Text;
}
export interface Totals {
  expected: Yuan; arrived: Yuan; in_transit: Yuan; uncovered: Yuan; overdue: Yuan; not_arrived: Yuan;
  fee_difference: Yuan; explained: Yuan; unexplained: Yuan;
}
/** `recoup missing --json`, and what every screen about money is made of. */
export interface MissingReport {
  as_of: Day; missing: Sale[]; sales: Sale[]; payouts: Payout[]; findings: Finding[]; totals: Totals;
}

export interface Todo { urgency: 'bad' | 'warn' | 'wait' | 'info'; title: Text; detail: Text; go: Target }
export type Target =
  | { screen: 'import' } | { screen: 'missing' } | { screen: 'case'; case: number; step: number | null }
  | { screen: 'agreements' } | { screen: 'shop' };

/** One clearing day in the calendar: state of the worst payout of that day. */
export interface DayCell { day: Day; expected: Yuan; state: State | 'fee' | 'none'; working: boolean; holiday: string; late: boolean; unofficial: boolean }

export interface AcquirerLine { acquirer: string; expected: Yuan; arrived: Yuan; missing: Yuan; payouts: number; on_time: number }

export interface Overview {
  empty: boolean; demo: boolean; shop: string; as_of: Day; covered_from: Day | null; covered_to: Day | null;
  report: MissingReport; sentence: Text; detail: Text; days: DayCell[]; acquirers: AcquirerLine[]; todos: Todo[];
  open_cases: number; even: boolean;
}

export interface TransactionQuery { text: string; from: Day | null; to: Day | null; state: State | null; channel: string | null; offset: number; limit: number }
export interface TransactionPage { total: number; sum: Yuan; rows: Sale[] }

export interface Deposit {
  id: string; on: Day; time: string | null; amount: Yuan; account: string; counterparty: string; memo: string; balance: Yuan | null;
  source: string; payouts: string[]; sales: string[]; note: Text | null; by_owner: boolean;
}
export interface DepositPage { total: number; rows: Deposit[] }

/** What a deposit, payout or sale is made of, in words and numbers that add up. */
export interface Explanation {
  id: string; what: 'deposit' | 'payout' | 'sale'; title: Text; sentences: Text[];
  parts: { label: Text; amount: Yuan; id: string | null; state: State | null }[]; left_over: Yuan; sources: string[];
  /** For a sale: what each file has of it. One of them counts, the others are evidence. */
  records: SaleRecord[];
  /** What it may be and what to do; `null` where all is well. */
  advice: Advice | null;
}
export interface SaleRecord {
  who: 'till' | 'slip' | 'acquirer' | 'wallet' | 'balance' | 'bank'; id: string; counts: boolean; at: string; amount: Yuan; what: Text;
  status: 'succeeded' | 'failed' | 'pending' | 'arrived'; answer: Text | null; number: string; source: string; note: Text | null;
}

// ---- agreements, shop, contacts -------------------------------------------------------------------------------

export interface Agreement {
  id: number; merchant_no: string; acquirer: string; scope: 'all' | 'card' | 'qr'; cycle: 't1' | 'd1' | 't0' | 'weekly' | 'on-request';
  cut_off: string | null; rates: string; cap_debit: Yuan | null; billing: 'net' | 'gross'; pays_into: string; confirmed: boolean;
  /** What only the credits show; no contract's, and nothing that is saved. */
  learned: { days: number; text: Text } | null;
  /** Rates charged instead of the agreed ones. */
  overcharges: Overcharge[];
}
export interface Overcharge {
  rate: string; from: Day; until: Day; amount: Yuan; deposits: number; text: Text;
  sales: { id: string; sold_at: Moment; gross: Yuan; fee: Yuan | null }[];
}
export interface Shop {
  name: string; credit_code: string; legal_representative: string; address: string; phone: string; bank_name: string; bank_account: string;
}
export interface Contact {
  id: string; name: string; kind: string; phone: string; hours: string; source: string; checked_on: Day | null;
  tier: 'verified' | 'several' | 'one_source' | 'owner'; note: Text; pinned: boolean;
}

// ---- cases -----------------------------------------------------------------------------------------------------

/** What it means that a case waits: the colour beside its title. */
export type Urgency = 'ok' | 'wait' | 'warn' | 'bad';
export interface CaseLine { case: number; title: Text; acquirer: string; amount: Yuan; sales: number; opened_on: Day; state: 'open' | 'closed'; step: number; waiting: Text; tone: Urgency; due: Day | null; outcome: string | null }

export interface Option { id: string; label: Text; next: Text }
export interface Check {
  id: string; step: number; question: Text; why: Text; kind: 'choice' | 'text' | 'date'; options: Option[];
  answer: string | null; note: string; answered_at: Moment | null;
  /** Answered from the data: what the data says and in which rows. */
  auto: { answer: string; text: Text; rows: string[]; details: { text: Text; rows: string[] }[] } | null;
}
export interface Step { step: number; title: Text; about: Text; checks: Check[]; done: number; total: number; state: 'done' | 'now' | 'later' }
export interface Exhibit { id: string; no: number; name: string; media_type: string; size: number; sha256: string; source: string; proves: string; added_at: Moment; intact: boolean;
  /** The requirements that it satisfies; `proposed`: only the program's guess, which the owner has not looked at. */
  satisfies: string[]; proposed: boolean;
  /** What is painted over on the copy that stands for it in dossiers; empty: it is shown as it is. */
  painted: Area[] }
/** An area of a photo as it is seen: left, head, width, height in thousandths of it. */
export type Area = [number, number, number, number];
export interface Communication {
  no: number; kept: boolean | null;
  at: Moment; with: string; channel: string; number: string; person: string; ticket: string; said: string; promise: string; by: Day | null; exhibits: string[];
}
export interface Clock { id: string; title: Text; due: Day; days_left: number; passed: boolean; share: number; source: Text }
export interface Need { id: string; title: Text; proves: Text; level: 'required' | 'optional'; met: boolean }
/** A candidate, never a verdict; `score` is an order, not a probability. */
export interface Cause { id: string; title: Text; score: number; why: Text[]; against: Text[]; would_decide: Text[]; ask: Text; call: CallWord[]; keep: Text; usual: Text; prevent: Text; sure: Text }
export type CallWord = 'acquirer' | 'bank' | 'issuer' | 'unionpay' | 'police' | 'pbc';
/** The next thing to do: `channel` when it is `file`, `until` when it is `wait` and there is a day. */
export interface Next { text: Text; step: number; check: string | null; action: 'answer' | 'import' | 'review' | 'call' | 'demand' | 'file' | 'wait' | 'close' | 'none'; channel: string | null; until: Day | null }
/** What sales without a case are likely about. */
export interface Advice { next: Next; causes: Cause[]; rules: Rule[]; channels: CaseChannel[] }
/** What to change so that it does not happen again. */
export interface Habit { id: string; text: Text; why: Text }
export interface Rule { id: string; title: string; document_no: string; article: string; gist: Text; status: string; checked_on: Day; source: string }
export interface TimelineEntry { at: Moment; kind: string; text: Text; detail: string; exhibits: string[]; future: boolean }
export interface CaseView {
  case: number; title: Text; acquirer: string; merchant_no: string; opened_on: Day; state: 'open' | 'closed'; outcome: string | null;
  amount: Yuan; amount_capitals: string; sales: Sale[]; steps: Step[]; next: Next;
  waiting: Text; tone: Urgency; clocks: Clock[]; needs: Need[]; causes: Cause[]; rules: Rule[]; habits: Habit[]; contacts: Contact[];
  exhibits: Exhibit[]; communications: Communication[]; timeline: TimelineEntry[]; deliveries: Delivery[];
  demands: Demand[]; filings: Filing[]; channels: CaseChannel[]; payments: Payment[]; received: Yuan; outstanding: Yuan; papers: Paper[];
  /** Which facts changed since the case pinned its own. */
  newer_facts: Text[];
}
/** A written demand (催告函). */
export interface Demand { no: number; sent_on: Day; by: Text; tracking: string; to: string; until: Day | null; received_on: Day | null; received_by: string; exhibits: string[] }
export type Stage = 'sent' | 'accepted' | 'papers_asked' | 'answered' | 'refused' | 'withdrawn';
export interface Filing { channel: string; title: Text; number: string; stages: { stage: Stage; title: Text; on: Day }[]; exhibits: string[] }
/** Where a complaint can go: when it is the right place, its periods, and what to know before going there. */
export interface CaseChannel { id: string; title: Text; who: Text; refuses: Text; effect: Text; periods: Text[]; warnings: Text[] }
export interface Payment { on: Day; amount: Yuan; note: string; exhibits: string[] }
/** A paper that recipients ask for and that a file can show. */
export interface Paper { id: string; title: Text; wanted_by: Recipient[] }
export interface NewDemand { on: Day; by: string; tracking: string; to: string; until: Day | null; files: number[] }
export interface ExhibitChange { name: string | null; proves: string | null; satisfies: string[] | null }
/** A letter as it would be printed now; `lost`: what the owner's wording no longer says. */
export interface Letter { recipient: Recipient; title: string; to: string; paragraphs: string[]; drafted: string[]; enclosures: string[]; signature: string[]; to_fill: string[]; edited: boolean; lost: Text[] }
export interface Delivery { recipient: Recipient; at: Moment; file: string; pages: number; sha256: string }
export interface CallSheet { contact: Contact; opening: Text; have_ready: Text[]; questions: { say: Text; why: Text; write_down: Text }[]; warnings: Text[] }
export type Recipient = 'provider' | 'unionpay' | 'pbc' | 'nfra' | 'court' | 'police';
export interface NewCommunication {
  with: string; channel: string; number: string; person: string; at: string; said: string; ticket: string; promise: string; by: Day | null; files: number[];
}

/** What the recipient would send back, said before printing. */
export interface DossierCheck { recipient: Recipient; title: Text; ready: boolean; problems: Text[]; hints: Text[]; pages: number }
/** What was checked of a dossier or pack, line by line. */
export interface Verified { ok: boolean; lines: { ok: boolean; text: Text }[]; verdict: Text }
export interface Exported { file: string; pages: number; sha256: string; warnings: Text[] }

// ---- facts -----------------------------------------------------------------------------------------------------

export interface FactKind { id: string; title: Text; file: string; checked_on: string; rows: number; corrected: number }
/** `original`: what the program brings, where the owner's value differs. */
export interface FactField { name: string; value: string; original: string | null }
export interface FactRow { id: string; title: string; fields: FactField[]; source: string; checked_on: string; certainty: Text; mark: Text; at: Moment | null }
export interface FactDifference { kind: string; kind_title: Text; id: string; title: string; field: string; known: string; imported: string; held_back: Text | null }
export interface FactImport { file: string; of: string; checked_on: string; older: boolean; differences: FactDifference[]; taken: number }
export interface FactChange { at: Moment; kind: string; kind_title: Text; id: string; title: string; text: Text; now: boolean }

export interface Doctor { ok: boolean; findings: Text[] }

// ---- every command the window knows ---------------------------------------------------------------------------

export interface Backend {
  overview(): Promise<Overview>;
  transactions(query: TransactionQuery): Promise<TransactionPage>;
  deposits(query: { text: string; offset: number; limit: number }): Promise<DepositPage>;
  explain(id: string): Promise<Explanation>;
  /** Writes the missing sales as a table (CSV) through the save dialog. */
  exportMissing(): Promise<Exported>;
  matchByHand(deposit: string, sales: string[]): Promise<void>;
  unmatch(deposit: string): Promise<void>;
  rejectFinding(finding: string): Promise<void>;
  settle(sale: string, why: string): Promise<void>;
  /** Takes back the owner's newest decision. */
  undoDecision(): Promise<void>;

  pickFiles(purpose: 'import' | 'exhibit' | 'photo' | 'facts' | 'dossier'): Promise<PickedFile[]>;
  /** Files given on the command line, by double-click or dropped on the window since the last call. */
  takeOpenedFiles(): Promise<PickedFile[]>;
  previewImport(files: number[], passwords: string[]): Promise<ImportReport>;
  commitImport(files: number[], passwords: string[]): Promise<ImportReport>;
  /** How far the import or preview is that runs just now; null when nothing runs. */
  importProgress(): Promise<ImportProgress | null>;
  /** What runs then fails with the code `cancelled`, and nothing of its file is stored. */
  cancelImport(): Promise<void>;
  imports(): Promise<ImportEntry[]>;
  undoImport(id: number): Promise<void>;
  proposeMapping(file: number): Promise<MappingProposal>;
  previewMapping(file: number, mapping: Mapping): Promise<ImportFile>;
  saveMapping(file: number, mapping: Mapping): Promise<void>;
  chooseSource(file: number, source: string): Promise<void>;
  ownSources(): Promise<OwnSource[]>;
  /** Opens the save dialog; gives the file's name. */
  exportOwnSource(id: string): Promise<string>;
  /** Opens the dialog for a file that another owner exported. */
  importOwnSource(): Promise<OwnSource>;
  removeOwnSource(id: string): Promise<void>;
  addSale(sale: SlipSale): Promise<string>;

  agreements(): Promise<Agreement[]>;
  setAgreement(agreement: Agreement): Promise<void>;
  shop(): Promise<Shop>;
  setShop(shop: Shop): Promise<void>;
  contacts(): Promise<Contact[]>;
  addContact(contact: { name: string; phone: string; note: string }): Promise<void>;
  pinContact(id: string, pinned: boolean): Promise<void>;
  /** Writes all contacts as a file of facts through the save dialog; `importFacts` takes it in elsewhere. */
  exportContacts(): Promise<Exported>;

  cases(): Promise<CaseLine[]>;
  openCase(sales: string[]): Promise<number>;
  caseView(no: number): Promise<CaseView>;
  answerCheck(no: number, check: string, answer: string, note: string): Promise<CaseView>;
  logCommunication(no: number, communication: NewCommunication): Promise<CaseView>;
  /** `satisfies` null: the program proposes which papers they are. */
  attach(no: number, files: number[], proves: string, satisfies: string[] | null): Promise<CaseView>;
  describeExhibit(no: number, exhibit: number, change: ExhibitChange): Promise<CaseView>;
  demandSent(no: number, demand: NewDemand): Promise<CaseView>;
  demandReceived(no: number, on: Day, by: string, files: number[]): Promise<CaseView>;
  fileComplaint(no: number, filing: { channel: string; stage: Stage; on: Day; number: string }, files: number[]): Promise<CaseView>;
  settlePromise(no: number, communication: number, kept: boolean): Promise<CaseView>;
  paymentReceived(no: number, on: Day, amount: Yuan, note: string, files: number[]): Promise<CaseView>;
  letter(no: number, recipient: Recipient): Promise<Letter>;
  /** No paragraph at all goes back to the draft. */
  editLetter(no: number, recipient: Recipient, paragraphs: string[]): Promise<Letter>;
  /** A photo as it is seen, small enough for a screen: PNG in base64. */
  exhibitPicture(no: number, exhibit: number): Promise<string>;
  paintOver(no: number, exhibit: number, areas: Area[]): Promise<CaseView>;
  /** The exhibit is no longer put forward; its file and the record of it stay. */
  withdrawExhibit(no: number, exhibit: number, why: string): Promise<CaseView>;
  /** Leaves at least one sale in the case. */
  takeOutSales(no: number, sales: string[], why: string): Promise<CaseView>;
  reopenCase(no: number, why: string): Promise<CaseView>;
  closeCase(no: number, outcome: 'paid' | 'part' | 'refused' | 'withdrawn', note: string): Promise<CaseView>;
  callSheet(no: number, contact: string): Promise<CallSheet>;
  /** Writes an .ics with the case's due dates through the save dialog. */
  exportCalendar(no: number): Promise<Exported>;
  dossierCheck(no: number, recipient: Recipient): Promise<DossierCheck>;
  /** A page of the dossier as PNG bytes (base64), from 1. */
  dossierPage(no: number, recipient: Recipient, page: number): Promise<string>;
  exportDossier(no: number, recipient: Recipient): Promise<Exported>;
  exportPack(no: number, recipient: Recipient): Promise<Exported>;
  /** Only what is new since the last delivery to this recipient. */
  exportSupplement(no: number, recipient: Recipient): Promise<Exported>;
  /** Delivery `nth` (from 1) of a case once more, the same bytes. */
  printAgain(no: number, nth: number): Promise<Exported>;
  /** Whether a dossier or pack was changed since it was made. */
  verifyFile(file: number): Promise<Verified>;

  factKinds(): Promise<FactKind[]>;
  factRows(kind: string): Promise<FactRow[]>;
  setFact(kind: string, id: string, field: string, value: string): Promise<FactRow>;
  unsetFact(kind: string, id: string): Promise<void>;
  /** Without `take` it only says what would change. */
  importFacts(file: number, take: boolean): Promise<FactImport>;
  factChanges(): Promise<FactChange[]>;
  /** Lets a case go on with the facts as they are now. */
  takeFacts(no: number): Promise<CaseView>;

  loadDemo(): Promise<void>;
  removeDemo(): Promise<void>;
  language(): Promise<Lang>;
  setLanguage(lang: Lang): Promise<void>;
  backup(): Promise<Exported>;
  doctor(): Promise<Doctor>;
  /** The page has drawn its first useful frame. */
  painted(): Promise<void>;
}
