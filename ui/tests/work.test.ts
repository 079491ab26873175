import { expect, test, vi } from 'vitest';
import { percent, readAmount } from '../src/money';
import { Autosave } from '../src/work.svelte';

/** A deed whose saves end when they are told to. */
function slow() {
  const sent: string[] = [];
  const ends: ((fail?: unknown) => void)[] = [];
  const deed = (value: string) => new Promise<void>((done, fail) => {
    sent.push(value);
    ends.push((wrong) => (wrong ? fail(wrong) : done()));
  });
  const end = async (wrong?: unknown) => {
    ends.shift()?.(wrong);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { sent, deed, end };
}

test('what is typed while a save runs is saved after it, the newest last', async () => {
  const { sent, deed, end } = slow();
  const typing = new Autosave<string>(1000, deed);
  const all = typing.now('a');
  void typing.now('ab');
  void typing.now('abc');
  await end();
  expect(typing.saved).toBe(false);
  await end();
  expect(await all).toBe(true);
  expect(sent).toEqual(['a', 'abc']);
  expect(typing.saved).toBe(true);
});

test('a failed save keeps what was typed, and leaving saves what waits', async () => {
  vi.useFakeTimers();
  const { sent, deed, end } = slow();
  const typing = new Autosave<string>(1000, deed);
  typing.later('a');
  vi.advanceTimersByTime(999);
  expect(sent).toEqual([]);
  const failed = typing.flush();
  await end({ code: 'disk_full', text: { zh: '满了', en: 'full' } });
  expect(await failed).toBe(false);
  expect(typing.waits && typing.saving.error?.code).toBe('disk_full');
  const again = typing.flush();
  await end();
  expect(await again).toBe(true);
  expect(sent).toEqual(['a', 'a']);
  vi.useRealTimers();
});

test('an amount as an owner types it, and a share that is 100 only when nothing is lacking', () => {
  expect(['1,234.5', '128', '0.01', ' 9.99 '].map(readAmount)).toEqual(['1234.50', '128.00', '0.01', '9.99']);
  expect(['', '0', '-1', '1.234', '12,34', 'abc', '1e3'].map(readAmount)).toEqual([null, null, null, null, null, null, null]);
  expect(percent('99999.99', '100000.00')).toBe('99.9');
  expect([percent('5.00', '5.00'), percent('0.00', '0.00'), percent('1.00', '3.00')]).toEqual(['100.0', '0.0', '33.3']);
});
