import { expect, test } from 'vitest';
import { addDays, isDay, longDay, readDay, shortMoment, weekday } from '../src/dates';
import { add, fen, minus, money, share, shortMoney, yuan } from '../src/money';

test('amounts are exact to the fen, far beyond what a float holds', () => {
  expect(add(['0.10', '0.20'])).toBe('0.30');
  expect(add(['90071992547409.93', '0.01'])).toBe('90071992547409.94');
  expect(minus('2937.21', '2259.79')).toBe('677.42');
  expect(minus('1.00', '2.50')).toBe('-1.50');
  expect(yuan(fen('-0.05'))).toBe('-0.05');
  expect(() => fen('1.234')).toThrow();
  expect(() => fen('NaN')).toThrow();
});

test('amounts are written as the shop reads them', () => {
  expect(money('110121.36')).toBe('110,121.36');
  expect(money('-426.14')).toBe('−426.14');
  expect(money('0.00')).toBe('0.00');
  expect(money('1234567')).toBe('1,234,567.00');
  expect(shortMoney('4628.71')).toBe('4,628');
  expect(share('25.00', '100.00')).toBe(0.25);
  expect(share('1.00', '0.00')).toBe(0);
});

test('days', () => {
  expect(weekday('2026-11-23')).toBe(0);
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(isDay('2026-11-31')).toBe(false);
  expect(longDay('2026-11-04', 'zh')).toBe('11 月 4 日');
  expect(longDay('2026-11-04', 'en')).toBe('4 Nov');
  expect(shortMoment('2026-11-04T18:22:07+08:00')).toBe('11-04 18:22');
});

test('a typed day is understood however it is written', () => {
  for (const text of ['2026-11-04', '2026/11/4', '20261104', '2026年11月4日', '11-04', '11.4']) expect([text, readDay(text, '2026-11-24')]).toEqual([text, '2026-11-04']);
  for (const text of ['2026-11-31', 'yesterday', '13-13', '']) expect([text, readDay(text, '2026-11-24')]).toEqual([text, null]);
});
