// A whole backend in memory, for the browser during development and for tests. Never part of the app.
import { add, money, yuan } from '../money';
import { CONTACTS, makeCallSheet, makeCase, makeChecks, makeDossierCheck, makeLetter } from './fake-case';
import { fakeFacts } from './fake-facts';
import { FILES, OWN, previewOf, PROPOSAL, READ_BACK } from './fake-import';
import { AS_OF, MERCHANT, makeBooks, POS, SHOP, WECHAT } from './fake-shop';
import type { Agreement, Backend, CaseView, CommandError, Contact, ErrorCode, Explanation, ImportEntry, Lang, Overview, Overcharge, OwnSource, Shop, Text } from './types';

const both = (zh: string, en: string): Text => ({ zh, en });
const refuse = (code: ErrorCode, zh: string, en: string): CommandError => ({ code, text: both(zh, en) });
/** One white pixel: the page of a dossier that nobody printed. */
const PAGE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==';
const OVERCHARGE: Overcharge = {
  rate: '0.45%', from: '2026-11-05', until: '2026-11-12', amount: '3.63', deposits: 3,
  text: both('2026-11-05 到 2026-11-12 的 3 笔入账分文不差地说明，3 笔收款按 0.45% 扣手续费，不是约定的费率，共多扣 3.63 元', '3 credits from 2026-11-05 to 2026-11-12 show to the fen that 3 sales were charged 0.45% instead of the agreed rate: 3.63 yuan too much'),
  sales: [3, 4, 5].map((n) => ({ id: `S00000000000${n}`, sold_at: `2026-11-0${n}T10:12:00+08:00`, gross: '1733.00', fee: '6.59' })),
};
const made = (file: string, pages = 0) => ({ file, pages, sha256: '9c41f2'.padEnd(64, '0'), warnings: [] });

export function fakeBackend({ filled }: { filled: boolean }): Backend {
  let full = filled;
  let demo = false;
  let lang: Lang = 'zh';
  const inCase = new Map<string, number>();
  const explained = new Map<string, string>();
  const views: CaseView[] = [];
  const mapped = new Set<number>();
  const letters = new Map<string, string[]>();
  const decisions: (() => void)[] = [];
  let imports: ImportEntry[] = [];
  let own: OwnSource[] = filled ? [OWN] : [];
  let contacts: Contact[] = CONTACTS.map((one) => ({ ...one }));
  let shop: Shop = { name: SHOP, credit_code: '92330100MA2XXXXX0X', legal_representative: '', address: '', phone: '', bank_name: '建设银行', bank_account: '6217 00** **** 3308' };
  let agreements: Agreement[] = [
    { id: 1, merchant_no: MERCHANT, acquirer: POS, scope: 'all', cycle: 't1', cut_off: '23:00', rates: '扫码=0.38%,借记卡=0.5%', cap_debit: '20.00', billing: 'net', pays_into: '6217 00** **** 3308', confirmed: false, learned: { days: 9, text: both('9 天的入账分文不差地说明，日切时间是 22:00。这是推算的，不是合同写的', 'The credits of 9 due days show to the fen that the cut-off is 22:00. This is worked out; no contract says it') }, overcharges: [OVERCHARGE] },
    { id: 2, merchant_no: '1900001234', acquirer: WECHAT, scope: 'qr', cycle: 'd1', cut_off: null, rates: '微信=0.38%', cap_debit: null, billing: 'net', pays_into: 'balance', confirmed: true, learned: null, overcharges: [] },
  ];
  let kept: ReturnType<typeof makeBooks> | null = null;
  const books = () => (kept ??= makeBooks(inCase, explained));
  const changed = () => (kept = null);
  const view = (no: number): CaseView => {
    const found = views.find((one) => one.case === no);
    if (!found) throw refuse('not_found', `没有案件 ${no}。`, `There is no case ${no}.`);
    return structuredClone(found);
  };
  const keep = (fresh: CaseView): CaseView => {
    const at = views.findIndex((one) => one.case === fresh.case);
    views[at] = fresh;
    return structuredClone(fresh);
  };

  return {
    async overview(): Promise<Overview> {
      const { report, days, acquirers } = books();
      const lost = add(report.missing.map((sale) => sale.net));
      if (!full) {
        const zero = { expected: '0.00', arrived: '0.00', in_transit: '0.00', uncovered: '0.00', overdue: '0.00', not_arrived: '0.00', fee_difference: '0.00', explained: '0.00', unexplained: '0.00' };
        return { empty: true, demo: false, shop: '', as_of: AS_OF, covered_from: null, covered_to: null, report: { as_of: AS_OF, missing: [], sales: [], payouts: [], findings: [], totals: zero }, sentence: both('', ''), detail: both('', ''), days: [], acquirers: [], todos: [], open_cases: 0, even: true };
      }
      return {
        empty: false, demo, shop: SHOP, as_of: AS_OF, covered_from: '2026-11-01', covered_to: '2026-11-23', report, days, acquirers, even: true, open_cases: views.filter((one) => one.state === 'open').length,
        sentence: both(`${money(lost)} 元该到没到，共 ${report.missing.length} 笔`, `${money(lost)} yuan are missing, ${report.missing.length} sales`),
        detail: both('最久的一批是 11 月 11 日的 POS 收款，已晚 11 天。其余的钱都有着落。', 'The oldest is the POS batch of 11 November, 11 days late. All else is accounted for.'),
        todos: [
          { urgency: 'bad', title: both('把没到的钱立成案件', 'Open a case on the missing money'), detail: both('越早问，对方越好查。', 'The sooner you ask, the easier to trace.'), go: { screen: 'missing' } },
          { urgency: 'warn', title: both('核对青杉支付的协议', 'Check the agreement with Qingshan'), detail: both('次日到账是猜的，照纸质协议改一遍。', 'Next-day settlement is a guess; compare it with the paper.'), go: { screen: 'agreements' } },
          { urgency: 'wait', title: both('今天晚上导入新流水', 'Import a new statement tonight'), detail: both('在途的钱 18:00 后才算逾期。', 'What is in transit is late only after 18:00.'), go: { screen: 'import' } },
        ],
      };
    },
    async transactions(query) {
      const words = query.text.toLowerCase();
      const rows = books().sales.filter((sale) => full && (query.state === null || sale.state === query.state) && (query.channel === null || sale.channel === query.channel)
        && (query.from === null || sale.sold_at.slice(0, 10) >= query.from) && (query.to === null || sale.sold_at.slice(0, 10) <= query.to)
        && (!words || [sale.gross, sale.net, sale.reference, sale.order_no, sale.sold_at].some((text) => text.toLowerCase().includes(words)))).toReversed();
      return { total: rows.length, sum: add(rows.map((sale) => sale.net)), rows: rows.slice(query.offset, query.offset + query.limit) };
    },
    async deposits(query) {
      const rows = books().deposits.filter((one) => full && (!query.text || [one.amount, one.counterparty, one.memo, one.on].some((text) => text.includes(query.text))));
      return { total: rows.length, rows: rows.slice(query.offset, query.offset + query.limit) };
    },
    async explain(id): Promise<Explanation> {
      const { sales, report, deposits } = books();
      const deposit = deposits.find((one) => one.id === id);
      const payout = report.payouts.find((one) => one.id === (deposit?.payouts[0] ?? id));
      const sale = sales.find((one) => one.id === id);
      if (sale) return { id, what: 'sale', title: both('一笔收款', 'One sale'), sentences: [both(`应在 ${sale.due_on ?? ''} 到账。`, `Due on ${sale.due_on ?? ''}.`)], parts: [], left_over: '0.00', sources: [sale.source], records: [{ who: 'acquirer', id: sale.id, counts: true, at: sale.sold_at.slice(0, 19).replace('T', ' '), amount: sale.gross, what: both('刷卡消费', 'card sale'), status: 'succeeded', answer: null, number: sale.reference, source: sale.source, note: null }], advice: null };
      if (!payout) throw refuse('not_found', '没有这一笔。', 'There is no such item.');
      const mine = sales.filter((one) => one.payout === payout.id).sort((one, other) => Number(other.state !== 'arrived') - Number(one.state !== 'arrived'));
      const shown = deposit ? mine.filter((one) => one.state === 'arrived' || one.state === 'arrived_late') : mine;
      const left = deposit ? yuan(BigInt(deposit.amount.replace('.', '')) - BigInt(add(shown.map((one) => one.net)).replace('.', ''))) : '0.00';
      return {
        id, what: deposit ? 'deposit' : 'payout', title: both('组成', 'Made of'), sentences: [both(`${payout.clearing_day} 清算的 ${payout.sales} 笔，应到 ${payout.due_on}。`, `${payout.sales} sales cleared on ${payout.clearing_day}, due ${payout.due_on}.`)],
        parts: shown.map((one) => ({ label: both(`${one.sold_at.slice(11, 16)}　${one.reference || one.order_no}`, `${one.sold_at.slice(11, 16)}　${one.reference || one.order_no}`), amount: one.net, id: one.id, state: one.state })), left_over: left, sources: ['交易明细_20261102-1123.xlsx'], records: [], advice: null,
      };
    },
    async exportMissing() { return made('未到账-2026-11-24.csv'); },
    async matchByHand(id) {
      const deposit = books().deposits.find((one) => one.id === id);
      if (deposit) { deposit.by_owner = true; decisions.push(() => (deposit.by_owner = false)); }
    },
    async unmatch(id) {
      const deposit = books().deposits.find((one) => one.id === id);
      if (!deposit) return;
      const before = deposit.payouts;
      deposit.payouts = [];
      decisions.push(() => (deposit.payouts = before));
    },
    async rejectFinding(id) {
      const { report } = books();
      const before = report.findings;
      report.findings = before.filter((one) => one.id !== id);
      decisions.push(() => (report.findings = before));
    },
    async settle(sale, why) {
      explained.set(sale, why);
      changed();
      decisions.push(() => { explained.delete(sale); changed(); });
    },
    async undoDecision() { decisions.pop()?.(); },

    async pickFiles(purpose) {
      if (purpose === 'import') return FILES.slice(0, 3);
      return [{ id: 90, name: purpose === 'photo' ? '小票_1111.jpg' : '通话录音_1120.m4a', size: 120_344 }];
    },
    async takeOpenedFiles() { return []; },
    async previewImport(files, passwords) { return { files: files.map((id) => previewOf(id, passwords, mapped)) }; },
    async commitImport(files, passwords) {
      full = true;
      const done = files.map((id) => previewOf(id, passwords, mapped)).filter((file) => !file.refused);
      return { files: done.map((file) => {
        const no = imports.length + 1;
        imports = [...imports, { import: no, file: file.file, kind: file.kind ?? 'detail', source_name: file.source_name, imported_at: '2026-11-24T09:20:00+08:00', rows: file.rows, new: file.new, duplicate: file.duplicate, problems: file.bad_rows, from: file.from, to: file.to, undone: false }];
        return { ...file, import: no };
      }) };
    },
    async importProgress() { return null; },
    async cancelImport() {},
    async imports() { return imports; },
    async undoImport(id) {
      if (views.length > 0) throw refuse('cited', '案件 1 用着这份文件里的行，撤不了。先结案。', 'Case 1 cites rows of this file. Close the case first.');
      imports = imports.map((entry) => (entry.import === id ? { ...entry, undone: true } : entry));
      if (imports.every((entry) => entry.undone)) full = false;
    },
    async proposeMapping() { return PROPOSAL; },
    async previewMapping(_, mapping) { return mapping.columns.gross ? READ_BACK : { ...READ_BACK, rows: 0, sample: [], refused: { code: 'unknown', needs: 'mapping', choices: [], text: both('还没说哪一列是金额。', 'Which column is the amount?') } }; },
    async saveMapping(file) { mapped.add(file); },
    async chooseSource(file) { mapped.add(file); },
    async ownSources() { return own; },
    async exportOwnSource() { return '列对应_南桥记账.json'; },
    async importOwnSource() { own = [OWN]; return OWN; },
    async removeOwnSource(id) { own = own.filter((one) => one.id !== id); },
    async addSale(sale) { if (sale.amount === '0') throw refuse('bad_input', '金额不能是 0。', 'The amount cannot be 0.'); return 'S000000000000'; },

    async agreements() { return agreements; },
    async setAgreement(agreement) { agreements = agreements.map((one) => (one.id === agreement.id ? agreement : one)); },
    async shop() { return shop; },
    async setShop(fresh) { shop = fresh; },
    async contacts() { return contacts; },
    async addContact(contact) { contacts = [...contacts, { id: `own${contacts.length}`, name: contact.name, kind: 'owner', phone: contact.phone, hours: '', source: '您填的', checked_on: null, tier: 'owner', note: both(contact.note, contact.note), pinned: false }]; },
    async pinContact(id, pinned) { contacts = contacts.map((one) => (one.id === id ? { ...one, pinned } : one)); },

    async exportContacts() { return made('联系电话.json'); },

    async cases() { return views.map((one) => ({ case: one.case, title: one.title, acquirer: one.acquirer, amount: one.amount, sales: one.sales.length, opened_on: one.opened_on, state: one.state, step: one.next.step, waiting: one.waiting, tone: one.tone, due: one.clocks[0]?.due ?? null, outcome: one.outcome })); },
    async openCase(ids) {
      if (ids.length === 0) throw refuse('bad_input', '先选要追的钱。', 'Choose the missing sales first.');
      const no = views.length + 1;
      for (const id of ids) inCase.set(id, no);
      changed();
      const sales = books().sales.filter((sale) => ids.includes(sale.id));
      views.push(makeCase(no, sales, makeChecks(sales)));
      return no;
    },
    async caseView(no) { return view(no); },
    async answerCheck(no, check, answer, note) {
      const before = view(no);
      const checks = before.steps.flatMap((step) => step.checks).map((one) => (one.id === check ? { ...one, answer, note, answered_at: '2026-11-24T09:40:00+08:00' } : one));
      const fresh = makeCase(no, before.sales, checks);
      return keep({ ...before, steps: fresh.steps, next: fresh.next });
    },
    async logCommunication(no, one) {
      const before = view(no);
      const text = both(`打客服电话，工号 ${one.person}`, `Called support, staff ${one.person}`);
      return keep({ ...before, waiting: one.by ? both(`等对方答复，${one.by} 到期`, `Waiting for an answer by ${one.by}`) : before.waiting, communications: [...before.communications, { ...one, no: before.communications.length + 1, kept: null, exhibits: [] }], timeline: [...before.timeline, { at: one.at, kind: 'contact', text, detail: `「${one.said}」${one.ticket}`, exhibits: [], future: false }] });
    },
    async attach(no, files, proves, satisfies) {
      const before = view(no);
      const exhibits = files.map((id, index) => ({ id: `E${id}`, no: before.exhibits.length + index + 1, name: '通话录音_1120.m4a', media_type: 'audio/mp4', size: 120_344, sha256: '77ab'.padEnd(64, '0'), source: '店主', proves, added_at: '2026-11-24T09:50:00+08:00', intact: true, satisfies: satisfies ?? ['recording'], proposed: satisfies === null, painted: [] }));
      return keep({ ...before, exhibits: [...before.exhibits, ...exhibits] });
    },
    async describeExhibit(no, exhibit, change) {
      const before = view(no);
      return keep({ ...before, exhibits: before.exhibits.map((one) => (one.no === exhibit ? { ...one, name: change.name ?? one.name, proves: change.proves ?? one.proves, satisfies: change.satisfies ?? one.satisfies, proposed: change.satisfies === null && one.proposed } : one)) });
    },
    async demandSent(no, demand) {
      const before = view(no);
      const clock = { id: 'demand_trace', title: both('查催告函签收没有', 'Trace the demand'), due: '2026-11-29', days_left: 5, passed: false, share: 0, source: both('本程序的提醒', 'a reminder') };
      return keep({ ...before, clocks: [clock, ...before.clocks], demands: [...before.demands, { no: before.demands.length + 1, sent_on: demand.on, by: both('EMS 快递', 'EMS'), tracking: demand.tracking, to: demand.to, until: demand.until, received_on: null, received_by: '', exhibits: [] }] });
    },
    async demandReceived(no, on, by) {
      const before = view(no);
      return keep({ ...before, clocks: before.clocks.filter((clock) => clock.id !== 'demand_trace'), demands: before.demands.map((one) => ({ ...one, received_on: one.received_on ?? on, received_by: one.received_by || by })) });
    },
    async fileComplaint(no, filing) {
      const before = view(no);
      const stage = { stage: filing.stage, title: filing.stage === 'sent' ? both('已提交', 'handed in') : both('已受理', 'accepted'), on: filing.on };
      const title = before.channels.find((one) => one.id === filing.channel)?.title ?? both(filing.channel, filing.channel);
      const known = before.filings.find((one) => one.channel === filing.channel && filing.stage !== 'sent');
      const filings = known ? before.filings.map((one) => (one === known ? { ...one, stages: [...one.stages, stage] } : one)) : [...before.filings, { channel: filing.channel, title, number: filing.number, stages: [stage], exhibits: [] }];
      return keep({ ...before, filings });
    },
    async settlePromise(no, communication, kept) {
      const before = view(no);
      return keep({ ...before, communications: before.communications.map((one) => (one.no === communication ? { ...one, kept } : one)) });
    },
    async paymentReceived(no, on, amount, note) {
      const before = view(no);
      return keep({ ...before, received: add([before.received, amount]), outstanding: add([before.outstanding, `-${amount}`]), payments: [...before.payments, { on, amount, note, exhibits: [] }] });
    },
    async letter(no, recipient) { return makeLetter(recipient, view(no), letters.get(recipient)); },
    async editLetter(no, recipient, paragraphs) {
      if (paragraphs.length === 0) letters.delete(recipient);
      else letters.set(recipient, paragraphs);
      return makeLetter(recipient, view(no), letters.get(recipient));
    },
    async exhibitPicture() { return PAGE; },
    async paintOver(no, exhibit, areas) {
      const before = view(no);
      return keep({ ...before, exhibits: before.exhibits.map((one) => (one.no === exhibit ? { ...one, painted: areas } : one)) });
    },
    async withdrawExhibit(no, exhibit) {
      const before = view(no);
      return keep({ ...before, exhibits: before.exhibits.filter((one) => one.no !== exhibit) });
    },
    async takeOutSales(no, sales) {
      const before = view(no);
      for (const id of sales) inCase.delete(id);
      changed();
      const fresh = makeCase(no, before.sales.filter((sale) => !sales.includes(sale.id)), before.steps.flatMap((step) => step.checks));
      return keep({ ...before, title: fresh.title, amount: fresh.amount, sales: fresh.sales, outstanding: fresh.outstanding });
    },
    async reopenCase(no) { return keep({ ...view(no), state: 'open', outcome: null }); },
    async closeCase(no, outcome) { return keep({ ...view(no), state: 'closed', outcome }); },
    async callSheet(no, contact) { return makeCallSheet(contacts.find((one) => one.id === contact) ?? CONTACTS[0]!, view(no)); },
    async exportCalendar() { return made('案件1.ics'); },
    async dossierCheck(no, recipient) { view(no); return makeDossierCheck(recipient); },
    async dossierPage() { return PAGE; },
    async exportDossier(no) { return made(`追款案件${no}.pdf`, 16); },
    async exportPack(no) { return made(`追款案件${no}.zip`); },
    async exportSupplement(no) { return made(`补充材料-案件${no}.pdf`); },
    async printAgain(no, nth) { return made(`追款案件${no}-第${nth}份.pdf`); },

    async verifyFile() { return { ok: false, lines: [{ ok: true, text: both('dossier.pdf：没有变', 'dossier.pdf: unchanged') }, { ok: false, text: both('证据/小票.jpg：被改过', '证据/小票.jpg: was changed') }], verdict: both('有对不上的地方，见上面带 ✗ 的。', 'Something does not fit; see the lines with ✗.') }; },

    ...fakeFacts(),
    async takeFacts(no) { return keep({ ...view(no), newer_facts: [] }); },

    async loadDemo() { full = true; demo = true; },
    async removeDemo() { full = false; demo = false; inCase.clear(); views.length = 0; changed(); },
    async language() { return lang; },
    async setLanguage(fresh) { lang = fresh; },
    async backup() { return made('追款管家备份_20261124.recoup'); },
    async doctor() { return { ok: true, findings: [both('数据库完好，证据 0 份。', 'The database is sound; 0 exhibits.')] }; },
    async painted() {},
  };
}
