import type { DayCell, Deposit, Payout, State } from '../api/types';
import type { MessageKey } from '../messages';
import type { IconName } from './icons';

export type Tone = 'ok' | 'wait' | 'warn' | 'bad' | 'fee' | 'said' | 'open';
export type AnyState = State | Payout['state'] | DayCell['state'] | 'unexplained';
export interface Look { tone: Tone; icon: IconName; word: MessageKey }

/** Every state has a shape, a colour and a word, so that none of them carries the meaning alone. */
export const LOOK: Record<AnyState, Look> = {
  arrived: { tone: 'ok', icon: 's-ok', word: 'state.arrived' },
  arrived_late: { tone: 'ok', icon: 's-ok', word: 'state.arrived_late' },
  paid: { tone: 'ok', icon: 's-ok', word: 'state.arrived' },
  in_transit: { tone: 'wait', icon: 's-wait', word: 'state.in_transit' },
  overdue: { tone: 'warn', icon: 's-warn', word: 'state.overdue' },
  not_arrived: { tone: 'bad', icon: 's-bad', word: 'state.not_arrived' },
  short: { tone: 'bad', icon: 's-bad', word: 'state.short' },
  over: { tone: 'open', icon: 's-what', word: 'state.over' },
  fee: { tone: 'fee', icon: 's-fee', word: 'state.fee' },
  explained: { tone: 'said', icon: 's-said', word: 'state.explained' },
  never_settles: { tone: 'said', icon: 's-said', word: 'state.never_settles' },
  uncovered: { tone: 'open', icon: 's-open', word: 'state.uncovered' },
  unexplained: { tone: 'open', icon: 's-what', word: 'state.unexplained' },
  none: { tone: 'open', icon: 's-open', word: 'state.none' },
};

/** How a telephone number's certainty looks. */
export const TIER = { verified: 'ok', several: 'ok', one_source: 'open', owner: 'said' } as const;

/** Whether something is said about where a deposit comes from. */
export const isMatched = (deposit: Deposit): boolean => deposit.payouts.length > 0 || deposit.sales.length > 0 || deposit.note !== null;
