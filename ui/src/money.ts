// Amounts arrive as strings in yuan. Here they are only shown, added for a selection, and turned into lengths of bars.
import type { Yuan } from './api/types';

/** "128.50" → 12850n. Anything that is not an amount is an error of the program, not of the owner. */
export function fen(amount: Yuan): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount);
  if (!parts) throw new Error(`not an amount: ${amount}`);
  const value = BigInt(parts[2] ?? '0') * 100n + BigInt((parts[3] ?? '').padEnd(2, '0'));
  return parts[1] ? -value : value;
}

/** What an owner types as an amount above nothing, "1,234.5" too; `null` for anything else. */
export function readAmount(text: string): Yuan | null {
  const plain = text.trim();
  if (!/^(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?$/.test(plain)) return null;
  const value = fen(plain.replaceAll(',', ''));
  return value > 0n ? yuan(value) : null;
}

export function yuan(value: bigint): Yuan {
  const size = value < 0n ? -value : value;
  return `${value < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

export function add(amounts: Yuan[]): Yuan {
  return yuan(amounts.reduce((sum, amount) => sum + fen(amount), 0n));
}

export function minus(amount: Yuan, other: Yuan): Yuan {
  return yuan(fen(amount) - fen(other));
}

export function isZero(amount: Yuan): boolean {
  return fen(amount) === 0n;
}

/** "-1234.5" → "−1,234.50" */
export function money(amount: Yuan): string {
  const plain = yuan(fen(amount));
  const [whole = '0', cents = '00'] = plain.replace('-', '').split('.');
  return `${plain.startsWith('-') ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** Whole yuan, for calendar cells. */
export function shortMoney(amount: Yuan): string {
  return money(amount).slice(0, -3);
}

/** A share in per cent with one figure, rounded down: while anything is lacking it is not 100. */
export function percent(amount: Yuan, whole: Yuan): string {
  const all = fen(whole);
  const tenths = all === 0n ? 0n : (fen(amount) * 1000n) / all;
  return `${tenths / 10n}.${tenths % 10n}`;
}

/** The length of a bar: `amount` as a share of `whole`, from 0 to 1. */
export function share(amount: Yuan, whole: Yuan): number {
  const all = Number(fen(whole));
  return all === 0 ? 0 : Math.max(0, Math.min(1, Number(fen(amount)) / all));
}
