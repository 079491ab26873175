import { expect, test } from 'vitest';
import { makeBooks } from '../src/api/fake-shop';
import { forOneCase, groupMissing } from '../src/grouping';
import { add } from '../src/money';

const { report, sales } = makeBooks(new Map(), new Map());

test('each missing sale stands in the list once, and the groups add up', () => {
  const groups = groupMissing(report);
  const lost = groups.filter((group) => group.state === 'not_arrived' || group.state === 'overdue');
  const ids = lost.flatMap((group) => group.items.flatMap((item) => item.sales.map((sale) => sale.id)));
  expect(ids.sort()).toEqual(report.missing.map((sale) => sale.id).sort());
  expect(add(lost.map((group) => group.amount))).toBe(add([report.totals.not_arrived, report.totals.overdue]));
  expect(groups.find((group) => group.state === 'in_transit')?.amount).toBe(report.totals.in_transit);
});

test('a whole batch is called so, a part is not', () => {
  const items = groupMissing(report).flatMap((group) => group.items);
  expect(items.find((item) => item.payout?.clearing_day === '2026-11-11')?.whole).toBe(true);
  expect(items.find((item) => item.payout?.clearing_day === '2026-11-17')?.whole).toBe(false);
});

test('a finding about sales that are listed as missing is not told twice', () => {
  const told = groupMissing(report).flatMap((group) => group.items).filter((item) => item.finding).map((item) => item.finding?.id);
  expect(told).toEqual(['F2']);
});

test('a year of sales without a statement is told by the day', () => {
  const waiting = sales.map((sale) => ({ ...sale, state: 'uncovered' as const, payout: null }));
  const items = groupMissing({ ...report, missing: [], sales: waiting, findings: [] }).flatMap((group) => group.items);
  expect(items).toHaveLength(44);
});

test('a case takes one acquirer, and nothing that is in a case already', () => {
  const [first, second] = report.missing;
  if (!first || !second) throw new Error('the invented shop misses nothing');
  const mixed = [{ ...first, acquirer: '甲' }, { ...second, acquirer: '乙' }, { ...second, id: 'S2', acquirer: '乙' }, { ...second, id: 'S3', acquirer: '乙', case: 4 }];
  expect(forOneCase(mixed).map((sale) => sale.id)).toEqual([second.id, 'S2']);
});
