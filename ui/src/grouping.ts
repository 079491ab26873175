// The list of the screen 未到账: missing sales by payout, then what is not due yet, then findings about differences.
import type { Finding, MissingReport, Payout, Sale, Yuan } from './api/types';
import { add } from './money';

export interface MissingItem {
  id: string;
  payout: Payout | null;
  sales: Sale[];
  finding: Finding | null;
  amount: Yuan;
  state: 'not_arrived' | 'overdue' | 'in_transit' | 'uncovered' | 'fee' | 'explained';
  days: number;
  /** Every sale of the payout is missing. */
  whole: boolean;
}
export interface MissingGroup { state: MissingItem['state']; amount: Yuan; items: MissingItem[] }

const ORDER: MissingItem['state'][] = ['not_arrived', 'overdue', 'uncovered', 'in_transit', 'fee', 'explained'];
const SHOWN = new Set<string>(['not_arrived', 'overdue', 'in_transit', 'uncovered', 'explained']);

export function groupMissing(report: MissingReport): MissingGroup[] {
  const payouts = new Map(report.payouts.map((payout) => [payout.id, payout]));
  const told = new Map<string, MissingItem>();
  for (const sale of [...report.missing, ...report.sales]) {
    if (!SHOWN.has(sale.state)) continue;
    // Without a payout a missing sale stands alone; what merely waits is told by the day, or a year of it would fill the list.
    const alone = sale.state === 'overdue' || sale.state === 'not_arrived' ? sale.id : `${sale.sold_at.slice(0, 10)} ${sale.acquirer}`;
    const key = `${sale.state}:${sale.payout ?? alone}`;
    const item = told.get(key);
    if (item) {
      item.sales.push(sale);
      item.days = Math.max(item.days, sale.days_late);
    } else {
      const payout = sale.payout === null ? null : (payouts.get(sale.payout) ?? null);
      told.set(key, { id: key, payout, sales: [sale], finding: null, amount: '0.00', state: sale.state as MissingItem['state'], days: sale.days_late, whole: false });
    }
  }
  for (const item of told.values()) {
    item.amount = add(item.sales.map((sale) => sale.net));
    item.whole = item.payout !== null && item.sales.length > 1 && item.payout.sales === item.sales.length;
  }
  // A finding about sales that already stand above as missing would count the same money twice.
  const listed = new Set(report.missing.map((sale) => sale.id));
  const findings = report.findings.filter((finding) => !finding.sales.some((id) => listed.has(id))).map<MissingItem>((finding) => ({
    id: `finding:${finding.id}`, payout: null, sales: [], finding, amount: finding.amount, state: 'fee', days: 0, whole: false,
  }));
  const all = [...told.values(), ...findings];
  return ORDER.map((state) => {
    const items = all.filter((item) => item.state === state).sort((one, other) => other.days - one.days || other.sales.length - one.sales.length);
    return { state, items, amount: add(items.map((item) => item.amount)) };
  }).filter((group) => group.items.length > 0);
}

export const isMissing = (item: MissingItem): boolean => item.state === 'not_arrived' || item.state === 'overdue';

/** Missing sales that are in no case yet, of the acquirer that owes most of them: a case is against one acquirer. */
export function forOneCase(missing: Sale[]): Sale[] {
  const byAcquirer = new Map<string, Sale[]>();
  for (const sale of missing) {
    if (sale.case === null) byAcquirer.set(sale.acquirer, [...(byAcquirer.get(sale.acquirer) ?? []), sale]);
  }
  return [...byAcquirer.values()].sort((one, other) => other.length - one.length)[0] ?? [];
}
