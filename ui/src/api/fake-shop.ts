// An invented shop for development and tests: 22 days of two acquirers, with one of each trouble. Whole fen throughout.
import { addDays, weekday } from '../dates';
import { yuan } from '../money';
import type { AcquirerLine, DayCell, Deposit, Finding, MissingReport, Payout, Reason, Sale, State, Totals } from './types';

export const POS = '青杉支付';
export const WECHAT = '微信支付';
export const SHOP = '南桥小满果蔬店';
export const MERCHANT = '899331054110027';
export const AS_OF = '2026-11-24';
const FIRST = '2026-11-02';
const LAST = '2026-11-23';

const money = (fen: number) => yuan(BigInt(fen));
/** The same books every time: a small linear congruential generator. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}
const nextWorkday = (day: string): string => {
  const next = addDays(day, 1);
  return weekday(next) < 5 ? next : nextWorkday(next);
};
const reason = (code: string, zh: string, en: string): Reason => ({ code, text: { zh, en } });

interface Draft { day: string; clock: string; gross: number; fee: number; acquirer: string; channel: string; no: number }

function makeDrafts(): Draft[] {
  const roll = dice(20261102);
  const drafts: Draft[] = [];
  let no = 0;
  for (let day = FIRST; day <= LAST; day = addDays(day, 1)) {
    for (const [acquirer, many, least, span] of [[POS, 23, 800, 32_000], [WECHAT, 18, 500, 15_000]] as const) {
      const clocks = Array.from({ length: many }, () => 8 * 60 + Math.floor(roll() * 13 * 60)).sort((one, other) => one - other);
      for (const minutes of clocks) {
        const gross = least + Math.floor(roll() * span / 50) * 50;
        const second = Math.floor(roll() * 60);
        no += 1;
        const clock = [Math.floor(minutes / 60), minutes % 60, second].map((part) => String(part).padStart(2, '0')).join(':');
        drafts.push({ day, clock, gross, fee: Math.round(gross * 0.0038), acquirer, channel: acquirer === WECHAT ? 'we_chat' : no % 3 === 0 ? 'card' : 'qr', no });
      }
    }
  }
  // Two equal sales on one day, of which one is missing, and one big debit sale.
  const on = (day: string) => drafts.filter((draft) => draft.day === day && draft.acquirer === POS);
  for (const index of [6, 15]) Object.assign(on('2026-11-17')[index] ?? {}, { gross: 68_000, fee: 258 });
  Object.assign(on('2026-11-20')[9] ?? {}, { gross: 235_000, fee: 1175, channel: 'card' });
  return drafts;
}

interface Books { sales: Sale[]; report: MissingReport; deposits: Deposit[]; days: DayCell[]; acquirers: AcquirerLine[] }

const hex = (no: number) => (no * 2_654_435_761 % 2 ** 32).toString(16).padStart(8, '0').slice(-8) + (no % 65_536).toString(16).padStart(4, '0');

/** `inCase`: which case a missing sale is in; `explained`: the owner's reasons by sale. */
export function makeBooks(inCase: Map<string, number>, explained: Map<string, string>): Books {
  const sales: Sale[] = [];
  const payouts: Payout[] = [];
  const deposits: Deposit[] = [];
  const findings: Finding[] = [];
  const days = new Map<string, DayCell>();
  const fen = { expected: 0, arrived: 0, in_transit: 0, uncovered: 0, overdue: 0, not_arrived: 0, fee_difference: 0, explained: 0, unexplained: 0 };
  const byBatch = new Map<string, Draft[]>();
  for (const draft of makeDrafts()) byBatch.set(`${draft.day} ${draft.acquirer}`, [...(byBatch.get(`${draft.day} ${draft.acquirer}`) ?? []), draft]);
  let line = 2;
  let balance = 1_820_466;
  for (const [key, drafts] of byBatch) {
    const [day = '', acquirer = ''] = key.split(' ');
    const pos = acquirer === POS;
    const due = pos ? nextWorkday(day) : addDays(day, 1);
    const payoutId = `P${hex(payouts.length + 7)}`;
    const depositId = `D${hex(payouts.length + 7)}`;
    const batch: Sale[] = drafts.map((draft) => ({
      id: `S${hex(draft.no)}`, reference: pos ? `11${day.slice(5, 7)}${day.slice(8)}${String(100_000 + draft.no * 37 % 900_000)}` : '', order_no: pos ? '' : `42000026${day.replaceAll('-', '')}${String(draft.no).padStart(6, '0')}`,
      merchant_no: pos ? MERCHANT : '1900001234', terminal_no: pos ? '60317742' : '', voucher_no: pos ? String(draft.no).padStart(6, '0') : '', sold_at: `${day}T${draft.clock}+08:00`, kind: 'sale', channel: draft.channel,
      gross: money(draft.gross), fee: money(draft.fee), net: money(draft.gross - draft.fee), acquirer, payout: payoutId, due_on: due, days_late: 0, state: 'arrived', known_to: LAST, certainty: 'proved', confidence: 1, one_of: [], reasons: [],
      source: `${pos ? '交易明细_20261102-1123.xlsx' : '1900001234All2026-11.csv'} 第 ${line++} 行`, case: null,
    }));
    const net = drafts.reduce((sum, draft) => sum + draft.gross - draft.fee, 0);
    const gross = drafts.reduce((sum, draft) => sum + draft.gross, 0);
    let received = net;
    let state: Payout['state'] = 'paid';
    let cell: DayCell['state'] = 'arrived';
    const late = pos && day === '2026-11-09';
    const lose = (sale: Sale | undefined, how: State, daysLate: number, ...why: Reason[]) => {
      if (!sale) return;
      const draft = drafts[batch.indexOf(sale)];
      const value = draft ? draft.gross - draft.fee : 0;
      const told = explained.get(sale.id);
      Object.assign(sale, { state: told === undefined ? how : 'explained', days_late: told === undefined ? daysLate : 0, reasons: told === undefined ? why : [reason('owner', `您写过：${told}`, `You wrote: ${told}`)], case: inCase.get(sale.id) ?? null });
      received -= value;
      fen[told === undefined ? (how as 'overdue' | 'not_arrived' | 'in_transit' | 'explained') : 'explained'] += value;
    };
    if (day === LAST) {
      for (const sale of batch) lose(sale, 'in_transit', 0);
      [state, cell] = ['in_transit', 'in_transit'];
    } else if (pos && day === '2026-11-11') {
      for (const sale of batch) lose(sale, 'not_arrived', 11, reason('no_credit', '到 11-23 的流水里没有这一批，前后几批都在。', 'The statement up to 11-23 has no such batch; those before and after are there.'));
      [state, cell] = ['not_arrived', 'not_arrived'];
    } else if (pos && day === '2026-11-17') {
      const twins = batch.filter((sale) => sale.gross === '680.00');
      lose(twins[0], 'not_arrived', 5, reason('short_credit', '11-18 这笔入账正好少一笔 680.00 元的净额。', 'The credit of 11-18 is short by the net of one sale of 680.00.'));
      Object.assign(twins[0] ?? {}, { certainty: 'one_of', confidence: 0.96, one_of: twins.map((sale) => sale.id) });
      findings.push({ id: 'F1', kind: 'short_credit', title: { zh: '11-18 少一笔 680.00', en: '11-18 lacks one sale of 680.00' }, amount: twins[0]?.net ?? '0.00', deposit: depositId, sales: twins.map((sale) => sale.id), certainty: 'one_of', confidence: 0.96, rivals: 2, reasons: [], ask: { zh: '报两个参考号，问哪个没进结算批次', en: 'Give both reference numbers and ask which is not in the batch' }, settle_by: { zh: '导入 11-18 的「结算明细」', en: 'Import the settlement details of 11-18' } });
      [state, cell] = ['short', 'not_arrived'];
    } else if (pos && day === '2026-11-20') {
      lose(batch.find((sale) => sale.gross === '2350.00'), 'overdue', 0, reason('big_debit', '结算明细里没有这笔借记卡。', 'This debit sale is not in the settlement details.'));
      [state, cell] = ['short', 'overdue'];
    } else if (pos && day === '2026-11-14') {
      lose(batch[4], 'explained', 0, reason('owner', '您 11-17 写过：收银台多记了一笔', 'You wrote on 11-17: typed twice at the till'));
      cell = 'explained';
    } else if (pos && day === '2026-11-05') {
      received -= 474;
      fen.fee_difference += 474;
      cell = 'fee';
      findings.push({ id: 'F2', kind: 'fee', title: { zh: '11-05 手续费多扣', en: '11-05 fee too high' }, amount: '4.74', deposit: depositId, sales: batch.slice(0, 5).map((sale) => sale.id), certainty: 'likely', confidence: 0.92, rivals: 0, reasons: [reason('rate', '5 笔按 0.60% 扣，协议是 0.38%。', 'Five sales were charged 0.60%; the agreement says 0.38%.')], ask: { zh: '5 笔按 0.60% 扣，协议 0.38%', en: '5 sales at 0.60%, agreed 0.38%' }, settle_by: { zh: '问机构这 5 笔按什么卡种计费', en: 'Ask which card kind these five were billed as' } });
    }
    if (late) for (const sale of batch) sale.state = 'arrived_late';
    fen.expected += net;
    fen.arrived += received;
    if (received > 0) {
      balance += received;
      const on = late ? addDays(due, 2) : due;
      deposits.push({ id: depositId, on, time: '09:41:12', amount: money(received), account: '6217 00** **** 3308', counterparty: pos ? '青杉支付客户备付金' : '财付通支付科技有限公司', memo: pos ? '商户资金清算' : '微信支付提现', balance: money(balance), source: `建设银行_3308_11月.csv 第 ${deposits.length + 5} 行`, payouts: [payoutId], sales: [], note: null, by_owner: false });
    }
    payouts.push({ id: payoutId, agreement: pos ? 1 : 2, acquirer, merchant_no: batch[0]?.merchant_no ?? '', channel: pos ? 'all' : 'qr', clearing_day: day, due_on: due, sales: batch.length, gross: money(gross), fee: money(gross - net), net: money(net), received: money(received), difference: money(net - received), deposits: received > 0 ? [depositId] : [], state, known_to: LAST, late });
    const before = days.get(day);
    days.set(day, { day, expected: money(net + (before ? Number(before.expected.replace('.', '')) : 0)), state: before && cell === 'arrived' ? before.state : cell, working: weekday(day) < 5, holiday: '', late: late || (before?.late ?? false), unofficial: false });
    sales.push(...batch);
  }
  const open: State[] = ['overdue', 'not_arrived'];
  const missing = sales.filter((sale) => open.includes(sale.state)).sort((one, other) => other.days_late - one.days_late);
  const totals = Object.fromEntries(Object.entries(fen).map(([part, value]) => [part, money(value)])) as unknown as Totals;
  const acquirers = [POS, WECHAT].map<AcquirerLine>((acquirer) => {
    const mine = payouts.filter((payout) => payout.acquirer === acquirer);
    const sum = (of: (payout: Payout) => string) => yuan(mine.reduce((all, payout) => all + BigInt(of(payout).replace('.', '')), 0n));
    const lost = missing.filter((sale) => sale.acquirer === acquirer).reduce((all, sale) => all + BigInt(sale.net.replace('.', '')), 0n);
    return { acquirer, expected: sum((payout) => payout.net), arrived: sum((payout) => payout.received), missing: yuan(lost), payouts: mine.length, on_time: mine.filter((payout) => payout.state === 'paid' && !payout.late).length };
  });
  for (let day = AS_OF; day <= '2026-11-29'; day = addDays(day, 1)) days.set(day, { day, expected: '0.00', state: 'none', working: weekday(day) < 5, holiday: '', late: false, unofficial: false });
  const others = sales.filter((sale) => !open.includes(sale.state) && sale.state !== 'arrived' && sale.state !== 'arrived_late');
  return { sales, deposits: deposits.sort((one, other) => other.on.localeCompare(one.on)), days: [...days.values()], acquirers, report: { as_of: AS_OF, missing, sales: others, payouts, findings, totals } };
}
