import { screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { makeBooks } from '../src/api/fake-shop';
import { fen } from '../src/money';
import type { TransactionQuery } from '../src/api/types';
import { open, settle, type } from './open';

test('200,000 rows are drawn as a few and asked for in pages', async () => {
  const one = makeBooks(new Map(), new Map()).sales[0];
  if (!one) throw new Error('the invented shop has no sale');
  const transactions = vi.fn(async ({ offset, limit }: TransactionQuery) => ({ total: 200_000, sum: '0.00', rows: Array.from({ length: limit }, (_, at) => ({ ...one, id: `S${offset + at}`, reference: `R${offset + at}` })) }));
  await open({ screen: 'transactions' }, { change: { transactions } });
  const table = screen.getByRole('table');
  expect(table.getAttribute('aria-rowcount')).toBe('200001');
  expect(table.querySelectorAll('tbody tr').length).toBeLessThan(80);
  const box = table.parentElement as HTMLElement;
  box.scrollTop = 150_000 * 34;
  box.dispatchEvent(new Event('scroll'));
  await settle();
  expect(transactions.mock.calls.some(([query]) => query.offset === 150_000)).toBe(true);
  expect(table.textContent).toContain('R150000');
  expect(table.querySelectorAll('tbody tr').length).toBeLessThan(80);
});

test('one box finds by amount and the sum is the sum of what is found', async () => {
  await open({ screen: 'transactions' });
  await type('search', '2350.00');
  await new Promise((done) => setTimeout(done, 250));
  await settle();
  expect(document.querySelector('.sub')?.textContent).toContain('净额合计 2,338.25 元');
});

test('the invented shop adds up to the fen', () => {
  const { report, sales } = makeBooks(new Map(), new Map());
  const { expected, ...parts } = report.totals;
  expect(Object.values(parts).reduce((sum, amount) => sum + fen(amount), 0n)).toBe(fen(expected));
  expect(report.payouts.reduce((sum, payout) => sum + fen(payout.net), 0n)).toBe(fen(expected));
  expect(sales.reduce((sum, sale) => sum + fen(sale.net), 0n)).toBe(fen(expected));
  expect(new Set(sales.map((sale) => sale.id)).size).toBe(sales.length);
});
